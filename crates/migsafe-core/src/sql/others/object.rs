//! `CREATE` and `DROP` of everything.

use super::{Reading, alter, constraint, is_mysql, table};
use crate::name::QualifiedName;
use crate::operation::{
    CreateFunction, CreateIndex, CreateObject, CreateTrigger, CreateView, DropIndex, DropObject, DropTable, Expression, ObjectKind,
    Operation,
};
use crate::sql::cursor::Cursor;
use crate::sql::lower;

/// Reads what follows `CREATE`.
pub(super) fn create(mut cursor: Cursor<'_>) -> Option<Reading> {
    let or_replace = cursor.eat("or replace");
    definer(&mut cursor);
    let temporary = cursor.eat_any(&["temporary", "temp"]).is_some();
    match cursor.eat_any(&["table", "virtual table", "view", "trigger", "procedure", "function", "database", "schema", "user", "role"]) {
        Some("table") if !or_replace => table::create(cursor, temporary),
        Some("virtual table") => table::create_virtual(cursor),
        Some("view") => view(cursor, or_replace),
        Some("trigger") => trigger(cursor, or_replace),
        Some("procedure") => routine(cursor, or_replace, true),
        Some("function") => routine(cursor, or_replace, false),
        Some("database" | "schema") => object(cursor, ObjectKind::Schema),
        Some("user" | "role") => object(cursor, ObjectKind::Role),
        Some(_) => None,
        None => index(cursor).map(Reading::from),
    }
}

/// Takes `ALGORITHM = …`, `DEFINER = user@host`, `SQL SECURITY …`.
fn definer(cursor: &mut Cursor<'_>) {
    loop {
        match cursor.eat_any(&["algorithm", "definer", "sql security", "aggregate"]) {
            Some("algorithm") => {
                cursor.eat_operator("=");
                cursor.next();
            }
            Some("definer") => {
                cursor.eat_operator("=");
                cursor.next();
                if cursor.eat_operator("@") {
                    cursor.next();
                } else if cursor.sees_symbol(b'(') {
                    cursor.parentheses();
                }
            }
            Some("sql security") => {
                cursor.next();
            }
            Some(_) => {}
            None => return,
        }
    }
}

fn object(mut cursor: Cursor<'_>, object: ObjectKind) -> Option<Reading> {
    let if_not_exists = cursor.if_not_exists();
    let name = QualifiedName::bare(cursor.identifier().or_else(|| cursor.string())?);
    Some(CreateObject { object, name, or_replace: false, if_not_exists, on: None }.into())
}

fn view(mut cursor: Cursor<'_>, or_replace: bool) -> Option<Reading> {
    let if_not_exists = cursor.if_not_exists();
    let view = cursor.name()?;
    let columns = if cursor.sees_symbol(b'(') { cursor.columns()? } else { Vec::new() };
    cursor.expect("as")?;
    let query = cursor.until(&["with check option", "with cascaded check option", "with local check option"], false);
    let reads = lower::reads_as(query.remaining_text(), query.dialect())?;
    Some(CreateView { view, or_replace, if_not_exists, with_data: true, reads, columns, ..CreateView::default() }.into())
}

fn trigger(mut cursor: Cursor<'_>, or_replace: bool) -> Option<Reading> {
    cursor.if_not_exists();
    let name = cursor.name()?.name;
    cursor.until(&["on"], false);
    cursor.expect("on")?;
    let table = cursor.name()?;
    is_whole(cursor).then(|| {
        CreateTrigger {
            name: name.into(),
            table,
            or_replace,
            constraint: false,
            function: QualifiedName::default(),
            needs: crate::operation::Reads::default(),
        }
        .into()
    })
}

fn routine(mut cursor: Cursor<'_>, or_replace: bool, procedure: bool) -> Option<Reading> {
    cursor.if_not_exists();
    let function = cursor.name()?;
    let arguments = cursor.parentheses()?.comma_parts().iter().map(|part| part.remaining_text().to_owned()).collect();
    let body = Some(cursor.remaining_text().to_owned());
    let create =
        CreateFunction { function, or_replace, procedure, arguments, language: "sql".to_owned(), body, ..CreateFunction::default() };
    is_whole(cursor).then(|| create.into())
}

/// Whether a body that opens a block closes it: otherwise what follows was taken for a part of it.
fn is_whole(cursor: Cursor<'_>) -> bool {
    let last = cursor.remaining().iter().rev().take(2);
    !cursor.holds("begin") || last.into_iter().any(|token| cursor.of(*token).eq_ignore_ascii_case("end"))
}

/// Reads what follows `CREATE`, where that is an index.
fn index(mut cursor: Cursor<'_>) -> Option<CreateIndex> {
    let unique = cursor.eat_any(&["unique", "fulltext", "spatial"]) == Some("unique");
    cursor.expect("index")?;
    let if_not_exists = cursor.if_not_exists();
    let name = cursor.name()?.name;
    constraint::method(&mut cursor);
    cursor.expect("on")?;
    let table = cursor.name()?;
    constraint::method(&mut cursor);
    let parts = constraint::key_parts(&mut cursor)?;
    let mut index = CreateIndex { if_not_exists, ..constraint::index(Some(name.to_string()), &table, unique, parts) };
    if cursor.eat("where") {
        let text = cursor.rest().remaining_text();
        let summary = lower::expression_as(text, cursor.dialect());
        index.predicate = Some(summary.unwrap_or_else(|| Expression::unread(text)));
    }
    constraint::index_options(&mut cursor)?;
    cursor.finish(index)
}

/// Reads what follows `DROP`.
pub(super) fn drop(mut cursor: Cursor<'_>) -> Option<Vec<Operation>> {
    cursor.eat("temporary");
    let kind = cursor.eat_any(&["table", "index", "view", "trigger", "procedure", "function", "database", "schema", "user", "role"])?;
    let if_exists = cursor.if_exists();
    if kind == "index" && is_mysql(&cursor) {
        let index = cursor.identifier()?;
        cursor.expect("on")?;
        let table = cursor.name()?;
        constraint::index_options(&mut cursor)?;
        return cursor.finish(vec![alter::drop_index(&table, index, if_exists)]);
    }
    let mut dropped = Vec::new();
    loop {
        let name = match kind {
            "user" | "role" => QualifiedName::bare(cursor.identifier().or_else(|| cursor.string())?),
            _ => cursor.name()?,
        };
        if cursor.eat_operator("@") {
            cursor.next();
        }
        dropped.push(name);
        if !cursor.eat_symbol(b',') {
            break;
        }
    }
    // Both words do nothing in MySQL.
    cursor.eat_any(&["cascade", "restrict"]);
    cursor.finish(())?;
    let operation = |name: QualifiedName| {
        let object = match kind {
            "table" => return DropTable { table: name, if_exists, cascade: false, together: Vec::new() }.into(),
            "index" => return DropIndex { index: name, concurrently: false, if_exists, cascade: false, together: Vec::new() }.into(),
            "view" => ObjectKind::View,
            "trigger" => ObjectKind::Trigger,
            "procedure" => ObjectKind::Procedure,
            "function" => ObjectKind::Function,
            "user" | "role" => ObjectKind::Role,
            _ => ObjectKind::Schema,
        };
        DropObject { object, name, if_exists, cascade: false, on: None, together: Vec::new() }.into()
    };
    Some(dropped.into_iter().map(operation).collect())
}
