//! Compound statements.

use std::sync::Arc;

use super::Parser;
use crate::python::lexer::Kind;
use crate::python::tree::{Block, Expr, ExprKind, Function, Parameter, ParameterKind, Stmt, StmtKind};

impl Parser<'_> {
    /// A compound statement; `Some(None)` where none begins, `None` where one cannot be read.
    #[allow(clippy::option_option, reason = "not begun and not readable are two things")]
    pub(super) fn compound(&mut self) -> Option<Option<StmtKind>> {
        if self.sees("async") && matches!(self.word_at(1), "def" | "for" | "with") {
            self.at += 1;
        }
        let mut decorators: Vec<Expr> = Vec::new();
        while self.sees("@") {
            self.at += 1;
            decorators.push(self.expression()?);
            while matches!(self.kind(), Some(Kind::Newline)) {
                self.at += 1;
            }
            self.eat("async");
        }
        let kind = match self.word() {
            "if" => self.if_statement()?,
            "for" => self.for_statement()?,
            "while" => self.while_statement()?,
            "with" => self.with_statement()?,
            "try" if self.word_at(1) == ":" => self.try_statement()?,
            "def" => self.function(decorators)?,
            "class" => self.class(decorators)?,
            "match" if self.begins_match() => self.match_statement()?,
            _ => return Some(None),
        };
        Some(Some(kind))
    }

    /// `: block`, on the same line or indented.
    fn block(&mut self) -> Option<Block> {
        self.expect(":")?;
        let mut body = Block::new();
        if self.kind() != Some(Kind::Newline) {
            self.simple_line(&mut body);
            return Some(body);
        }
        self.at += 1;
        if self.kind() != Some(Kind::Indent) {
            return None;
        }
        self.at += 1;
        body = self.indented();
        Some(body)
    }

    /// A block that begins with names bound to what only a run can tell.
    fn block_binding(&mut self, names: Vec<(String, usize)>) -> Option<Block> {
        let mut body = Block::new();
        for (name, start) in names {
            let target = self.node(start, ExprKind::Name(name))?;
            let value = self.node(start, ExprKind::Other(Vec::new()))?;
            body.push(Stmt { span: target.span, kind: StmtKind::Assign { targets: vec![target], value, field: false } });
        }
        body.extend(self.block()?);
        Some(body)
    }

    fn otherwise(&mut self) -> Option<Block> {
        if self.eat("else") { self.block() } else { Some(Block::new()) }
    }

    fn if_statement(&mut self) -> Option<StmtKind> {
        let mut branches = Vec::new();
        while self.eat("if") || self.eat("elif") {
            let condition = self.named_expression()?;
            branches.push((condition, self.block()?));
            if !self.sees("elif") {
                break;
            }
        }
        Some(StmtKind::If { branches, otherwise: self.otherwise()? })
    }

    fn for_statement(&mut self) -> Option<StmtKind> {
        self.expect("for")?;
        let target = self.targets()?;
        self.expect("in")?;
        let iterable = self.expressions()?;
        let body = self.block()?;
        Some(StmtKind::For { target, iterable, body, otherwise: self.otherwise()? })
    }

    fn while_statement(&mut self) -> Option<StmtKind> {
        self.expect("while")?;
        let condition = self.named_expression()?;
        let body = self.block()?;
        Some(StmtKind::While { condition, body, otherwise: self.otherwise()? })
    }

    fn with_statement(&mut self) -> Option<StmtKind> {
        self.expect("with")?;
        let begin = self.at;
        if self.eat("(")
            && let Some(items) = self.with_items(")")
            && self.eat(")")
            && self.sees(":")
        {
            return Some(StmtKind::With { items, body: self.block()? });
        }
        self.at = begin;
        let items = self.with_items(":")?;
        Some(StmtKind::With { items, body: self.block()? })
    }

    fn with_items(&mut self, end: &str) -> Option<Vec<(crate::python::Expr, Option<crate::python::Expr>)>> {
        let mut items = Vec::new();
        while !self.sees(end) {
            let context = self.expression()?;
            let target = if self.eat("as") { Some(self.target()?) } else { None };
            items.push((context, target));
            if !self.eat(",") {
                break;
            }
        }
        Some(items)
    }

    fn try_statement(&mut self) -> Option<StmtKind> {
        self.expect("try")?;
        let body = self.block()?;
        let mut handlers = Vec::new();
        while self.eat("except") {
            self.eat("*");
            let mut bound = Vec::new();
            if !self.sees(":") {
                self.expressions()?;
                if self.eat("as") {
                    let start = self.start();
                    bound.push((self.identifier()?, start));
                }
            }
            handlers.push(self.block_binding(bound)?);
        }
        let otherwise = self.otherwise()?;
        let finally = if self.eat("finally") { self.block()? } else { Block::new() };
        Some(StmtKind::Try { body, handlers, otherwise, finally })
    }

    fn function(&mut self, decorated_by: Vec<Expr>) -> Option<StmtKind> {
        self.expect("def")?;
        let name = self.identifier()?;
        self.type_parameters()?;
        self.expect("(")?;
        let parameters = self.parameters(")")?;
        self.expect(")")?;
        if self.eat("->") {
            self.expressions()?;
        }
        let decorators = decorated_by.iter().filter_map(last_name).map(str::to_owned).collect();
        Some(StmtKind::Def(Arc::new(Function { name, decorators, decorated_by, parameters, body: self.block()? })))
    }

    fn type_parameters(&mut self) -> Option<()> {
        if self.eat("[") {
            while !self.sees("]") {
                self.peek()?;
                self.at += 1;
            }
            self.at += 1;
        }
        Some(())
    }

    /// The parameters of a function (`)`) or a lambda (`:`).
    pub(super) fn parameters(&mut self, end: &str) -> Option<Vec<Parameter>> {
        let mut parameters = Vec::new();
        let mut kind = ParameterKind::Plain;
        while !self.sees(end) {
            let mut own = kind;
            if self.eat("/") {
                self.eat(",");
                continue;
            } else if self.eat("**") {
                own = ParameterKind::NamedRest;
            } else if self.eat("*") {
                kind = ParameterKind::Named;
                own = ParameterKind::Rest;
                if self.eat(",") {
                    continue;
                }
            }
            let name = self.identifier()?;
            if end == ")" && self.eat(":") {
                self.eat("*");
                self.expression()?;
            }
            let default = if self.eat("=") { Some(self.expression()?) } else { None };
            parameters.push(Parameter { name, default, kind: own });
            if !self.eat(",") {
                break;
            }
        }
        Some(parameters)
    }

    fn class(&mut self, decorated_by: Vec<Expr>) -> Option<StmtKind> {
        self.expect("class")?;
        let name = self.identifier()?;
        self.type_parameters()?;
        let mut arguments = Vec::new();
        if self.sees("(") {
            let start = self.start();
            let nothing = self.node(start, crate::python::ExprKind::None)?;
            if let crate::python::ExprKind::Call(_, all) = self.arguments(nothing, start)?.kind {
                arguments = all;
            }
        }
        Some(StmtKind::Class { name, arguments, decorated_by, body: self.block()? })
    }

    /// `match` is a keyword only where a subject and a colon follow on its line.
    fn begins_match(&self) -> bool {
        if matches!(self.word_at(1), "=" | "." | "," | ")" | ":" | "")
            && self.tokens.get(self.at + 1).is_none_or(|it| !matches!(it.kind, Kind::Text | Kind::Number))
        {
            return false;
        }
        let line = self.tokens.get(self.at..).unwrap_or_default().iter().take_while(|token| token.kind != Kind::Newline);
        let last = line.last().map(|token| token.span.of(self.text));
        last == Some(":")
    }

    /// Skips a pattern up to its guard or its colon, the last of the line or of the brackets outside; gives the names that it binds.
    fn skip_pattern(&mut self) -> Option<Vec<(String, usize)>> {
        let mut brackets = 0_usize;
        let mut captured = Vec::new();
        while !((self.sees(":") || self.sees("if")) && brackets == 0) {
            match self.word() {
                "(" | "[" | "{" => brackets += 1,
                ")" | "]" | "}" => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            self.peek().filter(|token| token.kind != Kind::Newline)?;
            captured.extend(self.captures().map(|name| (name, self.start())));
            self.at += 1;
        }
        Some(captured)
    }

    /// The name of a pattern that what is matched is bound to.
    fn captures(&self) -> Option<String> {
        let is_name =
            self.kind() == Some(Kind::Name) && !matches!(self.word(), "_" | "None" | "True" | "False" | "if" | "as" | "and" | "or" | "not");
        let is_part = matches!(self.word_at(1), "." | "(" | "=")
            || self.tokens.get(self.at.wrapping_sub(1)).is_some_and(|it| it.span.of(self.text) == ".");
        (is_name && !is_part).then(|| self.word().to_owned())
    }

    fn match_statement(&mut self) -> Option<StmtKind> {
        self.expect("match")?;
        let subject = self.expressions()?;
        self.expect(":")?;
        if self.kind() != Some(Kind::Newline) {
            return None;
        }
        self.at += 1;
        if self.kind() != Some(Kind::Indent) {
            return None;
        }
        self.at += 1;
        let mut cases = Vec::new();
        while self.sees("case") {
            self.at += 1;
            let begin = self.at;
            let pattern = self.expressions().filter(|_| self.sees(":") || self.sees("if"));
            self.at = begin;
            let captured = self.skip_pattern()?;
            let guard = if self.eat("if") { Some(self.named_expression()?) } else { None };
            let mut block = self.block_binding(captured)?;
            if let Some(guard) = guard {
                // The block is what follows the names.
                let names = block.iter().take_while(|statement| statement.span.end <= guard.span.start).count();
                let body = block.split_off(names);
                block.push(Stmt { span: guard.span, kind: StmtKind::If { branches: vec![(guard, body)], otherwise: Block::new() } });
            }
            cases.push((pattern, block));
        }
        if self.kind() != Some(Kind::Dedent) {
            return None;
        }
        self.at += 1;
        Some(StmtKind::Match { subject, cases })
    }
}

/// The last name of `a.b`, also of `a.b(c)`.
fn last_name(value: &Expr) -> Option<&str> {
    match &value.kind {
        ExprKind::Name(name) | ExprKind::Attribute(_, name) => Some(name),
        ExprKind::Call(function, _) => last_name(function),
        _ => None,
    }
}
