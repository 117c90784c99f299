//! Modules that do something as they are loaded.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::modules::{Module, mentions};
use super::run::{Frame, Run};
use crate::python::{Expr, ExprKind, Stmt, StmtKind};
use crate::span::Span;

impl Module {
    /// Whether it may do something to the database as it is loaded: it calls Alembic's `op`, or a function beside it, or executes something, outside of its functions.
    pub(super) fn acts(&self) -> bool {
        let mut names: Vec<&str> = Vec::new();
        bound_to_operations(&self.block, &mut names);
        let is_named = |expr: &Expr| names.iter().any(|name| mentions(expr, name));
        let own = |statement: &Stmt| match &statement.kind {
            StmtKind::Def(function) if !names.is_empty() => Some(function.name.clone()),
            _ => None,
        };
        let own: Vec<String> = self.block.iter().filter_map(own).collect();
        calls(&self.block, &|expr| {
            is_named(expr)
                || own.iter().any(|name| mentions(expr, name))
                || matches!(&expr.kind, ExprKind::Attribute(_, name) if matches!(name.as_str(), "execute" | "exec_driver_sql"))
        })
    }
}

/// The names under which a block imports Alembic's `op`.
fn bound_to_operations<'b>(block: &'b [Stmt], names: &mut Vec<&'b str>) {
    for statement in block {
        match &statement.kind {
            StmtKind::Import(all) | StmtKind::ImportFrom(all) => {
                names.extend(
                    all.iter().filter(|(path, _)| path == "alembic" || path.starts_with("alembic.op")).map(|(_, name)| name.as_str()),
                );
            }
            StmtKind::Def(_) => {}
            kind => kind.blocks().into_iter().for_each(|block| bound_to_operations(block, names)),
        }
    }
}

/// Whether a block calls, for its effect and outside of functions, what is asked for.
fn calls(block: &[Stmt], is_asked: &dyn Fn(&Expr) -> bool) -> bool {
    block.iter().any(|statement| match &statement.kind {
        StmtKind::Expr(value) if matches!(value.kind, ExprKind::Text(_)) => false,
        StmtKind::Expr(Expr { kind: ExprKind::Call(function, arguments), .. }) => {
            is_asked(function) || arguments.iter().any(|argument| is_asked(&argument.value))
        }
        StmtKind::Expr(value) | StmtKind::Assign { value, .. } => is_asked(value),
        StmtKind::Def(_) => false,
        kind => kind.blocks().into_iter().any(|block| calls(block, is_asked)),
    })
}

impl Run<'_> {
    /// Runs the modules of the project that an `import` brings and that do something as they are loaded.
    pub(super) fn import(&mut self, path: &str, span: Span) {
        if self.modules.acting.is_empty() || self.loading > 0 || !self.imported.insert(path.to_owned()) {
            return;
        }
        let modules = Arc::clone(&self.modules);
        let mut waiting = vec![path.to_owned()];
        let mut seen: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut acting = Vec::new();
        while let Some(path) = waiting.pop() {
            for (at, _) in path.match_indices('.').chain([(path.len(), "")]) {
                let Some(module) = path.get(..at).and_then(|name| modules.named.get(name)) else { continue };
                if seen.insert(Arc::clone(&module.name)) {
                    waiting.extend(module.imports().iter().cloned());
                    acting.extend(modules.acting.contains(&module.name).then_some(module));
                }
            }
        }
        // What a module imports is loaded before what it does itself.
        for module in acting.into_iter().rev() {
            let known = self.loaded.entry(Arc::clone(&module.name)).or_default();
            if !std::mem::replace(&mut known.has_run, true) {
                self.run_module(module, span);
            }
        }
    }

    fn run_module(&mut self, module: &Arc<Module>, span: Span) {
        let place = self.place;
        self.place = place.or(Some(span));
        self.frames.push(Frame { module: Some(Arc::clone(module)), is_module: true, ..Frame::default() });
        self.quiet += 1;
        self.deeper(span, |run| run.block(&module.block));
        self.quiet -= 1;
        let names = self.frames.pop().map(|frame| frame.names).unwrap_or_default();
        self.place = place;
        self.loaded.entry(Arc::clone(&module.name)).or_default().bound.take(&names);
    }
}
