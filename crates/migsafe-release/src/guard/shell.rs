//! The simple commands in a text of a shell.

use std::ops::Range;

/// A simple command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Simple {
    /// Variables set for it alone, and its words, without quotes.
    pub(super) assignments: Vec<(String, String)>,
    pub(super) words: Vec<String>,
    /// Its place in the text.
    pub(super) span: Range<usize>,
    /// What must hold for it to run, where that asks for a variable.
    pub(super) condition: Option<String>,
}

/// So deep are commands looked for in commands.
const DEPTH: usize = 8;

/// The simple commands of a text, in its order.
pub(super) fn commands(text: &str) -> Vec<Simple> {
    let mut commands = Vec::new();
    Scanner::new(text, 0, DEPTH).scan(&mut commands);
    commands
}

/// `[ "$X" = y ]` and the like, as they hold for what follows.
#[derive(Debug, Default, Clone)]
struct Frame {
    test: Option<String>,
}

struct Scanner<'a> {
    text: &'a str,
    /// Where the text stands in the whole.
    offset: usize,
    at: usize,
    depth: usize,
    words: Vec<String>,
    /// Where each of them begins.
    starts: Vec<usize>,
    word: Option<String>,
    start: usize,
    end: usize,
    /// The next word names a file to write to or read from.
    redirected: bool,
    heredocs: Vec<String>,
    frames: Vec<Frame>,
    /// A test that this command is joined to by `&&` or `||`.
    joined: Option<String>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, offset: usize, depth: usize) -> Self {
        Self {
            text,
            offset,
            at: 0,
            depth,
            words: Vec::new(),
            starts: Vec::new(),
            word: None,
            start: 0,
            end: 0,
            redirected: false,
            heredocs: Vec::new(),
            frames: Vec::new(),
            joined: None,
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn push(&mut self, text: &str) {
        if self.word.is_none() {
            self.start = self.at;
        }
        self.word.get_or_insert_default().push_str(text);
    }

    fn scan(&mut self, found: &mut Vec<Simple>) {
        while let Some(character) = self.rest().chars().next() {
            let length = character.len_utf8();
            match character {
                '\\' => self.escape(),
                '\'' => self.single_quoted(),
                '"' => self.double_quoted(found),
                '$' | '`' if self.expansion(found) => {}
                '#' if self.word.is_none() => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                ' ' | '\t' | '\r' => {
                    self.end_word();
                    self.at += length;
                }
                '\n' => {
                    self.end_command(found, "\n");
                    self.at += length;
                    self.skip_heredocs();
                }
                '>' | '<' => self.redirection(),
                ';' | '&' | '|' | '(' | ')' => {
                    let operator = if self.rest().starts_with("&&") {
                        "&&"
                    } else if self.rest().starts_with("||") {
                        "||"
                    } else {
                        ";"
                    };
                    self.end_command(found, operator);
                    self.at += if operator == ";" { length } else { 2 };
                }
                _ => {
                    self.push(self.rest().get(..length).unwrap_or_default());
                    self.at += length;
                }
            }
        }
        self.end_command(found, "\n");
    }

    fn escape(&mut self) {
        let rest = self.rest();
        let after = rest.get(1..).unwrap_or_default();
        if let Some(next) = after.strip_prefix('\n').or_else(|| after.strip_prefix("\r\n")) {
            self.end_word();
            self.at += rest.len() - next.len();
            return;
        }
        let length = after.chars().next().map_or(0, char::len_utf8);
        self.push(after.get(..length).unwrap_or_default());
        self.at += 1 + length;
    }

    fn single_quoted(&mut self) {
        let after = self.rest().get(1..).unwrap_or_default();
        let end = after.find('\'').unwrap_or(after.len());
        self.push(after.get(..end).unwrap_or_default());
        self.at += (end + 2).min(self.rest().len());
    }

    fn double_quoted(&mut self, found: &mut Vec<Simple>) {
        self.push("");
        self.at += 1;
        while let Some(character) = self.rest().chars().next() {
            match character {
                '"' => {
                    self.at += 1;
                    return;
                }
                '\\' => {
                    let after = self.rest().get(1..).unwrap_or_default();
                    let length = after.chars().next().map_or(0, char::len_utf8);
                    let next = after.get(..length).unwrap_or_default();
                    if !matches!(next, "\"" | "\\" | "$" | "`" | "\n") {
                        self.push("\\");
                    }
                    self.push(if next == "\n" { "" } else { next });
                    self.at += 1 + length;
                }
                '$' | '`' if self.expansion(found) => {}
                _ => {
                    self.push(self.rest().get(..character.len_utf8()).unwrap_or_default());
                    self.at += character.len_utf8();
                }
            }
        }
    }

    /// `$(…)`, `` `…` `` and `${…}`: the commands inside are commands too. Whether there was one.
    fn expansion(&mut self, found: &mut Vec<Simple>) -> bool {
        let rest = self.rest();
        let (inner, length, runs) = if let Some(inside) = rest.strip_prefix("${{") {
            let end = inside.find("}}").map_or(inside.len(), |end| end + 2);
            (1, 3 + end, false)
        } else if rest.starts_with("${") {
            (2, matching(rest, 1, '{', '}'), false)
        } else if rest.starts_with("$(") {
            (2, matching(rest, 1, '(', ')'), true)
        } else if let Some(inside) = rest.strip_prefix('`') {
            (1, 1 + inside.find('`').map_or(inside.len(), |end| end + 1), true)
        } else {
            return false;
        };
        let whole = rest.get(..length).unwrap_or(rest);
        if runs && self.depth > 0 {
            let inside = whole.get(inner..whole.len().saturating_sub(1)).unwrap_or_default();
            Scanner::new(inside, self.offset + self.at + inner, self.depth - 1).scan(found);
        }
        self.push(whole);
        self.at += whole.len();
        true
    }

    fn redirection(&mut self) {
        // `2>` numbers a stream.
        if self.word.as_ref().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit())) {
            self.word = None;
        }
        self.end_word();
        let rest = self.rest();
        if let Some(after) = rest.strip_prefix("<<").filter(|after| !after.starts_with('<')) {
            let after = after.trim_start_matches(['-', ' ', '\t']);
            let mark = after.split(|character: char| character.is_whitespace() || ";|&)".contains(character)).next().unwrap_or_default();
            self.heredocs.push(mark.trim_matches(['\'', '"', '\\']).to_owned());
            self.at = self.text.len() - after.len() + mark.len();
            return;
        }
        let operator = rest.len() - rest.trim_start_matches(['<', '>', '&', '|']).len();
        self.at += operator;
        self.redirected = true;
    }

    fn skip_heredocs(&mut self) {
        for mark in std::mem::take(&mut self.heredocs) {
            loop {
                let rest = self.rest();
                let (line, length) = rest.split_once('\n').map_or((rest, rest.len()), |(line, _)| (line, line.len() + 1));
                self.at += length;
                if line.trim() == mark || self.rest().is_empty() {
                    break;
                }
            }
        }
    }

    fn end_word(&mut self) {
        if let Some(word) = self.word.take() {
            self.end = self.at;
            if std::mem::take(&mut self.redirected) {
                return;
            }
            self.words.push(word);
            self.starts.push(self.start);
        }
    }

    fn end_command(&mut self, found: &mut Vec<Simple>, operator: &str) {
        self.end_word();
        self.redirected = false;
        let mut words = std::mem::take(&mut self.words);
        let mut starts = std::mem::take(&mut self.starts).into_iter();
        let mut start = starts.next().unwrap_or(self.at);
        let mut joined = self.joined.take();
        while let Some(first) = words.first() {
            match first.as_str() {
                "if" | "while" | "until" => self.frames.push(Frame::default()),
                "case" => {
                    let test = words.get(1).filter(|word| word.contains('$')).cloned();
                    self.frames.push(Frame { test });
                    words.clear();
                    break;
                }
                "fi" | "done" | "esac" => {
                    self.frames.pop();
                }
                "for" | "select" => {
                    self.frames.push(Frame::default());
                    words.clear();
                    break;
                }
                "elif" | "then" | "else" | "do" | "!" | "{" | "}" | "time" | "exec" | "command" | "nohup" | "sudo" | "-" | "@" => {}
                _ => break,
            }
            words.remove(0);
            start = starts.next().unwrap_or(self.at);
        }
        if words.is_empty() {
            self.joined = joined;
            return;
        }
        if matches!(words.first().map(String::as_str), Some("[" | "[[" | "test")) {
            if asks_where(&words) {
                let test = words.join(" ");
                if operator == "&&" || operator == "||" {
                    joined = Some(joined.map_or_else(|| test.clone(), |before| format!("{before} {test}")));
                }
                if let Some(frame) = self.frames.last_mut() {
                    frame.test.get_or_insert(test);
                }
            }
            self.joined = joined;
            return;
        }
        if operator == "&&" || operator == "||" {
            self.joined.clone_from(&joined);
        }
        let condition = joined.or_else(|| self.frames.iter().rev().find_map(|frame| frame.test.clone()));
        let split = words.iter().position(|word| assignment(word).is_none()).unwrap_or(words.len());
        let assignments =
            words.drain(..split).filter_map(|word| assignment(&word).map(|(name, value)| (name.to_owned(), value.to_owned()))).collect();
        let span = self.offset + start..self.offset + self.end.max(start);
        found.push(Simple { assignments, words, span, condition });
    }
}

/// Whether a test asks for a variable that may differ between environments. That an address or a file is there says nothing of whose it is, and what can be switched off runs.
fn asks_where(words: &[String]) -> bool {
    let upper: Vec<String> = words.iter().map(|word| word.to_ascii_uppercase()).collect();
    let has = |parts: &[&str]| upper.iter().any(|word| parts.iter().any(|part| word.contains(part)));
    let exists = words.iter().any(|word| matches!(word.as_str(), "-n" | "-z" | "-f" | "-e" | "-d")) && has(&["URL", "/"]);
    let switches_off = has(&["DISABLE", "SKIP"]) && (words.iter().any(|word| word == "!=" || word == "-z") || has(&["FALSE"]));
    let variable = |word: &String| word.contains('$') && !word.contains("$(");
    words.iter().any(variable) && !exists && !switches_off
}

/// `NAME=value`.
pub(super) fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let right = !name.is_empty() && !name.starts_with(|first: char| first.is_ascii_digit());
    (right && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')).then_some((name, value))
}

/// The length up to and with the bracket that closes the one at `from`; the whole where none does.
fn matching(text: &str, from: usize, open: char, close: char) -> usize {
    let (mut depth, mut quote, mut escaped) = (0_usize, None, false);
    for (at, character) in text.char_indices().skip_while(|(at, _)| *at < from) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if quote == Some(character) => quote = None,
            _ if quote == Some('\'') => {}
            '\'' | '"' if quote.is_none() => quote = Some(character),
            _ if character == open => depth += 1,
            _ if character == close => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + character.len_utf8();
                }
            }
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Vec<String> {
        commands(text)
            .into_iter()
            .map(|command| {
                let condition = command.condition.map(|condition| format!(" if {condition}")).unwrap_or_default();
                let assignments: Vec<String> = command.assignments.iter().map(|(name, value)| format!("{name}={value} ")).collect();
                format!("{}{}{condition}", assignments.concat(), command.words.join("|"))
            })
            .collect()
    }

    #[test]
    fn commands_and_words() {
        assert_eq!(shown("a 'b c' \"d $X\" e\\ f && g || h; i | j & k"), ["a|b c|d $X|e f", "g", "h", "i", "j", "k"]);
        assert_eq!(shown("A=1 B='2 3' run --x=y # no\nnext \\\n  more"), ["A=1 B=2 3 run|--x=y", "next|more"]);
        assert_eq!(shown("echo \"$(inner one)\" `inner two`"), ["inner|one", "inner|two", "echo|$(inner one)|`inner two`"]);
        assert_eq!(shown("run ${{ inputs.x && 'y' }} > out.txt 2>&1 <in"), ["run|${{ inputs.x && 'y' }}"]);
        assert_eq!(shown("cat <<EOF > x\nprisma db push\nEOF\nafter"), ["cat", "after"]);
        assert_eq!(shown("echo prisma db push"), ["echo|prisma|db|push"]);
        assert_eq!(shown("f() { a; }\n(b)"), ["f", "a", "b"]);
        assert_eq!(shown("# prisma db push"), [""; 0]);
    }

    #[test]
    fn conditions_on_variables() {
        assert_eq!(shown("if [ \"$V\" = x ]; then a; else b; fi; c"), ["a if [ $V = x ]", "b if [ $V = x ]", "c"]);
        assert_eq!(shown("[ \"$V\" = x ] && a && b; c"), ["a if [ $V = x ]", "b if [ $V = x ]", "c"]);
        assert_eq!(shown("if [ -f x ]; then a; fi"), ["a"]);
        assert_eq!(shown("if [ \"$NO\" != x ] && [ \"$SKIP_IT\" != true ]; then a; fi"), ["a if [ $NO != x ]"]);
        assert_eq!(shown("if [ \"$SKIP_IT\" != true ]; then a; fi"), ["a"]);
        assert_eq!(shown("if [ -n \"$DATABASE_URL\" ]; then a; fi"), ["a"]);
        assert_eq!(shown("case $V in x) a;; esac\nb"), ["a if $V", "b"]);
        assert_eq!(shown("if ! a; then b; fi"), ["a", "b"]);
        assert_eq!(shown("for x in 1 2; do a; done; b"), ["a", "b"]);
    }

    #[test]
    fn a_span_begins_with_the_command() {
        let text = "if [ -f x ]; then A=1 b 'c d'; fi";
        assert_eq!(commands(text).into_iter().map(|command| &text[command.span]).collect::<Vec<_>>(), ["A=1 b 'c d'"]);
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[a-bé '\"$(){}\\\\`;&|<>#\n\r=]{0,60}") {
            for command in commands(&text) {
                prop_assert!(text.get(command.span.clone()).is_some(), "{:?}", command.span);
            }
        }
    }
}
