//! Watching a statement that cannot run in a transaction: another session holds each relation, and lets go when the statement waits for it. What it asks for is read then.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use migsafe_core::effect::LockMode;
use postgres::{Client, NoTls};

use crate::observation::Observation;
use crate::observe::{Relation, Relations, note_lock};
use crate::probe::probe;
use crate::servers::Server;

/// A statement that takes longer is stuck.
const LIMIT: Duration = Duration::from_secs(20);

/// Runs the statement on the subject's connection and notes the locks that it takes, from SHARE UPDATE EXCLUSIVE up, and what waits meanwhile.
pub(crate) fn run(
    server: &Server,
    subject: &mut Client,
    before: &Relations,
    statement: &str,
    observation: &mut Observation,
) -> Result<Result<(), postgres::Error>> {
    let process = process_of(subject)?;
    let mut holders = hold(server, before)?;
    let mut watcher = server.config("oracle").connect(NoTls)?;
    let mut prober = server.config("oracle").connect(NoTls)?;
    let mut strongest: BTreeMap<String, LockMode> = BTreeMap::new();
    let outcome = thread::scope(|scope| -> Result<_> {
        let running = scope.spawn(|| subject.batch_execute(statement));
        let started = Instant::now();
        while !running.is_finished() {
            let blockers: Vec<i32> = watcher.query_one("SELECT pg_blocking_pids($1)", &[&process])?.get(0);
            if holders.iter().any(|(holder, _)| blockers.contains(holder)) {
                sample(&mut watcher, process, before, &mut strongest)?;
                observation.blocks = observation.blocks.max(probe(&mut prober, before)?);
                holders.retain(|(holder, _)| !blockers.contains(holder));
            } else if started.elapsed() > LIMIT {
                watcher.execute("SELECT pg_cancel_backend($1)", &[&process])?;
            }
            thread::sleep(Duration::from_millis(2));
        }
        running.join().ok().context("the statement's thread is gone")
    })?;
    let strong = strongest.into_iter().filter(|(_, mode)| *mode >= LockMode::ShareUpdateExclusive);
    observation.locks = strong.map(|(name, mode)| (name, mode.words().to_owned())).collect();
    Ok(outcome)
}

fn process_of(client: &mut Client) -> Result<i32> {
    Ok(client.query_one("SELECT pg_backend_pid()", &[])?.get(0))
}

/// One session a relation, by its process, each with a lock that makes SHARE UPDATE EXCLUSIVE and everything stronger wait, on that relation alone.
fn hold(server: &Server, before: &Relations) -> Result<Vec<(i32, Client)>> {
    let mut holders = Vec::new();
    for relation in before.values() {
        let Some(kind) = kind(relation) else { continue };
        let mut client = server.config("oracle").connect(NoTls)?;
        let process = process_of(&mut client)?;
        // A comment takes SHARE UPDATE EXCLUSIVE on what it is about, be it an index or a view, which LOCK TABLE cannot hold alone.
        client.batch_execute(&format!("BEGIN; COMMENT ON {kind} {} IS 'held'", relation.name))?;
        holders.push((process, client));
    }
    // Whatever changes the catalog of columns stops here once more, so that the locks which it has taken by then are seen.
    let mut client = server.config("oracle").connect(NoTls)?;
    let process = process_of(&mut client)?;
    client.batch_execute("BEGIN; LOCK TABLE pg_catalog.pg_attribute IN SHARE MODE")?;
    holders.push((process, client));
    Ok(holders)
}

fn kind(relation: &Relation) -> Option<&'static str> {
    Some(match relation.kind {
        'r' | 'p' => "TABLE",
        'i' | 'I' => "INDEX",
        'v' => "VIEW",
        'm' => "MATERIALIZED VIEW",
        'S' => "SEQUENCE",
        'f' => "FOREIGN TABLE",
        _ => return None,
    })
}

/// Notes every lock held or asked for.
fn sample(watcher: &mut Client, process: i32, before: &Relations, strongest: &mut BTreeMap<String, LockMode>) -> Result<()> {
    let rows = watcher.query("SELECT relation, mode FROM pg_locks WHERE pid = $1 AND locktype = 'relation'", &[&process])?;
    for row in rows {
        note_lock(strongest, before, row.get(0), row.get(1));
    }
    Ok(())
}
