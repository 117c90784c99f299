//! Containers that more than one name stands for: whichever name changes one, all of them find the change.
//!
//! A value holds a container as it was when the value was made. What a container has become since stands here, once, under the container's identity; whoever reads a
//! name, an attribute or an element gets it as it is now. So it does not matter who changes it: a helper, a function within, another module, a branch.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::grown::{Grown, grown};
use super::layered::Layered;
use super::run::{HEAVIEST, Run};
use super::value::{Arguments, NESTING, Value};

/// Which container it is: one that is made later has a greater one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Identity(u64);

impl Identity {
    /// One that no other container has.
    fn new() -> Self {
        thread_local! {
            static NEXT: Cell<u64> = const { Cell::new(0) };
        }
        NEXT.with(|next| {
            next.set(next.get() + 1);
            Self(next.get())
        })
    }
}

/// What a list or a dict holds, and which one it is. Two that hold the same are equal.
#[derive(Debug, Clone)]
pub(super) struct Container<T> {
    identity: Identity,
    items: Vec<T>,
    /// What changes it makes another one.
    is_tuple: bool,
}

impl<T> Container<T> {
    /// A container of its own.
    pub(super) fn new(items: Vec<T>) -> Self {
        Self { identity: Identity::new(), items, is_tuple: false }
    }

    /// One that cannot be changed.
    pub(super) fn tuple(items: Vec<T>) -> Self {
        Self { is_tuple: true, ..Self::new(items) }
    }

    /// Whether it cannot be changed.
    pub(super) fn is_tuple(&self) -> bool {
        self.is_tuple
    }
}

impl<T> std::ops::Deref for Container<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T: PartialEq> PartialEq for Container<T> {
    fn eq(&self, other: &Self) -> bool {
        self.items == other.items
    }
}

impl Value {
    /// Which container it is.
    pub(super) fn identity(&self) -> Option<Identity> {
        match self {
            Self::List(items) => Some(items.identity),
            Self::Dict(pairs) => Some(pairs.identity),
            _ => None,
        }
    }

    /// Whether it is a tuple, which no method changes.
    pub(super) fn is_tuple(&self) -> bool {
        matches!(self, Self::List(items) if items.is_tuple())
    }

    /// The same state of the same container.
    fn is_same_object(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(own), Self::List(other)) => Rc::ptr_eq(own, other),
            (Self::Dict(own), Self::Dict(other)) => Rc::ptr_eq(own, other),
            _ => false,
        }
    }

    /// One of the two, where both live on: of two containers that hold the same, either may be changed later.
    pub(super) fn one_of(self, other: Self) -> Self {
        match (self.identity(), other.identity()) {
            (Some(own), Some(another)) if own != another && self == other => Self::Either(Rc::new(vec![self, other])),
            _ => self.either(other),
        }
    }

    /// What that container has become.
    pub(super) fn become_of(self, identity: Option<Identity>) -> Self {
        match (self, identity) {
            (Self::List(items), Some(identity)) => Self::List(Rc::new(Container { identity, ..Rc::unwrap_or_clone(items) })),
            (Self::Dict(pairs), Some(identity)) => Self::Dict(Rc::new(Container { identity, ..Rc::unwrap_or_clone(pairs) })),
            (value, _) => value,
        }
    }
}

/// What the containers have become that were changed.
pub(super) type Changed = Layered<Identity, Value>;

/// The containers that were changed.
#[derive(Debug, Default)]
pub(super) struct Containers {
    now: Changed,
    /// What each was before its first change.
    first: BTreeMap<Identity, Value>,
}

impl Containers {
    /// What they are now, and where what is made from here on begins.
    pub(super) fn mark(&self) -> (Changed, Identity) {
        (self.now.clone(), Identity::new())
    }

    /// What a container has become.
    pub(super) fn get(&self, identity: Option<Identity>) -> Option<&Value> {
        self.now.get(&identity?)
    }

    /// Sets them to what they were, and gives what they have become.
    pub(super) fn restore(&mut self, before: &Changed) -> Changed {
        std::mem::replace(&mut self.now, before.clone())
    }

    /// How many are copied with the next change.
    fn copied(&self) -> usize {
        self.now.own().len()
    }

    fn set(&mut self, identity: Identity, value: Value) {
        self.now.set_all([(identity, value)]);
    }
}

impl Run<'_> {
    /// A container has become what is given; gives it as that container.
    pub(super) fn changed_in_place(&mut self, before: &Value, changed: Value) -> Value {
        let Some(identity) = before.identity().filter(|_| !before.is_tuple()) else { return changed };
        let changed = changed.become_of(Some(identity));
        if self.watched.is_some_and(|(_, mark)| identity < mark) && looks_different(before, &changed) {
            self.changes += 1;
        }
        self.containers.first.entry(identity).or_insert_with(|| before.clone());
        self.names_pass(self.containers.copied());
        self.containers.set(identity, changed.clone());
        changed
    }

    /// They are what one of these ways leaves behind. What was made since the mark is known in one way only.
    pub(super) fn join_containers(&mut self, ways: &[Changed], mark: Identity) {
        let Some((way, others)) = ways.split_first() else { return };
        let mut all = way.clone();
        for other in others {
            let identities = all.differing(other);
            self.names_pass(identities.len());
            let mut joined = Vec::new();
            for identity in identities {
                let first = self.containers.first.get(&identity).filter(|_| identity < mark);
                let value = match (all.get(&identity).or(first), other.get(&identity).or(first)) {
                    (Some(one), Some(another)) if one.is_same_object(another) => one.clone(),
                    (Some(one), Some(another)) => one.clone().either(another.clone()),
                    (Some(one), None) | (None, Some(one)) => one.clone(),
                    (None, None) => continue,
                };
                joined.push((identity, value.become_of(Some(identity))));
            }
            all = other.clone();
            all.set_all(joined);
        }
        self.containers.now = all;
    }

    /// A method that changes a container, or one of several; what the container has become, and what the call gives.
    pub(super) fn grow(&mut self, owner: &Value, method: &str, arguments: &Arguments, alone: bool) -> Option<Grown> {
        if method == "sort"
            && !arguments.named.is_empty()
            && let Value::List(_) = owner
        {
            let changed = self.sorted_by(owner, arguments).unwrap_or(Value::Unknown);
            return Some(Grown { changed: self.changed_in_place(owner, changed), given: Value::None });
        }
        let Value::Either(ways) = owner else {
            let Grown { changed, given } = grown(owner, method, arguments, alone)?;
            let changed = self.weighed(changed);
            return Some(Grown { changed: self.changed_in_place(owner, changed), given });
        };
        let is_one = ways.iter().all(|way| way.identity().is_some() && way.identity() == ways.first().and_then(Value::identity));
        let mut done: Vec<(Value, Grown)> = Vec::new();
        for way in ways.iter().filter(|way| way.identity().is_some()) {
            done.push((way.clone(), grown(way, method, arguments, alone)?));
        }
        let (first, _) = done.first()?;
        let first = first.clone();
        let given = done.iter().map(|(_, grown)| grown.given.clone()).reduce(Value::either)?;
        let mut all: Vec<Value> = ways.iter().filter(|way| way.identity().is_none()).cloned().collect();
        for (before, grown) in done {
            let changed = self.weighed(grown.changed);
            if !is_one {
                // Only one of them is changed.
                self.changed_in_place(&before, before.clone().either(changed.clone()));
            }
            all.push(changed);
        }
        let changed = all.into_iter().reduce(Value::either)?;
        let changed = if is_one { self.changed_in_place(&first, changed) } else { changed };
        Some(Grown { changed, given })
    }

    /// A value with the containers in it as they are now.
    pub(super) fn as_is_now(&mut self, value: Value) -> Value {
        if self.containers.now.is_empty() {
            return value;
        }
        let mut look = Look { now: &self.containers.now, within: Vec::new(), left: HEAVIEST };
        let found = look.at(&value);
        let seen = HEAVIEST - look.left;
        self.looks_through(seen);
        match found {
            Ok(Some(fresh)) => fresh,
            Ok(None) => value,
            Err(TooMuch) => Value::Unknown,
        }
    }
}

/// Whether what asks a container gets another answer than before.
fn looks_different(before: &Value, changed: &Value) -> bool {
    let has_gaps = |value: &Value| matches!(value, Value::List(items) if items.iter().any(|item| matches!(item, Value::Maybe(_))));
    match (before, changed) {
        (Value::List(_), Value::List(_)) => {
            before.truth() != changed.truth() || has_gaps(before) != has_gaps(changed) || !has_gaps(changed)
        }
        (Value::Dict(own), Value::Dict(other)) => own.len() != other.len() || own.iter().zip(other.iter()).any(|(a, b)| a != b),
        (before, changed) => before != changed,
    }
}

/// A value holds more than can be looked through.
struct TooMuch;

/// A look through a value for containers that were changed.
struct Look<'a> {
    now: &'a Changed,
    /// The containers around.
    within: Vec<Identity>,
    left: usize,
}

impl Look<'_> {
    /// The value as it is now; nothing where it is as it was.
    fn at(&mut self, value: &Value) -> Result<Option<Value>, TooMuch> {
        self.left = self.left.checked_sub(1).ok_or(TooMuch)?;
        let Some(identity) = value.identity() else { return self.parts(value) };
        if self.within.len() >= NESTING {
            return Err(TooMuch);
        }
        // One that holds itself holds what it was.
        let current = if self.within.contains(&identity) { None } else { self.now.get(&identity) };
        self.within.push(identity);
        let parts = self.parts(current.unwrap_or(value))?;
        self.within.pop();
        Ok(parts.or_else(|| current.cloned()))
    }

    fn parts(&mut self, value: &Value) -> Result<Option<Value>, TooMuch> {
        Ok(match value {
            Value::List(items) => self
                .each(items)?
                .map(|fresh| if items.is_tuple() { Value::tuple(fresh) } else { Value::list(fresh) }.become_of(value.identity())),
            Value::Either(ways) => self.each(ways)?.and_then(|ways| ways.into_iter().reduce(Value::either)),
            Value::Maybe(inner) => self.at(inner)?.map(Value::maybe),
            Value::Dict(pairs) => {
                let mut fresh: Option<Vec<(Value, Value)>> = None;
                for (at, (_, value)) in pairs.iter().enumerate() {
                    if let Some(value) = self.at(value)?
                        && let Some((_, own)) = fresh.get_or_insert_with(|| pairs.to_vec()).get_mut(at)
                    {
                        *own = value;
                    }
                }
                fresh.map(|pairs| Value::pairs(pairs).become_of(value.identity()))
            }
            _ => None,
        })
    }

    fn each(&mut self, items: &[Value]) -> Result<Option<Vec<Value>>, TooMuch> {
        let mut fresh: Option<Vec<Value>> = None;
        for (at, item) in items.iter().enumerate() {
            if let Some(item) = self.at(item)?
                && let Some(own) = fresh.get_or_insert_with(|| items.to_vec()).get_mut(at)
            {
                *own = item;
            }
        }
        Ok(fresh)
    }
}
