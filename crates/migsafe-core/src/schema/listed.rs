//! Lists of things that have a name: in order, and found by name as quickly in a list of a hundred thousand as in one of three.

use std::fmt;
use std::hash::Hash;

use super::hash::HashMap;
use super::{Column, Constraint, Function, Index};
use crate::name::QualifiedName;

/// A thing that is found by its name.
pub trait Keyed {
    /// What finds it.
    type Key: ?Sized + Eq + Hash + ToOwned;
    /// Its own.
    fn key(&self) -> &Self::Key;
}

impl Keyed for Column {
    type Key = str;
    fn key(&self) -> &str {
        &self.name
    }
}

impl Keyed for Constraint {
    type Key = str;
    fn key(&self) -> &str {
        &self.name
    }
}

/// Of one table, so that the schema is that of the others.
impl Keyed for Index {
    type Key = str;
    fn key(&self) -> &str {
        &self.name.name
    }
}

/// Overloads share their name.
impl Keyed for Function {
    type Key = [String];
    fn key(&self) -> &[String] {
        &self.arguments
    }
}

impl Keyed for QualifiedName {
    type Key = Self;
    fn key(&self) -> &Self {
        self
    }
}

/// Labels and attributes, with what is known of them.
impl<T> Keyed for (String, T) {
    type Key = str;
    fn key(&self) -> &str {
        &self.0
    }
}

impl Keyed for String {
    type Key = str;
    fn key(&self) -> &str {
        self
    }
}

type Owned<T> = <<T as Keyed>::Key as ToOwned>::Owned;

/// Lists as short as this are looked through: finding places takes as much room as what is found.
const SHORT: usize = if cfg!(test) { 4 } else { 128 };

/// Where those of one name are.
#[derive(Debug, Clone, Copy)]
struct Place {
    first: usize,
    count: usize,
}

/// A list in the order in which its things came. What is taken out leaves a gap, and gaps are closed when they are half of it. A long list knows where each name
/// is; of several things of one name the first is found. A list of nothing, which most are, takes no room.
pub struct Listed<T: Keyed>(Option<Box<Filled<T>>>);

struct Filled<T: Keyed> {
    slots: Vec<Option<T>>,
    count: usize,
    places: Option<Box<HashMap<Owned<T>, Place>>>,
}

impl<T: Keyed> Listed<T> {
    /// A list of nothing.
    pub const fn new() -> Self {
        Self(None)
    }

    /// How many things it holds.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |filled| filled.count)
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn slots(&self) -> &[Option<T>] {
        self.0.as_ref().map_or(&[], |filled| &filled.slots)
    }

    /// All of them, in order.
    pub fn iter(&self) -> Iter<'_, T> {
        self.slots().iter().flatten()
    }

    /// The last ones first.
    pub fn newest(&self) -> impl Iterator<Item = &T> {
        self.slots().iter().rev().flatten()
    }

    /// All of them, in order, for changes of anything but their names.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().flat_map(|filled| &mut filled.slots).flatten()
    }

    /// The first one.
    pub fn first(&self) -> Option<&T> {
        self.iter().next()
    }
}

type Iter<'a, T> = std::iter::Flatten<std::slice::Iter<'a, Option<T>>>;

impl<T: Keyed> Listed<T>
where
    Owned<T>: Eq + Hash,
{
    /// The one of that name.
    pub fn get(&self, key: &T::Key) -> Option<&T> {
        let filled = self.0.as_ref()?;
        filled.slots.get(filled.place(key)?)?.as_ref()
    }

    /// Whether there is one of that name.
    pub fn contains(&self, key: &T::Key) -> bool {
        self.0.as_ref().is_some_and(|filled| filled.place(key).is_some())
    }

    /// The one of that name, for changes of anything but the name.
    pub(super) fn get_mut(&mut self, key: &T::Key) -> Option<&mut T> {
        let filled = self.0.as_mut()?;
        let place = filled.place(key)?;
        filled.slots.get_mut(place)?.as_mut()
    }

    /// Adds at the end.
    pub(super) fn push(&mut self, item: T) {
        self.0.get_or_insert_with(|| Box::new(Filled { slots: Vec::new(), count: 0, places: None })).push(item);
    }

    /// Takes out the one of that name.
    pub(super) fn remove(&mut self, key: &T::Key) -> Option<T> {
        self.0.as_mut()?.remove(key)
    }

    /// Changes the one of that name, its name too; it keeps its place.
    pub(super) fn update(&mut self, key: &T::Key, change: impl FnOnce(&mut T)) {
        if let Some(filled) = &mut self.0 {
            filled.update(key, change);
        }
    }
}

impl<T: Keyed> Filled<T>
where
    Owned<T>: Eq + Hash,
{
    fn place(&self, key: &T::Key) -> Option<usize> {
        match &self.places {
            Some(places) => places.get(key).map(|place| place.first),
            None => self.slots.iter().position(|slot| slot.as_ref().is_some_and(|item| item.key() == key)),
        }
    }

    /// Most lists stay short: they take room for little more than they hold.
    fn push(&mut self, item: T) {
        if self.slots.len() == self.slots.capacity() {
            self.slots.reserve_exact(1 + self.slots.len() / 2);
        }
        let at = self.slots.len();
        if let Some(places) = &mut self.places {
            note(places, item.key(), at);
        }
        self.slots.push(Some(item));
        self.count += 1;
        if self.places.is_none() && self.count > SHORT {
            self.find_places();
        }
    }

    fn remove(&mut self, key: &T::Key) -> Option<T> {
        let at = self.place(key)?;
        let item = self.slots.get_mut(at)?.take()?;
        self.count -= 1;
        self.leave(key, at);
        if self.slots.len() > SHORT && self.slots.len() > 2 * self.count {
            self.slots.retain(Option::is_some);
            self.places = None;
            if self.count > SHORT {
                self.find_places();
            }
        }
        Some(item)
    }

    fn update(&mut self, key: &T::Key, change: impl FnOnce(&mut T)) {
        let Some(at) = self.place(key) else { return };
        let Some(mut item) = self.slots.get_mut(at).and_then(Option::take) else { return };
        self.leave(key, at);
        change(&mut item);
        if let Some(places) = &mut self.places {
            note(places, item.key(), at);
        }
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = Some(item);
        }
    }

    /// The place is free now: another thing of the name is found from here on.
    fn leave(&mut self, key: &T::Key, at: usize) {
        let Some(places) = &mut self.places else { return };
        let Some(place) = places.get_mut(key) else { return };
        place.count -= 1;
        if place.count == 0 {
            places.remove(key);
        } else if place.first == at {
            let is_of_name = |slot: &Option<T>| slot.as_ref().is_some_and(|item| item.key() == key);
            place.first = self.slots.iter().skip(at).position(is_of_name).map_or(at, |further| at + further);
        }
    }

    fn find_places(&mut self) {
        let mut places = Box::new(HashMap::default());
        for (at, slot) in self.slots.iter().enumerate() {
            if let Some(item) = slot {
                note(&mut places, item.key(), at);
            }
        }
        self.places = Some(places);
    }
}

fn note<K: ?Sized + Eq + Hash + ToOwned>(places: &mut HashMap<K::Owned, Place>, key: &K, at: usize)
where
    K::Owned: Eq + Hash,
{
    match places.get_mut(key) {
        Some(place) => {
            place.count += 1;
            place.first = place.first.min(at);
        }
        None => {
            places.insert(key.to_owned(), Place { first: at, count: 1 });
        }
    }
}

impl<T: Keyed> Default for Listed<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Keyed + Clone> Clone for Listed<T>
where
    Owned<T>: Clone,
{
    fn clone(&self) -> Self {
        let copy = |filled: &Filled<T>| Filled { slots: filled.slots.clone(), count: filled.count, places: filled.places.clone() };
        Self(self.0.as_ref().map(|filled| Box::new(copy(filled))))
    }
}

impl<T: Keyed + fmt::Debug> fmt::Debug for Listed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T: Keyed + PartialEq> PartialEq for Listed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<'a, T: Keyed> IntoIterator for &'a Listed<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Keyed> IntoIterator for Listed<T> {
    type Item = T;
    type IntoIter = std::iter::Flatten<std::vec::IntoIter<Option<T>>>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.map_or_else(Vec::new, |filled| filled.slots).into_iter().flatten()
    }
}

impl<T: Keyed> FromIterator<T> for Listed<T>
where
    Owned<T>: Eq + Hash,
{
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut list = Self::new();
        items.into_iter().for_each(|item| list.push(item));
        list
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Listed;

    /// The same as a plain list that is looked through.
    fn agrees(list: &Listed<(String, usize)>, plain: &[(String, usize)]) {
        assert!(list.iter().eq(plain), "{list:?} {plain:?}");
        assert!(list.newest().eq(plain.iter().rev()));
        assert_eq!((list.len(), list.is_empty(), list.first()), (plain.len(), plain.is_empty(), plain.first()));
        for name in (0..40).map(|number| number.to_string()) {
            assert_eq!(list.get(&name), plain.iter().find(|(own, _)| *own == name), "{name} in {list:?}");
            assert_eq!(list.contains(&name), plain.iter().any(|(own, _)| *own == name));
        }
    }

    proptest! {
        #[test]
        fn a_list_by_name_is_a_list(steps in prop::collection::vec((0..4_u8, 0..40_u8, 0..40_u8), 0..300)) {
            let mut list = Listed::new();
            let mut plain: Vec<(String, usize)> = Vec::new();
            for (at, (what, name, other)) in steps.into_iter().enumerate() {
                let (name, other) = (name.to_string(), other.to_string());
                let place = plain.iter().position(|(own, _)| *own == name);
                match what {
                    0 | 1 => {
                        list.push((name.clone(), at));
                        plain.push((name, at));
                    }
                    2 => prop_assert_eq!(list.remove(&name), place.map(|place| plain.remove(place))),
                    _ => {
                        list.update(&name, |item| item.0.clone_from(&other));
                        if let Some(place) = place {
                            plain[place].0 = other;
                        }
                    }
                }
                agrees(&list, &plain);
            }
            let copy: Listed<_> = list.clone().into_iter().collect();
            prop_assert!(copy == list);
        }
    }
}
