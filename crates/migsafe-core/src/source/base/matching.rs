//! Which migration of today is which of the base.

use std::collections::{HashMap, HashSet};

use super::super::{History, Language, Migration, Standing, Tool};
use crate::alembic;
use crate::digest::{Digest, Digests};

/// Pairs by their places in the two histories.
#[derive(Debug, Default)]
pub(super) struct Matching {
    /// Now → before: under the same name.
    same: Vec<(usize, usize)>,
    /// Now → before: what the tool takes for the same under another name, because it knows migrations by something else.
    moved: Vec<(usize, usize)>,
    /// Now → before: the same content under a name that is another one to the tool.
    pub(super) renamed: Vec<(usize, usize)>,
    /// Those of before that are nowhere.
    pub(super) gone: Vec<usize>,
    /// Those of now that stood there before, under whatever name.
    merged: HashSet<usize>,
}

impl Matching {
    pub(super) fn of(now: &History, before: &History) -> Self {
        let mut matching = Self::default();
        let mut by_name: HashMap<&str, usize> = HashMap::new();
        for (at, migration) in before.migrations.iter().enumerate() {
            by_name.entry(&migration.id).or_insert(at);
        }
        let by_path: HashMap<_, usize> = before.migrations.iter().enumerate().map(|(at, it)| ((&it.path, &it.id), at)).collect();
        let mut taken = HashSet::new();
        let mut new: Vec<usize> = Vec::new();
        for (at, migration) in now.migrations.iter().enumerate() {
            let found = by_path.get(&(&migration.path, &migration.id)).or_else(|| by_name.get(migration.id.as_str()));
            match found.filter(|from| taken.insert(**from)) {
                Some(from) => matching.same.push((at, *from)),
                None => new.push(at),
            }
        }
        matching.gone = (0..before.migrations.len()).filter(|at| !taken.contains(at)).collect();
        matching.gone.retain(|at| before.migrations.get(*at).is_some_and(|it| it.standing != Standing::Orphan));
        if !matching.gone.is_empty() && !new.is_empty() {
            matching.find_renamed(now, before, &new);
        }
        let was_run = |from: &usize| before.migrations.get(*from).is_some_and(|it| it.standing != Standing::Orphan);
        let all = matching.same.iter().chain(&matching.moved).chain(&matching.renamed);
        matching.merged = all.filter(|(_, from)| was_run(from)).map(|(at, _)| *at).collect();
        matching
    }

    /// Pairs what is gone with what is new: by what the tool knows it by, else by its content.
    fn find_renamed(&mut self, now: &History, before: &History, new: &[usize]) {
        let digest = |history: &History, at: usize| -> Option<Digest> {
            let migration = history.migrations.get(at)?;
            Some(Digests::of(migration, history.dialect).tokens)
        };
        let mut by_digest: HashMap<Digest, usize> = HashMap::new();
        for at in new.iter().rev() {
            by_digest.extend(digest(now, *at).map(|digest| (digest, *at)));
        }
        let mut taken = HashSet::new();
        let gone = std::mem::take(&mut self.gone);
        for from in gone {
            let Some(earlier) = before.migrations.get(from) else { continue };
            let is_same = |at: &usize| now.migrations.get(*at).is_some_and(|it| now.tool.takes_for_same(earlier, it));
            let content = digest(before, from).and_then(|digest| by_digest.get(&digest)).filter(|at| !taken.contains(*at)).copied();
            // A number says more than a content for the tools that go by it.
            let number = || new.iter().copied().find(|at| now.tool.goes_by_number() && !taken.contains(at) && is_same(at));
            match content.or_else(number) {
                Some(at) => {
                    taken.insert(at);
                    if is_same(&at) { self.moved.push((at, from)) } else { self.renamed.push((at, from)) }
                }
                None => self.gone.push(from),
            }
        }
    }

    /// Those that the tool takes for the same, now and before.
    pub(super) fn pairs<'b>(&'b self, before: &'b History) -> impl Iterator<Item = (usize, &'b Migration)> {
        self.same.iter().chain(&self.moved).filter_map(|(at, from)| Some((*at, before.migrations.get(*from)?)))
    }

    /// Whether the one of now was run before, as far as the base tells.
    pub(super) fn is_merged(&self, at: usize) -> bool {
        self.merged.contains(&at)
    }
}

/// Alembic: the new revisions that an old one was put upon: a database that has that one never comes to them. With the id of the old one.
pub(super) fn never_reached(history: &History, matching: &Matching, before: &History) -> Vec<(usize, String)> {
    if history.tool != Tool::Alembic {
        return Vec::new();
    }
    let places: HashMap<&str, usize> = history.migrations.iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
    let parents = |migration: &Migration| alembic::identity(&migration.up.text).map(|it| it.down).unwrap_or_default();
    let mut never: Vec<(usize, String)> = Vec::new();
    for (at, earlier) in matching.pairs(before).filter(|(at, _)| matching.is_merged(*at)) {
        let Some(now) = history.migrations.get(at).filter(|now| now.up.language == Language::Python && now.up.text != earlier.up.text)
        else {
            continue;
        };
        let known = parents(earlier);
        let mut open: Vec<String> = parents(now).into_iter().filter(|id| !known.contains(id)).collect();
        while let Some(id) = open.pop() {
            let Some(place) = places.get(id.as_str()).copied() else { continue };
            let Some(migration) = history.migrations.get(place) else { continue };
            if !matching.is_merged(place) && never.iter().all(|(at, _)| *at != place) {
                never.push((place, now.id.clone()));
                open.extend(parents(migration));
            }
        }
    }
    never
}
