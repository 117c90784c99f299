//! What there is to execute: the findings' fixes and the fixed examples, each with what stands before it.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use camino::Utf8Path;
use migsafe_core::report::{Finding, MigrationReport, Place, Step};
use migsafe_core::source::tree::{DiskTree, FileTree, MemoryTree};
use migsafe_core::source::{Dialect, History, Outside, Request, Standing, Tool, TransactionScope};
use migsafe_core::sql;
use migsafe_core::{Level, Options, PostgresVersion, Project, RuleOptions};
use migsafe_rules::{Category, Example, Quality, Rule};

/// One way forward, and what it starts from.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where it is printed: file, line and rule.
    pub name: String,
    /// Statements of the migrations before: run, then rows are put into every table.
    pub history: Vec<String>,
    /// Statements that stand before the one that the finding is about, in its own migration.
    pub before: Vec<String>,
    /// The statement that the finding is about; none for an example that shows the way itself.
    pub bad: Option<Bad>,
    /// The way.
    pub steps: Vec<Step>,
    /// Whose migrations these are.
    pub tool: Tool,
    /// What runs in one transaction.
    pub scope: TransactionScope,
    /// What a file must have to run outside a transaction.
    pub outside: Option<Outside>,
    /// The steps include a loss that was accepted: code that knows nothing of it is not asked.
    pub accepted: bool,
}

impl Plan {
    /// Every statement of it.
    fn texts(&self) -> impl Iterator<Item = &str> {
        let written = self.history.iter().chain(&self.before).map(String::as_str);
        written.chain(self.bad.iter().map(|bad| bad.sql.as_str())).chain(self.steps.iter().map(|step| step.sql.as_str()))
    }
}

/// A statement with a finding.
#[derive(Debug, Clone)]
pub struct Bad {
    /// Its text.
    pub sql: String,
    /// It is said to keep writers waiting for as long as the table is large.
    pub blocks: bool,
    /// It is said that it may fail.
    pub fails: bool,
}

/// Everything that is printed for a major.
///
/// # Errors
/// A sample project cannot be read, or a finding stands nowhere.
pub fn collect(major: u8, repository: &Utf8Path) -> Result<Vec<Plan>> {
    let mut plans = Vec::new();
    for rule in migsafe_rules::all() {
        for example in rule.examples.iter().filter(|example| example.postgres.is_none_or(|postgres| postgres == major)) {
            let name = format!("rules/{}.md:{}", rule.id, example.line);
            match example.quality {
                Quality::Bad => plans.extend(of_bad_example(&name, rule, example, major)?),
                Quality::Fixed => plans.extend(of_fixed_example(&name, rule, example, major)?),
                Quality::Good => {}
            }
        }
    }
    for folder in ["testdata/projects", "examples/shop"] {
        let tree = DiskTree::new(repository.join(folder));
        let options = Options { version: Some(PostgresVersion(major)), ..Options::default() };
        plans.extend(of_findings(folder, &tree, &options)?);
    }
    // What Flyway puts in for `${…}` is known to its configuration alone.
    plans.retain(|plan| !plan.texts().any(|text| text.contains("${")));
    Ok(plans)
}

fn options<'a>(rule: &Rule, example: &Example, major: u8, base: &'a MemoryTree) -> Options<'a> {
    let settings = RuleOptions { scope: example.scope.map(str::to_owned), ..RuleOptions::default() };
    Options {
        version: Some(PostgresVersion(major)),
        base: example.together.then_some(base as _),
        rules: BTreeMap::from([(rule.id.to_owned(), settings)]),
        lock_timeout: example.lock_timeout.then(|| "the role".to_owned()),
        ..Options::default()
    }
}

fn of_bad_example(name: &str, rule: &Rule, example: &Example, major: u8) -> Result<Vec<Plan>> {
    let tree = MemoryTree::new(example.project());
    let base = MemoryTree::new(example.base());
    of_findings(name, &tree, &options(rule, example, major, &base))
}

/// A plan for each finding that has steps.
fn of_findings(name: &str, tree: &dyn FileTree, options: &Options<'_>) -> Result<Vec<Plan>> {
    let project = Project::from_files(tree, &Request::default());
    let report = project.check(options);
    let mut plans = Vec::new();
    let can_be_sent = |history: &History| history.tool != Tool::Alembic && history.dialect == Dialect::PostgreSql;
    // Alembic's revisions are Python: what stands before a finding cannot be sent to a server as it is. Its steps are those of the other tools.
    for (history, report) in project.histories().iter().zip(&report.projects).filter(|(history, _)| can_be_sent(history)) {
        for migration in &report.migrations {
            for finding in &migration.findings {
                plans.extend(of_finding(name, history, migration, finding)?);
            }
        }
    }
    Ok(plans)
}

fn of_finding(name: &str, history: &History, migration: &MigrationReport, finding: &Finding) -> Result<Option<Plan>> {
    let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.steps.is_empty()) else { return Ok(None) };
    let name = format!("{name}: {}:{} [{}]", finding.path, finding.line, finding.rule);
    let at = migration.statements.iter().position(|statement| statement.span.end > finding.span.start).with_context(|| name.clone())?;
    let statement = migration.statements.get(at).context("just found")?;
    let category = migsafe_rules::find(finding.rule).map(|rule| rule.category);
    let bad = Bad {
        sql: statement.sql.clone(),
        blocks: category == Some(Category::Locking) && finding.default_level == Level::Error,
        fails: statement.effects.fails.is_some(),
    };
    Ok(Some(Plan {
        name,
        history: statements_before(history, Some(&migration.id)),
        before: migration.statements.iter().take(at).map(|statement| statement.sql.clone()).collect(),
        bad: Some(bad),
        steps: fix.steps.clone(),
        tool: history.tool,
        scope: migration.transaction,
        outside: history.runner.outside,
        accepted: false,
    }))
}

/// The statements of every migration that runs before this one.
fn statements_before(history: &History, id: Option<&str>) -> Vec<String> {
    let mut found = Vec::new();
    for migration in history.migrations.iter().filter(|migration| migration.standing != Standing::Orphan) {
        if id.map_or(migration.standing == Standing::Judged, |id| migration.id == id) {
            break;
        }
        found.extend(sql::statement_spans(&migration.up).into_iter().map(|span| span.of(&migration.up.text).to_owned()));
    }
    found
}

/// The example's own files are the steps.
fn of_fixed_example(name: &str, rule: &Rule, example: &Example, major: u8) -> Result<Option<Plan>> {
    let tree = MemoryTree::new(example.project());
    let base = MemoryTree::new(example.base());
    let project = Project::from_files(&tree, &Request::default());
    let report = project.check(&options(rule, example, major, &base));
    let history = project.histories().first().with_context(|| format!("{name} has no project"))?;
    if history.tool == Tool::Alembic {
        return Ok(None);
    }
    let is_history = |path: &str| example.files.iter().any(|file| file.history && example.path_of(file) == path);
    let apart = match history.runner.transaction {
        TransactionScope::AllPending if !example.together => Place::LaterDeploy,
        _ => Place::OwnMigration,
    };
    let (mut before, mut steps) = (Vec::new(), Vec::new());
    for migration in history.migrations.iter().filter(|migration| migration.standing != Standing::Orphan) {
        if is_history(migration.path.as_str()) {
            before.extend(sql::statement_spans(&migration.up).into_iter().map(|span| span.of(&migration.up.text).to_owned()));
        } else {
            let own = migration.transaction.map_or("", |_| " without a transaction");
            steps.push(Step { title: format!("{}{own}", migration.path), sql: migration.up.text.to_string(), place: apart });
        }
    }
    Ok((!steps.is_empty()).then(|| Plan {
        name: format!("{name}: fixed"),
        history: before,
        before: Vec::new(),
        bad: None,
        steps,
        tool: history.tool,
        scope: history.runner.transaction,
        outside: history.runner.outside,
        accepted: report.findings().any(|finding| finding.suppressed.is_some()),
    }))
}
