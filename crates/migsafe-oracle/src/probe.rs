//! Whether other sessions wait: a read and a write of each relation, planned but not run, in a session that waits for no lock.

use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use postgres::Client;
use postgres::error::SqlState;

use crate::observation::Waits;
use crate::observe::{Relation, Relations};

/// What waits, over all relations that stood before.
///
/// Planning a statement locks the table and each of its indexes, as running it would. `ONLY`: a partitioned table does not answer for its partitions.
pub(crate) fn probe(client: &mut Client, before: &Relations) -> Result<Waits> {
    client.batch_execute("SET lock_timeout = '1ms'")?;
    let mut waits = Waits::None;
    for relation in before.values() {
        if let Some(read) = read(relation)
            && is_kept_waiting(client, &read)?
        {
            return Ok(Waits::ReadsAndWrites);
        }
        if waits == Waits::None
            && let Some(write) = write(relation)
            && is_kept_waiting(client, &write)?
        {
            waits = Waits::Writes;
        }
    }
    Ok(waits)
}

fn read(relation: &Relation) -> Option<String> {
    match relation.kind {
        'r' | 'p' | 'f' => Some(format!("EXPLAIN SELECT FROM ONLY {}", relation.name)),
        'v' | 'm' | 'S' => Some(format!("EXPLAIN SELECT FROM {}", relation.name)),
        _ => None,
    }
}

/// Nobody writes to a materialized view. A view is locked before it turns out whether it can be written through. A sequence is locked as for `nextval`, and not moved.
fn write(relation: &Relation) -> Option<String> {
    match relation.kind {
        'r' | 'p' => Some(format!("EXPLAIN DELETE FROM ONLY {}", relation.name)),
        'v' => Some(format!("EXPLAIN DELETE FROM {}", relation.name)),
        'S' => Some(format!("SELECT pg_sequence_last_value('{}'::regclass)", relation.name)),
        _ => None,
    }
}

/// Asked three times: a session that has just ended may hold its locks for a moment longer, the statement under test holds them all the while.
fn is_kept_waiting(client: &mut Client, statement: &str) -> Result<bool> {
    for _ in 0..3 {
        if !waits_now(client, statement)? {
            return Ok(false);
        }
        thread::sleep(Duration::from_millis(10));
    }
    Ok(true)
}

fn waits_now(client: &mut Client, statement: &str) -> Result<bool> {
    match client.batch_execute(statement) {
        Ok(()) => Ok(false),
        Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => Ok(true),
        // A view of more than one table cannot be written through, and a foreign table's wrapper may do nothing: both are found out behind the lock.
        Err(error) if error.code() == Some(&SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE) => Ok(false),
        Err(error) => Err(error).with_context(|| format!("{statement} fails")),
    }
}
