//! Names and what they are bound to.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::value::Value;

/// So many names are copied with each copy at least, before what copies share is made anew.
const OWN: usize = 16;

/// The names of one function or of the module. The ways through branches and loops copy them often and change few of them: copies share what they had in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Bindings {
    shared: Rc<BTreeMap<String, Value>>,
    /// What was bound since.
    own: BTreeMap<String, Value>,
}

impl Bindings {
    /// Binds a name.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.set_all([(name.to_owned(), value)]);
    }

    fn set_all(&mut self, names: impl IntoIterator<Item = (String, Value)>) {
        self.own.extend(names);
        if self.own.len() > OWN && self.own.len().pow(2) > self.shared.len() {
            Rc::make_mut(&mut self.shared).extend(std::mem::take(&mut self.own));
        }
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
        self.own.get(name).or_else(|| self.shared.get(name))
    }

    /// The names and what they are bound to, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        let mut all: BTreeMap<&String, &Value> = self.shared.iter().collect();
        all.extend(&self.own);
        all.into_iter()
    }

    /// The names, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.iter().map(|(name, _)| name)
    }

    /// The names that begin so.
    pub(super) fn starting_with(&self, first: char) -> impl Iterator<Item = String> {
        let begins = move |names: &'_ BTreeMap<String, Value>| {
            names
                .range(first.to_string()..)
                .map(|(name, _)| name.clone())
                .take_while(move |name| name.starts_with(first))
                .collect::<Vec<_>>()
        };
        begins(&self.own).into_iter().chain(begins(&self.shared))
    }

    /// Binds what another block has bound.
    pub(super) fn take(&mut self, other: &Self) {
        self.set_all(other.iter().map(|(name, value)| (name.clone(), value.clone())));
    }

    /// How many bytes a copy takes, about.
    pub(super) fn bytes(&self) -> usize {
        self.own.iter().map(|(name, value)| name.len() + value.bytes()).sum()
    }

    /// Joins what another way through a branch leaves behind; gives how many names were looked at. What only one of them binds is bound: where it is not, nobody can use it.
    pub(super) fn merge(&mut self, other: Self) -> usize {
        let is_same = Rc::ptr_eq(&self.shared, &other.shared);
        let mut mine: Vec<(&String, &Value)> = self.own.iter().collect();
        if is_same {
            // What only the other has changed is here what it was before.
            mine.extend(other.own.keys().filter(|name| !self.own.contains_key(*name)).filter_map(|name| self.shared.get_key_value(name)));
        } else {
            mine.extend(self.shared.iter().filter(|(name, _)| !self.own.contains_key(*name)));
        }
        let looked_at = mine.len();
        let differs =
            |(name, value): &(&String, &Value)| other.get(name).is_none_or(|it| it != *value || it.identity() != value.identity());
        let joined = |(name, value): (&String, &Value)| {
            let joined = match other.get(name) {
                Some(another) => value.clone().one_of(another.clone()),
                None => value.clone(),
            };
            (name.clone(), joined)
        };
        let joined: Vec<(String, Value)> = mine.into_iter().filter(differs).map(joined).collect();
        // The other's is shared with what follows.
        *self = other;
        self.set_all(joined);
        looked_at
    }
}
