//! What the server notes that a policy, a trigger, a rule or a function with an SQL body needs, read from the statement that makes it.

use super::data::written;
use crate::operation::{Operation, Reads};
use crate::sql::cursor::Cursor;
use crate::sql::{lower, statement};

/// Completes an operation with what it needs. `cursor` stands at the beginning of its statement, within `depth` blocks.
pub(in crate::sql) fn note(operation: &mut Operation, cursor: Cursor<'_>, depth: usize) {
    match operation {
        Operation::CreatePolicy(it) => it.needs = policy(cursor),
        Operation::CreateTrigger(it) => it.needs = trigger(cursor),
        Operation::CreateRule(it) => it.needs = rule(cursor, depth),
        Operation::CreateFunction(it) if it.language == "sql" => {
            if let Some(statements) = sql_body(cursor) {
                let touched = commands(&statements, depth);
                it.plans_to_write = touched.1;
                it.needs = Some(touched.0);
            } else if let Some(body) = &it.body {
                it.plans_to_write = within_text(body, depth);
            }
        }
        _ => {}
    }
}

fn add_text(needs: &mut Reads, text: &str) {
    if let Some(expression) = lower::expression(text) {
        needs.add_expression(&expression);
    }
}

fn policy(mut cursor: Cursor<'_>) -> Reads {
    let mut needs = Reads::default();
    while !cursor.at_end() {
        if (cursor.eat("using") || cursor.eat("with check"))
            && let Some(condition) = cursor.parentheses()
        {
            add_text(&mut needs, condition.remaining_text());
        } else {
            cursor.skip_balanced();
        }
    }
    needs
}

fn trigger(mut cursor: Cursor<'_>) -> Reads {
    let mut needs = Reads::default();
    while !cursor.at_end() && !cursor.sees("execute") {
        if cursor.eat("update of") {
            while let Some(column) = cursor.identifier() {
                needs.columns.push(column);
                if !cursor.eat_symbol(b',') {
                    break;
                }
            }
        } else if cursor.eat("when")
            && let Some(condition) = cursor.parentheses()
        {
            add_text(&mut needs, condition.remaining_text());
        } else {
            cursor.skip_balanced();
        }
    }
    // A whole row needs its table, and none of the columns.
    needs.columns.retain(|column| column != "*");
    needs
}

fn rule(mut cursor: Cursor<'_>, depth: usize) -> Reads {
    let mut needs = Reads::default();
    cursor.until(&["where", "do"], false);
    if cursor.eat("where") {
        add_text(&mut needs, cursor.until(&["do"], false).remaining_text());
    }
    if !cursor.eat("do") {
        return needs;
    }
    cursor.eat_any(&["also", "instead"]);
    if cursor.sees("nothing") {
        return needs;
    }
    let actions = if cursor.sees_symbol(b'(') { cursor.parentheses().unwrap_or(cursor) } else { cursor };
    needs.add(&commands(&statements(actions), depth).0);
    needs.columns.retain(|column| column != "*");
    needs
}

/// The statements of `BEGIN ATOMIC … END`, or the one behind `RETURN`.
fn sql_body(mut cursor: Cursor<'_>) -> Option<Vec<Cursor<'_>>> {
    while !cursor.at_end() {
        if cursor.eat("begin atomic") {
            let mut body = cursor.rest();
            let tokens = body.remaining();
            let last = tokens.len().checked_sub(1)?;
            let inside = Cursor::new(body.text(), tokens.get(..last)?, body.dialect());
            body.rest();
            return Some(statements(inside));
        }
        if cursor.sees("return") {
            return Some(vec![cursor]);
        }
        cursor.skip_balanced();
    }
    None
}

/// Cut at semicolons.
fn statements(mut cursor: Cursor<'_>) -> Vec<Cursor<'_>> {
    let mut found = Vec::new();
    while !cursor.at_end() {
        let start = cursor;
        while !cursor.at_end() && !cursor.sees_symbol(b';') {
            cursor.skip_balanced();
        }
        let statement = start.before(&cursor);
        if !statement.at_end() {
            found.push(statement);
        }
        cursor.next();
    }
    found
}

/// What statements touch, and the tables that they write.
fn commands(statements: &[Cursor<'_>], depth: usize) -> (Reads, Vec<crate::name::QualifiedName>) {
    let (mut needs, mut writes) = (Reads::default(), Vec::new());
    for cursor in statements {
        let mut rest = *cursor;
        if rest.eat("return") {
            add_text(&mut needs, rest.remaining_text());
            continue;
        }
        for located in statement::read_within(cursor.text(), cursor.remaining(), depth + 1).operations {
            touched(&located.operation, &mut needs);
            writes.extend(written(&located.operation).cloned());
        }
    }
    (needs, writes)
}

fn touched(operation: &Operation, needs: &mut Reads) {
    match operation {
        Operation::Insert(it) => {
            needs.columns.extend(it.columns.iter().cloned());
            it.from_query.iter().for_each(|reads| needs.add(reads));
        }
        Operation::Update(it) => {
            needs.columns.extend(it.columns.iter().cloned());
            needs.add(&it.reads);
            it.condition.iter().for_each(|condition| needs.add_expression(condition));
        }
        Operation::Delete(it) => {
            needs.add(&it.reads);
            it.condition.iter().for_each(|condition| needs.add_expression(condition));
        }
        Operation::Merge(it) => needs.add(&it.reads),
        Operation::Query(it) => needs.add(&it.reads),
        _ => {}
    }
    if let Some(table) = written(operation)
        && !needs.relations.contains(table)
    {
        needs.relations.push(table.clone());
    }
}

/// The tables that a body given as a string writes.
fn within_text(body: &str, depth: usize) -> Vec<crate::name::QualifiedName> {
    let script = crate::source::Script {
        path: "body".into(),
        text: body.into(),
        cut: crate::source::Cut::Whole,
        ..crate::source::Script::default()
    };
    if depth > 0 {
        return Vec::new();
    }
    let read = crate::sql::read(&script);
    read.iter().flat_map(|statement| &statement.operations).filter_map(|located| written(&located.operation)).cloned().collect()
}
