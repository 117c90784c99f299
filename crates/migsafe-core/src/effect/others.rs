//! MySQL and SQLite: what becomes of values, and whose code fails. What they lock, write again and read, and for how long, is not claimed: it hangs on the version, the
//! engine and settings. What MySQL refuses and what it does to values is compared with a live server: `tests/measured_mysql.rs`.

mod conversion;
mod refusals;

pub(crate) use conversion::{Affinity, affinity};

use super::{Blocks, Breaks, Circumstances, Conversion, Duration, Effect, Failure, LosesData, Reversible};
use crate::operation::{AddColumn, AlterColumnType, ColumnOption, ConstraintDefinition, ConstraintKind, ForeignKey, Operation, TypeName};
use crate::source::Dialect;

/// What a change of type does to the column's values.
pub(super) fn conversion(alter: &AlterColumnType, old: Option<&TypeName>, cx: &Circumstances<'_>) -> Conversion {
    match conversion::conversion(alter, old, cx.schema.dialect) {
        Conversion::Narrows if is_lenient(cx) => Conversion::Cuts,
        conversion => conversion,
    }
}

/// What the databases have in common with PostgreSQL, and what they do on their own.
pub(super) fn of(operation: &Operation, cx: &Circumstances<'_>) -> Effect {
    if matches!(operation, Operation::SetParameter(_) | Operation::Transaction(_) | Operation::SetConstraints(_) | Operation::Utility(_)) {
        return Effect::default();
    }
    let common = super::of_family(operation, cx);
    let mut effect = Effect {
        loses_data: common.loses_data,
        reversible: common.reversible,
        breaks: common.breaks,
        ..Effect::unclaimed(cx.schema.dialect)
    };
    match operation {
        Operation::AddColumn(add) => required(add, cx, &mut effect),
        Operation::DropTable(_) => dropped(cx, &mut effect),
        // Put aside for a new one of the same name.
        Operation::RenameTable(_) if cx.replaced => effect.breaks.clear(),
        Operation::SetNotNull(set) if !cx.is_empty(&set.table) => {
            let known = cx.table(&set.table).and_then(|table| table.column(&set.column)).and_then(|column| column.not_null);
            if known != Some(true) && is_lenient(cx) {
                effect.loses_data = LosesData::Maybe;
                effect.reversible = Reversible::Lossy;
            } else if known != Some(true) {
                may_fail(&mut effect, format!("a row holds NULL in {}", set.column));
            }
        }
        Operation::AddConstraint(add) if !cx.is_empty(&add.table) => match &add.constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => duplicates(&mut effect, &key.columns),
            ConstraintKind::ForeignKey(key) => {
                may_fail(&mut effect, format!("a row refers to nothing in {}", key.references.short()));
            }
            ConstraintKind::Check { .. } => may_fail(&mut effect, "a row does not fit the condition".to_owned()),
            _ => {}
        },
        Operation::CreateIndex(create) if create.unique && !cx.is_empty(&create.table) => duplicates(&mut effect, &[]),
        Operation::AlterColumnType(alter) if super::conversion(alter, cx) == Conversion::Narrows && !cx.is_empty(&alter.table) => {
            may_fail(&mut effect, format!("a value does not fit {}", alter.data_type));
        }
        Operation::AlterColumnOption(alter) if alter.option == ColumnOption::DropIdentity => {
            let refers = |key: &ForeignKey| key.referenced_columns.contains(&alter.column);
            if cx.schema.referencing(&alter.table).any(|(_, constraint)| constraint.foreign_key().is_some_and(refers)) {
                may_fail(
                    &mut effect,
                    format!("MySQL takes AUTO_INCREMENT off no column that a foreign key refers to, like {}; MariaDB does", alter.column),
                );
            }
        }
        _ => {}
    }
    if cx.schema.dialect == Dialect::MySql
        && let Some(when) = refusals::of(operation, cx)
    {
        effect.fails = Some(Failure { certain: true, when, sqlstate: None });
    }
    effect
}

/// Whether the migration has switched MySQL's strict mode off: a value that does not fit is cut then, and NULL becomes a zero or an empty text (9.7 ran). Only a list of
/// modes tells; `@OLD_SQL_MODE` and the like may hold anything.
fn is_lenient(cx: &Circumstances<'_>) -> bool {
    let Some(mode) = cx.schema.parameter("sql_mode", cx.now.transaction()) else { return false };
    let mode = mode.value.trim_matches(['\'', '"']).to_ascii_lowercase();
    let is_list = mode.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | ',' | ' '));
    cx.schema.dialect == Dialect::MySql && is_list && !["strict_", "traditional", "default"].iter().any(|strict| mode.contains(strict))
}

fn may_fail(effect: &mut Effect, when: String) {
    effect.fails = Some(Failure { certain: false, when, sqlstate: None });
}

fn duplicates(effect: &mut Effect, columns: &[String]) {
    let of = if columns.is_empty() { String::new() } else { format!(" in {}", columns.join(", ")) };
    may_fail(effect, format!("two rows hold the same{of}"));
}

/// A column that the rows that are there have no value for.
///
/// SQLite refuses it as soon as one row exists, and a unique column always (docs, *ALTER TABLE ADD COLUMN*; 3.40 ran). MySQL fills the rows with the type's own zero or
/// empty text (manual, 13.6 *Data Type Default Values*), and refuses inserts that leave the column out. A zero date is none in strict mode, and the same value twice is
/// none for a unique column (9.7 ran).
fn required(add: &AddColumn, cx: &Circumstances<'_>, effect: &mut Effect) {
    let keyed = |constraint: &ConstraintDefinition| matches!(constraint.kind, ConstraintKind::Unique(_) | ConstraintKind::PrimaryKey(_));
    if cx.schema.dialect == Dialect::Sqlite && add.column.constraints.iter().any(keyed) {
        let when = format!("SQLite adds no column that is unique, like {}", add.column.name);
        effect.fails = Some(Failure { certain: true, when, sqlstate: None });
    } else if add.column.not_null && !add.column.supplies_value() && !cx.is_new_relation(&add.table) {
        effect.breaks.insert(Breaks::OldCode);
        if cx.schema.dialect == Dialect::Sqlite {
            may_fail(effect, "a row exists: SQLite adds no column that is NOT NULL without a default then".to_owned());
        } else if !is_lenient(cx) && has_zero_that_is_refused(&add.column.data_type) {
            may_fail(effect, format!("a row exists: the zero that MySQL would fill in is no {} in strict mode", add.column.data_type));
        }
    }
    let same_in_every_row = add.column.not_null || add.column.default.is_some();
    if cx.schema.dialect == Dialect::MySql
        && add.column.constraints.iter().any(keyed)
        && same_in_every_row
        && add.column.identity.is_none()
        && !cx.is_empty(&add.table)
    {
        may_fail(effect, format!("two rows exist: both get the same {}", add.column.name));
    }
}

/// Types whose zero strict mode refuses. A timestamp's it takes.
pub(crate) fn has_zero_that_is_refused(data_type: &TypeName) -> bool {
    matches!(data_type.name.name.as_str(), "date" | "datetime")
}

/// A table whose place a copy takes loses what the copy leaves out.
fn dropped(cx: &Circumstances<'_>, effect: &mut Effect) {
    if let Some(recreation) = cx.recreation {
        effect.breaks.clear();
        effect.loses_data = recreation.loses();
        effect.reversible = match effect.loses_data {
            LosesData::Yes => Reversible::Impossible,
            LosesData::Maybe => Reversible::Lossy,
            LosesData::No => Reversible::Lossless,
        };
        if recreation.takes_from_code() || !recreation.unfilled.is_empty() {
            effect.breaks.insert(Breaks::OldCode);
        }
        effect.unknown.extend(recreation.unknown.iter().cloned());
        if let Some(column) = recreation.unfilled.first() {
            may_fail(effect, format!("a row exists: the copy gives {column} no value"));
        } else if let Some(column) = recreation.misread.first() {
            may_fail(effect, format!("the copy reads {column}, which is not there yet"));
        } else if let Some(column) = recreation.required.first() {
            may_fail(effect, format!("a row holds NULL in {column}"));
        }
    }
}

impl Effect {
    /// An effect of which no more is said than what becomes of values and whose code fails.
    pub(super) fn unclaimed(dialect: Dialect) -> Self {
        let what = format!("locks, rewrites, scans and duration: they are not claimed for {}", dialect.word());
        Self { blocks: Blocks::Unknown, duration: Duration::Unknown, unknown: vec![what], ..Self::default() }
    }
}
