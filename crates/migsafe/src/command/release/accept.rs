//! `migsafe release accept`.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use migsafe_core::Finding;
use migsafe_core::report::MigrationReport;
use migsafe_release::acceptance::{self, Request};
use migsafe_release::git::Git as _;

use super::session::{Session, Stop};
use crate::arguments::AcceptArguments;
use crate::clean;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print;

/// Writes the file that accepts a red finding.
pub(crate) fn run(arguments: &AcceptArguments) -> Result<Exit, Stop> {
    let environment = &arguments.target.environment;
    let session = Session::open(&arguments.target)?;
    let plan = session.plan(environment, None, false)?;
    let judged = || plan.report.projects.iter().flat_map(|project| &project.migrations);
    let is_red = |finding: &&Finding| plan.reds.iter().any(|red| red.id.strip_prefix("F-") == Some(&finding.fingerprint));
    let reds: Vec<&Finding> = judged().flat_map(|migration| &migration.findings).filter(is_red).collect();
    let finding = acceptance::find(&arguments.finding, reds.iter().copied()).map_err(|message| {
        let ids: Vec<String> = plan.reds.iter().map(|red| red.id.clone()).collect();
        let help =
            if ids.is_empty() { format!("nothing in the plan to {environment} is red") } else { format!("red are: {}", ids.join(", ")) };
        Failure::with_help(message, help)
    })?;
    let holds = |migration: &&MigrationReport| migration.findings.iter().any(|other| std::ptr::eq(other, finding));
    let migration = judged().find(holds).ok_or_else(|| Failure::new("the finding belongs to no migration, and cannot be accepted"))?;
    let by = session.actor()?;
    let request = Request {
        migration,
        finding,
        reason: &arguments.reason,
        alternative_declined: arguments.alternative_declined.as_deref(),
        tolerant: arguments.attest_tolerant.as_deref(),
        unreferenced: arguments.attest_unreferenced.as_deref(),
        by: &by.name,
        expires: arguments.expires.map(end_of).transpose()?,
    };
    let folder = session.repository.root().join(session.acceptances());
    let written = acceptance::write(&session.edges(), &folder, &request).map_err(|error| match error.help {
        Some(help) => Failure::with_help(error.message, help),
        None => Failure::new(error.message),
    })?;
    let path = written.path.strip_prefix(session.repository.root()).unwrap_or(&written.path);
    print(&format!(
        "{} accepts F-{}: {}\n  written to {}: commit it, so that it is reviewed with the change\n",
        by.name,
        finding.fingerprint,
        clean::line(&finding.message),
        clean::line(path.as_str())
    ))?;
    Ok(Exit::Fine)
}

/// The end of a day, in UTC.
fn end_of(day: Date) -> Result<jiff::Timestamp, Failure> {
    let next = day.tomorrow().and_then(|next| TimeZone::UTC.to_timestamp(next.at(0, 0, 0, 0)));
    next.map_err(|error| Failure::new(format!("{day}: {error}")))
}
