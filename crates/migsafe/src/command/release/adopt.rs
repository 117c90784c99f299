//! `migsafe release adopt`: records what an environment holds.

use migsafe_release::adopt::{self, Adopting};
use migsafe_release::git::Git as _;
use migsafe_release::ledger::Event;

use super::decide::check_reason;
use super::session::{Session, Stop};
use crate::arguments::AdoptArguments;
use crate::clean;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print;
use crate::terminal::count;

/// Records what the environment holds.
pub(crate) fn run(arguments: &AdoptArguments) -> Result<Exit, Stop> {
    let session = Session::at(Some(&arguments.environment), arguments.at.as_deref().unwrap_or("HEAD"))?;
    if let Some(reason) = &arguments.reason {
        check_reason(reason)?;
    }
    let filtered = session.filtered(&*session.tree);
    let base = session.state.base(&arguments.environment).map(|said| &said.what);
    let adopting = Adopting {
        environment: &arguments.environment,
        commit: &session.commit,
        tree: &filtered,
        paths: session.paths(),
        base,
        policy_ref: session.counting.policy.policy_ref.as_deref(),
        reason: arguments.reason.as_deref(),
    };
    let adoption = match (arguments.squash, base) {
        (true, Some(base)) => {
            let before = session.repository.tree(&base.commit)?;
            adopt::squash(&adopting, &session.filtered(&*before))
        }
        (true, None) => {
            return Err(Failure::new(format!(
                "nothing is recorded of what {} holds: nothing can have been squashed",
                arguments.environment
            ))
            .into());
        }
        (false, _) => adopt::adopt(&adopting),
    };
    let adoption =
        adoption.map_err(|refusal| Stop { exit: Exit::Integrity, failure: Failure::with_help(refusal.message, refusal.help) })?;
    let by = session.actor()?;
    let before = base.map_or(0, |base| base.migrations.len());
    let mut told = format!(
        "{} holds {} at {}, recorded by {}\n",
        clean::line(&arguments.environment),
        count(adoption.migrations.len(), "migration"),
        adoption.commit.get(..10).unwrap_or(&adoption.commit),
        by.name
    );
    if before > 0 && adoption.squashed.is_empty() {
        told.push_str(&format!("  it held {before} before\n"));
    }
    if !adoption.squashed.is_empty() {
        told.push_str(&format!(
            "  {} are gone into others, and both histories come to the same schema\n",
            count(adoption.squashed.len(), "migration")
        ));
    }
    session.record(Event::Adopted(adoption), &by)?;
    print(&told)?;
    Ok(Exit::Fine)
}
