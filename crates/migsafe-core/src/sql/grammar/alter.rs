//! `ALTER TABLE` and the same actions on views and indexes.

use super::alter_column;
use super::table::{bound, starts_constraint};
use super::{Reading, column, constraint, object};
use crate::name::QualifiedName;
#[allow(clippy::wildcard_imports, reason = "nearly every operation on tables is made here")]
use crate::operation::*;
use crate::sql::NotUnderstood;
use crate::sql::cursor::Cursor;

/// Reads what follows `ALTER`, where that is a relation.
pub(super) fn relation(mut cursor: Cursor<'_>) -> Option<Reading> {
    let object = match cursor.eat_any(&["table", "foreign table", "view", "materialized view", "index"])? {
        "table" => ObjectKind::Table,
        "foreign table" => ObjectKind::ForeignTable,
        "view" => ObjectKind::View,
        "materialized view" => ObjectKind::MaterializedView,
        _ => ObjectKind::Index,
    };
    if cursor.eat("all in tablespace") {
        let name = QualifiedName::bare(cursor.identifier()?);
        return Some(AlterObject { object, name, on: None, action: "SET TABLESPACE".to_owned() }.into());
    }
    cursor.if_exists();
    let (table, only) = cursor.relation_under_only()?;
    let target = Target { object, table };
    let mut reading = Reading::default();
    for part in cursor.comma_parts() {
        let mut operation = target.action(part).unwrap_or_else(|| {
            reading.not_understood.push(NotUnderstood { span: part.span(), why: "this action is not known".to_owned() });
            target.other(part)
        });
        if only {
            operation.set_only();
        }
        reading.operations.push(operation);
    }
    (!reading.operations.is_empty()).then_some(reading)
}

/// What an `ALTER` changes.
struct Target {
    object: ObjectKind,
    table: QualifiedName,
}

impl Target {
    fn table(&self) -> QualifiedName {
        self.table.clone()
    }

    fn other(&self, cursor: Cursor<'_>) -> Operation {
        AlterObject { object: self.object, name: self.table(), on: None, action: object::action_words(cursor) }.into()
    }

    fn option(&self, cursor: Cursor<'_>, option: TableOption) -> Option<Operation> {
        cursor.finish(AlterTableOption { table: self.table(), option }.into())
    }

    fn action(&self, mut cursor: Cursor<'_>) -> Option<Operation> {
        const WORDS: &[&str] = &[
            "add",
            "drop",
            "alter",
            "validate constraint",
            "rename",
            "set",
            "reset",
            "enable",
            "disable",
            "force",
            "no force",
            "inherit",
            "no inherit",
            "of",
            "not of",
            "owner to",
            "replica identity",
            "cluster on",
            "attach partition",
            "detach partition",
            "options",
            "depends on extension",
            "no depends on extension",
        ];
        let whole = cursor;
        match cursor.eat_any(WORDS)? {
            "add" => self.add(cursor),
            "drop" => self.drop(cursor),
            "alter" => self.alter(cursor),
            "rename" => self.rename(cursor),
            "set" => self.set(cursor, whole),
            "enable" => self.switch(cursor, true),
            "disable" => self.switch(cursor, false),
            "attach partition" => self.attach(cursor),
            "validate constraint" => {
                let constraint = cursor.identifier()?;
                cursor.finish(ValidateConstraint { table: self.table(), constraint }.into())
            }
            "owner to" => {
                cursor.identifier()?;
                cursor.finish(ChangeOwner { object: self.object, name: self.table() }.into())
            }
            "detach partition" => {
                let partition = cursor.name()?;
                let ending = cursor.eat_any(&["concurrently", "finalize"]);
                let (concurrently, finalize) = (ending == Some("concurrently"), ending == Some("finalize"));
                cursor.finish(DetachPartition { table: self.table(), partition, concurrently, finalize }.into())
            }
            "reset" => {
                let names = cursor.parentheses()?.comma_parts().into_iter().map(object::words).collect();
                self.option(cursor, TableOption::Reset(names))
            }
            words @ ("force" | "no force") => {
                cursor.expect("row level security")?;
                self.option(cursor, TableOption::ForceRowSecurity(words == "force"))
            }
            words @ ("inherit" | "no inherit") => {
                let parent = cursor.name()?;
                self.option(cursor, TableOption::Inherit { parent, joins: words == "inherit" })
            }
            "of" => {
                let name = cursor.name()?.to_string();
                self.option(cursor, TableOption::OfType(Some(name)))
            }
            "not of" => self.option(cursor, TableOption::OfType(None)),
            "cluster on" => {
                let index = cursor.identifier()?;
                self.option(cursor, TableOption::ClusterOn(Some(index)))
            }
            "replica identity" => {
                let identity = match cursor.eat_any(&["default", "full", "nothing", "using index"])? {
                    "default" => ReplicaIdentity::Default,
                    "full" => ReplicaIdentity::Full,
                    "nothing" => ReplicaIdentity::Nothing,
                    _ => ReplicaIdentity::Index(cursor.identifier()?),
                };
                self.option(cursor, TableOption::ReplicaIdentity(identity))
            }
            // Options of a foreign table and dependencies on an extension.
            _ => Some(self.other(whole)),
        }
    }

    fn add(&self, mut cursor: Cursor<'_>) -> Option<Operation> {
        if !cursor.sees("column") && starts_constraint(cursor) {
            let constraint = constraint::table_constraint(&mut cursor)?;
            return cursor.finish(AddConstraint { table: self.table(), constraint, only: false }.into());
        }
        cursor.eat("column");
        let if_not_exists = cursor.if_not_exists();
        let column = column::definition(&mut cursor)?;
        cursor.finish(AddColumn { table: self.table(), column, if_not_exists, only: false }.into())
    }

    fn drop(&self, mut cursor: Cursor<'_>) -> Option<Operation> {
        let is_constraint = cursor.eat("constraint");
        if !is_constraint {
            cursor.eat("column");
        }
        let if_exists = cursor.if_exists();
        let name = cursor.identifier()?;
        let cascade = cursor.cascade();
        let table = self.table();
        cursor.finish(if is_constraint {
            DropConstraint { table, constraint: name, if_exists, cascade, only: false }.into()
        } else {
            DropColumn { table, column: name, if_exists, cascade, only: false }.into()
        })
    }

    fn alter(&self, mut cursor: Cursor<'_>) -> Option<Operation> {
        if cursor.eat("constraint") {
            return self.alter_constraint(cursor);
        }
        cursor.eat("column");
        // An index counts its columns.
        let column = if self.object == ObjectKind::Index {
            let token = cursor.next()?;
            cursor.of(token).to_owned()
        } else {
            cursor.identifier()?
        };
        alter_column::action(&self.table, column, cursor)
    }

    fn alter_constraint(&self, mut cursor: Cursor<'_>) -> Option<Operation> {
        const WORDS: &[&str] = &[
            "not deferrable",
            "deferrable",
            "initially deferred",
            "initially immediate",
            "not enforced",
            "enforced",
            "inherit",
            "no inherit",
        ];
        let mut alter = AlterConstraint { table: self.table(), constraint: cursor.identifier()?, enforced: None, deferrable: None };
        while let Some(words) = cursor.eat_any(WORDS) {
            match words {
                "not deferrable" => alter.deferrable = Some(false),
                "deferrable" | "initially deferred" => alter.deferrable = Some(true),
                "not enforced" => alter.enforced = Some(false),
                "enforced" => alter.enforced = Some(true),
                _ => {}
            }
        }
        cursor.finish(alter.into())
    }

    fn rename(&self, mut cursor: Cursor<'_>) -> Option<Operation> {
        let table = self.table();
        if cursor.eat("to") {
            let to = cursor.identifier()?;
            return cursor.finish(match self.object {
                ObjectKind::Table => RenameTable { table, to }.into(),
                object => RenameObject { object, name: table, to, on: None }.into(),
            });
        }
        let is_constraint = cursor.eat("constraint");
        if !is_constraint {
            cursor.eat("column");
        }
        let name = cursor.identifier()?;
        cursor.expect("to")?;
        let to = cursor.identifier()?;
        cursor.finish(if is_constraint {
            RenameConstraint { table, constraint: name, to }.into()
        } else {
            RenameColumn { table, column: name, to, only: false }.into()
        })
    }

    fn set(&self, mut cursor: Cursor<'_>, whole: Cursor<'_>) -> Option<Operation> {
        if cursor.sees_symbol(b'(') {
            let pairs = cursor.parentheses()?.comma_parts().into_iter().map(pair).collect();
            return self.option(cursor, TableOption::Set(pairs));
        }
        match cursor.eat_any(&["logged", "unlogged", "tablespace", "access method", "schema", "without cluster", "without oids"])? {
            word @ ("logged" | "unlogged") => self.option(cursor, TableOption::Logged(word == "logged")),
            "tablespace" => {
                let name = cursor.identifier()?;
                cursor.eat("nowait");
                self.option(cursor, TableOption::Tablespace(name))
            }
            "access method" => {
                let name = cursor.identifier()?;
                self.option(cursor, TableOption::AccessMethod(name))
            }
            "schema" => {
                let to = cursor.identifier()?;
                cursor.finish(SetSchema { object: self.object, name: self.table(), to }.into())
            }
            "without cluster" => self.option(cursor, TableOption::ClusterOn(None)),
            _ => Some(self.other(whole)),
        }
    }

    fn switch(&self, mut cursor: Cursor<'_>, enabled: bool) -> Option<Operation> {
        let option = match cursor.eat_any(&[
            "row level security",
            "replica trigger",
            "always trigger",
            "trigger",
            "replica rule",
            "always rule",
            "rule",
        ])? {
            "row level security" => TableOption::RowSecurity(enabled),
            words if words.ends_with("trigger") => {
                let name = cursor.eat_any(&["all", "user"]).map_or_else(|| cursor.identifier(), |word| Some(word.to_ascii_uppercase()))?;
                TableOption::Trigger { name, enabled }
            }
            _ => TableOption::Rule { name: cursor.identifier()?, enabled },
        };
        self.option(cursor, option)
    }

    fn attach(&self, mut cursor: Cursor<'_>) -> Option<Operation> {
        let partition = cursor.name()?;
        if self.object == ObjectKind::Index {
            return cursor.finish(AttachIndexPartition { index: self.table(), partition }.into());
        }
        let bound = bound(&mut cursor)?;
        cursor.finish(AttachPartition { table: self.table(), partition, bound }.into())
    }
}

/// One storage parameter: `fillfactor = 70`; one without a value counts as true.
fn pair(mut cursor: Cursor<'_>) -> (String, String) {
    let name = cursor.until_operator("=");
    let value = cursor.string().unwrap_or_else(|| object::words(cursor));
    (object::words(name).replace(" . ", "."), if value.is_empty() { "true".to_owned() } else { value.to_lowercase() })
}
