//! What every release command needs: the repository, the policy that counts, the ledger, a plan.

use camino::{Utf8Path, Utf8PathBuf};
use migsafe_core::source::tree::FileTree;
use migsafe_release::edges::{Clock as _, Edges, System};
use migsafe_release::git::{Git as _, GitError, Repository};
use migsafe_release::identity::{self, Actor};
use migsafe_release::ledger::{Entry, Event, Ledger, LedgerError, Loaded, State, Store as _};
use migsafe_release::plan::{self, Plan, PlanError, PlanRequest};
use migsafe_release::policy::{Counting, EnvironmentPolicy, LedgerPlace, Policy};

use crate::arguments::TargetArguments;
use crate::config::{self, Config, FILE_NAME};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Filtered;
use crate::settings::working_directory;
use crate::terminal::Terminal;

/// Everything that is read before a release command does its work.
pub(crate) struct Session {
    pub(crate) repository: Repository,
    pub(crate) system: System,
    /// The commit that the command is about, and how it was named.
    pub(crate) commit: String,
    pub(crate) reference: String,
    /// The files at the commit.
    pub(crate) tree: Box<dyn FileTree>,
    /// The configuration as it stands at the commit.
    config: Config,
    /// The folder of the configuration, from the repository's root.
    folder: Utf8PathBuf,
    /// The policy that counts, and why it does.
    pub(crate) counting: Counting,
    ledger: Ledger,
    loaded: Loaded,
    pub(crate) state: State,
}

/// Why a release command ends early, and with which exit code.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) exit: Exit,
    pub(crate) failure: Failure,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self { exit: Exit::CouldNotWork, failure }
    }
}

impl From<GitError> for Stop {
    fn from(error: GitError) -> Self {
        Failure::from(error).into()
    }
}

impl From<LedgerError> for Stop {
    fn from(error: LedgerError) -> Self {
        let exit = match error {
            LedgerError::Damaged { .. } | LedgerError::Missing { .. } => Exit::Integrity,
            LedgerError::Busy { .. } | LedgerError::Moved { .. } => Exit::Busy,
            LedgerError::Newer { .. } | LedgerError::Unreadable { .. } | LedgerError::NotWritten { .. } => Exit::CouldNotWork,
        };
        let help = match exit {
            Exit::Integrity => "nothing may rest on this ledger: bring a copy back that was not changed, and find out who changed it",
            Exit::Busy => "try again when the other one has ended",
            _ => return Failure::new(error.to_string()).into(),
        };
        Self { exit, failure: Failure::with_help(error.to_string(), help) }
    }
}

impl From<PlanError> for Stop {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Git(error) => error.into(),
            other => Failure::new(other.to_string()).into(),
        }
    }
}

impl Session {
    /// Reads what a command about this environment at this commit needs.
    pub(crate) fn open(target: &TargetArguments) -> Result<Self, Stop> {
        Self::at(Some(&target.environment), target.reference.as_deref().unwrap_or("HEAD"))
    }

    /// Likewise; without an environment, where the command is about none.
    pub(crate) fn at(environment: Option<&str>, reference: &str) -> Result<Self, Stop> {
        let directory = working_directory()?;
        let repository = Repository::around(&directory)?;
        let system = System;
        let commit = repository.resolve(reference)?;
        let tree = repository.tree(&commit)?;
        let path = configuration(&directory, repository.root());
        let text = tree.read(&path).map_err(|_| {
            Failure::with_help(
                format!("{path} is not in {reference} ({})", commit.get(..10).unwrap_or(&commit)),
                "commit it: a plan is made of what is committed, the policy too",
            )
        })?;
        let text = String::from_utf8(text)
            .map_err(|error| Failure::new(format!("{path} is not UTF-8 (byte {})", error.utf8_error().valid_up_to())))?;
        let mut config = Config::parse(&text, &path)?;
        let policy = config.policy.take().ok_or_else(|| no_policy(&path))?;
        let counting = Counting::of(&policy, &path, &repository);
        known(&counting.policy, environment, &path)?;
        let ledger = match &counting.policy.ledger {
            LedgerPlace::File(file) => {
                kept_out(file, &*tree, &repository)?;
                Ledger::open(&repository.root().join(file))
            }
            LedgerPlace::Postgres(_) => {
                return Err(Failure::with_help("a ledger in PostgreSQL cannot be used yet", "ledger = \"file:.migsafe/ledger\"").into());
            }
        };
        let loaded = ledger.read()?;
        let state = loaded.state();
        let folder = path.parent().map(Utf8Path::to_owned).unwrap_or_default();
        Ok(Self { repository, system, commit, reference: reference.to_owned(), tree, config, folder, counting, ledger, loaded, state })
    }

    /// Tells the person what of the policy at the commit says nothing, or less than it seems to.
    pub(crate) fn print_warnings(&self, terminal: &Terminal) {
        self.config.print_warnings(terminal);
    }

    /// The world outside.
    pub(crate) fn edges(&self) -> Edges<'_> {
        Edges { git: &self.repository, clock: &self.system, processes: &self.system, files: &self.system, environment: &self.system }
    }

    /// The environment's policy.
    pub(crate) fn here(&self, environment: &str) -> Result<&EnvironmentPolicy, Stop> {
        let here = self.counting.policy.environments.get(environment);
        here.ok_or_else(|| Stop::from(PlanError::NoEnvironment(environment.to_owned())))
    }

    /// Where the migrations are, from the repository's root.
    pub(crate) fn paths(&self) -> Vec<Utf8PathBuf> {
        if self.config.paths.is_empty() {
            return if self.folder.as_str().is_empty() { Vec::new() } else { vec![self.folder.clone()] };
        }
        self.config.paths.iter().map(|path| migsafe_release::path::normal(&self.folder.join(path))).collect()
    }

    /// The folder of acceptances, from the repository's root: it is named relative to the configuration.
    pub(crate) fn acceptances(&self) -> Utf8PathBuf {
        migsafe_release::path::normal(&self.folder.join(&self.counting.policy.acceptances))
    }

    /// The files at a commit, without what the configuration leaves out.
    pub(crate) fn filtered<'a>(&'a self, tree: &'a dyn FileTree) -> Filtered<'a> {
        Filtered { tree, exclude: self.config.exclude.as_ref(), root: &self.folder, directory: Utf8Path::new("") }
    }

    /// Makes the plan. `expected` is the one that somebody names; `run_checks`: the team's own commands are run.
    pub(crate) fn plan(&self, environment: &str, expected: Option<&str>, run_checks: bool) -> Result<Plan, Stop> {
        let filtered = self.filtered(&*self.tree);
        let request = PlanRequest {
            environment,
            reference: &self.reference,
            commit: &self.commit,
            tree: &filtered,
            paths: self.paths(),
            acceptances: self.acceptances(),
            expected,
            version: self.config.version.map(|version| (version, "configuration")),
            lock_timeout: self.config.lock_timeout.clone(),
            counting: &self.counting,
            state: &self.state,
            run_checks,
        };
        Ok(plan::build(&request, self.edges())?)
    }

    /// The plan that somebody names, which must be the one that the facts make now.
    pub(crate) fn named_plan(&self, environment: &str, digest: &str) -> Result<Plan, Stop> {
        let plan = self.plan(environment, Some(digest), false)?;
        if plan.digest.is_meant_by(digest) {
            return Ok(plan);
        }
        let failure = Failure::with_help(
            format!("there is no plan {digest} to {environment} now: {} makes plan {}", self.reference, plan.digest.short()),
            format!("look at what it is: migsafe release plan --env {environment}"),
        );
        Err(Stop { exit: Exit::Integrity, failure })
    }

    /// Who acts.
    pub(crate) fn actor(&self) -> Result<Actor, Stop> {
        identity::who(&self.edges()).map_err(|error| Failure::with_help(error.message, error.help).into())
    }

    /// Records something on the ground of what was read.
    pub(crate) fn record(&self, event: Event, by: &Actor) -> Result<Entry, Stop> {
        Ok(self.ledger.append(event, by, self.system.now(), Some(&self.loaded.head()))?)
    }

    /// The ledger itself.
    pub(crate) const fn ledger(&self) -> &Ledger {
        &self.ledger
    }
}

/// That the ledger, and what its path leads to, is no file of the commit: whoever writes the code would write the records too.
fn kept_out(file: &Utf8Path, tree: &dyn FileTree, repository: &Repository) -> Result<(), Stop> {
    let path = repository.root().join(file);
    let real = path.canonicalize_utf8().ok().and_then(|real| real.strip_prefix(repository.root()).map(Utf8Path::to_owned).ok());
    let is_committed = |path: &Utf8Path| tree.is_file(path) || tree.is_directory(path);
    if !is_committed(file) && !real.is_some_and(|real| is_committed(&real)) {
        return Ok(());
    }
    let failure = Failure::with_help(
        format!("the ledger {file} is a file of the commit: whoever changes the code could write any record into it"),
        format!("git rm --cached {file}, and keep it out by .gitignore"),
    );
    Err(Stop { exit: Exit::Integrity, failure })
}

/// The path of the nearest `migsafe.toml` from the repository's root.
fn configuration(directory: &Utf8Path, root: &Utf8Path) -> Utf8PathBuf {
    let found = config::find(&directory.canonicalize_utf8().unwrap_or_else(|_| directory.to_owned()));
    let path = found.unwrap_or_else(|| root.join(FILE_NAME));
    path.strip_prefix(root).map(Utf8Path::to_owned).unwrap_or(path)
}

fn no_policy(path: &Utf8Path) -> Failure {
    Failure::with_help(
        format!("{path} says nothing of releases"),
        "migsafe release init writes a [release] section and one for each environment",
    )
}

/// That the policy knows the environment.
fn known(policy: &Policy, environment: Option<&str>, path: &Utf8Path) -> Result<(), Failure> {
    let Some(environment) = environment else { return Ok(()) };
    if policy.environments.contains_key(environment) {
        return Ok(());
    }
    let names = policy.environments.keys().map(String::as_str);
    let near = migsafe_release::suggest::did_you_mean(environment, names.clone());
    let help = if near.is_empty() { format!("there are: {}", names.collect::<Vec<_>>().join(", ")) } else { near };
    Err(Failure::with_help(format!("{path} has no environment `{environment}`"), help))
}
