//! The order in which Alembic applies revisions, and what is wrong with their graph.

use std::collections::{BTreeMap, BTreeSet};

use super::Revision;
use crate::source::{Irregularity, IrregularityKind};
use crate::span::LineIndex;

/// The graph; revisions by their place in the list of files.
struct Graph {
    /// What each revision stands on, in the order written: its `down_revision`, then `depends_on`.
    parents: Vec<Vec<usize>>,
    /// What stands on each revision.
    children: Vec<BTreeSet<usize>>,
    /// Those that are the `down_revision` of another: they are no heads.
    continued: BTreeSet<usize>,
}

/// Every revision once, each behind what it stands on; where the graph is broken, the rest in the order of the files. `elsewhere`: ids of revisions in other folders.
pub(super) fn order(revisions: &[Revision], elsewhere: &BTreeSet<String>) -> (Vec<usize>, Vec<Irregularity>) {
    let mut faults = Vec::new();
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, revision) in revisions.iter().enumerate() {
        if let Some(first) = ids.insert(revision.id(), at) {
            ids.insert(revision.id(), first);
            let other = revisions.get(first).and_then(|it| it.path.file_name()).map(str::to_owned);
            faults.push(fault(revision, IrregularityKind::RevisionDuplicate, other));
        }
    }
    let graph = connect(revisions, &ids, elsewhere, &mut faults);
    let order = walk(&graph);
    let mut placed = vec![false; revisions.len()];
    for at in &order {
        if let Some(place) = placed.get_mut(*at) {
            *place = true;
        }
    }
    let left: Vec<usize> = (0..revisions.len()).filter(|at| placed.get(*at) == Some(&false)).collect();
    let in_cycle: Vec<usize> = left.iter().copied().filter(|at| reaches_itself(&graph, *at)).collect();
    if let Some(revision) = in_cycle.first().and_then(|at| revisions.get(*at)) {
        let names: Vec<&str> = in_cycle.iter().skip(1).filter_map(|at| revisions.get(*at)).map(Revision::id).collect();
        faults.push(fault(revision, IrregularityKind::RevisionCycle, Some(names.join(", ")).filter(|names| !names.is_empty())));
    }
    heads(revisions, &graph, &order, &mut faults);
    (order.into_iter().chain(left).collect(), faults)
}

fn fault(revision: &Revision, kind: IrregularityKind, other: Option<String>) -> Irregularity {
    let span = revision.identity.revision.as_ref().map(|(_, span)| *span).unwrap_or_default();
    Irregularity {
        kind,
        migration: revision.id().to_owned(),
        path: revision.path.clone(),
        span,
        line: LineIndex::new(&revision.text).line(span.start),
        other,
    }
}

fn connect(revisions: &[Revision], ids: &BTreeMap<&str, usize>, elsewhere: &BTreeSet<String>, faults: &mut Vec<Irregularity>) -> Graph {
    let count = revisions.len();
    let mut graph = Graph { parents: vec![Vec::new(); count], children: vec![BTreeSet::new(); count], continued: BTreeSet::new() };
    for (at, revision) in revisions.iter().enumerate() {
        let down = revision.identity.down.iter().map(|name| (name, true));
        for (name, continues) in down.chain(revision.identity.depends_on.iter().map(|name| (name, false))) {
            match find(name, revisions, ids) {
                Some(parent) if parent != at || continues => {
                    if let Some(parents) = graph.parents.get_mut(at).filter(|parents| !parents.contains(&parent)) {
                        parents.push(parent);
                    }
                    if let Some(children) = graph.children.get_mut(parent) {
                        children.insert(at);
                    }
                    if continues {
                        graph.continued.insert(parent);
                    }
                }
                None if !elsewhere.contains(name) => faults.push(fault(revision, IrregularityKind::RevisionMissing, Some(name.clone()))),
                _ => {}
            }
        }
    }
    graph
}

/// A revision by its id, by a beginning of it that no other has, or by a branch label (Alembic's documentation, *Partial Revision Identifiers*, *Branch Labels*).
fn find(name: &str, revisions: &[Revision], ids: &BTreeMap<&str, usize>) -> Option<usize> {
    if let Some(at) = ids.get(name) {
        return Some(*at);
    }
    let name = name.split('@').next().unwrap_or_default();
    if let Some(at) = revisions.iter().position(|it| it.identity.labels.iter().any(|label| label == name)) {
        return Some(at);
    }
    let mut beginning = ids.iter().filter(|(id, _)| name.len() >= 4 && id.starts_with(name));
    beginning.next().map(|(_, at)| *at).filter(|_| beginning.next().is_none())
}

/// From the heads back, along one branch as far as nothing else stands on it, the first named first; then turned round, as Alembic plans an upgrade.
fn walk(graph: &Graph) -> Vec<usize> {
    let mut waiting: Vec<usize> = graph.children.iter().map(BTreeSet::len).collect();
    let mut ready: Vec<usize> = (0..waiting.len()).filter(|at| waiting.get(*at) == Some(&0)).collect();
    let mut order = Vec::with_capacity(waiting.len());
    while let Some(at) = ready.pop() {
        order.push(at);
        for parent in graph.parents.get(at).into_iter().flatten().rev() {
            if let Some(left) = waiting.get_mut(*parent) {
                *left -= 1;
                if *left == 0 {
                    ready.push(*parent);
                }
            }
        }
    }
    order.reverse();
    order
}

fn reaches_itself(graph: &Graph, start: usize) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<usize> = graph.parents.get(start).into_iter().flatten().copied().collect();
    while let Some(at) = open.pop() {
        if at == start {
            return true;
        }
        if seen.insert(at) {
            open.extend(graph.parents.get(at).into_iter().flatten());
        }
    }
    false
}

/// Two heads of one tree: `alembic upgrade head` does not know which is meant. Trees with bases of their own are meant to have heads of their own.
fn heads(revisions: &[Revision], graph: &Graph, order: &[usize], faults: &mut Vec<Irregularity>) {
    let mut by_base: BTreeMap<BTreeSet<usize>, Vec<usize>> = BTreeMap::new();
    for at in order.iter().copied().filter(|at| !graph.continued.contains(at)) {
        by_base.entry(bases(graph, at)).or_default().push(at);
    }
    for heads in by_base.into_values().filter(|heads| heads.len() > 1) {
        let names = |at: &usize| revisions.get(*at).map(|revision| revision.id().to_owned());
        let Some((last, others)) = heads.split_last() else { continue };
        let Some(revision) = revisions.get(*last) else { continue };
        let others: Vec<String> = others.iter().filter_map(names).collect();
        faults.push(fault(revision, IrregularityKind::RevisionHeads, Some(others.join(", "))));
    }
}

fn bases(graph: &Graph, start: usize) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    let mut open = vec![start];
    let mut bases = BTreeSet::new();
    while let Some(at) = open.pop() {
        if !seen.insert(at) {
            continue;
        }
        let parents = graph.parents.get(at).into_iter().flatten();
        let before = open.len();
        open.extend(parents);
        if open.len() == before {
            bases.insert(at);
        }
    }
    bases
}
