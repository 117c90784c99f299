//! Loops.

use std::collections::BTreeSet;

use super::flow::{Ends, Flow};
use super::run::Run;
use super::value::Value;
use crate::operation::{Located, Operation};
use crate::python::{Expr, ExprKind, Stmt, StmtKind};
use crate::sql::Statement;

/// So many turns of a `while` are walked through whose condition is known each time.
const TURNS: usize = 1_000;

/// So many of one that only its `break` ends.
const ENDLESS: usize = 50;

/// So many turns of a loop are walked through that runs nobody knows how often.
const AGAIN: usize = 3;

/// What a loop has done so far, as seen by what follows it.
#[derive(Default)]
struct Turns {
    /// How it may have been left.
    left: Flow,
    /// It cannot go on to another turn, nor to its `else`.
    is_over: bool,
    /// The turns that follow may not happen.
    may_be_over: bool,
}

impl Turns {
    fn after(&mut self, turn: Flow) {
        self.is_over = !turn.next && !turn.continues;
        self.may_be_over |= turn.breaks || turn.returned.is_some();
        self.left = std::mem::take(&mut self.left).or(Flow { next: false, continues: false, ..turn });
    }
}

impl Run<'_> {
    pub(super) fn each(&mut self, target: &Expr, iterable: &Value, body: &[Stmt], otherwise: &[Stmt]) -> Flow {
        let items: Vec<Value> = match iterable {
            Value::List(items) => items.to_vec(),
            Value::Dict(items) => items.iter().map(|(key, _)| key.clone()).collect(),
            Value::Class(class) if class.table().is_none() => class.fields(),
            Value::Text(_) => super::comprehension::items(iterable),
            Value::Either(ways) => {
                let mut all = Flow::default();
                for way in ways.iter() {
                    self.conditional += 1;
                    all = all.or(self.each(target, way, body, &[]));
                    self.conditional -= 1;
                }
                return Flow { next: true, ..all }.then(self.block(otherwise));
            }
            other => self.walked(other),
        };
        // Of what only a run can tell, one that may be missing stands for however many there are.
        if let [Value::Maybe(item)] = items.as_slice()
            && !matches!(iterable, Value::List(_))
        {
            self.assign(target, (**item).clone());
            let (first, commits) = (self.statements.len(), self.commits);
            self.begin_loop();
            let mut turns = Turns::default();
            turns.after(self.repeated(body));
            self.batched(first, commits);
            return self.end_loop(Turns { is_over: false, ..turns }, otherwise);
        }
        self.begin_loop();
        let conditional = self.conditional;
        let mut turns = Turns::default();
        let mut at = 0;
        loop {
            // The body may have changed what it walks through.
            let now = self.containers.get(iterable.identity()).unwrap_or(iterable);
            let item = if let Value::List(items) = now { items.get(at) } else { items.get(at) };
            let Some(item) = item.cloned() else { break };
            at += 1;
            self.conditional = conditional + usize::from(turns.may_be_over);
            let turn = match item {
                Value::Maybe(item) => {
                    self.assign(target, (*item).clone());
                    self.turn(&[body], false)
                }
                item => {
                    self.assign(target, item);
                    self.turn(&[body], true)
                }
            };
            turns.after(turn);
            if turns.is_over {
                break;
            }
        }
        self.conditional = conditional;
        self.end_loop(turns, otherwise)
    }

    pub(super) fn while_loop(&mut self, condition: &Expr, body: &[Stmt], otherwise: &[Stmt]) -> Flow {
        let (first, commits) = (self.statements.len(), self.commits);
        let conditional = self.conditional;
        let is_endless = matches!(&condition.kind, ExprKind::Bool(true)) || matches!(&condition.kind, ExprKind::Number(one) if one == "1");
        self.begin_loop();
        let mut turns = Turns::default();
        let mut known = 0;
        while !turns.is_over {
            self.conditional = conditional + usize::from(turns.may_be_over);
            let truth = self.evaluate(condition).truth();
            if truth == Some(false) {
                break;
            }
            // One that only its `break` ends is followed as long as it is known to go on.
            let most = if is_endless { ENDLESS } else { TURNS };
            if truth == Some(true) && !(is_endless && turns.may_be_over) && known < most && self.goes_on() {
                known += 1;
                let sent = self.statements.len();
                let turn = self.turn(&[body], true);
                if is_endless {
                    self.same_again(first, sent);
                }
                turns.after(turn);
                continue;
            }
            let sent = self.statements.len();
            let turn = self.repeated(body);
            self.same_again(first, sent);
            turns.after(turn);
            turns.is_over = is_endless;
            break;
        }
        self.conditional = conditional;
        self.batched(first, commits);
        self.end_loop(turns, otherwise)
    }

    /// `break`, or `continue`: the names are those that follow the loop, or the next turn.
    pub(super) fn leave_turn(&mut self, breaks: bool) -> Flow {
        self.leaves();
        let names = self.names_now();
        let mut looked_at = 0;
        if let Some(ends) = self.frames.last_mut().and_then(|frame| frame.loops.last_mut()) {
            let end = if breaks { &mut ends.broken } else { &mut ends.continued };
            match end {
                Some(before) => looked_at = before.merge(names),
                None => *end = Some(names),
            }
        }
        self.names_pass(looked_at);
        Flow { breaks, continues: !breaks, ..Flow::default() }
    }

    fn begin_loop(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.loops.push(Ends::default());
        }
    }

    /// What follows the turns of a loop: its `else`, unless a `break` has left it.
    fn end_loop(&mut self, turns: Turns, otherwise: &[Stmt]) -> Flow {
        let broken = self.frames.last_mut().and_then(|frame| frame.loops.pop()).and_then(|ends| ends.broken);
        let breaks = turns.left.breaks;
        let left = Flow { breaks: false, ..turns.left };
        if turns.is_over {
            self.join_names(broken);
            return Flow { next: breaks, ..left };
        }
        self.conditional += usize::from(turns.may_be_over);
        let end = self.block(otherwise);
        self.conditional -= usize::from(turns.may_be_over);
        let names = (end.next && broken.is_some()).then(|| self.names_now());
        self.join_names(names.into_iter().chain(broken));
        let end = Flow { next: end.next || breaks, ..end };
        left.or(end)
    }

    /// One turn of a loop; with its `continue`, it goes on.
    fn turn(&mut self, body: &[&[Stmt]], is_sure: bool) -> Flow {
        let flow = match body {
            [only] if is_sure => self.block(only),
            _ => self.ways(body, is_sure),
        };
        let continued = self.frames.last_mut().and_then(|frame| frame.loops.last_mut()).and_then(|ends| ends.continued.take());
        if let Some(continued) = continued {
            let names = flow.next.then(|| self.names_now());
            self.join_names(names.into_iter().chain([continued]));
        }
        flow
    }

    /// The body of a loop that runs nobody knows how often: as often as a turn leaves something else to the next one, up to a few times.
    fn repeated(&mut self, body: &[Stmt]) -> Flow {
        let first = self.statements.len();
        let mut bound_here = BTreeSet::new();
        assigned(body, &mut |target, _| bound(target, &mut bound_here));
        // A number that the loop counts up is another one each time.
        let mut counters = BTreeSet::new();
        assigned(body, &mut |target, value| {
            if value.is_none_or(|value| names_any(value, &bound_here)) {
                bound(target, &mut counters);
            }
        });
        let (_, mark) = self.containers.mark();
        let watched = self.watched.replace((self.instances.len(), mark));
        let mut flow = Flow::default();
        for turn in 0..AGAIN {
            let names = self.frames.last().map(|frame| frame.names.clone()).unwrap_or_default();
            let (before, sent) = (self.changes, self.statements.len());
            flow = flow.or(self.turn(&[body], false));
            if turn > 0 {
                self.same_again(first, sent);
                self.rows_again(first, sent);
            }
            let differs = |name: &&String| {
                let now = self.frames.last().and_then(|frame| frame.names.get(name));
                names.get(name).is_some_and(|own| *own != Value::Unknown && now.is_some_and(|now| now != own))
            };
            let changed: Vec<&String> = bound_here.iter().filter(differs).collect();
            if changed.is_empty() && self.changes == before {
                break;
            }
            let counted: Vec<&String> =
                changed.into_iter().filter(|name| counters.contains(*name) && names.get(name).is_some_and(Value::is_static)).collect();
            for name in counted {
                self.bind(name, Value::Unknown);
            }
        }
        self.watched = watched;
        flow
    }

    /// A loop that commits each time works in batches. `first` is its first statement, `commits` how many there were before.
    fn batched(&mut self, first: usize, commits: usize) {
        if self.commits > commits || self.autocommit > 0 {
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

/// What a block binds, and to what; nothing where that is no expression of its own.
fn assigned<'b>(block: &'b [Stmt], each: &mut dyn FnMut(&'b Expr, Option<&'b Expr>)) {
    for statement in block {
        match &statement.kind {
            StmtKind::Assign { targets, value, .. } => targets.iter().for_each(|target| each(target, Some(value))),
            StmtKind::AugAssign { target, .. } | StmtKind::Delete(target) => each(target, None),
            StmtKind::For { target, iterable, .. } => each(target, Some(iterable)),
            StmtKind::With { items, .. } => {
                for (value, target) in items {
                    if let Some(target) = target {
                        each(target, Some(value));
                    }
                }
            }
            StmtKind::Def(_) | StmtKind::Class { .. } => continue,
            _ => {}
        }
        statement.kind.blocks().into_iter().for_each(|block| assigned(block, each));
    }
}

fn names_any(value: &Expr, names: &BTreeSet<String>) -> bool {
    matches!(&value.kind, ExprKind::Name(own) if names.contains(own)) || value.kind.children().any(|child| names_any(child, names))
}

fn bound(target: &Expr, names: &mut BTreeSet<String>) {
    match &target.kind {
        ExprKind::Name(name) => {
            names.insert(name.clone());
        }
        ExprKind::Sequence(targets) | ExprKind::Tuple(targets) => targets.iter().for_each(|target| bound(target, names)),
        ExprKind::Starred(target) => bound(target, names),
        _ => {}
    }
}
