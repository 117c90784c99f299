//! Replay compared with the catalog of a live server: each script in `tests/replay` was run on PostgreSQL 15, and what `catalog.query` then gave stands beside it.

use migsafe_core::Project;
use migsafe_core::operation::{ConstraintKind, Operation};
use migsafe_core::schema::{Birth, Schema, Table, UserTypeKind};
use migsafe_core::source::TransactionScope;
use migsafe_core::transaction::TransactionTracker;

fn replayed(text: &str) -> Schema {
    let project = Project::from_text(text, "script.sql".into(), None);
    let mut history = project.histories()[0].clone();
    history.runner.transaction = TransactionScope::None;
    let statements = migsafe_core::sql::read(&history.migrations[0].up);
    let mut tracker = TransactionTracker::new(&history);
    let mut schema = Schema::new();
    tracker.begin_migration(0, &statements, false);
    for (number, statement) in statements.iter().enumerate() {
        assert!(statement.is_understood(), "line {}: {:?}", statement.line, statement.not_understood);
        let now = Birth::new(0, number, tracker.enter(statement).id);
        for located in &statement.operations {
            let mut operation: Operation = located.operation.clone();
            schema.enter(now);
            schema.resolve(&mut operation);
            schema.apply(&operation, now);
        }
    }
    schema
}

fn table_lines(table: &Table, lines: &mut Vec<String>) {
    let name = &table.name;
    lines.push(format!("T|{name}|{}", table.row_security));
    for column in &table.columns {
        let data_type = column
            .data_type
            .as_ref()
            .map_or("?".to_owned(), |it| format!("{}{}", it.name.short(), if it.dimensions > 0 { "[]" } else { "" }));
        let has_default = column.default.is_some() || column.generated.is_some();
        lines.push(format!("C|{name}|{}|{data_type}|{}|{has_default}", column.name, column.not_null == Some(true)));
    }
    for constraint in &table.constraints {
        let kind = match &constraint.kind {
            ConstraintKind::PrimaryKey(_) => 'p',
            ConstraintKind::Unique(_) => 'u',
            ConstraintKind::ForeignKey(_) => 'f',
            ConstraintKind::Check { .. } => 'c',
            ConstraintKind::Exclude { .. } => 'x',
            ConstraintKind::NotNull { .. } => 'n',
        };
        let references =
            constraint.foreign_key().map_or(String::new(), |key| format!("{}({})", key.references, key.referenced_columns.join(",")));
        lines.push(format!("K|{name}|{}|{kind}|{}|{references}", constraint.name, constraint.validated));
    }
    for index in &table.indexes {
        let parent = index.parent.as_ref().map_or(String::new(), ToString::to_string);
        lines.push(format!("I|{name}|{}|{}|{parent}", index.name, index.unique));
    }
    lines.extend(table.triggers.iter().map(|trigger| format!("G|{name}|{trigger}")));
    lines.extend(table.policies.iter().map(|policy| format!("P|{name}|{policy}")));
    lines.extend(table.children.iter().map(|child| format!("H|{name}|{child}")));
}

fn other_lines(schema: &Schema, lines: &mut Vec<String>) {
    for view in schema.views.values() {
        lines.push(format!("V|{}|{}", view.name, view.materialized));
        lines.extend(view.indexes.iter().map(|index| format!("I|{}|{}|{}|", view.name, index.name, index.unique)));
    }
    for sequence in schema.sequences.values() {
        let owner = sequence.owned_by.as_ref().map_or(String::new(), |(table, column)| format!("{table}.{column}"));
        lines.push(format!("S|{}|{owner}", sequence.name));
    }
    for user_type in schema.types.values() {
        let kind = match &user_type.kind {
            UserTypeKind::Enum(labels) => format!("e:{}", sorted(labels.iter().map(|(label, _)| label))),
            UserTypeKind::Domain { checks, not_null, .. } => format!("d:{not_null}:{}", sorted(checks)),
            UserTypeKind::Composite(attributes) => {
                format!("c:{}", attributes.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(","))
            }
            UserTypeKind::Other => "o".to_owned(),
        };
        lines.push(format!("Y|{}|{kind}", user_type.name));
    }
    for (name, overloads) in &schema.functions {
        lines.extend(overloads.iter().map(|_| format!("F|{name}")));
    }
}

fn sorted<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let mut names: Vec<&str> = names.into_iter().map(String::as_str).collect();
    names.sort_unstable();
    names.join(",")
}

/// The reverse maps say the same as the tables.
fn assert_consistent(schema: &Schema) {
    for (index, owner) in &schema.index_owner {
        assert_eq!(schema.find_index(index).map(|(found, _)| found.name()), Some(owner), "owner of {index}");
    }
    for table in schema.tables.values() {
        for index in &table.indexes {
            assert_eq!(schema.index_owner.get(&index.name), Some(&table.name), "owner of {}", index.name);
        }
        for key in schema.foreign_keys_of(&table.name) {
            let Some(references) = key.foreign_key().map(|foreign| &foreign.references) else { continue };
            let found = schema.referencing(references).any(|(referencing, other)| referencing.name == table.name && other.name == key.name);
            assert!(found, "{} of {} among those referencing {references}", key.name, table.name);
        }
    }
    for (referenced, references) in &schema.referenced_by {
        for reference in references {
            let referencing = schema.table(&reference.table);
            for key in &reference.keys {
                let leads = referencing
                    .and_then(|table| table.constraint(key))
                    .and_then(|key| key.foreign_key())
                    .is_some_and(|key| key.references == *referenced);
                assert!(leads, "{key} of {} leads to {referenced}", reference.table);
            }
        }
    }
    for table in schema.tables.values() {
        for child in &table.children {
            let below = schema.table(child).into_iter();
            let mut above = below.flat_map(|child| child.partition_of.iter().map(|partition| &partition.0).chain(&child.inherits));
            assert!(above.any(|parent| *parent == table.name), "{child} below {}", table.name);
        }
    }
    for referenced in schema.referenced_by.keys() {
        assert!(schema.referencing(referenced).next().is_some(), "{referenced} is referenced by nobody");
    }
}

fn compare(script: &str, catalog: &str) {
    let schema = replayed(script);
    assert_consistent(&schema);
    let mut lines = Vec::new();
    for table in schema.tables.values() {
        table_lines(table, &mut lines);
    }
    other_lines(&schema, &mut lines);
    lines.sort();
    let missing: Vec<&str> = catalog.lines().filter(|line| !lines.iter().any(|own| own == line)).collect();
    let surplus: Vec<&String> = lines.iter().filter(|line| !catalog.lines().any(|other| other == line.as_str())).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "only on the server: {missing:#?}\nonly in the replay: {surplus:#?}");
    assert_eq!(lines.len(), catalog.lines().count(), "a line stands twice");
}

#[test]
fn made_names_are_the_servers() {
    compare(include_str!("replay/names.sql"), include_str!("replay/names.catalog"));
}

#[test]
fn changes_leave_what_the_server_has() {
    compare(include_str!("replay/changes.sql"), include_str!("replay/changes.catalog"));
}

#[test]
fn partitions_and_children_follow() {
    compare(include_str!("replay/partitions.sql"), include_str!("replay/partitions.catalog"));
}

#[test]
fn what_depends_goes_along() {
    compare(include_str!("replay/dependencies.sql"), include_str!("replay/dependencies.catalog"));
}
