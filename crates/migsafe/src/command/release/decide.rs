//! What people say to a plan: approve, reject, revoke, tick, override.

use camino::Utf8Path;
use jiff::SignedDuration;
use migsafe_release::canonical;
use migsafe_release::edges::Clock as _;
use migsafe_release::gate::GateKind;
use migsafe_release::identity::Actor;
use migsafe_release::ledger::{Approval, ApprovalStatement, Event, Override, Rejection, Revocation, Tick};
use migsafe_release::policy::Assurance;
use migsafe_release::reason;
use migsafe_release::signature::{self, Verification};

use super::session::{Session, Stop};
use crate::arguments::{ApproveArguments, OverrideArguments, RejectArguments, RevokeArguments, TickArguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print;

/// How long an override holds: two hours.
const OVERRIDE_HOLDS: SignedDuration = SignedDuration::from_hours(2);

/// Says yes to a plan.
pub(crate) fn approve(arguments: &ApproveArguments) -> Result<Exit, Stop> {
    let environment = &arguments.decided.target.environment;
    let session = Session::open(&arguments.decided.target)?;
    let plan = session.named_plan(environment, &arguments.decided.plan)?;
    let here = session.here(environment)?;
    let mut by = session.actor()?;
    let now = session.system.now();
    let expires = SignedDuration::try_from(here.approval.expires).ok().and_then(|lasts| now.checked_add(lasts).ok()).unwrap_or(now);
    let statement = ApprovalStatement {
        environment: environment.clone(),
        plan: plan.digest.clone(),
        change: plan.change_digest.clone(),
        commit: plan.commit.clone(),
        by: by.name.clone(),
        at: now,
        expires,
    };
    let signature = if arguments.sign { Some(sign(&session, &statement, arguments, &mut by)?) } else { None };
    let unheld = signature.as_deref().and_then(|signature| does_not_hold(&session, &statement, signature));
    let needed = here.approval.assurance.of(plan.light);
    session.record(Event::Approved(Approval { statement, signature }), &by)?;
    let mut told = format!("{} said yes to plan {} to {environment}, until {}\n", by.name, plan.digest.short(), shown(expires));
    if by.assurance < needed {
        told.push_str(&format!("  it does not count yet: {} wants {}; say it again with --sign\n", plan.light.word(), words(needed)));
    }
    if let Some(why) = unheld {
        told.push_str(&format!("  it does not count: {why}\n"));
    }
    if !here.approval.approvers.contains(&by.name) {
        told.push_str(&format!("  it does not count: {} is none of the approvers of {environment}\n", by.name));
    }
    print(&told)?;
    Ok(Exit::Fine)
}

fn sign(session: &Session, statement: &ApprovalStatement, arguments: &ApproveArguments, by: &mut Actor) -> Result<String, Stop> {
    let bytes = canonical::json(statement).map_err(|error| Failure::new(format!("the approval cannot be written down: {error}")))?;
    let signature = signature::sign(&session.edges(), arguments.key.as_deref().map(Utf8Path::as_str), bytes.as_bytes());
    let signature = signature.map_err(|error| Failure::with_help(error.message, error.help))?;
    by.assurance = Assurance::Signed;
    Ok(signature)
}

/// Why the signature will not be believed, where that is known already.
fn does_not_hold(session: &Session, statement: &ApprovalStatement, signature: &str) -> Option<String> {
    let signers = session.counting.allowed_signers.as_deref()?;
    let bytes = canonical::json(statement).ok()?;
    match signature::verify(&session.edges(), signers, &statement.by, bytes.as_bytes(), signature, statement.at) {
        Verification::Bad(why) => Some(why),
        Verification::Verified { .. } | Verification::CannotTell(_) => None,
    }
}

/// Says no to a plan.
pub(crate) fn reject(arguments: &RejectArguments) -> Result<Exit, Stop> {
    let environment = &arguments.decided.target.environment;
    let session = Session::open(&arguments.decided.target)?;
    let plan = session.named_plan(environment, &arguments.decided.plan)?;
    check_reason(&arguments.reason)?;
    let by = session.actor()?;
    let rejection = Rejection { environment: environment.clone(), plan: plan.digest.clone(), reason: arguments.reason.clone() };
    session.record(Event::Rejected(rejection), &by)?;
    print(&format!("{} said no to plan {} to {environment}\n", by.name, plan.digest.short()))?;
    Ok(Exit::Fine)
}

/// Takes one's own approval back.
pub(crate) fn revoke(arguments: &RevokeArguments) -> Result<Exit, Stop> {
    let environment = &arguments.decided.target.environment;
    let session = Session::open(&arguments.decided.target)?;
    let by = session.actor()?;
    let given = session.state.all_approvals(environment).iter().map(|given| &given.said.what.statement);
    let plan = given.filter(|statement| statement.by == by.name).find(|statement| statement.plan.is_meant_by(&arguments.decided.plan));
    let Some(plan) = plan.map(|statement| statement.plan.clone()) else {
        return Err(Failure::new(format!("{} has not approved a plan {} to {environment}", by.name, arguments.decided.plan)).into());
    };
    let revocation =
        Revocation { environment: environment.clone(), plan: plan.clone(), of: by.name.clone(), reason: arguments.reason.clone() };
    session.record(Event::Revoked(revocation), &by)?;
    print(&format!("{} took the approval of plan {} to {environment} back\n", by.name, plan.short()))?;
    Ok(Exit::Fine)
}

/// Ticks an item of the checklist.
pub(crate) fn tick(arguments: &TickArguments) -> Result<Exit, Stop> {
    let environment = &arguments.decided.target.environment;
    let session = Session::open(&arguments.decided.target)?;
    let plan = session.named_plan(environment, &arguments.decided.plan)?;
    let items = &session.here(environment)?.checklist;
    let meant: Vec<&String> = match items.iter().find(|item| **item == arguments.item) {
        Some(item) => vec![item],
        None => items.iter().filter(|item| item.starts_with(&arguments.item)).collect(),
    };
    let [item] = meant[..] else {
        let help = format!("the items are: {}", items.join(" · "));
        return Err(Failure::with_help(format!("the checklist of {environment} has no one item `{}`", arguments.item), help).into());
    };
    let by = session.actor()?;
    session.record(Event::Ticked(Tick { environment: environment.clone(), plan: plan.digest.clone(), item: item.clone() }), &by)?;
    print(&format!("{} ticked `{item}` for plan {} to {environment}\n", by.name, plan.digest.short()))?;
    Ok(Exit::Fine)
}

/// Opens a risk gate for one plan.
pub(crate) fn open(arguments: &OverrideArguments) -> Result<Exit, Stop> {
    let environment = &arguments.decided.target.environment;
    let session = Session::open(&arguments.decided.target)?;
    let plan = session.named_plan(environment, &arguments.decided.plan)?;
    check_reason(&arguments.reason)?;
    let gate = plan.gates.iter().find(|gate| gate.name == arguments.gate);
    let refuse = |why: &str| {
        Err(Stop { exit: Exit::Refused, failure: Failure::new(format!("the gate `{}` cannot be opened: {why}", arguments.gate)) })
    };
    match gate.map(|gate| gate.kind) {
        None => return refuse("there is none of that name"),
        Some(GateKind::Integrity) => return refuse("the facts do not fit each other, and no record changes that"),
        Some(GateKind::Approval) => return refuse("it waits for people, and an override is no approval"),
        Some(GateKind::Risk) => {}
    }
    if arguments.backup.trim().is_empty() {
        return refuse("a backup is wanted");
    }
    let by = session.actor()?;
    let now = session.system.now();
    let expires = now.checked_add(OVERRIDE_HOLDS).unwrap_or(now);
    let opened = Override {
        environment: environment.clone(),
        plan: plan.digest.clone(),
        gate: arguments.gate.clone(),
        reason: arguments.reason.clone(),
        backup: arguments.backup.clone(),
        expires,
    };
    session.record(Event::Overridden(opened), &by)?;
    let told = format!(
        "{} opened `{}` for plan {} to {environment}, until {}\n  one approval more than usual is needed now\n",
        by.name,
        arguments.gate,
        plan.digest.short(),
        shown(expires)
    );
    print(&told)?;
    Ok(Exit::Fine)
}

/// A reason that says something.
pub(crate) fn check_reason(reason: &str) -> Result<(), Failure> {
    reason::check(reason).map_err(|message| Failure::with_help(format!("`{reason}` is no reason"), message))
}

fn words(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::Local => "a name",
        Assurance::Ci => "the word of a CI provider",
        Assurance::Signed => "a signature",
    }
}

/// A time as people read it.
pub(crate) fn shown(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
