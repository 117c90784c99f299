//! What is done through a connection or session, and SQL given as text.

use super::run::Run;
use super::value::{Arguments, HOLE, Value};
use crate::python::Text;
use crate::source::{Cut, Dialect, Script};
use crate::span::Span;
use crate::sql::{self, NotUnderstood};

impl Run<'_> {
    /// A method of a connection or session.
    pub(super) fn on_connection(&mut self, name: &str, arguments: Arguments) -> Value {
        match name {
            "execute" | "exec_driver_sql" | "scalar" | "scalars" | "exec" | "executemany" => {
                let sent = arguments.get(0, "statement").cloned();
                if let Some(statement) = sent.clone() {
                    // With values beside it a text may hold the driver's own marks, `%s` and `%(name)s`.
                    let statement = match (&statement, arguments.places.len()) {
                        (Value::Text(text), 2..) => Value::Text(without_marks(text)),
                        _ => statement,
                    };
                    self.execute(&statement, arguments.span);
                } else {
                    self.not_understood(arguments.span, "the call does not say what is executed");
                }
                // What it gives are rows of what the statement reads.
                sent.filter(|_| matches!(name, "execute" | "scalars" | "exec"))
                    .filter(|sent| super::rows::row_of(sent).is_some())
                    .unwrap_or(Value::Unknown)
            }
            "commit" | "flush" => {
                self.commits += usize::from(name == "commit");
                if let Some((span, why)) = self.changed.take() {
                    self.not_understood_at(span, why);
                }
                Value::None
            }
            "connect" | "begin" | "begin_nested" | "execution_options" | "connection" | "get_bind" | "cursor" | "__enter__" => {
                Value::Connection
            }
            "delete" if arguments.places.first().is_some_and(|(row, _)| self.on_row(row, None, arguments.span)) => Value::Unknown,
            "add" | "merge" | "add_all" if arguments.places.first().is_some_and(|(row, _)| self.store(row, name, arguments.span)) => {
                Value::Unknown
            }
            "bulk_save_objects" if arguments.get(0, "objects").is_some_and(|rows| self.store(rows, "add", arguments.span)) => {
                Value::Unknown
            }
            "bulk_insert_mappings" | "bulk_update_mappings" if self.store_mappings(name, &arguments) => Value::Unknown,
            "add" | "add_all" | "merge" | "delete" | "bulk_save_objects" | "bulk_insert_mappings" | "bulk_update_mappings" => {
                self.not_understood(arguments.span, format!("`{name}` changes rows of a table that is known only when the migration runs"));
                Value::Unknown
            }
            // What the driver does by itself.
            "copy" | "copy_expert" | "copy_from" | "callproc" | "executescript" => {
                self.not_understood(arguments.span, format!("what `{name}` sends is not followed"));
                Value::Unknown
            }
            _ => {
                Value::Call(std::rc::Rc::new(super::value::Call { callee: super::evaluate::attribute(Value::Connection, name), arguments }))
            }
        }
    }

    /// SQL in any form in which SQLAlchemy takes it.
    pub(super) fn execute(&mut self, statement: &Value, span: Span) {
        for within in dml_within(statement) {
            self.execute(&within, span);
        }
        match statement {
            Value::Text(text) => self.emit_written(&without_binds(text), span, &[]),
            Value::Partial(text) if text.value.trim() == HOLE => self.dynamic(span),
            Value::Partial(text) => {
                let text = without_schemas(&without_binds(text));
                if !text.value.contains(HOLE) {
                    self.emit_written(&text, span, &[]);
                } else if let Some(text) = with_values(&text, self.words()) {
                    self.emit_written(&text, span, &[]);
                } else {
                    let why = "a part of this SQL is put in when the migration runs".to_owned();
                    let missing = NotUnderstood { span, why };
                    self.emit_written(&text, span, if says_enough(&text, self.words()) { &[] } else { std::slice::from_ref(&missing) });
                }
            }
            Value::List(items) => {
                for item in items.iter() {
                    self.execute(item, span);
                }
            }
            Value::Either(ways) => {
                self.conditional += 1;
                for way in ways.iter() {
                    self.execute(way, span);
                }
                self.conditional -= 1;
            }
            Value::Call(call) => match statement.word() {
                "text" | "TextClause" | "DDL" | "SQL" => {
                    let inner = call.arguments.get(0, "text").or_else(|| call.arguments.named("statement")).cloned();
                    self.execute(&inner.unwrap_or(Value::Unknown), span);
                }
                "bindparams" | "params" | "columns" | "execution_options" => match &call.callee {
                    Value::Member(owner, _) => self.execute(owner, span),
                    _ => self.dynamic(span),
                },
                "CreateEnumType" | "DropEnumType" => {
                    let method = if statement.word() == "CreateEnumType" { "create" } else { "drop" };
                    let unchecked =
                        Arguments { span, named: vec![("checkfirst".to_owned(), Value::Bool(false), span)], ..Arguments::default() };
                    let type_ = call.arguments.places.first().map_or(Value::Unknown, |(value, _)| value.clone());
                    if !self.create_or_drop(&type_, method, &unchecked) {
                        self.dynamic(span);
                    }
                }
                _ => self.constructed(statement, span),
            },
            _ => self.dynamic(span),
        }
    }

    /// SQL that only a run can tell.
    pub(super) fn dynamic(&mut self, span: Span) {
        self.not_understood(span, "the SQL is made when the migration runs");
    }
}

/// The text without schemas that are set when the migration runs: most often one of several alike.
fn without_schemas(text: &Text) -> Text {
    let sql = text.value.as_str();
    let mut out = Text::default();
    let mut from = 0;
    for (at, _) in sql.match_indices(HOLE) {
        let end = at + HOLE.len();
        let (before, behind) = (sql.get(..at).unwrap_or_default(), sql.get(end..).unwrap_or_default());
        let is_quoted = before.ends_with('"') && behind.starts_with('"');
        let (start, end) = if is_quoted { (at - 1, end + 1) } else { (at, end) };
        let before = sql.get(from..start).unwrap_or_default();
        let is_whole = !before.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '_' | '.' | '$' | '"' | '\''));
        let mut name = sql.get(end..).and_then(|behind| behind.strip_prefix('.')).unwrap_or_default().chars();
        if is_whole && name.next().is_some_and(|first| first == '"' || first == '_' || first.is_alphabetic()) {
            out.push(&text.slice(from, start));
            from = end + 1;
        }
    }
    out.push(&text.slice(from, sql.len()));
    out
}

/// Whether what the statements do is known though a part of them is not.
fn says_enough(text: &Text, dialect: Dialect) -> bool {
    let script = Script { text: text.value.as_str().into(), cut: Cut::Whole, dialect, ..Script::default() };
    let statements = sql::read(&script);
    !statements.is_empty() && statements.iter().all(sql::Statement::says_enough)
}

/// The statement with a parameter for each part that is put in later, where these are values, whatever they are: inside a string constant, or where nothing but a
/// value can stand in a statement that only reads or writes rows, or in the query of a view.
fn with_values(text: &Text, dialect: Dialect) -> Option<Text> {
    let sql = text.value.as_str();
    let words: Vec<String> = sql.split_whitespace().take(5).map(str::to_ascii_lowercase).collect();
    let begins = |with: &[&str]| words.iter().zip(with).filter(|(own, with)| own == with).count() == with.len();
    let is_restart = begins(&["alter", "sequence"]);
    let is_view = words.first().is_some_and(|first| first == "create") && words.iter().any(|word| word == "view");
    let is_of_rows = ["select", "insert", "update", "delete", "with"].iter().any(|known| begins(&[known]));
    if !is_restart && !is_view && !is_of_rows {
        return None;
    }
    let mut out = Text::default();
    let mut from = 0;
    for Gap { at, before } in gaps(sql)? {
        // Behind a comma may stand the names of several columns, which would be the view's.
        if !introduces_value(&before) || (is_view && before.trim_end().ends_with([',', '('])) {
            return None;
        }
        out.push(&text.slice(from, at));
        // `RESTART WITH` takes a number and no parameter.
        out.push(&Text::plain(if is_restart { "1" } else { parameter(&before) }));
        from = at + HOLE.len();
    }
    out.push(&text.slice(from, sql.len()));
    let script = Script { text: out.value.as_str().into(), cut: Cut::Whole, dialect, ..Script::default() };
    sql::read(&script).iter().all(sql::Statement::is_understood).then_some(out)
}

/// A part that is put in later, outside of string constants and comments.
struct Gap {
    at: usize,
    /// What stands before it on the way, without comments.
    before: String,
}

/// So much of what stands before a gap is looked at.
const BEFORE: usize = 40;

/// The gaps of a statement; nothing where it holds strings of other kinds, of which it is not known here where they end.
fn gaps(sql: &str) -> Option<Vec<Gap>> {
    let mut gaps = Vec::new();
    let mut clean = String::new();
    let mut at = 0;
    while let Some(rest) = sql.get(at..).filter(|rest| !rest.is_empty()) {
        let length = if rest.starts_with("--") {
            let length = rest.find('\n').unwrap_or(rest.len());
            // What is put in may end the line.
            if rest.get(..length).is_none_or(|comment| comment.contains(HOLE)) {
                return None;
            }
            length
        } else if let Some(comment) = rest.strip_prefix("/*") {
            let (comment, _) = comment.split_once("*/")?;
            if comment.contains("/*") || comment.contains(HOLE) {
                return None;
            }
            comment.len() + 4
        } else if let Some(constant) = rest.strip_prefix('\'') {
            if clean.ends_with(['e', 'E', '&']) {
                return None;
            }
            let length = constant.find('\'')? + 2;
            clean.push('\'');
            length
        } else if rest.starts_with("$$") {
            return None;
        } else {
            if rest.starts_with(HOLE) {
                let start = clean.char_indices().rev().nth(BEFORE).map_or(0, |(start, _)| start);
                gaps.push(Gap { at, before: clean.get(start..).unwrap_or_default().to_owned() });
            }
            let next = rest.chars().next()?;
            clean.push(next);
            next.len_utf8()
        };
        at += length;
    }
    Some(gaps)
}

/// Whether what follows this much of a statement can only be a value: an operator stands before it, or a word that takes one.
fn introduces_value(before: &str) -> bool {
    let before = before.trim_end();
    let word = before.rsplit(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
    before.ends_with(['=', '<', '>', '(', ',', '+', '-', '*', '/', '|'])
        || ["in", "with", "like", "ilike", "between", "limit", "offset", "then", "else"]
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
}

/// A parameter; after `IN` it is a list, which the driver writes out with its parentheses.
fn parameter(before: &str) -> &'static str {
    let word = before.trim_end().rsplit(|letter: char| letter.is_whitespace() || letter == ')').next().unwrap_or_default();
    if word.eq_ignore_ascii_case("in") { "($1)" } else { "$1" }
}

/// `:name` is a parameter for SQLAlchemy's `text`; for PostgreSQL it becomes `$1`. Its pattern takes what no word and no colon touches.
fn without_binds(text: &Text) -> Text {
    let bytes = text.value.as_bytes();
    let mut out = Text::default();
    let (mut from, mut at) = (0, 0);
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let mut quoted = false;
    while at < bytes.len() {
        let before = at.checked_sub(1).and_then(|last| bytes.get(last));
        match bytes.get(at) {
            Some(b'\'') => quoted = !quoted,
            // `\:` is a colon that is none of SQLAlchemy's.
            Some(b'\\') if bytes.get(at + 1) == Some(&b':') => {
                out.push(&text.slice(from, at));
                from = at + 1;
                at += 1;
            }
            Some(b':') if !quoted && !is_word(before) && before != Some(&b':') && is_word(bytes.get(at + 1)) => {
                let length = bytes.get(at + 1..).unwrap_or_default().iter().take_while(|byte| is_word(Some(byte))).count();
                if bytes.get(at + 1 + length) != Some(&b':') {
                    out.push(&text.slice(from, at));
                    out.push(&Text::plain(parameter(text.value.get(..at).unwrap_or_default())));
                    from = at + 1 + length;
                    at += length;
                }
            }
            _ => {}
        }
        at += 1;
    }
    out.push(&text.slice(from, bytes.len()));
    out
}

/// The driver's marks become `$1`, its doubled percent sign a single one.
fn without_marks(text: &Text) -> Text {
    let mut out = Text::default();
    let mut at = 0;
    while let Some(found) = text.value.get(at..).and_then(|rest| rest.find('%')) {
        let sign = at + found;
        let rest = text.value.get(sign + 1..).unwrap_or_default();
        let named = rest.strip_prefix('(').and_then(|rest| rest.find(")s"));
        let (mark, length) = match (rest.chars().next(), named) {
            (Some('s'), _) => (parameter(text.value.get(..sign).unwrap_or_default()), 2),
            (_, Some(name)) => (parameter(text.value.get(..sign).unwrap_or_default()), name + 4),
            (Some('%'), _) => ("%", 2),
            _ => ("%", 1),
        };
        out.push(&text.slice(at, sign));
        out.push(&Text::plain(mark));
        at = sign + length;
    }
    out.push(&text.slice(at, text.value.len()));
    out
}

/// What changes rows in a `WITH` of the statement: `delete(table).cte()`.
fn dml_within(statement: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    look_within(statement, &mut found, super::value::NESTING);
    found
}

fn look_within(value: &Value, found: &mut Vec<Value>, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match value {
        Value::Call(call) => {
            if let Value::Member(owner, name) = &call.callee
                && &**name == "cte"
                && changes_rows(owner, NESTED)
            {
                found.push((**owner).clone());
                return;
            }
            look_within(&call.callee, found, depth);
            call.arguments.values().for_each(|value| look_within(value, found, depth));
        }
        Value::Member(owner, _) => look_within(owner, found, depth),
        _ => {}
    }
}

/// So many methods are called on a statement one after the other.
const NESTED: usize = 32;

fn changes_rows(value: &Value, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    match value {
        Value::Call(call) => matches!(call.callee.word(), "delete" | "update" | "insert") || changes_rows(&call.callee, depth),
        Value::Member(owner, _) => changes_rows(owner, depth),
        _ => false,
    }
}
