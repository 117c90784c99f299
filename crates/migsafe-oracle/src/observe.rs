//! What a live server does with one statement.
//!
//! The statement runs inside a transaction that is rolled back; the session's own view of `pg_locks` and of the catalog, before and after, and the server's
//! `DEBUG1` messages tell the rest. A statement that cannot run in a transaction is watched from outside (`watch.rs`).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use migsafe_core::effect::LockMode;
use postgres::{Client, NoTls};

use crate::case::Case;
use crate::observation::{Observation, short};
use crate::predict::{settings, split};
use crate::probe::probe;
use crate::servers::Server;
use crate::watch;

/// A relation as the catalog shows it.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    pub(crate) name: String,
    pub(crate) kind: char,
    file: u32,
    /// For an index its table.
    table: u32,
}

impl Relation {
    pub(crate) fn is_index(&self) -> bool {
        matches!(self.kind, 'i' | 'I')
    }
}

pub(crate) type Relations = HashMap<u32, Relation>;

const RELATIONS: &str =
    "SELECT c.oid, n.nspname || '.' || c.relname, c.relkind::text, coalesce(pg_relation_filenode(c.oid), 0), coalesce(i.indrelid, 0)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%' AND c.relkind <> 'c'";

pub(crate) fn relations(client: &mut Client) -> Result<Relations> {
    let rows = client.query(RELATIONS, &[])?;
    let relation = |row: &postgres::Row| {
        let kind: String = row.get(2);
        (row.get(0), Relation { name: short(row.get(1)), kind: kind.chars().next().unwrap_or(' '), file: row.get(3), table: row.get(4) })
    };
    Ok(rows.iter().map(relation).collect())
}

/// Asks the server about a case: its set-up in a database of its own, then the statement.
///
/// # Errors
/// The set-up fails, or the server is gone. A failure of the statement itself is an observation.
pub fn observe(server: &Server, case: &Case) -> Result<Observation> {
    let mut turn = server.turn();
    let mut admin = server.config("postgres").connect(NoTls)?;
    if turn.shared.as_ref() != Some(&case.shared) {
        admin.batch_execute("DROP DATABASE IF EXISTS oracle_shared WITH (FORCE)")?;
        admin.batch_execute("CREATE DATABASE oracle_shared")?;
        server.config("oracle_shared").connect(NoTls)?.batch_execute(&case.shared).context("the shared set-up fails")?;
        turn.shared = Some(case.shared.clone());
        turn.pristine = false;
    }
    if !turn.pristine {
        admin.batch_execute("DROP DATABASE IF EXISTS oracle WITH (FORCE)")?;
        create_from_template(&mut admin)?;
    }
    // A statement that is rolled back leaves nothing behind, so the next case can have the same database.
    turn.pristine = case.setup.trim().is_empty() && !case.alone;
    let messages: Messages = Arc::default();
    let heard = Arc::clone(&messages);
    let mut config = server.config("oracle");
    config.notice_callback(move |notice| heard.lock().unwrap_or_else(PoisonError::into_inner).push(notice.message().to_owned()));
    run_setup(server, case)?;
    let mut subject = config.connect(NoTls)?;
    subject.batch_execute(&settings(&case.setup))?;
    let observation = observe_statement(server, &mut subject, case, &messages);
    if !case.alone {
        // Said aloud, so that the next case does not meet locks of a session that is still ending.
        subject.batch_execute("ROLLBACK").context("the statement cannot be rolled back")?;
    }
    observation
}

/// In a session of its own, whose statistics and messages are not those of the statement.
fn run_setup(server: &Server, case: &Case) -> Result<()> {
    let statements = split(&case.setup);
    if statements.is_empty() {
        return Ok(());
    }
    let mut client = server.config("oracle").connect(NoTls)?;
    // One statement at a time: in one simple query they would share an implicit transaction.
    for statement in statements {
        client.batch_execute(&statement).with_context(|| format!("the set-up fails at {statement}"))?;
    }
    Ok(())
}

type Messages = Arc<Mutex<Vec<String>>>;

/// The template is busy for a moment after its last session has gone.
fn create_from_template(admin: &mut Client) -> Result<()> {
    for _ in 0..50 {
        match admin.batch_execute("CREATE DATABASE oracle TEMPLATE oracle_shared") {
            Err(error) if error.code() == Some(&postgres::error::SqlState::OBJECT_IN_USE) => {
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            other => return Ok(other?),
        }
    }
    anyhow::bail!("the template database stays in use")
}

fn observe_statement(server: &Server, subject: &mut Client, case: &Case, messages: &Messages) -> Result<Observation> {
    subject.batch_execute("SET client_min_messages = debug1")?;
    let before = relations(subject)?;
    let said = || std::mem::take(&mut *messages.lock().unwrap_or_else(PoisonError::into_inner));
    said();
    let mut observation = Observation::default();
    let outcome = if case.alone {
        watch::run(server, subject, &before, &case.statement, &mut observation)?
    } else {
        subject.batch_execute("BEGIN")?;
        subject.batch_execute(&case.statement)
    };
    if let Err(error) = outcome {
        let code = error.code().context("the connection is lost")?;
        return Ok(Observation { error: Some(code.code().to_owned()), ..Observation::default() });
    }
    let said = said();
    if !case.alone {
        observation.locks = locks(subject, &before)?;
        observation.blocks = probe(&mut server.config("oracle").connect(NoTls)?, &before)?;
    }
    compare_files(&before, &relations(subject)?, &mut observation);
    observation.scans = scans(subject, &before, &case.statement, &said)?;
    Ok(observation)
}

fn locks(subject: &mut Client, before: &Relations) -> Result<BTreeMap<String, String>> {
    let rows = subject.query("SELECT relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'", &[])?;
    let mut strongest = BTreeMap::new();
    for row in rows {
        note_lock(&mut strongest, before, row.get(0), row.get(1));
    }
    Ok(strongest.into_iter().map(|(name, mode)| (name, mode.words().to_owned())).collect())
}

/// Keeps a lock if it counts, and only the strongest of each relation.
pub(crate) fn note_lock(strongest: &mut BTreeMap<String, LockMode>, before: &Relations, oid: u32, mode: &str) {
    let (Some(relation), Some(mode)) = (before.get(&oid), lock_mode(mode)) else { return };
    let least = if relation.is_index() { LockMode::ShareUpdateExclusive } else { LockMode::RowShare };
    if mode >= least {
        let held = strongest.entry(relation.name.clone()).or_insert(mode);
        *held = mode.max(*held);
    }
}

fn lock_mode(catalog: &str) -> Option<LockMode> {
    Some(match catalog {
        "AccessShareLock" => LockMode::AccessShare,
        "RowShareLock" => LockMode::RowShare,
        "RowExclusiveLock" => LockMode::RowExclusive,
        "ShareUpdateExclusiveLock" => LockMode::ShareUpdateExclusive,
        "ShareLock" => LockMode::Share,
        "ShareRowExclusiveLock" => LockMode::ShareRowExclusive,
        "ExclusiveLock" => LockMode::Exclusive,
        "AccessExclusiveLock" => LockMode::AccessExclusive,
        _ => return None,
    })
}

fn compare_files(before: &Relations, after: &Relations, observation: &mut Observation) {
    let files: HashSet<u32> = before.values().map(|relation| relation.file).collect();
    for (oid, now) in after {
        // An index that is made again over unchanged values takes over the file of the old one.
        if now.file == 0 || files.contains(&now.file) {
            continue;
        }
        if now.is_index() {
            if let Some(table) = before.get(&now.table) {
                observation.index_builds.insert(table.name.clone());
            }
        } else if let (Some(then), 'r' | 'm') = (before.get(oid), now.kind) {
            observation.rewrites.insert(then.name.clone());
        }
    }
}

/// The tables that were read to validate something: the server names them in its messages, and where it says nothing its statistics do.
fn scans(subject: &mut Client, before: &Relations, statement: &str, said: &[String]) -> Result<BTreeSet<String>> {
    let existed = |bare: &str| {
        before.values().filter(|relation| !relation.is_index()).find(|relation| relation.name.rsplit('.').next() == Some(bare))
    };
    let rows = subject.query("SELECT relid FROM pg_stat_xact_user_tables WHERE seq_scan + coalesce(idx_scan, 0) > 0", &[])?;
    let read: HashSet<u32> = rows.iter().map(|row| row.get(0)).collect();
    let mut scans = BTreeSet::new();
    for message in said {
        if let Some(table) = quoted(message, "verifying table \"") {
            scans.extend(existed(table).map(|relation| relation.name.clone()));
        } else if let Some(constraint) = quoted(message, "validating foreign key constraint \"") {
            // Partitions have foreign keys of the same name; the message does not say whose it is.
            let rows = subject.query("SELECT conrelid FROM pg_constraint WHERE conname = $1 AND contype = 'f'", &[&constraint])?;
            let tables = rows.iter().map(|row| row.get::<_, u32>(0)).filter(|oid| read.contains(oid)).filter_map(|oid| before.get(&oid));
            scans.extend(tables.filter(|table| table.kind == 'r').map(|table| table.name.clone()));
        }
    }
    let statement = statement.trim_start().to_ascii_uppercase();
    if statement.starts_with("ALTER DOMAIN") || (statement.starts_with("CREATE TABLE") && statement.contains(" PARTITION OF ")) {
        scans.extend(read.iter().filter_map(|oid| before.get(oid)).map(|table| table.name.clone()));
    }
    Ok(scans)
}

fn quoted<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.strip_suffix('"')
}
