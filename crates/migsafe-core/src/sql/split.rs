//! Cutting a script into statements.

use super::lexer::{Kind, Lexer, Token};
use crate::source::{Cut, Dialect, Script};
use crate::span::Span;

const BREAKPOINT: &str = "--> statement-breakpoint";

/// The most tokens of one statement that are kept: more than is ever parsed, less than fills the memory.
const TOKENS: usize = 1_000_000;

/// The most tokens of one `INSERT`, whose rows are looked at and not parsed.
const ROWS: usize = 10_000_000;

/// So many tokens hold nearly every statement.
const USUAL: usize = 48;

/// The tokens of one statement and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// From its first token to its semicolon, that included.
    pub(super) span: Span,
    /// Its tokens without the semicolon. Never empty.
    pub(super) tokens: Vec<Token>,
}

/// The parts of a script that the tool sends one by one.
pub(super) fn chunks(script: &Script) -> Vec<Span> {
    let text = &*script.text;
    let range = script.range.filter(|range| text.get(range.start..range.end).is_some()).unwrap_or(Span::new(0, text.len()));
    chunks_of(text, range, script.cut)
}

/// The parts of a part of a text that the tool sends one by one.
pub(super) fn chunks_of(text: &str, range: Span, cut: Cut) -> Vec<Span> {
    match cut {
        Cut::Whole => vec![range],
        Cut::Breakpoints => breakpoints(text, range),
        Cut::Lines => lines(text, range),
    }
}

fn breakpoints(text: &str, range: Span) -> Vec<Span> {
    let mut chunks = Vec::new();
    let mut start = range.start;
    for (offset, mark) in range.of(text).match_indices(BREAKPOINT) {
        let at = range.start + offset;
        chunks.push(Span::new(start, at));
        start = at + mark.len();
    }
    chunks.push(Span::new(start, range.end));
    chunks
}

/// As goose's parser reads a file: line by line, whatever stands around a semicolon at the end of one. Its own marks are comments to the server.
fn lines(text: &str, range: Span) -> Vec<Span> {
    let mut chunks = Vec::new();
    let (mut start, mut at) = (range.start, range.start);
    let mut whole = false;
    for line in range.of(text).split_inclusive('\n') {
        at += line.len();
        // In whatever case of letters.
        let is = |mark: &str| line.strip_prefix("--").is_some_and(|words| words.trim().eq_ignore_ascii_case(mark));
        let ends = if is("+goose StatementEnd") { std::mem::take(&mut whole) } else { !whole && ends_with_semicolon(line) };
        whole |= is("+goose StatementBegin");
        if ends {
            chunks.push(Span::new(start, at));
            start = at;
        }
    }
    chunks.push(Span::new(start, range.end));
    chunks
}

/// What follows a word that begins with `--` does not count.
fn ends_with_semicolon(line: &str) -> bool {
    line.split_whitespace().take_while(|word| !word.starts_with("--")).last().is_some_and(|word| word.ends_with(';'))
}

/// Cuts one part of a text into statements.
pub(super) fn split(text: &str, range: Span, dialect: Dialect) -> Splitter<'_> {
    Splitter { text, lexer: Lexer::new(text, range, dialect), dialect, may_hold_data: dialect == Dialect::PostgreSql }
}

/// Reads statements one by one, so that a large script's tokens are never held together.
#[derive(Debug)]
pub(super) struct Splitter<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    dialect: Dialect,
    /// The end of a `COPY`'s data may still come.
    may_hold_data: bool,
}

impl Iterator for Splitter<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let mut tokens: Vec<Token> = Vec::with_capacity(USUAL);
        let mut nesting = Nesting { dialect: self.dialect, ..Nesting::default() };
        let mut last = Span::default();
        let mut data = TakesData::default();
        let mut limit = TOKENS;
        while let Some(token) = self.lexer.next() {
            let takes_data = data.enter(self.text, token);
            match token.kind {
                Kind::Delimiter if tokens.is_empty() => {}
                Kind::Delimiter => return piece(tokens, token.span()),
                Kind::Word if tokens.is_empty() && self.changes_delimiter(token) => self.lexer.change_delimiter(),
                Kind::Symbol(b';') if tokens.is_empty() => {}
                Kind::Symbol(b';') if tokens.len() >= limit || self.lexer.ends_on_semicolon() && !nesting.holds_semicolon() => {
                    if self.may_hold_data && takes_data {
                        self.may_hold_data = self.lexer.skip_copy_data();
                    }
                    return piece(tokens, token.span());
                }
                // psql sends the statement before `\g` and its kin; any other command leaves it open.
                Kind::Command if tokens.is_empty() || sends(token.span().of(self.text)) => {
                    tokens.push(token);
                    return piece(tokens, token.span());
                }
                _ if tokens.len() >= limit => {}
                _ => {
                    if tokens.is_empty() && token.span().of(self.text).eq_ignore_ascii_case("insert") {
                        limit = ROWS;
                    }
                    grow(&mut tokens);
                    tokens.push(token);
                    nesting.enter(self.text, &tokens);
                }
            }
            last = token.span();
        }
        piece(tokens, last)
    }
}

/// Makes room for one more. A list that is long already grows by a quarter: the usual doubling would leave half of the memory unused.
fn grow(tokens: &mut Vec<Token>) {
    if tokens.len() == tokens.capacity() && tokens.len() > 1 << 16 {
        tokens.reserve_exact(tokens.len() / 4);
    }
}

impl Splitter<'_> {
    /// `DELIMITER` is a command of the client, which the server never sees.
    fn changes_delimiter(&self, token: Token) -> bool {
        self.dialect == Dialect::MySql && token.span().of(self.text).eq_ignore_ascii_case("delimiter")
    }
}

/// Watches a text's tokens for a `COPY … FROM stdin`, behind which its rows stand.
#[derive(Debug, Default)]
pub(super) struct TakesData {
    /// It is `COPY`.
    copies: bool,
    /// Within a statement.
    begun: bool,
    /// The last word was `FROM`.
    from: bool,
    /// It was read from `FROM stdin`.
    found: bool,
}

impl TakesData {
    /// Takes the next token; whether rows follow it.
    pub(super) fn enter(&mut self, text: &str, token: Token) -> bool {
        let is = |word: &str| token.kind == Kind::Word && token.span().of(text).eq_ignore_ascii_case(word);
        match token.kind {
            Kind::Symbol(b';') => return std::mem::take(self).found,
            Kind::Command if !self.begun || sends(token.span().of(text)) => {
                *self = Self::default();
                return false;
            }
            _ => {}
        }
        self.copies = if self.begun { self.copies } else { is("copy") };
        self.begun = true;
        self.found |= self.copies && self.from && is("stdin");
        self.from = self.copies && is("from");
        false
    }
}

fn piece(tokens: Vec<Token>, end: Span) -> Option<Piece> {
    let span = tokens.first()?.span().join(end);
    Some(Piece { span, tokens })
}

fn sends(command: &str) -> bool {
    let word = command.split_ascii_whitespace().next().unwrap_or_default();
    word.starts_with("\\g") || word == "\\crosstabview" || word == "\\watch"
}

/// The two places where a statement holds semicolons of its own: the actions of a rule in parentheses, and the body of a routine, or of a trigger where other
/// databases have one.
///
/// A semicolon within any other parentheses is an error, and cutting there keeps it from hiding what follows.
#[derive(Debug, Default)]
struct Nesting {
    creates: Option<Creates>,
    parentheses: usize,
    /// How many `BEGIN` (`BEGIN ATOMIC` in PostgreSQL) and `CASE` wait for their `END`.
    blocks: usize,
    dialect: Dialect,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Creates {
    Rule,
    Routine,
}

impl Nesting {
    const fn holds_semicolon(&self) -> bool {
        match self.creates {
            Some(Creates::Rule) => self.parentheses > 0,
            Some(Creates::Routine) => self.blocks > 0,
            None => false,
        }
    }

    fn enter(&mut self, text: &str, tokens: &[Token]) {
        let Some(token) = tokens.last() else { return };
        match token.kind {
            Kind::Word if self.dialect == Dialect::PostgreSql && tokens.len() <= 4 && self.creates.is_none() => {
                self.creates = creates(text, tokens);
            }
            Kind::Word if self.dialect != Dialect::PostgreSql && tokens.len() <= LONGEST_HEAD && self.creates.is_none() => {
                self.creates = creates_elsewhere(text, tokens);
            }
            Kind::Word if self.creates == Some(Creates::Routine) => self.body(text, tokens),
            Kind::Symbol(b'(') => self.parentheses += 1,
            Kind::Symbol(b')') => self.parentheses = self.parentheses.saturating_sub(1),
            _ => {}
        }
    }

    fn body(&mut self, text: &str, tokens: &[Token]) {
        let word = |back: usize| {
            let token = tokens.len().checked_sub(back).and_then(|at| tokens.get(at))?;
            (token.kind == Kind::Word).then(|| token.span().of(text))
        };
        let Some(last) = word(1) else { return };
        if self.dialect != Dialect::PostgreSql {
            let after_end = word(2).is_some_and(|before| before.eq_ignore_ascii_case("end"));
            let is = |wanted: &str| last.eq_ignore_ascii_case(wanted);
            match self.blocks {
                // `END IF` and its kin close no BEGIN: their own beginnings were not counted.
                _ if after_end && ["if", "loop", "repeat", "while"].iter().any(|word| is(word)) => self.blocks += 1,
                0 if is("begin") => self.blocks = 1,
                0 => {}
                _ if is("begin") || is("case") && !after_end => self.blocks += 1,
                _ if is("end") => self.blocks -= 1,
                _ => {}
            }
            return;
        }
        if self.blocks > 0 {
            if last.eq_ignore_ascii_case("case") {
                self.blocks += 1;
            } else if last.eq_ignore_ascii_case("end") {
                self.blocks -= 1;
            }
        } else if last.eq_ignore_ascii_case("atomic") && word(2).is_some_and(|before| before.eq_ignore_ascii_case("begin")) {
            self.blocks = 1;
        }
    }
}

/// So many words stand before `TRIGGER` at most: ``CREATE OR REPLACE DEFINER = `a` @ `b` TRIGGER``.
const LONGEST_HEAD: usize = 12;

/// Routines, events and triggers of MySQL and SQLite.
fn creates_elsewhere(text: &str, tokens: &[Token]) -> Option<Creates> {
    let is = |token: &Token, words: &[&str]| {
        token.kind == Kind::Word && words.iter().any(|word| token.span().of(text).eq_ignore_ascii_case(word))
    };
    let (first, last) = (tokens.first()?, tokens.last()?);
    let holds_other = || tokens.iter().any(|token| is(token, &["table", "view", "index", "database"]) || token.kind == Kind::Symbol(b'('));
    (is(first, &["create"]) && is(last, &["procedure", "function", "trigger", "event"]) && !holds_other()).then_some(Creates::Routine)
}

fn creates(text: &str, tokens: &[Token]) -> Option<Creates> {
    let mut words = tokens.iter().map(|token| token.span().of(text));
    if !words.next()?.eq_ignore_ascii_case("create") {
        return None;
    }
    let mut word = words.next()?;
    if word.eq_ignore_ascii_case("or") {
        words.next()?;
        word = words.next()?;
    }
    match () {
        () if word.eq_ignore_ascii_case("rule") => Some(Creates::Rule),
        () if word.eq_ignore_ascii_case("function") || word.eq_ignore_ascii_case("procedure") => Some(Creates::Routine),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        pieces_as(text, Dialect::PostgreSql)
    }

    fn pieces_as(text: &str, dialect: Dialect) -> Vec<&str> {
        split(text, Span::new(0, text.len()), dialect).map(|piece| piece.span.of(text)).collect()
    }

    fn script(text: &str, cut: Cut) -> Script {
        Script { path: "x.sql".into(), text: text.into(), range: None, cut, ..Script::default() }
    }

    #[test]
    fn statements_end_at_semicolons_outside_strings() {
        assert_eq!(pieces("-- a;\nSELECT ';', $$;$$ /* ; */;;\r\nSELECT 2"), ["SELECT ';', $$;$$ /* ; */;", "SELECT 2"]);
        assert!(pieces(" ; -- nothing\n;").is_empty());
    }

    #[test]
    fn an_open_parenthesis_hides_nothing_behind_it() {
        assert_eq!(pieces("SELECT (1; DROP TABLE t;"), ["SELECT (1;", "DROP TABLE t;"]);
    }

    #[test]
    fn rules_and_sql_bodies_hold_semicolons() {
        let rule = "CREATE OR REPLACE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);";
        let body = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;";
        let text = format!("{rule}\n{body} SELECT 3;");
        assert_eq!(pieces(&text), [rule, body, "SELECT 3;"]);
    }

    #[test]
    fn psql_commands_and_copy_data_are_no_statements_of_sql() {
        let text = "\\set x 1\nCOPY t (a) FROM stdin;\n1;\tb'\n\\.\nSELECT 1 \\gexec\n\\i other.sql";
        assert_eq!(pieces(text), ["\\set x 1", "COPY t (a) FROM stdin;", "SELECT 1 \\gexec", "\\i other.sql"]);
        assert_eq!(pieces("COPY t FROM stdin;\nDROP TABLE t;"), ["COPY t FROM stdin;", "DROP TABLE t;"]);
    }

    #[test]
    fn mysql_routines_and_delimiters() {
        let body = "CREATE DEFINER=`a`@`%` PROCEDURE p() BEGIN IF a THEN SELECT CASE WHEN 1 THEN 2 END; END IF; WHILE x DO SET y = 1; END WHILE; END;";
        assert_eq!(pieces_as(&format!("{body}\nDROP TABLE t;"), Dialect::MySql), [body, "DROP TABLE t;"]);
        let one = "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.b = 1;";
        assert_eq!(pieces_as(&format!("{one}SELECT 1;"), Dialect::MySql), [one, "SELECT 1;"]);
        let text = "DELIMITER //\nCREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\nEND//\ndelimiter ;\nSELECT 2;";
        assert_eq!(pieces_as(text, Dialect::MySql), ["CREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\nEND//", "SELECT 2;"]);
        assert_eq!(pieces_as("CREATE TABLE t (event int); BEGIN; END;", Dialect::MySql), ["CREATE TABLE t (event int);", "BEGIN;", "END;"]);
    }

    #[test]
    fn sqlite_triggers_hold_semicolons() {
        let trigger = "CREATE TRIGGER t AFTER UPDATE ON [a;b] BEGIN UPDATE c SET d = CASE WHEN 1 THEN 2 ELSE 3 END; DELETE FROM e; END;";
        assert_eq!(pieces_as(&format!("{trigger} PRAGMA a;"), Dialect::Sqlite), [trigger, "PRAGMA a;"]);
        assert_eq!(pieces_as("SELECT '\\'; SELECT $$;$$", Dialect::Sqlite), ["SELECT '\\';", "SELECT $$;", "$$"]);
    }

    #[test]
    fn breakpoints_cut_first_even_inside_a_string() {
        let text = "SELECT 'a--> statement-breakpoint\nb';--> statement-breakpoint\nSELECT 1;";
        let parts: Vec<_> = chunks(&script(text, Cut::Breakpoints)).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(parts, ["SELECT 'a", "\nb';", "\nSELECT 1;"]);
        assert_eq!(chunks(&script(text, Cut::Whole)).len(), 1);
    }

    #[test]
    fn lines_cut_where_goose_does() {
        let text = "SELECT 1; -- a;\nSELECT 'b;\n';\nCREATE FUNCTION c() AS $$\n  d;\n$$;\n-- +goose StatementBegin\nSELECT 2;\nSELECT 3;\n-- +goose StatementEnd\nSELECT 4;";
        let parts: Vec<_> = chunks(&script(text, Cut::Lines)).into_iter().map(|span| span.of(text)).collect();
        let expected = [
            "SELECT 1; -- a;\n",
            "SELECT 'b;\n",
            "';\n",
            "CREATE FUNCTION c() AS $$\n  d;\n",
            "$$;\n",
            "-- +goose StatementBegin\nSELECT 2;\nSELECT 3;\n-- +goose StatementEnd\n",
            "SELECT 4;",
            "",
        ];
        assert_eq!(parts, expected);
    }

    #[test]
    fn a_range_limits_what_is_read() {
        let text = "SELECT 1; SELECT 2;";
        let mut part = script(text, Cut::Whole);
        part.range = Some(Span::new(9, text.len()));
        let found: Vec<_> =
            chunks(&part).into_iter().flat_map(|span| split(text, span, Dialect::PostgreSql)).map(|piece| piece.span).collect();
        assert_eq!(found, [Span::new(10, text.len())]);
    }
}
