//! Large things that carry their own name, found by it: each has an allocation of its own, so that the free places are small, and no name is kept twice.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::{Sequence, Table};
use crate::name::QualifiedName;

/// A thing with a name of its own.
pub trait Named {
    /// It.
    fn name(&self) -> &QualifiedName;
}

impl Named for Table {
    fn name(&self) -> &QualifiedName {
        &self.name
    }
}

impl Named for Sequence {
    fn name(&self) -> &QualifiedName {
        &self.name
    }
}

/// Things by their names, in no order.
#[derive(Debug, Clone)]
pub struct Boxed<V> {
    found: HashTable<Box<V>>,
    state: RandomState,
}

impl<V> Default for Boxed<V> {
    fn default() -> Self {
        Self { found: HashTable::new(), state: RandomState::default() }
    }
}

impl<V: Named> Boxed<V> {
    /// The one of that name.
    pub fn get(&self, name: &QualifiedName) -> Option<&V> {
        self.found.find(self.state.hash_one(name), |value| value.name() == name).map(|value| &**value)
    }

    /// The same, for changes of anything but the name.
    pub(super) fn get_mut(&mut self, name: &QualifiedName) -> Option<&mut V> {
        self.found.find_mut(self.state.hash_one(name), |value| value.name() == name).map(|value| &mut **value)
    }

    /// Whether there is one of that name.
    pub fn contains_key(&self, name: &QualifiedName) -> bool {
        self.get(name).is_some()
    }

    /// Takes it in, in the place of another of its name.
    pub(super) fn insert(&mut self, value: V) {
        if let Some(before) = self.get_mut(value.name()) {
            *before = value;
            return;
        }
        let state = &self.state;
        let hash = state.hash_one(value.name());
        self.found.insert_unique(hash, Box::new(value), |value| state.hash_one(value.name()));
    }

    /// Takes it out.
    pub(super) fn remove(&mut self, name: &QualifiedName) -> Option<V> {
        let found = self.found.find_entry(self.state.hash_one(name), |value| value.name() == name);
        found.ok().map(|entry| *entry.remove().0)
    }

    /// The names, in no order.
    pub fn keys(&self) -> impl Iterator<Item = &QualifiedName> {
        self.values().map(Named::name)
    }

    /// All of them, in no order.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.found.iter().map(|value| &**value)
    }

    /// The names with what they name, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&QualifiedName, &V)> {
        self.values().map(|value| (value.name(), value))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}
