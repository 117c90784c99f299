//! `DO` blocks: the static statements of a plpgsql body.
//!
//! Follows the PostgreSQL documentation, chapter 43 "PL/pgSQL". Branches and loops are walked through, not evaluated: what stands in them may happen.

mod dynamic;
mod loops;
mod made;
mod variables;

use std::collections::HashSet;

use made::Made;
use variables::{Known, Variables, Writes};

use super::cursor::Cursor;
use super::lexer::{Kind, Lexer, Token};
use super::statement::{self, Body};
use super::{NotUnderstood, model, value};
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
        walk(cursor.text(), span, depth, &[])
    } else {
        // Doubled quotes: the body is another text than the file, so every place is the whole block.
        let text = value::string_value(cursor.of(body), body.kind)?;
        at(walk(&text, Span::new(0, text.len()), depth, &[]), whole)
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

/// Reads the body of a block, or of a function that is given texts for some of its parameters.
pub(super) fn walk(text: &str, span: Span, depth: usize, given: &[(String, String)]) -> Body {
    let tokens: Vec<_> = Lexer::new(text, span, Dialect::PostgreSql).collect();
    if let Some((span, why)) = statement::fault(&tokens) {
        return unread(span, why);
    }
    let cursor = Cursor::new(text, &tokens, Dialect::PostgreSql);
    let writes = Writes::of(cursor);
    let mut walker = Walker {
        cursor,
        body: Body::default(),
        branches: 0,
        nesting: 0,
        depth,
        variables: Variables::default(),
        writes,
        records: HashSet::new(),
        walked: 0,
        left: false,
    };
    for (name, text) in given.iter().filter(|(name, _)| !walker.writes.touch(name)) {
        walker.variables.set(name, Some(Known::Text(text.clone())));
    }
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
    /// What is known here.
    variables: Variables,
    writes: Writes,
    /// The variables that hold rows.
    records: HashSet<String>,
    /// How many bytes of loops were walked through so far.
    walked: usize,
    /// Something before may have left the block or its loop.
    left: bool,
}

impl<'a> Walker<'a> {
    /// Takes `[<<label>>] [DECLARE …] BEGIN … [EXCEPTION …] END [label]`.
    fn block(&mut self) -> Option<()> {
        self.label();
        if self.cursor.eat("declare") {
            while !self.cursor.sees("begin") {
                let declaration = self.part()?;
                self.declare(declaration);
            }
        }
        self.cursor.expect("begin")?;
        let first = self.body.operations.len();
        self.statements()?;
        let last = self.body.operations.len();
        if self.cursor.eat("exception") {
            self.variables.forget(&self.writes.assigned);
            let handlers = self.handlers()?;
            self.variables.forget(&self.writes.assigned);
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
        if self.is_assignment() {
            let assignment = self.part()?;
            self.assign(assignment);
            return Some(());
        }
        self.left |= self.branches > 0 && self.leaves_more_than_a_loop();
        if IGNORED.iter().any(|word| self.cursor.sees(word)) {
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
            Some("foreach") => self.foreach_loop(),
            Some(_) => {
                self.up_to("loop");
                self.cursor.expect("loop")?;
                self.loop_body()
            }
            None => self.sql(),
        }
    }

    /// Whether the statement ends the block, or something around it that has a label. What stands in a loop may be left out anyway.
    fn leaves_more_than_a_loop(&self) -> bool {
        let mut ahead = self.cursor;
        match ahead.eat_any(&["return", "exit", "continue"]) {
            Some("return") => true,
            Some(_) => !ahead.sees("when") && !ahead.sees_symbol(b';'),
            None => false,
        }
    }

    /// Whether a variable, its field or its element is assigned to.
    fn is_assignment(&self) -> bool {
        let mut ahead = self.cursor;
        if ahead.identifier().is_none() {
            return false;
        }
        variables::skip_parts(&mut ahead);
        ahead.eat_operator(":=") || ahead.eat_operator("=")
    }

    /// `name [CONSTANT] type [:= value]`
    fn declare(&mut self, mut declaration: Cursor<'_>) {
        let Some(name) = declaration.identifier() else { return };
        let kind = declaration.until_value();
        if kind.sees("record") || kind.holds("rowtype") {
            self.records.insert(name.clone());
        }
        let value = made::value(declaration, &self.variables);
        self.set(&name, value);
    }

    /// `name := value`
    fn assign(&mut self, mut assignment: Cursor<'_>) {
        let Some(name) = assignment.identifier() else { return };
        let is_part = variables::skip_parts(&mut assignment);
        let _ = assignment.eat_operator(":=") || assignment.eat_operator("=");
        let value = made::value(assignment, &self.variables).filter(|_| !is_part);
        self.set(&name, value);
    }

    fn set(&mut self, name: &str, value: Option<Known>) {
        self.variables.set(name, value.filter(|_| !self.writes.elsewhere.contains(name)));
    }

    /// Takes an `IF` or `CASE` from behind its word to its semicolon.
    fn branch(&mut self, word: &'static str) -> Option<()> {
        self.branches += 1;
        if word == "case" {
            self.up_to("when");
            self.cursor.expect("when")?;
        }
        let before = self.variables.clone();
        // None of them may be taken, unless there is an `ELSE`; then this says too little, and nothing wrong.
        let mut after = before.clone();
        loop {
            self.up_to("then");
            self.cursor.expect("then")?;
            self.variables.clone_from(&before);
            self.statements()?;
            after.meet(&self.variables);
            if self.cursor.eat_any(if word == "if" { &["elsif", "elseif"] } else { &["when"] }).is_none() {
                break;
            }
        }
        if self.cursor.eat("else") {
            self.variables.clone_from(&before);
            self.statements()?;
            after.meet(&self.variables);
        }
        self.variables = after;
        self.branches -= 1;
        self.cursor.expect("end")?;
        self.cursor.expect(word)?;
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
        let Some(Made { text, whole, but_for_literals }) = made::text(part.until(&["into", "using"], false), &self.variables) else {
            self.body.not_understood.push(NotUnderstood { span, why: "it runs SQL that is put together at run time".to_owned() });
            return;
        };
        let mut body = at(dynamic::text(&text, self.depth), span);
        let is_told = but_for_literals && body.operations.iter().all(|located| located.operation.whatever_its_literals());
        if !whole && !is_told && !model::says_enough(&body.operations, &body.not_understood) {
            body.not_understood = vec![NotUnderstood { span, why: "a part of the SQL that it runs is put in at run time".to_owned() }];
        }
        self.take(body);
    }

    fn read(&mut self, text: &str, tokens: &[Token]) {
        let body = statement::read_within(text, tokens, self.depth + 1);
        self.take(body);
    }

    fn take(&mut self, body: Body) {
        let conditional = self.branches > 0 || self.left;
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
