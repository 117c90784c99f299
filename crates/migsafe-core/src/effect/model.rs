//! The shape of an effect.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Serialize, Serializer};

use crate::name::QualifiedName;
pub use crate::operation::LockMode;

impl LockMode {
    /// What other sessions cannot do to the table while this lock is held: `SELECT` takes ACCESS SHARE, `INSERT`, `UPDATE` and `DELETE` take ROW EXCLUSIVE.
    pub const fn blocks(self) -> Blocks {
        match self {
            Self::AccessExclusive => Blocks::ReadsAndWrites,
            Self::Share | Self::ShareRowExclusive | Self::Exclusive => Blocks::Writes,
            _ => Blocks::None,
        }
    }
}

/// A lock on one relation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Lock {
    /// The table, view, sequence or index.
    pub relation: QualifiedName,
    /// The strongest mode taken on it.
    pub mode: LockMode,
}

/// What other sessions cannot do meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Blocks {
    /// Neither reads nor writes wait.
    #[default]
    None,
    /// Writes wait.
    Writes,
    /// Reads and writes wait.
    ReadsAndWrites,
    /// It is not claimed.
    Unknown,
}

/// How long the statement takes once it has its locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duration {
    /// A catalog change: milliseconds, whatever the table holds.
    #[default]
    Instant,
    /// Longer with every row.
    GrowsWithTable,
    /// It is not claimed.
    Unknown,
}

/// Whether stored values disappear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LosesData {
    /// Every value stays.
    #[default]
    No,
    /// It depends on the data.
    Maybe,
    /// Values are gone.
    Yes,
}

/// What a person can get back by an inverse statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reversible {
    /// Everything.
    #[default]
    Lossless,
    /// The structure; some values not.
    Lossy,
    /// Not without a backup.
    Impossible,
}

/// Which version of the application fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Breaks {
    /// The code that runs before the deploy.
    OldCode,
    /// The code that the deploy brings.
    NewCode,
}

/// A failure at run time that can be foreseen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// It will fail whatever the data; otherwise it depends on the data or the state.
    pub certain: bool,
    /// When and why, in a sentence without a capital and full stop: `a row holds NULL in status`.
    pub when: String,
    /// The SQLSTATE that the server reports, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sqlstate: Option<&'static str>,
}

/// How many names each list of an effect holds at most: who locks more than a thousand tables reads no list of them.
pub(super) const LISTED: usize = 1_000;

/// Relations that are left out of the lists, each counted once; of a tree of tables as many as are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unlisted {
    names: HashSet<u64>,
    /// Tables with more below them than are looked at → how many more.
    trees: BTreeMap<QualifiedName, usize>,
}

impl Unlisted {
    /// How many.
    pub fn count(&self) -> usize {
        self.names.len() + self.trees.values().sum::<usize>()
    }

    /// Whether the lists are complete.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.trees.is_empty()
    }

    fn add(&mut self, relation: &QualifiedName) {
        let mut hasher = DefaultHasher::new();
        relation.hash(&mut hasher);
        self.names.insert(hasher.finish());
    }
}

impl Serialize for Unlisted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.count().serialize(serializer)
    }
}

/// What a statement does to what existed before it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Effect {
    /// Every table, view and sequence touched, and indexes from SHARE UPDATE EXCLUSIVE up, each with its strongest mode; ACCESS SHARE and TOAST left out. Sorted by name.
    pub locks: Vec<Lock>,
    /// Tables given a new file.
    pub rewrites: Vec<QualifiedName>,
    /// Tables whose rows are read to validate something while the lock is held.
    pub scans: Vec<QualifiedName>,
    /// Tables whose index is built or rebuilt.
    pub index_builds: Vec<QualifiedName>,
    /// What the four lists leave out where one would be longer than a thousand. Locks that block more than all of those listed are never left out.
    #[serde(skip_serializing_if = "Unlisted::is_empty")]
    pub unlisted: Unlisted,
    /// What other sessions cannot do meanwhile.
    pub blocks: Blocks,
    /// How long.
    pub duration: Duration,
    /// Whether values disappear.
    pub loses_data: LosesData,
    /// What an inverse gets back.
    pub reversible: Reversible,
    /// Which code fails.
    pub breaks: BTreeSet<Breaks>,
    /// A failure foreseen.
    pub fails: Option<Failure>,
    /// The parts that the text alone cannot tell, each a sentence without a capital and full stop; a thousand at most.
    pub unknown: Vec<String>,
}

impl Effect {
    /// Adds a lock, or strengthens the one already held on the relation, and what it blocks.
    pub fn lock(&mut self, relation: &QualifiedName, mode: LockMode) {
        self.lock_unnoticed(relation, mode);
        self.blocks = self.blocks.max(mode.blocks());
    }

    /// The same where nobody waits for it: no session asks for a conflicting lock.
    pub fn lock_unnoticed(&mut self, relation: &QualifiedName, mode: LockMode) {
        // Mostly they come sorted.
        let is_last = self.locks.last().is_none_or(|last| last.relation < *relation);
        match if is_last { Err(self.locks.len()) } else { self.locks.binary_search_by(|held| held.relation.cmp(relation)) } {
            Ok(at) => self.locks[at].mode = self.locks[at].mode.max(mode),
            Err(at) if self.locks.len() < LISTED || mode.blocks() > self.blocks => {
                self.locks.insert(at, Lock { relation: relation.clone(), mode });
            }
            Err(_) => self.unlisted.add(relation),
        }
    }

    /// So many tables below this one are not looked at one by one.
    pub(super) fn leave_out(&mut self, table: &QualifiedName, count: usize) {
        if count > 0 {
            self.unlisted.trees.insert(table.clone(), count);
        }
    }

    /// The table gets a new file: every row is written again.
    pub fn rewrite(&mut self, table: &QualifiedName) {
        insert_sorted(&mut self.rewrites, table, &mut self.unlisted);
        self.duration = Duration::GrowsWithTable;
    }

    /// The table's rows are read under the lock.
    pub fn scan(&mut self, table: &QualifiedName) {
        insert_sorted(&mut self.scans, table, &mut self.unlisted);
        self.duration = Duration::GrowsWithTable;
    }

    /// An index of the table is built.
    pub fn index_build(&mut self, table: &QualifiedName) {
        insert_sorted(&mut self.index_builds, table, &mut self.unlisted);
        self.duration = Duration::GrowsWithTable;
    }

    /// The strongest lock on the relation.
    pub fn lock_on(&self, relation: &QualifiedName) -> Option<LockMode> {
        let at = self.locks.binary_search_by(|held| held.relation.cmp(relation)).ok()?;
        self.locks.get(at).map(|lock| lock.mode)
    }

    /// Joins another effect into this one: the effect of a statement is that of its operations together.
    pub fn merge(&mut self, other: &Self) {
        for lock in &other.locks {
            self.lock_unnoticed(&lock.relation, lock.mode);
        }
        for (mine, theirs) in
            [(&mut self.rewrites, &other.rewrites), (&mut self.scans, &other.scans), (&mut self.index_builds, &other.index_builds)]
        {
            for table in theirs {
                insert_sorted(mine, table, &mut self.unlisted);
            }
        }
        self.unlisted.names.extend(&other.unlisted.names);
        self.unlisted.trees.extend(other.unlisted.trees.iter().map(|(table, count)| (table.clone(), *count)));
        self.blocks = self.blocks.max(other.blocks);
        self.duration = self.duration.max(other.duration);
        self.loses_data = self.loses_data.max(other.loses_data);
        self.reversible = self.reversible.max(other.reversible);
        self.breaks.extend(&other.breaks);
        if !self.fails.as_ref().is_some_and(|failure| failure.certain) && other.fails.is_some() {
            self.fails.clone_from(&other.fails);
        }
        for unknown in &other.unknown {
            if self.unknown.len() < LISTED && !self.unknown.contains(unknown) {
                self.unknown.push(unknown.clone());
            }
        }
    }
}

fn insert_sorted(names: &mut Vec<QualifiedName>, name: &QualifiedName, unlisted: &mut Unlisted) {
    match names.binary_search(name) {
        Ok(_) => {}
        Err(at) if names.len() < LISTED => names.insert(at, name.clone()),
        Err(_) => unlisted.add(name),
    }
}
