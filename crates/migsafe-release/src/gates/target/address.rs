//! Where a database is, read from its address without what opens it.

mod parts;

use std::net::Ipv6Addr;

use crate::canonical::Digest;
pub(super) use parts::DEFAULT_PORT;
use parts::{of_pairs, of_url, unquoted};

/// A database as its address names it. User and password are never kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The servers in the order of the address: host in lower case, or the folder of a socket, and port.
    pub servers: Vec<Server>,
    /// The database's name.
    pub database: String,
    /// What tells databases of one provider apart that share host, port and name: Supabase's project, Neon's endpoint, Prisma Postgres' user.
    tenant: Option<Digest>,
    /// Why a migration cannot go through it.
    pub pooler: Option<Pooler>,
}

/// A host and its port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Server {
    /// In lower case, without a last dot; every name of the own machine is `localhost`.
    pub host: String,
    /// 5432 where the address names none.
    pub port: u16,
}

/// A pooler that gives each transaction another connection: session locks, which migrators take, do not hold there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pooler {
    /// What shows it.
    pub seen: String,
    /// The form of the address that leads to the server itself.
    pub direct: String,
}

/// What is known by `url:` and 16 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// `url:` and 16 hexadecimal digits of a sha256.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Why an address says nothing of the database. The text holds no part of the address that could be a credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is no address of a PostgreSQL database, or a broken one.
    #[error("{0}")]
    Unreadable(&'static str),
    /// It leads to a service that knows the database.
    #[error("it leads to Prisma Accelerate: which database lies behind cannot be told")]
    Accelerate,
}

impl Address {
    /// Reads a URL (`postgresql://…`, `postgresql+psycopg://…`) or a list of `key=value`.
    ///
    /// # Errors
    /// It is neither, or names no database.
    pub fn read(text: &str) -> Result<Self, AddressError> {
        let text = unquoted(text.trim());
        let parts = match text.split_once("://") {
            Some((scheme, rest)) if !scheme.contains(['=', ' ']) => of_url(scheme, rest)?,
            _ => of_pairs(text)?,
        };
        parts.address()
    }

    /// What two addresses of one database have in common, however they reach it.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut servers: Vec<String> = self.servers.iter().map(Server::to_string).collect();
        servers.sort_unstable();
        servers.dedup();
        let tenant = self.tenant.as_ref().map_or("", Digest::as_str);
        let digest = Digest::of_bytes(format!("{}\0{}\0{tenant}", servers.join(","), self.database).as_bytes());
        Fingerprint(format!("url:{}", digest.as_str().get(..16).unwrap_or_default()))
    }

    /// Whether both lead to one database: a server in common, and the name.
    pub fn is_same_database(&self, other: &Self) -> bool {
        self.database == other.database && self.tenant == other.tenant && self.servers.iter().any(|server| other.servers.contains(server))
    }
}

impl std::fmt::Display for Server {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let host: String = self.host.chars().filter(|character| !character.is_control()).collect();
        if host.parse::<Ipv6Addr>().is_ok() {
            write!(formatter, "[{host}]:{}", self.port)
        } else {
            write!(formatter, "{host}:{}", self.port)
        }
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let servers: Vec<String> = self.servers.iter().map(Server::to_string).collect();
        let database: String = self.database.chars().filter(|character| !character.is_control()).collect();
        write!(formatter, "{}/{database}", servers.join(","))
    }
}

#[cfg(test)]
mod tests;
