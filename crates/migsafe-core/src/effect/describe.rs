//! An effect in a few words.

use super::{Blocks, Duration, Effect, Lock, LosesData, Reversible};
use crate::name::QualifiedName;

/// The effect in a few words, the most important first: `rewrites orders under ACCESS EXCLUSIVE`, `ACCESS EXCLUSIVE on users, instant · cannot be undone`.
pub fn describe(effect: &Effect) -> String {
    describe_on(effect, None)
}

/// The same, with the relation that the statement names first among those locked as strongly.
pub fn describe_on(effect: &Effect, target: Option<&QualifiedName>) -> String {
    if let Some(failure) = effect.fails.as_ref().filter(|failure| failure.certain) {
        return format!("fails: {}", failure.when);
    }
    let mut text = if effect.duration == Duration::Unknown { String::new() } else { main_clause(effect, target) };
    let tail = match (effect.reversible, effect.loses_data) {
        (Reversible::Impossible, _) => Some("cannot be undone"),
        (_, LosesData::Yes) => Some("data lost"),
        (_, LosesData::Maybe) if effect.duration == Duration::Unknown => Some("values may be lost"),
        (_, LosesData::Maybe) if !effect.rewrites.is_empty() => Some("values may be cut"),
        _ => None,
    };
    if let Some(tail) = tail {
        if !text.is_empty() {
            text.push_str(" · ");
        }
        text.push_str(tail);
    }
    text
}

fn main_clause(effect: &Effect, target: Option<&QualifiedName>) -> String {
    let Some(lock) = strongest(effect, target) else {
        return if effect.duration == Duration::Instant { "instant".to_owned() } else { "takes longer with every row".to_owned() };
    };
    let grows = effect.duration == Duration::GrowsWithTable;
    let nobody = if effect.blocks == Blocks::None { ", nobody waits" } else { "" };
    let on = others(lock, effect);
    if let (Some(table), true) = (effect.rewrites.first(), grows) {
        return format!("rewrites {} under {}{}", names(table, &effect.rewrites), lock.mode, elsewhere(effect, lock, table));
    }
    if let (Some(table), true) = (effect.scans.first(), grows) {
        let read = if on == lock.relation.short() && effect.scans == [lock.relation.clone()] {
            "it".to_owned()
        } else {
            names(table, &effect.scans)
        };
        return format!("{} on {on} while {read} is read{nobody}", lock.mode);
    }
    if let (false, true) = (effect.index_builds.is_empty(), grows) {
        return format!("{} on {on} until the index is built{nobody}", lock.mode);
    }
    let how_long = if grows { "takes longer with every row" } else { "instant" };
    format!("{} on {on}, {how_long}", lock.mode)
}

/// The strongest lock; of equals the one on the table that is worked on, then the one on the target.
fn strongest<'e>(effect: &'e Effect, target: Option<&QualifiedName>) -> Option<&'e Lock> {
    let is_target = |lock: &Lock| target == Some(&lock.relation);
    let worked_on =
        |lock: &Lock| [&effect.rewrites, &effect.scans, &effect.index_builds].iter().any(|tables| tables.contains(&lock.relation));
    let mut best: Option<&'e Lock> = None;
    for lock in &effect.locks {
        let better =
            best.is_none_or(|known| (lock.mode, worked_on(lock), is_target(lock)) > (known.mode, worked_on(known), is_target(known)));
        if better {
            best = Some(lock);
        }
    }
    best
}

/// The relation, and those that are locked as strongly.
fn others(lock: &Lock, effect: &Effect) -> String {
    let equals = effect.locks.iter().filter(|other| other.mode == lock.mode).map(|other| &other.relation);
    names(&lock.relation, equals)
}

/// `a`, `a and b`, `a and 3 more`.
fn names<'n>(first: &QualifiedName, all: impl IntoIterator<Item = &'n QualifiedName>) -> String {
    let rest: Vec<&QualifiedName> = all.into_iter().filter(|name| *name != first).collect();
    match rest[..] {
        [] => first.short(),
        [other] => format!("{} and {}", first.short(), other.short()),
        _ => format!("{} and {} more", first.short(), rest.len()),
    }
}

/// Another table that is locked by a rewrite, indexes of the table aside.
fn elsewhere(effect: &Effect, lock: &Lock, table: &QualifiedName) -> String {
    if lock.relation == *table || effect.rewrites.contains(&lock.relation) {
        String::new()
    } else {
        format!(" on {}", lock.relation.short())
    }
}
