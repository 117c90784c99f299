//! What effects and rules ask of the schema.

use super::hash::HashSet;

use super::{Birth, Column, Constraint, Index, Reference, Schema, Sequence, Table, UserType, UserTypeKind, View};
use crate::name::QualifiedName;
use crate::operation::{ColumnOption, ConstraintKind, Operation, TypeName};

/// So many constraints of a table are looked through.
const LOOKED_THROUGH: usize = 1_000;
/// So many types are looked through that stand on one another.
const FOLLOWED_TYPES: usize = 1_000;
/// So many views are looked through that read a relation, or read one another.
const FOLLOWED_VIEWS: usize = 1_000;

/// What an index belongs to.
#[derive(Debug, Clone, Copy)]
pub enum IndexOwner<'a> {
    /// A table.
    Table(&'a Table),
    /// A materialized view.
    View(&'a View),
}

impl<'a> IndexOwner<'a> {
    /// Its name.
    pub fn name(self) -> &'a QualifiedName {
        match self {
            Self::Table(table) => &table.name,
            Self::View(view) => &view.name,
        }
    }

    /// Who created it.
    pub fn birth(self) -> Option<Birth> {
        match self {
            Self::Table(table) => table.birth,
            Self::View(view) => view.birth,
        }
    }

    /// The table, where it is one.
    pub fn table(self) -> Option<&'a Table> {
        match self {
            Self::Table(table) => Some(table),
            Self::View(_) => None,
        }
    }
}

impl Schema {
    /// Whether the operation asks for what stands already, as far as that is known; a type is never left out, so that something is left of a definition.
    pub fn says_already(&self, operation: &Operation) -> bool {
        let column = |table: &QualifiedName, name: &str| self.tables.get(table).and_then(|table| table.column(name));
        match operation {
            Operation::SetNotNull(it) => column(&it.table, &it.column).is_some_and(|column| column.not_null == Some(true)),
            Operation::DropNotNull(it) => column(&it.table, &it.column).is_none_or(|column| column.not_null != Some(true)),
            Operation::SetDefault(it) => column(&it.table, &it.column)
                .is_some_and(|column| column.default.as_ref().is_some_and(|default| default.text == it.default.text)),
            Operation::DropDefault(it) => column(&it.table, &it.column).is_none_or(|column| column.default.is_none()),
            Operation::AlterColumnOption(it) => match it.option {
                ColumnOption::DropIdentity => column(&it.table, &it.column).is_none_or(|column| column.identity.is_none()),
                ColumnOption::AddIdentity(_) => column(&it.table, &it.column).is_some_and(|column| column.identity.is_some()),
                _ => false,
            },
            _ => false,
        }
    }

    /// Who created the table, view, sequence or index of this name; `None` where nobody did or it is not known.
    pub fn relation_birth(&self, name: &QualifiedName) -> Option<Birth> {
        if let Some(table) = self.tables.get(name) {
            return table.birth;
        }
        if let Some(view) = self.views.get(name) {
            return view.birth;
        }
        if let Some(sequence) = self.sequences.get(name) {
            return sequence.birth;
        }
        self.find_index(name).and_then(|(_, index)| index.birth)
    }

    /// Who created what stands where the operation wants to create something; `None` where that is not known.
    pub fn standing_birth(&self, operation: &Operation) -> Option<Birth> {
        match operation {
            Operation::CreateTable(create) => self.relation_birth(&create.table),
            Operation::CreateView(create) => self.relation_birth(&create.view),
            Operation::AddColumn(add) => self.tables.get(&add.table)?.birth_of(&add.column.name),
            Operation::AddConstraint(add) => self.tables.get(&add.table)?.constraint(add.constraint.name.as_deref()?)?.birth,
            Operation::CreateIndex(create) => self.tables.get(&create.table)?.index(create.name.as_deref()?)?.birth,
            Operation::CreateType(create) => self.types.get(&create.name)?.birth,
            _ => None,
        }
    }

    /// Whether something born then may have gone or changed since, through a statement that was not understood.
    pub fn may_differ_since(&self, birth: Option<Birth>) -> bool {
        self.opaque.is_some_and(|number| birth.is_none_or(|birth| birth.statement() <= number))
    }

    /// Whether nothing of that name can be there: the history made it and took it away, and left no statement unread that might have brought it back.
    pub fn is_gone(&self, name: &QualifiedName) -> bool {
        !self.unread && self.gone.contains(name) && !self.relation_exists(name) && !self.types.contains_key(name)
    }

    /// The table of that name.
    pub fn table(&self, name: &QualifiedName) -> Option<&Table> {
        self.tables.get(name)
    }

    /// The view or materialized view of that name.
    pub fn view(&self, name: &QualifiedName) -> Option<&View> {
        self.views.get(name)
    }

    /// The index of that name, and what it belongs to.
    pub fn find_index(&self, name: &QualifiedName) -> Option<(IndexOwner<'_>, &Index)> {
        let owner = self.index_owner.get(name)?;
        let (owner, indexes) = if let Some(table) = self.tables.get(owner) {
            (IndexOwner::Table(table), &table.indexes)
        } else {
            let view = self.views.get(owner)?;
            (IndexOwner::View(view), &view.indexes)
        };
        Some((owner, indexes.get(&name.name)?))
    }

    /// The foreign keys, of other tables and of the table itself, that lead to it.
    pub fn referencing<'a>(&'a self, table: &'a QualifiedName) -> impl Iterator<Item = (&'a Table, &'a Constraint)> {
        self.references_to(table).flat_map(move |reference| {
            let referencing = self.tables.get(&reference.table).into_iter();
            referencing.flat_map(move |table| {
                reference.keys.iter().filter_map(move |key| table.constraint(key)).map(move |constraint| (table, constraint))
            })
        })
    }

    /// The tables with foreign keys that lead to it, with the names of those.
    pub fn references_to(&self, table: &QualifiedName) -> impl Iterator<Item = &Reference> {
        self.referenced_by.get(table).into_iter().flatten()
    }

    /// The table's own foreign keys.
    pub fn foreign_keys_of(&self, table: &QualifiedName) -> impl Iterator<Item = &Constraint> {
        self.tables.get(table).into_iter().flat_map(|table| &table.constraints).filter(|constraint| constraint.foreign_key().is_some())
    }

    /// The views that read the relation, directly or through other views; of a column, those whose text names it or takes all.
    pub fn views_reading(&self, relation: &QualifiedName, column: Option<&str>) -> Vec<&View> {
        let mut open = self.readers(relation, column);
        let mut found: Vec<&View> = Vec::new();
        let mut seen: HashSet<&QualifiedName> = HashSet::default();
        while let Some(name) = open.pop() {
            let Some(view) = self.views.get(&name) else { continue };
            if !seen.insert(&view.name) {
                continue;
            }
            found.push(view);
            if found.len() < FOLLOWED_VIEWS {
                open.extend(self.readers(&name, column));
            }
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }

    fn readers(&self, relation: &QualifiedName, column: Option<&str>) -> Vec<QualifiedName> {
        match column {
            Some(column) => self.readers_of(relation, column).take(FOLLOWED_VIEWS).cloned().collect(),
            None => self.read_by.get(relation).into_iter().flatten().take(FOLLOWED_VIEWS).cloned().collect(),
        }
    }

    /// The views that read the relation themselves.
    pub fn directly_reading(&self, relation: &QualifiedName) -> impl Iterator<Item = &View> {
        self.read_by.get(relation).into_iter().flatten().filter_map(|name| self.views.get(name))
    }

    /// The table's partitions at every level.
    pub fn partitions(&self, table: &QualifiedName) -> impl Iterator<Item = &Table> {
        self.inheriting(table).filter(|child| child.partition_of.is_some())
    }

    /// The tables that inherit from this one, its partitions among them, at every level.
    pub fn inheriting(&self, table: &QualifiedName) -> impl Iterator<Item = &Table> {
        self.descendants(table).into_iter().filter_map(|name| self.tables.get(&name))
    }

    /// The user type of that name.
    pub fn user_type(&self, name: &QualifiedName) -> Option<&UserType> {
        self.types.get(name)
    }

    /// The user type that a type's name stands for, an array's element type too.
    pub fn user_type_of(&self, data_type: &TypeName) -> Option<&UserType> {
        self.types.get(&data_type.name)
    }

    /// Whether there can be columns of a type of that name, in whatever schema: `false` is certain.
    pub fn may_have_columns_of(&self, name: &str) -> bool {
        self.column_types.contains(name)
    }

    /// The domain of that name, and what it demands.
    pub fn domain(&self, name: &QualifiedName) -> Option<&UserType> {
        self.types.get(name).filter(|user_type| matches!(user_type.kind, UserTypeKind::Domain { .. }))
    }

    /// The columns of that enum, domain or composite, of arrays of it, and of domains over it.
    pub fn columns_of_type(&self, name: &QualifiedName) -> impl Iterator<Item = (&Table, &Column)> {
        let mut types = vec![name.clone()];
        let mut seen: HashSet<QualifiedName> = types.iter().cloned().collect();
        let mut at = 0;
        while let Some(base) = types.get(at).cloned() {
            if types.len() < FOLLOWED_TYPES {
                types.extend(self.domains_over(&base).into_iter().filter(|domain| seen.insert(domain.clone())));
            }
            at += 1;
        }
        let mut found: Vec<(&Table, &Column)> = types
            .iter()
            .flat_map(|data_type| self.type_users.get(data_type).into_iter().flatten().map(move |table| (data_type, table)))
            .filter_map(|(data_type, table)| Some((data_type, self.tables.get(table)?)))
            .flat_map(|(data_type, table)| {
                let of_type = move |column: &&Column| column.data_type.as_deref().is_some_and(|own| own.name == *data_type);
                table.columns.iter().filter(of_type).map(move |column| (table, column))
            })
            .collect();
        found.sort_by(|a, b| (&a.0.name, &a.1.name).cmp(&(&b.0.name, &b.1.name)));
        found.into_iter()
    }

    pub(super) fn domains_over(&self, base: &QualifiedName) -> Vec<QualifiedName> {
        self.types_holding(&base.name)
            .filter(|user_type| matches!(&user_type.kind, UserTypeKind::Domain { base: own, .. } if own.name == *base))
            .map(|user_type| user_type.name.clone())
            .collect()
    }

    /// The domains over a type of that name, in whatever schema, and the composites with an attribute of it.
    pub fn types_holding(&self, name: &str) -> impl Iterator<Item = &UserType> {
        self.held_by.get(name).into_iter().flatten().filter_map(|holder| self.types.get(holder))
    }

    /// The column, where it is known.
    pub fn column_of(&self, table: &QualifiedName, column: &str) -> Option<&Column> {
        self.tables.get(table)?.column(column)
    }

    /// Whether what is known proves that no row holds NULL in the column, so that the server need not look: it is `NOT NULL` or in the primary key, or a validated check says so.
    ///
    /// Source: PostgreSQL docs, *ALTER TABLE* (`SET NOT NULL`).
    pub fn proves_not_null(&self, table: &QualifiedName, column: &str) -> bool {
        let Some(table) = self.tables.get(table) else { return false };
        if table.column(column).is_some_and(|column| column.not_null == Some(true)) {
            return true;
        }
        table.constraints.iter().take(LOOKED_THROUGH).filter(|constraint| constraint.validated && constraint.enforced).any(|constraint| {
            match &constraint.kind {
                ConstraintKind::PrimaryKey(key) => key.columns.iter().any(|name| name == column),
                ConstraintKind::Check { expression, .. } => expression.proves_not_null(column),
                _ => false,
            }
        })
    }

    /// The sequences that the table's columns own: all, or those of one column.
    pub fn sequences_owned_by<'a>(&'a self, table: &'a QualifiedName, column: Option<&'a str>) -> impl Iterator<Item = &'a Sequence> {
        self.owned_sequences
            .get(table)
            .into_iter()
            .flatten()
            .filter_map(|name| self.sequences.get(name))
            .filter(move |sequence| sequence.owned_by.as_ref().is_some_and(|(_, owner)| column.is_none_or(|column| owner == column)))
    }

    /// The table and column that own the sequence.
    pub fn sequence_owner(&self, sequence: &QualifiedName) -> Option<&(QualifiedName, String)> {
        self.sequences.get(sequence)?.owned_by.as_ref()
    }

    /// Whether the table certainly holds no row at a statement: created in the same migration, or truncated in the same transaction, and nothing put in since.
    pub fn is_empty_for_sure(&self, table: &QualifiedName, now: Birth) -> bool {
        self.tables.get(table).is_some_and(|table| {
            !table.filled
                && (table.birth.is_some_and(|birth| birth.migration() == now.migration())
                    || table.emptied.is_some_and(|emptied| emptied.transaction() == now.transaction()))
        })
    }
}
