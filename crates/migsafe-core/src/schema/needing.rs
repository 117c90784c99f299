//! What stands on a table and needs others: policies, triggers, rules, and the parts of tables that publications name.
//!
//! Source: PostgreSQL docs, 5.14 *Dependency Tracking*.

use super::Schema;
use crate::name::QualifiedName;
use crate::operation::{AlterObject, ChangePublication, ObjectKind, Reads};

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

impl Schema {
    /// Enters a policy, trigger or rule, in the place of one of the same name.
    pub(super) fn enter_needing(&mut self, kind: NeedingKind, name: &str, on: &QualifiedName, needs: &Reads) {
        self.needing.retain(|other| !other.is(kind, name, Some(on)));
        let mut needs = needs.clone();
        if !needs.relations.contains(on) {
            needs.relations.push(on.clone());
        }
        self.needing.push(Needing::new(kind, name.to_owned(), on.clone(), needs));
    }

    pub(super) fn forget_needing(&mut self, object: ObjectKind, name: &str, on: Option<&QualifiedName>) {
        if let Some(kind) = kind_of(object) {
            self.needing.retain(|other| !other.is(kind, name, on));
        }
        if object == ObjectKind::Publication {
            self.needing
                .retain(|other| !matches!(other.kind, NeedingKind::PublishedColumns | NeedingKind::PublishedRows) || other.name != name);
        }
    }

    pub(super) fn rename_needing(&mut self, object: ObjectKind, name: &str, to: &str, on: Option<&QualifiedName>) {
        let Some(kind) = kind_of(object) else { return };
        for needing in self.needing.iter_mut().filter(|other| other.is(kind, name, on)) {
            to.clone_into(&mut needing.name);
        }
    }

    /// What it needs now stands in the text of the change, which is not kept.
    pub(super) fn alter_needing(&mut self, alter: &AlterObject) {
        let Some(kind) = kind_of(alter.object) else { return };
        for needing in self.needing.iter_mut().filter(|other| other.is(kind, &alter.name.name, alter.on.as_ref())) {
            needing.altered = true;
        }
    }

    pub(super) fn publish_parts(&mut self, change: &ChangePublication) {
        match change.change.as_str() {
            "set" => self.forget_needing(ObjectKind::Publication, &change.name, None),
            "drop" => self.needing.retain(|other| other.name != change.name || !change.tables.contains(&other.on)),
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
        let same = |other: &QualifiedName| {
            other.name == name.name && (other.schema.is_none() || name.schema.is_none() || other.schema == name.schema)
        };
        let calls = |needing: &Needing| match object {
            ObjectKind::Function | ObjectKind::Procedure => needing.needs.functions.iter().any(same),
            ObjectKind::Type | ObjectKind::Domain => needing.needs.casts.iter().any(|cast| same(&cast.to.name)),
            _ => false,
        };
        if self.functions.get(name).is_some_and(|overloads| overloads.len() > 1) {
            self.needing.iter_mut().filter(|needing| calls(needing)).for_each(|needing| needing.altered = true);
        } else {
            self.needing.retain(|needing| !calls(needing));
        }
    }

    /// What stood on the relation, or needed it, has gone with it.
    pub(super) fn forget_those_needing(&mut self, relation: &QualifiedName) {
        self.needing.retain(|needing| needing.on != *relation && !needing.needs.relations.contains(relation));
    }

    /// What needed the column of that table alone has gone with it.
    pub(super) fn forget_those_needing_column(&mut self, table: &QualifiedName, column: &str) {
        self.needing.retain(|needing| {
            !(needing.needs.relations.len() == 1
                && needing.needs.relations.contains(table)
                && needing.needs.columns.iter().any(|name| name == column))
        });
    }

    pub(super) fn move_needing(&mut self, name: &QualifiedName, to: &QualifiedName) {
        for needing in &mut self.needing {
            if needing.on == *name {
                needing.on = to.clone();
            }
            needing.needs.relations.iter_mut().filter(|relation| *relation == name).for_each(|relation| *relation = to.clone());
        }
        for needs in self.functions.values_mut().flatten().filter_map(|function| function.needs.as_mut()) {
            needs.relations.iter_mut().filter(|relation| *relation == name).for_each(|relation| *relation = to.clone());
        }
    }

    /// The old name stays where another table may have a column of it.
    pub(super) fn rename_needed_column(&mut self, table: &QualifiedName, from: &str, to: &str) {
        let functions = self.functions.values_mut().flatten().filter_map(|function| function.needs.as_mut());
        let all = self.needing.iter_mut().map(|needing| &mut needing.needs).chain(functions);
        for needs in all.filter(|needs| needs.relations.contains(table)) {
            if needs.columns.iter().any(|column| column == from) {
                if needs.relations.len() == 1 {
                    needs.columns.retain(|column| column != from);
                }
                needs.columns.push(to.to_owned());
            }
        }
    }
}
