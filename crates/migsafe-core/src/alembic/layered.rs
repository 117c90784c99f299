//! A map that is copied often and changed little: copies share what they had in common.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// So many entries are copied with each copy at least, before what copies share is made anew.
const OWN: usize = 16;

/// A sorted map in two layers.
#[derive(Debug, Clone)]
pub(super) struct Layered<K, V> {
    shared: Rc<BTreeMap<K, V>>,
    /// What was set since.
    own: BTreeMap<K, V>,
}

impl<K, V> Default for Layered<K, V> {
    fn default() -> Self {
        Self { shared: Rc::default(), own: BTreeMap::new() }
    }
}

impl<K: Ord + Clone, V: Clone> Layered<K, V> {
    /// What stands under a key.
    pub(super) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.own.get(key).or_else(|| self.shared.get(key))
    }

    /// Sets entries.
    pub(super) fn set_all(&mut self, entries: impl IntoIterator<Item = (K, V)>) {
        self.own.extend(entries);
        if self.own.len() > OWN && self.own.len().pow(2) > self.shared.len() {
            Rc::make_mut(&mut self.shared).extend(std::mem::take(&mut self.own));
        }
    }

    /// Whether it holds nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.own.is_empty() && self.shared.is_empty()
    }

    /// The entries, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let mut all: BTreeMap<&K, &V> = self.shared.iter().collect();
        all.extend(&self.own);
        all.into_iter()
    }

    /// The entries that a copy takes with it.
    pub(super) fn own(&self) -> &BTreeMap<K, V> {
        &self.own
    }

    /// The keys from this one on, of either layer.
    pub(super) fn keys_from(&self, first: &K) -> impl Iterator<Item = &K> {
        self.own.range(first..).chain(self.shared.range(first..)).map(|(key, _)| key)
    }

    /// The keys under which something else may stand in another one.
    pub(super) fn differing(&self, other: &Self) -> BTreeSet<K> {
        let own = self.own.keys().chain(other.own.keys());
        if Rc::ptr_eq(&self.shared, &other.shared) {
            return own.cloned().collect();
        }
        own.chain(self.shared.keys()).chain(other.shared.keys()).cloned().collect()
    }
}
