//! The command line: one definition a flag.

mod release;

use camino::Utf8PathBuf;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use migsafe_core::source::Tool;
use migsafe_core::{Level, PostgresVersion};
use serde::Deserialize;

pub(crate) use release::*;

use crate::terminal::ColorWhen;

const EXAMPLES: &str = "\
Examples:
  migsafe check                                    every migration below this folder
  migsafe check prisma/migrations --since origin/main
                                                   only what is new since the merge base
  migsafe check db/0042_drop_legacy.sql            one file, with its folder as history
  migsafe check --format json --output report.json
  git show HEAD:db/0042.sql | migsafe check - --tool sql
  migsafe explain drop-column                      what a rule means, and what to do

Exit codes:
  0  nothing stands in the way
  1  refused: a finding at or over --fail-on
  2  could not do its work: usage, configuration, unreadable input
  3  no migrations found";

/// Says what database migrations will do to a live PostgreSQL, and refuses the ones that destroy.
#[derive(Debug, Parser)]
#[command(name = "migsafe", version, about, long_about = None, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Arguments {
    /// When to use colour
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t, hide_possible_values = false)]
    pub(crate) color: ColorWhen,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge migrations and refuse the dangerous ones
    #[command(after_help = EXAMPLES)]
    Check(CheckArguments),
    /// Show each operation's light, class and effect
    ///
    /// One line an operation: light, class, what it touches, what it does, what the server does. Nothing is refused.
    Classify(ClassifyArguments),
    /// List the rules
    Rules(RulesArguments),
    /// Show the page of one rule
    ///
    /// What it reports, why that is dangerous, what to do instead and when it is fine.
    Explain(ExplainArguments),
    /// Write a commented migsafe.toml here
    Init(InitArguments),
    /// Decide whether migrations may run there, now
    Release(ReleaseArguments),
    /// Write a completion script for a shell
    #[command(after_help = "Example:\n  migsafe completions zsh > ~/.zfunc/_migsafe")]
    Completions(CompletionsArguments),
}

/// What to read, and for which server.
#[derive(Debug, Args)]
pub(crate) struct InputArguments {
    /// Folders, files or project roots; - reads standard input [default: .]
    ///
    /// A folder is searched for migrations of every known tool. A file is judged with the rest of its folder as history.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<Utf8PathBuf>,

    /// Judge only what is new since the merge base with REF
    ///
    /// Migrations that stand in the merge base of REF and HEAD with the same content are history: replayed, not judged. Everything else is new, committed or not.
    #[arg(long, value_name = "REF")]
    pub(crate) since: Option<String>,

    /// Judge everything, whatever the configuration says of --since
    #[arg(long, conflicts_with = "since")]
    pub(crate) all: bool,

    /// The server's major version [default: 15]
    #[arg(long, value_name = "N", value_parser = pg_version)]
    pub(crate) pg_version: Option<PostgresVersion>,

    /// Whose migrations they are, where the files do not tell
    #[arg(long, value_name = "TOOL", value_parser = tool_names())]
    pub(crate) tool: Option<Tool>,

    /// Whose SQL plain files hold, where it cannot be told from them
    #[arg(long, value_enum, value_name = "DATABASE")]
    pub(crate) dialect: Option<DialectName>,

    /// The path that standard input is the content of
    ///
    /// With it, the input is judged in its place among the other migrations of that folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) stdin_filename: Option<Utf8PathBuf>,

    /// Configuration to use instead of the nearest migsafe.toml
    #[arg(long, value_name = "FILE", env = "MIGSAFE_CONFIG", hide_env_values = true)]
    pub(crate) config: Option<Utf8PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// The form of the report
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(crate) format: Format,

    /// The lowest level that refuses [default: error]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(crate) fail_on: Option<FailOn>,

    /// Print only what refuses, and nothing where nothing does
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// Write the whole report to FILE, and only the verdict here
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<Utf8PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ClassifyArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// The form of the answer; json is the report of check
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(crate) format: PlainFormat,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArguments {
    /// The form of the list
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(crate) format: PlainFormat,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// The rule's id, or the name by which another linter knows it
    pub(crate) rule: String,
}

#[derive(Debug, Args)]
pub(crate) struct InitArguments {}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// migsafe/report/v1
    Json,
    /// Annotations and a job summary for GitHub Actions
    Github,
}

/// The form of an answer that is not a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum PlainFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// The lowest level that refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FailOn {
    /// Errors
    #[default]
    Error,
    /// Warnings and errors
    Warning,
    /// Any finding
    Info,
    /// Nothing is refused
    Never,
}

impl FailOn {
    /// Whether a finding of that level refuses.
    pub(crate) fn refuses(self, level: Level) -> bool {
        match self {
            Self::Error => level >= Level::Error,
            Self::Warning => level >= Level::Warning,
            Self::Info => level >= Level::Info,
            Self::Never => false,
        }
    }
}

/// The tools by their names.
fn tool_names() -> impl TypedValueParser<Value = Tool> {
    let names = PossibleValuesParser::new(Tool::ALL.map(|tool| PossibleValue::new(tool.word())));
    names.try_map(|name| Tool::ALL.into_iter().find(|tool| tool.word() == name).ok_or("no such tool"))
}

/// A database by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DialectName {
    /// PostgreSQL
    Postgresql,
    /// MySQL, and what descends from it
    Mysql,
    /// SQLite and libSQL
    Sqlite,
}

impl From<DialectName> for migsafe_core::source::Dialect {
    fn from(name: DialectName) -> Self {
        match name {
            DialectName::Postgresql => Self::PostgreSql,
            DialectName::Mysql => Self::MySql,
            DialectName::Sqlite => Self::Sqlite,
        }
    }
}

/// The oldest major version that is accepted: the first without a dot in its name. Its facts are those of the oldest proven one.
const OLDEST_ACCEPTED: u8 = 10;

/// A major version; a minor one behind a dot is accepted and left out.
pub(crate) fn pg_version(text: &str) -> Result<PostgresVersion, String> {
    let major = text.split('.').next().unwrap_or(text);
    match major.parse() {
        Ok(number) if (OLDEST_ACCEPTED..100).contains(&number) => Ok(PostgresVersion(number)),
        _ => Err("a major version of PostgreSQL is wanted, 14 to 18".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        <Arguments as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn versions_are_major_versions() {
        assert_eq!(pg_version("16"), Ok(PostgresVersion(16)));
        assert_eq!(pg_version("16.4"), Ok(PostgresVersion(16)));
        for wrong in ["", "9.6", "x", "-1", "160", "999"] {
            assert!(pg_version(wrong).is_err(), "{wrong}");
        }
    }
}
