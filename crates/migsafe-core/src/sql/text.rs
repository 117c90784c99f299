//! What others ask of a script's text without reading its statements.

use super::lexer::Lexer;
use crate::source::Dialect;
use crate::span::Span;

/// The tokens of a part of the text with one space between them: the same for any layout and any comments.
pub(crate) fn words(text: &str, part: Span, dialect: Dialect) -> String {
    let mut words = String::new();
    for token in Lexer::new(text, part, dialect) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(token.span().of(text));
    }
    words
}

/// The comments in a part of the text, in order. What stands in strings and quoted names is none.
pub(crate) fn comments(text: &str, part: Span, dialect: Dialect) -> Vec<Span> {
    let mut found = Vec::new();
    let mut before = part.start;
    for token in Lexer::new(text, part, dialect) {
        between(text, Span::new(before, token.span().start), dialect, &mut found);
        before = token.span().end;
    }
    between(text, Span::new(before, part.end), dialect, &mut found);
    let comment = |found: Between| match found {
        Between::Comment(span) => Some(span),
        Between::Mark(_) => None,
    };
    found.into_iter().filter_map(comment).collect()
}

/// What stands between two tokens besides white space.
#[derive(Debug, Clone, Copy)]
pub(super) enum Between {
    /// A comment.
    Comment(Span),
    /// The beginning of a comment that MySQL runs, with the version from which on it does, or the end of one.
    Mark(Span),
}

/// Between two tokens there is nothing but white space, comments and the marks of what MySQL runs. Block comments nest in PostgreSQL (docs, 4.1.5 *Comments*) and nowhere else.
pub(super) fn between(text: &str, gap: Span, dialect: Dialect, found: &mut Vec<Between>) {
    let mysql = dialect == Dialect::MySql;
    let bytes = text.as_bytes();
    let mut at = gap.start;
    let mut block: Option<(usize, usize)> = None;
    while at < gap.end {
        let rest = bytes.get(at..gap.end).unwrap_or_default();
        let pair = rest.get(..2).unwrap_or_default();
        match (pair, block) {
            (b"/*", None) if mysql && (rest.starts_with(b"/*!") || rest.starts_with(b"/*M!")) => {
                let end = at + rest.iter().skip(2).take_while(|byte| matches!(byte, b'M' | b'!' | b'0'..=b'9')).count() + 2;
                found.push(Between::Mark(Span::new(at, end)));
                at = end;
                continue;
            }
            (b"*/", None) => found.push(Between::Mark(Span::new(at, at + 2))),
            (b"/*", None) => block = Some((at, 1)),
            (b"/*", Some((start, depth))) if dialect == Dialect::PostgreSql => block = Some((start, depth + 1)),
            (b"*/", Some((start, 1))) => {
                found.push(Between::Comment(Span::new(start, at + 2)));
                block = None;
            }
            (b"*/", Some((start, depth))) => block = Some((start, depth - 1)),
            (_, None) if pair == b"--" || mysql && rest.first() == Some(&b'#') => {
                let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).map_or(gap.end, |length| at + length);
                found.push(Between::Comment(Span::new(at, end)));
                at = end;
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_found_and_strings_are_not() {
        let text = "SELECT '--a', \"--b\", E'\\'--c', $x$ --d $x$, $1 /* e /* f */ */ -- g\r\n--h";
        let found: Vec<&str> =
            comments(text, Span::new(0, text.len()), Dialect::PostgreSql).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["/* e /* f */ */", "-- g", "--h"]);
    }

    #[test]
    fn comments_of_mysql() {
        let text = "SELECT 1 # a\n, \"# b\" -- c\n/* d /* e */ f /*!50003 /* g */ h */ #";
        let found: Vec<&str> = comments(text, Span::new(0, text.len()), Dialect::MySql).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["# a", "-- c", "/* d /* e */", "/* g */", "#"]);
    }

    #[test]
    fn text_without_an_end_is_no_trouble() {
        for text in ["'", "/*", "$a$", "$", "E'\\", "--", "$ä$ä", "/*/", "/*ä"] {
            for dialect in [Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite] {
                comments(text, Span::new(0, text.len()), dialect);
                words(text, Span::new(0, text.len()), dialect);
            }
        }
    }

    #[test]
    fn layout_does_not_change_the_words() {
        let words = |text: &str| words(text, Span::new(0, text.len()), Dialect::PostgreSql);
        assert_eq!(words("DROP  TABLE -- now\n a;"), words("DROP TABLE a ;"));
        assert_ne!(words("SELECT 'a  b'"), words("SELECT 'a b'"));
    }
}
