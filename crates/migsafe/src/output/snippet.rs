//! A finding with its place in the text, drawn by miette.

mod window;

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};
use migsafe_core::span::{LineIndex, Span};
use unicode_width::UnicodeWidthStr as _;

use crate::clean;
use crate::terminal::{Style, Terminal, wrap};
use window::Window;

/// How grave it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Severity {
    Error,
    Warning,
    Note,
}

/// What to draw.
pub(crate) struct Picture<'a> {
    /// How grave.
    pub(crate) severity: Severity,
    /// The sentence at the top.
    pub(crate) message: &'a str,
    /// The rule's id, at the right.
    pub(crate) code: Option<&'a str>,
    /// The file.
    pub(crate) path: &'a str,
    /// The file's text with its lines, of which only what surrounds the span is looked at. Without it, the path and the position stand for the place.
    pub(crate) text: Option<(&'a str, &'a LineIndex)>,
    /// The place.
    pub(crate) span: Span,
    /// Its line and column from 1, where they are known already.
    pub(crate) position: Option<(usize, usize)>,
    /// What to say of it.
    pub(crate) label: &'a str,
    /// Other places in the same file, and what to say of them. Those out of sight are left out.
    pub(crate) others: Vec<(Span, &'a str)>,
    /// What to do, clean and already broken into lines.
    pub(crate) help: Option<String>,
}

/// How many columns of a line the drawing itself needs, line number included.
const GUTTER: usize = 10;

impl Picture<'_> {
    /// The drawing, with a line feed at its end.
    pub(crate) fn draw(self, terminal: &Terminal) -> String {
        let (line, column) = self.position.unwrap_or_else(|| {
            self.text.map_or((1, 1), |(text, lines)| {
                let offset = window::floor(text, self.span.start);
                (lines.line(offset), lines.column(text, offset))
            })
        });
        let name = format!("{}:{line}:{column}", clean::line(self.path));
        let mut drawing = Drawing {
            severity: self.severity,
            message: headline(self.message, self.code, terminal),
            labels: Vec::new(),
            source: None,
            help: None,
        };
        if let Some((text, lines)) = self.text {
            let window = Window::around(text, lines, self.span, terminal.width.saturating_sub(GUTTER).max(40));
            drawing.labels = self.labels(&window);
            drawing.source = Some(Excerpt { name, text: clean::text(&window.text).into_owned(), line });
        } else {
            let place = if self.label.is_empty() { name } else { format!("{name}: {}", clean::line(self.label)) };
            drawing.message.push_str(&format!("\n{}", terminal.paint(Style::Dim, &place)));
        }
        drawing.help = self.help;
        let mut drawn = String::new();
        // Writing into a string does not fail, and the labels stand inside the window.
        let _ = handler(self.severity, terminal).render_report(&mut drawn, &drawing);
        let drawn = tidy(&drawn);
        if terminal.unicode { drawn } else { drawn.replace('·', "-").replace('…', "~") }
    }

    fn labels(&self, window: &Window) -> Vec<LabeledSpan> {
        let mut label = clean::line(self.label).into_owned();
        if window.lines_left_out > 0 {
            label = format!("{label} (and {} more lines)", window.lines_left_out);
        }
        let primary = LabeledSpan::new_primary_with_span((!label.is_empty()).then_some(label), window.place(self.span));
        let others = self.others.iter().filter(|(span, _)| window.shows(*span));
        let others = others.map(|(span, label)| LabeledSpan::new_with_span(Some(clean::line(label).into_owned()), window.place(*span)));
        std::iter::once(primary).chain(others).collect()
    }
}

/// The message, broken to the width, with the rule's id at the right end of the line where there is room.
fn headline(message: &str, code: Option<&str>, terminal: &Terminal) -> String {
    const MARK: usize = 4;
    const RIGHT_EDGE: usize = 100;
    let room = terminal.width.saturating_sub(MARK);
    let mut lines: Vec<String> = wrap(&clean::line(message), room);
    let Some(code) = code else { return lines.join("\n") };
    let code_width = code.width();
    let edge = room.min(RIGHT_EDGE - MARK);
    let painted = terminal.paint(Style::Dim, code);
    match lines.last_mut() {
        Some(last) if last.width() + 2 + code_width <= room => {
            let gap = edge.saturating_sub(last.width() + code_width).max(2);
            last.push_str(&" ".repeat(gap));
            last.push_str(&painted);
        }
        _ => lines.push(format!("{}{painted}", " ".repeat(edge.saturating_sub(code_width)))),
    }
    lines.join("\n")
}

/// The drawing without blanks at the ends of its lines.
fn tidy(drawn: &str) -> String {
    let mut tidied = String::with_capacity(drawn.len());
    for line in drawn.lines() {
        tidied.push_str(line.trim_end());
        tidied.push('\n');
    }
    tidied
}

fn handler(severity: Severity, terminal: &Terminal) -> GraphicalReportHandler {
    let mut theme = GraphicalTheme::unicode_nocolor();
    if terminal.unicode {
        // One column in every font.
        theme.characters.warning = "!".into();
        theme.characters.advice = "i".into();
    } else {
        theme.characters = miette::ThemeCharacters::ascii();
    }
    if terminal.color {
        theme.styles = miette::ThemeStyles::ansi();
        let main = match severity {
            Severity::Error => theme.styles.error,
            Severity::Warning => theme.styles.warning,
            Severity::Note => theme.styles.advice,
        };
        theme.styles.highlights = vec![main, theme.styles.link];
    }
    GraphicalReportHandler::new_themed(theme)
        .with_width(usize::MAX >> 1)
        .with_wrap_lines(false)
        .with_context_lines(0)
        .with_links(false)
        .without_primary_span_start()
        .without_syntax_highlighting()
}

/// What miette is given.
#[derive(Debug)]
struct Drawing {
    severity: Severity,
    message: String,
    labels: Vec<LabeledSpan>,
    source: Option<Excerpt>,
    help: Option<String>,
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawing {}

impl Diagnostic for Drawing {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// A part of a file that knows its name and its first line's number.
#[derive(Debug)]
struct Excerpt {
    name: String,
    text: String,
    line: usize,
}

/// Whatever place is asked for, the whole excerpt is shown: it was cut to what is worth showing.
impl SourceCode for Excerpt {
    fn read_span<'a>(&'a self, _: &SourceSpan, _: usize, _: usize) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let whole = SourceSpan::from((0, self.text.len()));
        let line = self.line.saturating_sub(1);
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), self.text.as_bytes(), whole, line, 0, self.text.lines().count())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Terminal = Terminal { color: false, unicode: true, width: 100 };

    fn picture(text: &str, span: Span) -> Picture<'_> {
        let lines: &'static LineIndex = Box::leak(Box::new(LineIndex::new(text)));
        Picture {
            severity: Severity::Error,
            message: "drops users.legacy_role: its data is gone",
            code: Some("drop-column"),
            path: "m/migration.sql",
            text: Some((text, lines)),
            span,
            position: None,
            label: "ACCESS EXCLUSIVE on users, instant",
            others: Vec::new(),
            help: Some("ship the code first".to_owned()),
        }
    }

    fn span_of(text: &str, part: &str) -> Span {
        let start = text.find(part).unwrap();
        Span::new(start, start + part.len())
    }

    #[test]
    fn one_line() {
        let text = "-- first\nALTER TABLE \"users\" DROP COLUMN \"legacy_role\";\n";
        insta::assert_snapshot!(picture(text, span_of(text, "DROP COLUMN \"legacy_role\"")).draw(&PLAIN));
    }

    #[test]
    fn several_lines_and_another_place() {
        let text = "CREATE TABLE a (\n  id int,\n  b int\n);\nSELECT 1;";
        let mut picture = picture(text, span_of(text, "CREATE TABLE a (\n  id int,\n  b int\n)"));
        picture.others = vec![(span_of(text, "id int"), "here"), (span_of(text, "SELECT"), "out of sight")];
        insta::assert_snapshot!(picture.draw(&PLAIN));
    }

    #[test]
    fn a_line_of_many_megabytes_is_cut_around_the_place() {
        let text = format!("SELECT '{}'; DROP TABLE users; SELECT '{}'", "é".repeat(3_000_000), "y".repeat(3_000_000));
        insta::assert_snapshot!(picture(&text, span_of(&text, "DROP TABLE users")).draw(&PLAIN));
    }

    #[test]
    fn control_characters_are_shown_as_marks_under_the_right_caret() {
        let text = "\u{feff}SELECT '\u{1b}[31m\u{202e}'; \r\nDROP\tTABLE \"us\u{9b}ers\";\r\n";
        insta::assert_snapshot!(picture(text, span_of(text, "\"us\u{9b}ers\"")).draw(&PLAIN));
    }

    #[test]
    fn ascii_only_where_the_terminal_shows_no_more() {
        let text = "DROP TABLE users;";
        let drawn = picture(text, span_of(text, "users")).draw(&Terminal { color: false, unicode: false, width: 60 });
        assert!(drawn.is_ascii(), "{drawn}");
    }

    #[test]
    fn colour_only_where_welcome() {
        let text = "DROP TABLE users;";
        let span = span_of(text, "users");
        assert!(picture(text, span).draw(&Terminal { color: true, ..PLAIN }).contains('\u{1b}'));
        assert!(!picture(text, span).draw(&PLAIN).contains('\u{1b}'));
    }

    #[test]
    fn any_span_is_drawn() {
        for text in ["", "é", "a\nb", "\r\n\r\n", "\u{feff}", "x".repeat(500).as_str()] {
            for start in 0..text.len() + 3 {
                for end in start..text.len() + 3 {
                    let drawn = picture(text, Span::new(start, end)).draw(&PLAIN);
                    assert!(drawn.contains("m/migration.sql") && !drawn.contains("Failed"), "{text:?} {start}..{end}:\n{drawn}");
                }
                if text.len() > 100 && start > 5 {
                    break;
                }
            }
        }
    }
}
