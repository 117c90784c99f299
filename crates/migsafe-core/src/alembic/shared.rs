//! Containers that more than one name stands for: whichever name changes one, all of them find the change.

use super::bound::Bindings;
use super::run::Run;
use super::value::{Closure, Value};
use crate::python::{Expr, ExprKind, Stmt, StmtKind};

impl Run<'_> {
    /// Other names in this function stand for what was changed in its place.
    pub(super) fn changed_in_place(&mut self, before: &Value, changed: &Value) {
        if let Some(frame) = self.frames.last_mut() {
            frame.names.replace(before, changed);
        }
    }

    /// What a function has done to containers that it was handed, or that stand around it; `before`: those that it could name when it began, by name.
    pub(super) fn changed_by(&mut self, closure: &Closure, before: &[(String, Value)], after: &Bindings) {
        let function = &closure.function;
        for (name, changed) in after.iter() {
            let known = before.binary_search_by(|(own, _)| own.cmp(name)).ok().and_then(|at| before.get(at));
            let is_own = closure.names.is_some() || function.parameters.iter().any(|parameter| parameter.name == *name);
            let old = known.map(|(_, value)| value.clone()).or_else(|| if is_own { None } else { self.container_around(name) });
            let Some(old) = old else { continue };
            if old.is_same_object(changed) || function.body.iter().any(|statement| rebinds(statement, name)) {
                continue;
            }
            for frame in &mut self.frames {
                frame.names.replace(&old, changed);
            }
        }
    }

    /// A container that the revision itself binds.
    fn container_around(&self, name: &str) -> Option<Value> {
        self.frames.first()?.names.get(name).filter(|value| value.is_container()).cloned()
    }
}

/// Whether the name stands for something else after the statement: to change what it stands for is not that.
fn rebinds(statement: &Stmt, name: &str) -> bool {
    let here = match &statement.kind {
        StmtKind::Def(function) => return function.name == name,
        StmtKind::Class { name: own, .. } => return own == name,
        StmtKind::Assign { targets, .. } => targets.iter().any(|target| is_target(target, name)),
        StmtKind::For { target, .. } => is_target(target, name),
        StmtKind::With { items, .. } => items.iter().filter_map(|(_, target)| target.as_ref()).any(|target| is_target(target, name)),
        StmtKind::Import(names) | StmtKind::ImportFrom(names) => names.iter().any(|(_, own)| own == name),
        _ => false,
    };
    here || statement.kind.blocks().into_iter().flatten().any(|inner| rebinds(inner, name))
}

fn is_target(target: &Expr, name: &str) -> bool {
    match &target.kind {
        ExprKind::Name(own) => own == name,
        ExprKind::Sequence(items) => items.iter().any(|item| is_target(item, name)),
        ExprKind::Starred(inner) => is_target(inner, name),
        _ => false,
    }
}
