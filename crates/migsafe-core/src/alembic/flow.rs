//! How the walk through a block ends, and what leads to it: branches and handlers.

use std::collections::BTreeSet;

use super::bound::Bindings;
use super::run::Run;
use super::value::Value;
use crate::python::{Expr, ExprKind, Stmt, StmtKind};
use crate::sql::Statement;

/// How the walk through a block may end: in one way, or in one of several.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Flow {
    /// At its end.
    pub(super) next: bool,
    /// With `return`, and what it gives.
    pub(super) returned: Option<Value>,
    /// With `break`.
    pub(super) breaks: bool,
    /// With `continue`.
    pub(super) continues: bool,
    /// With an exception.
    pub(super) raises: bool,
}

impl Flow {
    /// It comes to its end.
    pub(super) fn next() -> Self {
        Self { next: true, ..Self::default() }
    }

    /// `return value`.
    pub(super) fn returns(value: Value) -> Self {
        Self { returned: Some(value), ..Self::default() }
    }

    /// In one of these ways.
    pub(super) fn or(self, other: Self) -> Self {
        let returned = match (self.returned, other.returned) {
            (Some(one), Some(other)) => Some(one.one_of(other)),
            (one, other) => one.or(other),
        };
        Self {
            next: self.next || other.next,
            returned,
            breaks: self.breaks || other.breaks,
            continues: self.continues || other.continues,
            raises: self.raises || other.raises,
        }
    }

    /// This one, followed by another where it comes to its end.
    pub(super) fn then(self, other: Self) -> Self {
        Self { next: false, ..self }.or(other)
    }

    /// Whether what follows the block may not happen though nothing fails.
    pub(super) fn may_leave(&self) -> bool {
        self.returned.is_some() || self.breaks || self.continues
    }
}

/// The names that are bound where a loop or a `try` is left before its end.
#[derive(Debug, Default)]
pub(super) struct Ends {
    /// At its `break`.
    pub(super) broken: Option<Bindings>,
    /// At its `continue`.
    pub(super) continued: Option<Bindings>,
}

impl Run<'_> {
    /// The names that are bound now.
    pub(super) fn names_now(&mut self) -> Bindings {
        let names = self.frames.last().map(|frame| frame.names.clone()).unwrap_or_default();
        self.copies(names.bytes());
        names
    }

    /// Binds the names as one of these ways does.
    pub(super) fn join_names(&mut self, ways: impl IntoIterator<Item = Bindings>) {
        let mut looked_at = 0;
        let joined = ways.into_iter().reduce(|mut one, other| {
            looked_at += one.merge(other);
            one
        });
        self.names_pass(looked_at);
        if let Some(names) = joined
            && let Some(frame) = self.frames.last_mut()
        {
            frame.names = names;
        }
    }

    pub(super) fn branches(&mut self, branches: &[(Expr, Vec<Stmt>)], otherwise: &[Stmt]) -> Flow {
        let mut ways: Vec<&[Stmt]> = Vec::new();
        let mut complete = false;
        for (condition, body) in branches {
            match self.evaluate(condition).truth() {
                Some(false) => {}
                Some(true) if ways.is_empty() => return self.block(body),
                Some(true) => {
                    ways.push(body);
                    complete = true;
                    break;
                }
                None => ways.push(body),
            }
        }
        if ways.is_empty() {
            return self.block(otherwise);
        }
        if !complete && !otherwise.is_empty() {
            ways.push(otherwise);
            complete = true;
        }
        self.ways(&ways, complete)
    }

    /// `match`: the first case whose pattern the value has.
    pub(super) fn matched(&mut self, subject: &Value, cases: &[(Option<Expr>, Vec<Stmt>)]) -> Flow {
        let mut ways: Vec<&[Stmt]> = Vec::new();
        for (pattern, body) in cases {
            // A guard may pass it over.
            let is_guarded = body.iter().any(|statement| matches!(&statement.kind, StmtKind::If { branches, .. } if branches.iter().any(|(guard, _)| guard.span == statement.span)));
            match pattern.as_ref().and_then(|pattern| self.has_pattern(subject, pattern)) {
                Some(false) => {}
                Some(true) if !is_guarded => {
                    ways.push(body);
                    return if ways.len() == 1 { self.block(body) } else { self.ways(&ways, true) };
                }
                _ => ways.push(body),
            }
        }
        self.ways(&ways, false)
    }

    /// Whether a value has a pattern; nothing where nobody can tell.
    fn has_pattern(&mut self, subject: &Value, pattern: &Expr) -> Option<bool> {
        match &pattern.kind {
            // It stands for anything.
            ExprKind::Name(_) => Some(true),
            ExprKind::Binary(one, operator, other) if operator == "|" => {
                match (self.has_pattern(subject, one), self.has_pattern(subject, other)) {
                    (Some(false), other) => other,
                    (Some(true), _) | (_, Some(true)) => Some(true),
                    (None, _) => None,
                }
            }
            ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Bool(_) | ExprKind::None | ExprKind::Attribute(..) => {
                let value = self.evaluate(pattern);
                (subject.is_static() && value.is_static()).then(|| super::operators::same(subject, &value))
            }
            _ => None,
        }
    }

    /// An expression for its effect, where it is known whether it comes to it.
    pub(super) fn effect_of_branch(&mut self, expr: &Expr, runs: Option<bool>) {
        if runs == Some(false) {
            return;
        }
        let may = usize::from(runs.is_none());
        self.conditional += may;
        self.deeper(expr.span, |run| run.effect(expr));
        self.conditional -= may;
    }

    /// Walks through blocks of which at most one runs; exactly one where they are complete.
    pub(super) fn ways(&mut self, ways: &[&[Stmt]], complete: bool) -> Flow {
        let before = self.frames.last().map(|frame| frame.names.clone()).unwrap_or_default();
        self.copies(before.bytes() * (ways.len() + 1));
        let (containers, mark) = self.containers.mark();
        let mut kept = if complete { Vec::new() } else { vec![containers.clone()] };
        let mut after: Vec<Bindings> = if complete { Vec::new() } else { vec![before.clone()] };
        let mut all = Flow { next: !complete, ..Flow::default() };
        let first = self.statements.len();
        for body in ways {
            if let Some(frame) = self.frames.last_mut() {
                frame.names = before.clone();
            }
            self.conditional += 1;
            let sent = self.statements.len();
            let flow = self.block(body);
            self.conditional -= 1;
            self.same_again(first, sent);
            // What is done before a `return` or a `continue` is done; before an exception, where one may be caught.
            let done = self.containers.restore(&containers);
            if flow.next || flow.may_leave() || self.guarded > 0 {
                kept.push(done);
            }
            if flow.next
                && let Some(frame) = self.frames.last()
            {
                after.push(frame.names.clone());
            }
            all = all.or(flow);
        }
        self.join_containers(&kept, mark);
        if after.is_empty() {
            after.push(before);
        }
        self.join_names(after);
        all
    }

    /// Of what two ways through a branch send alike from one place, only one is sent. `first` is where the branch begins, `sent` where its last way does.
    pub(super) fn same_again(&mut self, first: usize, sent: usize) {
        let Some((before, new)) = self.statements.get(first..).and_then(|all| all.split_at_checked(sent.saturating_sub(first))) else {
            return;
        };
        if before.is_empty() || new.is_empty() {
            return;
        }
        let key = |statement: &Statement| (statement.span, statement.sql.clone(), statement.is_understood());
        let known: BTreeSet<_> = before.iter().map(key).collect();
        let mut at = 0;
        self.statements.retain(|statement| {
            at += 1;
            at <= sent || !known.contains(&key(statement))
        });
    }

    pub(super) fn attempt(&mut self, body: &[Stmt], handlers: &[Vec<Stmt>], otherwise: &[Stmt], finally: &[Stmt]) -> Flow {
        if let Some(frame) = self.frames.last_mut().filter(|_| !finally.is_empty()) {
            frame.finals.push(None);
        }
        let flow = if handlers.is_empty() {
            let flow = self.block(body);
            if flow.next { flow.then(self.block(otherwise)) } else { flow }
        } else {
            self.caught(body, handlers, otherwise)
        };
        if let Some(left) = self.frames.last_mut().filter(|_| !finally.is_empty()).and_then(|frame| frame.finals.pop()).flatten() {
            // It is found at its end by whoever left the block early, too.
            let names = flow.next.then(|| self.names_now());
            self.join_names(names.into_iter().chain([left]));
        }
        let last = self.block(finally);
        if last.next { flow.or(Flow { next: false, ..last }) } else { last }
    }

    /// Whether it imports what the project has.
    fn imports_surely(&mut self, statement: &Stmt) -> bool {
        match &statement.kind {
            StmtKind::Import(names) => names.iter().all(|(path, _)| self.modules.holding(path).is_some()),
            StmtKind::ImportFrom(names) => names.iter().all(|(path, _)| {
                let path = self.imported_path(path);
                self.of_project(&path).is_some()
            }),
            _ => false,
        }
    }

    /// The names as they are where blocks with a `finally` are left.
    pub(super) fn leaves(&mut self) {
        let names = self.names_now();
        let mut looked_at = 0;
        for left in self.frames.last_mut().map(|frame| &mut frame.finals).into_iter().flatten() {
            match left {
                Some(before) => looked_at += before.merge(names.clone()),
                None => *left = Some(names.clone()),
            }
        }
        self.names_pass(looked_at);
    }

    /// A `try` with handlers.
    fn caught(&mut self, body: &[Stmt], handlers: &[Vec<Stmt>], otherwise: &[Stmt]) -> Flow {
        if body.iter().all(|statement| self.imports_surely(statement)) {
            let flow = self.block(body);
            return flow.then(self.block(otherwise));
        }
        let before = self.names_now();
        // With a handler around it a failure may be swallowed.
        self.conditional += 1;
        self.guarded += 1;
        if let Some(frame) = self.frames.last_mut() {
            frame.raised.push(None);
        }
        let mut flow = self.block(body);
        self.guarded -= 1;
        self.conditional -= 1;
        let raised = self.frames.last_mut().and_then(|frame| frame.raised.pop()).flatten();
        let done = self.names_now();
        let fails = flow.raises && !flow.next && !flow.may_leave();
        flow.raises = false;
        if flow.next {
            flow = flow.then(self.block(otherwise));
        }
        let after = flow.next.then(|| self.names_now());
        let (containers, mark) = self.containers.mark();
        // It may fail anywhere.
        let start = if fails { raised.into_iter().collect() } else { [before, done].into_iter().chain(raised).collect::<Vec<_>>() };
        self.join_names(start);
        let handled = self.ways(&handlers.iter().map(Vec::as_slice).collect::<Vec<_>>(), true);
        let caught = self.containers.restore(&containers);
        let kept = if fails { vec![caught] } else { vec![containers, caught] };
        self.join_containers(&kept, mark);
        let names = handled.next.then(|| self.names_now());
        self.join_names(after.into_iter().chain(names));
        flow.or(handled)
    }

    /// A block that something around it may keep from failing, or is known to: behind it the walk goes on.
    pub(super) fn swallowed(&mut self, body: &[Stmt], always: bool) -> Flow {
        self.guarded += 1;
        if let Some(frame) = self.frames.last_mut() {
            frame.raised.push(None);
        }
        let before = self.names_now();
        let flow = self.block(body);
        self.guarded -= 1;
        let raised = self.frames.last_mut().and_then(|frame| frame.raised.pop()).flatten();
        if !flow.next || always {
            let done = self.names_now();
            self.join_names([done, before].into_iter().chain(raised));
        }
        Flow { next: true, raises: false, ..flow }
    }
}
