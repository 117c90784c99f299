//! What the server does, in a few words.

use crate::effect::{Blocks, Duration, Effect, LockMode, LosesData, Reversible};
use crate::name::QualifiedName;

/// The words at the carets: `ACCESS EXCLUSIVE on users, instant · cannot be undone`.
pub(super) fn of(effect: &Effect) -> String {
    let mut words = String::new();
    if let Some(lock) = effect.locks.iter().filter(|lock| lock.mode > LockMode::RowExclusive).max_by_key(|lock| lock.mode) {
        words = format!("{} on {}", lock.mode, lock.relation.short());
    }
    for (verb, tables) in [("rewrites", &effect.rewrites), ("builds an index of", &effect.index_builds), ("reads all of", &effect.scans)] {
        if !tables.is_empty() {
            join(&mut words, ", ", &format!("{verb} {}", tables.iter().map(QualifiedName::short).collect::<Vec<_>>().join(", ")));
        }
    }
    if effect.duration == Duration::Instant && effect.blocks != Blocks::None {
        join(&mut words, ", ", "instant");
    }
    if effect.reversible == Reversible::Impossible || effect.loses_data == LosesData::Yes {
        join(&mut words, " · ", "cannot be undone");
    }
    words
}

fn join(words: &mut String, separator: &str, more: &str) {
    if !words.is_empty() {
        words.push_str(separator);
    }
    words.push_str(more);
}
