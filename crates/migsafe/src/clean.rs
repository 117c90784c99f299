//! Keeps control characters of the input away from terminals and logs.

use std::borrow::Cow;

/// The text with every control, bidirectional and invisible character replaced by one as many bytes long, so that spans stay right. Line feeds and tabs stay; the carriage return of a line's end becomes a space.
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|character| is_harmful(character) && !matches!(character, '\n' | '\t')) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\n' | '\t' => cleaned.push(character),
            '\r' if characters.peek() == Some(&'\n') => cleaned.push(' '),
            harmful if is_harmful(harmful) => cleaned.push_str(replacement(harmful)),
            harmless => cleaned.push(harmless),
        }
    }
    Cow::Owned(cleaned)
}

/// Likewise for what stands on one line: a path, a name, a message. Line feeds and tabs are replaced too.
pub(crate) fn line(line: &str) -> Cow<'_, str> {
    if line.chars().any(is_harmful) {
        Cow::Owned(
            line.chars()
                .map(|character| if is_harmful(character) { replacement(character).to_owned() } else { character.to_string() })
                .collect(),
        )
    } else {
        Cow::Borrowed(line)
    }
}

/// Whether the character could move the cursor, colour or reorder what a person reads, or hide in it.
pub(crate) fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn replacement(character: char) -> &'static str {
    match character.len_utf8() {
        1 => "?",
        2 => "¿",
        3 => "\u{fffd}",
        _ => "\u{fffd}?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_replacement_is_as_long_as_what_it_replaces() {
        for character in (0..=0x10_ffff).filter_map(char::from_u32).filter(|character| is_harmful(*character)) {
            assert_eq!(replacement(character).len(), character.len_utf8(), "{character:?}");
        }
    }

    #[test]
    fn text_keeps_its_lines_and_its_length() {
        let input = "a\u{1b}[31mb\r\nc\u{9b}d\u{202e}e\tf\rg\u{e0041}";
        let output = text(input);
        assert_eq!(output, "a?[31mb \nc¿d\u{fffd}e\tf?g\u{fffd}?");
        assert_eq!(output.len(), input.len());
    }

    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(line("a\nb\tc"), "a?b?c");
        assert!(matches!(line("plain ünïcode"), Cow::Borrowed(_)));
    }
}
