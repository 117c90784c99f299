//! One line an operation: what it is, what it touches, what it asks, what the server does.

use migsafe_core::effect::{Blocks, Duration, Effect, LosesData};
use migsafe_core::name::QualifiedName;
use migsafe_core::operation::Located;
use migsafe_core::report::{MigrationReport, StatementReport};
use migsafe_core::{Class, Light, Report};
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use super::migrations::light;
use crate::clean;
use crate::terminal::{Style, Terminal, cut};

/// One line.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    light: Light,
    class: Class,
    target: String,
    asks: String,
    does: String,
}

/// The widest that the columns in the middle get.
const TARGET: usize = 28;
const ASKS: usize = 44;

/// Every judged migration, one line an operation.
pub(crate) fn render(report: &Report, terminal: &Terminal) -> String {
    let mut text = String::new();
    for migration in report.projects.iter().flat_map(|project| &project.migrations) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{}\n", terminal.paint(Style::Bold, &clean::line(migration.path.as_str()))));
        text.push_str(&table(&rows(migration), terminal));
    }
    text
}

fn table(rows: &[Row], terminal: &Terminal) -> String {
    let widest = |column: fn(&Row) -> &str, limit: usize| rows.iter().map(|row| column(row).width().min(limit)).max().unwrap_or_default();
    let target = widest(|row| &row.target, TARGET);
    let asks = widest(|row| &row.asks, ASKS);
    let mut text = String::new();
    for row in rows {
        let line = format!(
            "  {}  {:<14}  {}  {}  {}",
            light(row.light, terminal),
            row.class.word(),
            padded(&row.target, target),
            padded(&row.asks, asks),
            row.does,
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn padded(text: &str, width: usize) -> String {
    let shown = cut(text, width);
    let gap = width.saturating_sub(shown.width());
    format!("{shown}{}", " ".repeat(gap))
}

fn rows(migration: &MigrationReport) -> Vec<Row> {
    migration.statements.iter().flat_map(of_statement).collect()
}

fn of_statement(statement: &StatementReport) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::with_capacity(statement.operations.len() + 1);
    for (index, located) in statement.operations.iter().enumerate() {
        let class = statement.operation_classes.get(index).copied().unwrap_or(statement.class);
        let effect = statement.operation_effects.get(index).unwrap_or(&statement.effects);
        let (target, asks) = words(located);
        // The statement's own light can be graver than its class says, by a finding.
        let light = if class == statement.class { statement.light } else { class.into() };
        rows.push(Row { light, class, target, asks, does: consequence(effect) });
    }
    if let Some(why) = statement.why_not.as_ref().filter(|_| !statement.understood) {
        let asks = one_line(&statement.sql);
        let class = statement.class.max(Class::Transformative);
        let light = statement.light.max(class.into());
        rows.push(Row { light, class, target: String::new(), asks, does: format!("not understood: {}", clean::line(why)) });
    }
    rows
}

/// What the operation touches and what it asks, from its own fields: `(orders, SET NOT NULL status)`.
fn words(located: &Located) -> (String, String) {
    const TARGETS: [&str; 8] = ["table", "view", "sequence", "index", "function", "name", "tables", "objects"];
    const DETAILS: [&str; 12] =
        ["constraint", "name", "column", "type", "partition", "attribute", "value", "change", "option", "action", "command", "mode"];
    let fields = serde_json::to_value(located).unwrap_or_default();
    let is_set = |name: &str| fields.get(name) == Some(&Value::Bool(true));
    let field = |name: &str| fields.get(name).and_then(short);
    let kind = fields.get("kind").and_then(Value::as_str).unwrap_or_default();
    let (target_field, target) =
        TARGETS.into_iter().filter(|_| kind != "set-parameter").find_map(|name| field(name).map(|value| (name, value))).unwrap_or_default();
    let mut asks = vec![command(kind, &fields)];
    if is_set("concurrently") {
        asks.push("CONCURRENTLY".to_owned());
    }
    asks.extend(DETAILS.into_iter().filter(|name| *name != target_field).filter_map(field));
    if matches!(kind, "update" | "add-constraint") {
        asks.extend(field("columns").map(|columns| format!("({columns})")));
    }
    asks.extend(field("to").map(|to| format!("to {to}")));
    if located.conditional {
        asks.push("(if it comes to that)".to_owned());
    }
    let target = target.strip_prefix("public.").unwrap_or(&target);
    (clean::line(target).into_owned(), clean::line(&asks.join(" ")).into_owned())
}

/// The words of the command: those of its kind, in the form that SQL has for them.
fn command(kind: &str, fields: &Value) -> String {
    let words = kind.replace('-', " ").to_uppercase();
    let object = fields.get("object").and_then(Value::as_str).unwrap_or_default().replace('-', " ").to_uppercase();
    let is_set = |name: &str| fields.get(name) == Some(&Value::Bool(true));
    match kind {
        "change-privileges" if is_set("grants") => "GRANT on".to_owned(),
        "change-privileges" => "REVOKE on".to_owned(),
        "create-index" if is_set("unique") => "CREATE UNIQUE INDEX".to_owned(),
        "create-view" if is_set("materialized") => "CREATE MATERIALIZED VIEW".to_owned(),
        "comment" | "set-schema" | "change-owner" => format!("{words} of {object}"),
        _ => words.replace("OBJECT", &object).replace(" OPTION", "").replace(" PARAMETER", ""),
    }
}

/// A field for people: a text as it is, an object by its name and type, a list by its parts.
fn short(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.strip_prefix("public.").unwrap_or(text).to_owned()),
        Value::Array(values) => {
            let parts: Vec<String> = values.iter().filter_map(short).collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        }
        Value::Object(fields) => {
            let named: Vec<String> = ["name", "type"].into_iter().filter_map(|name| fields.get(name).and_then(short)).collect();
            let parts = if named.is_empty() { fields.keys().take(1).map(|key| key.replace('-', " ")).collect() } else { named };
            (!parts.is_empty()).then(|| parts.join(" "))
        }
        _ => None,
    }
}

fn one_line(sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().take(12).collect();
    clean::line(&words.join(" ")).into_owned()
}

/// What the server does, in a few words.
fn consequence(effect: &Effect) -> String {
    let mut parts: Vec<String> = Vec::new();
    match effect.loses_data {
        LosesData::Yes => parts.push("data lost".to_owned()),
        LosesData::Maybe => parts.push("may lose data".to_owned()),
        LosesData::No => {}
    }
    for (verb, tables) in [("rewrites", &effect.rewrites), ("scans", &effect.scans), ("builds an index on", &effect.index_builds)] {
        if !tables.is_empty() {
            parts.push(format!("{verb} {}", tables.iter().map(QualifiedName::short).collect::<Vec<_>>().join(", ")));
        }
    }
    match (effect.blocks, effect.duration) {
        (Blocks::ReadsAndWrites, Duration::GrowsWithTable) => parts.push("reads and writes wait while it does".to_owned()),
        (Blocks::Writes, Duration::GrowsWithTable) => parts.push("writes wait while it does".to_owned()),
        (Blocks::None, Duration::GrowsWithTable) => parts.push("nobody waits".to_owned()),
        (_, Duration::Instant) if parts.is_empty() => parts.push("instant".to_owned()),
        (_, Duration::Instant | Duration::Unknown) | (Blocks::Unknown, _) => {}
    }
    if let Some(failure) = &effect.fails {
        parts.push(format!("{}: {}", if failure.certain { "fails" } else { "may fail" }, failure.when));
    }
    // What is not claimed of a whole database is said once.
    let said = usize::from(effect.duration == Duration::Unknown);
    parts.extend(effect.unknown.get(said).map(|unknown| format!("not known: {unknown}")));
    clean::line(&parts.join(", ")).into_owned()
}
