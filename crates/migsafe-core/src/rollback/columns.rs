//! Columns.

use super::constraints::VALIDATED;
use super::write::{alter, alter_column};
use super::{Asked, Inverse};
use crate::effect::{Conversion, Reversible, conversion};
use crate::name::QualifiedName;
use crate::name::quote;
use crate::operation::{AddColumn, AlterColumnOption, AlterColumnType, ColumnOption, DropColumn, Identity, Operation, SetNotNull};
use crate::schema::{Born, Column, Table};

pub(super) fn inverse(asked: Asked<'_>) -> Option<Inverse> {
    Some(match asked.operation {
        Operation::AddColumn(it) => add(it, asked),
        Operation::DropColumn(it) => drop(it, asked),
        Operation::RenameColumn(it) => Inverse::lossless(
            alter(&it.table, &format!("RENAME COLUMN {} TO {}", quote(&it.to), quote(&it.column))),
            "the old name comes back",
        ),
        Operation::AlterColumnType(it) => alter_type(it, asked),
        Operation::SetNotNull(it) => set_not_null(it, asked),
        Operation::DropNotNull(it) => drop_not_null(&it.table, &it.column, asked),
        Operation::SetDefault(it) => default_before(&it.table, &it.column, asked),
        Operation::DropDefault(it) => default_before(&it.table, &it.column, asked),
        Operation::AlterColumnOption(it) => option(it, asked),
        _ => return None,
    })
}

fn add(add: &AddColumn, asked: Asked<'_>) -> Inverse {
    let table = asked.cx.schema.tables.get(&add.table);
    let known = table.and_then(|table| table.column(&add.column.name));
    if add.if_not_exists && known.is_some() {
        return Inverse::nothing("the column was there before");
    }
    if add.if_not_exists && !table.is_some_and(Table::is_known) {
        return Inverse::impossible("IF NOT EXISTS: whether the column was there before is not known, and what was there must stay");
    }
    let sql = alter(&add.table, &format!("DROP COLUMN {}", quote(&add.column.name)));
    if add.column.generated.is_some() {
        return Inverse::lossless(sql, "what it holds is computed from other columns");
    }
    Inverse::lossy(sql, "what was written into it since is lost")
}

fn drop(drop: &DropColumn, asked: Asked<'_>) -> Inverse {
    const GONE: &str = "the column comes back empty: its values are gone, and so are the indexes and constraints on it";
    let column = asked.column(&drop.table, &drop.column);
    let Some((column, data_type)) = column.and_then(|column| Some((column, column.data_type.as_deref()?))) else {
        return Inverse::impossible("its values are gone: they come back from a backup alone");
    };
    if column.generated.is_some() || column.identity.is_some() {
        return Inverse::impossible("its values are gone: they come back from a backup alone");
    }
    // The sequence of a serial column went with it.
    let default = column.default.as_ref().filter(|default| !default.text.contains("nextval"));
    let has_default = default.is_some();
    let default = default.map(|default| format!(" DEFAULT {}", default.text)).unwrap_or_default();
    // Without a default, rows that are there would refuse it.
    let not_null = if column.not_null == Some(true) && has_default { " NOT NULL" } else { "" };
    let sql = alter(&drop.table, &format!("ADD COLUMN {} {}{default}{not_null}", quote(&drop.column), data_type.to_sql()));
    Inverse::of([sql], Reversible::Impossible, GONE)
}

/// An ALTER TABLE that changes several types goes back as one: where a key leads from one of the columns to another, neither goes back alone (42804), and the table is written anew once.
fn alter_type(change: &AlterColumnType, asked: Asked<'_>) -> Inverse {
    let beside = if asked.cx.in_block { &[] } else { asked.cx.beside };
    let mut together = beside.iter().filter_map(|it| it.operation.as_kind::<AlterColumnType>());
    // Only the first one knows the schema as it was before them all.
    if together.next().is_some_and(|first| first.column != change.column) {
        return Inverse::nothing("it goes back with the others, in one statement");
    }
    let back = together.fold(type_before(change, asked), |mut back, other| {
        // Its table is as it is written, before it was looked up.
        let other = type_before(&AlterColumnType { table: change.table.clone(), ..other.clone() }, asked);
        back.sql.extend(other.sql);
        if other.grade > back.grade { back.though(other.grade, other.reason) } else { back }
    });
    let sql = if back.sql.is_empty() { None } else { Some(alter(&change.table, &back.sql.join(", "))) };
    Inverse::of(sql, back.grade, back.reason)
}

/// As actions, without their ALTER TABLE.
fn type_before(change: &AlterColumnType, asked: Asked<'_>) -> Inverse {
    let Some(before) = asked.column(&change.table, &change.column).and_then(|column| column.data_type.as_deref()) else {
        return Inverse::impossible("the type that it had is not known");
    };
    let collation = asked.column(&change.table, &change.column).and_then(|column| column.details.collation.as_ref());
    if change.collation.is_some() || collation.is_some() {
        return Inverse::impossible("the collation that it had is not all known");
    }
    if before == &change.data_type && change.using.is_none() {
        return Inverse::nothing("it had that type before");
    }
    let old = before.to_sql();
    let using = using(change, &old, asked);
    let action = |action: &str| format!("ALTER COLUMN {} {action}", quote(&change.column));
    let mut actions = vec![action(&format!("TYPE {old}{using}"))];
    let default = asked.column(&change.table, &change.column).and_then(|column| column.default.as_ref());
    if let Some(default) = default.filter(|_| !using.is_empty()) {
        // It is no more cast by itself than the values are.
        actions.insert(0, action("DROP DEFAULT"));
        actions.push(action(&format!("SET DEFAULT {}", default.text)));
    }
    let back = |reason: &str| Inverse::of(actions, Reversible::Lossless, reason);
    match conversion(change, asked.cx) {
        Conversion::Keeps => back("the old type comes back; this fails where a value was written since that it does not take"),
        Conversion::Narrows => back("the old type comes back, with every value that the new one took"),
        _ => Inverse::impossible("the values that were changed do not come back"),
    }
}

/// Only an explicit cast goes between types that have no cast of their own for assignments; it is left out wherever it can be, as it cuts where an assignment refuses.
fn using(change: &AlterColumnType, old: &str, asked: Asked<'_>) -> String {
    let back = AlterColumnType {
        data_type: asked.column(&change.table, &change.column).and_then(|column| column.data_type.as_deref().cloned()).unwrap_or_default(),
        using: None,
        ..change.clone()
    };
    let mut schema = asked.cx.schema.clone();
    schema.apply(&change.clone().into(), asked.cx.now);
    let circumstances = crate::effect::Circumstances { schema: &schema, ..*asked.cx };
    let effect = crate::effect::of(&back.into(), &circumstances);
    let refused = effect.fails.is_some_and(|failure| failure.certain);
    if !refused {
        return String::new();
    }
    let column = quote(&change.column);
    let is_user_type = |name: &QualifiedName| asked.cx.schema.types.contains_key(name);
    if is_user_type(&change.data_type.name) { format!(" USING {column}::text::{old}") } else { format!(" USING {column}::{old}") }
}

fn set_not_null(set: &SetNotNull, asked: Asked<'_>) -> Inverse {
    let sql = alter_column(&set.table, &set.column, "DROP NOT NULL");
    let column = asked.column(&set.table, &set.column);
    match column.and_then(|column| column.not_null) {
        _ if column.is_some_and(|column| column.details.not_null_not_valid.is_some()) => Inverse::nothing(VALIDATED),
        Some(true) => Inverse::nothing("it took no NULL before"),
        Some(false) => Inverse::of(asked.take_null_again(&set.table, &set.column), Reversible::Lossless, "it takes NULL again"),
        None => Inverse::lossy(sql, "whether it took NULL before is not known"),
    }
}

fn drop_not_null(table: &QualifiedName, name: &str, asked: Asked<'_>) -> Inverse {
    const MAY_FAIL: &str = "it refuses NULL again; this fails where NULL was written since";
    let column = asked.column(table, name);
    match column.and_then(|column| column.not_null) {
        Some(false) => Inverse::nothing("it took NULL before"),
        Some(true) => match column.and_then(|column| column.details.not_null_constraint.as_ref()).filter(|_| asked.cx.version.0 >= 18) {
            Some(constraint) => {
                Inverse::lossless(alter(table, &format!("ADD CONSTRAINT {} NOT NULL {}", quote(constraint), quote(name))), MAY_FAIL)
            }
            None => Inverse::lossless(alter_column(table, name, "SET NOT NULL"), MAY_FAIL),
        },
        None => Inverse::stays("whether it took NULL before is not known"),
    }
}

fn default_before(table: &QualifiedName, name: &str, asked: Asked<'_>) -> Inverse {
    let Some(known) = asked.column(table, name).filter(|column| column.born != Born::Unseen) else {
        return Inverse::stays("the default that it had is not known");
    };
    let back = |table: &QualifiedName, column: &Column| match &column.default {
        Some(default) => alter_column(table, name, &format!("SET DEFAULT {}", default.text)),
        None => alter_column(table, name, "DROP DEFAULT"),
    };
    // It goes down to the tables below, which may have had another.
    let below = asked.cx.schema.inheriting(table).filter_map(|child| Some((child, child.column(name)?)));
    let own = below.filter(|(_, column)| column.default != known.default).map(|(child, column)| back(&child.name, column));
    let reason = if known.default.is_some() { "the old default comes back" } else { "it had no default before" };
    Inverse::of(std::iter::once(back(table, known)).chain(own), Reversible::Lossless, reason)
}

fn option(change: &AlterColumnOption, asked: Asked<'_>) -> Inverse {
    let before = asked.column(&change.table, &change.column);
    let back = |action: &str| Inverse::lossless(alter_column(&change.table, &change.column, action), "it is set back");
    let generated = |identity: Identity| if identity == Identity::Always { "ALWAYS" } else { "BY DEFAULT" };
    match &change.option {
        ColumnOption::AddIdentity(_) => back("DROP IDENTITY"),
        ColumnOption::DropIdentity => match before.and_then(|column| column.identity) {
            Some(identity) => back(&format!("ADD GENERATED {} AS IDENTITY", generated(identity)))
                .though(Reversible::Lossy, "its sequence begins anew: set it behind the highest value"),
            None => Inverse::impossible("which identity it had is not known"),
        },
        ColumnOption::SetIdentity(Some(_)) => match before.and_then(|column| column.identity) {
            Some(identity) => back(&format!("SET GENERATED {}", generated(identity)))
                .though(Reversible::Lossy, "options of its sequence stay as they are"),
            None => Inverse::stays("which identity it had is not known"),
        },
        ColumnOption::SetExpression(_) => match before.and_then(|column| column.generated.as_ref()) {
            Some(generated) => back(&format!("SET EXPRESSION AS ({})", generated.expression.text)),
            None => Inverse::impossible("how it was computed is not known"),
        },
        ColumnOption::DropExpression => Inverse::impossible("a column cannot be made a generated one again"),
        _ => Inverse::stays("it stays as it is: what it was before is not known"),
    }
}

impl Asked<'_> {
    pub(super) fn column(&self, table: &QualifiedName, column: &str) -> Option<&Column> {
        self.cx.schema.tables.get(table)?.column(column)
    }

    /// Lets the column take NULL again, but not where a table below did not take it before. Before 18 these lose NOT NULL with it.
    pub(super) fn take_null_again(&self, table: &QualifiedName, column: &str) -> Vec<String> {
        let refused = |child: &&Table| child.column(column).is_some_and(|column| column.not_null == Some(true));
        let below = self.cx.schema.inheriting(table).filter(|_| self.cx.version.0 < 18).filter(refused);
        let own = below.map(|child| alter_column(&child.name, column, "SET NOT NULL"));
        std::iter::once(alter_column(table, column, "DROP NOT NULL")).chain(own).collect()
    }

    /// The columns that take NULL, of these.
    pub(super) fn nullable(&self, table: &QualifiedName, columns: &[String]) -> Vec<String> {
        let is_nullable = |name: &&String| self.column(table, name).is_some_and(|column| column.not_null == Some(false));
        columns.iter().filter(is_nullable).cloned().collect()
    }
}
