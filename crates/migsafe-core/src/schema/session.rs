//! Session state: parameters and the search path.

use smol_str::SmolStr;

use super::{Birth, Parameter, Schema};
use crate::operation::{SetParameter, Transaction, TransactionAction};

/// So many schemas of a search path are searched.
const LONGEST_PATH: usize = 100;

impl Schema {
    /// Puts the session at the beginning of a statement: what `SET LOCAL` set in another transaction no longer holds. Call it before [`Schema::resolve`].
    pub fn enter(&mut self, now: Birth) {
        if self.outer_search_path.as_ref().is_some_and(|(transaction, _)| *transaction != now.transaction()) {
            self.leave_local();
        }
    }

    /// A new session connects: its parameters and its search path are the defaults again, and temporary tables are gone.
    pub fn begin_session(&mut self) {
        self.parameters.clear();
        self.leave_local();
        self.search_path = vec!["public".into()];
        for name in std::mem::take(&mut self.temporary) {
            self.remove_table(&name);
        }
    }

    /// The parameter's value at a statement of that transaction, as set by the history. `SET LOCAL` wins while its transaction lasts.
    pub fn parameter(&self, name: &str, transaction: usize) -> Option<&Parameter> {
        self.local_parameters.get(name).filter(|parameter| parameter.local_to == Some(transaction)).or_else(|| self.parameters.get(name))
    }

    pub(super) fn set_parameter(&mut self, set: &SetParameter, now: Birth) {
        if set.name == "all" && set.value.is_none() {
            self.parameters.clear();
            self.leave_local();
            self.search_path = vec!["public".into()];
            return;
        }
        if set.name == "search_path" {
            self.set_search_path(set, now);
        }
        let parameter = |value: &String| Parameter { value: value.clone(), local_to: set.local.then_some(now.transaction()), birth: now };
        let parameters = if set.local { &mut self.local_parameters } else { &mut self.parameters };
        match &set.value {
            Some(value) => parameters.insert(set.name.clone(), parameter(value)),
            None => parameters.remove(&set.name),
        };
        if !set.local {
            self.local_parameters.remove(&set.name);
        }
    }

    fn set_search_path(&mut self, set: &SetParameter, now: Birth) {
        let mut path = set.value.as_deref().map_or_else(|| vec![SmolStr::new_static("public")], schemas_of);
        path.truncate(LONGEST_PATH);
        let before = std::mem::replace(&mut self.search_path, path);
        if !set.local {
            self.outer_search_path = None;
        } else if self.outer_search_path.is_none() {
            self.outer_search_path = Some((now.transaction(), before));
        }
    }

    pub(super) fn transaction(&mut self, it: &Transaction, now: Birth) {
        match it.action {
            TransactionAction::Commit => self.leave_local(),
            TransactionAction::Rollback => {
                self.leave_local();
                self.parameters.retain(|_, parameter| parameter.birth.transaction() != now.transaction());
            }
            TransactionAction::Begin | TransactionAction::Savepoint => {}
        }
    }

    fn leave_local(&mut self) {
        self.local_parameters.clear();
        if let Some((_, path)) = self.outer_search_path.take() {
            self.search_path = path;
        }
    }
}

/// The schemas that a value of `search_path` names. `"$user"` is left out: a schema named like the migrating role is rare, and its name is not known.
fn schemas_of(value: &str) -> Vec<SmolStr> {
    value
        .split(',')
        .map(|schema| schema.trim().trim_matches(['"', '\'']))
        .filter(|schema| !schema.is_empty() && *schema != "$user" && *schema != "pg_catalog")
        .map(SmolStr::new)
        .collect()
}
