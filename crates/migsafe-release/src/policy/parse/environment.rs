//! One environment.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use toml::Spanned;

use super::raw::{self, Text};
use super::values::{argv, duration, is_reference, literal, path, variable, words};
use super::{Place, Reader};
use crate::policy::{
    ByLight, Database, EnvironmentPolicy, KeySource, OnFailure, Place as From, PolicyFault, Reference, RollbackPolicy, RollbackStyle,
    Trigger, UrlSource,
};

const HOUR: u64 = 60 * 60;
const SOAK: ByLight<Duration> =
    ByLight { green: Duration::from_secs(2 * HOUR), yellow: Duration::from_secs(24 * HOUR), red: Duration::from_secs(48 * HOUR) };

impl Reader {
    pub(super) fn environment(
        &mut self,
        place: &Place<'_>,
        written: &raw::Environment,
        all: &BTreeMap<Text, raw::Environment>,
    ) -> Result<EnvironmentPolicy, PolicyFault> {
        let from = self.from(place, written, all)?;
        let apply_from = apply_from(written.apply_from.as_ref())?;
        let trigger = written.trigger.as_ref().map(|trigger| *trigger.get_ref()).unwrap_or_default();
        if let Some(auto) = written.trigger.as_ref().filter(|_| trigger == Trigger::Auto && !apply_from.contains(&From::Ci)) {
            let fault = PolicyFault::new(auto.span(), "nothing starts by itself here").label("CI may not apply");
            self.warn(fault.help("add \"ci\" to apply_from, or leave trigger out"));
        }
        Ok(EnvironmentPolicy {
            order: *written.order.get_ref(),
            protected: place.protected,
            reference: reference(&written.reference)?,
            soak: self.soak(written.soak.as_ref(), &from)?,
            from,
            migrate: place.migrate,
            trigger,
            apply_from,
            database: written.database.as_ref().map(database).transpose()?,
            live_sha: written.live_sha.as_ref().map(argv).transpose()?,
            approval: self.approval(place, written.approval.as_ref().map(Spanned::get_ref))?,
            windows: written.windows.iter().map(|windows| self.windows(windows)).collect::<Result<_, _>>()?,
            rollback: RollbackPolicy {
                style: written.rollback.as_ref().and_then(|rollback| rollback.style).unwrap_or(RollbackStyle::Reversal),
                on_failure: written.rollback.as_ref().and_then(|rollback| rollback.on_failure).unwrap_or(OnFailure::Halt),
            },
            checklist: self.checklist(&written.checklist)?,
            keys: written.keys.as_ref().map(keys).transpose()?,
            commands: self.commands(place, &written.commands)?,
        })
    }

    /// The environments before. Each has a lower order, so that no path leads in a circle.
    fn from(
        &mut self,
        place: &Place<'_>,
        written: &raw::Environment,
        all: &BTreeMap<Text, raw::Environment>,
    ) -> Result<Vec<String>, PolicyFault> {
        let Some(list) = &written.from else { return Ok(Vec::new()) };
        if list.get_ref().is_empty() {
            self.warn(PolicyFault::new(list.span(), "it comes from nowhere").label("says nothing").help("leave it out"));
        }
        let mut from = BTreeSet::new();
        for text in list.get_ref() {
            let other = all.iter().find(|(name, _)| name.get_ref() == text.get_ref());
            let Some((name, other)) = other else {
                let near = crate::suggest::did_you_mean(text.get_ref(), all.keys().map(|name| name.get_ref().as_str()));
                return Err(PolicyFault::new(text.span(), format!("there is no environment `{}`", text.get_ref())).help(near));
            };
            if name.get_ref() == place.name {
                return Err(PolicyFault::new(text.span(), "an environment cannot come before itself"));
            }
            if other.order.get_ref() >= written.order.get_ref() {
                let (here, there) = (written.order.get_ref(), other.order.get_ref());
                let fault = PolicyFault::new(text.span(), format!("{} comes after {}", name.get_ref(), place.name));
                return Err(fault
                    .label(format!("its order is {there}, that of {} is {here}", place.name))
                    .help("`from` names environments of a lower order"));
            }
            if !from.insert(text.get_ref().clone()) {
                self.warn(PolicyFault::new(text.span(), "listed twice"));
            }
        }
        Ok(from.into_iter().collect())
    }

    /// Where nothing was run before, there is nowhere to soak.
    fn soak(&mut self, written: Option<&Spanned<raw::Lights<Text>>>, from: &[String]) -> Result<ByLight<Duration>, PolicyFault> {
        let default = if from.is_empty() { ByLight::default() } else { SOAK };
        let Some(lights) = written else { return Ok(default) };
        if from.is_empty() {
            let fault = PolicyFault::new(lights.span(), "there is nowhere to soak").label("no environment comes before");
            self.warn(fault.help("name it: from = [\"staging\"]"));
        }
        let one = |given: &Option<Text>, default| given.as_ref().map_or(Ok(default), duration);
        let lights = lights.get_ref();
        Ok(ByLight {
            green: one(&lights.green, default.green)?,
            yellow: one(&lights.yellow, default.yellow)?,
            red: one(&lights.red, default.red)?,
        })
    }

    fn checklist(&mut self, written: &[Text]) -> Result<Vec<String>, PolicyFault> {
        let mut items = Vec::new();
        for text in written {
            let item = words(text)?;
            if items.contains(&item) {
                self.warn(PolicyFault::new(text.span(), "listed twice"));
            } else {
                items.push(item);
            }
        }
        Ok(items)
    }
}

/// `branch:main`, `tag:v*`.
fn reference(text: &Text) -> Result<Reference, PolicyFault> {
    let written = text.get_ref();
    if let Some(branch) = written.strip_prefix("branch:") {
        if is_reference(branch) && !branch.contains('*') {
            return Ok(Reference::Branch(branch.to_owned()));
        }
        return Err(PolicyFault::new(text.span(), format!("`{branch}` is not the name of one branch")).help("ref = \"branch:main\""));
    }
    if let Some(pattern) = written.strip_prefix("tag:") {
        let plain = !pattern.is_empty() && !pattern.starts_with('-') && !pattern.contains(char::is_whitespace);
        if plain && globset::Glob::new(pattern).is_ok() {
            return Ok(Reference::Tag(pattern.to_owned()));
        }
        return Err(PolicyFault::new(text.span(), format!("`{pattern}` is not a pattern of tags")).help("ref = \"tag:v*\""));
    }
    let help = if is_reference(written) {
        format!("ref = \"branch:{written}\", or \"tag:…\"")
    } else {
        "ref = \"branch:main\", or \"tag:v*\"".to_owned()
    };
    Err(PolicyFault::new(text.span(), "neither a branch nor a tag").help(help))
}

fn apply_from(written: Option<&Spanned<BTreeSet<From>>>) -> Result<BTreeSet<From>, PolicyFault> {
    match written {
        None => Ok([From::Ci, From::Local].into()),
        Some(places) if places.get_ref().is_empty() => {
            Err(PolicyFault::new(places.span(), "it could be applied from nowhere")
                .help("apply_from = [\"ci\"], or leave it out for anywhere"))
        }
        Some(places) => Ok(places.get_ref().clone()),
    }
}

fn database(written: &Spanned<raw::Database>) -> Result<Database, PolicyFault> {
    let raw::Database::Table(table) = written.get_ref() else { return Err(literal(written.span())) };
    if let Some(url) = &table.url {
        return Err(literal(url.span()));
    }
    let url = match (&table.url_env, &table.url_command) {
        (Some(name), None) => UrlSource::Variable(variable(name)?),
        (None, Some(command)) => UrlSource::Command(argv(command)?),
        (Some(_), Some(command)) => {
            return Err(PolicyFault::new(command.span(), "the address comes from two places").help("either url_env or url_command"));
        }
        (None, None) => {
            let fault = PolicyFault::new(written.span(), "where the database's address comes from is missing");
            return Err(fault.help("{ url_env = \"PROD_DATABASE_URL\" }, or { url_command = [\"scripts/url.sh\"] }"));
        }
    };
    Ok(Database { url, pin: table.pin.as_ref().map(pin).transpose()? })
}

/// `url:<fingerprint>`, `pg:<system identifier>:<database oid>`.
fn pin(text: &Text) -> Result<String, PolicyFault> {
    let written = text.get_ref();
    if written.contains("://") {
        return Err(literal(text.span()));
    }
    let right = match written.split_once(':') {
        Some(("url", fingerprint)) => !fingerprint.is_empty(),
        Some(("pg", server)) => server.split_once(':').is_some_and(|(identifier, oid)| !identifier.is_empty() && !oid.is_empty()),
        _ => false,
    };
    if right && !written.contains(char::is_whitespace) {
        return Ok(written.clone());
    }
    Err(PolicyFault::new(text.span(), "not a pin").help("url:<fingerprint>, or pg:<system identifier>:<database oid>"))
}

fn keys(written: &Spanned<raw::Keys>) -> Result<KeySource, PolicyFault> {
    let keys = written.get_ref();
    if keys.files.is_empty() && keys.run.is_none() {
        let fault = PolicyFault::new(written.span(), "where the names of the variables come from is missing");
        return Err(fault.help("keys = { files = [\".env.production\"] }, or { run = [\"scripts/keys.sh\"] }"));
    }
    for pattern in &keys.ignore {
        if let Err(error) = globset::Glob::new(pattern.get_ref()) {
            return Err(PolicyFault::new(pattern.span(), "not a pattern of names").label(error.kind().to_string()));
        }
    }
    Ok(KeySource {
        files: keys.files.iter().map(path).collect::<Result<BTreeSet<_>, _>>()?.into_iter().collect(),
        run: keys.run.as_ref().map(argv).transpose()?,
        ignore: keys.ignore.iter().map(|pattern| pattern.get_ref().clone()).collect::<BTreeSet<_>>().into_iter().collect(),
    })
}
