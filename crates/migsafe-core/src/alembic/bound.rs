//! Names and what they are bound to.

use std::collections::BTreeMap;

use super::value::Value;

/// The names of one function or of the module.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Bindings {
    names: BTreeMap<String, Value>,
}

impl Bindings {
    /// Binds a name.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.names.insert(name.to_owned(), value);
    }

    /// Binds a name, or where only a run can tell whether it is bound, to one of both.
    pub(super) fn set_or_join(&mut self, name: &str, value: Value, is_sure: bool) {
        let value = match self.names.remove(name) {
            Some(before) if !is_sure => before.one_of(value),
            _ => value,
        };
        self.names.insert(name.to_owned(), value);
    }

    /// What a name is bound to.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.names.get(name)
    }

    /// The names and what they are bound to.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.names.iter()
    }

    /// The names.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.names.keys()
    }

    /// The names that begin so.
    pub(super) fn starting_with(&self, first: char) -> impl Iterator<Item = &String> {
        self.names.keys().filter(move |name| name.starts_with(first))
    }

    /// Binds what another block has bound.
    pub(super) fn take(&mut self, other: Self) {
        self.names.extend(other.names);
    }

    /// How many bytes a copy takes, about.
    pub(super) fn bytes(&self) -> usize {
        self.names.iter().map(|(name, value)| name.len() + value.bytes()).sum()
    }

    /// Joins what the ways through a branch leave behind.
    pub(super) fn merge(&mut self, others: Vec<Self>) {
        for other in others {
            for (name, value) in other.names {
                match self.names.get_mut(&name) {
                    Some(own) => *own = std::mem::replace(own, Value::Unknown).one_of(value),
                    // Where it is not bound, nobody can use it.
                    None => {
                        self.names.insert(name, value);
                    }
                }
            }
        }
    }
}
