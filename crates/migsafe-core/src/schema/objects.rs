//! Views, types, sequences, functions, triggers, policies, publications.

use std::sync::Arc;

use super::listed::Listed;
use super::naming::made_name;
use super::{Birth, Function, Schema, Sequence, UserType, UserTypeKind, View};
use crate::name::QualifiedName;
use crate::operation::{
    AddEnumValue, AlterDomain, AlterSequence, AlterTypeAttribute, AttributeChange, ChangePublication, CreateDomain, CreateFunction,
    CreateSequence, CreateType, CreateView, DomainChange, Reads, RenameEnumValue, TypeDefinition,
};

impl Schema {
    pub(super) fn create_view(&mut self, create: &CreateView, now: Birth) {
        let before = self.views.get(&create.view);
        if before.is_some() && create.if_not_exists {
            return;
        }
        // Replacing keeps the view itself: whatever reads it stays.
        let birth = before.filter(|_| create.or_replace).map_or(Some(now), |view| view.birth);
        if create.or_replace {
            self.unlink_view(&create.view);
        } else {
            self.remove_relation(&create.view);
        }
        let mut columns = self.without_star(&create.reads);
        columns.dedup();
        let columns = self.shared_with_reader(&create.reads.relations, columns);
        self.link_view(View {
            name: create.view.clone(),
            materialized: create.materialized,
            reads: create.reads.relations.clone(),
            columns,
            gives: create.columns.clone(),
            indexes: Listed::new(),
            birth,
            populated: create.with_data,
            functions: create.reads.functions.clone(),
            casts: create.reads.casts.clone(),
        });
    }

    /// The names, in the one list that the last view over the same relation has where it has the same.
    fn shared_with_reader(&self, relations: &[QualifiedName], columns: Vec<String>) -> Arc<Vec<String>> {
        let readers = relations.first().and_then(|relation| self.read_by.get(relation));
        let last = readers.and_then(|readers| readers.newest().next()).and_then(|name| self.views.get(name));
        last.filter(|view| *view.columns == columns).map_or_else(|| Arc::new(columns), |view| Arc::clone(&view.columns))
    }

    /// `*` stands for the columns that there are when the view is made.
    fn without_star(&self, reads: &Reads) -> Vec<String> {
        let mut columns = reads.columns.clone();
        let known = |relation: &QualifiedName| self.tables.get(relation).filter(|table| table.is_known());
        if !reads.star_elsewhere && reads.starred.iter().all(|relation| known(relation).is_some()) {
            columns.retain(|column| column != "*");
            columns.extend(reads.starred.iter().filter_map(known).flat_map(|table| &table.columns).map(|column| column.name.clone()));
        }
        columns
    }

    pub(super) fn create_type(&mut self, create: &CreateType, now: Birth) {
        let kind = match &create.definition {
            TypeDefinition::Enum(labels) => UserTypeKind::Enum(labels.iter().map(|label| (label.clone(), None)).collect()),
            TypeDefinition::Composite(attributes) => {
                UserTypeKind::Composite(attributes.iter().map(|(name, data_type)| (name.clone(), Some(data_type.clone()))).collect())
            }
            TypeDefinition::Other => UserTypeKind::Other,
        };
        self.enter_type(&create.name, kind, now);
    }

    pub(super) fn create_domain(&mut self, create: &CreateDomain, now: Birth) {
        let checks = create.checked.then(|| made_name(&create.name.name, None, "check")).into_iter().collect();
        let kind = UserTypeKind::Domain { base: create.base.clone(), not_null: create.not_null, checks, default: create.default.clone() };
        self.enter_type(&create.name, kind, now);
    }

    /// A type that exists is left alone: the server refuses, and such statements often stand behind a handler that swallows that.
    fn enter_type(&mut self, name: &QualifiedName, kind: UserTypeKind, now: Birth) {
        if self.types.get(name).is_none_or(|existing| existing.birth.is_none()) {
            self.unlink_type(name);
            self.link_type(UserType { name: name.clone(), kind, birth: Some(now) });
        }
    }

    /// The type's kind; entered without a birth where the history never showed it.
    fn alter_type(&mut self, name: &QualifiedName, kind: UserTypeKind) -> &mut UserTypeKind {
        let unseen = || UserType { name: name.clone(), kind, birth: None };
        &mut self.types.entry(name.clone()).or_insert_with(unseen).kind
    }

    pub(super) fn add_enum_value(&mut self, add: &AddEnumValue, now: Birth) {
        if let UserTypeKind::Enum(labels) = self.alter_type(&add.name, UserTypeKind::Enum(Listed::new()))
            && !labels.contains(&add.value)
        {
            labels.push((add.value.clone(), Some(now)));
        }
    }

    pub(super) fn rename_enum_value(&mut self, rename: &RenameEnumValue) {
        if let UserTypeKind::Enum(labels) = self.alter_type(&rename.name, UserTypeKind::Enum(Listed::new())) {
            if labels.contains(&rename.value) {
                labels.update(&rename.value, |(label, _)| label.clone_from(&rename.to));
            } else {
                labels.push((rename.to.clone(), None));
            }
        }
    }

    pub(super) fn alter_type_attribute(&mut self, alter: &AlterTypeAttribute) {
        let UserTypeKind::Composite(attributes) = self.alter_type(&alter.name, UserTypeKind::Composite(Listed::new())) else { return };
        match &alter.change {
            AttributeChange::Add => attributes.push((alter.attribute.clone(), None)),
            AttributeChange::Drop => {
                attributes.remove(&alter.attribute);
            }
            AttributeChange::Rename(to) => attributes.update(&alter.attribute, |(name, _)| name.clone_from(to)),
            AttributeChange::Type => {}
        }
    }

    pub(super) fn alter_domain(&mut self, alter: &AlterDomain) {
        let Some(UserType { kind: UserTypeKind::Domain { not_null, checks, default, .. }, .. }) = self.types.get_mut(&alter.name) else {
            return;
        };
        match &alter.change {
            DomainChange::AddConstraint(definition) => {
                let made = || self.made_names.of_check(&alter.name, |name| checks.contains(name));
                checks.push(definition.name.clone().unwrap_or_else(made));
            }
            DomainChange::DropConstraint(name) => {
                checks.remove(name);
                self.made_names.free_check(&alter.name, name);
            }
            DomainChange::RenameConstraint(from, to) => {
                checks.update(from, |check| check.clone_from(to));
                self.made_names.free_check(&alter.name, from);
            }
            DomainChange::ValidateConstraint(_) => {}
            DomainChange::SetNotNull => *not_null = true,
            DomainChange::DropNotNull => *not_null = false,
            DomainChange::SetDefault(expression) => *default = Some(expression.clone()),
            DomainChange::DropDefault => *default = None,
        }
    }

    pub(super) fn create_sequence(&mut self, create: &CreateSequence, now: Birth) {
        if !self.relation_exists(&create.sequence) {
            self.link_sequence(Sequence { name: create.sequence.clone(), owned_by: create.owned_by.clone(), birth: Some(now) });
        }
    }

    pub(super) fn alter_sequence(&mut self, alter: &AlterSequence) {
        let Some(owned_by) = &alter.owned_by else { return };
        let birth = self.unlink_sequence(&alter.sequence).and_then(|sequence| sequence.birth);
        self.link_sequence(Sequence { name: alter.sequence.clone(), owned_by: owned_by.clone(), birth });
    }

    pub(super) fn create_function(&mut self, create: &CreateFunction, now: Birth) {
        create.needs.iter().for_each(|needs| self.note_needs(&create.function, needs));
        self.in_signatures.extend(create.arguments.iter().map(|argument| bare_type(argument)));
        self.in_signatures.extend(create.returns.iter().map(|returns| returns.name.name.to_string()));
        self.note_within(&create.function);
        let overloads = self.functions.entry(create.function.clone()).or_default();
        let function = |birth| Function {
            arguments: create.arguments.clone(),
            volatility: create.volatility,
            language: create.language.clone(),
            returns: create.returns.clone(),
            body: create.body.clone(),
            needs: create.needs.clone(),
            birth,
        };
        match overloads.get_mut(&create.arguments) {
            Some(existing) => *existing = function(existing.birth),
            None => overloads.push(function(Some(now))),
        }
    }

    /// Whether a function may take or give the type, or the rows of the table: `false` is certain.
    pub fn may_be_in_signature(&self, name: &QualifiedName) -> bool {
        [name.short(), name.to_string(), name.name.to_string()].iter().any(|form| self.in_signatures.contains(form))
    }

    pub(super) fn create_trigger(&mut self, table: &QualifiedName, name: &str) {
        let mut tables = vec![table.clone()];
        tables.extend(self.following_partitions(table));
        for table in tables {
            if let Some(table) = self.alter(&table)
                && !table.triggers.contains(name)
            {
                table.triggers.push(name.to_owned());
            }
        }
    }

    pub(super) fn create_policy(&mut self, table: &QualifiedName, name: &str) {
        if let Some(table) = self.alter(table)
            && !table.policies.contains(name)
        {
            table.policies.push(name.to_owned());
        }
    }

    pub(super) fn change_publication(&mut self, change: &ChangePublication) {
        self.publish_parts(change);
        if change.change != "drop" {
            self.note_published(&change.name, &change.tables);
        }
        let entry = self.publications.entry(change.name.clone()).or_insert_with(|| Some(Listed::new()));
        match (change.change.as_str(), entry.as_mut()) {
            (_, _) if change.wide && change.change != "drop" => *entry = None,
            ("drop", Some(tables)) => change.tables.iter().for_each(|table| {
                tables.remove(table);
            }),
            ("add", Some(tables)) => change.tables.iter().for_each(|table| tables.push(table.clone())),
            ("create" | "set", _) => *entry = Some(change.tables.iter().cloned().collect()),
            _ => {}
        }
    }

    /// Notes that the publication names the tables.
    pub(super) fn note_published<'t>(&mut self, publication: &str, tables: impl IntoIterator<Item = &'t QualifiedName>) {
        for table in tables {
            self.published_in.entry(table.clone()).or_default().insert(publication.to_owned());
        }
    }

    /// Whether a publication holds the table.
    pub fn is_published(&self, table: &QualifiedName) -> bool {
        let holds = |publication: &String| {
            self.publications.get(publication).is_some_and(|tables| tables.as_ref().is_some_and(|tables| tables.contains(table)))
        };
        self.published_in.get(table).is_some_and(|publications| publications.iter().any(holds))
            || self.publications.values().any(Option::is_none)
    }
}

/// A type as it is written, without quotes and brackets.
pub(crate) fn bare_type(text: &str) -> String {
    text.trim_end_matches("[]").replace('"', "")
}
