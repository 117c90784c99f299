//! MySQL and SQLite: what becomes of values, and whose code fails. What they lock, write again and read, and for how long, is not claimed: it hangs on the version, the
//! engine and settings, and no server of theirs is asked.

mod conversion;

pub(super) use conversion::conversion;
pub(crate) use conversion::{Affinity, affinity};

use super::{Blocks, Breaks, Circumstances, Duration, Effect, Failure, LosesData, Reversible};
use crate::operation::{AddColumn, ConstraintDefinition, ConstraintKind, Operation};
use crate::source::Dialect;

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
            if known != Some(true) {
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
        Operation::AlterColumnType(_) => {
            effect.fails = common.fails.filter(|failure| !failure.certain).map(|failure| Failure { sqlstate: None, ..failure });
        }
        _ => {}
    }
    effect
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
/// empty text (manual, 13.6 *Data Type Default Values*), and refuses inserts that leave the column out.
fn required(add: &AddColumn, cx: &Circumstances<'_>, effect: &mut Effect) {
    let keyed = |constraint: &ConstraintDefinition| matches!(constraint.kind, ConstraintKind::Unique(_) | ConstraintKind::PrimaryKey(_));
    if cx.schema.dialect == Dialect::Sqlite && add.column.constraints.iter().any(keyed) {
        let when = format!("SQLite adds no column that is unique, like {}", add.column.name);
        effect.fails = Some(Failure { certain: true, when, sqlstate: None });
    } else if add.column.not_null && !add.column.supplies_value() && !cx.is_new_relation(&add.table) {
        effect.breaks.insert(Breaks::OldCode);
        if cx.schema.dialect == Dialect::Sqlite {
            may_fail(effect, "a row exists: SQLite adds no column that is NOT NULL without a default then".to_owned());
        }
    }
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
