//! The policy as it is written: the shape alone, with every place.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::policy::{Assurance, MigrateOrder, Occasion, OnFailure, Place, RollbackStyle, Trigger};

pub(super) type Text = Spanned<String>;
pub(super) type Argv = Spanned<Vec<String>>;

/// The sections that are read here; the file's other sections belong to others.
#[derive(Debug, Deserialize)]
pub(super) struct File {
    pub(super) release: Option<Release>,
    #[serde(default)]
    pub(super) env: BTreeMap<Text, Environment>,
    #[serde(default)]
    pub(super) notify: Vec<Spanned<Notify>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Release {
    pub(super) ledger: Option<Text>,
    pub(super) policy_ref: Option<Text>,
    pub(super) allowed_signers: Option<Text>,
    pub(super) acceptances: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Environment {
    pub(super) order: Spanned<u32>,
    pub(super) protected: Option<Spanned<bool>>,
    #[serde(rename = "ref")]
    pub(super) reference: Text,
    pub(super) from: Option<Spanned<Vec<Text>>>,
    pub(super) migrate: Spanned<MigrateOrder>,
    pub(super) trigger: Option<Spanned<Trigger>>,
    pub(super) apply_from: Option<Spanned<BTreeSet<Place>>>,
    pub(super) database: Option<Spanned<Database>>,
    pub(super) live_sha: Option<Argv>,
    pub(super) soak: Option<Spanned<Lights<Text>>>,
    pub(super) approval: Option<Spanned<Approval>>,
    pub(super) windows: Option<Spanned<Windows>>,
    pub(super) rollback: Option<Rollback>,
    #[serde(default)]
    pub(super) checklist: Vec<Text>,
    pub(super) keys: Option<Spanned<Keys>>,
    #[serde(default)]
    pub(super) commands: Commands,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lights<T> {
    pub(super) green: Option<T>,
    pub(super) yellow: Option<T>,
    pub(super) red: Option<T>,
}

// Derived, it would ask for a default of `T`.
impl<T> Default for Lights<T> {
    fn default() -> Self {
        Self { green: None, yellow: None, red: None }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Approval {
    pub(super) green: Option<Spanned<u32>>,
    pub(super) yellow: Option<Spanned<u32>>,
    pub(super) red: Option<Spanned<u32>>,
    pub(super) expires: Option<Text>,
    pub(super) approvers: Option<Spanned<Vec<Text>>>,
    #[serde(default)]
    pub(super) assurance: Lights<Spanned<Assurance>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Windows {
    pub(super) tz: Text,
    #[serde(default)]
    pub(super) allow: Vec<Text>,
    #[serde(default)]
    pub(super) red: Vec<Text>,
    #[serde(default)]
    pub(super) freeze: Vec<Spanned<Freeze>>,
    #[serde(default)]
    pub(super) holidays: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Freeze {
    pub(super) from: Text,
    pub(super) to: Text,
    pub(super) reason: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rollback {
    pub(super) style: Option<RollbackStyle>,
    pub(super) on_failure: Option<OnFailure>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    #[serde(default)]
    pub(super) files: Vec<Text>,
    pub(super) run: Option<Argv>,
    #[serde(default)]
    pub(super) ignore: Vec<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Commands {
    #[serde(default)]
    pub(super) check: Vec<Check>,
    pub(super) backup: Option<Backup>,
    pub(super) wait_for: Option<Command>,
    pub(super) migrate: Option<Spanned<Command>>,
    pub(super) deploy: Option<Command>,
    #[serde(default)]
    pub(super) verify: Vec<Spanned<Verify>>,
    pub(super) rollback: Option<Command>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Command {
    pub(super) run: Argv,
    pub(super) timeout: Option<Text>,
    pub(super) warn_after: Option<Text>,
    pub(super) capture: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    pub(super) name: Text,
    pub(super) run: Argv,
    pub(super) timeout: Option<Text>,
    pub(super) warn_after: Option<Text>,
    pub(super) required: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Backup {
    pub(super) run: Argv,
    pub(super) timeout: Option<Text>,
    pub(super) max_age: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verify {
    pub(super) name: Text,
    pub(super) http: Option<Text>,
    pub(super) status: Option<Spanned<u16>>,
    pub(super) body: Option<Text>,
    pub(super) run: Option<Argv>,
    pub(super) timeout: Option<Text>,
    pub(super) attempts: Option<Spanned<u32>>,
    pub(super) every: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notify {
    pub(super) on: Spanned<BTreeSet<Occasion>>,
    pub(super) webhook_env: Text,
}

/// A table, as it should be; or the address itself, which is told apart so that the error can say why.
#[derive(Debug)]
pub(super) enum Database {
    Literal,
    Table(DatabaseTable),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatabaseTable {
    pub(super) url_env: Option<Text>,
    pub(super) url_command: Option<Argv>,
    pub(super) pin: Option<Text>,
    /// What one might write instead, to be refused with the reason.
    pub(super) url: Option<Spanned<IgnoredAny>>,
}

impl<'de> Deserialize<'de> for Database {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Database;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a table such as { url_env = \"DATABASE_URL\" }")
            }

            fn visit_str<E>(self, _: &str) -> Result<Database, E> {
                Ok(Database::Literal)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Database, A::Error> {
                DatabaseTable::deserialize(MapAccessDeserializer::new(map)).map(Database::Table)
            }
        }

        deserializer.deserialize_any(Either)
    }
}
