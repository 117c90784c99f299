//! A schema in lines, for telling whether two histories come to the same.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Index, Schema, Table, UserTypeKind, View};
use crate::name::QualifiedName;

impl Schema {
    /// One line for each thing that it holds, as it was written: two schemas with the same lines are the same, whatever the order in which their statements and
    /// columns came. Bodies of functions, triggers and policies are compared by what is known of them.
    pub fn lines(&self) -> BTreeSet<String> {
        let mut lines = BTreeSet::new();
        for table in self.tables.values() {
            table_lines(table, &mut lines);
        }
        for view in self.views.values() {
            view_lines(view, &mut lines);
        }
        for sequence in self.sequences.values() {
            let owner = sequence.owned_by.as_ref().map(|(table, column)| format!(" of {table}.{column}")).unwrap_or_default();
            lines.insert(format!("sequence {}{owner}", sequence.name));
        }
        for user_type in self.types.values() {
            let name = &user_type.name;
            lines.insert(match &user_type.kind {
                UserTypeKind::Enum(labels) => {
                    let labels: Vec<&str> = labels.iter().map(|(label, _)| label.as_str()).collect();
                    format!("enum {name}: '{}'", labels.join("', '"))
                }
                UserTypeKind::Composite(attributes) => {
                    let attributes: Vec<String> =
                        attributes.iter().map(|(attribute, data_type)| format!("{attribute} {}", written(data_type))).collect();
                    format!("type {name} ({})", attributes.join(", "))
                }
                UserTypeKind::Domain { base, not_null, checks, default } => {
                    format!("domain {name} of {base}, not null {not_null}, checks {checks:?}, default {}", written(default))
                }
                UserTypeKind::Other => format!("type {name}"),
            });
        }
        for (name, functions) in &self.functions {
            for function in functions {
                let body = function.body.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
                lines.insert(format!("function {name}({}) in {}: {body}", function.arguments.join(", "), function.language));
            }
        }
        lines.extend(self.statistics.iter().map(|(name, table)| format!("statistics {name} on {table}")));
        lines.extend(self.publications.iter().map(|(name, tables)| format!("publication {name} of {tables:?}")));
        lines
    }
}

fn table_lines(table: &Table, lines: &mut BTreeSet<String>) {
    let name = &table.name;
    let mut more = Vec::new();
    more.extend(table.row_security.then(|| "row-level security".to_owned()));
    more.extend(table.foreign.then(|| "foreign".to_owned()));
    more.extend(table.partition_by.as_ref().map(|by| format!("partitioned {by:?}")));
    more.extend(table.partition_of.as_deref().map(|(parent, bound)| format!("partition of {parent} {bound:?}")));
    more.extend(table.inherits.iter().map(|parent| format!("inherits {parent}")));
    lines.insert(format!("table {name} {:?} {}", table.persistence, more.join(", ")).trim_end().to_owned());
    for column in &table.columns {
        lines.insert(format!(
            "column {name}.{}: {}, not null {}, default {}, identity {}, generated {}, collation {}",
            column.name,
            column.data_type.as_deref().map_or_else(|| "?".to_owned(), ToString::to_string),
            column.not_null.map_or("?", |set| if set { "yes" } else { "no" }),
            written(&column.default),
            written(&column.identity),
            written(&column.generated),
            written(&column.details.collation),
        ));
    }
    for constraint in &table.constraints {
        let state = [constraint.validated, constraint.enforced, constraint.deferrable];
        lines.insert(format!("constraint {} on {name}: {} {state:?}", constraint.name, written(&constraint.kind)));
    }
    table.indexes.iter().for_each(|index| index_line(index, name, lines));
    lines.extend(table.triggers.iter().map(|trigger| format!("trigger {trigger} on {name}")));
    lines.extend(table.policies.iter().map(|policy| format!("policy {policy} on {name}")));
}

fn view_lines(view: &View, lines: &mut BTreeSet<String>) {
    let kind = if view.materialized { "materialized view" } else { "view" };
    let mut reads: Vec<String> = view.reads.iter().map(ToString::to_string).collect();
    reads.sort();
    lines.insert(format!("{kind} {} of {}, columns {}", view.name, reads.join(", "), view.columns.join(", ")));
    view.indexes.iter().for_each(|index| index_line(index, &view.name, lines));
}

fn index_line(index: &Index, table: &QualifiedName, lines: &mut BTreeSet<String>) {
    lines.insert(format!(
        "index {} on {table} using {}: unique {}, {} include {:?} where {}",
        index.name,
        index.method,
        index.unique,
        written(&index.parts),
        index.include,
        written(&index.predicate),
    ));
}

/// A part in the words that reports use for it.
fn written(part: &impl Serialize) -> String {
    serde_json::to_string(part).unwrap_or_default()
}
