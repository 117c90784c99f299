//! What a statement binds, changes or deletes.

use super::run::Run;
use super::value::Value;
use crate::python::{Expr, ExprKind};

impl Run<'_> {
    /// `del`.
    pub(super) fn delete(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Tuple(targets) | ExprKind::Sequence(targets) => targets.iter().for_each(|target| self.delete(target)),
            ExprKind::Subscript(whole, index) => {
                let index = self.evaluate(index);
                let before = self.evaluate(whole);
                let changed = super::grown::without(&before, &index);
                self.changed_in_place(&before, changed);
            }
            // Whoever uses it still finds what another binding of it was.
            _ => self.assign(target, Value::Unknown),
        }
    }

    pub(super) fn assign(&mut self, target: &Expr, value: Value) {
        match &target.kind {
            ExprKind::Name(name) => self.bind(name, value),
            ExprKind::Sequence(targets) | ExprKind::Tuple(targets) => {
                let items = self.elements(&value);
                let starred = targets.iter().position(|target| matches!(target.kind, ExprKind::Starred(_)));
                let items = match (items, starred) {
                    (Some(items), None) if items.len() == targets.len() => items,
                    // What stands before the star and behind it takes one each.
                    (Some(mut items), Some(at)) if items.len() + 1 >= targets.len() => {
                        let taken = items.len() + 1 - targets.len();
                        let rest: Vec<Value> = items.drain(at..at + taken).collect();
                        items.insert(at, Value::list(rest));
                        items
                    }
                    _ => Vec::new(),
                };
                for (at, target) in targets.iter().enumerate() {
                    let target = if let ExprKind::Starred(inner) = &target.kind { inner } else { target };
                    self.assign(target, items.get(at).cloned().unwrap_or(Value::Unknown));
                }
            }
            ExprKind::Starred(inner) => self.assign(inner, Value::Unknown),
            ExprKind::Attribute(owner, name) => {
                let owner = self.evaluate(owner);
                self.set_attribute(&owner, name, value, target.span);
            }
            ExprKind::Subscript(whole, index) if matches!(&index.kind, ExprKind::Slice([None, None, None])) => {
                let before = self.evaluate(whole);
                let changed = self.elements(&value).map_or(Value::Unknown, Value::list);
                self.changed_in_place(&before, changed);
            }
            ExprKind::Subscript(whole, index) => {
                let key = self.evaluate(index);
                let before = self.evaluate(whole);
                if self.set_in_names(&before, &key, value.clone(), target.span) {
                    return;
                }
                let changed = before.with_entry(key, value).unwrap_or(Value::Unknown);
                let changed = self.weighed(changed);
                let changed = self.changed_in_place(&before, changed);
                if matches!(whole.kind, ExprKind::Name(_)) {
                    self.assign(whole, changed);
                } else {
                    self.change_within(whole, changed);
                }
            }
            _ => {}
        }
    }

    /// Something within a value is changed: where that is what an attribute holds, the attribute is.
    pub(super) fn change_within(&mut self, whole: &Expr, changed: Value) {
        match &whole.kind {
            ExprKind::Attribute(owner, name) => {
                let owner_value = self.evaluate(owner);
                let is_kept = matches!(owner_value, Value::Instance(_) | Value::Row(_));
                if is_kept || super::value::holds_row(&owner_value) {
                    self.set_attribute(&owner_value, name, changed, whole.span);
                }
            }
            ExprKind::Subscript(..) => self.assign(whole, changed),
            _ => {}
        }
    }
}
