//! A statement that waits for a lock without a limit, so that every query behind it waits as well.

use std::collections::HashSet;

use super::{Check, MigrationContext, ProjectContext, Reporter, Site, Watch, advice};
use crate::effect::Blocks;
use crate::name::QualifiedName;
use crate::operation::{Operation, SetParameter, TransactionAction};
use crate::report::{Place, StatementReport, Step};
use crate::source::{History, Standing, Tool, TransactionScope};
use crate::span::Span;
use crate::sql;

pub(super) const CHECK: Check = Check::Watch(|| Box::<MissingLockTimeout>::default());

/// What a migration's session has set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limit {
    /// Nothing.
    Unset,
    /// A time.
    Set,
    /// `0`, by this statement: no limit, on purpose.
    Disabled(StatementPlace),
}

/// Where a statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct StatementPlace {
    /// The place of its migration among the judged ones.
    migration: usize,
    span: Span,
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

impl Default for Session {
    fn default() -> Self {
        Self { limit: Limit::Unset, local: false, in_transaction: false, scope: TransactionScope::None }
    }
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
    fn set(&mut self, set: &SetParameter, statement: StatementPlace) {
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

/// The judged statements that wait without a limit.
#[derive(Default)]
struct MissingLockTimeout {
    session: Session,
    /// How many migrations have begun.
    begun: usize,
    /// Relations that the migration at hand has created.
    created: HashSet<QualifiedName>,
    /// The first of each migration.
    waiting: Vec<Waiting>,
    /// Where the limit is switched off, and for what the first statement behind that waits.
    disabled: Vec<(StatementPlace, String)>,
    /// Some statement sets a limit.
    shown: bool,
}

/// A statement that waits without a limit.
struct Waiting {
    statement: StatementPlace,
    message: String,
    label: String,
}

impl Watch for MissingLockTimeout {
    fn begin(&mut self, cx: MigrationContext<'_>) {
        self.begun += 1;
        self.created.clear();
        self.session.begin_migration(cx.history.transaction_of(cx.migration), cx.history.runner.session_outlives_migration);
    }

    fn see(&mut self, _: MigrationContext<'_>, statement: &StatementReport) {
        let place = StatementPlace { migration: self.begun.saturating_sub(1), span: statement.span };
        for located in &statement.operations {
            match &located.operation {
                Operation::SetParameter(set) if set.name == "lock_timeout" => self.session.set(set, place),
                Operation::Transaction(transaction) => self.session.transaction(transaction.action),
                Operation::CreateTable(create) => drop(self.created.insert(create.table.clone())),
                Operation::CreateView(create) => drop(self.created.insert(create.view.clone())),
                Operation::CreateSequence(create) => drop(self.created.insert(create.sequence.clone())),
                _ => {}
            }
        }
        self.shown |= self.session.limit == Limit::Set;
        let Some(relation) = waits_for(statement, &self.created) else { return };
        match self.session.limit {
            Limit::Unset if self.waiting.last().is_none_or(|last| last.statement.migration != place.migration) => {
                let name = relation.short();
                let label = statement.effects.lock_on(relation).map(|mode| format!("{mode} on {name}")).unwrap_or_default();
                let message = format!("waits for {name} without a limit: while it waits, every query that comes after it waits too");
                self.waiting.push(Waiting { statement: place, message, label });
            }
            Limit::Disabled(setter) if self.disabled.last().is_none_or(|(told, _)| *told != setter) => {
                self.disabled.push((setter, relation.short()));
            }
            _ => {}
        }
    }

    fn end(&mut self, cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
        for (setter, name) in &self.disabled {
            let Some(report) = cx.judged.get(setter.migration) else { continue };
            let message = format!(
                "switches lock_timeout off before a statement that waits for {name}: while it waits, every query that comes after it waits too"
            );
            out.at(Site::of_report(report, setter.span)).report(setter.span, "disabled", message).label("0 means no limit").step(
                "give it a limit",
                "SET lock_timeout = '5s';",
                Place::SameMigration,
            );
        }
        let configured = cx.history.lock_timeout.is_some() || cx.options.lock_timeout.is_some();
        let every = out.settings().and_then(|settings| settings.scope.as_deref()) == Some("migration");
        if configured || !every && (self.shown || is_set_in_history(cx.history)) {
            return;
        }
        let from = if every { 0 } else { self.waiting.len().saturating_sub(1) };
        for Waiting { statement, message, label } in self.waiting.drain(..).skip(from) {
            let Some(report) = cx.judged.get(statement.migration) else { continue };
            out.at(Site::of_report(report, statement.span))
                .report(statement.span, "default", message)
                .label(label)
                .help("set lock_timeout once, and a deploy that meets a long query fails instead of stopping the application")
                .steps(recipe(cx.history));
        }
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
            Operation::SetParameter(set) => set.name == "lock_timeout" && is_limit(set),
            _ => false,
        })
    })
}

fn limit_of(set: &SetParameter, statement: StatementPlace) -> Limit {
    match &set.value {
        None => Limit::Unset,
        Some(_) if is_limit(set) => Limit::Set,
        Some(_) => Limit::Disabled(statement),
    }
}

/// Whether a time is set, and not 0.
fn is_limit(set: &SetParameter) -> bool {
    let is_zero = |value: &String| {
        let digits: String = value.chars().filter(|character| !character.is_alphabetic()).collect();
        digits.trim().parse::<f64>().is_ok_and(|number| number == 0.0)
    };
    set.value.as_ref().is_some_and(|value| !is_zero(value))
}

/// A relation that existed before the migration and that the statement locks against readers or writers.
fn waits_for<'a>(statement: &'a StatementReport, created: &HashSet<QualifiedName>) -> Option<&'a QualifiedName> {
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
