//! What a project's `env.py` hands to its revisions: `context.run_migrations(op=op, tester=get_tester())`. Source: Alembic's documentation,
//! *The Environment Context*, `run_migrations`.

use std::sync::Arc;

use super::modules::Modules;
use super::run::{Frame, Run};
use super::value::Value;
use crate::python::{Argument, Expr, ExprKind, Stmt, StmtKind};
use crate::span::Span;

/// The name under which `env.py` stands among the modules.
pub(crate) const ENVIRONMENT: &str = "env";

impl Run<'_> {
    /// The arguments with which revisions are called; those that nobody can tell are left out.
    pub(super) fn handed_over(&mut self) -> Vec<(String, Value, Span)> {
        let modules = Arc::clone(&self.modules);
        let Some((module, block)) = modules.environment() else { return Vec::new() };
        let Some(written) = arguments(block) else { return Vec::new() };
        let (sent, conditional) = (self.statements.len(), self.conditional);
        self.frames.push(Frame { module: Some(Arc::clone(module)), is_module: true, ..Frame::default() });
        let mut given = Vec::new();
        for argument in written {
            let Some(name) = &argument.name else { continue };
            let value = self.evaluate(&argument.value);
            if value != Value::Unknown {
                given.push((name.clone(), value, Span::default()));
            }
        }
        self.frames.pop();
        // What `env.py` sends itself is no revision's.
        self.statements.truncate(sent);
        self.conditional = conditional;
        given
    }
}

impl Modules {
    fn environment(&self) -> Option<(&Arc<super::modules::Module>, &[Stmt])> {
        self.module(ENVIRONMENT)
    }
}

/// The arguments of the first `run_migrations(…)` that has any.
fn arguments(block: &[Stmt]) -> Option<&[Argument]> {
    block.iter().find_map(|statement| match &statement.kind {
        StmtKind::Expr(Expr { kind: ExprKind::Call(function, arguments), .. })
            if !arguments.is_empty()
                && matches!(&function.kind, ExprKind::Attribute(_, name) | ExprKind::Name(name) if name == "run_migrations") =>
        {
            Some(arguments.as_slice())
        }
        kind => kind.blocks().into_iter().find_map(|block| arguments(block)),
    })
}
