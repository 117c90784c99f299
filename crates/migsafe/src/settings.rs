//! Arguments and configuration together: arguments win.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use migsafe_core::source::Dialect;
use migsafe_core::{PostgresVersion, RuleOptions};
use migsafe_release::acceptance;
use migsafe_release::path::normal;

use crate::arguments::{FailOn, InputArguments};
use crate::config::Config;
use crate::failure::Failure;
use crate::input::from_directory;

/// How a run is set.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The working directory, absolute.
    pub(crate) directory: Utf8PathBuf,
    /// What to read; empty: the working directory.
    pub(crate) paths: Vec<Utf8PathBuf>,
    /// The reference whose merge base separates history from what is judged.
    pub(crate) since: Option<String>,
    /// The server's version, and where it comes from.
    pub(crate) version: Option<(PostgresVersion, &'static str)>,
    /// Whose SQL plain files hold, where somebody says so.
    pub(crate) dialect: Option<Dialect>,
    /// The configured limit.
    pub(crate) fail_on: Option<FailOn>,
    /// Paths to leave out, relative to `exclude_root`.
    pub(crate) exclude: Option<globset::GlobSet>,
    /// What `exclude` is relative to, absolute.
    pub(crate) exclude_root: Utf8PathBuf,
    /// The folder of accepted findings.
    pub(crate) acceptances: Utf8PathBuf,
    /// Where the team sets the lock time-out.
    pub(crate) lock_timeout: Option<String>,
    /// Settings of rules.
    pub(crate) rules: BTreeMap<String, RuleOptions>,
}

impl Settings {
    /// From the arguments, and from the configuration that they name or that lies nearest.
    pub(crate) fn load(arguments: &InputArguments) -> Result<Self, Failure> {
        let directory = working_directory()?;
        let config = Config::load(arguments.config.as_deref(), &directory)?;
        let paths = if arguments.paths.is_empty() {
            config.paths.iter().map(|path| from_directory(&normal(&config.directory.join(path)), &directory)).collect()
        } else {
            arguments.paths.clone()
        };
        let acceptances = config.policy.as_ref().map_or(Utf8Path::new(acceptance::FOLDER), |policy| &policy.acceptances);
        let acceptances = from_directory(&normal(&directory.join(&config.directory).join(acceptances)), &directory);
        let since = match (&arguments.since, &config.since) {
            _ if arguments.all => None,
            (Some(since), _) => Some(since.clone()),
            // Whoever names files wants these judged.
            (None, Some(_)) if names_files(&arguments.paths) => None,
            (None, since) => since.clone(),
        };
        let version = match (arguments.pg_version, config.version) {
            (Some(version), _) => Some((version, "command line")),
            (None, Some(version)) => Some((version, "configuration")),
            (None, None) => None,
        };
        Ok(Self {
            directory,
            paths,
            since,
            version,
            dialect: arguments.dialect.or(config.dialect).map(Into::into),
            fail_on: config.fail_on,
            exclude: config.exclude,
            exclude_root: config.directory,
            acceptances,
            lock_timeout: config.lock_timeout,
            rules: config.rules,
        })
    }
}

fn names_files(paths: &[Utf8PathBuf]) -> bool {
    !paths.is_empty() && paths.iter().all(|path| path == "-" || path.is_file())
}

/// The working directory, absolute.
pub(crate) fn working_directory() -> Result<Utf8PathBuf, Failure> {
    let directory = std::env::current_dir().map_err(|error| Failure::new(format!("the working directory cannot be told: {error}")))?;
    Utf8PathBuf::from_path_buf(directory).map_err(|path| Failure::new(format!("the working directory is not UTF-8: {}", path.display())))
}

/// Whether the path stands for standard input.
pub(crate) fn is_stdin(path: &Utf8Path) -> bool {
    path == "-"
}
