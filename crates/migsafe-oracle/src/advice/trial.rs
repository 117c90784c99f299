//! One plan on one server.

use std::sync::Mutex;

use anyhow::{Context, Result};
use migsafe_core::report::{Place, Step};
use migsafe_core::source::{Cut, Tool, TransactionScope};
use postgres::{Client, NoTls};

use super::alembic::{self, Revisions};
use super::rows::{self, Table, Values};
use super::session::{Outcome, Session, Statement, statements, words};
use super::writers::Writers;
use super::{Plan, skipped};
use crate::EMPTY;
use crate::runners::Tools;
use crate::servers::Server;

/// Steps that commit together, and how they run.
struct Deploy<'a> {
    steps: Vec<&'a Step>,
    how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// By the runner.
    Runner,
    /// Each statement on its own: by hand, or in a file that is run so.
    Autocommit,
}

/// Where plans are tried, one after the other.
const DATABASE: &str = "advice";

/// Whoever deploys, and whom Flyway's sample names.
const ROLES: [&str; 2] = ["migsafe_migrator", "reporting"];

/// Tries every plan and returns what goes wrong, a paragraph a plan.
///
/// # Errors
/// The server is gone.
pub fn try_all(server: &Server, tools: &Mutex<Tools>, plans: &[Plan]) -> Result<Vec<String>> {
    let mut admin = server.config("postgres").connect(NoTls)?;
    for role in ROLES {
        admin.batch_execute(&format!("CREATE ROLE {role}"))?;
    }
    admin.batch_execute("CREATE DATABASE advice")?;
    let mut failures = Vec::new();
    for plan in plans {
        // First statement by statement in a session that sees what each does, then, where Alembic runs it, by Alembic.
        let mut trials = vec![Trial { server, plan, revisions: None, failures: Vec::new() }];
        if plan.tool == Tool::Alembic {
            trials.push(Trial { server, plan, revisions: Some(Revisions::new(tools, plan.scope)?), failures: Vec::new() });
        }
        for trial in trials {
            let by = if trial.revisions.is_some() { ", by Alembic" } else { "" };
            let found = trial.run().unwrap_or_else(|error| vec![format!("cannot be tried: {error:#}")]);
            if !found.is_empty() {
                failures.push(format!("PostgreSQL {}, {}{by}\n    {}", server.major, plan.name, found.join("\n    ")));
                break;
            }
        }
    }
    Ok(failures)
}

struct Trial<'a> {
    server: &'a Server,
    plan: &'a Plan,
    /// Where Alembic deploys.
    revisions: Option<Revisions<'a>>,
    failures: Vec<String>,
}

impl Trial<'_> {
    fn run(mut self) -> Result<Vec<String>> {
        let mut client = self.server.config(DATABASE).connect(NoTls)?;
        let filled = self.prepare(&mut client)?;
        let mut writers = self.release_before(&filled)?;
        let mut shipped = self.plan.accepted;
        for deploy in deploys(self.plan, self.revisions.is_some()) {
            let texts = self.texts(&mut client, &deploy, &filled)?;
            if deploy.steps.iter().any(|step| step.sql.is_empty() && step.place == Place::LaterDeploy) {
                shipped = true;
            }
            if shipped {
                writers = Writers::now(self.server, DATABASE, &filled)?;
                writers.leave_out(texts.iter().flat_map(|statement| &statement.drops));
                self.write(&mut writers, "before", &deploy);
            }
            let by_alembic = self.revisions.is_some() && deploy.how == How::Runner;
            let went = if by_alembic { self.deploy_by_alembic(&mut client, &deploy, &filled)? } else { self.deploy(&deploy, &texts)? };
            if !went {
                break;
            }
            if shipped {
                writers.forget_what_is_gone()?;
            }
            self.write(&mut writers, "after", &deploy);
        }
        Ok(self.failures)
    }

    fn write(&mut self, writers: &mut Writers, when: &str, deploy: &Deploy<'_>) {
        let titles: Vec<&str> = deploy.steps.iter().map(|step| step.title.as_str()).collect();
        let failures = writers.write();
        self.failures.extend(failures.into_iter().map(|failure| format!("{when} “{}” {failure}", titles.join(" + "))));
    }

    /// The code that runs when the first step is due. Where earlier statements of the migration have broken it, that is for their own findings to say.
    fn release_before(&mut self, filled: &[Table]) -> Result<Writers> {
        let mut writers = Writers::before(self.server, DATABASE, filled)?;
        if !writers.write().is_empty() && !self.plan.before.is_empty() {
            writers = Writers::now(self.server, DATABASE, filled)?;
        }
        self.failures.extend(writers.write().into_iter().map(|failure| format!("before the first step {failure}")));
        Ok(writers)
    }

    /// Brings the database to where the first step is due, with rows on which the reported statement works, where there are such rows.
    fn prepare(&mut self, client: &mut Client) -> Result<Vec<Table>> {
        let before: Vec<Statement> =
            self.plan.before.iter().flat_map(|text| statements(text, self.cut())).filter(Statement::is_not_about_transactions).collect();
        let references = self.references();
        for values in [Values::Varied, Values::Alike] {
            client.batch_execute(EMPTY)?;
            execute(client, &self.plan.history).context("the history")?;
            let filled = rows::fill(client, &references, values)?;
            if self.rehearse(&before)?.is_none() {
                execute(client, before.iter().map(|statement| &statement.sql)).context("what stands before")?;
                return Ok(filled);
            }
        }
        // What stands before does not work on rows, or nothing does: the rows come after it.
        client.batch_execute(EMPTY)?;
        execute(client, &self.plan.history).context("the history")?;
        execute(client, before.iter().map(|statement| &statement.sql)).context("what stands before")?;
        let filled = rows::fill(client, &references, Values::Varied)?;
        self.failures.extend(self.rehearse(&[])?);
        Ok(filled)
    }

    /// Whether the statement with the finding does what it is reported for, on these rows. What is wrong, if anything.
    fn rehearse(&self, before: &[Statement]) -> Result<Option<String>> {
        let Some(bad) = &self.plan.bad else { return Ok(None) };
        let mut all = before.to_vec();
        all.extend(statements(&bad.sql, self.cut()).into_iter().filter(Statement::is_not_about_transactions));
        Ok(match Session::new(self.server, DATABASE)?.rehearse(&all)? {
            Outcome::Ran(found) if bad.blocks && found.is_empty() => Some(format!("the reported statement does no harm: `{}`", bad.sql)),
            Outcome::Failed(why) if !(bad.fails && before.is_empty()) => {
                Some(format!("the reported statement fails on the test's rows: {why}"))
            }
            _ => None,
        })
    }

    /// The references that the plan adds, by bare names: rows must fit them too.
    fn references(&self) -> Vec<(String, String)> {
        let bad = self.plan.bad.iter().map(|bad| bad.sql.as_str());
        let steps = self.plan.steps.iter().map(alembic::sql_of);
        let texts = self.plan.before.iter().map(String::as_str).chain(bad).map(str::to_owned).chain(steps);
        texts.flat_map(|text| statements(&text, self.cut())).flat_map(|statement| statement.references).collect()
    }

    fn cut(&self) -> Cut {
        if self.plan.tool == Tool::Drizzle { Cut::Breakpoints } else { Cut::Whole }
    }

    /// The statements of a deploy, with what is left to a person filled in.
    fn texts(&self, client: &mut Client, deploy: &Deploy<'_>, filled: &[Table]) -> Result<Vec<Statement>> {
        let mut texts = Vec::new();
        for sql in deploy.steps.iter().filter_map(|step| self.sql(step)) {
            texts.extend(statements(&place_holders(client, &sql, filled)?, self.cut()));
        }
        Ok(texts)
    }

    /// What a step runs, if anything.
    fn sql(&self, step: &Step) -> Option<String> {
        let bad = self.plan.bad.as_ref().map(|bad| bad.sql.clone());
        if step.sql.is_empty() && is_the_migration(step) {
            bad
        } else {
            Some(alembic::sql_of(step)).filter(|sql| !sql.is_empty() && skipped(step).is_none())
        }
    }

    /// Runs a deploy in a session of its own. Whether the next can follow.
    fn deploy(&mut self, deploy: &Deploy<'_>, texts: &[Statement]) -> Result<bool> {
        let wrapped = match (deploy.how, self.plan.scope) {
            (How::Autocommit, _) | (_, TransactionScope::None) => false,
            (_, TransactionScope::SimpleQuery) => texts.len() > 1,
            (_, TransactionScope::PerMigration | TransactionScope::AllPending) => true,
        };
        let bad = self.plan.bad.as_ref();
        let accepted = deploy.steps.iter().any(|step| is_the_migration(step));
        match Session::new(self.server, DATABASE)?.run(texts, wrapped)? {
            Outcome::Ran(found) if !accepted => self.failures.extend(found),
            Outcome::Ran(_) => {}
            // The same statement, which another finding says to fail.
            Outcome::Failed(_) if accepted && bad.is_some_and(|bad| bad.fails) => {}
            Outcome::Failed(why) => {
                self.failures.push(format!("“{}” fails: {why}", deploy.steps.last().map_or("", |step| &step.title)));
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Trial<'_> {
    /// Alembic runs the steps. Whether the next can follow.
    fn deploy_by_alembic(&mut self, client: &mut Client, deploy: &Deploy<'_>, filled: &[Table]) -> Result<bool> {
        let mut given: Vec<Vec<String>> = Vec::new();
        for step in &deploy.steps {
            if self.sql(step).is_none() {
                continue;
            }
            let bad = self.plan.bad.as_ref().map(|bad| bad.sql.as_str());
            let printed = if step.sql.is_empty() { bad.unwrap_or_default() } else { step.sql.as_str() };
            let part = place_holders(client, printed, filled)?;
            match given.last_mut().filter(|_| step.place == Place::SameMigration) {
                Some(last) => last.push(part),
                None => given.push(vec![part]),
            }
        }
        let Some(revisions) = self.revisions.as_mut().filter(|_| !given.is_empty()) else { return Ok(true) };
        let Some(why) = revisions.deploy(self.server, DATABASE, &given)? else { return Ok(true) };
        let accepted = deploy.steps.iter().any(|step| is_the_migration(step));
        if accepted && self.plan.bad.as_ref().is_some_and(|bad| bad.fails) {
            return Ok(true);
        }
        self.failures.push(format!("“{}” fails with Alembic: {why}", deploy.steps.last().map_or("", |step| &step.title)));
        Ok(false)
    }
}

/// The reported statement itself, at last: its loss is accepted then.
fn is_the_migration(step: &Step) -> bool {
    step.title.starts_with("then this migration")
}

fn execute<'s>(client: &mut Client, statements: impl IntoIterator<Item = &'s String>) -> Result<()> {
    for statement in statements {
        client.batch_execute(statement).map_err(|error| anyhow::anyhow!("`{statement}`: {}", words(&error)))?;
    }
    Ok(())
}

/// Puts steps together that commit together.
fn deploys(plan: &Plan, by_alembic: bool) -> Vec<Deploy<'_>> {
    let mut deploys: Vec<Deploy<'_>> = Vec::new();
    for step in &plan.steps {
        let how = match step.place {
            Place::OutsideTool => How::Autocommit,
            // The tool is told to leave this file alone, in its own words.
            _ if step.title.ends_with("without a transaction") => How::Autocommit,
            _ if alembic::is_block(&step.sql) && !by_alembic => How::Autocommit,
            _ if plan.outside.is_some_and(|outside| step.title.ends_with(outside.how)) => How::Autocommit,
            _ => How::Runner,
        };
        let joins = match step.place {
            Place::SameMigration => true,
            Place::OwnMigration => plan.scope == TransactionScope::AllPending,
            Place::LaterDeploy | Place::OutsideTool => false,
        };
        match deploys.last_mut().filter(|last| joins && how == last.how) {
            Some(last) => last.steps.push(step),
            None => deploys.push(Deploy { steps: vec![step], how }),
        }
    }
    deploys
}

/// Fills in what is left to a person.
fn place_holders(client: &mut Client, sql: &str, filled: &[Table]) -> Result<String> {
    let mut sql = sql.replace("<migration role>", "migsafe_migrator").replace("<its type>", "text");
    if sql.contains(":from") {
        if sql.contains("'(:from,0)'") {
            return Ok(sql.replace(":from", "0").replace(":to", "1000"));
        }
        let key = sql.split(" >= :from").next().and_then(|head| head.rsplit([' ', '(']).next()).unwrap_or_default().to_owned();
        let table =
            filled.iter().find(|table| sql.contains(table.name.trim_start_matches("public."))).context("a batch of no known table")?;
        let row = client.query_one(&format!("SELECT {key}::text FROM {} ORDER BY {key} LIMIT 1", table.name), &[]);
        let from: String = row.map_err(|error| anyhow::anyhow!("batches by {key}: {}", words(&error)))?.get(0);
        let to = match from.len() {
            36 => "ffffffff-ffff-ffff-ffff-ffffffffffff",
            _ if from.parse::<i64>().is_ok() => "1000000",
            _ => "zzzz",
        };
        sql = sql.replace(":from", &format!("'{from}'")).replace(":to", &format!("'{to}'"));
    }
    if let Some((column, _)) = sql.split_once(" = …") {
        let column = column.rsplit(' ').next().unwrap_or_default();
        let kinds = rows::tables(client, &[], Values::Varied)?;
        let known = kinds.iter().flat_map(|table| &table.columns).find(|known| column == known.name || column == rows::quote(&known.name));
        sql = sql.replace('…', &known.map_or_else(|| "NULL".to_owned(), |known| known.value(1)));
    }
    Ok(sql)
}
