//! What a migration changes, table by table: what a person must see before it runs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::MigrationReport;
use crate::name::QualifiedName;
use crate::operation::Operation;

/// What a migration changes. Sorted by name; what was not understood is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Impact {
    /// The tables concerned.
    pub tables: BTreeMap<String, TableImpact>,
    /// Every other object that is created, dropped or changed, in words: `create-view active_users`, `drop-object mood`.
    pub others: BTreeSet<String>,
    /// Statements of which not everything was read.
    pub not_understood: usize,
}

/// What happens to a table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TableImpact {
    /// It is created.
    pub added: bool,
    /// It is dropped.
    pub removed: bool,
    /// What it is called afterwards, where that changes.
    pub renamed_to: Option<String>,
    /// Columns added; those of a new table too.
    pub columns_added: BTreeSet<String>,
    /// Columns dropped.
    pub columns_removed: BTreeSet<String>,
    /// Columns that are changed or renamed, and how: the kinds of the operations.
    pub columns_changed: BTreeMap<String, BTreeSet<String>>,
    /// What else changes of it: the kinds of the operations (`add-constraint`, `create-index`).
    pub changed: BTreeSet<String>,
    /// What happens to its rows: `insert`, `update`, `delete`, `truncate`, `merge`, `copy`.
    pub data: BTreeSet<String>,
}

impl MigrationReport {
    /// What the migration changes.
    pub fn impact(&self) -> Impact {
        let mut impact =
            Impact { not_understood: self.statements.iter().filter(|statement| !statement.understood).count(), ..Impact::default() };
        for located in self.statements.iter().flat_map(|statement| &statement.operations) {
            impact.enter(&located.operation);
        }
        impact
    }
}

impl Impact {
    fn table(&mut self, name: &QualifiedName) -> &mut TableImpact {
        self.tables.entry(name.short()).or_default()
    }

    fn column(&mut self, table: &QualifiedName, column: &str, kind: &str) {
        self.table(table).columns_changed.entry(column.to_owned()).or_default().insert(kind.to_owned());
    }

    fn changed(&mut self, table: &QualifiedName, kind: &str) {
        self.table(table).changed.insert(kind.to_owned());
    }

    fn data(&mut self, table: &QualifiedName, kind: &str) {
        self.table(table).data.insert(kind.to_owned());
    }

    fn enter(&mut self, operation: &Operation) {
        let kind = kind_of(operation);
        let kind = kind.as_str();
        match operation {
            Operation::CreateTable(it) => {
                let table = self.table(&it.table);
                table.added = true;
                table.columns_added.extend(it.columns.iter().map(|column| column.name.clone()));
            }
            Operation::DropTable(it) => self.table(&it.table).removed = true,
            Operation::RenameTable(it) => self.table(&it.table).renamed_to = Some(it.to.clone()),
            Operation::AddColumn(it) => {
                self.table(&it.table).columns_added.insert(it.column.name.clone());
            }
            Operation::DropColumn(it) => {
                self.table(&it.table).columns_removed.insert(it.column.clone());
            }
            Operation::RenameColumn(it) => self.column(&it.table, &it.column, kind),
            Operation::AlterColumnType(it) => self.column(&it.table, &it.column, kind),
            Operation::SetNotNull(it) => self.column(&it.table, &it.column, kind),
            Operation::DropNotNull(it) => self.column(&it.table, &it.column, kind),
            Operation::SetDefault(it) => self.column(&it.table, &it.column, kind),
            Operation::DropDefault(it) => self.column(&it.table, &it.column, kind),
            Operation::AlterColumnOption(it) => self.column(&it.table, &it.column, kind),
            Operation::AttachPartition(it) => self.changed(&it.table, kind),
            Operation::DetachPartition(it) => self.changed(&it.table, kind),
            Operation::AlterTableOption(it) => self.changed(&it.table, kind),
            Operation::AddConstraint(it) => self.changed(&it.table, kind),
            Operation::ValidateConstraint(it) => self.changed(&it.table, kind),
            Operation::DropConstraint(it) => self.changed(&it.table, kind),
            Operation::AlterConstraint(it) => self.changed(&it.table, kind),
            Operation::RenameConstraint(it) => self.changed(&it.table, kind),
            Operation::CreateIndex(it) => self.changed(&it.table, kind),
            Operation::CreateTrigger(it) => self.changed(&it.table, kind),
            Operation::CreateRule(it) => self.changed(&it.table, kind),
            Operation::CreatePolicy(it) => self.changed(&it.table, kind),
            Operation::Insert(it) => self.data(&it.table, kind),
            Operation::Update(it) => self.data(&it.table, kind),
            Operation::Delete(it) => self.data(&it.table, kind),
            Operation::Merge(it) => self.data(&it.table, kind),
            Operation::Truncate(it) => self.data(&it.table, kind),
            Operation::Copy(it) if it.from => it.table.iter().for_each(|table| self.data(table, kind)),
            Operation::Copy(_)
            | Operation::Query(_)
            | Operation::Maintain(_)
            | Operation::Reindex(_)
            | Operation::LockTable(_)
            | Operation::SetParameter(_)
            | Operation::Transaction(_)
            | Operation::SetConstraints(_)
            | Operation::Utility(_) => {}
            other => {
                let mut named = None;
                other.clone().names_mut(&mut |_, name| {
                    named.get_or_insert_with(|| name.short());
                });
                self.others.insert(format!("{kind} {}", named.unwrap_or_default()).trim_end().to_owned());
            }
        }
    }
}

/// The kind as reports have it: `add-column`.
fn kind_of(operation: &Operation) -> String {
    let json = serde_json::to_value(operation).ok();
    json.as_ref().and_then(|json| json.get("kind")?.as_str()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, Project};

    #[test]
    fn a_person_sees_what_changes() {
        let text = "CREATE TABLE a (id int, n text); ALTER TABLE b ADD COLUMN c int, DROP COLUMN d, ALTER COLUMN e TYPE text, ALTER COLUMN e SET NOT NULL;
            UPDATE b SET c = 1; DELETE FROM f; DROP TABLE g; ALTER TABLE h RENAME TO i; CREATE INDEX x ON b (c); CREATE VIEW v AS SELECT 1; DROP TYPE mood;
            SET lock_timeout = '1s'; FROBNICATE;";
        let report = Project::from_text(text, "1.sql".into(), None).check(&Options::default());
        let impact = report.projects[0].migrations[0].impact();
        let tables = &impact.tables;
        assert_eq!(tables.keys().collect::<Vec<_>>(), ["a", "b", "f", "g", "h"]);
        let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<BTreeSet<String>>();
        assert_eq!(tables["a"], TableImpact { added: true, columns_added: set(&["id", "n"]), ..TableImpact::default() });
        let b = TableImpact {
            columns_added: set(&["c"]),
            columns_removed: set(&["d"]),
            columns_changed: BTreeMap::from([("e".to_owned(), set(&["alter-column-type", "set-not-null"]))]),
            changed: set(&["create-index"]),
            data: set(&["update"]),
            ..TableImpact::default()
        };
        assert_eq!(tables["b"], b);
        assert_eq!(tables["f"], TableImpact { data: set(&["delete"]), ..TableImpact::default() });
        assert_eq!(tables["g"], TableImpact { removed: true, ..TableImpact::default() });
        assert_eq!(tables["h"], TableImpact { renamed_to: Some("i".to_owned()), ..TableImpact::default() });
        assert_eq!(impact.others, set(&["create-view v", "drop-object mood"]));
        assert_eq!(impact.not_understood, 1);
    }
}
