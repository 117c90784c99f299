//! The code that goes on writing between the steps.

use std::time::Duration;

use anyhow::Result;
use postgres::{Client, NoTls};

use super::rows::{self, Table, Values};
use crate::servers::Server;

/// How long a write may wait: the steps have committed, so nothing should hold it up.
const PATIENCE: Duration = Duration::from_secs(2);

/// A release of the code: what it writes.
pub(super) struct Writers {
    tables: Vec<Table>,
    client: Client,
}

impl Writers {
    /// Code of the release before: it knows what was there when the rows came, as far as it still is.
    pub(super) fn before(server: &Server, database: &str, filled: &[Table]) -> Result<Self> {
        let mut writers = Self::now(server, database, filled)?;
        for table in &mut writers.tables {
            let known = filled.iter().find(|other| other.oid == table.oid);
            table.columns.retain(|column| known.is_some_and(|known| known.columns.iter().any(|other| other.name == column.name)));
        }
        Ok(writers)
    }

    /// Code that knows the tables as they are, among those that hold rows.
    pub(super) fn now(server: &Server, database: &str, filled: &[Table]) -> Result<Self> {
        let mut client = server.config(database).connect(NoTls)?;
        client.batch_execute(&format!("SET statement_timeout = {0}; SET lock_timeout = {0}", PATIENCE.as_millis()))?;
        let mut tables = rows::tables(&mut client, &[], Values::Varied)?;
        tables.retain(|table| filled.iter().any(|other| other.oid == table.oid));
        for table in &mut tables {
            if let Some(other) = filled.iter().find(|other| other.oid == table.oid) {
                table.go_on_as(other);
            }
        }
        Ok(Self { tables, client })
    }

    /// Does not know columns that are about to go: the release before they go has let them go already.
    pub(super) fn leave_out<'c>(&mut self, columns: impl IntoIterator<Item = &'c (String, String)>) {
        for (table, column) in columns {
            let of_name =
                self.tables.iter_mut().filter(|known| known.name.rsplit('.').next().is_some_and(|name| name.trim_matches('"') == table));
            of_name.for_each(|known| known.columns.retain(|known| known.name != *column));
        }
    }

    /// Forgets what is no longer there: the release that runs through a step uses what stands before and after it.
    pub(super) fn forget_what_is_gone(&mut self) -> Result<()> {
        let now = rows::tables(&mut self.client, &[], Values::Varied)?;
        self.tables.retain_mut(|table| {
            let Some(now) = now.iter().find(|now| now.oid == table.oid && now.name == table.name) else { return false };
            table.columns.retain(|column| now.columns.iter().any(|other| other.name == column.name));
            true
        });
        Ok(())
    }

    /// Writes every table and takes it back. What fails is returned.
    pub(super) fn write(&mut self) -> Vec<String> {
        let mut failures = Vec::new();
        for write in self.tables.iter().flat_map(Table::writes) {
            let outcome = self.client.batch_execute(&format!("BEGIN; {write}; SET CONSTRAINTS ALL IMMEDIATE"));
            if let Err(error) = outcome {
                failures.push(format!("`{write}` fails: {}", super::session::words(&error)));
            }
            if let Err(error) = self.client.batch_execute("ROLLBACK") {
                failures.push(super::session::words(&error));
            }
        }
        failures
    }
}
