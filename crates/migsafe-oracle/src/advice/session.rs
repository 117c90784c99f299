//! A session that runs a migration as its runner would, and notices when rows are read or written while writers are kept out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use migsafe_core::effect::Blocks;
use migsafe_core::operation::{ConstraintKind, DropColumn, Operation, Transaction, TransactionAction};
use migsafe_core::source::{Cut, Script};
use migsafe_core::sql;
use postgres::{Client, NoTls};

use crate::observe::{Relation, Relations, counted, locks_of, relations};
use crate::servers::Server;
use crate::stage::process_of;

/// How long a statement is watched while other writers' transactions are open.
const WATCH: Duration = Duration::from_millis(150);

/// A statement, and what of it matters to the session.
#[derive(Clone)]
pub(super) struct Statement {
    pub(super) sql: String,
    /// What it does to the transaction.
    action: Option<TransactionAction>,
    /// The foreign keys that it adds: from which table to which, by bare names.
    pub(super) references: Vec<(String, String)>,
    /// The columns that it drops: table and column, by bare names.
    pub(super) drops: Vec<(String, String)>,
}

impl Statement {
    pub(super) fn is_not_about_transactions(&self) -> bool {
        self.action.is_none()
    }
}

/// The statements of a text, as the tool cuts it.
pub(super) fn statements(text: &str, cut: Cut) -> Vec<Statement> {
    let script = Script { path: "step".into(), text: text.into(), cut, ..Script::default() };
    let statement = |statement: &sql::Statement| {
        let operations = || statement.operations.iter().map(|located| &located.operation);
        Statement {
            sql: statement.span.of(text).to_owned(),
            action: operations().find_map(Operation::as_kind::<Transaction>).map(|transaction| transaction.action),
            references: operations().flat_map(references).collect(),
            drops: operations()
                .filter_map(Operation::as_kind::<DropColumn>)
                .map(|drop| (drop.table.name.to_string(), drop.column.clone()))
                .collect(),
        }
    };
    sql::read(&script).iter().map(statement).collect()
}

fn references(operation: &Operation) -> Vec<(String, String)> {
    let (table, constraints) = match operation {
        Operation::AddConstraint(add) => (&add.table, std::slice::from_ref(&add.constraint)),
        Operation::AddColumn(add) => (&add.table, add.column.constraints.as_slice()),
        _ => return Vec::new(),
    };
    let keys = constraints.iter().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::ForeignKey(key) => Some(key.references.name.to_string()),
        _ => None,
    });
    keys.map(|references| (table.name.to_string(), references)).collect()
}

/// An error as the server words it.
pub(super) fn words(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |error| format!("{} {}", error.code().code(), error.message()))
}

/// A migrating session.
pub(super) struct Session<'a> {
    server: &'a Server,
    database: &'a str,
    client: Client,
    process: i32,
    heard: Arc<Mutex<Vec<String>>>,
    in_transaction: bool,
    before: Relations,
}

/// What a run comes to.
pub(super) enum Outcome {
    /// It ran; what it did to rows while writers were kept out.
    Ran(Vec<String>),
    /// The server refused a statement.
    Failed(String),
}

impl<'a> Session<'a> {
    pub(super) fn new(server: &'a Server, database: &'a str) -> Result<Self> {
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let mut config = server.config(database);
        let listener = Arc::clone(&heard);
        config.notice_callback(move |notice| listener.lock().unwrap_or_else(PoisonError::into_inner).push(notice.message().to_owned()));
        let mut client = config.connect(NoTls)?;
        client.batch_execute("SET client_min_messages = debug1; SET statement_timeout = 20000")?;
        let process = process_of(&mut client)?;
        Ok(Self { server, database, client, process, heard, in_transaction: false, before: Relations::new() })
    }

    /// Runs statements, in one transaction or each on its own.
    pub(super) fn run(&mut self, statements: &[Statement], wrapped: bool) -> Result<Outcome> {
        self.before = relations(&mut self.client)?;
        if wrapped {
            self.begin()?;
        }
        let mut complaints = Vec::new();
        for statement in statements {
            match self.statement(statement)? {
                Outcome::Ran(found) => complaints.extend(found),
                failed @ Outcome::Failed(_) => {
                    self.client.batch_execute("ROLLBACK")?;
                    return Ok(failed);
                }
            }
        }
        if self.in_transaction {
            if let Err(error) = self.client.batch_execute("COMMIT") {
                return Ok(Outcome::Failed(format!("the commit fails: {}", words(&error))));
            }
            self.in_transaction = false;
        }
        Ok(Outcome::Ran(complaints))
    }

    /// Runs statements in a transaction that is taken back.
    pub(super) fn rehearse(&mut self, statements: &[Statement]) -> Result<Outcome> {
        self.before = relations(&mut self.client)?;
        self.begin()?;
        let mut complaints = Vec::new();
        let mut failed = None;
        for statement in statements {
            match self.statement(statement)? {
                Outcome::Ran(found) => complaints.extend(found),
                Outcome::Failed(why) => {
                    failed = Some(why);
                    break;
                }
            }
        }
        self.client.batch_execute("ROLLBACK")?;
        self.in_transaction = false;
        Ok(failed.map_or(Outcome::Ran(complaints), Outcome::Failed))
    }

    fn begin(&mut self) -> Result<()> {
        self.client.batch_execute("BEGIN")?;
        self.in_transaction = true;
        Ok(())
    }

    fn statement(&mut self, statement: &Statement) -> Result<Outcome> {
        let outcome = match (statement.action, self.in_transaction) {
            (Some(action), _) => self.transaction_statement(statement, action),
            (None, true) => return self.in_block(statement),
            (None, false) => return self.alone(statement),
        };
        Ok(outcome)
    }

    fn transaction_statement(&mut self, statement: &Statement, action: TransactionAction) -> Outcome {
        if let Err(error) = self.client.batch_execute(&statement.sql) {
            return Outcome::Failed(format!("`{}`: {}", statement.sql, words(&error)));
        }
        match action {
            TransactionAction::Begin => self.in_transaction = true,
            TransactionAction::Commit | TransactionAction::Rollback => self.in_transaction = false,
            TransactionAction::Savepoint => {}
        }
        Outcome::Ran(Vec::new())
    }

    /// Within a transaction its own locks and statistics tell.
    fn in_block(&mut self, statement: &Statement) -> Result<Outcome> {
        let touched = self.rows_touched()?;
        self.said();
        if let Err(error) = self.client.batch_execute(&statement.sql) {
            return Ok(Outcome::Failed(format!("`{}`: {}", statement.sql, words(&error))));
        }
        let mut work = self.work();
        let after = self.rows_touched()?;
        work.extend(
            after
                .iter()
                .filter(|(table, count)| touched.get(*table).unwrap_or(&0) < count)
                .map(|(table, _)| format!("touches rows of {table}")),
        );
        let locked = self.locked_against_writers()?;
        Ok(Outcome::Ran(complaint(&statement.sql, &work, &locked)))
    }

    fn said(&self) -> Vec<String> {
        std::mem::take(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the server says that grows with a table that was there before.
    fn work(&self) -> BTreeSet<String> {
        let known = |table: &str| self.before.values().any(|relation| relation.name.rsplit('.').next() == Some(table));
        let starts = ["rewriting table \"", "verifying table \"", "validating foreign key constraint \""];
        let mut work = BTreeSet::new();
        for message in self.said() {
            let plain = starts.iter().any(|start| {
                message.strip_prefix(start).is_some_and(|rest| start.starts_with("validating") || known(rest.trim_end_matches('"')))
            });
            let built = message.strip_prefix("building index \"").and_then(|rest| rest.split('"').nth(2)).is_some_and(known);
            if plain || built {
                work.insert(message);
            }
        }
        work
    }

    /// Rows read or changed so far in this transaction, by table.
    fn rows_touched(&mut self) -> Result<BTreeMap<String, i64>> {
        let rows = self.client.query(
            "SELECT relid, seq_tup_read + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables WHERE seq_tup_read + n_tup_upd + n_tup_del > 0",
            &[],
        )?;
        Ok(rows.iter().filter_map(|row| Some((self.before.get(&row.get::<_, u32>(0))?.name.clone(), row.get(1)))).collect())
    }

    fn locked_against_writers(&mut self) -> Result<BTreeSet<String>> {
        let locks = locks_of(&mut self.client, self.process)?;
        let known = |name: &str| self.before.values().any(|relation| relation.name == name && is_table(relation));
        let blocking = counted(&locks, &self.before).into_iter().filter(|(name, mode)| mode.blocks() != Blocks::None && known(name));
        Ok(blocking.map(|(name, _)| name).collect())
    }

    /// Outside a transaction: while another session has every table open for writing, whatever keeps writers out has to wait for it, and is seen waiting.
    fn alone(&mut self, statement: &Statement) -> Result<Outcome> {
        let process = self.process;
        let mut writer = self.server.config(self.database).connect(NoTls)?;
        let mut watcher = self.server.config(self.database).connect(NoTls)?;
        writer.batch_execute("BEGIN")?;
        for (oid, _) in self.before.iter().filter(|(_, relation)| is_table(relation)) {
            let table: String = writer.query_one("SELECT $1::oid::regclass::text", &[oid])?.get(0);
            writer.batch_execute(&format!("LOCK TABLE ONLY {table} IN ROW EXCLUSIVE MODE"))?;
        }
        self.said();
        let client = &mut self.client;
        let mut waits_for = BTreeSet::new();
        let outcome = thread::scope(|scope| -> Result<_> {
            let running = scope.spawn(|| client.batch_execute(&statement.sql));
            let started = Instant::now();
            while !running.is_finished() && started.elapsed() < WATCH {
                for row in
                    watcher.query("SELECT relation FROM pg_locks WHERE pid = $1 AND locktype = 'relation' AND NOT granted", &[&process])?
                {
                    waits_for.extend(self.before.get(&row.get(0)).map(|relation| relation.name.clone()));
                }
                thread::sleep(Duration::from_millis(2));
            }
            writer.batch_execute("ROLLBACK")?;
            running.join().ok().context("the statement's thread is gone")
        })?;
        if let Err(error) = outcome {
            return Ok(Outcome::Failed(format!("`{}`: {}", statement.sql, words(&error))));
        }
        let work = self.work();
        Ok(Outcome::Ran(complaint(&statement.sql, &work, &waits_for)))
    }
}

/// What `LOCK TABLE` takes, and holds rows.
fn is_table(relation: &Relation) -> bool {
    matches!(relation.kind, 'r' | 'p')
}

fn complaint(sql: &str, work: &BTreeSet<String>, locked: &BTreeSet<String>) -> Vec<String> {
    if work.is_empty() || locked.is_empty() {
        return Vec::new();
    }
    let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
    vec![format!("`{sql}` keeps writers of {} out during: {}", list(locked), list(work))]
}
