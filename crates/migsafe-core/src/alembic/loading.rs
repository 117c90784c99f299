//! Modules that do something as they are loaded.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::modules::{Module, mentions};
use super::run::{Frame, Run};
use crate::python::{Expr, ExprKind, Stmt, StmtKind};
use crate::span::Span;

impl Module {
    /// Whether it may do something to the database as it is loaded: it has Alembic's `op`, or executes something, and calls it outside of its functions.
    pub(super) fn acts(&self) -> bool {
        let has_op = self.imports().iter().any(|path| path == "alembic" || path.starts_with("alembic.op"));
        calls(&self.block, &|expr| match &expr.kind {
            ExprKind::Attribute(_, name) => has_op || matches!(name.as_str(), "execute" | "exec_driver_sql"),
            _ => has_op,
        })
    }
}

/// Whether a block calls, for its effect and outside of functions, what is asked for.
fn calls(block: &[Stmt], is_asked: &dyn Fn(&Expr) -> bool) -> bool {
    block.iter().any(|statement| match &statement.kind {
        StmtKind::Expr(Expr { kind: ExprKind::Call(function, _), .. }) => is_asked(function),
        StmtKind::Expr(value) => !matches!(value.kind, ExprKind::Text(_) | ExprKind::Other(_)) && is_asked(value),
        StmtKind::Assign { value, .. } => mentions(value, "op"),
        StmtKind::Def(_) => false,
        kind => kind.blocks().into_iter().any(|block| calls(block, is_asked)),
    })
}

impl Run<'_> {
    /// Runs the modules of the project that an `import` brings and that do something as they are loaded.
    pub(super) fn import(&mut self, path: &str, span: Span) {
        let modules = Arc::clone(&self.modules);
        if modules.acting.is_empty() || self.loading > 0 {
            return;
        }
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
