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

    /// What a name is bound to.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.names.get(name)
    }

    /// How many bytes a copy takes, about.
    pub(super) fn bytes(&self) -> usize {
        self.names.iter().map(|(name, value)| name.len() + value.bytes()).sum()
    }

    /// Keeps what all ways through a branch agree on; the rest is not known.
    pub(super) fn merge(&mut self, others: Vec<Self>) {
        for other in others {
            for (name, value) in other.names {
                match self.names.get(&name) {
                    Some(own) if *own == value => {}
                    _ => {
                        self.names.insert(name, Value::Unknown);
                    }
                }
            }
        }
    }
}
