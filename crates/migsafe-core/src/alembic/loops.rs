//! Loops.

use std::collections::BTreeSet;

use super::flow::Flow;
use super::run::Run;
use super::value::Value;
use crate::operation::{Located, Operation};
use crate::python::{Expr, ExprKind, Stmt, StmtKind};
use crate::sql::Statement;

impl Run<'_> {
    pub(super) fn each(&mut self, target: &Expr, iterable: &Value, body: &[Stmt], otherwise: &[Stmt]) -> Flow {
        let items: Vec<Value> = match iterable {
            Value::List(items) => items.to_vec(),
            Value::Dict(items) => items.iter().map(|(key, _)| key.clone()).collect(),
            Value::Class(class) if class.table().is_none() => class.fields(),
            Value::Either(ways) => {
                for way in ways.iter() {
                    self.conditional += 1;
                    let _ = self.each(target, way, body, &[]);
                    self.conditional -= 1;
                }
                return self.block(otherwise);
            }
            other => {
                let item = super::comprehension::items(other).first().map_or(Value::Unknown, |item| item.inner().clone());
                self.assign(target, item);
                self.repeated(body);
                return self.block(otherwise);
            }
        };
        for item in items {
            let flow = match item {
                Value::Maybe(item) => {
                    self.assign(target, (*item).clone());
                    self.ways(&[body], false)
                }
                item => {
                    self.assign(target, item);
                    self.block(body)
                }
            };
            match flow {
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
        let mut names = BTreeSet::new();
        assigned(body, &mut names);
        let before = |run: &Self, name: &str| run.frames.last().and_then(|frame| frame.names.get(name)).cloned();
        let known: Vec<(String, Value)> =
            names.into_iter().filter_map(|name| before(self, &name).filter(Value::is_static).map(|value| (name, value))).collect();
        let _ = self.ways(&[body], false);
        // A number that the loop counts up is another one the next time.
        let counted: Vec<&String> =
            known.iter().filter(|(name, value)| before(self, name).as_ref() != Some(value)).map(|(name, _)| name).collect();
        if !counted.is_empty() {
            let sent = self.statements.len();
            for name in counted {
                self.bind(name, Value::Unknown);
            }
            let _ = self.ways(&[body], false);
            self.same_again(first, sent);
            self.rows_again(first, sent);
        }
        let commits_each = self.commits > commits || self.autocommit > 0;
        if commits_each {
            for statement in self.statements.get_mut(first..).unwrap_or_default() {
                super::data::mark_batched(statement);
            }
        }
    }
    /// What reads or writes rows with another number in it does the same again. `first` is where the loop begins, `sent` where its second turn does.
    fn rows_again(&mut self, first: usize, sent: usize) {
        use Operation::{Delete, Insert, Query, Update};
        let is_of_rows = |located: &Located| matches!(located.operation, Insert(_) | Update(_) | Delete(_) | Query(_));
        let is_told = |statement: &&Statement| statement.is_understood() && statement.operations.iter().all(is_of_rows);
        let told: BTreeSet<usize> = self.statements.get(first..sent).unwrap_or_default().iter().filter(is_told).map(|it| it.line).collect();
        let mut at = 0;
        self.statements.retain(|statement| {
            at += 1;
            at <= sent || !told.contains(&statement.line)
        });
    }
}

/// The names that a block binds.
fn assigned(block: &[Stmt], names: &mut BTreeSet<String>) {
    for statement in block {
        match &statement.kind {
            StmtKind::Assign { targets, .. } => targets.iter().for_each(|target| bound(target, names)),
            StmtKind::AugAssign { target, .. } | StmtKind::For { target, .. } => bound(target, names),
            StmtKind::With { items, .. } => items.iter().filter_map(|(_, target)| target.as_ref()).for_each(|target| bound(target, names)),
            StmtKind::Def(_) | StmtKind::Class { .. } => continue,
            _ => {}
        }
        statement.kind.blocks().into_iter().for_each(|block| assigned(block, names));
    }
}

fn bound(target: &Expr, names: &mut BTreeSet<String>) {
    match &target.kind {
        ExprKind::Name(name) => {
            names.insert(name.clone());
        }
        ExprKind::Sequence(targets) => targets.iter().for_each(|target| bound(target, names)),
        ExprKind::Starred(target) => bound(target, names),
        _ => {}
    }
}
