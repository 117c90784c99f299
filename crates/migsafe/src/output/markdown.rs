//! Markdown for a terminal.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::terminal::{Style, Terminal, wrap};

/// The page, broken to the width, with headings, code and emphasis shown as the terminal can.
pub(crate) fn render(markdown: &str, terminal: &Terminal) -> String {
    let mut page = Page {
        terminal,
        out: String::new(),
        paragraph: String::new(),
        code: None,
        lists: Vec::new(),
        marker: None,
        emphasis: Vec::new(),
        link: None,
    };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        page.take(event);
    }
    page.flush();
    let mut text = page.out.trim_matches('\n').to_owned();
    text.push('\n');
    text
}

struct Page<'a> {
    terminal: &'a Terminal,
    out: String,
    paragraph: String,
    /// The info string of the code block at hand, while there is one.
    code: Option<String>,
    /// The lists around, each with its next number.
    lists: Vec<Option<u64>>,
    /// The marker of a list item that has not been written yet.
    marker: Option<String>,
    emphasis: Vec<Style>,
    /// Where the link at hand leads.
    link: Option<String>,
}

impl Page<'_> {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code.is_some() => self.code_text(&text),
            Event::Text(text) => self.inline(&text, self.emphasis.last().copied()),
            Event::Code(code) if self.terminal.color => self.inline(&code, Some(Style::Blue)),
            Event::Code(code) => self.inline(&format!("`{code}`"), None),
            Event::SoftBreak => self.paragraph.push(' '),
            Event::HardBreak => self.paragraph.push('\n'),
            Event::Rule => self.out.push_str("\n----\n"),
            Event::Html(text) | Event::InlineHtml(text) => self.inline(&text, None),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                self.out.push('\n');
                self.emphasis.push(if level == HeadingLevel::H1 { Style::BoldRed } else { Style::Bold });
            }
            Tag::Paragraph | Tag::BlockQuote(_) if self.marker.is_none() => {
                self.flush();
                self.out.push('\n');
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                let info = if let CodeBlockKind::Fenced(info) = kind { info.to_string() } else { String::new() };
                self.out.push('\n');
                if let Some(title) = title_of(&info) {
                    self.out.push_str(&format!("{}{}\n", self.indent(), self.terminal.paint(Style::Dim, &title)));
                }
                self.code = Some(info);
            }
            Tag::List(first) => {
                self.flush();
                if self.lists.is_empty() {
                    self.out.push('\n');
                }
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.marker = Some(marker);
            }
            Tag::Emphasis | Tag::Strong => self.emphasis.push(Style::Bold),
            Tag::Link { dest_url, .. } => self.link = Some(dest_url.to_string()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.flush();
                self.emphasis.pop();
            }
            TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead => self.flush(),
            TagEnd::TableCell => self.paragraph.push_str("  "),
            TagEnd::Link => {
                if let Some(link) = self.link.take().filter(|link| !self.paragraph.ends_with(link.as_str())) {
                    self.paragraph.push_str(&format!(" ({link})"));
                }
            }
            TagEnd::CodeBlock => self.code = None,
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::Emphasis | TagEnd::Strong => {
                self.emphasis.pop();
            }
            _ => {}
        }
    }

    /// Styles each word alone, so that lines can be broken between them.
    fn inline(&mut self, text: &str, style: Option<Style>) {
        let Some(style) = style.filter(|_| self.terminal.color) else {
            self.paragraph.push_str(text);
            return;
        };
        for piece in text.split_inclusive(' ') {
            let word = piece.trim_end_matches(' ');
            self.paragraph.push_str(&self.terminal.paint(style, word));
            self.paragraph.push_str(&" ".repeat(piece.len() - word.len()));
        }
    }

    fn code_text(&mut self, text: &str) {
        let indent = self.indent();
        for line in text.lines() {
            let shown = if line.trim().is_empty() { String::new() } else { format!("{indent}    {line}") };
            self.out.push_str(&shown);
            self.out.push('\n');
        }
    }

    fn indent(&self) -> String {
        "   ".repeat(self.lists.len())
    }

    fn flush(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if paragraph.trim().is_empty() {
            return;
        }
        let depth = self.lists.len();
        let (first, rest) = match self.marker.take() {
            Some(marker) => {
                let outer = "   ".repeat(depth.saturating_sub(1));
                (format!("{outer}{marker}"), format!("{outer}{}", " ".repeat(marker.len())))
            }
            None => ("   ".repeat(depth), "   ".repeat(depth)),
        };
        let room = self.terminal.width.min(100).saturating_sub(rest.len());
        for (at, line) in wrap(&paragraph, room).into_iter().enumerate() {
            self.out.push_str(if at == 0 { &first } else { &rest });
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }
}

/// What a block of code shows, from the words behind its fence: `sql bad history=…` → `bad:`.
fn title_of(info: &str) -> Option<String> {
    let mut words = info.split_whitespace().skip(1);
    let quality = words.next().filter(|word| matches!(*word, "bad" | "good" | "fixed"))?;
    let tool = info.split_whitespace().find_map(|word| word.strip_prefix("tool="));
    Some(tool.map_or_else(|| format!("{quality}:"), |tool| format!("{quality} ({tool}):")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# drop-column\n\n## What it does\n\nSome *strong* text with `code` that is long enough to be broken over lines somewhere.\n\n\
        1. first\n2. second\n   - inner\n\n```sql bad history=\"CREATE TABLE a ();\"\nDROP TABLE a;\n```\n\n[link](https://example.org)\n";

    #[test]
    fn plain() {
        insta::assert_snapshot!(render(PAGE, &Terminal { color: false, unicode: true, width: 50 }));
    }

    #[test]
    fn colour_changes_no_line() {
        let plain = render(&PAGE.replace('`', ""), &Terminal { color: false, unicode: true, width: 50 });
        let coloured = render(&PAGE.replace('`', ""), &Terminal { color: true, unicode: true, width: 50 });
        let stripped: String = coloured
            .split('\x1b')
            .enumerate()
            .map(|(at, part)| if at == 0 { part } else { part.split_once('m').map_or("", |(_, rest)| rest) })
            .collect();
        assert_eq!(stripped, plain);
    }
}
