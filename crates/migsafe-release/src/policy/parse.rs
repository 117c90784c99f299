//! Reads a policy from the text of a `migsafe.toml`, and checks it.

mod approval;
mod commands;
mod environment;
mod raw;
mod unreadable;
mod values;
mod windows;

use std::collections::BTreeMap;
use std::ops::Range;

use migsafe_core::Light;
use toml::Spanned;

pub use unreadable::unreadable;

use super::{EnvironmentPolicy, LedgerPlace, MigrateOrder, Notify, Policy, PolicyFault};
use raw::{File, Release, Text};
use values::{is_reference, name, path, path_at, variable};

use crate::acceptance;

const LEDGER: &str = ".migsafe/ledger";
const LIGHTS: [Light; 3] = [Light::Green, Light::Yellow, Light::Red];

const fn light_name(light: Light) -> &'static str {
    match light {
        Light::Green => "green",
        Light::Yellow => "yellow",
        Light::Red => "red",
    }
}

impl Policy {
    /// Reads `[release]`, `[env.*]` and `[[notify]]`; nothing where the text has none of them. The other sections are not looked at.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub fn parse(text: &str) -> Result<Option<Self>, PolicyFault> {
        let file: File = toml::from_str(text).map_err(|error| unreadable(&error))?;
        if file.release.is_none() && file.env.is_empty() && file.notify.is_empty() {
            return Ok(None);
        }
        let mut reader = Reader::default();
        let environments = reader.environments(&file.env)?;
        let release = file.release.unwrap_or_default();
        let policy = Self {
            ledger: release.ledger.as_ref().map_or_else(|| Ok(LedgerPlace::File(LEDGER.into())), ledger)?,
            policy_ref: release.policy_ref.as_ref().map(policy_ref).transpose()?,
            allowed_signers: reader.allowed_signers(&release)?,
            acceptances: release.acceptances.as_ref().map_or_else(|| Ok(acceptance::FOLDER.into()), path)?,
            environments,
            notify: file.notify.iter().map(|notify| reader.notify(notify)).collect::<Result<_, _>>()?,
            warnings: Vec::new(),
        };
        let mut warnings = reader.warnings;
        warnings.sort_by_key(|warning| warning.span);
        Ok(Some(Self { warnings, ..policy }))
    }
}

/// What is gathered while a policy is read.
#[derive(Debug, Default)]
struct Reader {
    warnings: Vec<PolicyFault>,
    /// Where signatures are demanded first, and for what.
    signed: Option<(Range<usize>, String)>,
}

/// The environment at hand.
#[derive(Debug)]
struct Place<'a> {
    name: &'a str,
    /// Of the name.
    span: Range<usize>,
    protected: bool,
    migrate: MigrateOrder,
}

impl Reader {
    fn warn(&mut self, fault: PolicyFault) {
        self.warnings.push(fault);
    }

    fn environments(&mut self, written: &BTreeMap<Text, raw::Environment>) -> Result<BTreeMap<String, EnvironmentPolicy>, PolicyFault> {
        let mut places: BTreeMap<u32, &str> = BTreeMap::new();
        // In the order of the file, so that the second of two is at fault.
        let mut in_file: Vec<_> = written.iter().collect();
        in_file.sort_by_key(|(name, _)| name.span().start);
        for (name, environment) in in_file {
            if let Some(other) = places.insert(*environment.order.get_ref(), name.get_ref()) {
                let fault = PolicyFault::new(environment.order.span(), format!("{other} and {} have the same order", name.get_ref()));
                return Err(fault.help("each environment has a place of its own in the promotion path"));
            }
        }
        let highest = places.keys().next_back().copied();
        let mut environments = BTreeMap::new();
        for (key, environment) in written {
            let protected = environment.protected.as_ref().map_or(Some(*environment.order.get_ref()) == highest, |given| *given.get_ref());
            let place = Place { name: key.get_ref(), span: key.span(), protected, migrate: *environment.migrate.get_ref() };
            environments.insert(name(key)?, self.environment(&place, environment, written)?);
        }
        if let Some(given) = written.values().find_map(|environment| environment.protected.as_ref())
            && !environments.values().any(|environment| environment.protected)
        {
            let fault = PolicyFault::new(given.span(), "no environment is protected").label("unknown answers block nowhere");
            self.warn(fault.help("protected = true for the environment that people rely on"));
        }
        Ok(environments)
    }

    /// Whose keys count, where that matters.
    fn allowed_signers(&mut self, release: &Release) -> Result<Option<camino::Utf8PathBuf>, PolicyFault> {
        match (&release.allowed_signers, self.signed.take()) {
            (None, Some((span, what))) => {
                let fault = PolicyFault::new(span, format!("{what} needs signed approvals, and nobody says whose keys count"));
                Err(fault.help(
                    "under [release]: allowed_signers = \".migsafe/allowed_signers\", one line a key: dba@example.com ssh-ed25519 AAAA…",
                ))
            }
            (Some(file), None) => {
                self.warn(PolicyFault::new(file.span(), "nothing needs a signature").label("not read"));
                path(file).map(Some)
            }
            (file, _) => file.as_ref().map(path).transpose(),
        }
    }

    fn notify(&mut self, written: &Spanned<raw::Notify>) -> Result<Notify, PolicyFault> {
        let notify = written.get_ref();
        if notify.on.get_ref().is_empty() {
            self.warn(
                PolicyFault::new(notify.on.span(), "nobody is told of anything")
                    .help("on = [\"start\", \"success\", \"failure\", \"refused\"]"),
            );
        }
        Ok(Notify { on: notify.on.get_ref().clone(), webhook: variable(&notify.webhook_env)? })
    }
}

/// `file:.migsafe/ledger`, `postgres:LEDGER_DATABASE_URL`.
fn ledger(text: &Text) -> Result<LedgerPlace, PolicyFault> {
    let written = text.get_ref();
    if let Some(file) = written.strip_prefix("file:") {
        return path_at(file, text.span()).map(LedgerPlace::File);
    }
    match written.strip_prefix("postgres:") {
        Some(rest) if !rest.starts_with("//") => variable(&Spanned::new(text.span(), rest.to_owned())).map(LedgerPlace::Postgres),
        Some(_) => Err(values::literal(text.span())),
        None if written.contains("://") => Err(values::literal(text.span())),
        None => {
            let fault = PolicyFault::new(text.span(), format!("`{written}` is no place for a ledger"));
            Err(fault.help("\"file:.migsafe/ledger\", or \"postgres:\" and the name of the variable that holds the address"))
        }
    }
}

/// A branch or tag that the branch at hand cannot move.
fn policy_ref(text: &Text) -> Result<String, PolicyFault> {
    let reference = text.get_ref();
    if reference == "HEAD" || reference == "@" || reference.starts_with("HEAD@") || reference.starts_with("@{") {
        let fault = PolicyFault::new(text.span(), "a branch would judge itself by its own policy");
        return Err(fault.help("the branch that only reviewed changes reach: policy_ref = \"origin/main\""));
    }
    if !is_reference(reference) {
        return Err(PolicyFault::new(text.span(), "not a reference of git").help("policy_ref = \"origin/main\""));
    }
    Ok(reference.clone())
}

#[cfg(test)]
mod tests;
