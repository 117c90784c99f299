//! `DO` blocks: the static statements of a plpgsql body.
//!
//! Follows the PostgreSQL documentation, chapter 43 "PL/pgSQL". Branches and loops are walked through, not evaluated: what stands in them may happen.

mod dynamic;

use super::cursor::Cursor;
use super::lexer::{Kind, Lexer, Token};
use super::statement::{self, Body};
use super::{NotUnderstood, value};
use crate::operation::{Located, Operation, Utility};
use crate::source::Dialect;
use crate::span::Span;

/// How deep blocks, branches and loops may be nested, and how often one `DO` may run another.
const NESTING: usize = 60;

/// Reads a `DO`, its arguments in any order; `None` where it is none. `depth` counts the blocks around it.
pub(super) fn read(mut cursor: Cursor<'_>, depth: usize) -> Option<Body> {
    let whole = cursor.span();
    cursor.expect("do")?;
    let (mut body, mut language) = (None, None);
    while !cursor.at_end() {
        if cursor.eat("language") {
            language = Some(cursor.string().or_else(|| cursor.identifier())?.to_ascii_lowercase());
        } else {
            body = Some(cursor.next().filter(|token| matches!(token.kind, Kind::String | Kind::DollarString))?);
        }
    }
    let body = body?;
    if let Some(language) = language.filter(|language| language != "plpgsql") {
        return Some(unread(body.span(), format!("the block is written in {language}")));
    }
    if depth > NESTING / 10 {
        return Some(unread(body.span(), "blocks run blocks too deeply to be read".to_owned()));
    }
    let mut read = if let Some(span) = inside(cursor.text(), body) {
        walk(cursor.text(), span, depth)
    } else {
        // Doubled quotes: the body is another text than the file, so every place is the whole block.
        let text = value::string_value(cursor.of(body), body.kind)?;
        at(walk(&text, Span::new(0, text.len()), depth), whole)
    };
    if read.operations.is_empty() && read.not_understood.is_empty() {
        read.operations.push(Located::new(Operation::from(Utility::new("DO")), whole));
    }
    read.is_block = true;
    Some(read)
}

fn unread(span: Span, why: String) -> Body {
    Body { operations: Vec::new(), not_understood: vec![NotUnderstood { span, why }], is_block: true }
}

/// Where the body stands in the file, where it stands there verbatim.
fn inside(text: &str, body: Token) -> Option<Span> {
    let written = body.span().of(text);
    let inner = match body.kind {
        Kind::DollarString => value::dollar_body(written),
        _ => written.strip_prefix('\'')?.strip_suffix('\'').filter(|inner| !inner.contains('\''))?,
    };
    let before = (written.len() - inner.len()) / 2;
    Some(Span::new(body.span().start + before, body.span().start + before + inner.len()))
}

/// Moves everything that was read to one place.
fn at(mut body: Body, span: Span) -> Body {
    body.operations.iter_mut().for_each(|located| located.span = span);
    body.not_understood.iter_mut().for_each(|part| part.span = span);
    body
}

fn walk(text: &str, span: Span, depth: usize) -> Body {
    let tokens: Vec<_> = Lexer::new(text, span, Dialect::PostgreSql).collect();
    if let Some((span, why)) = statement::fault(&tokens) {
        return unread(span, why);
    }
    let cursor = Cursor::new(text, &tokens, Dialect::PostgreSql);
    let mut walker = Walker { cursor, body: Body::default(), branches: 0, nesting: 0, depth };
    let read = walker.block().is_some();
    walker.cursor.eat_symbol(b';');
    if !read || !walker.cursor.at_end() {
        let span = if walker.cursor.at_end() { span } else { walker.cursor.span() };
        walker.body.not_understood.push(NotUnderstood { span, why: "the block's body could not be followed from here".to_owned() });
    }
    walker.body
}

struct Walker<'a> {
    cursor: Cursor<'a>,
    body: Body,
    /// How many branches, loops and handlers are around.
    branches: usize,
    nesting: usize,
    depth: usize,
}

impl<'a> Walker<'a> {
    /// Takes `[<<label>>] [DECLARE …] BEGIN … [EXCEPTION …] END [label]`.
    fn block(&mut self) -> Option<()> {
        self.label();
        if self.cursor.eat("declare") {
            while !self.cursor.sees("begin") {
                self.skip_to_semicolon()?;
            }
        }
        self.cursor.expect("begin")?;
        let first = self.body.operations.len();
        self.statements()?;
        let last = self.body.operations.len();
        if self.cursor.eat("exception") {
            let handlers = self.handlers()?;
            for located in self.body.operations.get_mut(first..last).unwrap_or_default() {
                located.handlers.extend(handlers.iter().cloned());
            }
        }
        self.cursor.expect("end")?;
        if !self.cursor.at_end() && !self.cursor.sees_symbol(b';') {
            self.cursor.identifier()?;
        }
        Some(())
    }

    fn label(&mut self) {
        if self.cursor.eat_operator("<<") {
            self.cursor.identifier();
            self.cursor.eat_operator(">>");
        }
    }

    /// Takes `WHEN condition [OR condition] THEN …` as often as it comes, and gives the conditions.
    fn handlers(&mut self) -> Option<Vec<String>> {
        let mut conditions = Vec::new();
        self.branches += 1;
        while self.cursor.eat("when") {
            loop {
                conditions.push(if self.cursor.eat("sqlstate") {
                    condition_name(&self.cursor.string()?)
                } else {
                    self.cursor.identifier()?.to_lowercase()
                });
                if !self.cursor.eat("or") {
                    break;
                }
            }
            self.cursor.expect("then")?;
            self.statements()?;
        }
        self.branches -= 1;
        Some(conditions)
    }

    /// Takes statements up to a word that ends their list.
    fn statements(&mut self) -> Option<()> {
        const ENDS: &[&str] = &["end", "else", "elsif", "elseif", "when", "exception"];
        self.nesting += 1;
        if self.nesting > NESTING {
            return None;
        }
        while !self.cursor.at_end() && !ENDS.iter().any(|word| self.cursor.sees(word)) {
            if !self.cursor.eat_symbol(b';') {
                self.statement()?;
            }
        }
        self.nesting -= 1;
        Some(())
    }

    fn statement(&mut self) -> Option<()> {
        const IGNORED: &[&str] = &["null", "raise", "return", "exit", "continue", "get", "assert", "open", "fetch", "move", "close"];
        self.label();
        if self.is_assignment() || IGNORED.iter().any(|word| self.cursor.sees(word)) {
            return self.skip_to_semicolon();
        }
        if self.cursor.sees("declare") || self.cursor.sees("begin") {
            self.block()?;
            return self.semicolon();
        }
        match self.cursor.eat_any(&["if", "case", "loop", "while", "for", "foreach"]) {
            Some("if") => self.branch("if"),
            Some("case") => self.branch("case"),
            Some("loop") => self.loop_body(),
            Some("for") => self.for_loop(),
            Some(_) => {
                self.up_to("loop");
                self.cursor.expect("loop")?;
                self.loop_body()
            }
            None => self.sql(),
        }
    }

    /// Whether a variable, its field or its element is assigned to.
    fn is_assignment(&self) -> bool {
        let mut ahead = self.cursor;
        if ahead.identifier().is_none() {
            return false;
        }
        while ahead.sees_symbol(b'.') || ahead.sees_symbol(b'[') {
            if ahead.eat_symbol(b'.') {
                ahead.identifier();
            } else {
                ahead.skip_balanced();
            }
        }
        ahead.eat_operator(":=") || ahead.eat_operator("=")
    }

    /// Takes an `IF` or `CASE` from behind its word to its semicolon.
    fn branch(&mut self, word: &'static str) -> Option<()> {
        self.branches += 1;
        if word == "case" {
            self.up_to("when");
            self.cursor.expect("when")?;
        }
        loop {
            self.up_to("then");
            self.cursor.expect("then")?;
            self.statements()?;
            if self.cursor.eat_any(if word == "if" { &["elsif", "elseif"] } else { &["when"] }).is_none() {
                break;
            }
        }
        if self.cursor.eat("else") {
            self.statements()?;
        }
        self.branches -= 1;
        self.cursor.expect("end")?;
        self.cursor.expect(word)?;
        self.semicolon()
    }

    fn for_loop(&mut self) -> Option<()> {
        let start = self.cursor.span().start;
        self.up_to("in");
        self.cursor.expect("in")?;
        self.cursor.eat("reverse");
        let source = self.up_to("loop");
        if source.sees("execute") {
            let span = Span::new(start, source.span().end);
            self.execute(source, span);
        } else if ["select", "with", "insert", "update", "delete", "values", "table"].iter().any(|word| source.sees(word))
            || source.sees_symbol(b'(')
        {
            self.read(source.text(), source.remaining());
        }
        self.cursor.expect("loop")?;
        self.loop_body()
    }

    fn loop_body(&mut self) -> Option<()> {
        self.branches += 1;
        self.statements()?;
        self.branches -= 1;
        self.cursor.expect("end loop")?;
        self.cursor.identifier();
        self.semicolon()
    }

    /// Takes everything before a word, passing over the same word within a `CASE … END`.
    fn up_to(&mut self, word: &str) -> Cursor<'a> {
        let start = self.cursor;
        let mut cases = 0_usize;
        while !(self.cursor.at_end() || cases == 0 && self.cursor.sees(word)) {
            if self.cursor.sees("case") {
                cases += 1;
            } else if self.cursor.sees("end") {
                cases = cases.saturating_sub(1);
            }
            self.cursor.skip_balanced();
        }
        start.before(&self.cursor)
    }

    fn semicolon(&mut self) -> Option<()> {
        self.cursor.eat_symbol(b';').then_some(())
    }

    fn skip_to_semicolon(&mut self) -> Option<()> {
        self.part().map(|_| ())
    }

    /// Takes a statement and its semicolon: the first.
    fn part(&mut self) -> Option<Cursor<'a>> {
        let start = self.cursor;
        while !self.cursor.at_end() && !self.cursor.sees_symbol(b';') {
            self.cursor.next();
        }
        let part = start.before(&self.cursor);
        self.semicolon()?;
        Some(part)
    }

    /// Takes a statement of SQL, a `PERFORM` or an `EXECUTE`.
    fn sql(&mut self) -> Option<()> {
        let mut part = self.part()?;
        let span = part.span();
        if part.sees("execute") {
            self.execute(part, span);
        } else if part.eat("perform") {
            self.take(at(dynamic::text(&format!("SELECT {}", part.remaining_text()), self.depth), span));
        } else if let Some(text) = dynamic::without_target(part) {
            self.take(shifted(dynamic::text(&text, self.depth), span));
        } else {
            self.read(part.text(), part.remaining());
        }
        Some(())
    }

    fn execute(&mut self, mut part: Cursor<'_>, span: Span) {
        part.eat("execute");
        match dynamic::literal(part) {
            Some(text) => self.take(at(dynamic::text(&text, self.depth), span)),
            None => self.body.not_understood.push(NotUnderstood { span, why: "it runs SQL that is put together at run time".to_owned() }),
        }
    }

    fn read(&mut self, text: &str, tokens: &[Token]) {
        let body = statement::read_within(text, tokens, self.depth + 1);
        self.take(body);
    }

    fn take(&mut self, body: Body) {
        let conditional = self.branches > 0;
        self.body.not_understood.extend(body.not_understood);
        self.body.operations.extend(body.operations.into_iter().map(|mut located| {
            located.conditional |= conditional;
            located
        }));
    }
}

fn shifted(mut body: Body, by: Span) -> Body {
    let shift = |span: Span| Span::new(span.start + by.start, span.end + by.start);
    body.operations.iter_mut().for_each(|located| located.span = shift(located.span));
    body.not_understood.iter_mut().for_each(|part| part.span = shift(part.span));
    body
}

/// The condition of an SQLSTATE that migrations catch (PostgreSQL documentation, appendix A); the code itself for any other.
fn condition_name(code: &str) -> String {
    match code {
        "42710" => "duplicate_object",
        "42P07" => "duplicate_table",
        "42701" => "duplicate_column",
        "42P06" => "duplicate_schema",
        "42723" => "duplicate_function",
        "42704" => "undefined_object",
        "42P01" => "undefined_table",
        "42703" => "undefined_column",
        "42883" => "undefined_function",
        "23505" => "unique_violation",
        other => other,
    }
    .to_owned()
}
