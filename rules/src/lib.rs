//! The rules of migsafe: one Markdown file each, read at build time. This folder is the only list of rules.
//!
//! A rule file holds its metadata, its documentation and its examples. The format is described in `docs/rule-format.md`.

mod layout;
#[cfg(test)]
mod parse;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    Off,
    /// Good to know.
    Info,
    /// Look at it before the deploy.
    Warning,
    /// Do not deploy like this.
    Error,
}

impl Level {
    /// The word for people and for files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl std::str::FromStr for Level {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [Self::Off, Self::Info, Self::Warning, Self::Error]
            .into_iter()
            .find(|level| level.word() == word)
            .ok_or_else(|| format!("`{word}` is not a level: off, info, warning or error"))
    }
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Stored values or protections disappear.
    DataLoss,
    /// Code that is running, or about to run, fails.
    Compatibility,
    /// Other sessions wait.
    Locking,
    /// The migration itself fails.
    Failure,
    /// The tool's own books disagree with its files.
    Bookkeeping,
    /// Something could not be read, or says nothing.
    Clarity,
}

impl Category {
    /// The word for people and for files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DataLoss => "data-loss",
            Self::Compatibility => "compatibility",
            Self::Locking => "locking",
            Self::Failure => "failure",
            Self::Bookkeeping => "bookkeeping",
            Self::Clarity => "clarity",
        }
    }
}

/// One rule: everything that its file says.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name: the stem of its file.
    pub id: &'static str,
    /// What it reports, in one sentence without a full stop.
    pub summary: &'static str,
    /// What it is about.
    pub category: Category,
    /// The cases that its detection tells apart, and how grave each is.
    pub levels: &'static [(&'static str, Level)],
    /// The names under which other linters know it.
    pub aliases: &'static [(&'static str, &'static str)],
    /// The release of migsafe that brought it.
    pub since: &'static str,
    /// The server versions that it concerns; `None`: all of them.
    pub postgres: Option<&'static str>,
    /// Where to read on.
    pub links: &'static [&'static str],
    /// The page in Markdown, its metadata left out.
    pub body: &'static str,
    /// The page's parts by heading, in order.
    pub sections: &'static [(&'static str, &'static str)],
    /// Its examples, which are also its tests.
    pub examples: &'static [Example],
}

impl Rule {
    /// The level of a case.
    pub fn level(&self, case: &str) -> Option<Level> {
        self.levels.iter().find(|(name, _)| *name == case).map(|(_, level)| *level)
    }

    /// The gravest level that the rule can report.
    pub fn worst_level(&self) -> Level {
        self.levels.iter().map(|(_, level)| *level).max().unwrap_or(Level::Off)
    }
}

/// What an example shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// The rule reports it.
    Bad,
    /// The rule has nothing to say.
    Good,
    /// What the bad example before it should look like; the rule has nothing to say.
    Fixed,
}

/// What an example is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// SQL.
    Sql,
    /// Python, for Alembic.
    Python,
}

/// An example: a small project, what it shows and which findings it gives.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// What it shows.
    pub quality: Quality,
    /// What it is written in.
    pub language: Language,
    /// The tool that runs it: `sql`, `prisma`, `drizzle`, `alembic`.
    pub tool: &'static str,
    /// The tool's version, where it matters.
    pub tool_version: Option<&'static str>,
    /// The server's major version, where it matters.
    pub postgres: Option<u8>,
    /// The database that it is for: `postgresql`, `mysql` or `sqlite`.
    pub dialect: &'static str,
    /// Its migrations are known to be deployed together.
    pub together: bool,
    /// The team sets a lock time-out outside the files. True unless the example says otherwise.
    pub lock_timeout: bool,
    /// The scope option of its rule.
    pub scope: Option<&'static str>,
    /// Its files, in order.
    pub files: &'static [File],
    /// Findings expected of the project as a whole, which no line of a migration shows.
    pub whole: &'static [Marker],
    /// Its line in the rule's file.
    pub line: usize,
}

/// A file of an example.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// Its name; one with a `/` is a path from the project's root.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// It was applied before; what it holds is not part of the test.
    pub history: bool,
    /// It is what stood there before, and does not now, or not so.
    pub base: bool,
    /// Drizzle: the `when` of its journal entry.
    pub when: Option<u64>,
    /// Drizzle: it has a journal entry.
    pub journal: bool,
    /// The findings expected in it.
    pub markers: &'static [Marker],
}

/// A finding that an example expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker {
    /// The line, from 1; 0 for the project as a whole.
    pub line: usize,
    /// How grave.
    pub level: Level,
    /// The rule.
    pub rule: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// Every rule, by name.
pub fn all() -> &'static [Rule] {
    RULES
}

/// The rule of that name.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.binary_search_by(|rule| rule.id.cmp(id)).ok().and_then(|at| RULES.get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_found_by_its_name() {
        assert!(!all().is_empty());
        for rule in all() {
            assert_eq!(find(rule.id).map(|found| found.id), Some(rule.id));
        }
        assert!(find("no-such-rule").is_none());
    }

    #[test]
    fn every_marker_names_a_rule() {
        for rule in all() {
            for example in rule.examples {
                for marker in example.files.iter().flat_map(|file| file.markers).chain(example.whole) {
                    assert!(find(marker.rule).is_some(), "{}.md, example at line {}: no rule `{}`", rule.id, example.line, marker.rule);
                }
            }
        }
    }

    /// What is said of other databases is tried on them. Alembic's revisions are Python, and no other database builds indexes concurrently.
    #[test]
    fn every_rule_that_speaks_of_other_databases_has_an_example_of_one() {
        let elsewhere = |rule: &Rule| rule.examples.iter().any(|example| example.dialect != "postgresql");
        let without: Vec<&str> =
            all().iter().filter(|rule| (rule.category == Category::Locking) == elsewhere(rule)).map(|rule| rule.id).collect();
        assert_eq!(without, ["alembic-history", "concurrently-in-transaction"]);
    }

    #[test]
    fn every_rule_has_an_example_that_it_reports() {
        for rule in all() {
            assert!(rule.examples.iter().any(|example| example.quality == Quality::Bad), "{}.md has no bad example", rule.id);
        }
    }
}
