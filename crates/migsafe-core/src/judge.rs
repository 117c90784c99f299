//! Replays a history and judges the migrations that are to be judged.

mod deploy;
mod findings;
mod window;

use std::collections::HashSet;
use std::sync::Arc;

use camino::Utf8PathBuf;

use crate::classify::{self, Class, Light};
use crate::digest::Digests;
use crate::effect::{self, Circumstances, Effect};
use crate::operation::{Located, Operation};
use crate::project::Options;
use crate::recreation::{self, Recreation};
use crate::replacement::{self, Returns, Surroundings};
use crate::report::pack::{Packer, Place};
use crate::report::{Excerpt, Finding, Keep, Level, MigrationReport, ProjectReport, StatementReport, Statements, accept};
use crate::rollback::{self, Asked, Definitions};
use crate::rules::{self, Findings, MigrationContext, OperationContext, ProjectContext, StatementContext, StatementPlace, Watchers};
use crate::schema::{Birth, Schema};
use crate::source::{Dialect, History, Language, Migration, Standing, TransactionScope};
use crate::span::{LineIndex, Span};
use crate::sql::Statement;
use crate::transaction::{TransactionPoint, TransactionTracker};
use crate::version::PostgresVersion;
use findings::{place_project_findings, restore_placeholders};
use window::{Window, each_window};

/// Judges one history.
pub(crate) fn judge(history: &History, options: &Options<'_>) -> ProjectReport {
    let asked = options.version.unwrap_or_default();
    let is_postgresql = history.dialect == Dialect::PostgreSql;
    let mut report = ProjectReport {
        root: history.root.clone(),
        tool: history.tool,
        dialect: history.dialect,
        version: is_postgresql.then_some(asked),
        version_source: is_postgresql.then(|| options.version_source.unwrap_or("default")),
        runner: history.runner.clone(),
        light: Light::Green,
        replayed: 0,
        skipped: skipped(history),
        findings: Vec::new(),
        migrations: Vec::new(),
    };
    if report.skipped.is_some() {
        // Never green by ignorance.
        report.light = Light::Yellow;
        return report;
    }
    let mut judge = Judge::new(history, options);
    each_window(history, |index, migration, window| match migration.standing {
        Standing::Orphan => {}
        Standing::History => {
            judge.replay(index, window);
            report.replayed += 1;
        }
        Standing::Judged => report.migrations.push(judge.judge_migration(index, migration, window)),
    });
    judge.hand_over(&mut report.migrations);
    let context = ProjectContext { history, options, schema: &judge.schema, judged: &report.migrations };
    let mut findings = Findings::new(options, &history.root);
    judge.watchers.end(&context, &mut findings);
    rules::check_project(&context, &mut findings);
    place_project_findings(&mut report, findings.list);
    rules::apply_comments(&mut report, options);
    restore_placeholders(history, &mut report);
    report.migrations.iter_mut().for_each(|migration| accept::apply(migration, &options.accepted));
    report.light = report.migrations.iter().map(|migration| migration.light).max().unwrap_or_default();
    if report.findings.iter().any(|finding| finding.default_level == Level::Error) {
        report.light = report.light.max(Light::Yellow);
    }
    report
}

/// The schema that a history comes to.
pub(crate) fn replay(history: &History) -> Schema {
    let options = Options::default();
    let mut judge = Judge::new(history, &options);
    each_window(history, |index, migration, window| {
        if migration.standing != Standing::Orphan {
            judge.replay(index, window);
        }
    });
    judge.schema
}

/// Why a history cannot be judged at all.
fn skipped(history: &History) -> Option<String> {
    match history.dialect {
        Dialect::PostgreSql | Dialect::MySql | Dialect::Sqlite => None,
        Dialect::Other => Some("this database is not judged: what is known here is PostgreSQL, MySQL and SQLite".to_owned()),
    }
}

/// The part of the file that the migration answers for: up to its end, from the end of the one before it in the same file. A revision in Python answers for all of it.
fn part_of(history: &History, index: usize) -> Span {
    let range_of = |index: usize| {
        let script = history.migrations.get(index).map(|migration| &migration.up);
        script.filter(|script| script.language == Language::Sql).and_then(|script| script.range)
    };
    let start = index.checked_sub(1).filter(|_| history.continues_file(index)).and_then(range_of).map_or(0, |range| range.end);
    let end = range_of(index).map_or(usize::MAX, |range| range.end);
    Span::new(start, end)
}

struct Judge<'a> {
    history: &'a History,
    options: &'a Options<'a>,
    version: PostgresVersion,
    schema: Schema,
    transactions: TransactionTracker<'a>,
    /// The statements seen so far, over the whole history.
    places: Vec<StatementPlace>,
    /// The lines of the file that was read last, which may hold the next migration too.
    lines: Option<(Utf8PathBuf, Arc<LineIndex>)>,
    /// The first judged migration, where those judged are known to be pending together.
    first_of_deploy: Option<usize>,
    /// The schema before it.
    before_deploy: Option<Schema>,
    /// The effect of the operation before: thousands of statements that do the same keep one list of what they lock.
    last_effect: Arc<Effect>,
    /// Kept only where somebody asks what undoes a migration.
    definitions: Definitions,
    /// The rules that look at every judged statement.
    watchers: Watchers,
    /// The judged statements as JSON text, where that is what the report keeps.
    packer: Packer,
    /// Where those of each judged migration begin.
    packed: Vec<Place>,
}

impl<'a> Judge<'a> {
    fn new(history: &'a History, options: &'a Options<'a>) -> Self {
        Self {
            history,
            options,
            version: options.version.unwrap_or_default().proven(),
            schema: Schema::of(history.dialect),
            transactions: TransactionTracker::new(history),
            places: Vec::new(),
            lines: None,
            first_of_deploy: None,
            before_deploy: None,
            last_effect: Arc::default(),
            definitions: Definitions::default(),
            watchers: Watchers::of(history),
            packer: Packer::default(),
            packed: Vec::new(),
        }
    }

    fn replay(&mut self, index: usize, window: Window<'_>) {
        // What was judged before it does not run together with what comes after it.
        self.first_of_deploy = None;
        if !self.history.continues_file(index) {
            self.schema.begin_session();
        }
        self.transactions.begin_migration(index, window.held(), false);
        window.drain(|mut statement| {
            let (now, point) = self.next_statement(index, &statement);
            self.note_unread(&statement, now);
            for mut located in std::mem::take(&mut statement.operations) {
                self.schema.enter(now);
                self.schema.resolve(&mut located.operation);
                self.apply(&located.operation, now, point);
                let text = self.history.migrations.get(index).map(|migration| &*migration.up.text).unwrap_or_default();
                self.define(text, &statement, &located.operation);
            }
        });
    }

    fn shared(&mut self, effect: Effect) -> Arc<Effect> {
        if *self.last_effect != effect {
            self.last_effect = Arc::new(effect);
        }
        Arc::clone(&self.last_effect)
    }

    /// Whether SQLite may be enforcing foreign keys: it does where the connection asked for it, which the files do not show.
    fn may_enforce_keys(&self) -> bool {
        let set = self.schema.parameters.get("foreign_keys").map(|parameter| parameter.value.to_ascii_lowercase());
        !self.history.runner.foreign_keys_off && !set.is_some_and(|value| matches!(value.as_str(), "off" | "0" | "false" | "no"))
    }

    /// Carries out the operation. SQLite takes no notice of `PRAGMA foreign_keys` within a transaction (docs, *PRAGMA Statements*).
    fn apply(&mut self, operation: &Operation, now: Birth, point: TransactionPoint) {
        let unheard = matches!(operation, Operation::SetParameter(set) if set.name == "foreign_keys") && point.in_block;
        if !(unheard && self.history.dialect == Dialect::Sqlite) {
            self.schema.apply(operation, now);
        }
    }

    /// Takes note of what was not understood: unless it only reads or writes rows, it may have changed anything.
    fn note_unread(&mut self, statement: &Statement, now: Birth) {
        use Operation::{Delete, Insert, Merge, Query, Update};
        let is_of_rows = |located: &Located| matches!(located.operation, Insert(_) | Update(_) | Delete(_) | Merge(_) | Query(_));
        let is_understood = statement.is_understood();
        self.schema.unread |= !is_understood || statement.operations.iter().any(|located| located.conditional);
        let rows_alone = !statement.is_block && !statement.operations.is_empty() && statement.operations.iter().all(is_of_rows);
        if !is_understood && !rows_alone {
            self.schema.opaque = self.schema.opaque.max(Some(now.statement()));
        }
    }

    fn next_statement(&mut self, migration: usize, statement: &Statement) -> (Birth, TransactionPoint) {
        self.places.push(StatementPlace::of(statement, migration));
        let point = self.transactions.enter(statement);
        (Birth::new(migration, self.places.len(), point.id), point)
    }

    /// Opens the migration's session and transaction, and says from which migration on objects count as new.
    fn begin(&mut self, index: usize, statements: &[Statement]) -> usize {
        let pending_together = self.options.pending_together();
        if pending_together && self.before_deploy.is_none() {
            self.before_deploy = Some(self.schema.clone());
        }
        let same_deploy = pending_together && self.first_of_deploy.is_some();
        let one_transaction = self.history.runner.transaction == TransactionScope::AllPending;
        let same_session = same_deploy && self.history.runner.session_outlives_migration || self.history.continues_file(index);
        if !same_session {
            self.schema.begin_session();
        }
        self.transactions.begin_migration(index, statements, same_deploy);
        let first = *self.first_of_deploy.get_or_insert(index);
        if pending_together && one_transaction { first } else { index }
    }

    fn lines_of(&mut self, migration: &Migration) -> Arc<LineIndex> {
        if let Some((_, lines)) = self.lines.as_ref().filter(|(path, _)| *path == migration.path) {
            return lines.clone();
        }
        let lines = Arc::new(LineIndex::new(&migration.up.text));
        self.lines = Some((migration.path.clone(), lines.clone()));
        lines
    }

    fn judge_migration(&mut self, index: usize, migration: &Migration, mut window: Window<'_>) -> MigrationReport {
        let new_from = self.begin(index, window.held());
        let lines = self.lines_of(migration);
        let nothing = Returns::default();
        let context = MigrationContext { history: self.history, migration, index, lines: &lines, statements: &[], returns: &nothing };
        let mut findings = Findings::new(self.options, &self.history.root);
        let mut report = MigrationReport {
            id: migration.id.clone(),
            path: migration.path.clone(),
            transaction: self.history.transaction_of(migration),
            class: Class::Additive,
            light: Light::Green,
            statements: Statements::with_capacity(window.held().len(), self.options.statements),
            findings: Vec::new(),
            digests: Digests::of(migration, self.history.dialect),
            text: migration.up.text.clone(),
            part: part_of(self.history, index),
            language: migration.up.language,
            dialect: migration.up.dialect,
        };
        self.packed.push(self.packer.place());
        self.watchers.begin(context);
        while let Some(places) = window.step() {
            let returns = Returns::of(window.held());
            let context = MigrationContext { statements: window.held(), returns: &returns, ..context };
            for (place, statement) in context.statements.iter().enumerate().take(places.end).skip(places.start) {
                let outcome = self.judge_statement(context, place, statement, new_from, &mut findings);
                report.class = report.class.max(outcome.class);
                report.light = report.light.max(outcome.light);
                self.watchers.see(context, &outcome);
                report.statements.note(&outcome);
                match self.options.statements {
                    Keep::Whole => report.statements.keep(outcome),
                    Keep::Json => self.packer.push(&outcome),
                    Keep::Places => {}
                }
            }
        }
        report.findings = findings.list;
        report.findings.sort_by(|a, b| (a.span, a.rule).cmp(&(b.span, b.rule)));
        // A loop in Python sends the same words again and again.
        let mut said = HashSet::new();
        report.findings.retain(|finding| said.insert((finding.span, finding.rule, finding.message.clone())));
        report
    }

    /// Keeps the text by which an operation that was carried out made something.
    fn define(&mut self, text: &str, statement: &Statement, operation: &Operation) {
        if self.options.rollback {
            let text = statement.sql.as_deref().unwrap_or_else(|| statement.span.of(text));
            // A block's text makes more than one thing.
            self.definitions.enter(operation, Some(text).filter(|_| !statement.is_block), &self.schema);
        }
    }

    fn judge_statement(
        &mut self,
        migration: MigrationContext<'_>,
        index: usize,
        statement: &Statement,
        new_from: usize,
        findings: &mut Findings<'_>,
    ) -> StatementReport {
        let (now, point) = self.next_statement(migration.index, statement);
        let before = findings.list.len();
        let mut report = StatementReport {
            line: statement.line,
            span: statement.span,
            sql: Excerpt::new(&migration.migration.up.text, statement.span),
            understood: statement.is_understood(),
            why_not: why_not(statement),
            class: if statement.is_understood() { Class::Additive } else { Class::Transformative },
            light: Light::Green,
            operations: Vec::with_capacity(statement.operations.len()),
            effects: Arc::default(),
            operation_effects: Vec::new(),
            operation_classes: Vec::new(),
            dropped: Vec::new(),
            inverses: Vec::new(),
        };
        let original = statement;
        for (place, located) in statement.operations.iter().enumerate() {
            let mut located: Located = located.clone();
            self.schema.enter(now);
            self.schema.resolve(&mut located.operation);
            if located.restated && self.schema.says_already(&located.operation) {
                continue;
            }
            let around = Surroundings { statements: migration.statements, statement: index, operation: place, returns: migration.returns };
            let around_it = self.circumstances(statement, now, point, new_from);
            let recreation = match &located.operation {
                Operation::DropTable(drop) if !around_it.is_new_relation(&drop.table) => {
                    recreation::of(drop, around, &self.schema, self.may_enforce_keys())
                }
                _ => None,
            };
            let replaced = recreation.as_ref().is_some_and(Recreation::is_complete)
                || recreation::is_put_aside(&located.operation, around, &self.schema)
                || replacement::is_replaced(&located.operation, around, &self.schema);
            let circumstances = Circumstances { replaced, recreation: recreation.as_ref(), ..around_it };
            let mut effect = effect::of(&located.operation, &circumstances);
            if located.conditional
                && let Some(failure) = &mut effect.fails
            {
                failure.certain = false;
            }
            let class = classify::class_of(&located.operation, &effect, &circumstances);
            if self.options.rollback {
                let Located { operation, conditional, .. } = &located;
                let (cx, effect, definitions) = (&circumstances, &effect, &self.definitions);
                report.inverses.push(rollback::inverse(Asked { operation, cx, effect, definitions, conditional: *conditional }));
            }
            let statement = StatementContext { migration, statement, index, circumstances, point, places: &self.places };
            rules::check_operation(&OperationContext { statement, located: &located, effect: &effect, class }, findings);
            report.dropped.extend(self.dropped(&located.operation));
            self.apply(&located.operation, now, point);
            self.define(&migration.migration.up.text, original, &located.operation);
            report.class = report.class.max(class);
            let effect = self.shared(effect);
            if place == 0 {
                report.effects = Arc::clone(&effect);
            } else {
                Arc::make_mut(&mut report.effects).merge(&effect);
            }
            report.operations.push(located);
            if self.options.statements == Keep::Whole {
                report.operation_effects.push(effect);
                report.operation_classes.push(class);
            }
        }
        if report.effects == self.last_effect {
            report.effects = Arc::clone(&self.last_effect);
        }
        self.note_unread(original, now);
        let circumstances = self.circumstances(statement, now, point, new_from);
        rules::check_statement(
            &StatementContext { migration, statement, index, circumstances, point, places: &self.places },
            &report,
            findings,
        );
        report.light = light_of(&report, findings.list.get(before..).unwrap_or_default());
        report
    }

    /// Gives the judged migrations the JSON text of their statements, where that is what the report keeps.
    fn hand_over(&mut self, migrations: &mut [MigrationReport]) {
        if self.options.statements == Keep::Json {
            let pack = Arc::new(std::mem::take(&mut self.packer).finish());
            for (migration, start) in migrations.iter_mut().zip(&self.packed) {
                migration.statements.are_written(&pack, *start);
            }
        }
    }

    /// What an effect of the statement depends on, as the schema stands now.
    fn circumstances<'s>(&'s self, statement: &'s Statement, now: Birth, point: TransactionPoint, new_from: usize) -> Circumstances<'s> {
        Circumstances {
            schema: &self.schema,
            version: self.version,
            now,
            in_transaction: point.in_block,
            in_block: statement.is_block,
            new_from,
            replaced: false,
            only: None,
            recreation: None,
            beside: &statement.operations,
        }
    }
}

fn why_not(statement: &Statement) -> Option<String> {
    let reasons: Vec<&str> = statement.not_understood.iter().map(|part| part.why.as_str()).collect();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// The light of a statement: that of its class, but an additive one with an error is yellow. Levels as the rules have them, whatever is configured or suppressed.
fn light_of(statement: &StatementReport, findings: &[Finding]) -> Light {
    let span = statement.span;
    let is_own_error =
        |finding: &Finding| finding.default_level == Level::Error && span.start <= finding.span.start && finding.span.start < span.end;
    let light = Light::from(statement.class);
    if findings.iter().any(is_own_error) { light.max(Light::Yellow) } else { light }
}
