//! What the place of output can show: colour, box characters, width.

use std::io::IsTerminal as _;

use clap::ValueEnum;
use unicode_width::UnicodeWidthStr as _;

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal that can, unless `NO_COLOR` says otherwise.
    #[default]
    Auto,
    /// Also in pipes and files.
    Always,
    /// Never.
    Never,
}

/// How a piece of text is meant to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Red,
    Yellow,
    Green,
    Blue,
    Bold,
    Dim,
    BoldRed,
}

impl Style {
    const fn code(self) -> &'static str {
        match self {
            Self::Red => "31",
            Self::Yellow => "33",
            Self::Green => "32",
            Self::Blue => "34",
            Self::Bold => "1",
            Self::Dim => "2",
            Self::BoldRed => "1;31",
        }
    }
}

/// A place of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terminal {
    /// Escape sequences are welcome.
    pub(crate) color: bool,
    /// Characters outside ASCII are shown as they are.
    pub(crate) unicode: bool,
    /// Columns.
    pub(crate) width: usize,
}

/// What is assumed where nobody can tell: pipes, files, logs.
const DEFAULT_WIDTH: usize = 100;

impl Terminal {
    /// Standard output.
    pub(crate) fn of_stdout(when: ColorWhen) -> Self {
        let stream = std::io::stdout();
        let columns = terminal_size::terminal_size_of(&stream).map(|(width, _)| usize::from(width.0));
        Self::new(when, stream.is_terminal(), anstream::AutoStream::choice(&stream), columns)
    }

    /// Standard error.
    pub(crate) fn of_stderr(when: ColorWhen) -> Self {
        let stream = std::io::stderr();
        let columns = terminal_size::terminal_size_of(&stream).map(|(width, _)| usize::from(width.0));
        Self::new(when, stream.is_terminal(), anstream::AutoStream::choice(&stream), columns)
    }

    /// For files: everything, without escapes.
    pub(crate) const fn plain() -> Self {
        Self { color: false, unicode: true, width: DEFAULT_WIDTH }
    }

    fn new(when: ColorWhen, is_terminal: bool, choice: anstream::ColorChoice, columns: Option<usize>) -> Self {
        let color = match when {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => choice != anstream::ColorChoice::Never,
        };
        let columns = columns.or_else(|| std::env::var("COLUMNS").ok()?.parse().ok());
        let width = columns.unwrap_or(DEFAULT_WIDTH).clamp(40, 140);
        Self { color, unicode: !is_terminal || shows_unicode(), width }
    }

    /// The text in that style, where colour is welcome.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.color && !text.is_empty() { format!("\x1b[{}m{text}\x1b[0m", style.code()) } else { text.to_owned() }
    }

    /// What stands between parts of a line.
    pub(crate) const fn separator(&self) -> &'static str {
        if self.unicode { " · " } else { " - " }
    }
}

/// Whether the terminal and the locale can show more than ASCII.
fn shows_unicode() -> bool {
    let term = std::env::var("TERM").unwrap_or_default();
    if cfg!(unix) && (term == "dumb" || term == "linux") {
        return false;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty());
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// The text broken at spaces into lines of at most `width` columns; a longer word stays whole, and styles take no room.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split_whitespace() {
            let size = visible_width(word);
            if used > 0 && used + 1 + size > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += size;
        }
        lines.push(line);
    }
    lines
}

/// The columns of a word, its styles left out.
fn visible_width(word: &str) -> usize {
    let mut width = 0;
    let mut rest = word;
    while let Some((before, after)) = rest.split_once('\x1b') {
        width += before.width();
        rest = after.split_once('m').map_or("", |(_, behind)| behind);
    }
    width + rest.width()
}

/// The text cut to `width` columns, with an ellipsis where something is missing.
pub(crate) fn cut(text: &str, width: usize) -> String {
    // No character is wider than two columns nor longer than four bytes, so short texts need no count.
    if text.len() <= width || text.len() <= 4 * width + 4 && text.width() <= width {
        return text.to_owned();
    }
    let mut shown = String::new();
    let mut used = 0;
    for character in text.chars() {
        let size = unicode_width::UnicodeWidthChar::width(character).unwrap_or(0);
        if used + size + 1 > width {
            break;
        }
        used += size;
        shown.push(character);
    }
    shown.truncate(shown.trim_end().len());
    shown.push('…');
    shown
}

/// `1 error`, `2 errors`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_breaks_at_spaces_only() {
        assert_eq!(wrap("aa bb cc", 5), ["aa bb", "cc"]);
        assert_eq!(wrap("aaaaaaaa b", 5), ["aaaaaaaa", "b"]);
        assert_eq!(wrap("one\n\ntwo", 10), ["one", "", "two"]);
    }

    #[test]
    fn cutting_counts_columns() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdefg", 6), "abcde…");
        assert_eq!(cut("表表表表", 5), "表表…");
    }
}
