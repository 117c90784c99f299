//! Writes findings down: level, place, fingerprint.

use std::collections::{BTreeSet, HashMap};

use camino::Utf8Path;
use migsafe_rules::{Level, Rule};
use sha2::{Digest, Sha256};

use super::context::{OperationContext, ProjectContext, StatementContext, main_relation};
use crate::digest::hexadecimal;
use crate::effect::{Effect, describe_on};
use crate::operation::Operation;
use crate::project::{Options, RuleOptions};
use crate::report::{Finding, Fix, MigrationReport, Place, Related, StatementReport, Step};
use crate::schema::Schema;
use crate::source::{Dialect, Irregularity, Migration};
use crate::span::{LineIndex, Span};
use crate::sql;

/// What a finding is about.
#[derive(Clone, Copy)]
pub(in crate::rules) struct Site<'r> {
    path: &'r Utf8Path,
    text: &'r str,
    dialect: Dialect,
    lines: Option<&'r LineIndex>,
    /// The line, where it is known and the text is not at hand.
    line: Option<usize>,
    migration: &'r str,
    /// The statement's bytes: the fingerprint is made of them.
    statement: Span,
    effect: Option<&'r Effect>,
    /// What is asked there, and of which schema.
    asked: Option<(&'r Operation, &'r Schema)>,
}

impl<'r> Site<'r> {
    fn of_migration(migration: &'r Migration, lines: &'r LineIndex, statement: Span, effect: Option<&'r Effect>) -> Self {
        Self {
            asked: None,
            path: &migration.up.path,
            text: &migration.up.text,
            dialect: migration.up.dialect,
            lines: Some(lines),
            line: None,
            migration: &migration.id,
            statement,
            effect,
        }
    }

    /// An operation of a judged migration.
    pub(in crate::rules) fn of_operation(context: &OperationContext<'r>) -> Self {
        let StatementContext { migration, statement, .. } = context.statement;
        let asked = Some((&context.located.operation, context.statement.circumstances.schema));
        Self { asked, ..Self::of_migration(migration.migration, migration.lines, statement.span, Some(context.effect)) }
    }

    /// A statement of a judged migration.
    pub(in crate::rules) fn of_statement(context: &StatementContext<'r>, outcome: &'r StatementReport) -> Self {
        let migration = context.migration;
        Self::of_migration(migration.migration, migration.lines, context.statement.span, Some(&*outcome.effects))
    }

    /// The project as a whole.
    pub(in crate::rules) fn of_project(context: &ProjectContext<'r>) -> Self {
        let root = &context.history.root;
        let dialect = context.history.dialect;
        Self {
            path: root,
            text: "",
            dialect,
            lines: None,
            line: None,
            migration: "",
            statement: Span::default(),
            effect: None,
            asked: None,
        }
    }

    /// A place in a migration that was judged before.
    pub(in crate::rules) fn of_report(migration: &'r MigrationReport, statement: Span) -> Self {
        Self {
            path: &migration.path,
            text: &migration.text,
            dialect: migration.dialect,
            lines: None,
            line: None,
            migration: &migration.id,
            statement,
            effect: None,
            asked: None,
        }
    }

    /// A fault in the project's bookkeeping.
    pub(in crate::rules) fn of_irregularity(fault: &'r Irregularity) -> Self {
        let (path, migration, line) = (fault.path.as_path(), fault.migration.as_str(), Some(fault.line));
        Self {
            path,
            text: "",
            dialect: Dialect::default(),
            lines: None,
            line,
            migration,
            statement: Span::default(),
            effect: None,
            asked: None,
        }
    }

    /// The same place, in a text whose lines are known.
    pub(in crate::rules) fn with_lines(self, lines: &'r LineIndex) -> Self {
        Self { lines: Some(lines), ..self }
    }

    /// A line of another file, whose text is not at hand.
    pub(in crate::rules) fn at_line(self, path: &'r Utf8Path, line: usize) -> Self {
        Self { path, text: "", line: Some(line), ..self }
    }

    /// The start of another file.
    pub(in crate::rules) fn in_file(self, path: &'r Utf8Path) -> Self {
        Self { path, line: Some(1), ..self }
    }

    /// What the server does there: the statement's own relation first, and indexes go with their tables.
    fn label(&self) -> String {
        let Some(effect) = self.effect else { return String::new() };
        let Some((operation, schema)) = self.asked else { return describe_on(effect, None) };
        let mut effect = effect.clone();
        if effect.locks.iter().any(|lock| !schema.index_owner.contains_key(&lock.relation)) {
            effect.locks.retain(|lock| !schema.index_owner.contains_key(&lock.relation));
        }
        let target = main_relation(operation).map(|name| schema.index_owner.get(&name).cloned().unwrap_or(name));
        describe_on(&effect, target.as_ref())
    }
}

/// The pen of one rule at one place.
pub(in crate::rules) struct Reporter<'r> {
    pub(super) rule: &'static Rule,
    pub(super) site: Site<'r>,
    pub(super) list: &'r mut Vec<Finding>,
    pub(super) errors: &'r mut BTreeSet<usize>,
    pub(super) fingerprints: &'r mut HashMap<String, usize>,
    pub(super) words: &'r mut Option<Words>,
    pub(super) options: &'r Options<'r>,
    /// Where the project stands in its repository, where that is known.
    pub(super) place: Option<&'r str>,
}

impl Reporter<'_> {
    /// What the user set for this rule.
    pub(in crate::rules) fn settings(&self) -> Option<&RuleOptions> {
        self.options.rules.get(self.rule.id)
    }

    /// Whether an error was found within these bytes, by whichever rule.
    pub(in crate::rules) fn has_error_in(&self, span: Span) -> bool {
        !span.is_empty() && self.errors.range(span.start..span.end).next().is_some()
    }

    /// Begins a finding at another place than the one the rule was called for.
    pub(in crate::rules) fn at<'s>(&'s mut self, site: Site<'s>) -> Reporter<'s> {
        Reporter {
            rule: self.rule,
            site,
            list: self.list,
            errors: self.errors,
            fingerprints: self.fingerprints,
            words: self.words,
            options: self.options,
            place: self.place,
        }
    }

    /// Begins a finding of this case, whose level stands in the rule's file. What the server does is filled in.
    pub(in crate::rules) fn report(&mut self, span: Span, case: &str, message: impl Into<String>) -> Draft<'_> {
        debug_assert!(self.rule.level(case).is_some(), "{}.md names no case `{case}`", self.rule.id);
        let default_level = self.rule.level(case).unwrap_or(Level::Error);
        let configured = self.settings().and_then(|settings| settings.level).filter(|_| default_level != Level::Off);
        if default_level == Level::Error {
            self.errors.insert(span.start);
        }
        let level = configured.unwrap_or(default_level);
        let dialect = self.site.dialect;
        if level == Level::Off {
            return Draft { finding: None, dialect };
        }
        let finding = self.finding(span, level, default_level, message.into());
        self.list.push(finding);
        Draft { finding: self.list.last_mut(), dialect }
    }

    fn finding(&mut self, span: Span, level: Level, default_level: Level, message: String) -> Finding {
        let Site { path, text, .. } = self.site;
        let (line, column) = match (self.site.lines, text.is_empty()) {
            (_, true) => (self.site.line.unwrap_or(1), 1),
            (Some(lines), _) => (lines.line(span.start), lines.column(text, span.start)),
            (None, _) => {
                let lines = LineIndex::new(text);
                (lines.line(span.start), lines.column(text, span.start))
            }
        };
        Finding {
            rule: self.rule.id,
            level,
            default_level,
            message,
            path: path.to_owned(),
            line,
            column,
            span,
            label: self.site.label(),
            related: Vec::new(),
            help: None,
            fix: None,
            fingerprint: self.fingerprint(),
            suppressed: None,
        }
    }

    /// Made of the rule, the migration, the statement's words and the project's place, so that a finding keeps it when lines move and no other project of the repository has it. Equal ones are counted.
    fn fingerprint(&mut self) -> String {
        let words = self.words();
        let first = self.hash(&words, 0);
        if let Some(equals) = self.fingerprints.get_mut(&first) {
            let ordinal = *equals;
            *equals += 1;
            return self.hash(&words, ordinal);
        }
        self.fingerprints.insert(first.clone(), 1);
        first
    }

    /// The statement's words, hashed: read once for all findings of a statement, which may be long and have many.
    fn words(&mut self) -> String {
        let (migration, span) = (self.site.migration, self.site.statement);
        if let Some(known) = self.words.as_ref().filter(|known| known.span == span && known.migration == migration) {
            return known.hash.clone();
        }
        let hash = hashed(&[&sql::words(self.site.text, span, self.site.dialect)]);
        *self.words = Some(Words { migration: migration.to_owned(), span, hash: hash.clone() });
        hash
    }

    fn hash(&self, words: &str, ordinal: usize) -> String {
        let ordinal = ordinal.to_string();
        let parts = [self.rule.id, self.site.migration, words, &ordinal];
        hashed(&parts.into_iter().chain(self.place).collect::<Vec<_>>())
    }
}

/// The words of the statement that was looked at last.
pub(super) struct Words {
    migration: String,
    span: Span,
    hash: String,
}

/// The first 64 bits of a hash over the parts.
fn hashed(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hexadecimal(hash.finalize().get(..8).unwrap_or_default())
}

/// A finding that is being written; nothing is kept where its level is off.
pub(in crate::rules) struct Draft<'d> {
    finding: Option<&'d mut Finding>,
    dialect: Dialect,
}

impl Draft<'_> {
    /// What the server does there, in other words than the effect's own.
    pub(in crate::rules) fn label(self, label: impl Into<String>) -> Self {
        self.change(|finding| finding.label = label.into())
    }

    /// What to do instead, in prose.
    pub(in crate::rules) fn help(self, help: impl Into<String>) -> Self {
        self.change(|finding| finding.help = Some(help.into()))
    }

    /// The next step of the safe way. The SQL is empty where the step is not SQL.
    pub(in crate::rules) fn step(self, title: impl Into<String>, sql: impl Into<String>, place: Place) -> Self {
        let step = Step { title: title.into(), sql: sql.into(), place };
        self.steps(vec![step])
    }

    /// The next step, whose SQL is of the project's database: its names are quoted for it.
    pub(in crate::rules) fn portable_step(self, title: impl Into<String>, sql: impl Into<String>, place: Place) -> Self {
        let step = Step { title: title.into(), sql: sql.into(), place };
        self.portable_steps(vec![step])
    }

    /// The next steps, whose SQL is of the project's database.
    pub(in crate::rules) fn portable_steps(self, mut steps: Vec<Step>) -> Self {
        for step in steps.iter_mut().filter(|step| step.lacks_a_name()) {
            step.title.push_str(", with the name that “…” stands for");
        }
        self.change(|finding| finding.fix.get_or_insert_with(|| Fix { steps: Vec::new() }).steps.extend(steps))
    }

    /// The next steps of the safe way. Their SQL is PostgreSQL's: for another database what to do is said, and not how.
    pub(in crate::rules) fn steps(self, mut steps: Vec<Step>) -> Self {
        if self.dialect != Dialect::PostgreSql {
            for step in &mut steps {
                step.sql.clear();
            }
        }
        self.portable_steps(steps)
    }

    /// Other places that matter.
    pub(in crate::rules) fn related(self, places: impl IntoIterator<Item = Related>) -> Self {
        self.change(|finding| finding.related.extend(places))
    }

    fn change(self, change: impl FnOnce(&mut Finding)) -> Self {
        let Self { finding, dialect } = self;
        let finding = match finding {
            Some(finding) => {
                change(finding);
                Some(finding)
            }
            None => None,
        };
        Self { finding, dialect }
    }
}
