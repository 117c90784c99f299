//! Finds the comments of a text.

use crate::span::Span;

/// The comments, in order: those of SQL, or those of Python. Strings, quoted names and dollar quotes are passed over.
pub(super) fn of(text: &str, python: bool) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let next = match byte {
            b'#' if python => line_end(bytes, at),
            b'-' if !python && rest.starts_with(b"--") => line_end(bytes, at),
            b'/' if !python && rest.starts_with(b"/*") => block_end(bytes, at),
            b'\'' | b'"' => {
                at = string_end(bytes, at, python);
                continue;
            }
            b'$' if !python => {
                at = dollar_end(text, at);
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        };
        comments.push(Span::new(at, next));
        at = next;
    }
    comments
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes.iter().skip(from).position(|byte| matches!(byte, b'\n' | b'\r')).map_or(bytes.len(), |offset| from + offset)
}

/// Block comments nest (PostgreSQL docs, 4.1.5 *Comments*).
fn block_end(bytes: &[u8], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0_usize);
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let opens = rest.starts_with(b"/*");
        if opens || rest.starts_with(b"*/") {
            depth = if opens { depth + 1 } else { depth - 1 };
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    bytes.len()
}

/// Behind the string or quoted name. In SQL a backslash escapes behind `E` only; in Python always, and three quotes open a long string.
fn string_end(bytes: &[u8], from: usize, python: bool) -> usize {
    let quote = bytes.get(from).copied().unwrap_or_default();
    let long = python && bytes.get(from..from + 3) == Some(&[quote; 3]);
    let escapes = python
        || (quote == b'\'' && from.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(|byte| matches!(byte, b'e' | b'E')));
    let mut at = from + if long { 3 } else { 1 };
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if escapes => at += 2,
            byte if *byte == quote && long && bytes.get(at..at + 3) != Some(&[quote; 3]) => at += 1,
            byte if *byte == quote => return at + if long { 3 } else { 1 },
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Behind the dollar-quoted string that begins here, or behind the dollar sign where none does. Code inside is part of the string.
fn dollar_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let tag_end = rest.get(1..).and_then(|tail| tail.find(|character: char| !(character.is_alphanumeric() || character == '_')));
    let Some(tag) = tag_end.and_then(|end| rest.get(..end + 2)).filter(|tag| tag.ends_with('$')) else { return from + 1 };
    let body = from + tag.len();
    text.get(body..).and_then(|tail| tail.find(tag)).map_or(text.len(), |offset| body + offset + tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, python: bool) -> Vec<&str> {
        of(text, python).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn comments_are_found_and_strings_are_not() {
        let text = "SELECT '--a', \"--b\", E'\\'--c', $x$ --d $x$, $1 /* e /* f */ */ -- g\r\n--h";
        assert_eq!(texts(text, false), ["/* e /* f */ */", "-- g", "--h"]);
        assert_eq!(texts("a = '#x' # y\n\"\"\"# \" z\"\"\"\n# w", true), ["# y", "# w"]);
    }

    #[test]
    fn text_without_an_end_is_no_trouble() {
        for text in ["'", "/*", "$a$", "$", "E'\\", "--", "$ä$ä", "/*/"] {
            of(text, false);
            of(text, true);
        }
    }
}
