//! Replay against what PostgreSQL does.

use super::naming::made_name;
use super::{Birth, Schema};
use crate::name::QualifiedName;
#[allow(clippy::wildcard_imports, reason = "tests build the whole vocabulary")]
use crate::operation::*;

fn now() -> Birth {
    Birth::new(0, 0, 1)
}

fn column(name: &str, data_type: &str) -> ColumnDefinition {
    ColumnDefinition { name: name.to_owned(), data_type: TypeName::simple(data_type), ..ColumnDefinition::default() }
}

fn key(columns: &[&str]) -> Key {
    Key { columns: columns.iter().map(|&name| name.to_owned()).collect(), ..Key::default() }
}

fn foreign_key(columns: &[&str], references: &str) -> ConstraintKind {
    ConstraintKind::ForeignKey(ForeignKey {
        columns: key(columns).columns,
        references: QualifiedName::bare(references),
        referenced_columns: Vec::new(),
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
    })
}

fn table(name: &str, columns: Vec<ColumnDefinition>, constraints: Vec<ConstraintKind>) -> Operation {
    let constraints = constraints.into_iter().map(|kind| ConstraintDefinition::new(None, kind)).collect();
    CreateTable { table: QualifiedName::bare(name), columns, constraints, ..CreateTable::default() }.into()
}

fn public(name: &str) -> QualifiedName {
    QualifiedName::new("public", name)
}

fn replay(operations: impl IntoIterator<Item = Operation>) -> Schema {
    let mut schema = Schema::new();
    for mut operation in operations {
        schema.enter(now());
        schema.resolve(&mut operation);
        schema.apply(&operation, now());
    }
    schema
}

#[test]
fn names_are_cut_like_the_server_cuts_them() {
    // Each expected name was read from a live server.
    let long = "a_table_with_a_name_that_is_so_long_that_it_fills_the_whole_63b";
    assert_eq!(made_name(long, None, "pkey"), "a_table_with_a_name_that_is_so_long_that_it_fills_the_whol_pkey");
    assert_eq!(made_name("t", Some("a"), "key"), "t_a_key");
}

#[test]
fn a_table_gets_its_keys_and_follows_a_rename() {
    let schema = replay([
        table(
            "users",
            vec![column("id", "serial"), column("email", "text")],
            vec![ConstraintKind::PrimaryKey(key(&["id"])), ConstraintKind::Unique(key(&["email"]))],
        ),
        table("posts", vec![column("author", "integer")], vec![foreign_key(&["author"], "users")]),
        RenameTable { table: QualifiedName::bare("users"), to: "people".to_owned() }.into(),
    ]);
    let people = schema.table(&public("people")).expect("renamed");
    assert_eq!(people.constraints.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["users_pkey", "users_email_key"]);
    assert_eq!(people.column("id").and_then(|it| it.not_null), Some(true));
    let referencing: Vec<_> = schema.referencing(&people.name).map(|(table, key)| (table.name.to_string(), key.name.clone())).collect();
    assert_eq!(referencing, [("public.posts".to_owned(), "posts_author_fkey".to_owned())]);
    assert_eq!(schema.sequence_owner(&public("users_id_seq")), Some(&(public("people"), "id".to_owned())));
    assert_eq!(schema.find_index(&public("users_email_key")).map(|(owner, _)| owner.name()), Some(&public("people")));
}

#[test]
fn a_table_never_seen_is_entered_without_a_birth() {
    let schema = replay([SetNotNull { table: QualifiedName::bare("old"), column: "name".to_owned(), only: false }.into()]);
    let old = schema.table(&public("old")).expect("entered");
    assert_eq!((old.birth, old.is_known()), (None, false));
    assert!(schema.proves_not_null(&public("old"), "name"));
    assert!(!schema.is_empty_for_sure(&public("old"), now()));
}
