//! What a live server does with one statement.
//!
//! The statement runs inside a transaction that is rolled back; the session's own view of `pg_locks` and of the catalog, before and after, and the server's
//! `DEBUG1` messages tell the rest. A statement that cannot run in a transaction is watched from outside (`watch.rs`).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use anyhow::{Context, Result};
use migsafe_core::effect::LockMode;
use postgres::Client;

use crate::case::Case;
use crate::observation::{Observation, short};
use crate::probe::probe;
use crate::stage::Stage;
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

    /// What has to be planned to meet a lock on it: for an index its table. `oid` is its own.
    pub(crate) fn table_of(&self, oid: u32) -> u32 {
        if self.is_index() { self.table } else { oid }
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

/// Asks the server about a case.
///
/// # Errors
/// The set-up fails, or the server is gone. A failure of the statement itself is an observation.
pub fn observe(stage: &mut Stage<'_>, case: &Case) -> Result<Observation> {
    let before = stage.set(case)?;
    let observation = observe_statement(stage, case, &before);
    stage.clear(case.alone)?;
    observation
}

fn observe_statement(stage: &mut Stage<'_>, case: &Case, before: &Relations) -> Result<Observation> {
    stage.subject.batch_execute(if case.alone { LOUD } else { LOUD_TRANSACTION })?;
    let read_before = reads(&mut stage.subject)?;
    stage.said();
    let mut observation = Observation::default();
    let outcome = if case.alone {
        watch::run(stage, before, &case.statement, &mut observation)?
    } else {
        stage.subject.batch_execute(&case.statement)
    };
    if let Err(error) = outcome {
        let code = error.code().context("the connection is lost")?;
        return Ok(Observation { error: Some(code.code().to_owned()), ..Observation::default() });
    }
    let said = stage.said();
    let mut read = reads(&mut stage.subject)?;
    read.retain(|table, count| read_before.get(table).is_none_or(|before| before < count));
    if !case.alone {
        let locks = locks_of(&mut stage.subject, stage.process)?;
        observation.locks = counted(&locks, before).into_iter().map(|(name, mode)| (name, mode.words().to_owned())).collect();
        observation.blocks = probe(&mut stage.prober, before, &locks)?;
    }
    compare_files(before, &relations(&mut stage.subject)?, &mut observation);
    observation.scans = scans(&mut stage.subject, before, &case.statement, &said, &read)?;
    Ok(observation)
}

/// How the server is made to say what it does, before the statement.
const LOUD: &str = "SET client_min_messages = debug1";
const LOUD_TRANSACTION: &str = "SET client_min_messages = debug1; BEGIN";

/// The strongest mode that a session holds or waits for, of each relation.
pub(crate) type Locks = BTreeMap<u32, LockMode>;

/// The locks of a session, seen from whichever.
pub(crate) fn locks_of(client: &mut Client, process: i32) -> Result<Locks> {
    let mut locks = Locks::new();
    for row in client.query("SELECT relation, mode FROM pg_locks WHERE pid = $1 AND locktype = 'relation'", &[&process])? {
        if let Some(mode) = lock_mode(row.get(1)) {
            let strongest = locks.entry(row.get(0)).or_insert(mode);
            *strongest = mode.max(*strongest);
        }
    }
    Ok(locks)
}

/// Those that count, by the names of what stood before.
pub(crate) fn counted(locks: &Locks, before: &Relations) -> BTreeMap<String, LockMode> {
    let named = |(oid, mode): (&u32, &LockMode)| {
        let relation = before.get(oid)?;
        let least = if relation.is_index() { LockMode::ShareUpdateExclusive } else { LockMode::RowShare };
        (*mode >= least).then(|| (relation.name.clone(), *mode))
    };
    locks.iter().filter_map(named).collect()
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

/// How often each table was read in this session, as far as that has not yet been added to what all sessions see.
fn reads(subject: &mut Client) -> Result<HashMap<u32, i64>> {
    let counts = "SELECT relid, seq_scan + coalesce(idx_scan, 0) FROM pg_stat_xact_user_tables WHERE seq_scan + coalesce(idx_scan, 0) > 0";
    Ok(subject.query(counts, &[])?.iter().map(|row| (row.get(0), row.get(1))).collect())
}

/// The tables that were read to validate something: the server names them in its messages, and where it says nothing its statistics do.
fn scans(subject: &mut Client, before: &Relations, statement: &str, said: &[String], read: &HashMap<u32, i64>) -> Result<BTreeSet<String>> {
    let existed = |bare: &str| {
        before.values().filter(|relation| !relation.is_index()).find(|relation| relation.name.rsplit('.').next() == Some(bare))
    };
    let mut scans = BTreeSet::new();
    for message in said {
        if let Some(table) = quoted(message, "verifying table \"") {
            scans.extend(existed(table).map(|relation| relation.name.clone()));
        } else if let Some(constraint) = quoted(message, "validating foreign key constraint \"") {
            // Partitions have foreign keys of the same name; the message does not say whose it is.
            let rows = subject.query("SELECT conrelid FROM pg_constraint WHERE conname = $1 AND contype = 'f'", &[&constraint])?;
            let tables =
                rows.iter().map(|row| row.get::<_, u32>(0)).filter(|oid| read.contains_key(oid)).filter_map(|oid| before.get(&oid));
            scans.extend(tables.filter(|table| table.kind == 'r').map(|table| table.name.clone()));
        }
    }
    let statement = statement.trim_start().to_ascii_uppercase();
    if statement.starts_with("ALTER DOMAIN") || (statement.starts_with("CREATE TABLE") && statement.contains(" PARTITION OF ")) {
        scans.extend(read.keys().filter_map(|oid| before.get(oid)).map(|table| table.name.clone()));
    }
    Ok(scans)
}

fn quoted<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.strip_suffix('"')
}
