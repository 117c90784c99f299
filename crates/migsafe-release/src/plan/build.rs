//! From facts to a plan.

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use migsafe_core::PostgresVersion;
use migsafe_core::effect::Reversible;
use migsafe_core::report::Finding;
use migsafe_core::source::tree::FileTree;

use super::{Base, Changes, Plan, RedStatement, Subject, Verdict, digest, ladder, ladder::Ladder};
use crate::acceptance;
use crate::approvals;
use crate::edges::Edges;
use crate::gate::{Answer, GateKind, GateReport};
use crate::gates::{self, checklist::Ticked};
use crate::git::GitError;
use crate::guard;
use crate::ledger::{Adoption, AppliedMigration, State};
use crate::policy::{Counting, EnvironmentPolicy};

/// What is asked for, and what the caller has read.
#[derive(Clone)]
pub struct PlanRequest<'a> {
    /// The environment's name.
    pub environment: &'a str,
    /// The reference as it was given.
    pub reference: &'a str,
    /// The commit that it means.
    pub commit: &'a str,
    /// The files at the commit.
    pub tree: &'a dyn FileTree,
    /// Where the migrations are; empty: they are searched for.
    pub paths: Vec<Utf8PathBuf>,
    /// The folder of acceptances, from the repository's root.
    pub acceptances: Utf8PathBuf,
    /// The plan that somebody names.
    pub expected: Option<&'a str>,
    /// The server's version and where it comes from.
    pub version: Option<(PostgresVersion, &'static str)>,
    /// Where the team sets the lock time-out.
    pub lock_timeout: Option<String>,
    /// The policy that counts, and why it does.
    pub counting: &'a Counting,
    /// What was said and done so far.
    pub state: &'a State,
    /// Whether the team's own commands are run, or only named.
    pub run_checks: bool,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// No environment of that name.
    #[error("there is no environment `{0}`")]
    NoEnvironment(String),
    /// Git could not answer.
    #[error(transparent)]
    Git(#[from] GitError),
    /// A value could not be written down for its digest.
    #[error("the plan cannot be written down: {0}")]
    Digest(#[from] serde_json::Error),
}

/// Makes the plan, with every gate's answer.
///
/// # Errors
/// There is no such environment, or git cannot read the repository.
pub fn build(request: &PlanRequest<'_>, edges: Edges<'_>) -> Result<Plan, PlanError> {
    let here = request
        .counting
        .policy
        .environments
        .get(request.environment)
        .ok_or_else(|| PlanError::NoEnvironment(request.environment.to_owned()))?;
    let now = edges.clock.now();
    let recorded = request.state.base(request.environment);
    let base = recorded.map(|said| &said.what);
    let base_tree = base.and_then(|base| edges.git.tree(&base.commit).ok());
    let subject = Subject::read(request, base, base_tree.as_deref());
    let changes = changes(&subject, base.map(|base| base.commit.as_str()), request.commit, edges)?;
    let (acceptances, unread) = acceptance::read_all(request.tree, &request.acceptances);
    let climbing = Ladder { environment: request.environment, acceptances: &acceptances, now };
    let reds: Vec<RedStatement> = subject.judged().flat_map(|migration| ladder::climb(migration, climbing)).collect();
    let light = subject.pending.iter().map(|migration| migration.light).max().unwrap_or_default();
    let irreversible = subject
        .judged()
        .flat_map(|migration| &migration.statements)
        .any(|statement| statement.effects.reversible == Reversible::Impossible);
    let change_digest = digest::change(&subject)?;
    let digest = digest::plan(request, here, &subject)?;
    let mut plan = Plan {
        schema: Plan::SCHEMA,
        digest,
        change_digest,
        environment: request.environment.to_owned(),
        protected: here.protected,
        reference: request.reference.to_owned(),
        commit: request.commit.to_owned(),
        light,
        irreversible,
        verdict: Verdict::of(&[], here.protected),
        applied: subject.current.len().saturating_sub(subject.pending.len()),
        base: recorded.map(|recorded| Base {
            commit: recorded.what.commit.clone(),
            at: recorded.at,
            by: recorded.by.name.clone(),
            migrations: recorded.what.migrations.len(),
        }),
        migrations: subject.pending.clone(),
        changes,
        reds,
        gates: Vec::new(),
        loosened: request.counting.loosened.clone(),
        notes: unread.iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect(),
        report: subject.report.clone(),
    };
    plan.gates = answers(&plan, request, here, &subject, edges, now);
    plan.verdict = Verdict::of(&plan.gates, here.protected);
    Ok(plan)
}

/// What changed in the repository since the environment's last release; where that cannot be told, the gate on released history says why.
fn changes(subject: &Subject, base: Option<&str>, commit: &str, edges: Edges<'_>) -> Result<Changes, PlanError> {
    let commits = match base {
        Some(base) => edges.git.commits(Some(base), commit).or_else(|_| edges.git.commits(None, commit))?,
        None => edges.git.commits(None, commit)?,
    };
    let pending: Vec<&Utf8Path> = subject.pending.iter().map(|migration| migration.path.as_path()).collect();
    Ok(Changes::of(&commits, &subject.roots, &pending))
}

/// Every gate's answer, in the order in which a person wants to read them.
fn answers(
    plan: &Plan,
    request: &PlanRequest<'_>,
    here: &EnvironmentPolicy,
    subject: &Subject,
    edges: Edges<'_>,
    now: Timestamp,
) -> Vec<GateReport> {
    let environment = request.environment;
    let base = request.state.base(environment).map(|said| &said.what);
    let pending = subject.as_applied();
    let held = |environment: &str, migration: &AppliedMigration| request.state.held_since(environment, migration);
    let findings: Vec<&Finding> = subject.report.findings().collect();
    let (books, statements): (Vec<&Finding>, Vec<&Finding>) = findings.into_iter().partition(|finding| is_about_books(finding));
    let approved_at = request.expected.and_then(|expected| approved_at(request, expected));
    let judged: Vec<(&Utf8Path, &str)> = subject.judged().map(|migration| (migration.path.as_path(), &*migration.text)).collect();
    // Git looks through the working directory while the files that run commands are read.
    let (commands, clean_tree) = rayon::join(
        || guard::commands(&guard::survey(request.tree, Utf8Path::new("")), environment, &request.counting.policy.environments),
        || gates::repository::clean_tree(edges.git, edges.files, &subject.roots, request.commit, &judged),
    );
    let mut gates = vec![
        policy(request, base),
        gates::judgement::readable(&subject.report),
        gates::history::history(environment, base, &subject.current, &books),
        gates::judgement::lint(&statements, &plan.reds),
        gates::judgement::light(plan.light, &plan.reds),
        gates::rollback::rollback(here.rollback.style, &plan.migrations, &statements),
        commands,
        clean_tree,
        gates::repository::reference(request.reference, request.commit, request.expected, &plan.digest, approved_at.as_deref()),
        gates::repository::merged(edges.git, &here.reference, request.commit),
        gates::repository::released_history(edges.git, base.map(|base| base.commit.as_str()), request.commit, environment),
        gates::promotion::promotion(&here.from, &pending, &held),
        gates::promotion::soak(&here.from, &pending, plan.light, here.soak.of(plan.light), &held, now),
        gates::windows::windows(&here.windows, plan.light, now, request.state.latest()),
        gates::target::target(&request.counting.policy.environments, environment, edges.environment, edges.processes, edges.git.root())
            .report,
        gates::keys::keys(&request.counting.policy.environments, environment, edges.files, edges.processes, edges.git.root()),
        checks(request, here, edges),
        gates::checklist::checklist(&here.checklist, &ticked(request, plan), environment, &plan.digest),
    ];
    for gate in &mut gates {
        gate.overridden = overridden(request, plan, gate, now);
    }
    let opened = gates.iter().filter(|gate| gate.overridden.is_some()).count();
    let question = approvals::Question {
        environment,
        plan: &plan.digest,
        light: plan.light,
        protected: here.protected,
        irreversible: plan.irreversible,
        overrides: u32::try_from(opened).unwrap_or(u32::MAX),
        policy: &here.approval,
        state: request.state,
        authors: &plan.changes.authors,
        applier: None,
        allowed_signers: request.counting.allowed_signers.as_deref(),
        now,
    };
    if plan.migrations.is_empty() {
        gates.push(GateReport::idle(approvals::GATE, "nothing is pending"));
    } else {
        gates.push(approvals::decide(&edges, &question).report);
    }
    gates
}

/// Whether the policy can be trusted: also that nobody has turned the reference that it is trusted from.
fn policy(request: &PlanRequest<'_>, base: Option<&Adoption>) -> GateReport {
    let now = request.counting.policy.policy_ref.as_deref();
    match base.and_then(|base| base.policy_ref.as_deref()) {
        Some(recorded) if now != Some(recorded) => {
            let other = now.map_or_else(|| "nothing".to_owned(), |now| format!("`{now}`"));
            GateReport::fail(
                crate::policy::counting::GATE,
                format!("policy was trusted from `{recorded}` when this was adopted, and policy_ref says {other} now"),
            )
            .next(format!("set policy_ref back; to move it on purpose: migsafe release adopt --env {}", request.environment))
        }
        _ => request.counting.gate.clone(),
    }
}

/// The team's own commands: run where the moment counts, otherwise named.
fn checks(request: &PlanRequest<'_>, here: &EnvironmentPolicy, edges: Edges<'_>) -> GateReport {
    if request.run_checks || here.commands.check.is_empty() {
        return gates::checks::checks(&here.commands.check, edges.processes, edges.environment, edges.git.root());
    }
    let names: Vec<&str> = here.commands.check.iter().map(|check| check.name.as_str()).collect();
    GateReport::unknown(gates::checks::GATE, format!("not run for a plan: {}", names.join(", ")))
        .next(format!("migsafe release gate --env {} runs them", request.environment))
}

/// The items of the checklist that somebody ticked for this plan.
fn ticked<'a>(request: &PlanRequest<'a>, plan: &Plan) -> Vec<Ticked<'a>> {
    let ticks = request.state.ticks(request.environment, &plan.digest).into_iter();
    ticks.map(|said| Ticked { item: &said.what.item, by: &said.by.name, at: said.at }).collect()
}

/// Whether a finding is about the project's own books: the history gate's.
fn is_about_books(finding: &Finding) -> bool {
    migsafe_rules::find(finding.rule).is_some_and(|rule| rule.category == migsafe_rules::Category::Bookkeeping)
}

/// The commit of a plan that somebody approved, by its digits.
fn approved_at(request: &PlanRequest<'_>, expected: &str) -> Option<String> {
    let given = request.state.all_approvals(request.environment).iter().rev();
    given
        .map(|given| &given.said.what.statement)
        .find(|statement| statement.plan.is_meant_by(expected))
        .map(|statement| statement.commit.clone())
}

/// Who opened a risk gate for this plan, and until when.
fn overridden(request: &PlanRequest<'_>, plan: &Plan, gate: &GateReport, now: Timestamp) -> Option<String> {
    if gate.kind != GateKind::Risk || gate.answer == Answer::Pass {
        return None;
    }
    let open = request.state.overrides(request.environment, &plan.digest, now);
    let said = open.into_iter().find(|said| said.what.gate == gate.name)?;
    Some(format!("opened by {} until {}: {} (backup {})", said.by.name, said.what.expires, said.what.reason, said.what.backup))
}
