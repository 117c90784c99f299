//! The shape of a schema.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use smol_str::SmolStr;

use super::boxed::Boxed;
use super::hash::{HashMap, HashSet};
use super::listed::Listed;
use super::shared::Columns;

use crate::name::QualifiedName;
use crate::operation::{
    Cast, ConstraintKind, Expression, ForeignKey, Generated, Identity, IndexPart, PartitionBound, PartitionBy, Persistence, Reads,
    TypeName, Volatility,
};
use crate::source::Dialect;

/// When something was created, in the order of the history. A schema holds as many of these as things: each is a number of 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Birth {
    migration: u32,
    statement: u32,
    transaction: u32,
}

impl Birth {
    /// In that migration by its place in the history, in that statement and that transaction, both numbered over the whole history.
    pub fn new(migration: usize, statement: usize, transaction: usize) -> Self {
        Self { migration: number(migration), statement: number(statement), transaction: number(transaction) }
    }

    /// The migration's place in the history.
    pub const fn migration(&self) -> usize {
        self.migration as usize
    }

    /// The statement's number in the whole history, counted on from the first one.
    pub const fn statement(&self) -> usize {
        self.statement as usize
    }

    /// The transaction, numbered over the whole history; two statements with the same number commit together.
    pub const fn transaction(&self) -> usize {
        self.transaction as usize
    }
}

/// A history of four milliards of migrations or statements does not come.
fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// When a column came to its table. It says nothing of the table, so that tables with the same columns can share one list of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Born {
    /// The history never shows it being added.
    Unseen,
    /// With its table.
    WithTable,
    /// Later.
    Later(Birth),
}

/// Everything that the history has created so far.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Whose schema it is.
    pub dialect: Dialect,
    /// Tables of every kind, under their full names.
    pub tables: Boxed<Table>,
    /// Views and materialized views.
    pub views: HashMap<QualifiedName, View>,
    /// Sequences, also those that serial and identity columns own.
    pub sequences: Boxed<Sequence>,
    /// Enums, composites and domains.
    pub types: HashMap<QualifiedName, UserType>,
    /// Functions and procedures; overloads share a name.
    pub functions: HashMap<QualifiedName, Listed<Function>>,
    /// Which table each index belongs to.
    pub index_owner: HashMap<QualifiedName, QualifiedName>,
    /// Tables that a foreign key of another table (or of itself) references → the referencing tables.
    pub referenced_by: HashMap<QualifiedName, Listed<super::links::Reference>>,
    /// Extended statistics → the table that they are about.
    pub statistics: HashMap<QualifiedName, QualifiedName>,
    /// Publications → tables named; `None` for all tables.
    pub publications: BTreeMap<String, Option<Listed<QualifiedName>>>,
    /// Table → the publications that name it, or once did.
    pub(super) published_in: HashMap<QualifiedName, HashSet<String>>,
    /// The schemas that an unqualified name is looked up in, first one first.
    pub search_path: Vec<SmolStr>,
    /// Session parameters as set so far (`lock_timeout`, `timezone`), lower case. Those of `SET LOCAL` are apart: ask [`Schema::parameter`].
    pub parameters: HashMap<String, Parameter>,
    /// Policies, triggers, rules and parts of published tables, with what each needs.
    pub needing: super::NeedingThings,
    /// Relation → the functions whose bodies read it, or once did.
    pub(super) functions_reading: HashMap<QualifiedName, HashSet<QualifiedName>>,
    /// The functions that anything calls or called and the types to which it casts, without their schemas.
    pub(super) mentioned: HashSet<String>,
    /// The types that functions take or give, or took, as they are written, without quotes and brackets.
    pub(super) in_signatures: HashSet<String>,
    /// Tables with checks that wait for the end of a transaction → that transaction.
    pub pending_checks: HashMap<QualifiedName, usize>,
    /// Relations and types that the history created and dropped.
    pub(super) gone: HashSet<QualifiedName>,
    /// A statement so far was not understood, or may not have happened: what is not here may still exist.
    pub unread: bool,
    /// The number of the last statement that was not understood and may have changed anything: what was there before it may have gone or changed.
    pub opaque: Option<usize>,
    /// Schemas created, and by whom.
    pub schemas: HashMap<String, Birth>,
    /// Relation → the views that read it directly.
    pub(super) read_by: HashMap<QualifiedName, Listed<QualifiedName>>,
    /// User type → tables that have, or once had, a column of it.
    pub(super) type_users: HashMap<QualifiedName, HashSet<QualifiedName>>,
    /// Type, without its schema → the domains over it and the composites with an attribute of it.
    pub(super) held_by: HashMap<String, Listed<QualifiedName>>,
    /// The types that columns have, or once had, without their schemas.
    pub(super) column_types: HashSet<String>,
    /// Common defaults of columns, each once, by their text.
    pub(super) shared_defaults: HashMap<String, Expression>,
    /// The access methods of indexes, each once.
    pub(super) shared_methods: HashSet<Arc<str>>,
    /// The types of columns, each once.
    pub(super) shared_types: HashSet<Arc<TypeName>>,
    /// Table → the sequences that its columns own.
    pub(super) owned_sequences: HashMap<QualifiedName, Listed<QualifiedName>>,
    /// How many constraints of tables have the name, within a schema: made names avoid those taken there.
    pub(super) constraint_names: HashMap<QualifiedName, usize>,
    /// Where the search for a free made name goes on.
    pub(super) made_names: super::made_names::MadeNames,
    pub(super) trees: super::trees::Trees,
    /// Schema → everything that is or was in it; `public` aside.
    pub(super) within: HashMap<String, HashSet<QualifiedName>>,
    /// How many things have followed changes so far.
    pub(super) steps: usize,
    /// How many constraints and indexes were made for other tables than those that statements name.
    pub(super) made: usize,
    /// How many columns were copied from table to table.
    pub(super) copied: usize,
    /// Every temporary table of the session so far, under each name that it had.
    pub(super) temporary: Vec<QualifiedName>,
    /// Parameters of `SET LOCAL`.
    pub(super) local_parameters: HashMap<String, Parameter>,
    /// While a `SET LOCAL search_path` holds: its transaction, and the path to go back to.
    pub(super) outer_search_path: Option<(usize, Vec<SmolStr>)>,
}

/// A session parameter that a statement has set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The value as written, without quotes.
    pub value: String,
    /// `SET LOCAL`, and in which transaction; `None` for the session.
    pub local_to: Option<usize>,
    /// Who set it.
    pub birth: Birth,
}

/// A table.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a property of its own in the catalog")]
pub struct Table {
    /// Its full name.
    pub name: QualifiedName,
    /// Who created it. `None`: the history never shows it being created; only what later statements showed is known.
    pub birth: Option<Birth>,
    /// Its columns in order.
    pub columns: Columns,
    /// Its constraints, `NOT NULL` aside.
    pub constraints: Listed<Constraint>,
    /// Its indexes, those of its constraints too.
    pub indexes: Listed<Index>,
    /// Its triggers' names.
    pub triggers: Listed<String>,
    /// Its policies' names.
    pub policies: Listed<String>,
    /// `ENABLE ROW LEVEL SECURITY`.
    pub row_security: bool,
    /// Temporary or unlogged.
    pub persistence: Persistence,
    /// Partitioned, and how.
    pub partition_by: Option<Box<PartitionBy>>,
    /// A partition of this table, for these rows.
    pub partition_of: Option<Box<(QualifiedName, PartitionBound)>>,
    /// Its partitions, and tables that inherit from it.
    pub children: Listed<QualifiedName>,
    /// The one of its partitions that is the default.
    pub default_partition: Option<Box<QualifiedName>>,
    /// Tables it inherits from.
    pub inherits: Listed<QualifiedName>,
    /// A foreign table.
    pub foreign: bool,
    /// The composite type that it is a table `OF`.
    pub of_type: Option<Box<QualifiedName>>,
    /// A statement has put rows into it since it was created in the current transaction or before; a table just created is empty until then.
    pub filled: bool,
    /// Who truncated it last.
    pub emptied: Option<Birth>,
    /// Its creation did not show all its columns: `AS SELECT`, or a parent that was never seen.
    pub columns_unknown: bool,
    /// The columns that it gave to the last of those that inherit from it, and to the last copy of it.
    pub(super) passed_on: Option<Box<super::shared::PassedOn>>,
    /// Too much was changed in too many tables below it: what is below is not followed any more.
    pub(super) let_go: bool,
    /// The first migration that created one of those below it; the greatest number where there is none.
    pub(super) oldest_below: usize,
    /// One of those below it holds rows, or was never seen being created.
    pub(super) filled_below: bool,
    /// Rows were put into all its partitions.
    pub(super) filled_down: bool,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            name: QualifiedName::default(),
            birth: None,
            columns: Columns::default(),
            constraints: Listed::new(),
            indexes: Listed::new(),
            triggers: Listed::new(),
            policies: Listed::new(),
            row_security: false,
            persistence: Persistence::default(),
            partition_by: None,
            partition_of: None,
            children: Listed::new(),
            default_partition: None,
            inherits: Listed::new(),
            foreign: false,
            of_type: None,
            filled: false,
            emptied: None,
            columns_unknown: false,
            passed_on: None,
            let_go: false,
            oldest_below: usize::MAX,
            filled_below: false,
            filled_down: false,
        }
    }
}

impl Table {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.get(name)
    }

    /// Who added the column of that name; `None` as for tables.
    pub fn birth_of(&self, column: &str) -> Option<Birth> {
        match self.column(column)?.born {
            Born::Unseen => None,
            Born::WithTable => self.birth,
            Born::Later(birth) => Some(birth),
        }
    }

    /// Whether every table below it was created in that migration or later, and none of them holds rows.
    pub fn is_empty_below(&self, first: usize) -> bool {
        self.children.is_empty() || (self.oldest_below >= first && !self.filled_below)
    }

    /// The index that stands for the constraint.
    pub fn index_of(&self, constraint: &str) -> Option<&Index> {
        self.index(constraint).filter(|index| index.constraint.as_deref() == Some(constraint))
    }

    /// The constraint of that name.
    pub fn constraint(&self, name: &str) -> Option<&Constraint> {
        self.constraints.get(name)
    }

    /// The primary key.
    pub fn primary_key(&self) -> Option<&Constraint> {
        self.constraints.iter().find(|constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey(_)))
    }

    /// Whether all its columns are known: it was created within the history, and its columns were shown.
    pub fn is_known(&self) -> bool {
        self.birth.is_some() && !self.columns_unknown
    }

    /// Takes a child off its list.
    pub(super) fn forget_child(&mut self, child: &QualifiedName) {
        self.children.remove(child);
        if self.children.is_empty() {
            (self.oldest_below, self.filled_below, self.filled_down) = (usize::MAX, false, false);
        }
        if self.default_partition.as_deref() == Some(child) {
            self.default_partition = None;
        }
    }

    /// The index of that name.
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.get(name)
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type as stored (`integer` for `serial`). `None`: never shown.
    pub data_type: Option<Arc<TypeName>>,
    /// Not null, as far as known. `None`: never shown.
    pub not_null: Option<bool>,
    /// Its default.
    pub default: Option<Expression>,
    /// An identity column.
    pub identity: Option<Identity>,
    /// A generated column.
    pub generated: Option<Generated>,
    /// What few columns have.
    pub details: ColumnDetails,
    /// When it was added. Who, is asked of its table: [`Table::birth_of`].
    pub born: Born,
    /// It came from a parent table alone, and goes with the parent's.
    pub inherited: bool,
}

impl Column {
    /// A column of which no more than the name is known.
    pub fn unseen(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            data_type: None,
            not_null: None,
            default: None,
            identity: None,
            generated: None,
            details: ColumnDetails::default(),
            born: Born::Unseen,
            inherited: false,
        }
    }
}

/// What few columns have; most take no room for it.
#[derive(Debug, Clone, Default)]
pub struct ColumnDetails(Option<Box<Details>>);

/// What [`ColumnDetails`] hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details {
    /// `COLLATE`.
    pub collation: Option<String>,
    /// A `NOT NULL … NOT VALID` constraint stands on it (18 and later): its name.
    pub not_null_not_valid: Option<String>,
    /// The name of its `NOT NULL` constraint, where one was written (18 and later).
    pub not_null_constraint: Option<String>,
}

static PLAIN: Details = Details { collation: None, not_null_not_valid: None, not_null_constraint: None };

impl ColumnDetails {
    /// Changes them.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut Details)) {
        let mut details = self.0.take().unwrap_or_default();
        change(&mut details);
        self.0 = Some(details).filter(|details| **details != PLAIN);
    }

    /// The same after a change.
    #[must_use]
    pub(super) fn with(mut self, change: impl FnOnce(&mut Details)) -> Self {
        self.change(change);
        self
    }
}

impl Deref for ColumnDetails {
    type Target = Details;

    fn deref(&self) -> &Details {
        self.0.as_deref().unwrap_or(&PLAIN)
    }
}

impl PartialEq for ColumnDetails {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

/// A constraint.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a property of its own in the catalog")]
pub struct Constraint {
    /// Its name, given or made as PostgreSQL makes it.
    pub name: String,
    /// What it demands.
    pub kind: ConstraintKind,
    /// It is known to hold for every row.
    pub validated: bool,
    /// Checked at all (18 and later).
    pub enforced: bool,
    /// `DEFERRABLE`.
    pub deferrable: bool,
    /// It came from a parent table, and goes with the parent's.
    pub inherited: bool,
    /// Who added it; `None` as for tables.
    pub birth: Option<Birth>,
}

impl Constraint {
    /// Whether the column takes part in it.
    pub fn uses(&self, column: &str) -> bool {
        let among = |columns: &[String]| columns.iter().any(|name| name == column);
        match &self.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => among(&key.columns) || among(&key.include),
            ConstraintKind::ForeignKey(key) => among(&key.columns),
            ConstraintKind::Check { expression, .. } => among(&expression.columns),
            ConstraintKind::NotNull { column: name } => name == column,
            ConstraintKind::Exclude { columns } => among(columns),
        }
    }

    /// The foreign key, where it is one.
    pub fn foreign_key(&self) -> Option<&ForeignKey> {
        match &self.kind {
            ConstraintKind::ForeignKey(key) => Some(key),
            _ => None,
        }
    }
}

/// An index.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// Its full name.
    pub name: QualifiedName,
    /// Key parts.
    pub parts: Vec<IndexPart>,
    /// What stands behind each part: its collation, operator class and order. Empty: behind none of them.
    pub part_options: Vec<String>,
    /// `INCLUDE`.
    pub include: Vec<String>,
    /// `UNIQUE`.
    pub unique: bool,
    /// `WHERE`.
    pub predicate: Option<Expression>,
    /// The access method.
    pub method: Arc<str>,
    /// The constraint it stands for.
    pub constraint: Option<String>,
    /// `ON ONLY` a partitioned table: invalid until every partition's index is attached.
    pub only: bool,
    /// What it calls its columns: their names, and those made for expressions, when it was created. A renamed column keeps its old name here, and names of copies
    /// are made from it.
    pub column_names: Vec<String>,
    /// The index of the partitioned table that it is attached to.
    pub parent: Option<Box<QualifiedName>>,
    /// Who created it; `None` as for tables.
    pub birth: Option<Birth>,
}

impl Index {
    /// Whether the column takes part in it: as key, in an expression, in the predicate or included.
    pub fn uses(&self, column: &str) -> bool {
        self.parts.iter().any(|part| match part {
            IndexPart::Column(name) => name == column,
            IndexPart::Expression(expression) => expression.columns.iter().any(|name| name == column),
        }) || self.include.iter().any(|name| name == column)
            || self.predicate.as_ref().is_some_and(|predicate| predicate.columns.iter().any(|name| name == column))
    }
}

/// A view.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Its full name.
    pub name: QualifiedName,
    /// A materialized one.
    pub materialized: bool,
    /// The relations it reads.
    pub reads: Vec<QualifiedName>,
    /// Every column name in its query; `*` where all are taken.
    pub columns: Arc<Vec<String>>,
    /// The columns that it gives, in order, where its text named them all; empty otherwise.
    pub gives: Vec<String>,
    /// Its indexes (materialized views only).
    pub indexes: Listed<Index>,
    /// Who created it.
    pub birth: Option<Birth>,
    /// Filled with data (materialized views only).
    pub populated: bool,
    /// The functions that its query calls.
    pub functions: Vec<QualifiedName>,
    /// The types that its query casts to.
    pub casts: Vec<Cast>,
}

/// A sequence.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    /// Its full name.
    pub name: QualifiedName,
    /// The column it belongs to.
    pub owned_by: Option<(QualifiedName, String)>,
    /// Who created it.
    pub birth: Option<Birth>,
}

/// A type that the project defines.
#[derive(Debug, Clone, PartialEq)]
pub struct UserType {
    /// Its full name.
    pub name: QualifiedName,
    /// Which kind.
    pub kind: UserTypeKind,
    /// Who created it.
    pub birth: Option<Birth>,
}

/// Kinds of user types.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a project has few types, and replay never moves them in bulk")]
pub enum UserTypeKind {
    /// An enum: its labels, and who added each later one.
    Enum(Listed<(String, Option<Birth>)>),
    /// A composite: its attributes' names, and their types where they were shown.
    Composite(Listed<(String, Option<TypeName>)>),
    /// A domain.
    Domain {
        /// What it is based on.
        base: TypeName,
        /// `NOT NULL`.
        not_null: bool,
        /// Names of its checks that are validated or not: a new column of it is checked against each.
        checks: Listed<String>,
        /// `DEFAULT`.
        default: Option<Expression>,
    },
    /// Ranges, base types, shells.
    Other,
}

/// A function or procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// The argument types as written.
    pub arguments: Vec<String>,
    /// How far its result may change.
    pub volatility: Volatility,
    /// In lower case.
    pub language: String,
    /// What it returns, where that is a plain type.
    pub returns: Option<TypeName>,
    /// Its body, where it was readable: an inlined SQL function is as volatile as what it calls.
    pub body: Option<String>,
    /// What its body needs, where that is an SQL body and not a string.
    pub needs: Option<Reads>,
    /// Who created it.
    pub birth: Option<Birth>,
}
