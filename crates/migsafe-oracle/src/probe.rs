//! Whether other sessions wait: a read and a write of each relation, planned but not run, in a session that waits for no lock.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use migsafe_core::effect::LockMode;
use postgres::Client;
use postgres::error::SqlState;

use crate::observation::Waits;
use crate::observe::{Locks, Relation, Relations};

/// What waits for a session that has these locks, over all relations that stood before.
///
/// Planning a statement locks the table and each of its indexes, as running it would; where the session has none of these, there is nothing to wait for. What a
/// view reads is asked for itself. `ONLY`: a partitioned table does not answer for its partitions. The client has a `lock_timeout` of a moment.
pub(crate) fn probe(client: &mut Client, before: &Relations, locks: &Locks) -> Result<Waits> {
    let strong = locks.iter().filter(|(_, mode)| **mode > LockMode::AccessShare);
    let touched: BTreeSet<u32> = strong.filter_map(|(oid, _)| before.get(oid).map(|relation| relation.table_of(*oid))).collect();
    let mut waits = Waits::None;
    for relation in touched.iter().filter_map(|oid| before.get(oid)) {
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

fn is_kept_waiting(client: &mut Client, statement: &str) -> Result<bool> {
    match client.batch_execute(statement) {
        Ok(()) => Ok(false),
        Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => Ok(true),
        // A view of more than one table cannot be written through, and a foreign table's wrapper may do nothing: both are found out behind the lock.
        Err(error) if error.code() == Some(&SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE) => Ok(false),
        Err(error) => Err(error).with_context(|| format!("{statement} fails")),
    }
}
