//! `ALTER TABLE`, `RENAME TABLE`.

use super::column::{default, definition, described};
use super::constraint::{self, PRIMARY, Part};
use super::{Reading, is_mysql};
use crate::name::QualifiedName;
use crate::operation::{
    AddColumn, AddConstraint, AlterColumnOption, AlterColumnType, AlterConstraint, AlterTableOption, ColumnDefinition, ColumnOption,
    ConstraintDefinition, Delete, DropColumn, DropConstraint, DropDefault, DropIndex, DropNotNull, Expression, Located, ObjectKind,
    Operation, RenameColumn, RenameObject, RenameTable, SetDefault, SetNotNull, TableOption,
};
use crate::sql::cursor::Cursor;

/// What else than a column `DROP` takes.
const DROPPED: &[&str] = &["primary key", "foreign key", "constraint", "check", "index", "key", "column"];

/// Changes of how a table is cut into partitions.
const PARTITIONS: &[&str] = &[
    "partition by",
    "remove partitioning",
    "coalesce partition",
    "reorganize partition",
    "exchange partition",
    "analyze partition",
    "check partition",
    "optimize partition",
    "rebuild partition",
    "repair partition",
];

/// Options of one form.
const ALONE: &[&str] =
    &["force", "enable keys", "disable keys", "with validation", "without validation", "discard tablespace", "import tablespace"];

/// Options with a value.
const NAMED: &[&str] = &[
    "convert to character set",
    "convert to charset",
    "default character set",
    "default charset",
    "default collate",
    "character set",
    "charset",
    "collate",
    "engine",
    "auto_increment",
    "comment",
    "row_format",
    "algorithm",
    "lock",
    "key_block_size",
    "compression",
    "encryption",
    "checksum",
    "avg_row_length",
    "max_rows",
    "min_rows",
    "pack_keys",
    "stats_persistent",
    "stats_auto_recalc",
    "stats_sample_pages",
    "tablespace",
    "order by",
];

/// Reads what follows `ALTER TABLE`: operations for each action, with its words.
pub(super) fn alter_table(mut cursor: Cursor<'_>) -> Option<Reading> {
    cursor.if_exists();
    let table = cursor.name()?;
    if is_mysql(&cursor) && cursor.eat_any(&["drop partition", "truncate partition"]).is_some() {
        return Some(Reading::Plain(vec![rows_of_partition(&table, cursor.remaining_text())]));
    }
    let mut operations = Vec::new();
    for part in cursor.comma_parts() {
        let span = part.span();
        let (asked, restated) = action(part, &table)?;
        operations.extend(asked.into_iter().map(|operation| Located { restated, ..Located::new(operation, span) }));
    }
    (!operations.is_empty()).then_some(Reading::Located(operations))
}

/// What one action asks, and whether it repeats a whole definition to change a part of it.
fn action(mut cursor: Cursor<'_>, table: &QualifiedName) -> Option<(Vec<Operation>, bool)> {
    const WORDS: &[&str] = &["add", "alter index", "alter check", "alter constraint", "alter", "change", "modify", "drop", "rename"];
    let operations = match cursor.eat_any(WORDS) {
        Some("add") => add(&mut cursor, table)?,
        Some("alter index") => {
            cursor.identifier()?;
            cursor.eat_any(&["visible", "invisible"])?;
            vec![option(table, "index visibility", "")]
        }
        Some("alter check" | "alter constraint") => {
            let constraint = cursor.identifier()?;
            let enforced = cursor.eat_any(&["not enforced", "enforced"])? == "enforced";
            vec![AlterConstraint { table: table.clone(), constraint, enforced: Some(enforced), deferrable: None }.into()]
        }
        Some("alter") => return alter_column(cursor, table),
        Some("change") => {
            cursor.eat("column");
            cursor.if_exists();
            let old = cursor.identifier()?;
            let column = definition(&mut cursor)?;
            place(&mut cursor)?;
            return cursor.finish((redefined(table, &old, &column), true));
        }
        Some("modify") => {
            cursor.eat("column");
            cursor.if_exists();
            let column = definition(&mut cursor)?;
            place(&mut cursor)?;
            let old = column.name.clone();
            return cursor.finish((redefined(table, &old, &column), true));
        }
        Some("drop") => drop(&mut cursor, table)?,
        Some(_) => rename(&mut cursor, table)?,
        None => table_option(&mut cursor, table)?,
    };
    cursor.finish((operations, false))
}

/// Takes `FIRST` or `AFTER column`.
fn place(cursor: &mut Cursor<'_>) -> Option<()> {
    if !cursor.eat("first") && cursor.eat("after") {
        cursor.identifier()?;
    }
    Some(())
}

fn add(cursor: &mut Cursor<'_>, table: &QualifiedName) -> Option<Vec<Operation>> {
    if is_mysql(cursor) && cursor.eat("partition") {
        cursor.rest();
        return Some(vec![option(table, "partition", "add")]);
    }
    if constraint::begins(cursor) {
        return Some(vec![match constraint::part(cursor, table)? {
            Part::Constraint(constraint) => AddConstraint { table: table.clone(), constraint, only: false }.into(),
            Part::Index(index) => index.into(),
        }]);
    }
    cursor.eat("column");
    let if_not_exists = cursor.if_not_exists();
    let added = |column: ColumnDefinition| AddColumn { table: table.clone(), column, if_not_exists, only: false }.into();
    if is_mysql(cursor) && cursor.sees_symbol(b'(') {
        let parts = cursor.parentheses()?.comma_parts();
        return parts.into_iter().map(|mut part| definition(&mut part).and_then(|column| part.finish(added(column)))).collect();
    }
    let column = definition(cursor)?;
    place(cursor)?;
    Some(vec![added(column)])
}

/// `ALTER COLUMN c SET DEFAULT …`; libSQL's `ALTER COLUMN c TO definition`.
fn alter_column(mut cursor: Cursor<'_>, table: &QualifiedName) -> Option<(Vec<Operation>, bool)> {
    cursor.eat("column");
    let (table, column) = (table.clone(), cursor.identifier()?);
    let operation = match cursor.eat_any(&["set default", "drop default", "set visible", "set invisible", "to"])? {
        "set default" => SetDefault { table, column, default: default(&mut cursor)?, only: false }.into(),
        "drop default" => DropDefault { table, column, only: false }.into(),
        "to" if !is_mysql(&cursor) => {
            let name = cursor.identifier()?;
            let new = described(&mut cursor, name)?;
            return cursor.finish((redefined(&table, &column, &new), true));
        }
        "to" => return None,
        _ => option(&table, "column visibility", ""),
    };
    cursor.finish((vec![operation], false))
}

/// A whole definition that takes the place of the column's: everything that it may change. What it repeats is left out where it is judged.
fn redefined(table: &QualifiedName, old: &str, new: &ColumnDefinition) -> Vec<Operation> {
    let (table, column) = (table.clone(), new.name.clone());
    let mut operations: Vec<Operation> = Vec::new();
    if old != column {
        operations.push(RenameColumn { table: table.clone(), column: old.to_owned(), to: column.clone(), only: false }.into());
    }
    operations.push(
        AlterColumnType {
            table: table.clone(),
            column: column.clone(),
            data_type: new.data_type.clone(),
            collation: new.collation.clone(),
            using: None,
            only: false,
        }
        .into(),
    );
    operations.push(if new.not_null {
        SetNotNull { table: table.clone(), column: column.clone(), only: false }.into()
    } else {
        DropNotNull { table: table.clone(), column: column.clone(), only: false }.into()
    });
    if new.generated.is_none() {
        operations.push(match &new.default {
            Some(default) => SetDefault { table: table.clone(), column: column.clone(), default: default.clone(), only: false }.into(),
            None => DropDefault { table: table.clone(), column: column.clone(), only: false }.into(),
        });
        let option = new.identity.map_or(ColumnOption::DropIdentity, ColumnOption::AddIdentity);
        operations.push(AlterColumnOption { table: table.clone(), column, option }.into());
    }
    let added =
        |constraint: &ConstraintDefinition| AddConstraint { table: table.clone(), constraint: constraint.clone(), only: false }.into();
    operations.extend(new.constraints.iter().map(added));
    operations
}

fn drop(cursor: &mut Cursor<'_>, table: &QualifiedName) -> Option<Vec<Operation>> {
    let constraint =
        |constraint: String, if_exists: bool| DropConstraint { table: table.clone(), constraint, if_exists, cascade: false, only: false };
    // Some of these words may be columns' names where nothing follows.
    let alone = cursor.peek_at(1).is_none();
    let word = if alone { None } else { cursor.eat_any(DROPPED) };
    let if_exists = cursor.if_exists();
    Some(vec![match word {
        Some("primary key") => constraint(PRIMARY.to_owned(), if_exists).into(),
        Some("foreign key" | "constraint" | "check") => constraint(cursor.identifier()?, if_exists).into(),
        Some("index" | "key") => drop_index(table, cursor.identifier()?, if_exists),
        _ => {
            let column = cursor.identifier()?;
            cursor.eat_any(&["cascade", "restrict"]);
            DropColumn { table: table.clone(), column, if_exists, cascade: false, only: false }.into()
        }
    }])
}

/// The rows of a partition go with it.
fn rows_of_partition(table: &QualifiedName, partition: &str) -> Operation {
    let condition = Some(Expression::unread(format!("PARTITION {partition}")));
    Delete { table: table.clone(), condition, ..Delete::default() }.into()
}

/// MySQL keeps an index's name within its table.
pub(super) fn drop_index(table: &QualifiedName, index: String, if_exists: bool) -> Operation {
    let index = QualifiedName::new(table.name.clone(), index);
    DropIndex { index, concurrently: false, if_exists, cascade: false, together: Vec::new() }.into()
}

fn rename(cursor: &mut Cursor<'_>, table: &QualifiedName) -> Option<Vec<Operation>> {
    let table = table.clone();
    // A table may be renamed to a name that is a key word: `RENAME TO column`.
    let operation = match cursor.eat_any(&["column", "index", "key", "to", "as"]) {
        Some("index" | "key") => {
            let name = QualifiedName::new(table.name.clone(), cursor.identifier()?);
            cursor.expect("to")?;
            RenameObject { object: ObjectKind::Index, name, to: cursor.identifier()?, on: None }.into()
        }
        Some("to" | "as") => RenameTable { table, to: cursor.name()?.name.to_string() }.into(),
        found => {
            let name = cursor.name()?;
            if found.is_none() && cursor.at_end() {
                return Some(vec![RenameTable { table, to: name.name.to_string() }.into()]);
            }
            cursor.expect("to")?;
            RenameColumn { table, column: name.name.to_string(), to: cursor.identifier()?, only: false }.into()
        }
    };
    Some(vec![operation])
}

/// Reads what follows `RENAME TABLE`.
pub(super) fn rename_tables(cursor: Cursor<'_>) -> Option<Vec<Operation>> {
    let one = |mut part: Cursor<'_>| {
        let table = part.name()?;
        part.expect("to")?;
        let to = part.name()?.name;
        part.finish(RenameTable { table, to: to.into() }.into())
    };
    cursor.comma_parts().into_iter().map(one).collect()
}

fn option(table: &QualifiedName, name: &str, value: &str) -> Operation {
    let option = TableOption::Set(vec![(name.to_owned(), value.to_owned())]);
    AlterTableOption { table: table.clone(), option }.into()
}

/// Options of the table, several without commas too; `ALGORITHM` and `LOCK` ask for nothing of the table itself.
fn table_option(cursor: &mut Cursor<'_>, table: &QualifiedName) -> Option<Vec<Operation>> {
    if !is_mysql(cursor) {
        return None;
    }
    if let Some(words) = cursor.eat_any(PARTITIONS) {
        cursor.rest();
        return Some(vec![option(table, "partition", words)]);
    }
    if let Some(words) = cursor.eat_any(ALONE) {
        return Some(vec![option(table, words, "")]);
    }
    let mut set = Vec::new();
    while let Some(words) = cursor.eat_any(NAMED) {
        cursor.eat_operator("=");
        let token = cursor.next()?;
        set.push((words.to_owned(), cursor.of(token).trim_matches(['\'', '"']).to_ascii_lowercase()));
    }
    if set.is_empty() {
        return None;
    }
    let asks = set.iter().any(|(name, _)| name != "algorithm" && name != "lock");
    Some(if asks { vec![AlterTableOption { table: table.clone(), option: TableOption::Set(set) }.into()] } else { Vec::new() })
}
