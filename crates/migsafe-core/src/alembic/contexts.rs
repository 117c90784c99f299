//! `with`: batches, blocks outside of a transaction, and the project's own context managers.

use super::flow::Flow;
use super::run::Run;
use super::value::{Arguments, Value};
use crate::python::{Expr, Stmt};
use crate::span::Span;

/// Whether a context manager may keep an exception from going further.
fn may_swallow(context: &Value) -> bool {
    match context {
        Value::Instance(_) | Value::Unknown => true,
        Value::Call(call) => call
            .callee
            .path()
            .is_none_or(|path| path == "contextlib.suppress" || !super::elsewhere::is_library(path.split('.').next().unwrap_or_default())),
        _ => false,
    }
}

impl Run<'_> {
    pub(super) fn with(&mut self, items: &[(Expr, Option<Expr>)], body: &[Stmt]) -> Flow {
        let (mut batches, mut blocks, mut objects) = (0, Vec::new(), Vec::new());
        let (mut swallows, mut suppresses) = (false, false);
        for (context, target) in items {
            let mut value = self.evaluate(context);
            if matches!(value, Value::Instance(_)) {
                objects.push((value.clone(), context.span));
                value = self.enter_object(value, context.span);
            }
            swallows |= may_swallow(&value);
            suppresses |= value.path() == Some("contextlib.suppress");
            // With a name it is there for what it gives.
            if target.is_none() {
                self.context_elsewhere(&value, context.span);
            }
            if matches!(value, Value::Batch(_)) {
                self.batches.push(Vec::new());
                batches += 1;
            }
            if value.word() == "autocommit_block" {
                self.autocommit += 1;
                self.emit_sql("COMMIT", context.span);
                blocks.push(context.span);
            }
            if let Some(target) = target {
                self.assign(target, value);
            }
        }
        let flow = if swallows { self.swallowed(body, suppresses) } else { self.block(body) };
        for (object, span) in objects.into_iter().rev() {
            self.leave_object(&object, span);
        }
        for span in blocks {
            self.autocommit -= 1;
            self.emit_sql("BEGIN", span);
        }
        for _ in 0..batches {
            let sent = self.batches.pop().unwrap_or_default();
            self.statements.extend(sent);
        }
        flow
    }

    /// `with object`: what is bound in the block.
    fn enter_object(&mut self, object: Value, span: Span) -> Value {
        let Some(method) = ["__enter__", "__aenter__"].iter().find_map(|name| self.member(&object, name)) else { return object };
        self.plain(method, Arguments { span, ..Arguments::default() }, true)
    }

    /// The end of `with object`.
    fn leave_object(&mut self, object: &Value, span: Span) {
        if let Some(method) = ["__exit__", "__aexit__"].iter().find_map(|name| self.member(object, name)) {
            self.plain(method, Arguments { open: true, span, ..Arguments::default() }, true);
        }
    }
}
