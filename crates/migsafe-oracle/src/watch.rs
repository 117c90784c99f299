//! Watching a statement that cannot run in a transaction: other sessions hold each table and let go one at a time, and what it asks for meanwhile is read.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use migsafe_core::effect::LockMode;
use postgres::{Client, NoTls};

use crate::observe::{Observation, Relations, note_lock};
use crate::servers::Server;

/// How long the watcher looks before it lets go of a table that nobody asks for.
const PATIENCE: Duration = Duration::from_millis(40);
/// A statement that takes longer is stuck.
const LIMIT: Duration = Duration::from_secs(20);

/// Runs the statement on the subject's connection and notes the table locks it takes.
pub(crate) fn run(
    server: &Server,
    subject: &mut Client,
    before: &Relations,
    statement: &str,
    observation: &mut Observation,
) -> Result<Result<(), postgres::Error>> {
    let process: i32 = subject.query_one("SELECT pg_backend_pid()", &[])?.get(0);
    let mut holders = hold(server, before)?;
    let mut watcher = server.config("oracle").connect(NoTls)?;
    let mut strongest: BTreeMap<String, LockMode> = BTreeMap::new();
    let outcome = thread::scope(|scope| -> Result<_> {
        let running = scope.spawn(|| subject.batch_execute(statement));
        let started = Instant::now();
        let mut quiet_since = Instant::now();
        while !running.is_finished() {
            let waits = sample(&mut watcher, process, before, &mut strongest)?;
            let asked_for = waits.and_then(|oid| holders.iter().position(|(held, _)| *held == oid));
            if let Some(at) = asked_for.or_else(|| (quiet_since.elapsed() > PATIENCE && !holders.is_empty()).then_some(0)) {
                holders.remove(at);
                quiet_since = Instant::now();
            }
            if started.elapsed() > LIMIT {
                watcher.execute("SELECT pg_cancel_backend($1)", &[&process])?;
            }
            thread::sleep(Duration::from_millis(2));
        }
        running.join().ok().context("the statement's thread is gone")
    })?;
    // Index locks are too short to be seen this way; what was seen of them says nothing.
    let is_index = |name: &str| before.values().any(|relation| relation.is_index() && relation.name == name);
    observation.locks = strongest.into_iter().filter(|(name, _)| !is_index(name)).map(|(name, mode)| (name, mode.words())).collect();
    Ok(outcome)
}

/// One session a table, each with a lock that makes SHARE UPDATE EXCLUSIVE and everything stronger wait.
fn hold(server: &Server, before: &Relations) -> Result<Vec<(u32, Client)>> {
    let mut holders = Vec::new();
    for (oid, relation) in before {
        if relation.is_lockable() {
            let mut client = server.config("oracle").connect(NoTls)?;
            client.batch_execute(&format!("BEGIN; LOCK TABLE ONLY {} IN SHARE UPDATE EXCLUSIVE MODE", relation.name))?;
            holders.push((*oid, client));
        }
    }
    Ok(holders)
}

/// Notes every lock held or asked for, and returns the relation that is waited for.
fn sample(watcher: &mut Client, process: i32, before: &Relations, strongest: &mut BTreeMap<String, LockMode>) -> Result<Option<u32>> {
    let rows = watcher.query("SELECT relation, mode, granted FROM pg_locks WHERE pid = $1 AND locktype = 'relation'", &[&process])?;
    let mut waits = None;
    for row in rows {
        note_lock(strongest, before, row.get(0), row.get(1));
        if !row.get::<_, bool>(2) {
            waits = Some(row.get(0));
        }
    }
    Ok(waits)
}
