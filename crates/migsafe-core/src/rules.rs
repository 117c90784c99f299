//! Detection: one file a rule. What a rule says and how grave it is stands in its Markdown file; what it looks for stands here.
//!
//! The build script makes the list of rules from the files in this folder. What several rules share stands in `support`.

mod support;

pub(crate) use support::context::{MigrationContext, OperationContext, ProjectContext, Run, StatementContext, StatementPlace, Unused};
pub(crate) use support::findings::Findings;

use std::sync::LazyLock;

use migsafe_rules::{Category, Rule};
use support::reporter::{Reporter, Site};

use crate::project::Options;
use crate::report::{ProjectReport, StatementReport, suppress};
use crate::source::{Dialect, History};
use crate::span::LineIndex;

/// What a rule looks at, and when.
#[derive(Clone, Copy)]
enum Check {
    /// Each operation of a judged migration, with the schema before it.
    Operation(fn(&OperationContext<'_>, &mut Reporter<'_>)),
    /// Each judged statement, after its operations.
    Statement(fn(&StatementContext<'_>, &StatementReport, &mut Reporter<'_>)),
    /// Each operation of a judged migration, after every other rule has spoken on it.
    OperationAtLast(fn(&OperationContext<'_>, &mut Reporter<'_>)),
    /// Each judged statement, to speak after the project's last migration.
    Watch(fn() -> Box<dyn Watch>),
    /// The project, after its last migration.
    Project(fn(&ProjectContext<'_>, &mut Reporter<'_>)),
    /// Each comment that was meant to suppress a finding and does not.
    Comment(fn(&Unused<'_>, &mut Reporter<'_>)),
}

/// A rule that looks at every judged statement and speaks when the project has ended. A report need not hold the statements any more by then.
trait Watch: Send {
    /// A migration that is judged begins.
    fn begin(&mut self, migration: MigrationContext<'_>);

    /// One of its statements was judged.
    fn see(&mut self, migration: MigrationContext<'_>, statement: &StatementReport);

    /// The last migration was judged.
    fn end(&mut self, cx: &ProjectContext<'_>, out: &mut Reporter<'_>);
}

/// The rules that watch a project.
pub(crate) struct Watchers(Vec<(&'static Rule, Box<dyn Watch>)>);

impl Watchers {
    /// Those that concern its database.
    pub(crate) fn of(history: &History) -> Self {
        let mut watchers = Vec::new();
        each_rule(history.dialect, |rule, check| {
            if let Check::Watch(new) = check {
                watchers.push((rule, new()));
            }
        });
        Self(watchers)
    }

    /// A migration that is judged begins.
    pub(crate) fn begin(&mut self, migration: MigrationContext<'_>) {
        self.0.iter_mut().for_each(|(_, watcher)| watcher.begin(migration));
    }

    /// One of its statements was judged.
    pub(crate) fn see(&mut self, migration: MigrationContext<'_>, statement: &StatementReport) {
        self.0.iter_mut().for_each(|(_, watcher)| watcher.see(migration, statement));
    }

    /// The last migration was judged.
    pub(crate) fn end(&mut self, context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
        let site = Site::of_project(context);
        for (rule, watcher) in &mut self.0 {
            watcher.end(context, &mut findings.reporter(rule, site));
        }
    }
}

mod registry {
    //! The parent of every rule: what stands here is theirs to use.

    use super::support::context::{MigrationContext, OperationContext, ProjectContext, Run, StatementContext, Unused};
    use super::support::reporter::{Reporter, Site};
    use super::{Check, Watch, support::advice, support::enums, support::many, support::models, support::shape};

    include!(concat!(env!("OUT_DIR"), "/rules.rs"));
}

/// Every rule with its detection.
static RULES: LazyLock<Vec<(&'static Rule, Check)>> =
    LazyLock::new(|| registry::REGISTRY.iter().filter_map(|(id, check)| Some((migsafe_rules::find(id)?, *check))).collect());

/// Calls `run` with every rule that concerns the database, and its detection. Who waits for whom is known of PostgreSQL alone; the rest holds anywhere.
fn each_rule(dialect: Dialect, mut run: impl FnMut(&'static Rule, Check)) {
    let concerned = RULES.iter().filter(|(rule, _)| dialect == Dialect::PostgreSql || rule.category != Category::Locking);
    for (rule, check) in concerned {
        run(rule, *check);
    }
}

/// Runs the rules that look at an operation.
pub(crate) fn check_operation(context: &OperationContext<'_>, findings: &mut Findings<'_>) {
    let site = Site::of_operation(context);
    let dialect = context.history().dialect;
    each_rule(dialect, |rule, check| {
        if let Check::Operation(check) = check {
            check(context, &mut findings.reporter(rule, site));
        }
    });
    each_rule(dialect, |rule, check| {
        if let Check::OperationAtLast(check) = check {
            check(context, &mut findings.reporter(rule, site));
        }
    });
}

/// Runs the rules that look at a whole statement, after its operations. `outcome` is what was found of it.
pub(crate) fn check_statement(context: &StatementContext<'_>, outcome: &StatementReport, findings: &mut Findings<'_>) {
    let site = Site::of_statement(context, outcome);
    each_rule(context.migration.history.dialect, |rule, check| {
        if let Check::Statement(check) = check {
            check(context, outcome, &mut findings.reporter(rule, site));
        }
    });
}

/// Runs the rules that look at the project, after its migrations.
pub(crate) fn check_project(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let site = Site::of_project(context);
    each_rule(context.history.dialect, |rule, check| {
        if let Check::Project(check) = check {
            check(context, &mut findings.reporter(rule, site));
        }
    });
}

/// Applies the comments in the judged migrations that suppress findings, and runs the rule on those that suppress nothing. Comes last: lights stay as they are.
pub(crate) fn apply_comments(report: &mut ProjectReport, options: &Options<'_>) {
    for migration in &mut report.migrations {
        let unused = suppress::apply(migration);
        if unused.is_empty() {
            continue;
        }
        let mut findings = Findings::new(options, &report.root);
        let lines = LineIndex::new(&migration.text);
        for comment in unused.iter().filter(|comment| !is_off(options, &comment.rule)) {
            let context = Unused { span: comment.span, rule: &comment.rule, fault: comment.fault };
            let site = Site::of_report(migration, comment.span).with_lines(&lines);
            each_rule(migration.dialect, |rule, check| {
                if let Check::Comment(check) = check {
                    check(&context, &mut findings.reporter(rule, site));
                }
            });
        }
        migration.findings.append(&mut findings.list);
        migration.findings.sort_by(|a, b| (a.span, a.rule).cmp(&(b.span, b.rule)));
    }
}

/// Whether the configuration switches the rule off: a comment about it is then neither needed nor wrong.
fn is_off(options: &Options<'_>, rule: &str) -> bool {
    options.rules.get(rule).is_some_and(|settings| settings.level == Some(migsafe_rules::Level::Off))
}
