//! A statement that waits for a lock without a limit, so that every query behind it waits as well.

use std::collections::HashSet;

use super::{Check, ProjectContext, Reporter, Site, advice};
use crate::effect::Blocks;
use crate::name::QualifiedName;
use crate::operation::{Operation, SetParameter, TransactionAction};
use crate::report::{MigrationReport, Place, StatementReport, Step};
use crate::source::{History, Standing, Tool, TransactionScope};
use crate::sql;

pub(super) const CHECK: Check = Check::Project(check);

/// What a migration's session has set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limit {
    /// Nothing.
    Unset,
    /// A time.
    Set,
    /// `0`, at this statement: no limit, on purpose.
    Disabled(usize),
}

/// What the session has set, and how long that holds.
struct Session {
    limit: Limit,
    /// `SET LOCAL`: it ends with the transaction.
    local: bool,
    /// The tool has opened a transaction, or the file has.
    in_transaction: bool,
    scope: TransactionScope,
}

impl Session {
    fn begin_migration(&mut self, scope: TransactionScope, session_outlives: bool) {
        self.scope = scope;
        if !session_outlives || self.local && scope != TransactionScope::AllPending {
            self.limit = Limit::Unset;
        }
        self.in_transaction = self.scope != TransactionScope::None;
    }

    /// Source: PostgreSQL docs, *SET*: `LOCAL` has no effect outside of a transaction block.
    fn set(&mut self, set: &SetParameter, statement: usize) {
        if self.in_transaction || !set.local {
            (self.limit, self.local) = (limit_of(set, statement), set.local);
        }
    }

    fn transaction(&mut self, action: TransactionAction) {
        match action {
            TransactionAction::Begin => self.in_transaction = true,
            TransactionAction::Commit | TransactionAction::Rollback => {
                self.in_transaction = self.scope == TransactionScope::SimpleQuery;
                if self.local {
                    self.limit = Limit::Unset;
                }
            }
            TransactionAction::Savepoint => {}
        }
    }
}

/// A statement that waits without a limit.
struct Waiting<'a> {
    migration: &'a MigrationReport,
    statement: &'a StatementReport,
    relation: &'a QualifiedName,
}

fn check(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let configured = cx.history.lock_timeout.is_some() || cx.options.lock_timeout.is_some();
    let every = out.settings().and_then(|settings| settings.scope.as_deref()) == Some("migration");
    let mut waiting: Vec<Waiting<'_>> = Vec::new();
    let mut session = Session { limit: Limit::Unset, local: false, in_transaction: false, scope: cx.history.runner.transaction };
    let mut shown = configured || !every && is_set_in_history(cx.history);
    for migration in cx.judged {
        session.begin_migration(migration.transaction, cx.history.runner.session_outlives_migration);
        let outcome = walk(migration, &mut session, out);
        shown |= outcome.1;
        waiting.extend(outcome.0);
    }
    if shown && !every || configured {
        return;
    }
    let newest = waiting.len().saturating_sub(1);
    for (_, place) in waiting.into_iter().enumerate().filter(|(at, _)| every || *at == newest) {
        let message =
            format!("waits for {} without a limit: while it waits, every query that comes after it waits too", place.relation.short());
        let label = place.statement.effects.lock_on(place.relation).map(|mode| format!("{mode} on {}", place.relation.short()));
        out.at(Site::of_report(place.migration, place.statement.span))
            .report(place.statement.span, "default", message)
            .label(label.unwrap_or_default())
            .help("set lock_timeout once, and a deploy that meets a long query fails instead of stopping the application")
            .steps(recipe(cx.history));
    }
}

/// Whether an earlier migration shows that this team sets a limit.
fn is_set_in_history(history: &History) -> bool {
    let earlier = history.migrations.iter().filter(|migration| migration.standing == Standing::History);
    let mut naming = earlier.filter(|migration| migration.up.text.contains("lock_timeout"));
    naming.any(|migration| {
        let statements = sql::read(&migration.up);
        let mut asked = statements.iter().flat_map(|statement| &statement.operations);
        asked.any(|located| match &located.operation {
            Operation::SetParameter(set) => set.name == "lock_timeout" && limit_of(set, 0) == Limit::Set,
            _ => false,
        })
    })
}

/// The first statement of the migration that waits without a limit, and whether the migration shows that a limit is set.
fn walk<'a>(migration: &'a MigrationReport, session: &mut Session, out: &mut Reporter<'_>) -> (Option<Waiting<'a>>, bool) {
    let mut created: HashSet<&QualifiedName> = HashSet::new();
    let (mut first, mut shown, mut told) = (None, false, false);
    for (at, statement) in migration.statements.iter().enumerate() {
        for located in &statement.operations {
            match &located.operation {
                Operation::SetParameter(set) if set.name == "lock_timeout" => session.set(set, at),
                Operation::Transaction(transaction) => session.transaction(transaction.action),
                Operation::CreateTable(create) => drop(created.insert(&create.table)),
                Operation::CreateView(create) => drop(created.insert(&create.view)),
                Operation::CreateSequence(create) => drop(created.insert(&create.sequence)),
                _ => {}
            }
        }
        shown |= session.limit == Limit::Set;
        let Some(relation) = waits_for(statement, &created) else { continue };
        match session.limit {
            Limit::Set => {}
            Limit::Unset if first.is_none() => first = Some(Waiting { migration, statement, relation }),
            Limit::Disabled(setter) if !told => {
                told = true;
                if let Some(setter) = migration.statements.get(setter) {
                    let message = format!(
                        "switches lock_timeout off before a statement that waits for {}: while it waits, every query that comes after it waits too",
                        relation.short()
                    );
                    out.at(Site::of_report(migration, setter.span))
                        .report(setter.span, "disabled", message)
                        .label("0 means no limit")
                        .step("give it a limit", "SET lock_timeout = '5s';", Place::SameMigration);
                }
            }
            _ => {}
        }
    }
    (first, shown)
}

fn limit_of(set: &SetParameter, statement: usize) -> Limit {
    let Some(value) = &set.value else { return Limit::Unset };
    let digits: String = value.chars().filter(|character| !character.is_alphabetic()).collect();
    if digits.trim().parse::<f64>().is_ok_and(|number| number == 0.0) { Limit::Disabled(statement) } else { Limit::Set }
}

/// A relation that existed before the migration and that the statement locks against readers or writers.
fn waits_for<'a>(statement: &'a StatementReport, created: &HashSet<&QualifiedName>) -> Option<&'a QualifiedName> {
    if statement.operations.iter().all(|located| matches!(located.operation, Operation::CreateIndex(_) | Operation::DropIndex(_)))
        && statement.effects.blocks == Blocks::None
    {
        return None;
    }
    let strong = statement.effects.locks.iter().filter(|lock| lock.mode.blocks() != Blocks::None);
    strong.map(|lock| &lock.relation).find(|relation| !created.contains(relation))
}

fn recipe(history: &History) -> Vec<Step> {
    let mut steps = vec![advice::step(
        "once, on the role that runs the migrations",
        "ALTER ROLE <migration role> SET lock_timeout = '5s';",
        Place::OutsideTool,
    )];
    match (history.tool, history.runner.transaction) {
        (Tool::Prisma, _) => {
            steps.push(advice::step(
                "or in the URL that `prisma migrate deploy` gets: …?options=-c%20lock_timeout%3D5s",
                "",
                Place::OutsideTool,
            ));
        }
        (Tool::Drizzle, _) => {
            let sql = "SET LOCAL lock_timeout = '5s';--> statement-breakpoint";
            steps.push(advice::step(
                "or as the first statement of the file: it holds for all pending migrations",
                sql,
                Place::SameMigration,
            ));
        }
        (Tool::Alembic, _) => {
            let code = "connectable = create_engine(url, connect_args={\"options\": \"-c lock_timeout=5s\"})";
            steps.push(advice::step("or in env.py, for every revision", code, Place::OutsideTool));
        }
        (tool, TransactionScope::PerMigration | TransactionScope::AllPending) if tool != Tool::Supabase => {
            steps.push(advice::step("or as the first statement of the file", "SET LOCAL lock_timeout = '5s';", Place::SameMigration));
        }
        _ => {
            steps.push(advice::step("or as the first statement of the file", "SET lock_timeout = '5s';", Place::SameMigration));
        }
    }
    steps
}
