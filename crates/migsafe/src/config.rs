//! `migsafe.toml`.

use std::collections::BTreeMap;
use std::io::Write as _;

use camino::{Utf8Path, Utf8PathBuf};
use migsafe_core::{Level, PostgresVersion, RuleOptions};
use migsafe_release::policy::{Policy, PolicyFault, unreadable};
use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use crate::arguments::{DialectName, FailOn, pg_version};
use crate::failure::{Failure, FileFault};
use crate::output::snippet::Severity;
use crate::terminal::Terminal;
use migsafe_release::suggest::did_you_mean;

/// The name of the file.
pub(crate) const FILE_NAME: &str = "migsafe.toml";

/// What the configuration says, checked.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// The file's folder, which its paths are relative to.
    pub(crate) directory: Utf8PathBuf,
    /// `[check] since`.
    pub(crate) since: Option<String>,
    /// `[check] pg-version`.
    pub(crate) version: Option<PostgresVersion>,
    /// `[check] dialect`.
    pub(crate) dialect: Option<DialectName>,
    /// `[check] fail-on`.
    pub(crate) fail_on: Option<FailOn>,
    /// `[check] paths`.
    pub(crate) paths: Vec<Utf8PathBuf>,
    /// `[check] exclude`, relative to the file's folder.
    pub(crate) exclude: Option<globset::GlobSet>,
    /// `[postgres] lock-timeout`.
    pub(crate) lock_timeout: Option<String>,
    /// `[rules.…]`.
    pub(crate) rules: BTreeMap<String, RuleOptions>,
    /// `[release]`, `[env.…]` and `[[notify]]`.
    pub(crate) policy: Option<Policy>,
    /// What of the policy says nothing, or less than it seems to.
    pub(crate) warnings: Vec<FileFault>,
}

/// The file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    check: Check,
    #[serde(default)]
    postgres: Postgres,
    #[serde(default)]
    rules: BTreeMap<Spanned<String>, Rule>,
    // The policy reads these.
    #[serde(rename = "release")]
    _release: Option<IgnoredAny>,
    #[serde(rename = "env")]
    _env: Option<IgnoredAny>,
    #[serde(rename = "notify")]
    _notify: Option<IgnoredAny>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Check {
    since: Option<Spanned<String>>,
    pg_version: Option<Spanned<u8>>,
    dialect: Option<DialectName>,
    fail_on: Option<FailOn>,
    #[serde(default)]
    paths: Vec<Utf8PathBuf>,
    #[serde(default)]
    exclude: Vec<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Postgres {
    lock_timeout: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    level: Option<Spanned<String>>,
    scope: Option<Spanned<Scope>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Scope {
    Project,
    Migration,
}

impl Config {
    /// The file named, or the nearest `migsafe.toml` from `directory` upwards to the root of its git repository; without one, the defaults.
    pub(crate) fn load(named: Option<&Utf8Path>, directory: &Utf8Path) -> Result<Self, Failure> {
        let path = match named {
            Some(path) => path.to_owned(),
            None => match find(directory) {
                Some(path) => path,
                None => return Ok(Self::default()),
            },
        };
        let bytes = std::fs::read(&path).map_err(|error| Failure::new(format!("cannot read the configuration {path}: {error}")))?;
        let text = String::from_utf8(bytes)
            .map_err(|error| Failure::new(format!("the configuration {path} is not UTF-8 (byte {})", error.utf8_error().valid_up_to())))?;
        Self::parse(&text, &shown(&path, directory)).map(|config| {
            let parent = path.parent().map(Utf8Path::to_owned).unwrap_or_default();
            Self { directory: directory.join(parent), ..config }
        })
    }

    /// Tells the person what of the policy says nothing, or less than it seems to.
    pub(crate) fn print_warnings(&self, terminal: &Terminal) {
        let drawn: String = self.warnings.iter().map(|warning| warning.render(terminal)).collect();
        let _ = std::io::stderr().lock().write_all(drawn.as_bytes());
    }

    /// Reads the text of a configuration; `path` is what errors call it.
    pub(crate) fn parse(text: &str, path: &Utf8Path) -> Result<Self, Failure> {
        let source = Source { text, path };
        let file: File = toml::from_str(text).map_err(|error| source.in_file(unreadable(&error)))?;
        let mut config = Self { paths: file.check.paths, dialect: file.check.dialect, fail_on: file.check.fail_on, ..Self::default() };
        if let Some(since) = file.check.since {
            if since.get_ref().trim().is_empty() {
                return Err(source.fault(since.span(), "`since` is empty", "a branch, tag or commit", None));
            }
            config.since = Some(since.into_inner());
        }
        if let Some(version) = file.check.pg_version {
            let checked = pg_version(&version.get_ref().to_string());
            config.version = Some(checked.map_err(|message| source.fault(version.span(), &message, "not a version that is known", None))?);
        }
        if let Some(lock_timeout) = file.postgres.lock_timeout {
            if lock_timeout.get_ref().trim().is_empty() {
                let help = "for instance: lock-timeout = \"set on the role deployer\"";
                return Err(source.fault(lock_timeout.span(), "`lock-timeout` is empty", "say where it is set", Some(help.to_owned())));
            }
            config.lock_timeout = Some(lock_timeout.into_inner());
        }
        config.exclude = source.globs(&file.check.exclude)?;
        for (id, rule) in file.rules {
            let options = source.rule(&id, rule)?;
            config.rules.insert(id.into_inner(), options);
        }
        config.policy = Policy::parse(text).map_err(|fault| source.in_file(fault))?;
        let warnings = config.policy.iter().flat_map(|policy| policy.warnings.iter().cloned());
        config.warnings = warnings.map(|warning| source.file_fault(warning, Severity::Warning)).collect();
        Ok(config)
    }
}

/// The text at hand, for errors that point into it.
struct Source<'a> {
    text: &'a str,
    path: &'a Utf8Path,
}

impl Source<'_> {
    fn fault(&self, span: std::ops::Range<usize>, message: &str, label: &str, help: Option<String>) -> Failure {
        self.in_file(PolicyFault::new(span, message).label(label).help(help.unwrap_or_default()))
    }

    fn in_file(&self, fault: PolicyFault) -> Failure {
        Failure::InFile(Box::new(self.file_fault(fault, Severity::Error)))
    }

    fn file_fault(&self, fault: PolicyFault, severity: Severity) -> FileFault {
        FileFault {
            severity,
            path: self.path.to_string(),
            text: fault.shown(self.text),
            message: fault.message,
            span: fault.span,
            label: fault.label,
            help: fault.help,
        }
    }

    fn rule(&self, id: &Spanned<String>, rule: Rule) -> Result<RuleOptions, Failure> {
        let known = migsafe_rules::all().iter().map(|rule| rule.id);
        if migsafe_rules::find(id.get_ref()).is_none() {
            let near = did_you_mean(id.get_ref(), known);
            let help = if near.is_empty() { "migsafe rules lists them all".to_owned() } else { near };
            return Err(self.fault(id.span(), &format!("there is no rule `{}`", id.get_ref()), "", Some(help)));
        }
        let level = match rule.level {
            Some(level) => Some(level.get_ref().parse::<Level>().map_err(|message| self.fault(level.span(), &message, "", None))?),
            None => None,
        };
        let scope = rule.scope.map(|scope| match scope.into_inner() {
            Scope::Project => "project".to_owned(),
            Scope::Migration => "migration".to_owned(),
        });
        Ok(RuleOptions { level, scope })
    }

    fn globs(&self, patterns: &[Spanned<String>]) -> Result<Option<globset::GlobSet>, Failure> {
        if patterns.is_empty() {
            return Ok(None);
        }
        let mut set = globset::GlobSetBuilder::new();
        for pattern in patterns {
            let text = pattern.get_ref().trim_end_matches('/');
            let glob = globset::GlobBuilder::new(text).literal_separator(true).build();
            set.add(glob.map_err(|error| self.fault(pattern.span(), "not a pattern of paths", &error.kind().to_string(), None))?);
        }
        set.build().map(Some).map_err(|error| Failure::new(format!("the patterns of {}: {error}", self.path)))
    }
}

/// The nearest configuration, from the folder upwards to the root of its git repository.
pub(crate) fn find(directory: &Utf8Path) -> Option<Utf8PathBuf> {
    for folder in directory.ancestors() {
        let candidate = folder.join(FILE_NAME);
        if candidate.is_file() {
            return Some(candidate);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// The path as people know it: relative where it is below the working directory.
fn shown(path: &Utf8Path, directory: &Utf8Path) -> Utf8PathBuf {
    path.strip_prefix(directory).unwrap_or(path).to_owned()
}

#[cfg(test)]
mod policy_faults;

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, Failure> {
        Config::parse(text, Utf8Path::new(FILE_NAME))
    }

    #[test]
    fn everything_that_can_be_said() {
        let config = parse(
            "[check]\nsince = 'origin/main'\npg-version = 16\nfail-on = 'warning'\npaths = ['db']\nexclude = ['db/old']\n\
             [postgres]\nlock-timeout = 'set on the role deployer'\n[rules.drop-column]\nlevel = 'off'\nscope = 'project'\n",
        )
        .unwrap();
        assert_eq!(config.since.as_deref(), Some("origin/main"));
        assert_eq!(config.version, Some(PostgresVersion(16)));
        assert_eq!(config.fail_on, Some(FailOn::Warning));
        assert_eq!(config.paths, ["db"]);
        assert!(config.exclude.unwrap().is_match("db/old"));
        assert_eq!(config.lock_timeout.as_deref(), Some("set on the role deployer"));
        assert_eq!(config.rules["drop-column"], RuleOptions { level: Some(Level::Off), scope: Some("project".to_owned()) });
    }

    #[test]
    fn every_fault_points_at_its_place() {
        let mut drawn = String::new();
        for text in [
            "[check]\nsinse = 'main'\n",
            "[check]\npg-version = 9\n",
            "[check]\nfail-on = 'errors'\n",
            "[check\n",
            "[check]\nexclude = ['a', 'b[']\n",
            "[rules.drop-colum]\nlevel = 'off'\n",
            "[rules.drop-column]\nlevel = 'fatal'\n",
            "[postgres]\nlock-timeout = ''\n",
        ] {
            let failure = parse(text).unwrap_err();
            assert!(matches!(failure, Failure::InFile(_)), "{text}: no place");
            drawn.push_str(&failure.render(&Terminal::plain()));
        }
        insta::assert_snapshot!(drawn);
    }
}
