//! A world outside for tests.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Error, ErrorKind};
use std::sync::Mutex;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

use crate::edges::{Environment, Files, Outcome, Processes, Program};
use crate::policy::{
    ApprovalPolicy, ByLight, Commands, EnvironmentPolicy, MigrateOrder, OnFailure, Reference, RollbackPolicy, RollbackStyle, Trigger,
};

/// Environment variables.
pub(crate) struct Variables(BTreeMap<String, String>);

impl Variables {
    pub(crate) fn of(variables: &[(&str, &str)]) -> Self {
        Self(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }
}

impl Environment for Variables {
    fn variable(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }

    fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

/// Programs by their names, with how they end; another is not there.
#[derive(Default)]
pub(crate) struct Programs {
    outcomes: BTreeMap<String, Outcome>,
    /// What was run.
    pub(crate) run: Mutex<Vec<Program>>,
}

impl Programs {
    pub(crate) fn with(mut self, name: &str, code: Option<i32>, output: &str) -> Self {
        let outcome = Outcome { code, timed_out: false, output: output.as_bytes().to_vec(), complaint: Vec::new() };
        self.outcomes.insert(name.to_owned(), outcome);
        self
    }

    pub(crate) fn with_outcome(mut self, name: &str, outcome: Outcome) -> Self {
        self.outcomes.insert(name.to_owned(), outcome);
        self
    }
}

impl Processes for Programs {
    fn run(&self, program: &Program) -> std::io::Result<Outcome> {
        self.run.lock().unwrap().push(program.clone());
        self.outcomes.get(&program.argv[0]).cloned().ok_or_else(|| Error::from(ErrorKind::NotFound))
    }
}

/// Files by their absolute paths.
pub(crate) struct Folder(pub(crate) BTreeMap<Utf8PathBuf, Vec<u8>>);

impl Folder {
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| (Utf8PathBuf::from(*path), text.as_bytes().to_vec())).collect())
    }
}

impl Files for Folder {
    fn read(&self, path: &Utf8Path) -> std::io::Result<Vec<u8>> {
        self.0.get(path).cloned().ok_or_else(|| Error::from(ErrorKind::NotFound))
    }

    fn create(&self, _path: &Utf8Path, _content: &[u8]) -> std::io::Result<()> {
        Err(ErrorKind::Unsupported.into())
    }
}

/// Environments by name and order, with what a test sets; nothing else is configured.
pub(crate) fn environments(all: &[(&str, u32)], set: impl Fn(&str, &mut EnvironmentPolicy)) -> BTreeMap<String, EnvironmentPolicy> {
    let day = Duration::from_secs(24 * 3600);
    let environment = |name: &str, order: u32| {
        let mut policy = EnvironmentPolicy {
            order,
            protected: false,
            reference: Reference::Branch("main".to_owned()),
            from: Vec::new(),
            migrate: MigrateOrder::BeforeCode,
            trigger: Trigger::Manual,
            apply_from: BTreeSet::new(),
            database: None,
            live_sha: None,
            soak: ByLight { green: day, yellow: day, red: day },
            approval: ApprovalPolicy { needed: ByLight::default(), expires: day, approvers: Vec::new(), assurance: ByLight::default() },
            windows: Vec::new(),
            rollback: RollbackPolicy { style: RollbackStyle::Reversal, on_failure: OnFailure::Halt },
            checklist: Vec::new(),
            keys: None,
            commands: Commands::default(),
        };
        set(name, &mut policy);
        policy
    };
    all.iter().map(|(name, order)| ((*name).to_owned(), environment(name, *order))).collect()
}
