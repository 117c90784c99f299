//! The order in which Alembic applies revisions, and what is wrong with their graph.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::rc::Rc;

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
    let in_cycle = in_cycle(&graph, &left);
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
    let names = Names::new(revisions, ids);
    let mut graph = Graph { parents: vec![Vec::new(); count], children: vec![BTreeSet::new(); count], continued: BTreeSet::new() };
    for (at, revision) in revisions.iter().enumerate() {
        let down = revision.identity.down.iter().map(|name| (name, true));
        for (name, continues) in down.chain(revision.identity.depends_on.iter().map(|name| (name, false))) {
            match names.find(name) {
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

/// What revisions are called.
struct Names<'r> {
    ids: &'r BTreeMap<&'r str, usize>,
    labels: HashMap<&'r str, usize>,
}

impl<'r> Names<'r> {
    fn new(revisions: &'r [Revision], ids: &'r BTreeMap<&'r str, usize>) -> Self {
        let mut labels = HashMap::new();
        for (at, revision) in revisions.iter().enumerate() {
            for label in &revision.identity.labels {
                labels.entry(label.as_str()).or_insert(at);
            }
        }
        Self { ids, labels }
    }

    /// A revision by its id, by a beginning of it that no other has, or by a branch label (Alembic's documentation, *Partial Revision Identifiers*, *Branch Labels*).
    fn find(&self, name: &str) -> Option<usize> {
        if let Some(at) = self.ids.get(name) {
            return Some(*at);
        }
        let name = name.split('@').next().unwrap_or_default();
        if let Some(at) = self.labels.get(name) {
            return Some(*at);
        }
        let from = (Bound::Included(name), Bound::Unbounded);
        let mut beginning = self.ids.range::<str, _>(from).take_while(|(id, _)| name.len() >= 4 && id.starts_with(name));
        beginning.next().map(|(_, at)| *at).filter(|_| beginning.next().is_none())
    }
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

/// Those of the revisions left that stand on themselves, through others: the strongly connected parts of the graph.
///
/// Kosaraju's two walks: the first notes in which order revisions are done with, the second goes the other way and meets one part after the other.
fn in_cycle(graph: &Graph, left: &[usize]) -> Vec<usize> {
    let parents = |at: usize| graph.parents.get(at).into_iter().flatten().copied();
    let children = |at: usize| graph.children.get(at).into_iter().flatten().copied();
    let mut seen = BTreeSet::new();
    let mut done = Vec::new();
    for start in left {
        let mut open = vec![(*start, false)];
        while let Some((at, finished)) = open.pop() {
            if finished {
                done.push(at);
            } else if seen.insert(at) {
                open.push((at, true));
                open.extend(parents(at).map(|next| (next, false)));
            }
        }
    }
    let mut found = BTreeSet::new();
    while let Some(start) = done.pop() {
        let mut part = Vec::new();
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            if seen.remove(&at) {
                part.push(at);
                open.extend(children(at));
            }
        }
        if part.len() > 1 || parents(start).any(|parent| parent == start) {
            found.extend(part);
        }
    }
    found.into_iter().collect()
}

/// Two heads of one tree: `alembic upgrade head` does not know which is meant. Trees with bases of their own are meant to have heads of their own.
fn heads(revisions: &[Revision], graph: &Graph, order: &[usize], faults: &mut Vec<Irregularity>) {
    let bases = bases(graph, order);
    let mut by_base: BTreeMap<Option<&Rc<BTreeSet<usize>>>, Vec<usize>> = BTreeMap::new();
    for at in order.iter().copied().filter(|at| !graph.continued.contains(at)) {
        by_base.entry(bases.get(&at)).or_default().push(at);
    }
    for heads in by_base.into_values().filter(|heads| heads.len() > 1) {
        let names = |at: &usize| revisions.get(*at).map(|revision| revision.id().to_owned());
        let Some((last, others)) = heads.split_last() else { continue };
        let Some(revision) = revisions.get(*last) else { continue };
        let others: Vec<String> = others.iter().filter_map(names).collect();
        faults.push(fault(revision, IrregularityKind::RevisionHeads, Some(others.join(", "))));
    }
}

/// The bases that each revision stands on; a revision that stands on one other shares them with it.
fn bases(graph: &Graph, order: &[usize]) -> HashMap<usize, Rc<BTreeSet<usize>>> {
    let mut known: HashMap<usize, Rc<BTreeSet<usize>>> = HashMap::new();
    for at in order {
        let mut own: Option<Rc<BTreeSet<usize>>> = None;
        for below in graph.parents.get(*at).into_iter().flatten().filter_map(|parent| known.get(parent)) {
            match &mut own {
                None => own = Some(Rc::clone(below)),
                Some(all) if below.is_subset(all) => {}
                Some(all) => Rc::make_mut(all).extend(below.iter().copied()),
            }
        }
        known.insert(*at, own.unwrap_or_else(|| Rc::new(BTreeSet::from([*at]))));
    }
    known
}
