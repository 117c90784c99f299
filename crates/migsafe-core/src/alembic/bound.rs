//! Names and what they are bound to.

use super::layered::Layered;
use super::value::Value;

/// The names of one function or of the module. The ways through branches and loops copy them often and change few of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Bindings {
    names: Layered<String, Value>,
}

impl Bindings {
    /// Binds a name.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.names.set_all([(name.to_owned(), value)]);
    }

    /// Binds a name, or where only a run can tell whether it is bound, to one of both.
    pub(super) fn set_or_join(&mut self, name: &str, value: Value, is_sure: bool) {
        let value = match self.get(name) {
            Some(before) if !is_sure => before.clone().one_of(value),
            _ => value,
        };
        self.set(name, value);
    }

    /// What a name is bound to.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.names.get(name)
    }

    /// The names and what they are bound to, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.names.iter()
    }

    /// The names, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.iter().map(|(name, _)| name)
    }

    /// The names that begin so.
    pub(super) fn starting_with(&self, first: char) -> Vec<&String> {
        self.names.keys_from(&first.to_string()).filter(|name| name.starts_with(first)).collect()
    }

    /// Binds what another block has bound.
    pub(super) fn take(&mut self, other: &Self) {
        self.names.set_all(other.iter().map(|(name, value)| (name.clone(), value.clone())));
    }

    /// How many bytes a copy takes, about.
    pub(super) fn bytes(&self) -> usize {
        self.names.own().iter().map(|(name, value)| name.len() + value.bytes()).sum()
    }

    /// Joins what another way through a branch leaves behind; gives how many names were looked at. What only one of them binds is bound: where it is not, nobody can use it.
    pub(super) fn merge(&mut self, other: Self) -> usize {
        let names = self.names.differing(&other.names);
        let looked_at = names.len();
        let mut joined = Vec::new();
        for name in names {
            let value = match (self.get(&name), other.get(&name)) {
                (Some(own), Some(another)) if own == another && own.identity() == another.identity() => continue,
                (Some(own), Some(another)) => own.clone().one_of(another.clone()),
                (Some(own), None) => own.clone(),
                (None, _) => continue,
            };
            joined.push((name, value));
        }
        // The other's is shared with what follows.
        *self = other;
        self.names.set_all(joined);
        looked_at
    }
}
