//! `ALTER COLUMN … TYPE`. Measured on 14–18.

use super::columns::{primary_key_columns, references_column};
use super::draft::Draft;
use super::model::LISTED;
use super::types_matrix::{self, Storage, Values, Zone};
use super::{Circumstances, Effect, LockMode, LosesData, Reversible, dependents, types_references};
use crate::name::QualifiedName;
use crate::operation::{AlterColumnType, Expression, IndexPart, Operation, Shape, TypeName};
use crate::schema::{Column, Index, Table};
use crate::source::Dialect;
use crate::version::PostgresVersion;

/// What becomes of the column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    /// Every value stays what it was.
    Keeps,
    /// The new type takes fewer values; one that does not fit makes the statement fail.
    Narrows,
    /// Parts of values are cut or rounded, and nothing reports it.
    Cuts,
    /// Values are replaced.
    Replaces,
    /// The text does not tell.
    Unknown,
}

/// What a change of type does to the column's values.
pub fn conversion(alter: &AlterColumnType, cx: &Circumstances<'_>) -> Conversion {
    let old = old_column(alter, cx).and_then(|column| column.data_type.as_deref());
    if cx.schema.dialect != Dialect::PostgreSql {
        return super::others::conversion(alter, old, cx);
    }
    let Some(steps) = steps(alter, old) else { return without_steps(alter, old, cx) };
    let explicit = matches!(alter.using.as_ref().map(|using| &using.shape), Some(Shape::Cast { .. }));
    if old.is_none() {
        return if !explicit && types_matrix::takes_everything(&alter.data_type) { Conversion::Keeps } else { Conversion::Unknown };
    }
    if enum_through_text(&steps) {
        // A step through text keeps what the two ends have in common.
        if let (Some(first), Some(last)) = (steps.first(), steps.last()) {
            return of_values(types_matrix::values(first, last, explicit, cx));
        }
    }
    let last_step = steps.len().saturating_sub(2);
    let worst = steps
        .iter()
        .zip(steps.iter().skip(1))
        .enumerate()
        .map(|(at, (from, to))| types_matrix::values(from, to, explicit && (at < last_step || steps.len() == 2), cx))
        .max();
    worst.map_or(Conversion::Keeps, of_values)
}

fn of_values(values: Values) -> Conversion {
    match values {
        Values::Kept => Conversion::Keeps,
        Values::Refused => Conversion::Narrows,
        Values::Cut => Conversion::Cuts,
    }
}

/// `a::text::status`: to unlimited text and on.
fn enum_through_text(steps: &[TypeName]) -> bool {
    matches!(steps, [_, middle @ .., _] if middle.iter().any(|step| step.name.name == "text" && step.dimensions == 0))
}

/// The types that the value passes, from the old one to the new one. `None` where `USING` is more than casts of the column itself.
fn steps(alter: &AlterColumnType, old: Option<&TypeName>) -> Option<Vec<TypeName>> {
    let mut steps: Vec<TypeName> = vec![old.cloned().unwrap_or_default()];
    match alter.using.as_ref().map(|using| &using.shape) {
        None => {}
        Some(Shape::Column(column)) if *column == alter.column => {}
        Some(Shape::Cast { column, to, through }) if *column == alter.column => {
            steps.extend(through.iter().cloned());
            steps.push(to.clone());
        }
        Some(_) => return None,
    }
    steps.push(alter.data_type.clone());
    steps.dedup();
    if steps.len() == 1 {
        steps.push(alter.data_type.clone());
    }
    Some(steps)
}

/// `USING` with an expression.
fn without_steps(alter: &AlterColumnType, old: Option<&TypeName>, cx: &Circumstances<'_>) -> Conversion {
    let Some(using) = &alter.using else { return Conversion::Unknown };
    match &using.shape {
        Shape::Null | Shape::Literal | Shape::Column(_) | Shape::Cast { .. } => return Conversion::Replaces,
        Shape::Other => {}
    }
    if !using.columns.contains(&alter.column) {
        return Conversion::Replaces;
    }
    let zone_shift = old.is_some_and(|old| types_matrix::depends_on_zone(old, &alter.data_type, cx))
        && using.text.to_ascii_lowercase().contains("at time zone")
        && using.columns.len() == 1;
    if zone_shift { Conversion::Keeps } else { Conversion::Unknown }
}

fn old_column<'a>(alter: &AlterColumnType, cx: &Circumstances<'a>) -> Option<&'a Column> {
    cx.table(&alter.table).and_then(|table| table.column(&alter.column))
}

pub(super) fn alter_type(alter: &AlterColumnType, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    draft.lock_tree(&alter.table, LockMode::AccessExclusive);
    let column = old_column(alter, cx);
    let storage = storage(alter, column, &mut draft);
    if storage == Storage::Rewrite {
        draft.rewrite_tree(&alter.table);
    }
    let collation_changes = column.is_some_and(|column| column.details.collation != alter.collation);
    for member in cx.stored_tree(&alter.table) {
        dependents_in_table(&member, &alter.column, storage, collation_changes, &mut draft);
    }
    foreign_keys(alter, storage, &mut draft);
    other_sides(alter, &mut draft);
    if column.is_some_and(|column| column.identity.is_some()) {
        for sequence in cx.owned_sequences(&alter.table, Some(&alter.column)) {
            draft.lock(&sequence, LockMode::ShareRowExclusive);
        }
    }
    refusals(alter, column, &mut draft);
    values(alter, &mut draft);
    draft.effect
}

fn storage(alter: &AlterColumnType, column: Option<&Column>, draft: &mut Draft<'_>) -> Storage {
    let cx = draft.cx;
    let Some(old) = column.and_then(|column| column.data_type.as_deref()) else {
        if column.is_none() && cx.knows(&alter.table) {
            return Storage::Rewrite;
        }
        draft.unknown(format!("the type of {}.{} so far: some changes keep the rows as they are", alter.table.short(), alter.column));
        return Storage::Rewrite;
    };
    let Some(steps) = steps(alter, Some(old)) else { return Storage::Rewrite };
    let zone = time_zone(cx);
    let pairs = || steps.iter().zip(steps.iter().skip(1));
    if zone == Zone::Unknown && pairs().any(|(from, to)| types_matrix::depends_on_zone(from, to, cx)) {
        draft.unknown("the session's TimeZone: where it is UTC, no row is written again");
    }
    pairs().map(|(from, to)| types_matrix::storage(from, to, zone, cx)).max().unwrap_or(Storage::Keep)
}

/// `TimeZone` as the script has set it.
fn time_zone(cx: &Circumstances<'_>) -> Zone {
    let Some(parameter) = cx.schema.parameters.get("timezone").or_else(|| cx.schema.parameters.get("time zone")) else {
        return Zone::Unknown;
    };
    if parameter.local_to.is_some_and(|transaction| transaction != cx.now.transaction()) {
        return Zone::Unknown;
    }
    match parameter.value.to_ascii_lowercase().as_str() {
        "utc" | "gmt" | "etc/utc" | "etc/gmt" | "zulu" | "universal" | "etc/universal" | "etc/zulu" | "0" => Zone::Utc,
        "default" | "local" | "" => Zone::Unknown,
        _ => Zone::Other,
    }
}

/// Indexes on the column are locked, and built again where they cannot be taken over; checks are run again.
fn dependents_in_table(table: &QualifiedName, column: &str, storage: Storage, collation_changes: bool, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    for index in cx.indexes(table).iter().take(LISTED).filter(|index| index.uses(column)) {
        draft.lock(&index.name, LockMode::AccessExclusive);
        if storage != Storage::Keep || collation_changes || !is_plain(index) {
            draft.index_build(table);
        }
    }
    let checked = cx.validated_checks(table).any(|check| check.columns.iter().any(|name| name == column));
    if checked && storage != Storage::Rewrite {
        draft.scan(table);
    }
}

/// Of columns alone: an index with an expression or a predicate is not compared, but built again.
fn is_plain(index: &Index) -> bool {
    index.predicate.is_none() && index.parts.iter().all(|part| matches!(part, IndexPart::Column(_)))
}

/// Foreign keys on either side of the column are dropped and made again: ACCESS EXCLUSIVE on both tables, and a check of the rows unless the comparison stays the same.
fn foreign_keys(alter: &AlterColumnType, storage: Storage, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let checks = storage != Storage::Keep;
    for (constraint, key) in cx.foreign_keys_of(&alter.table) {
        if key.columns.contains(&alter.column) {
            draft.lock_tree_of_partitions(&key.references, LockMode::AccessExclusive);
            if checks && constraint.validated {
                draft.scan(&alter.table);
            }
        }
    }
    for (child, constraint, key) in cx.foreign_keys_to(&alter.table) {
        if references_column(cx, &alter.table, &key.referenced_columns, &alter.column) {
            draft.lock_tree_of_partitions(&child.name, LockMode::AccessExclusive);
            if checks && constraint.validated {
                draft.scan(&child.name);
            }
        }
    }
}

/// A foreign key stays, and its other side keeps its type unless the same statement changes that too: then both may no longer compare.
fn other_sides(alter: &AlterColumnType, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let mut sides: Vec<(&Table, String, bool)> = Vec::new();
    for (_, key) in cx.foreign_keys_of(&alter.table) {
        let Some(other) = cx.table(&key.references) else { continue };
        let referenced = if key.referenced_columns.is_empty() { primary_key_columns(cx, &other.name) } else { &key.referenced_columns[..] };
        let pairs = key.columns.iter().zip(referenced).filter(|(own, _)| **own == alter.column);
        sides.extend(pairs.map(|(_, column)| (other, column.clone(), false)));
    }
    for (child, _, key) in cx.foreign_keys_to(&alter.table) {
        let referenced =
            if key.referenced_columns.is_empty() { primary_key_columns(cx, &alter.table) } else { &key.referenced_columns[..] };
        let pairs = key.columns.iter().zip(referenced).filter(|(_, own)| **own == alter.column);
        sides.extend(pairs.map(|(column, _)| (child, column.clone(), true)));
    }
    for (table, column, refers) in sides {
        let Some(kept) = table.column(&column).and_then(|column| column.data_type.as_ref()) else { continue };
        let changes_too = table.name == alter.table
            && cx.beside.iter().any(|it| matches!(&it.operation, Operation::AlterColumnType(other) if other.column == column));
        let (from, to) = if refers { (&**kept, &alter.data_type) } else { (&alter.data_type, &**kept) };
        if !changes_too && types_references::can_refer(from, to, cx) == Some(false) {
            draft.fails(format!("{}.{column} at the other end of a foreign key stays {kept}", table.name.short()), "42804");
        }
    }
}

/// Whether a default survives a change to a type that its column's type is not assignable to: NULL does, and so does a value that was written as one of the
/// new type, since the server strips the cast that made it fit the old one.
fn default_follows(default: &Expression, to: &TypeName, cx: &Circumstances<'_>) -> bool {
    let same = |written: &TypeName| {
        let named = written.name == to.name
            || cx.user_type(&written.name).is_some_and(|user| cx.user_type(&to.name).is_some_and(|other| user.name == other.name));
        named && written.dimensions == to.dimensions
    };
    default.shape == Shape::Null || default.cast.as_deref().is_some_and(same)
}

/// What makes the server refuse it whatever the data.
fn refusals(alter: &AlterColumnType, column: Option<&Column>, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    for (view, certain) in cx.views_on_column(&alter.table, &alter.column) {
        let when = format!("view {} uses the column", view.name.short());
        if certain { draft.fails(when, "0A000") } else { draft.may_fail(when, "0A000") }
    }
    let table = cx.table(&alter.table);
    let computed = table.into_iter().flat_map(|table| &table.columns).find(|other| {
        other.name != alter.column && other.generated.as_ref().is_some_and(|generated| generated.expression.columns.contains(&alter.column))
    });
    if let Some(computed) = computed {
        let sqlstate = if cx.version < PostgresVersion(15) { "42601" } else { "0A000" };
        draft.fails(format!("column {} is computed from it", computed.name), sqlstate);
    }
    draft.retype_with(&dependents::of_column(&alter.table, &alter.column, cx));
    if let Some((user, column)) = dependents::columns_of_rows(&alter.table, cx).first() {
        draft.fails(format!("column {}.{column} holds rows of the table", user.short()), "0A000");
    }
    if table.and_then(|table| table.partition_by.as_ref()).is_some_and(|by| by.columns.contains(&alter.column)) {
        draft.fails("it is part of the partition key", "42P16");
    }
    let Some(old) = column.and_then(|column| column.data_type.as_deref()) else { return };
    if types_matrix::is_assignable(old, &alter.data_type, cx) != Some(false) {
        return;
    }
    if alter.using.is_none() {
        draft.fails(format!("{old} cannot be cast to {} without USING", alter.data_type), "42804");
    } else if column.and_then(|column| column.default.as_ref()).is_some_and(|default| !default_follows(default, &alter.data_type, cx)) {
        draft.fails(format!("the column's default cannot be cast to {}", alter.data_type), "42804");
    }
}

fn values(alter: &AlterColumnType, draft: &mut Draft<'_>) {
    if draft.cx.is_empty(&alter.table) {
        return;
    }
    let old = old_column(alter, draft.cx).and_then(|column| column.data_type.as_deref());
    match conversion(alter, draft.cx) {
        Conversion::Keeps => {}
        Conversion::Narrows => {
            draft.may_fail(format!("a value does not fit {}", alter.data_type), types_matrix::refusal(old, &alter.data_type, draft.cx));
            draft.breaks_old_code_of(&alter.table);
        }
        Conversion::Cuts => {
            draft.loses(LosesData::Maybe, Reversible::Lossy);
            draft.breaks_old_code_of(&alter.table);
        }
        Conversion::Replaces => draft.loses(LosesData::Yes, Reversible::Impossible),
        Conversion::Unknown => draft.loses(LosesData::Maybe, Reversible::Lossy),
    }
}
