//! Whether the database is the one that is meant, and no other environment's.

mod address;
mod provider;

use std::collections::BTreeMap;
use std::time::Duration;

use camino::Utf8Path;

pub use address::{Address, AddressError, Fingerprint, Pooler, Server};

use super::printed::{self, plain};
use crate::edges::{Environment, Processes};
use crate::gate::{Answer, Gate, GateKind, GateReport};
use crate::policy::{Database, EnvironmentPolicy, UrlSource};

const GATE: Gate = Gate::of_moment("target", GateKind::Integrity);

/// How long a command may take to print an address.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What an environment's address shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The database's fingerprint; nothing where its address cannot be told.
    pub fingerprint: Option<Fingerprint>,
    /// What the gate says.
    pub report: GateReport,
}

/// Whether the environment's database is known, pinned, no other environment's, and reached without a pooler in transaction mode. `directory` is the repository's root, in which commands run. Nothing connects.
pub fn target(
    environments: &BTreeMap<String, EnvironmentPolicy>,
    environment: &str,
    variables: &dyn Environment,
    processes: &dyn Processes,
    directory: &Utf8Path,
) -> Target {
    let unknown = |report: GateReport| Target { fingerprint: None, report };
    let Some(database) = environments.get(environment).and_then(|policy| policy.database.as_ref()) else {
        let report = GateReport::unknown(GATE, format!("the policy names no database of {environment}"));
        return unknown(
            report.next(format!("add database = {{ url_env = \"…\" }} to [env.{environment}]: the name of the variable, not the address")),
        );
    };
    let world = World { variables, processes, directory };
    let own = match world.address(database) {
        Ok(address) => address,
        Err(problem) => return unknown(problem.report()),
    };
    let fingerprint = own.fingerprint();
    let mut report = GateReport::new(GATE, Answer::Pass, vec![format!("{environment} is {own}, {fingerprint}")]);
    pinned(&mut report, environment, database, &fingerprint);
    for (other, policy) in environments {
        let Some(database) = policy.database.as_ref().filter(|_| other != environment) else { continue };
        match world.address(database) {
            Ok(address) if address.is_same_database(&own) => {
                report.answer = Answer::Fail;
                report.evidence.push(format!("{other} leads to the same database: {address}"));
                report.next.push(format!(
                    "set {} and {} to the addresses of two databases",
                    source(environments, environment),
                    source(environments, other)
                ));
            }
            Ok(address) => report.evidence.push(format!("{other} is another: {address}")),
            Err(problem) => report.evidence.push(format!("{other} was not compared: {}", problem.seen)),
        }
    }
    if let Some(pooler) = &own.pooler {
        report.answer = Answer::Fail;
        report.evidence.push(format!("{}: the locks of a migrator do not hold there", pooler.seen));
        report.next.push(format!("migrate through the direct address: {}", pooler.direct));
    }
    Target { fingerprint: Some(fingerprint), report }
}

/// Compares with the policy's pin. What fails stays failed.
fn pinned(report: &mut GateReport, environment: &str, database: &Database, fingerprint: &Fingerprint) {
    match database.pin.as_deref() {
        None => report.evidence.push(format!("it is not pinned: pin = \"{fingerprint}\" would hold it")),
        Some(pin) if pin == fingerprint.as_str() => report.evidence.push("it is the pinned one".to_owned()),
        Some(pin) if pin.starts_with("url:") => {
            report.answer = Answer::Fail;
            report.evidence.push(format!("the policy pins {}, another database", plain(pin)));
            report.next.push(format!(
                "set the address of {environment}'s database, or, if it moved, pin = \"{fingerprint}\" in [env.{environment}]"
            ));
        }
        Some(pin) => {
            report.answer = Answer::Unknown;
            report.evidence.push(format!("the policy pins {}, which only a connection can tell", plain(pin)));
            report.next.push(format!("pin the address: pin = \"{fingerprint}\" in [env.{environment}]"));
        }
    }
}

/// Where an environment's address comes from, for people.
fn source(environments: &BTreeMap<String, EnvironmentPolicy>, environment: &str) -> String {
    match environments.get(environment).and_then(|policy| policy.database.as_ref()).map(|database| &database.url) {
        Some(UrlSource::Variable(name)) => plain(name),
        _ => format!("the url_command of {environment}"),
    }
}

/// Where addresses come from.
struct World<'a> {
    variables: &'a dyn Environment,
    processes: &'a dyn Processes,
    directory: &'a Utf8Path,
}

/// Why an address cannot be told.
struct Problem {
    seen: String,
    next: String,
}

impl Problem {
    fn report(self) -> GateReport {
        GateReport::unknown(GATE, self.seen).next(self.next)
    }
}

impl World<'_> {
    fn address(&self, database: &Database) -> Result<Address, Problem> {
        let (text, source) = match &database.url {
            UrlSource::Variable(name) => {
                let name = plain(name);
                let text = self.variables.variable(&name).filter(|text| !text.trim().is_empty());
                (
                    text.ok_or_else(|| Problem {
                        seen: format!("{name} is not set"),
                        next: format!("set {name} to the address of the database"),
                    })?,
                    name,
                )
            }
            UrlSource::Command(argv) => (self.printed(argv)?, format!("what `{}` prints", printed::name(argv))),
        };
        Address::read(&text).map_err(|error| Problem {
            seen: format!("{source}: {error}"),
            next: match error {
                AddressError::Accelerate => format!("give the direct address of the database (postgresql://…) in {source}"),
                AddressError::Unreadable(_) => format!("write {source} as postgresql://user:password@host:5432/database"),
            },
        })
    }

    /// What a command prints is an address, so none of it is ever shown.
    fn printed(&self, argv: &[String]) -> Result<String, Problem> {
        let problem = |seen: String| Problem { seen, next: "run the url_command by hand and mend it".to_owned() };
        let text = printed::printed(argv, self.directory, self.processes, TIMEOUT).map_err(problem)?;
        if text.trim().is_empty() { Err(problem(format!("`{}` prints nothing", printed::name(argv)))) } else { Ok(text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::outside::{Programs, Variables, environments};

    fn variable(name: &str) -> Database {
        Database { url: UrlSource::Variable(name.to_owned()), pin: None }
    }

    fn command(name: &str) -> Database {
        Database { url: UrlSource::Command(vec![name.to_owned(), "hunter2".to_owned()]), pin: None }
    }

    /// Production's gate, where staging's address is in `STAGING`.
    fn ask(production: Option<&Database>, variables: &[(&str, &str)]) -> GateReport {
        let programs = Programs::default()
            .with("address", Some(0), "postgresql://shop:hunter2@prod.example.com/shop\n")
            .with("fails", Some(3), "hunter2")
            .with("chatty", Some(0), "warning: hunter2");
        let environments = environments(&[("production", 2), ("staging", 1)], |name, policy| {
            policy.database = if name == "staging" { Some(variable("STAGING")) } else { production.cloned() };
        });
        let target = target(&environments, "production", &Variables::of(variables), &programs, Utf8Path::new("/repo"));
        assert!(!format!("{target:?}").contains("hunter2"), "{target:?}");
        target.report
    }

    const PRODUCTION: (&str, &str) = ("PRODUCTION", "postgresql://shop:hunter2@prod.example.com:5432/shop");
    const STAGING: (&str, &str) = ("STAGING", "postgresql://shop:hunter2@staging.example.com:5432/shop");

    #[test]
    fn another_database_passes() {
        let report = ask(Some(&variable("PRODUCTION")), &[PRODUCTION, STAGING]);
        assert_eq!(report.answer, Answer::Pass);
        assert_eq!(report.evidence.last().unwrap(), "staging is another: staging.example.com:5432/shop");
        let report = ask(Some(&command("address")), &[]);
        assert_eq!(
            (report.answer, report.evidence.last().unwrap().as_str()),
            (Answer::Pass, "staging was not compared: STAGING is not set")
        );
    }

    #[test]
    fn the_database_of_another_environment_fails() {
        let report = ask(Some(&variable("PRODUCTION")), &[PRODUCTION, ("STAGING", "host=PROD.example.com. dbname=shop password=hunter2")]);
        assert_eq!((report.answer, report.kind), (Answer::Fail, GateKind::Integrity));
        assert_eq!(report.evidence.last().unwrap(), "staging leads to the same database: prod.example.com:5432/shop");
        assert_eq!(report.next, ["set PRODUCTION and STAGING to the addresses of two databases"]);
    }

    #[test]
    fn an_address_that_cannot_be_told_is_unknown() {
        for (database, variables, seen) in [
            (None, vec![], "the policy names no database of production"),
            (Some(variable("PRODUCTION")), vec![], "PRODUCTION is not set"),
            (Some(variable("PRODUCTION")), vec![("PRODUCTION", " ")], "PRODUCTION is not set"),
            (
                Some(variable("PRODUCTION")),
                vec![("PRODUCTION", "hunter2")],
                "PRODUCTION: it is neither a URL (postgresql://…) nor a list of key=value",
            ),
            (
                Some(variable("PRODUCTION")),
                vec![("PRODUCTION", "prisma://x/?api_key=hunter2")],
                "PRODUCTION: it leads to Prisma Accelerate: which database lies behind cannot be told",
            ),
            (Some(command("gone")), vec![], "`gone` cannot be run: entity not found"),
            (Some(command("fails")), vec![], "`fails` ended with exit code 3"),
            (Some(command("chatty")), vec![], "what `chatty` prints: it is neither a URL (postgresql://…) nor a list of key=value"),
        ] {
            let report = ask(database.as_ref(), &variables);
            assert_eq!((report.answer, report.evidence), (Answer::Unknown, vec![seen.to_owned()]));
            assert_eq!(report.next.len(), 1);
        }
    }

    #[test]
    fn the_pin_is_compared() {
        let pinned = |pin: &str| ask(Some(&Database { pin: Some(pin.to_owned()), ..variable("PRODUCTION") }), &[PRODUCTION]);
        let fingerprint = Address::read(PRODUCTION.1).unwrap().fingerprint();
        assert_eq!(pinned(fingerprint.as_str()).answer, Answer::Pass);
        let other = pinned("url:0123456789abcdef");
        assert_eq!(other.answer, Answer::Fail);
        assert!(other.next[0].contains(fingerprint.as_str()), "{:?}", other.next);
        assert_eq!(pinned("pg:7312:16402").answer, Answer::Unknown);
    }

    #[test]
    fn a_pooler_in_transaction_mode_fails() {
        let pooled = ("PRODUCTION", "postgresql://shop:hunter2@ep-x-pooler.eu.aws.neon.tech/shop");
        let report = ask(Some(&variable("PRODUCTION")), &[pooled, STAGING]);
        assert_eq!(report.answer, Answer::Fail);
        assert_eq!(report.next, ["migrate through the direct address: postgresql://…@ep-x.eu.aws.neon.tech/…, without `-pooler`"]);
    }
}
