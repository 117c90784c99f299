//! A table that is made anew: SQLite changes little of a table in place, so that tools create another one, copy the rows, drop the old one and give the new one its
//! name. What is lost then is what the copy leaves out. In MySQL people do the same by hand.
//!
//! Source: SQLite docs, *ALTER TABLE*, 8 *Making Other Kinds Of Table Schema Changes*; the statements that drizzle-kit and Prisma write.

use crate::effect::{Affinity, LosesData, affinity};
use crate::name::QualifiedName;
use crate::operation::{ConstraintKind, CreateIndex, DropTable, IndexPart, Insert, Operation, TypeName};
use crate::replacement::Surroundings;
use crate::schema::{Column, Constraint, Index, Schema, Table};
use crate::source::Dialect;

/// What becomes of a table whose place a copy takes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recreation {
    /// The name under which it stands in the end.
    pub name: QualifiedName,
    /// Columns that the copy does not read.
    pub lost: Vec<String>,
    /// Columns that it reads and that the new table has under another name.
    pub renamed: Vec<String>,
    /// Columns whose values the new type changes: name, old type, new type.
    pub converted: Vec<(String, TypeName, TypeName)>,
    /// What guarded the data and does not come back, in words.
    pub unguarded: Vec<String>,
    /// Columns that are NOT NULL from now on, and that the copy takes as they are, NULL too.
    pub required: Vec<String>,
    /// New columns that are NOT NULL and without a default, and that the copy gives no value.
    pub unfilled: Vec<String>,
    /// New columns that the copy reads from the old table as though it had them.
    pub misread: Vec<String>,
    /// Tables whose rows go, or lose their reference, because SQLite deletes the old table's rows before it drops it, if it enforces foreign keys then.
    pub cascades: Vec<QualifiedName>,
    /// MySQL commits each of the statements by itself: what is written between the copy and the drop goes with the old table.
    pub gapes: bool,
    /// Rows may be left out: the copy has a condition, or skips those that do not fit.
    pub leaves_out_rows: bool,
    /// What the text does not tell.
    pub unknown: Vec<String>,
}

impl Recreation {
    /// Whether the copy has everything.
    pub(crate) fn is_complete(&self) -> bool {
        self.loses() == LosesData::No && self.renamed.is_empty() && self.unguarded.is_empty()
    }

    /// Whether values are gone.
    pub(crate) fn loses(&self) -> LosesData {
        match (self.lost.is_empty(), self.converted.is_empty() && self.cascades.is_empty() && !self.leaves_out_rows && !self.gapes) {
            (false, _) => LosesData::Yes,
            (true, false) => LosesData::Maybe,
            (true, true) => LosesData::No,
        }
    }

    /// Whether code misses a name.
    pub(crate) fn takes_from_code(&self) -> bool {
        !self.lost.is_empty() || !self.renamed.is_empty()
    }
}

/// What becomes of a table that is dropped, where a copy takes or has taken its place; an old table that is put aside first is renamed. `schema` is that
/// before the operation.
///
/// `enforced`: foreign keys may be enforced meanwhile.
pub(crate) fn of(drop: &DropTable, around: Surroundings<'_>, schema: &Schema, enforced: bool) -> Option<Recreation> {
    if !matches!(schema.dialect, Dialect::Sqlite | Dialect::MySql) {
        return None;
    }
    let (copies, name) = copies_of(&drop.table, around, schema)?;
    let copy = copies.first()?;
    let old = schema.tables.get(&drop.table).filter(|table| table.is_known());
    let new = schema.tables.get(&copy.table)?;
    // Several copies may each take a part of the rows.
    let leaves_out_rows = copies.len() == 1 && copy.leaves_out;
    let mut found = Recreation { name, leaves_out_rows, gapes: schema.dialect == Dialect::MySql, ..Recreation::default() };
    if enforced && schema.dialect == Dialect::Sqlite {
        found.cascades = cascades(&drop.table, schema);
    }
    let Some(old) = old else {
        found.unknown.push(format!("which columns {} had: those that the copy leaves out are gone", drop.table.short()));
        return Some(found);
    };
    let joins = copies.iter().any(|copy| copy.from_query.as_ref().is_some_and(|reads| reads.relations.len() > 1));
    if joins || copies.len() > 1 && copies.iter().any(|copy| copy.leaves_out) {
        found.unknown.push(format!("whether every row of {} is copied", drop.table.short()));
    }
    let read: Vec<String> = copies.iter().flat_map(|copy| copy.copies.iter().cloned()).collect();
    columns(old, new, &read, &mut found);
    if schema.dialect == Dialect::MySql {
        // The copy refuses what does not fit.
        found.converted.clear();
    }
    found.required.retain(|column| !copies.iter().all(|copy| never_gives_null(copy, column, new)));
    if !joins {
        added(old, new, &copies, &mut found);
    }
    guards(old, new, around, schema, &mut found);
    Some(found)
}

/// Whether the table is put aside for a new one of the same name, which takes its rows.
pub(crate) fn is_put_aside(operation: &Operation, around: Surroundings<'_>, schema: &Schema) -> bool {
    let Operation::RenameTable(rename) = operation else { return false };
    if schema.dialect != Dialect::Sqlite {
        return false;
    }
    let aside = QualifiedName { schema: rename.table.schema.clone(), name: rename.to.as_str().into() };
    let (mut created, mut copied) = (false, false);
    for later in around.later(schema) {
        match later {
            Operation::CreateTable(create) => created |= create.table == rename.table,
            Operation::Insert(insert) => copied |= created && insert.table == rename.table && is_copy(&insert, &aside),
            _ => {}
        }
    }
    created && copied
}

fn is_copy(insert: &Insert, from: &QualifiedName) -> bool {
    insert.from_query.as_ref().is_some_and(|reads| reads.relations.contains(from))
}

/// The statements that copy the table's rows into the one that takes its place, and the name that this one has in the end.
fn copies_of(table: &QualifiedName, around: Surroundings<'_>, schema: &Schema) -> Option<(Vec<Insert>, QualifiedName)> {
    let mut renamed_from: Option<QualifiedName> = None;
    let mut copies: Vec<Insert> = Vec::new();
    for earlier in around.earlier(schema) {
        match earlier {
            Operation::RenameTable(rename) if rename.to == table.name => renamed_from = renamed_from.or(Some(rename.table)),
            Operation::Insert(insert) if is_copy(&insert, table) && insert.table != *table => copies.push(*insert),
            _ => {}
        }
    }
    let successor = around.later(schema).find_map(|later| match later {
        Operation::RenameTable(rename) if rename.to == table.name => Some((rename.table, table.clone())),
        _ => None,
    });
    // One that was put aside may get its old name once more, on a detour.
    let (new, name) = renamed_from.map(|name| (name.clone(), name)).or(successor)?;
    copies.retain(|copy| copy.table == new);
    (!copies.is_empty()).then_some((copies, name))
}

/// The tables that refer to this one in a way that follows a deleted row (docs, *DROP TABLE*: an implicit `DELETE FROM` comes first, with foreign key actions).
fn cascades(table: &QualifiedName, schema: &Schema) -> Vec<QualifiedName> {
    use crate::operation::ReferentialAction::{Cascade, SetDefault, SetNull};
    let follows =
        |constraint: &Constraint| constraint.foreign_key().is_some_and(|key| matches!(key.on_delete, Cascade | SetNull | SetDefault));
    let children = schema.referencing(table).filter(|(child, constraint)| child.name != *table && follows(constraint));
    let mut found: Vec<QualifiedName> = children.map(|(child, _)| child.name.clone()).collect();
    found.sort();
    found.dedup();
    found
}

/// Whether the copy gives the column a value in every row, whatever the row holds.
fn never_gives_null(copy: &Insert, column: &str, new: &Table) -> bool {
    let is = |name: &String| name.eq_ignore_ascii_case(column);
    let place = match &copy.columns[..] {
        [] => new.columns.iter().position(|other| is(&other.name)),
        named => named.iter().position(is),
    };
    place.and_then(|place| copy.never_null.get(place)).is_some_and(|never| *never)
}

fn columns(old: &Table, new: &Table, read: &[String], found: &mut Recreation) {
    let is_read = |column: &Column| read.iter().any(|name| name == "*" || name.eq_ignore_ascii_case(&column.name));
    for column in &old.columns {
        let kept = new.columns.iter().find(|other| other.name.eq_ignore_ascii_case(&column.name));
        match kept {
            // What is computed from others is no value of its own.
            _ if column.generated.is_some() && kept.is_some() => {}
            _ if !is_read(column) => found.lost.push(column.name.clone()),
            None => found.renamed.push(column.name.clone()),
            Some(kept) => {
                if column.not_null == Some(false) && kept.not_null == Some(true) {
                    found.required.push(column.name.clone());
                }
                if let (Some(from), Some(to)) = (&column.data_type, &kept.data_type)
                    && affinity(from) != Affinity::Number
                    && affinity(to) == Affinity::Number
                {
                    found.converted.push((column.name.clone(), TypeName::clone(from), TypeName::clone(to)));
                }
            }
        }
    }
}

/// Columns that the old table does not have, and what the copy puts into them. `SELECT "name"` of a name that is no column gives the name itself as a text (docs, *Double-quoted
/// String Literals Are Accepted*; 3.40 ran), unless the library is built without that.
fn added(old: &Table, new: &Table, copies: &[Insert], found: &mut Recreation) {
    let named = |names: &[String], column: &Column| names.iter().any(|name| name.eq_ignore_ascii_case(&column.name));
    let is_new = |column: &&Column| !old.columns.iter().any(|other| other.name.eq_ignore_ascii_case(&column.name));
    for column in new.columns.iter().filter(is_new) {
        let is_given = |copy: &Insert| copy.columns.is_empty() || named(&copy.columns, column);
        // SQLite numbers the rows of an INTEGER PRIMARY KEY itself.
        let is_key = new.primary_key().is_some_and(|key| key.uses(&column.name));
        let fills_itself = column.default.is_some() || column.generated.is_some() || column.identity.is_some() || is_key && !found.gapes;
        if !found.gapes && copies.iter().any(|copy| named(&copy.copies, column)) {
            found.misread.push(column.name.clone());
        } else if column.not_null == Some(true) && !fills_itself && !copies.iter().all(is_given) {
            found.unfilled.push(column.name.clone());
        }
    }
}

/// Keys, checks, unique indexes and triggers of the old table that the new one does not have when the migration ends.
fn guards(old: &Table, new: &Table, around: Surroundings<'_>, schema: &Schema, found: &mut Recreation) {
    let is_gone = |column: &String| found.lost.contains(column) || found.renamed.contains(column);
    let lists = |columns: &[String]| columns.join(", ");
    let mut unguarded = Vec::new();
    let later: Vec<Operation> = around.later(schema).collect();
    let unique_later = later.iter().filter_map(|operation| match operation {
        Operation::CreateIndex(create) if create.unique && (create.table == found.name || create.table == new.name) => {
            Some(plain(&create.parts))
        }
        _ => None,
    });
    let unique_now = new.indexes.iter().filter(|index| index.unique && index.predicate.is_none()).map(|index| plain(&index.parts));
    let uniques: Vec<Vec<String>> = unique_later.chain(unique_now).collect();
    let still_unique =
        |columns: &[String]| uniques.iter().any(|unique| !unique.is_empty() && unique.iter().all(|part| columns.contains(part)));
    for index in old.indexes.iter().filter(|index| index.unique) {
        let columns = plain(&index.parts);
        let returns = still_unique(&columns)
            || later.iter().any(|operation| matches!(operation, Operation::CreateIndex(create) if is_same(index, create)));
        if !returns && !columns.iter().any(is_gone) {
            unguarded.push(format!("uniqueness of {}", lists(&columns)));
        }
    }
    for constraint in &old.constraints {
        let returns = new.constraints.iter().any(|other| match (&constraint.kind, &other.kind) {
            (ConstraintKind::ForeignKey(before), ConstraintKind::ForeignKey(after)) => before.columns == after.columns,
            (ConstraintKind::Check { expression: before, .. }, ConstraintKind::Check { expression: after, .. }) => {
                constraint.name == other.name || before.columns == after.columns
            }
            _ => false,
        });
        match &constraint.kind {
            ConstraintKind::ForeignKey(key) if !returns && !key.columns.iter().any(is_gone) => {
                unguarded.push(format!("foreign key {}", lists(&key.columns)));
            }
            ConstraintKind::Check { expression, .. } if !returns && !expression.columns.iter().any(is_gone) => {
                unguarded.push(format!("check {}", expression.text));
            }
            _ => {}
        }
    }
    for trigger in &old.triggers {
        let returns = later.iter().any(|operation| matches!(operation, Operation::CreateTrigger(create) if create.name == *trigger));
        if !returns {
            unguarded.push(format!("trigger {trigger}"));
        }
    }
    found.unguarded = unguarded;
}

fn is_same(index: &Index, create: &CreateIndex) -> bool {
    create.unique && create.name.as_deref() == Some(index.name.name.as_str())
}

fn plain(parts: &[IndexPart]) -> Vec<String> {
    let column = |part: &IndexPart| match part {
        IndexPart::Column(column) => column.clone(),
        IndexPart::Expression(expression) => format!("({})", expression.text),
    };
    parts.iter().map(column).collect()
}
