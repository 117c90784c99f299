//! What a name or a constant stands for: folded, its quotes and escapes taken away.

use super::lexer::Kind;

/// A word or quoted identifier as the catalog holds it.
pub(super) fn identifier(text: &str, kind: Kind) -> Option<String> {
    match kind {
        Kind::Word => Some(text.to_ascii_lowercase()),
        Kind::QuotedIdentifier => Some(match text.strip_prefix(['u', 'U']) {
            Some(unicode) => unicode_escapes(&unquote(unicode.get(1..)?, '"')),
            None => unquote(text, '"'),
        }),
        _ => None,
    }
}

/// A word or quoted identifier as it was written: MySQL and SQLite keep its letters, and find it by others too.
pub(super) fn as_written(text: &str, kind: Kind) -> Option<String> {
    let quote = text.chars().next()?;
    match kind {
        Kind::Word => Some(text.to_owned()),
        Kind::QuotedIdentifier if quote == '[' => Some(text.trim_start_matches('[').trim_end_matches(']').to_owned()),
        Kind::QuotedIdentifier => Some(unquote(text, quote)),
        _ => None,
    }
}

/// The value of a string constant.
pub(super) fn string_value(text: &str, kind: Kind) -> Option<String> {
    match kind {
        Kind::DollarString => Some(dollar_body(text).to_owned()),
        Kind::String => {
            let at = text.find(['\'', '"'])?;
            let (prefix, quoted) = text.split_at(at);
            let value = unquote(quoted, quoted.chars().next()?);
            Some(match prefix.as_bytes().first() {
                Some(b'e' | b'E') => c_escapes(&value),
                Some(b'u' | b'U') => unicode_escapes(&value),
                _ => value,
            })
        }
        _ => None,
    }
}

/// What stands between the dollar tags.
pub(super) fn dollar_body(text: &str) -> &str {
    let tag = text.get(1..).and_then(|rest| rest.find('$')).map_or(0, |end| end + 2);
    text.get(tag..text.len().saturating_sub(tag)).unwrap_or_default()
}

fn unquote(text: &str, quote: char) -> String {
    let inner = text.strip_prefix(quote).unwrap_or(text);
    let inner = inner.strip_suffix(quote).unwrap_or(inner);
    if !inner.contains(quote) {
        return inner.to_owned();
    }
    let double: String = [quote, quote].iter().collect();
    inner.replace(&double, quote.encode_utf8(&mut [0; 4]))
}

fn c_escapes(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            value.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => value.push('\n'),
            Some('r') => value.push('\r'),
            Some('t') => value.push('\t'),
            Some(other) => value.push(other),
            None => {}
        }
    }
    value
}

fn unicode_escapes(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        value.push_str(rest.get(..at).unwrap_or_default());
        let escape = rest.get(at + 1..).unwrap_or_default();
        let (skip, digits) = if escape.starts_with('+') { (1, 6) } else { (0, 4) };
        let code = escape.get(skip..skip + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        let taken = if let Some(code) = code {
            value.push(code);
            skip + digits
        } else {
            value.push('\\');
            usize::from(escape.starts_with('\\'))
        };
        rest = escape.get(taken..).unwrap_or_default();
    }
    value.push_str(rest);
    value
}
