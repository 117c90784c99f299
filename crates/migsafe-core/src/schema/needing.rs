//! What stands on a table and needs others: policies, triggers, rules, and the parts of tables that publications name.
//!
//! Source: PostgreSQL docs, 5.14 *Dependency Tracking*.

use std::collections::{BTreeMap, BTreeSet};

use super::Schema;
use super::hash::HashMap;
use crate::name::QualifiedName;
use crate::operation::{AlterObject, Cast, ChangePublication, Expression, ObjectKind, Reads};

/// Which kind of thing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeedingKind {
    /// A policy.
    Policy,
    /// A trigger.
    Trigger,
    /// A rule.
    Rule,
    /// The column list of a published table.
    PublishedColumns,
    /// The row filter of a published table.
    PublishedRows,
}

/// A thing that needs columns, relations, functions or types.
#[derive(Debug, Clone, PartialEq)]
pub struct Needing {
    /// Which kind.
    pub kind: NeedingKind,
    /// Its name; for what is published the publication's.
    pub name: String,
    /// The table that it stands on.
    pub on: QualifiedName,
    /// What it needs, `on` among the relations.
    pub needs: Reads,
    /// It was altered since, so that it may need something else.
    pub altered: bool,
}

impl Needing {
    const fn new(kind: NeedingKind, name: String, on: QualifiedName, needs: Reads) -> Self {
        Self { kind, name, on, needs, altered: false }
    }

    fn is(&self, kind: NeedingKind, name: &str, on: Option<&QualifiedName>) -> bool {
        self.kind == kind && self.name == name && on.is_none_or(|on| self.on == *on)
    }
}

/// The kind of thing that a `CREATE`, `ALTER` or `DROP` of this kind is about.
fn kind_of(object: ObjectKind) -> Option<NeedingKind> {
    Some(match object {
        ObjectKind::Policy => NeedingKind::Policy,
        ObjectKind::Trigger => NeedingKind::Trigger,
        ObjectKind::Rule => NeedingKind::Rule,
        _ => return None,
    })
}

/// All of them in the order in which they came, and by what they are asked for.
#[derive(Debug, Clone, Default)]
pub struct NeedingThings {
    all: BTreeMap<usize, Needing>,
    entered: usize,
    of_relation: HashMap<QualifiedName, BTreeSet<usize>>,
    /// Name → the relation that it stands on → numbers.
    named: HashMap<String, HashMap<QualifiedName, BTreeSet<usize>>>,
}

impl NeedingThings {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Needing> {
        self.all.values()
    }

    /// Those that need the relation.
    pub fn of_relation(&self, relation: &QualifiedName) -> impl Iterator<Item = &Needing> {
        self.of_relation.get(relation).into_iter().flatten().filter_map(|number| self.all.get(number))
    }

    fn enter(&mut self, needing: Needing) {
        self.place(self.entered, needing);
        self.entered += 1;
    }

    fn place(&mut self, number: usize, needing: Needing) {
        for relation in &needing.needs.relations {
            self.of_relation.entry(relation.clone()).or_default().insert(number);
        }
        self.named.entry(needing.name.clone()).or_default().entry(needing.on.clone()).or_default().insert(number);
        self.all.insert(number, needing);
    }

    fn take(&mut self, number: usize) -> Option<Needing> {
        let needing = self.all.remove(&number)?;
        for relation in &needing.needs.relations {
            forget(&mut self.of_relation, relation, number);
        }
        if let Some(on) = self.named.get_mut(&needing.name) {
            forget(on, &needing.on, number);
            if on.is_empty() {
                self.named.remove(&needing.name);
            }
        }
        Some(needing)
    }

    /// Changes those that are such among these; they keep their places.
    fn change(&mut self, among: Vec<usize>, such: impl Fn(&Needing) -> bool, mut change: impl FnMut(&mut Needing)) {
        for number in among {
            if self.all.get(&number).is_some_and(&such)
                && let Some(mut needing) = self.take(number)
            {
                change(&mut needing);
                self.place(number, needing);
            }
        }
    }

    fn remove(&mut self, among: Vec<usize>, such: impl Fn(&Needing) -> bool) {
        for number in among {
            if self.all.get(&number).is_some_and(&such) {
                self.take(number);
            }
        }
    }

    /// Those of that name, on that relation where one is named.
    fn numbers_named(&self, name: &str, on: Option<&QualifiedName>) -> Vec<usize> {
        let Some(named) = self.named.get(name) else { return Vec::new() };
        match on {
            Some(on) => named.get(on).into_iter().flatten().copied().collect(),
            None => named.values().flatten().copied().collect(),
        }
    }

    fn numbers_of(&self, relation: &QualifiedName) -> Vec<usize> {
        self.of_relation.get(relation).into_iter().flatten().copied().collect()
    }
}

fn forget<K: Eq + std::hash::Hash>(numbers: &mut HashMap<K, BTreeSet<usize>>, key: &K, number: usize) {
    if let Some(set) = numbers.get_mut(key) {
        set.remove(&number);
        if set.is_empty() {
            numbers.remove(key);
        }
    }
}

impl Schema {
    /// Enters a policy, trigger or rule, in the place of one of the same name.
    pub(super) fn enter_needing(&mut self, kind: NeedingKind, name: &str, on: &QualifiedName, needs: &Reads) {
        self.needing.remove(self.needing.numbers_named(name, Some(on)), |other| other.is(kind, name, Some(on)));
        let mut needs = needs.clone();
        if !needs.relations.contains(on) {
            needs.relations.push(on.clone());
        }
        self.note_mentions(&needs.functions, &needs.casts);
        self.needing.enter(Needing::new(kind, name.to_owned(), on.clone(), needs));
    }

    pub(super) fn forget_needing(&mut self, object: ObjectKind, name: &str, on: Option<&QualifiedName>) {
        let named = self.needing.numbers_named(name, on);
        if let Some(kind) = kind_of(object) {
            self.needing.remove(named, |other| other.is(kind, name, on));
        } else if object == ObjectKind::Publication {
            self.needing.remove(named, |other| matches!(other.kind, NeedingKind::PublishedColumns | NeedingKind::PublishedRows));
        }
    }

    pub(super) fn rename_needing(&mut self, object: ObjectKind, name: &str, to: &str, on: Option<&QualifiedName>) {
        let Some(kind) = kind_of(object) else { return };
        let named = self.needing.numbers_named(name, on);
        self.needing.change(named, |other| other.is(kind, name, on), |needing| to.clone_into(&mut needing.name));
    }

    /// What it needs now stands in the text of the change, which is not kept.
    pub(super) fn alter_needing(&mut self, alter: &AlterObject) {
        let Some(kind) = kind_of(alter.object) else { return };
        let named = self.needing.numbers_named(&alter.name.name, alter.on.as_ref());
        self.needing.change(named, |other| other.is(kind, &alter.name.name, alter.on.as_ref()), |needing| needing.altered = true);
    }

    pub(super) fn publish_parts(&mut self, change: &ChangePublication) {
        match change.change.as_str() {
            "set" => self.forget_needing(ObjectKind::Publication, &change.name, None),
            "drop" => self.needing.remove(self.needing.numbers_named(&change.name, None), |other| change.tables.contains(&other.on)),
            _ => {}
        }
        for part in &change.parts {
            if !part.columns.is_empty() {
                let needs = Reads { columns: part.columns.clone(), ..Reads::default() };
                self.enter_needing(NeedingKind::PublishedColumns, &change.name, &part.table, &needs);
            }
            if !part.filter.columns.is_empty() {
                self.enter_needing(NeedingKind::PublishedRows, &change.name, &part.table, &part.filter);
            }
        }
    }

    /// A function or a type is dropped with what needs it. Of several functions of the name it is not known which one was meant.
    pub(super) fn forget_those_calling(&mut self, object: ObjectKind, name: &QualifiedName) {
        if !self.may_be_mentioned(&name.name) {
            return;
        }
        let same = |other: &QualifiedName| {
            other.name == name.name && (other.schema.is_none() || name.schema.is_none() || other.schema == name.schema)
        };
        let calls = |needing: &Needing| match object {
            ObjectKind::Function | ObjectKind::Procedure => needing.needs.functions.iter().any(same),
            ObjectKind::Type | ObjectKind::Domain => needing.needs.casts.iter().any(|cast| same(&cast.to.name)),
            _ => false,
        };
        let all = self.needing.all.keys().copied().collect();
        if self.functions.get(name).is_some_and(|overloads| overloads.len() > 1) {
            self.needing.change(all, calls, |needing| needing.altered = true);
        } else {
            self.needing.remove(all, calls);
        }
    }

    /// What stood on the relation, or needed it, has gone with it.
    pub(super) fn forget_those_needing(&mut self, relation: &QualifiedName) {
        self.needing.remove(self.needing.numbers_of(relation), |_| true);
    }

    /// What needed the column of that table alone has gone with it.
    pub(super) fn forget_those_needing_column(&mut self, table: &QualifiedName, column: &str) {
        let alone = |needing: &Needing| needing.needs.relations.len() == 1 && needing.needs.columns.iter().any(|name| name == column);
        self.needing.remove(self.needing.numbers_of(table), alone);
    }

    pub(super) fn move_needing(&mut self, name: &QualifiedName, to: &QualifiedName) {
        let rename = |needs: &mut Reads| {
            needs.relations.iter_mut().filter(|relation| *relation == name).for_each(|relation| *relation = to.clone());
        };
        self.needing.change(
            self.needing.numbers_of(name),
            |_| true,
            |needing| {
                if needing.on == *name {
                    needing.on = to.clone();
                }
                rename(&mut needing.needs);
            },
        );
        let Some(readers) = self.functions_reading.remove(name) else { return };
        for function in &readers {
            self.functions
                .get_mut(function)
                .into_iter()
                .flat_map(super::Listed::iter_mut)
                .filter_map(|it| it.needs.as_mut())
                .for_each(rename);
        }
        self.functions_reading.entry(to.clone()).or_default().extend(readers);
    }

    /// The old name stays where another table may have a column of it.
    pub(super) fn rename_needed_column(&mut self, table: &QualifiedName, from: &str, to: &str) {
        let rename = |needs: &mut Reads| {
            if needs.columns.iter().any(|column| column == from) {
                if needs.relations.len() == 1 {
                    needs.columns.retain(|column| column != from);
                }
                needs.columns.push(to.to_owned());
            }
        };
        self.needing.change(self.needing.numbers_of(table), |_| true, |needing| rename(&mut needing.needs));
        for function in self.functions_reading.get(table).into_iter().flatten() {
            let needs = self.functions.get_mut(function).into_iter().flat_map(super::Listed::iter_mut).filter_map(|it| it.needs.as_mut());
            needs.filter(|needs| needs.relations.contains(table)).for_each(rename);
        }
    }

    /// Notes what the function's body reads and calls.
    pub(super) fn note_needs(&mut self, function: &QualifiedName, needs: &Reads) {
        for relation in &needs.relations {
            self.functions_reading.entry(relation.clone()).or_default().insert(function.clone());
        }
        self.note_mentions(&needs.functions, &needs.casts);
    }

    /// Notes the functions that something calls and the types to which it casts.
    pub(super) fn note_mentions(&mut self, functions: &[QualifiedName], casts: &[Cast]) {
        for name in functions.iter().chain(casts.iter().map(|cast| &cast.to.name)) {
            if !self.mentioned.contains(name.name.as_str()) {
                self.mentioned.insert(name.name.to_string());
            }
        }
    }

    pub(super) fn note_expression(&mut self, expression: &Expression) {
        self.note_mentions(&expression.functions, &expression.casts);
    }

    /// Whether anything may call a function of that name, or cast to a type of it, in whatever schema: `false` is certain.
    pub fn may_be_mentioned(&self, name: &str) -> bool {
        self.mentioned.contains(name)
    }

    /// The functions whose bodies read the relation.
    pub fn functions_reading(&self, relation: &QualifiedName) -> impl Iterator<Item = (&QualifiedName, &Reads)> {
        let readers = self.functions_reading.get(relation).into_iter().flatten().filter_map(|name| self.functions.get_key_value(name));
        let needs = readers.flat_map(|(name, overloads)| overloads.iter().filter_map(move |it| Some((name, it.needs.as_ref()?))));
        needs.filter(|(_, needs)| needs.relations.contains(relation))
    }
}
