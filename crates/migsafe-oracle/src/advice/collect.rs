//! What there is to execute: the findings' fixes and the fixed examples, each with what stands before it.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use camino::Utf8Path;
use migsafe_core::project::read_script;
use migsafe_core::report::{Finding, MigrationReport, Place, Step};
use migsafe_core::source::tree::{DiskTree, FileTree, MemoryTree};
use migsafe_core::source::{Dialect, History, Language, Outside, Request, Script, Standing, Tool, TransactionScope};
use migsafe_core::sql;
use migsafe_core::{Level, Options, PostgresVersion, Project, RuleOptions};
use migsafe_rules::{Category, Example, Quality, Rule};

use super::alembic::revision;

/// Sample projects that no server takes: each holds every form of a statement, whether it fits the others or not.
const NOT_RUN: [&str; 3] = ["alembic-operations", "alembic-conventions", "alembic-helpers"];

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
    /// With what Flyway puts in for each `${name}`.
    fn with_placeholders(mut self, values: &[(String, String)]) -> Self {
        let fill = |text: &mut String| values.iter().for_each(|(name, value)| *text = text.replace(&format!("${{{name}}}"), value));
        self.history.iter_mut().chain(&mut self.before).for_each(fill);
        self.bad.iter_mut().map(|bad| &mut bad.sql).chain(self.steps.iter_mut().map(|step| &mut step.sql)).for_each(fill);
        self
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
        for example in rule
            .examples
            .iter()
            .filter(|example| example.dialect == "postgresql" && example.postgres.is_none_or(|postgres| postgres == major))
        {
            let name = format!("rules/{}.md:{}", rule.id, example.line);
            match example.quality {
                Quality::Bad => {
                    plans.extend(of_bad_example(&name, rule, example, major)?);
                    plans.extend(told_in_python(&name, rule, example, major)?);
                }
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

/// The same SQL as revisions for Alembic, which has advice of its own. Nothing for an example that is about one tool, or about what was there before.
fn told_in_python(name: &str, rule: &Rule, example: &Example, major: u8) -> Result<Vec<Plan>> {
    if example.tool != "sql" || example.files.iter().any(|file| file.base || file.name.contains('/') || file.name.ends_with(".down.sql")) {
        return Ok(Vec::new());
    }
    let mut files = BTreeMap::from([("alembic/env.py".to_owned(), "context.run_migrations()\n".to_owned())]);
    let mut base = files.clone();
    let mut down = None;
    for file in example.files {
        let stem = file.name.trim_end_matches(".sql");
        let script = Script { path: file.name.into(), text: file.text.into(), ..Script::default() };
        let text = revision(stem, down, &texts(&script));
        let path = format!("alembic/versions/{stem}.py");
        if file.history {
            base.insert(path.clone(), text.clone());
        }
        files.insert(path, text);
        down = Some(stem);
    }
    of_findings(&format!("{name} told in Python"), &MemoryTree::new(files), &options(rule, example, major, &MemoryTree::new(base)))
}

/// A plan for each finding that has steps.
fn of_findings(name: &str, tree: &dyn FileTree, options: &Options<'_>) -> Result<Vec<Plan>> {
    let project = Project::from_files(tree, &Request::default());
    let report = project.check(options);
    let mut plans = Vec::new();
    let runs =
        |history: &History| history.dialect == Dialect::PostgreSql && !NOT_RUN.iter().any(|root| history.root.as_str().contains(root));
    for (history, report) in project.histories().iter().zip(&report.projects).filter(|(history, _)| runs(history)) {
        let values = placeholders(tree, history);
        for migration in &report.migrations {
            for finding in &migration.findings {
                plans.extend(of_finding(name, history, migration, finding)?.map(|plan| plan.with_placeholders(&values)));
            }
        }
    }
    Ok(plans)
}

/// What the nearest `flyway.toml` says that Flyway puts in, by name.
fn placeholders(tree: &dyn FileTree, history: &History) -> Vec<(String, String)> {
    let settings = history.root.ancestors().find_map(|folder| tree.read(&folder.join("flyway.toml")).ok()).unwrap_or_default();
    let text = String::from_utf8_lossy(&settings);
    let table = text.split_once("[flyway.placeholders]").map(|(_, rest)| rest.split("\n[").next().unwrap_or_default());
    let pairs = table.unwrap_or_default().lines().filter_map(|line| line.split_once(" = "));
    pairs.map(|(name, value)| (name.to_owned(), value.trim_matches('"').to_owned())).collect()
}

fn of_finding(name: &str, history: &History, migration: &MigrationReport, finding: &Finding) -> Result<Option<Plan>> {
    let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.steps.is_empty()) else { return Ok(None) };
    let name = format!("{name}: {}:{} [{}]", finding.path, finding.line, finding.rule);
    let at = migration.statements.iter().position(|statement| statement.span.end > finding.span.start).with_context(|| name.clone())?;
    let statement = migration.statements.get(at).context("just found")?;
    let script = history.migrations.iter().find(|other| other.id == migration.id).map(|other| &other.up).with_context(|| name.clone())?;
    let texts = texts(script);
    let sql = texts.get(at).cloned().with_context(|| name.clone())?;
    let category = migsafe_rules::find(finding.rule).map(|rule| rule.category);
    let bad = Bad {
        sql,
        blocks: category == Some(Category::Locking) && finding.default_level == Level::Error,
        fails: statement.effects.fails.is_some(),
    };
    Ok(Some(Plan {
        name,
        history: statements_before(history, Some(&migration.id)),
        before: texts.into_iter().take(at).collect(),
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
        found.extend(texts(&migration.up));
    }
    found
}

/// The statements of a script as SQL, whatever language it is written in.
fn texts(script: &Script) -> Vec<String> {
    match script.language {
        Language::Sql => sql::statement_spans(script).into_iter().map(|span| span.of(&script.text).to_owned()).collect(),
        Language::Python => read_script(script).into_iter().map(|statement| statement.sql.unwrap_or_default()).collect(),
    }
}

/// The example's own files are the steps.
fn of_fixed_example(name: &str, rule: &Rule, example: &Example, major: u8) -> Result<Option<Plan>> {
    let tree = MemoryTree::new(example.project());
    let base = MemoryTree::new(example.base());
    let project = Project::from_files(&tree, &Request::default());
    let report = project.check(&options(rule, example, major, &base));
    let history = project.histories().first().with_context(|| format!("{name} has no project"))?;
    let is_history = |path: &str| example.files.iter().any(|file| file.history && example.path_of(file) == path);
    let apart = match history.runner.transaction {
        TransactionScope::AllPending if !example.together => Place::LaterDeploy,
        _ => Place::OwnMigration,
    };
    let (mut before, mut steps) = (Vec::new(), Vec::new());
    for migration in history.migrations.iter().filter(|migration| migration.standing != Standing::Orphan) {
        if is_history(migration.path.as_str()) {
            before.extend(texts(&migration.up));
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
