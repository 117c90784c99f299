//! Tokens to the tree. Recursive descent; an operator table for binary expressions.

mod compound;
mod expression;
mod literal;

use super::lexer::{Kind, Token, tokens};
use super::tree::{Block, Expr, ExprKind, Stmt, StmtKind};
use crate::span::Span;

/// How deep brackets, operands and blocks may be nested while reading. Safe on a stack of two megabytes in a build without optimisation.
const NESTING: usize = 70;

/// The deepest tree that is kept; a deeper one is unreadable, as walks over it and its end would need as deep a stack.
const DEPTH: usize = 150;

const TOO_DEEP: &str = "the expression is nested too deeply to be read";
const SYNTAX: &str = "the Python could not be read from here";

/// Reads a module. Never fails: what cannot be read is in the tree as such.
pub(crate) fn parse(text: &str) -> Block {
    let tokens = tokens(text);
    let mut parser = Parser { text, tokens: &tokens, at: 0, nesting: 0, why: SYNTAX };
    let mut block = Block::new();
    while parser.at < tokens.len() {
        parser.statement(&mut block);
    }
    block
}

/// What stands between the braces of an f-string, at `span` of the text.
fn parse_inner(text: &str, span: Span, nesting: usize) -> Option<Expr> {
    let shifted: Vec<Token> = tokens(span.of(text).trim())
        .into_iter()
        .filter(|token| !matches!(token.kind, Kind::Indent | Kind::Dedent | Kind::Newline))
        .map(|token| {
            let by = span.start + (span.of(text).len() - span.of(text).trim_start().len());
            Token { span: Span::new(token.span.start + by, token.span.end + by), ..token }
        })
        .collect();
    let mut parser = Parser { text, tokens: &shifted, at: 0, nesting: nesting + 1, why: SYNTAX };
    let value = parser.expressions()?;
    parser.eat("=");
    (parser.at == shifted.len()).then_some(value)
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    nesting: usize,
    /// Why the statement at hand could not be read.
    why: &'static str,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    fn word(&self) -> &'a str {
        self.word_at(0)
    }

    /// The text of the token so many ahead; empty for strings and line structure.
    fn word_at(&self, ahead: usize) -> &'a str {
        let token = self.tokens.get(self.at + ahead).filter(|token| matches!(token.kind, Kind::Name | Kind::Operator));
        token.map(|token| token.span.of(self.text)).unwrap_or_default()
    }

    fn sees(&self, word: &str) -> bool {
        self.word() == word
    }

    fn eat(&mut self, word: &str) -> bool {
        let seen = self.sees(word);
        self.at += usize::from(seen);
        seen
    }

    fn expect(&mut self, word: &str) -> Option<()> {
        self.eat(word).then_some(())
    }

    fn kind(&self) -> Option<Kind> {
        self.peek().map(|token| token.kind)
    }

    fn start(&self) -> usize {
        self.peek().map_or(self.text.len(), |token| token.span.start)
    }

    /// One past the last byte that was taken.
    fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.span.end)
    }

    fn identifier(&mut self) -> Option<String> {
        let token = self.peek().filter(|token| token.kind == Kind::Name)?;
        self.at += 1;
        Some(token.span.of(self.text).to_owned())
    }

    /// Runs a part of the reading one level deeper.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.nesting >= NESTING {
            self.why = TOO_DEEP;
            return None;
        }
        self.nesting += 1;
        let done = read(self);
        self.nesting -= 1;
        done
    }

    /// Keeps a node unless it has become too deep.
    fn node(&mut self, start: usize, kind: ExprKind) -> Option<Expr> {
        let node = Expr::new(Span::new(start, self.end().max(start)), kind);
        if node.depth > DEPTH {
            self.why = TOO_DEEP;
            return None;
        }
        Some(node)
    }

    /// One line of simple statements, or one compound statement. Always goes on.
    fn statement(&mut self, into: &mut Block) {
        if matches!(self.kind(), Some(Kind::Newline | Kind::Indent | Kind::Dedent)) {
            self.at += 1;
            return;
        }
        let start = self.start();
        self.why = SYNTAX;
        let nesting = self.nesting;
        let read = match self.deeper(Self::compound) {
            Some(Some(kind)) => Some(kind),
            Some(None) => return self.simple_line(into),
            None => None,
        };
        self.nesting = nesting;
        let kind = read.unwrap_or_else(|| self.recover());
        into.push(Stmt { span: Span::new(start, self.end().max(start)), kind });
    }

    fn simple_line(&mut self, into: &mut Block) {
        while !matches!(self.kind(), None | Some(Kind::Newline)) {
            let start = self.start();
            let nesting = self.nesting;
            let read = self.simple();
            self.nesting = nesting;
            let ended = matches!(self.kind(), None | Some(Kind::Newline)) || self.sees(";");
            let Some(kind) = read.filter(|_| ended) else {
                let kind = self.recover();
                into.push(Stmt { span: Span::new(start, self.end().max(start)), kind });
                // Behind a block that was taken with it stands what follows the block.
                self.at += usize::from(self.kind() == Some(Kind::Newline));
                return;
            };
            into.push(Stmt { span: Span::new(start, self.end().max(start)), kind });
            self.eat(";");
        }
        self.at += 1;
    }

    /// Skips to the end of the line, and takes the block that follows as it is.
    fn recover(&mut self) -> StmtKind {
        let why = self.why;
        while !matches!(self.kind(), None | Some(Kind::Newline)) {
            self.at += 1;
        }
        let mut body = Block::new();
        if self.tokens.get(self.at + 1).is_some_and(|token| token.kind == Kind::Indent) && self.nesting < NESTING {
            self.at += 2;
            self.nesting += 1;
            body = self.indented();
            self.nesting -= 1;
        }
        StmtKind::Unreadable { why, body }
    }

    /// The statements up to the end of the block.
    fn indented(&mut self) -> Block {
        let mut body = Block::new();
        let mut inner = 0_usize;
        loop {
            match self.kind() {
                None => break,
                Some(Kind::Indent) => {
                    inner += 1;
                    self.at += 1;
                }
                Some(Kind::Dedent) => {
                    self.at += 1;
                    if inner == 0 {
                        break;
                    }
                    inner -= 1;
                }
                Some(_) => self.statement(&mut body),
            }
        }
        body
    }

    /// A simple statement without its end.
    fn simple(&mut self) -> Option<StmtKind> {
        if self.kind() == Some(Kind::Name) && !matches!(self.word_at(1), "=" | "." | "(" | "[" | "," | ":" | "+=") {
            match self.word() {
                "type" if self.tokens.get(self.at + 1).is_some_and(|token| token.kind == Kind::Name) => {
                    self.skip_line();
                    return Some(StmtKind::Nothing);
                }
                "pass" => {
                    self.skip_line();
                    return Some(StmtKind::Nothing);
                }
                "global" | "nonlocal" => return self.names_of_others(),
                _ => {}
            }
        }
        match self.word() {
            "break" => Some(self.only(StmtKind::Break)),
            "continue" => Some(self.only(StmtKind::Continue)),
            "return" => {
                self.at += 1;
                let ends = matches!(self.kind(), None | Some(Kind::Newline)) || self.sees(";");
                Some(StmtKind::Return(if ends { None } else { Some(self.expressions()?) }))
            }
            "raise" => self.raise(),
            "del" if self.word_at(1) != "=" => {
                self.at += 1;
                Some(StmtKind::Delete(self.expressions()?))
            }
            // What it asks is evaluated, and bound to nothing.
            "assert" if self.word_at(1) != "=" => {
                self.at += 1;
                let value = self.expression()?;
                if self.eat(",") {
                    // The message is for one that fails.
                    self.expression()?;
                }
                Some(StmtKind::Assign { targets: Vec::new(), value, field: false })
            }
            "import" => self.import(),
            "from" => self.import_from(),
            _ => self.assignment(),
        }
    }

    /// `raise error from cause`.
    fn raise(&mut self) -> Option<StmtKind> {
        self.at += 1;
        let mut parts = Vec::new();
        if !matches!(self.kind(), None | Some(Kind::Newline)) && !self.sees(";") {
            parts.push(self.expressions()?);
            if self.eat("from") {
                parts.push(self.expression()?);
            }
        }
        Some(StmtKind::Raise(parts))
    }

    /// `global a, b` or `nonlocal a, b`.
    fn names_of_others(&mut self) -> Option<StmtKind> {
        let is_global = self.sees("global");
        self.at += 1;
        let mut names = vec![self.identifier()?];
        while self.eat(",") {
            names.push(self.identifier()?);
        }
        Some(if is_global { StmtKind::Global(names) } else { StmtKind::Nonlocal(names) })
    }

    fn only(&mut self, kind: StmtKind) -> StmtKind {
        self.at += 1;
        kind
    }

    fn skip_line(&mut self) {
        while !matches!(self.kind(), None | Some(Kind::Newline)) && !self.sees(";") {
            self.at += 1;
        }
    }

    fn dotted(&mut self) -> Option<String> {
        let mut path = String::new();
        while matches!(self.word(), "." | "...") {
            path.push_str(self.word());
            self.at += 1;
        }
        if self.kind() == Some(Kind::Name) && !self.sees("import") {
            path.push_str(&self.identifier()?);
            while self.eat(".") {
                path.push('.');
                path.push_str(&self.identifier()?);
            }
        }
        Some(path)
    }

    fn import(&mut self) -> Option<StmtKind> {
        self.expect("import")?;
        let mut names = Vec::new();
        loop {
            let path = self.dotted()?;
            let bound = if self.eat("as") { Some(self.identifier()?) } else { None };
            if let Some(bound) = bound {
                names.push((path, bound));
            } else {
                let first = path.split('.').next().unwrap_or_default().to_owned();
                names.push((first.clone(), first));
                if path.contains('.') {
                    names.push((path.clone(), path));
                }
            }
            if !self.eat(",") {
                return Some(StmtKind::Import(names));
            }
        }
    }

    fn import_from(&mut self) -> Option<StmtKind> {
        self.expect("from")?;
        let module = self.dotted()?;
        self.expect("import")?;
        let mut names = Vec::new();
        if self.eat("*") {
            let name = format!("*{module}");
            names.push((module, name));
            return Some(StmtKind::ImportFrom(names));
        }
        let brackets = self.eat("(");
        while self.kind() == Some(Kind::Name) {
            let name = self.identifier()?;
            let bound = if self.eat("as") { self.identifier()? } else { name.clone() };
            let joint = if module.ends_with('.') { "" } else { "." };
            names.push((format!("{module}{joint}{name}"), bound));
            if !self.eat(",") {
                break;
            }
        }
        if brackets {
            self.expect(")")?;
        }
        Some(StmtKind::ImportFrom(names))
    }

    fn assignment(&mut self) -> Option<StmtKind> {
        let first = self.expressions()?;
        if self.eat(":") {
            let field = !is_of_class(&self.expression()?);
            if !self.eat("=") {
                return Some(StmtKind::Declare { target: first, field });
            }
            let value = self.expressions()?;
            return Some(StmtKind::Assign { targets: vec![first], value, field });
        }
        let word = self.word();
        if word.len() > 1 && word.ends_with('=') && !matches!(word, "==" | "!=" | "<=" | ">=" | ":=") {
            self.at += 1;
            let value = self.expressions()?;
            return Some(StmtKind::AugAssign { target: first, operator: word.trim_end_matches('=').to_owned(), value });
        }
        let mut chain = vec![first];
        while self.eat("=") {
            chain.push(self.expressions()?);
        }
        let value = chain.pop()?;
        if chain.is_empty() {
            return Some(StmtKind::Expr(value));
        }
        Some(StmtKind::Assign { targets: chain, value, field: false })
    }
}

/// Whether an annotation says that the class alone has what is annotated: `ClassVar[int]`, also in quotes.
fn is_of_class(annotation: &Expr) -> bool {
    match &annotation.kind {
        ExprKind::Name(name) | ExprKind::Attribute(_, name) => name == "ClassVar",
        ExprKind::Subscript(value, _) => is_of_class(value),
        ExprKind::Text(parts) => {
            parts.iter().any(|part| matches!(part, super::tree::TextPart::Literal(text) if text.value.contains("ClassVar")))
        }
        _ => false,
    }
}
