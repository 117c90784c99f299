//! `VACUUM`, `ANALYZE`, `CLUSTER`, `REFRESH`, `LOCK`.

use crate::effect::LockMode;
use crate::name::QualifiedName;
use crate::operation::{LockTable, Maintain, Maintenance, Operation, RefreshMaterializedView};
use crate::sql::cursor::Cursor;

/// Reads what follows `VACUUM`.
pub(super) fn vacuum(mut cursor: Cursor<'_>) -> Option<Operation> {
    let mut full = false;
    if cursor.sees_symbol(b'(') {
        full = options(&mut cursor)?.iter().any(|option| is_on(*option, "full"));
    }
    while let Some(word) = cursor.eat_any(&["full", "freeze", "verbose", "analyze", "analyse"]) {
        full |= word == "full";
    }
    let action = if full { Maintenance::VacuumFull } else { Maintenance::Vacuum };
    maintain(cursor, action)
}

/// Reads what follows `ANALYZE`.
pub(super) fn analyze(mut cursor: Cursor<'_>) -> Option<Operation> {
    if cursor.sees_symbol(b'(') {
        options(&mut cursor)?;
    }
    cursor.eat("verbose");
    maintain(cursor, Maintenance::Analyze)
}

/// Reads what follows `CLUSTER`.
pub(super) fn cluster(mut cursor: Cursor<'_>) -> Option<Operation> {
    if cursor.sees_symbol(b'(') {
        options(&mut cursor)?;
    }
    cursor.eat("verbose");
    let (mut tables, mut by_index) = (Vec::new(), None);
    if !cursor.at_end() {
        let name = cursor.name()?;
        // The old form names the index first: `CLUSTER index ON table`.
        if cursor.eat("on") {
            tables.push(cursor.name()?);
            by_index = Some(name.name);
        } else {
            tables.push(name);
        }
    }
    if cursor.eat("using") {
        by_index = Some(cursor.name()?.name);
    }
    cursor.finish(Maintain { action: Maintenance::Cluster, tables, by_index: by_index.map(Into::into) }.into())
}

fn options<'a>(cursor: &mut Cursor<'a>) -> Option<Vec<Cursor<'a>>> {
    Some(cursor.parentheses()?.comma_parts())
}

fn is_on(mut option: Cursor<'_>, name: &str) -> bool {
    option.eat(name) && !["false", "off", "0"].contains(&option.peek_text().to_ascii_lowercase().as_str())
}

fn maintain(mut cursor: Cursor<'_>, action: Maintenance) -> Option<Operation> {
    let mut tables: Vec<QualifiedName> = Vec::new();
    while !cursor.at_end() {
        tables.push(cursor.relation()?);
        if cursor.sees_symbol(b'(') {
            cursor.columns()?;
        }
        if !cursor.eat_symbol(b',') {
            break;
        }
    }
    cursor.finish(Maintain { action, tables, by_index: None }.into())
}

/// Reads what follows `REFRESH`.
pub(super) fn refresh(mut cursor: Cursor<'_>) -> Option<Operation> {
    cursor.expect("materialized view")?;
    let concurrently = cursor.eat("concurrently");
    let view = cursor.name()?;
    let with_data = cursor.eat_any(&["with no data", "with data"]) != Some("with no data");
    cursor.finish(RefreshMaterializedView { view, concurrently, with_data }.into())
}

/// Reads what follows `LOCK`.
pub(super) fn lock(mut cursor: Cursor<'_>) -> Option<Operation> {
    cursor.eat("table");
    let (mut tables, mut only) = (Vec::new(), Vec::new());
    loop {
        let (table, alone) = cursor.relation_under_only()?;
        only.extend(alone.then(|| table.clone()));
        tables.push(table);
        if !cursor.eat_symbol(b',') {
            break;
        }
    }
    let mut mode = LockMode::AccessExclusive;
    if cursor.eat("in") {
        mode = match cursor.eat_any(&[
            "access share",
            "row share",
            "row exclusive",
            "share update exclusive",
            "share row exclusive",
            "share",
            "exclusive",
            "access exclusive",
        ])? {
            "access share" => LockMode::AccessShare,
            "row share" => LockMode::RowShare,
            "row exclusive" => LockMode::RowExclusive,
            "share update exclusive" => LockMode::ShareUpdateExclusive,
            "share row exclusive" => LockMode::ShareRowExclusive,
            "share" => LockMode::Share,
            "exclusive" => LockMode::Exclusive,
            _ => LockMode::AccessExclusive,
        };
        cursor.expect("mode")?;
    }
    cursor.eat("nowait");
    cursor.finish(LockTable { tables, only, mode }.into())
}
