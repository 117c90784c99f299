//! What follows a change at a distance: tables below others, keys that lead to a renamed table, views that read it.
//!
//! A history of thousands of partitions that are altered thousands of times would never end if every statement went through all of them. What no project does is let go,
//! and said to be unknown from then on.

use super::Schema;
use crate::name::QualifiedName;

/// So many steps are taken over a whole history.
const STEPS: usize = 5_000_000;
/// So many constraints and indexes are made over a whole history because a table above, or one that is copied, has them.
const MADE: usize = 500_000;
/// So many columns are copied over a whole history from tables to others that share theirs no longer.
const COPIED: usize = 2_000_000;
/// Lists as short as this are always followed.
const SHORT: usize = 200;

impl Schema {
    /// The tables below this one, for a change that goes down to them.
    pub(super) fn followers(&mut self, table: &QualifiedName) -> Vec<QualifiedName> {
        if self.tables.get(table).is_none_or(|table| table.children.is_empty() || table.let_go) {
            return Vec::new();
        }
        let below = self.descendants(table);
        if self.may_follow(below.len()) {
            return below;
        }
        for name in &below {
            if let Some(table) = self.tables.get_mut(name) {
                table.columns_unknown = true;
            }
        }
        if let Some(table) = self.tables.get_mut(table) {
            table.let_go = true;
        }
        Vec::new()
    }

    /// The partitions among them.
    pub(super) fn following_partitions(&mut self, table: &QualifiedName) -> Vec<QualifiedName> {
        let mut below = self.followers(table);
        below.retain(|name| self.tables.get(name).is_some_and(|table| table.partition_of.is_some()));
        below
    }

    /// Whether so many more things may follow a change. Where not, what is known of the schema is no longer certain.
    pub(super) fn may_follow(&mut self, count: usize) -> bool {
        self.steps = self.steps.saturating_add(count);
        self.is_affordable(count)
    }

    fn is_affordable(&mut self, count: usize) -> bool {
        let may = count <= SHORT || self.steps <= STEPS;
        if !may {
            self.lose_track();
        }
        may
    }

    /// Whether so many more constraints and indexes may be made for other tables than the one that a statement names.
    pub(super) fn may_make(&mut self, count: usize) -> bool {
        let may = self.made.saturating_add(count) <= MADE;
        if may {
            self.made += count;
        } else {
            self.lose_track();
        }
        may
    }

    /// Whether so many more columns may be copied.
    pub(super) fn may_copy(&mut self, count: usize) -> bool {
        self.copied = self.copied.saturating_add(count);
        let may = self.copied <= COPIED;
        if !may {
            self.lose_track();
        }
        may
    }

    /// From here on anything may be otherwise than it seems.
    fn lose_track(&mut self) {
        self.unread = true;
        self.opaque = Some(usize::MAX);
    }

    /// The same for a walk that has come so far.
    pub(super) fn may_go_on(&mut self, count: usize) -> bool {
        self.steps = self.steps.saturating_add(1);
        self.is_affordable(count)
    }

    /// Notes at the tables above that they have this one below them now.
    pub(super) fn note_below(&mut self, child: &QualifiedName) {
        let Some(table) = self.tables.get(child) else { return };
        let oldest = table.birth.map_or(0, |birth| birth.migration()).min(table.oldest_below);
        let filled = table.filled || table.filled_below || table.birth.is_none();
        self.note_above(child, |above| {
            let changes = above.oldest_below > oldest || (filled && !above.filled_below) || above.filled_down;
            above.oldest_below = above.oldest_below.min(oldest);
            above.filled_below |= filled;
            above.filled_down = false;
            changes
        });
    }

    /// Changes the tables above, as far up as there is something to change.
    pub(super) fn note_above(&mut self, child: &QualifiedName, mut change: impl FnMut(&mut super::Table) -> bool) {
        let mut open = self.parents_of(child);
        while let Some(name) = open.pop() {
            if self.tables.get_mut(&name).is_some_and(&mut change) {
                open.extend(self.parents_of(&name));
            }
        }
    }

    fn parents_of(&self, child: &QualifiedName) -> Vec<QualifiedName> {
        let table = self.tables.get(child).into_iter();
        table.flat_map(|table| table.partition_of.iter().map(|partition| &partition.0).chain(&table.inherits)).cloned().collect()
    }
}
