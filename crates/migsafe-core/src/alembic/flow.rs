//! Branches, loops and handlers.

use super::bound::Bindings;
use super::run::Run;
use super::value::Value;
use crate::python::{Expr, Stmt};

/// How the walk through a block ends.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Flow {
    /// At its end.
    Next,
    /// With `return`.
    Return(Value),
    /// With `break` or `continue`.
    Loop,
    /// With an exception.
    Raise,
}

impl Run<'_> {
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

    /// Walks through blocks of which at most one runs; exactly one where they are complete.
    pub(super) fn ways(&mut self, ways: &[&[Stmt]], complete: bool) -> Flow {
        let before = self.frames.last().map(|frame| frame.names.clone()).unwrap_or_default();
        self.copies(before.bytes() * (ways.len() + 1));
        let mut after: Vec<Bindings> = if complete { Vec::new() } else { vec![before.clone()] };
        let mut flows = Vec::new();
        for body in ways {
            if let Some(frame) = self.frames.last_mut() {
                frame.names = before.clone();
            }
            self.conditional += 1;
            let flow = self.block(body);
            self.conditional -= 1;
            if flow == Flow::Next
                && let Some(frame) = self.frames.last()
            {
                after.push(frame.names.clone());
            }
            flows.push(flow);
        }
        let ended = complete && flows.iter().all(|flow| *flow != Flow::Next);
        if ended && let Some(flow) = flows.iter().find(|flow| **flow != Flow::Raise).or(flows.first()) {
            return if flows.iter().all(|other| other == flow) { flow.clone() } else { Flow::Return(Value::Unknown) };
        }
        let left = flows.iter().any(|flow| matches!(flow, Flow::Return(_) | Flow::Loop));
        if let Some(frame) = self.frames.last_mut() {
            let mut ways = after.into_iter();
            frame.names = ways.next().unwrap_or(before);
            frame.names.merge(ways.collect());
            if left && frame.may_have_left == 0 {
                frame.may_have_left = 1;
                self.conditional += 1;
            }
        }
        Flow::Next
    }

    pub(super) fn each(&mut self, target: &Expr, iterable: &Value, body: &[Stmt], otherwise: &[Stmt]) -> Flow {
        let items: Vec<Value> = match iterable {
            Value::List(items) => items.to_vec(),
            Value::Dict(items) => items.iter().map(|(key, _)| key.clone()).collect(),
            _ => {
                self.assign(target, Value::Unknown);
                self.repeated(body);
                return self.block(otherwise);
            }
        };
        for item in items {
            self.assign(target, item);
            match self.block(body) {
                Flow::Next | Flow::Loop => {}
                other => return other,
            }
        }
        self.block(otherwise)
    }

    /// The body of a loop that runs nobody knows how often.
    pub(super) fn repeated(&mut self, body: &[Stmt]) {
        let first = self.statements.len();
        let commits = self.commits;
        let _ = self.ways(&[body], false);
        let commits_each = self.commits > commits || self.autocommit > 0;
        if commits_each {
            for statement in self.statements.get_mut(first..).unwrap_or_default() {
                super::data::mark_batched(statement);
            }
        }
    }

    pub(super) fn attempt(&mut self, body: &[Stmt], handlers: &[Vec<Stmt>], otherwise: &[Stmt], finally: &[Stmt]) -> Flow {
        // With a handler around it a failure may be swallowed.
        let guarded = usize::from(!handlers.is_empty());
        self.conditional += guarded;
        let flow = self.block(body);
        self.conditional -= guarded;
        if !handlers.is_empty() {
            let _ = self.ways(&handlers.iter().map(Vec::as_slice).collect::<Vec<_>>(), false);
        }
        let flow = if flow == Flow::Next { self.block(otherwise) } else { flow };
        match self.block(finally) {
            Flow::Next => flow,
            other => other,
        }
    }
}
