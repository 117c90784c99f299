//! Watching a statement that cannot run in a transaction: another session holds each relation, and lets go when the statement waits for it. What it asks for is read then.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use migsafe_core::effect::LockMode;
use postgres::Client;

use crate::observation::Observation;
use crate::observe::{Locks, Relation, Relations, counted, locks_of};
use crate::probe::probe;
use crate::stage::Stage;

/// A statement that takes longer is stuck.
const LIMIT: Duration = Duration::from_secs(20);

/// Runs the statement in the subject's session and notes the locks that it takes, from SHARE UPDATE EXCLUSIVE up, and what waits meanwhile.
pub(crate) fn run(
    stage: &mut Stage<'_>,
    before: &Relations,
    statement: &str,
    observation: &mut Observation,
) -> Result<Result<(), postgres::Error>> {
    let process = stage.process;
    let held = hold(stage, before)?;
    let Stage { subject, builder: watcher, prober, holders, .. } = stage;
    let mut holding: Vec<&mut (i32, Client)> = holders.iter_mut().take(held).collect();
    let mut locks = Locks::new();
    let outcome = thread::scope(|scope| -> Result<_> {
        let running = scope.spawn(|| subject.batch_execute(statement));
        let started = Instant::now();
        while !running.is_finished() {
            let blockers: Vec<i32> = watcher.query_one("SELECT pg_blocking_pids($1)", &[&process])?.get(0);
            if holding.iter().any(|(holder, _)| blockers.contains(holder)) {
                let now = locks_of(watcher, process)?;
                observation.blocks = observation.blocks.max(probe(prober, before, &now)?);
                for (oid, mode) in now {
                    let strongest = locks.entry(oid).or_insert(mode);
                    *strongest = mode.max(*strongest);
                }
                for (_, holder) in holding.extract_if(.., |(holder, _)| blockers.contains(holder)) {
                    holder.batch_execute("ROLLBACK")?;
                }
            } else if started.elapsed() > LIMIT {
                watcher.execute("SELECT pg_cancel_backend($1)", &[&process])?;
            }
            thread::sleep(Duration::from_millis(2));
        }
        running.join().ok().context("the statement's thread is gone")
    })?;
    for (_, holder) in holding {
        holder.batch_execute("ROLLBACK")?;
    }
    let strong = counted(&locks, before).into_iter().filter(|(_, mode)| *mode >= LockMode::ShareUpdateExclusive);
    observation.locks = strong.map(|(name, mode)| (name, mode.words().to_owned())).collect();
    Ok(outcome)
}

/// One session a relation, each with a lock that makes SHARE UPDATE EXCLUSIVE and everything stronger wait, on that relation alone. Gives how many.
fn hold(stage: &mut Stage<'_>, before: &Relations) -> Result<usize> {
    let comment = |relation: &Relation| Some(format!("COMMENT ON {} {} IS 'held'", kind(relation)?, relation.name));
    // A comment takes SHARE UPDATE EXCLUSIVE on what it is about, be it an index or a view, which LOCK TABLE cannot hold alone.
    let mut statements: Vec<String> = before.values().filter_map(comment).collect();
    // Whatever changes the catalog of columns stops here once more, so that the locks which it has taken by then are seen.
    statements.push("LOCK TABLE pg_catalog.pg_attribute IN SHARE MODE".to_owned());
    stage.need_holders(statements.len())?;
    for ((_, client), statement) in stage.holders.iter_mut().zip(&statements) {
        client.batch_execute(&format!("BEGIN; {statement}"))?;
    }
    Ok(statements.len())
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
