//! `alembic.ini` and `env.py`: where revisions are and how they run.

use std::sync::LazyLock;

use camino::{Utf8Path, Utf8PathBuf};
use regex::Regex;

use super::driver;
use crate::alembic::{Convention, Module};
use crate::source::files::glance;
use crate::source::near::{parent, pattern, upwards};
use crate::source::tree::{FileTree, join};
use crate::source::{Dialect, Runner, TransactionScope, lock_timeout};

static PER_MIGRATION: LazyLock<Regex> = LazyLock::new(|| pattern(r#"transaction_per_migration["']?\s*[=:]\s*True"#));
static OVERRIDES: LazyLock<Regex> = LazyLock::new(|| pattern(r#"set_main_option\(\s*["']sqlalchemy\.url["']\s*,\s*[^"'\s]"#));
static URL: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(?m)^[^#\n]*sqlalchemy\.url["']?\s*[=,]\s*["']?([a-z0-9]+)(?:\+[a-z0-9_]+)?:"#));
static LOCATION: LazyLock<Regex> = LazyLock::new(|| setting("script_location"));
static LOCATIONS: LazyLock<Regex> = LazyLock::new(|| setting("version_locations"));

/// The value of a setting, over the indented lines that go on with it.
fn setting(key: &str) -> Regex {
    pattern(&format!(r"(?m)^\s*{key}\s*=\s*(.*(?:\n[ \t]+\S.*)*)$"))
}

/// What an `alembic.ini` says, of all its sections.
pub(super) struct Settings {
    text: std::sync::Arc<str>,
    /// The folders that hold revisions.
    folders: Vec<Utf8PathBuf>,
    /// The folders that hold an `env.py`.
    environments: Vec<Utf8PathBuf>,
}

impl Settings {
    /// Whether the folder is one that holds revisions.
    pub(super) fn names(&self, tree: &dyn FileTree, folder: &Utf8Path) -> bool {
        self.folders.iter().any(|own| is_same(tree, own, folder))
    }

    /// Whether revisions stand in more than one folder, of one environment or several.
    pub(super) fn has_several_folders(&self) -> bool {
        self.folders.len() > 1
    }

    /// The other folders with revisions, where this one is among them.
    pub(super) fn other_folders(&self, tree: &dyn FileTree, folder: &Utf8Path) -> Vec<Utf8PathBuf> {
        if !self.names(tree, folder) {
            return Vec::new();
        }
        self.folders.iter().filter(|own| !is_same(tree, own, folder) && tree.is_directory(own)).cloned().collect()
    }
}

fn is_same(tree: &dyn FileTree, a: &Utf8Path, b: &Utf8Path) -> bool {
    a == b || tree.real_path(a).is_some_and(|real| tree.real_path(b) == Some(real))
}

/// The nearest `alembic.ini` above a folder.
pub(super) fn settings(tree: &dyn FileTree, folder: &Utf8Path) -> Option<Settings> {
    upwards(tree, folder).into_iter().skip(1).find_map(|above| {
        let text = glance(tree, &join(&above, "alembic.ini"))?;
        let place = |written: &str| {
            let relative = written.trim().replace("%(here)s", ".").replace('\\', "/");
            relative.split('/').filter(|part| !part.is_empty() && *part != ".").fold(above.clone(), |path, part| join(&path, part))
        };
        let values = |line: &Regex| -> Vec<String> {
            line.captures_iter(&text).filter_map(|found| Some(found.get(1)?.as_str().to_owned())).collect()
        };
        let environments: Vec<Utf8PathBuf> = values(&LOCATION).iter().map(|value| place(value)).collect();
        let listed = values(&LOCATIONS);
        let mut folders: Vec<Utf8PathBuf> =
            listed.iter().flat_map(|value| value.split([' ', ',', ':', ';', '\n', '\t'])).filter(|it| !it.is_empty()).map(place).collect();
        if folders.is_empty() {
            folders = environments.iter().map(|folder| join(folder, "versions")).collect();
        }
        Some(Settings { text, folders, environments })
    })
}

/// How revisions run.
#[derive(Default)]
pub(super) struct Environment {
    pub(super) runner: Option<Runner>,
    pub(super) lock_timeout: Option<String>,
    pub(super) dialect: Option<Dialect>,
    /// How constraints without a name are called.
    pub(super) convention: Convention,
    /// The driver begins a transaction behind a `COMMIT` of a revision.
    pub(super) begins_anew: bool,
    /// The modules that register operations of the project's own.
    pub(super) registering: Vec<Module>,
}

/// Reads the `env.py` beside the folder of revisions, or where the settings say.
pub(super) fn read(tree: &dyn FileTree, folder: &Utf8Path, settings: Option<&Settings>) -> Environment {
    let above = parent(tree, folder);
    // In `versions/postgresql` and `versions/sqlite` lie histories of one environment.
    let around = above.as_ref().filter(|above| above.file_name() == Some("versions")).and_then(|above| parent(tree, above));
    let beside = above.iter().chain(&around).map(|above| join(above, "env.py"));
    let listed = settings.iter().flat_map(|it| &it.environments).map(|folder| join(folder, "env.py"));
    let found = beside.chain(listed).find_map(|path| Some((glance(tree, &path)?, path)));
    let Some((text, path)) = found else {
        let text = settings.map_or("", |it| &it.text);
        let dialect = dialect(text).or_else(|| driver::database(tree, folder));
        return Environment { dialect, begins_anew: driver::begins_anew(tree, folder, &[text]), ..Environment::default() };
    };
    let code = without_comments(&text);
    // Source: Alembic's documentation, `EnvironmentContext.configure`, `transaction_per_migration`.
    let each = PER_MIGRATION.is_match(&code);
    let (transaction, says) = if each {
        (TransactionScope::PerMigration, "transaction_per_migration in env.py")
    } else {
        (TransactionScope::AllPending, "env.py leaves alembic's default")
    };
    let overrides = OVERRIDES.is_match(&code) || code.contains("create_engine");
    Environment {
        runner: Some(Runner { session_outlives_migration: true, ..Runner::new(transaction, says) }),
        convention: convention(tree, folder, &text),
        registering: super::imports::registering(tree, folder, &path, &text),
        lock_timeout: lock_timeout::sets(&code).then(|| path.into_string()),
        begins_anew: driver::begins_anew(tree, folder, &[&code, settings.filter(|_| !overrides).map_or("", |it| &it.text)]),
        dialect: dialect(&code)
            .or_else(|| settings.filter(|_| !overrides).and_then(|it| dialect(&it.text)))
            .or_else(|| driver::database(tree, folder))
            // What is put in its place when Alembic starts is most often another of the same kind.
            .or_else(|| settings.and_then(|it| dialect(&it.text))),
    }
}

/// So many modules are read on the way from `env.py` to the metadata.
const ON_THE_WAY: usize = 60;

fn convention(tree: &dyn FileTree, folder: &Utf8Path, text: &str) -> Convention {
    if !text.contains("target_metadata") {
        return Convention::default();
    }
    let modules = super::imports::modules(tree, folder, rayon::iter::once(text), ON_THE_WAY);
    crate::alembic::of_environment(text, modules)
}

fn without_comments(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n")
}

/// The database of a connection URL that is written out; `driver://` is the template's.
fn dialect(text: &str) -> Option<Dialect> {
    Some(match URL.captures(text)?.get(1)?.as_str() {
        "mysql" | "mariadb" => Dialect::MySql,
        "sqlite" => Dialect::Sqlite,
        "postgresql" | "postgres" => Dialect::PostgreSql,
        "mssql" | "oracle" | "cockroachdb" | "snowflake" | "bigquery" => Dialect::Other,
        _ => return None,
    })
}
