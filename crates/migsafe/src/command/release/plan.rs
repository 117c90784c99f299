//! `migsafe release plan` and `migsafe release gate`.

use super::session::{Session, Stop};
use crate::arguments::PlanArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{plan as output, print};
use crate::terminal::Terminal;
use migsafe_release::plan::{Plan, Word};

/// Shows the plan; ends as the change itself deserves, wherever and whenever it runs.
pub(crate) fn plan(arguments: &PlanArguments, terminal: &Terminal) -> Result<Exit, Stop> {
    let plan = show(arguments, false, terminal)?;
    Ok(exit(plan.verdict.change))
}

/// Shows the plan with the team's own checks run; ends as all gates together say.
pub(crate) fn gate(arguments: &PlanArguments, terminal: &Terminal) -> Result<Exit, Stop> {
    let plan = show(arguments, true, terminal)?;
    Ok(exit(plan.verdict.word))
}

fn show(arguments: &PlanArguments, run_checks: bool, terminal: &Terminal) -> Result<Plan, Stop> {
    let session = Session::open(&arguments.target)?;
    session.print_warnings(terminal);
    let plan = session.plan(&arguments.target.environment, arguments.plan.as_deref(), run_checks)?;
    let text = if arguments.json {
        let mut json = serde_json::to_string_pretty(&plan).map_err(|error| Failure::new(format!("the plan cannot be written: {error}")))?;
        json.push('\n');
        json
    } else {
        output::render(&plan, terminal)
    };
    print(&text)?;
    Ok(plan)
}

/// The exit code of a verdict.
pub(crate) const fn exit(word: Word) -> Exit {
    match word {
        Word::Ready => Exit::Fine,
        Word::ApprovalMissing => Exit::ApprovalMissing,
        Word::Refused => Exit::Refused,
        Word::Unknown => Exit::UnknownBlocks,
        Word::Integrity => Exit::Integrity,
    }
}
