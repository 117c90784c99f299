//! Expressions.

use std::sync::Arc;

use super::Parser;
use crate::python::lexer::Kind;
use crate::python::tree::{Argument, Clause, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::span::Span;

/// How tightly a binary operator binds. Source: the language reference, 6.17 *Operator precedence*.
fn precedence(operator: &str) -> Option<u8> {
    Some(match operator {
        "or" => 1,
        "and" => 2,
        "in" | "not in" | "is" | "is not" | "<" | "<=" | ">" | ">=" | "!=" | "==" => 4,
        "|" => 5,
        "^" => 6,
        "&" => 7,
        "<<" | ">>" => 8,
        "+" | "-" => 9,
        "*" | "@" | "/" | "//" | "%" => 10,
        "**" => 12,
        _ => return None,
    })
}

const NOT: u8 = 3;
const COMPARISON: u8 = 4;

/// So deep a tree may be that is copied.
const COPIED: usize = 8;
const SIGN: u8 = 11;

impl Parser<'_> {
    /// Expressions with commas between: one, or a tuple.
    pub(super) fn expressions(&mut self) -> Option<Expr> {
        let start = self.start();
        let first = self.named_expression()?;
        if !self.sees(",") {
            return Some(first);
        }
        let mut items = vec![first];
        while self.eat(",") {
            if !self.begins_expression() {
                break;
            }
            items.push(self.named_expression()?);
        }
        self.node(start, ExprKind::Tuple(items))
    }

    fn begins_expression(&self) -> bool {
        match self.kind() {
            Some(Kind::Text | Kind::Number) => true,
            Some(Kind::Name) => !matches!(self.word(), "in" | "is" | "and" | "or" | "if" | "else" | "for" | "as"),
            Some(Kind::Operator) => matches!(self.word(), "(" | "[" | "{" | "-" | "+" | "~" | "*" | "**" | "..."),
            _ => false,
        }
    }

    /// An expression that may bind a name or be starred.
    pub(super) fn named_expression(&mut self) -> Option<Expr> {
        let start = self.start();
        if self.eat("*") || self.eat("**") {
            let value = self.deeper(Self::expression)?;
            return self.node(start, ExprKind::Starred(Box::new(value)));
        }
        if self.kind() == Some(Kind::Name) && self.word_at(1) == ":=" {
            let name = self.identifier()?;
            self.expect(":=")?;
            let value = self.deeper(Self::expression)?;
            return self.node(start, ExprKind::Walrus(name, Box::new(value)));
        }
        self.expression()
    }

    /// One expression.
    pub(super) fn expression(&mut self) -> Option<Expr> {
        let start = self.start();
        if self.eat("lambda") {
            let parameters = self.deeper(|it| it.parameters(":"))?;
            self.expect(":")?;
            let value = self.deeper(Self::expression)?;
            let body = vec![Stmt { span: value.span, kind: StmtKind::Return(Some(value)) }];
            let function = Function { name: String::new(), decorators: Vec::new(), decorated_by: Vec::new(), parameters, body };
            return self.node(start, ExprKind::Lambda(Arc::new(function)));
        }
        if self.eat("yield") {
            let word = if self.eat("from") { "yield from" } else { "yield" };
            let given = if self.begins_expression() { self.deeper(Self::expressions)? } else { self.node(start, ExprKind::None)? };
            return self.node(start, ExprKind::Unary(word.to_owned(), Box::new(given)));
        }
        let then = self.deeper(|it| it.binary(0))?;
        if !self.sees("if") {
            return Some(then);
        }
        self.at += 1;
        let condition = self.deeper(|it| it.binary(0))?;
        self.expect("else")?;
        let otherwise = self.deeper(Self::expression)?;
        let kind = ExprKind::Conditional { condition: Box::new(condition), then: Box::new(then), otherwise: Box::new(otherwise) };
        self.node(start, kind)
    }

    fn operator(&self) -> Option<(String, usize)> {
        match (self.word(), self.word_at(1)) {
            ("not", "in") => Some(("not in".to_owned(), 2)),
            ("is", "not") => Some(("is not".to_owned(), 2)),
            (word, _) => precedence(word).map(|_| (word.to_owned(), 1)),
        }
    }

    /// Operands joined by operators that bind tighter than `above`.
    fn binary(&mut self, above: u8) -> Option<Expr> {
        let start = self.start();
        let mut left = self.unary()?;
        // What the last comparison of this chain has on its right.
        let mut compared: Option<Expr> = None;
        while let Some((operator, words)) = self.operator() {
            let Some(strength) = precedence(&operator).filter(|strength| *strength > above) else { break };
            self.at += words;
            // `**` binds its right side first.
            let from = self.start();
            let right = self.deeper(|it| it.binary(if strength == 12 { 11 } else { strength }))?;
            // `a < b < c` is `a < b and b < c`.
            let before = compared.take();
            if strength == COMPARISON {
                // What is written once and stands in the tree twice may not hold much.
                let is_small = right.depth <= COPIED;
                compared = Some(if is_small { right.clone() } else { self.node(from, ExprKind::Other(Vec::new()))? });
            }
            left = match before.filter(|_| strength == COMPARISON) {
                Some(middle) => {
                    let next = self.node(from, ExprKind::Binary(Box::new(middle), operator, Box::new(right)))?;
                    self.node(start, ExprKind::Binary(Box::new(left), "and".to_owned(), Box::new(next)))?
                }
                None => self.node(start, ExprKind::Binary(Box::new(left), operator, Box::new(right)))?,
            };
        }
        Some(left)
    }

    fn unary(&mut self) -> Option<Expr> {
        let start = self.start();
        let word = self.word();
        let strength = match word {
            "not" => NOT,
            "-" | "+" | "~" => SIGN,
            "await" => 12,
            _ => return self.postfix(),
        };
        self.at += 1;
        let value = self.deeper(|it| it.binary(strength))?;
        self.node(start, ExprKind::Unary(word.to_owned(), Box::new(value)))
    }

    /// An atom with attributes, calls and subscripts behind it.
    fn postfix(&mut self) -> Option<Expr> {
        let start = self.start();
        let mut value = self.atom()?;
        loop {
            value = match self.word() {
                "." => {
                    self.at += 1;
                    let name = self.identifier()?;
                    self.node(start, ExprKind::Attribute(Box::new(value), name))?
                }
                "(" => self.arguments(value, start)?,
                "[" => {
                    self.at += 1;
                    let index = self.deeper(Self::index)?;
                    self.expect("]")?;
                    self.node(start, ExprKind::Subscript(Box::new(value), Box::new(index)))?
                }
                _ => return Some(value),
            };
        }
    }

    fn index(&mut self) -> Option<Expr> {
        let start = self.start();
        // What stands between the colons.
        let mut parts: Vec<Option<Expr>> = vec![None];
        let mut is_plain = true;
        while !self.sees("]") {
            if self.eat(":") {
                parts.push(None);
            } else if self.eat(",") {
                parts.push(None);
                is_plain = false;
            } else {
                let part = self.named_expression()?;
                if let Some(last) = parts.last_mut() {
                    *last = Some(part);
                }
            }
        }
        match parts.as_mut_slice() {
            [only] if is_plain && only.is_some() => only.take(),
            [first, last] if is_plain => {
                let parts = [first.take(), last.take(), None].map(|part| part.map(Box::new));
                self.node(start, ExprKind::Slice(parts))
            }
            [first, last, step] if is_plain => {
                let parts = [first.take(), last.take(), step.take()].map(|part| part.map(Box::new));
                self.node(start, ExprKind::Slice(parts))
            }
            _ => self.node(start, ExprKind::Other(parts.into_iter().flatten().collect())),
        }
    }

    /// `(arguments)` behind a function.
    pub(super) fn arguments(&mut self, function: Expr, start: usize) -> Option<Expr> {
        self.expect("(")?;
        let mut arguments = Vec::new();
        while !self.sees(")") {
            let argument = self.deeper(Self::argument)?;
            arguments.push(argument);
            if !self.eat(",") {
                break;
            }
        }
        self.expect(")")?;
        self.node(start, ExprKind::Call(Box::new(function), arguments))
    }

    fn argument(&mut self) -> Option<Argument> {
        let named_rest = self.sees("**");
        if self.kind() == Some(Kind::Name) && self.word_at(1) == "=" {
            let name = self.identifier()?;
            self.expect("=")?;
            return Some(Argument { name: Some(name), value: self.expression()?, named_rest });
        }
        let start = self.start();
        let value = self.named_expression()?;
        let value = if self.begins_clause() { self.comprehension(value, start)? } else { value };
        Some(Argument { name: None, value, named_rest })
    }

    fn begins_clause(&self) -> bool {
        self.sees("for") || (self.sees("async") && self.word_at(1) == "for")
    }

    /// `for … in … if …` behind an element.
    fn comprehension(&mut self, element: Expr, start: usize) -> Option<Expr> {
        let mut clauses = Vec::new();
        while self.begins_clause() {
            self.eat("async");
            self.expect("for")?;
            let target = self.targets()?;
            self.expect("in")?;
            let iterable = self.deeper(|it| it.binary(0))?;
            let mut conditions = Vec::new();
            while self.eat("if") {
                conditions.push(self.deeper(|it| it.binary(0))?);
            }
            clauses.push(Clause { target, iterable, conditions });
        }
        self.node(start, ExprKind::Comprehension { element: Box::new(element), clauses })
    }

    /// What a `for` binds.
    pub(super) fn targets(&mut self) -> Option<Expr> {
        let start = self.start();
        let first = self.target()?;
        if !self.sees(",") {
            return Some(first);
        }
        let mut items = vec![first];
        while self.eat(",") {
            if self.sees("in") || self.sees("=") {
                break;
            }
            items.push(self.target()?);
        }
        self.node(start, ExprKind::Tuple(items))
    }

    /// One thing that can be bound.
    pub(super) fn target(&mut self) -> Option<Expr> {
        let start = self.start();
        if self.eat("*") {
            let value = self.deeper(Self::postfix)?;
            return self.node(start, ExprKind::Starred(Box::new(value)));
        }
        self.deeper(Self::postfix)
    }

    fn atom(&mut self) -> Option<Expr> {
        let start = self.start();
        match self.kind()? {
            Kind::Text => self.text(),
            Kind::Number => {
                let number = self.peek()?.span.of(self.text).to_owned();
                self.at += 1;
                self.node(start, ExprKind::Number(number))
            }
            Kind::Name => {
                let kind = match self.word() {
                    "True" => ExprKind::Bool(true),
                    "False" => ExprKind::Bool(false),
                    "None" => ExprKind::None,
                    "if" | "else" | "elif" | "for" | "in" | "is" | "and" | "or" | "not" | "def" | "class" | "return" | "import"
                    | "with" | "while" | "try" | "except" | "finally" | "raise" | "del" | "from" | "lambda" => return None,
                    name => ExprKind::Name(name.to_owned()),
                };
                self.at += 1;
                self.node(start, kind)
            }
            Kind::Operator => match self.word() {
                "(" => self.deeper(|it| it.bracketed(")")),
                "[" => self.deeper(|it| it.bracketed("]")),
                "{" => self.deeper(|it| it.bracketed("}")),
                "..." => {
                    self.at += 1;
                    self.node(start, ExprKind::Other(Vec::new()))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// What stands in brackets: elements, pairs, a comprehension, or one expression in round ones.
    fn bracketed(&mut self, end: &str) -> Option<Expr> {
        let start = self.start();
        self.at += 1;
        let mut items = Vec::new();
        let mut pairs = Vec::new();
        let mut comma = false;
        while !self.sees(end) {
            let begin = self.start();
            let double = self.sees("**");
            let item = if self.sees("yield") { self.expression()? } else { self.named_expression()? };
            if self.begins_clause() {
                let whole = self.comprehension(item, begin)?;
                self.expect(end)?;
                let whole = Expr { span: Span::new(start, self.end()), ..whole };
                return if end == "}" { self.set(whole, start) } else { Some(whole) };
            }
            if end == "}" && double {
                let ExprKind::Starred(value) = item.kind else { return None };
                pairs.push((None, *value));
            } else if end == "}" && self.eat(":") {
                let value = self.expression()?;
                if self.begins_clause() {
                    let pair = self.node(begin, ExprKind::Sequence(vec![item, value]))?;
                    let pairs = self.comprehension(pair, begin)?;
                    self.expect(end)?;
                    return self.node(start, ExprKind::DictOf(Box::new(pairs)));
                }
                pairs.push((Some(item), value));
            } else {
                items.push(item);
            }
            comma = self.eat(",");
            if !comma {
                break;
            }
        }
        self.expect(end)?;
        match (end, items.len()) {
            (")", 1) if !comma => items.pop(),
            (")", _) => self.node(start, ExprKind::Tuple(items)),
            ("}", 0) => self.node(start, ExprKind::Dict(pairs)),
            ("}", _) => {
                let items = self.node(start, ExprKind::Sequence(items))?;
                self.set(items, start)
            }
            _ => self.node(start, ExprKind::Sequence(items)),
        }
    }

    /// `{…}` of plain elements is `set([…])`.
    fn set(&mut self, items: Expr, start: usize) -> Option<Expr> {
        let set = self.node(start, ExprKind::Name("set".to_owned()))?;
        self.node(start, ExprKind::Call(Box::new(set), vec![Argument { name: None, value: items, named_rest: false }]))
    }
}
