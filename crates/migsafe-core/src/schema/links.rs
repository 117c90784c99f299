//! The primitives that keep the schema's maps in step. Every constraint, index, view and sequence comes and goes through here.

use super::hash::HashMap;
use super::listed::{Keyed, Listed};

use super::resolve::TEMPORARY;
use super::{Constraint, Index, Schema, Sequence, Table, UserType, UserTypeKind, View};
use crate::name::QualifiedName;
use crate::operation::{ConstraintKind, IndexPart};
use crate::source::Dialect;

/// A table with foreign keys that lead to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// The referencing table.
    pub table: QualifiedName,
    /// The names of those foreign keys.
    pub keys: Listed<String>,
}

impl Keyed for Reference {
    type Key = QualifiedName;
    fn key(&self) -> &QualifiedName {
        &self.table
    }
}

impl Schema {
    /// Whether a table, view, sequence or index of that name exists: they share one name space.
    pub fn relation_exists(&self, name: &QualifiedName) -> bool {
        self.tables.contains_key(name)
            || self.views.contains_key(name)
            || self.sequences.contains_key(name)
            || self.index_owner.contains_key(name)
    }

    /// The table to be altered; entered without a birth where the history never showed it. `None` where the name is that of another kind of relation.
    pub(super) fn alter(&mut self, name: &QualifiedName) -> Option<&mut Table> {
        if !self.tables.contains_key(name) {
            if self.relation_exists(name) {
                return None;
            }
            let unseen = Table { name: name.clone(), filled: true, columns_unknown: true, ..Table::default() };
            self.enter_table(name, unseen);
        }
        self.tables.get_mut(name)
    }

    /// Enters a table under its name.
    pub(super) fn enter_table(&mut self, name: &QualifiedName, table: Table) {
        if name.schema.as_deref() == Some(TEMPORARY) {
            self.temporary.push(name.clone());
        }
        self.trees.forget();
        self.note_within(name);
        self.tables.insert(Table { name: name.clone(), ..table });
    }

    /// Whether the child would come to inherit from itself, which the server refuses. Nothing else makes a circle, so that walks up and down always end.
    pub(super) fn would_circle(&self, child: &QualifiedName, parent: &QualifiedName) -> bool {
        child == parent
            || self.tables.get(child).is_some_and(|table| !table.children.is_empty()) && self.descendants(child).contains(parent)
    }

    pub(super) fn link_constraint(&mut self, table: &QualifiedName, constraint: Constraint) {
        if let ConstraintKind::ForeignKey(key) = &constraint.kind {
            self.note_reference(table, &key.references, &constraint.name);
        }
        if let ConstraintKind::Check { expression, .. } = &constraint.kind {
            self.note_expression(expression);
        }
        *self.constraint_names.entry(beside(table, &constraint.name)).or_default() += 1;
        if let Some(table) = self.tables.get_mut(table) {
            table.constraints.push(constraint);
        }
    }

    pub(super) fn unlink_constraint(&mut self, table: &QualifiedName, name: &str) -> Option<Constraint> {
        let constraint = self.tables.get_mut(table)?.constraints.remove(name)?;
        self.forget_constraint_name(&beside(table, name));
        if let Some(key) = constraint.foreign_key() {
            self.forget_reference(table, &key.references, name);
        }
        Some(constraint)
    }

    pub(super) fn has_constraint(&self, table: &QualifiedName, name: &str) -> bool {
        self.constraint_names.contains_key(&beside(table, name))
            && self.tables.get(table).is_some_and(|table| table.constraint(name).is_some())
    }

    pub(super) fn forget_constraint_name(&mut self, name: &QualifiedName) {
        if let Some(count) = self.constraint_names.get_mut(name) {
            *count -= 1;
            if *count == 0 {
                self.constraint_names.remove(name);
                self.made_names.free(name);
            }
        }
    }

    /// Puts the referencing table and its key on the list of the referenced one.
    pub(super) fn note_reference(&mut self, table: &QualifiedName, referenced: &QualifiedName, key: &str) {
        let referencing = self.referenced_by.entry(referenced.clone()).or_default();
        match referencing.get_mut(table) {
            Some(reference) => reference.keys.push(key.to_owned()),
            None => referencing.push(Reference { table: table.clone(), keys: std::iter::once(key.to_owned()).collect() }),
        }
    }

    /// Takes the key, and with its last one the referencing table, off the list of the referenced one.
    pub(super) fn forget_reference(&mut self, table: &QualifiedName, referenced: &QualifiedName, key: &str) {
        let Some(referencing) = self.referenced_by.get_mut(referenced) else { return };
        if let Some(reference) = referencing.get_mut(table) {
            reference.keys.remove(key);
            if reference.keys.is_empty() {
                referencing.remove(table);
            }
        }
        if referencing.is_empty() {
            self.referenced_by.remove(referenced);
        }
    }

    pub(super) fn link_index(&mut self, owner: &QualifiedName, index: Index) {
        let computed = index.parts.iter().filter_map(|part| match part {
            IndexPart::Expression(expression) => Some(expression),
            IndexPart::Column(_) => None,
        });
        computed.chain(&index.predicate).for_each(|expression| self.note_expression(expression));
        let list = match self.tables.get_mut(owner) {
            Some(table) => &mut table.indexes,
            None => match self.views.get_mut(owner) {
                Some(view) => &mut view.indexes,
                None => return,
            },
        };
        self.index_owner.insert(index.name.clone(), owner.clone());
        list.push(index);
    }

    pub(super) fn unlink_index(&mut self, name: &QualifiedName) -> Option<Index> {
        let owner = self.index_owner.remove(name)?;
        self.made_names.free(name);
        let list = match self.tables.get_mut(&owner) {
            Some(table) => &mut table.indexes,
            None => &mut self.views.get_mut(&owner)?.indexes,
        };
        list.remove(&name.name)
    }

    pub(super) fn index_mut(&mut self, name: &QualifiedName) -> Option<&mut Index> {
        let owner = self.index_owner.get(name)?;
        let list = match self.tables.get_mut(owner) {
            Some(table) => &mut table.indexes,
            None => &mut self.views.get_mut(owner)?.indexes,
        };
        list.get_mut(&name.name)
    }

    pub(super) fn link_view(&mut self, view: View) {
        self.note_mentions(&view.functions, &view.casts);
        for relation in &view.reads {
            let readers = self.read_by.entry(relation.clone()).or_default();
            if !readers.contains(&view.name) {
                readers.push(view.name.clone());
            }
        }
        self.note_within(&view.name);
        self.views.insert(view.name.clone(), view);
    }

    pub(super) fn unlink_view(&mut self, name: &QualifiedName) -> Option<View> {
        let view = self.views.remove(name)?;
        self.made_names.free(name);
        for relation in &view.reads {
            remove_link(&mut self.read_by, relation, name);
        }
        for index in &view.indexes {
            self.index_owner.remove(&index.name);
            self.made_names.free(&index.name);
        }
        Some(view)
    }

    /// Enters a type, and at what it is made of.
    pub(super) fn link_type(&mut self, user_type: UserType) {
        for held in held_types(&user_type.kind) {
            let holders = self.held_by.entry(held).or_default();
            if !holders.contains(&user_type.name) {
                holders.push(user_type.name.clone());
            }
        }
        self.note_within(&user_type.name);
        self.types.insert(user_type.name.clone(), user_type);
    }

    pub(super) fn unlink_type(&mut self, name: &QualifiedName) -> Option<UserType> {
        let user_type = self.types.remove(name)?;
        for held in held_types(&user_type.kind) {
            if let Some(holders) = self.held_by.get_mut(&held) {
                holders.remove(name);
            }
        }
        Some(user_type)
    }

    pub(super) fn link_sequence(&mut self, sequence: Sequence) {
        if let Some((table, _)) = &sequence.owned_by {
            self.owned_sequences.entry(table.clone()).or_default().push(sequence.name.clone());
        }
        self.note_within(&sequence.name);
        self.sequences.insert(sequence);
    }

    pub(super) fn unlink_sequence(&mut self, name: &QualifiedName) -> Option<Sequence> {
        let sequence = self.sequences.remove(name)?;
        self.made_names.free(name);
        if let Some((table, _)) = &sequence.owned_by {
            remove_link(&mut self.owned_sequences, table, name);
        }
        Some(sequence)
    }

    /// Notes that the tables have a column of that type; and that it is theirs, where the type is the project's own.
    pub(super) fn note_type(&mut self, tables: &[QualifiedName], data_type: &QualifiedName) {
        if !self.column_types.contains(data_type.name.as_str()) {
            self.column_types.insert(data_type.name.to_string());
        }
        if data_type.schema.is_some() {
            let users = self.type_users.entry(data_type.clone()).or_default();
            for table in tables.iter().filter(|table| !users.contains(*table)).collect::<Vec<_>>() {
                users.insert(table.clone());
            }
        }
    }
}

impl Schema {
    /// The full name of a table's index: within its schema, in MySQL within the table.
    pub(super) fn index_name(&self, table: &QualifiedName, name: &str) -> QualifiedName {
        if self.dialect == Dialect::MySql { QualifiedName::new(table.name.clone(), name) } else { beside(table, name) }
    }
}

/// The names of the types that a domain or composite is made of.
fn held_types(kind: &UserTypeKind) -> Vec<String> {
    match kind {
        UserTypeKind::Domain { base, .. } => vec![base.name.name.to_string()],
        UserTypeKind::Composite(attributes) => {
            attributes.iter().filter_map(|(_, data_type)| Some(data_type.as_ref()?.name.name.to_string())).collect()
        }
        UserTypeKind::Enum(_) | UserTypeKind::Other => Vec::new(),
    }
}

/// A name in the same schema.
pub(super) fn beside(relation: &QualifiedName, name: &str) -> QualifiedName {
    QualifiedName { schema: relation.schema.clone(), name: name.into() }
}

pub(super) fn remove_link(links: &mut HashMap<QualifiedName, Listed<QualifiedName>>, key: &QualifiedName, value: &QualifiedName) {
    if let Some(list) = links.get_mut(key) {
        list.remove(value);
        if list.is_empty() {
            links.remove(key);
        }
    }
}
