//! The team's own commands.

use std::time::Duration;

use toml::Spanned;

use super::raw::{self, Argv, Text};
use super::values::{argv, name, some_time, words};
use super::{Place, Reader};
use crate::policy::{Ask, BackupCommand, Commands, MigrateOrder, NamedCommand, PolicyFault, TeamCommand, Verification};

const TIMEOUT: Duration = Duration::from_secs(10 * 60);
const BACKUP_AGE: Duration = Duration::from_secs(24 * 60 * 60);
const EVERY: Duration = Duration::from_secs(5);
const OK: u16 = 200;

impl Reader {
    pub(super) fn commands(&mut self, place: &Place<'_>, written: &raw::Commands) -> Result<Commands, PolicyFault> {
        let check = written.check.iter().map(|check| self.check(check)).collect::<Result<Vec<_>, _>>()?;
        let verify = written.verify.iter().map(|verify| self.verify(verify)).collect::<Result<Vec<_>, _>>()?;
        distinct(written.check.iter().map(|check| &check.name))?;
        distinct(written.verify.iter().map(|verify| &verify.get_ref().name))?;
        let backup = match &written.backup {
            Some(backup) => Some(BackupCommand {
                command: self.team_command(&backup.run, backup.timeout.as_ref(), None, None)?,
                max_age: backup.max_age.as_ref().map_or(Ok(BACKUP_AGE), some_time)?,
            }),
            None => None,
        };
        if let Some(migrate) = written.migrate.as_ref().filter(|_| place.migrate == MigrateOrder::DuringBuild) {
            let fault = PolicyFault::new(migrate.span(), format!("the build runs the migrations of {}", place.name));
            self.warn(
                fault.label("never run").help("leave it out, or set migrate = \"before-code\" or \"after-code\" for the environment"),
            );
        }
        Ok(Commands {
            check,
            backup,
            wait_for: self.command(written.wait_for.as_ref())?,
            migrate: self.command(written.migrate.as_ref().map(Spanned::get_ref))?,
            deploy: self.command(written.deploy.as_ref())?,
            verify,
            rollback: self.command(written.rollback.as_ref())?,
        })
    }

    fn command(&mut self, written: Option<&raw::Command>) -> Result<Option<TeamCommand>, PolicyFault> {
        let Some(raw::Command { run, timeout, warn_after, capture }) = written else { return Ok(None) };
        self.team_command(run, timeout.as_ref(), warn_after.as_ref(), capture.as_ref()).map(Some)
    }

    fn check(&mut self, check: &raw::Check) -> Result<NamedCommand, PolicyFault> {
        Ok(NamedCommand {
            name: words(&check.name)?,
            command: self.team_command(&check.run, check.timeout.as_ref(), check.warn_after.as_ref(), None)?,
            required: check.required.unwrap_or(true),
        })
    }

    fn team_command(
        &mut self,
        run: &Argv,
        timeout: Option<&Text>,
        warn_after: Option<&Text>,
        capture: Option<&Text>,
    ) -> Result<TeamCommand, PolicyFault> {
        let run = argv(run)?;
        let limit = timeout.map_or(Ok(TIMEOUT), some_time)?;
        let slow = warn_after.map(some_time).transpose()?;
        if let (Some(written), Some(slow)) = (warn_after, slow)
            && slow >= limit
        {
            let fault = PolicyFault::new(written.span(), "the command is ended before it is called slow");
            self.warn(fault.label(format!("`timeout` is {} s", limit.as_secs())));
        }
        Ok(TeamCommand { run, timeout: limit, warn_after: slow, capture: capture.map(name).transpose()? })
    }

    fn verify(&mut self, written: &Spanned<raw::Verify>) -> Result<Verification, PolicyFault> {
        let verify = written.get_ref();
        let ask = match (&verify.http, &verify.run) {
            (Some(url), None) => {
                if let Some(timeout) = &verify.timeout {
                    return Err(PolicyFault::new(timeout.span(), "`timeout` is for commands")
                        .help("a page is asked `attempts` times, `every` so often"));
                }
                Ask::Http {
                    url: page(url)?,
                    status: verify.status.as_ref().map_or(Ok(OK), status)?,
                    body: verify.body.as_ref().map(words).transpose()?,
                }
            }
            (None, Some(run)) => {
                let stray = [verify.status.as_ref().map(Spanned::span), verify.body.as_ref().map(Spanned::span)];
                if let Some(span) = stray.into_iter().flatten().next() {
                    return Err(PolicyFault::new(span, "a command has neither status nor body").help("it holds where the command succeeds"));
                }
                Ask::Run(self.team_command(run, verify.timeout.as_ref(), None, None)?)
            }
            _ => {
                let fault = PolicyFault::new(written.span(), "a verification asks a page or runs a command");
                return Err(fault.label("one of the two").help("http = \"https://…\", or run = [\"…\"]"));
            }
        };
        let attempts = match &verify.attempts {
            Some(attempts) if *attempts.get_ref() == 0 => {
                return Err(PolicyFault::new(attempts.span(), "it would never be asked").help("attempts = 1, or more"));
            }
            Some(attempts) => *attempts.get_ref(),
            None => 1,
        };
        match &verify.every {
            Some(every) if attempts == 1 => self.warn(PolicyFault::new(every.span(), "it is asked once only").label("says nothing")),
            _ => {}
        }
        Ok(Verification { name: words(&verify.name)?, ask, attempts, every: verify.every.as_ref().map_or(Ok(EVERY), some_time)? })
    }
}

fn page(url: &Text) -> Result<String, PolicyFault> {
    let written = url.get_ref();
    let rest = written.strip_prefix("https://").or_else(|| written.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !written.contains(|character: char| character.is_whitespace() || character.is_control()) => {
            Ok(written.clone())
        }
        _ => Err(PolicyFault::new(url.span(), "not the address of a page").help("http = \"https://app.example.com/health\"")),
    }
}

fn status(status: &Spanned<u16>) -> Result<u16, PolicyFault> {
    match *status.get_ref() {
        code @ 100..=599 => Ok(code),
        _ => Err(PolicyFault::new(status.span(), "not a status of HTTP").help("100 to 599")),
    }
}

/// Names tell one from another in records and approvals.
fn distinct<'a>(names: impl Iterator<Item = &'a Text>) -> Result<(), PolicyFault> {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if !seen.insert(name.get_ref().trim()) {
            return Err(PolicyFault::new(name.span(), "this name is taken").help("records name it: each needs a name of its own"));
        }
    }
    Ok(())
}
