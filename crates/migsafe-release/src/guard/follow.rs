//! Follows what runs what, down to the tools' commands.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};

use super::command::{self, Meaning, Which};
use super::repository::{Job, Piece, Repository};
use super::tool::Tool;
use super::{GuardedCommand, Reached, Run, Span, database, shell};

/// So many scripts call each other on the way to a command.
const DEEPEST: usize = 12;

/// Collects the commands that reach a database, with where they run.
pub(super) struct Follower<'a> {
    repository: &'a Repository<'a>,
    found: BTreeMap<(Utf8PathBuf, usize), GuardedCommand>,
}

/// What is known while the pieces of a job run.
struct State<'a> {
    job: Option<&'a Job>,
    /// A database of its own was started.
    own_database: bool,
    /// migsafe was asked.
    gated: bool,
    /// Variables that were exported.
    database: Reached,
    through: Vec<String>,
    seen: BTreeSet<(Utf8PathBuf, usize, Utf8PathBuf)>,
}

impl<'a> Follower<'a> {
    pub(super) fn new(repository: &'a Repository<'a>) -> Self {
        Self { repository, found: BTreeMap::new() }
    }

    pub(super) fn found(self) -> Vec<GuardedCommand> {
        let clean = |mut command: GuardedCommand| {
            command.runs.sort_unstable();
            command.runs.dedup();
            command
        };
        self.found.into_values().map(clean).collect()
    }

    /// The commands of scripts that somebody may call: package scripts, targets, shell scripts.
    pub(super) fn name_scripts(&mut self) {
        let repository = self.repository;
        for package in &repository.packages {
            for (name, ..) in &package.scripts {
                for (own, piece) in package.pieces(name) {
                    if own == *name {
                        self.piece(&piece, &mut State::of(None));
                    }
                }
            }
        }
        for (folder, targets) in &repository.targets {
            for (path, target) in targets {
                self.piece(&target_piece(folder, path, target), &mut State::of(None));
            }
        }
        for (path, text) in &repository.files {
            if path.extension() == Some("sh") {
                self.piece(&whole(path, text, path.parent().unwrap_or(Utf8Path::new(""))), &mut State::of(None));
            }
        }
    }

    /// What a job runs, piece after piece.
    pub(super) fn follow(&mut self, job: &Job) {
        let mut state = State::of(Some(job));
        for piece in &job.pieces {
            self.piece(piece, &mut state);
        }
    }

    fn piece(&mut self, piece: &Piece, state: &mut State<'_>) {
        // Once a job: what runs twice is judged as it runs first.
        let key = (piece.path.clone(), piece.span.start, piece.directory.clone());
        if state.through.len() <= DEEPEST && state.seen.insert(key) {
            let mut place =
                Context { piece, directory: piece.directory.clone(), condition: piece.condition.clone(), database: piece.database.clone() };
            self.text(&piece.text, &mut place, state, 0);
        }
    }

    fn text(&mut self, text: &str, context: &mut Context<'_>, state: &mut State<'_>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for simple in shell::commands(text) {
            let assigned = simple.assignments.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let exported = (simple.words.first().is_some_and(|word| word == "export") || simple.words.is_empty())
                .then_some(simple.words.iter().skip(1));
            let exported: Vec<(&str, &str)> = exported.into_iter().flatten().filter_map(|word| shell::assignment(word)).collect();
            if !exported.is_empty() {
                state.database = database::of_variables(exported.into_iter());
                continue;
            }
            let inline = simple.words.iter().filter_map(|word| shell::assignment(word));
            let said = [database::of_words(&simple.words), database::of_variables(assigned.chain(inline))];
            let said = said.into_iter().find(|reached| *reached != Reached::Unsaid);
            let condition = context.condition.clone().or_else(|| simple.condition.clone());
            for meaning in command::read(&simple.words) {
                let inner = Context {
                    piece: context.piece,
                    directory: context.directory.clone(),
                    condition: condition.clone(),
                    database: said.clone().unwrap_or_else(|| context.database.clone()),
                };
                self.meaning(meaning, text.get(simple.span.clone()).unwrap_or_default(), inner, context, state, depth);
            }
        }
    }

    fn meaning(
        &mut self,
        meaning: Meaning,
        written: &str,
        mut inner: Context<'_>,
        outer: &mut Context<'_>,
        state: &mut State<'_>,
        depth: usize,
    ) {
        match meaning {
            Meaning::Tool(tool) => self.record(tool, written, &inner, state),
            Meaning::Shell(text) => self.text(&text, &mut inner, state, depth + 1),
            Meaning::Folder(folder) => outer.directory = self.repository.folder(&outer.directory, &folder),
            Meaning::OwnDatabase => state.own_database = true,
            Meaning::Gate => state.gated = true,
            _ if state.job.is_none() => {}
            Meaning::Script { name, which } => {
                for (label, piece) in self.scripts(&name, &which, &inner.directory) {
                    self.call(format!("script {label}"), piece, &inner, state);
                }
            }
            Meaning::Target { name, directory } => {
                let folder = directory.map_or_else(|| inner.directory.clone(), |named| self.repository.folder(&inner.directory, &named));
                self.target(&folder, &name, &inner, state);
            }
            Meaning::File(named) => {
                if let Some(script) = self.repository.script(&inner.directory, &named) {
                    let path = script.path;
                    let piece = Piece { span: 0..script.length, ..whole(&path, &script.text, &inner.directory) };
                    self.call(path.to_string(), piece, &inner, state);
                }
            }
        }
    }

    fn call(&mut self, label: String, mut piece: Piece, context: &Context<'_>, state: &mut State<'_>) {
        piece.condition.clone_from(&context.condition);
        piece.database = context.database.clone();
        state.through.push(label);
        self.piece(&piece, state);
        state.through.pop();
    }

    fn target(&mut self, folder: &Utf8Path, name: &str, context: &Context<'_>, state: &mut State<'_>) {
        let repository = self.repository;
        let Some(targets) = repository.targets.get(folder) else { return };
        let wanted = targets.iter().filter(|(_, target)| target.name == name || name.is_empty());
        for (path, target) in wanted.take(if name.is_empty() { 1 } else { usize::MAX }) {
            // A target that needs itself is no target.
            if state.through.len() > DEEPEST {
                return;
            }
            state.through.push(format!("{path} {}", target.name));
            for need in target.needs.iter().filter(|need| **need != target.name) {
                self.target(folder, need, context, state);
            }
            state.through.pop();
            self.call(format!("{path} {}", target.name), target_piece(folder, path, target), context, state);
        }
    }

    /// The scripts that a call means.
    fn scripts(&self, name: &str, which: &Which, directory: &Utf8Path) -> Vec<(String, Piece)> {
        let packages = &self.repository.packages;
        let has = |package: &&super::repository::Package| package.scripts.iter().any(|(script, ..)| script == name);
        let chosen: Vec<_> = match which {
            // The package manager looks in the folder it stands in, then above.
            Which::Here => directory
                .ancestors()
                .find_map(|folder| packages.iter().find(|package| package.is_package() && package.folder() == folder))
                .filter(has)
                .into_iter()
                .collect(),
            Which::Folder(folder) => {
                let folder = self.repository.folder(directory, folder);
                packages.iter().filter(|package| package.is_package() && package.folder() == folder).filter(has).collect()
            }
            Which::Named(wanted) => {
                let is = |package: &&super::repository::Package| {
                    let last = package.name.rsplit('/').next().unwrap_or_default();
                    package.name == *wanted
                        || last == wanted
                        || package.folder() == wanted.as_str()
                        || package.folder().file_name() == Some(wanted)
                };
                packages.iter().filter(is).filter(has).collect()
            }
            Which::All => packages.iter().filter(has).collect(),
        };
        let pieces = chosen.into_iter().flat_map(|package| {
            package.pieces(name).into_iter().map(move |(script, piece)| (format!("{script} of {}", package.path), piece))
        });
        pieces.collect()
    }

    fn record(&mut self, tool: &'static Tool, written: &str, context: &Context<'_>, state: &State<'_>) {
        let other = |text: &str| ["clickhouse", "mysql", "sqlite"].iter().any(|name| text.to_ascii_lowercase().contains(name));
        if tool.serves_others() && (other(&context.piece.text) || other(context.piece.path.as_str())) {
            return;
        }
        let known = self.repository.files.get(&context.piece.path).cloned();
        let text = known.or_else(|| self.repository.text(&context.piece.path)).unwrap_or_default();
        let span = find(&text, &context.piece.span, written);
        let shown: String = written.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let command = self.found.entry((context.piece.path.clone(), span.start)).or_insert_with(|| GuardedCommand {
            path: context.piece.path.clone(),
            line: 1 + text.get(..span.start).unwrap_or_default().matches('\n').count(),
            span: Span { start: span.start, end: span.end },
            text: shown.chars().filter(|character| !character.is_control()).collect(),
            tool: tool.words.join(" "),
            act: tool.act,
            does: tool.does,
            runs: Vec::new(),
        });
        let Some(job) = state.job else { return };
        let database = [&context.database, &state.database].into_iter().find(|reached| **reached != Reached::Unsaid).cloned();
        let own = state.own_database.then(|| Reached::Own("it starts one of its own".to_owned()));
        command.runs.push(Run {
            places: job.places.clone(),
            from: job.from.clone(),
            through: state.through.clone(),
            database: database.or(own).unwrap_or(Reached::Unsaid),
            condition: context.condition.clone(),
            gated: state.gated,
        });
    }
}

impl<'a> State<'a> {
    fn of(job: Option<&'a Job>) -> Self {
        Self { job, own_database: false, gated: false, database: Reached::Unsaid, through: Vec::new(), seen: BTreeSet::new() }
    }
}

/// Where a text of a shell stands, and what holds for its commands.
struct Context<'a> {
    piece: &'a Piece,
    directory: Utf8PathBuf,
    condition: Option<String>,
    database: Reached,
}

fn whole(path: &Utf8Path, text: &str, directory: &Utf8Path) -> Piece {
    Piece {
        path: path.to_owned(),
        span: 0..text.len(),
        text: text.to_owned(),
        directory: directory.to_owned(),
        database: Reached::Unsaid,
        condition: None,
    }
}

fn target_piece(folder: &Utf8Path, path: &Utf8Path, target: &super::targets::Target) -> Piece {
    Piece {
        path: path.to_owned(),
        span: target.span.clone(),
        text: target.text.clone(),
        directory: folder.to_owned(),
        database: Reached::Unsaid,
        condition: None,
    }
}

/// The place of a command in the file: as written, or with the quotes escaped, or by its first line; else the whole value.
fn find(text: &str, within: &Range<usize>, written: &str) -> Range<usize> {
    let region = text.get(within.clone()).unwrap_or_default();
    let first = written.lines().next().unwrap_or_default().trim_end_matches('\\').trim();
    let forms = [written.to_owned(), written.replace('\\', "\\\\").replace('"', "\\\""), first.to_owned()];
    let place = forms.iter().filter(|form| !form.is_empty()).find_map(|form| region.find(form.as_str()).map(|at| (at, form.len())));
    place.map_or_else(|| within.clone(), |(at, length)| within.start + at..within.start + at + length)
}
