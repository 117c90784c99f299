//! Branches, loops and handlers.

use std::collections::BTreeSet;

use super::bound::Bindings;
use super::run::Run;
use super::value::Value;
use crate::python::{Expr, Stmt};
use crate::sql::Statement;

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
        let mut kept = if complete { Vec::new() } else { vec![std::rc::Rc::clone(&containers)] };
        let mut after: Vec<Bindings> = if complete { Vec::new() } else { vec![before.clone()] };
        let mut flows = Vec::new();
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
            // What is done before a `return` or a `continue` is done.
            let done = self.containers.restore(&containers);
            if flow != Flow::Raise {
                kept.push(done);
            }
            if flow == Flow::Next
                && let Some(frame) = self.frames.last()
            {
                after.push(frame.names.clone());
            }
            flows.push(flow);
        }
        self.join_containers(&kept, mark);
        let ended = complete && flows.iter().all(|flow| *flow != Flow::Next);
        if ended && let Some(flow) = flows.iter().find(|flow| **flow != Flow::Raise).or(flows.first()) {
            return if flows.iter().all(|other| other == flow) { flow.clone() } else { joined(flows) };
        }
        let left = flows.iter().any(|flow| matches!(flow, Flow::Return(_) | Flow::Loop));
        if let Some(frame) = self.frames.last_mut() {
            let mut ways = after.into_iter();
            frame.names = ways.next().unwrap_or(before);
            frame.names.merge(ways.collect());
            for flow in flows {
                if let Flow::Return(value) = flow {
                    frame.returned = Some(match frame.returned.take() {
                        Some(before) => before.either(value),
                        None => value,
                    });
                }
            }
            if left && frame.may_have_left == 0 {
                frame.may_have_left = 1;
                self.conditional += 1;
            }
        }
        Flow::Next
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

/// How a block ends whose ways all leave it.
fn joined(flows: Vec<Flow>) -> Flow {
    let returned = flows.into_iter().filter_map(|flow| if let Flow::Return(value) = flow { Some(value) } else { None });
    Flow::Return(returned.reduce(Value::either).unwrap_or(Value::Unknown))
}
