//! Where a database is, read from its address without what opens it.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use percent_encoding::percent_decode_str;

use super::provider;
use crate::canonical::Digest;

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

/// What an address is made of. It holds the user, so it is never shown.
#[derive(Default)]
struct Parts {
    hosts: Vec<(String, Option<u16>)>,
    user: Option<String>,
    database: Option<String>,
    options: Option<String>,
    pgbouncer: bool,
}

pub(super) const DEFAULT_PORT: u16 = 5432;

impl Parts {
    /// A parameter by its name in a URL's query or in a list.
    fn set(&mut self, key: &str, value: &str) -> Result<(), AddressError> {
        match key {
            "host" | "hostaddr" if !value.is_empty() => {
                let (hosts, ports): (Vec<_>, Vec<_>) = std::mem::take(&mut self.hosts).into_iter().unzip();
                // A list may give the address of a host that is named beside it: the name is what people know.
                if key == "hostaddr" && hosts.iter().any(|host| !host.is_empty()) {
                    self.hosts = hosts.into_iter().zip(ports).collect();
                    return Ok(());
                }
                for (index, host) in value.split(',').enumerate() {
                    let (host, port) = host_and_port(host)?;
                    self.hosts.push((host, port.or_else(|| ports.get(index).or(ports.last()).copied().flatten())));
                }
            }
            "port" if !value.is_empty() => {
                let ports = value.split(',').map(port).collect::<Result<Vec<_>, _>>()?;
                if self.hosts.is_empty() {
                    self.hosts.push((String::new(), None));
                }
                for (index, (_, at)) in self.hosts.iter_mut().enumerate() {
                    *at = ports.get(index).or(ports.last()).copied();
                }
            }
            "dbname" | "database" => self.database = Some(value.to_owned()),
            "user" => self.user = Some(value.to_owned()),
            "options" => self.options = Some(value.to_owned()),
            "pgbouncer" => self.pgbouncer = value == "true",
            _ => {}
        }
        Ok(())
    }

    fn address(self) -> Result<Address, AddressError> {
        let named = |name: &Option<String>| name.clone().filter(|name| !name.is_empty());
        let Some(database) = named(&self.database).or_else(|| named(&self.user)) else {
            return Err(AddressError::Unreadable("it names no database"));
        };
        let mut hosts = self.hosts;
        if hosts.is_empty() {
            hosts.push((String::new(), None));
        }
        let servers: Vec<Server> =
            hosts.into_iter().map(|(host, port)| Server { host: normal_host(&host), port: port.unwrap_or(DEFAULT_PORT) }).collect();
        let pooler = servers.iter().find_map(|server| provider::pooler(server, self.pgbouncer));
        let mut tenant = self.options.as_deref().and_then(provider::tenant_in_options).map(str::to_owned);
        let user = self.user.unwrap_or_default();
        let servers = servers.into_iter().map(|server| provider::database_server(server, &user, &mut tenant)).collect();
        Ok(Address { servers, database, tenant: tenant.map(|name| Digest::of_bytes(name.as_bytes())), pooler })
    }
}

/// `user:password@host:port,host:port/database?key=value`, after the scheme.
fn of_url(scheme: &str, rest: &str) -> Result<Parts, AddressError> {
    let scheme = scheme.to_ascii_lowercase();
    if scheme == "prisma" || scheme == "prisma+postgres" {
        return Err(AddressError::Accelerate);
    }
    let scheme = scheme.strip_prefix("jdbc:").unwrap_or(&scheme);
    if !matches!(scheme.split('+').next(), Some("postgres" | "postgresql")) {
        return Err(AddressError::Unreadable("it is no address of a PostgreSQL database (postgresql://…)"));
    }
    let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    if rest.contains('@') {
        // What follows would be part of a password.
        return Err(AddressError::Unreadable("it cannot be read: a `/`, `?` or `@` in it has to be percent-encoded"));
    }
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (user, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
    let mut parts = Parts { user: Some(decoded(user.split(':').next().unwrap_or_default())?.into_owned()), ..Parts::default() };
    for host in hosts.split(',').filter(|host| !host.is_empty()) {
        let (host, port) = host_and_port(host)?;
        parts.hosts.push((decoded(&host)?.into_owned(), port));
    }
    parts.database = Some(decoded(path.trim_start_matches('/'))?.into_owned());
    for pair in query.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        parts.set(key, &decoded(value)?)?;
    }
    Ok(parts)
}

/// `host=db port=5433 dbname='the shop' password=…`.
fn of_pairs(text: &str) -> Result<Parts, AddressError> {
    const NEITHER: AddressError = AddressError::Unreadable("it is neither a URL (postgresql://…) nor a list of key=value");
    let mut parts = Parts::default();
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=').ok_or(NEITHER)?;
        if key.trim().is_empty() || !key.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(NEITHER);
        }
        let (value, after) = pair_value(after.trim_start()).ok_or(NEITHER)?;
        pairs.push((key.trim().to_owned(), value));
        rest = after.trim_start();
    }
    // Ports belong to the hosts, wherever they stand.
    pairs.sort_by_key(|(key, _)| match key.as_str() {
        "host" => 0,
        "hostaddr" => 1,
        _ => 2,
    });
    for (key, value) in pairs {
        parts.set(&key, &value)?;
    }
    if parts.hosts.is_empty() && parts.database.is_none() { Err(NEITHER) } else { Ok(parts) }
}

/// A value, bare or in single quotes with `\'` and `\\`, and what follows it.
fn pair_value(text: &str) -> Option<(String, &str)> {
    let quoted = text.starts_with('\'');
    let mut value = String::new();
    let mut characters = text.char_indices().skip(usize::from(quoted));
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => value.push(characters.next()?.1),
            '\'' if quoted => return Some((value, text.get(at + 1..)?)),
            _ if !quoted && character.is_whitespace() => return Some((value, text.get(at..)?)),
            _ => value.push(character),
        }
    }
    (!quoted).then_some((value, ""))
}

/// `host:port`, `[::1]:port`, a folder.
fn host_and_port(text: &str) -> Result<(String, Option<u16>), AddressError> {
    if text.starts_with('/') {
        return Ok((text.to_owned(), None));
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (host, after) = rest.split_once(']').ok_or(AddressError::Unreadable("its IPv6 address does not end"))?;
        let at = after.strip_prefix(':').map(port).transpose()?;
        return Ok((host.to_owned(), at));
    }
    match text.split_once(':') {
        Some((host, rest)) if !rest.contains(':') => Ok((host.to_owned(), if rest.is_empty() { None } else { Some(port(rest)?) })),
        // An IPv6 address without brackets.
        _ => Ok((text.to_owned(), None)),
    }
}

fn port(text: &str) -> Result<u16, AddressError> {
    text.parse()
        .map_err(|_| AddressError::Unreadable("its port is no number up to 65535; a `:` or `@` of the password has to be percent-encoded"))
}

fn decoded(text: &str) -> Result<Cow<'_, str>, AddressError> {
    percent_decode_str(text).decode_utf8().map_err(|_| AddressError::Unreadable("what is percent-encoded in it is not UTF-8"))
}

fn normal_host(host: &str) -> String {
    if host.is_empty() {
        return "localhost".to_owned();
    }
    if host.starts_with('/') {
        return host.trim_end_matches('/').to_owned();
    }
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let own = host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback());
    match host.parse::<Ipv6Addr>() {
        Ok(address) if address.is_loopback() => "localhost".to_owned(),
        Ok(address) => address.to_string(),
        Err(_) if own => "localhost".to_owned(),
        Err(_) => host,
    }
}

/// Without the quotes that a variable may have kept.
fn unquoted(text: &str) -> &str {
    ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        match Address::read(text) {
            Ok(address) => address.to_string(),
            Err(error) => format!("! {error}"),
        }
    }

    #[test]
    fn what_an_address_names() {
        for (text, expected) in [
            ("postgres://u:p@DB.Example.com./Shop", "db.example.com:5432/Shop"),
            ("postgresql://u:p%40%2F@db:5433/the%20shop?sslmode=require", "db:5433/the shop"),
            ("postgresql+psycopg2://u:p@w@db/shop", "db:5432/shop"),
            ("postgresql+asyncpg://db/shop", "db:5432/shop"),
            ("\"postgresql://db/shop\" ", "db:5432/shop"),
            ("postgresql://u@[2001:DB8:0::1]:5433/shop", "[2001:db8::1]:5433/shop"),
            ("postgresql://u@[::1]/shop", "localhost:5432/shop"),
            ("postgresql://127.0.0.1:5432/shop", "localhost:5432/shop"),
            ("postgresql://u:p@a:1,b:2/shop", "a:1,b:2/shop"),
            ("postgresql://u:p@/shop?host=/var/run/postgresql/", "/var/run/postgresql:5432/shop"),
            ("postgresql://u:p@localhost/shop?host=/cloudsql/one:eu:two", "/cloudsql/one:eu:two:5432/shop"),
            ("postgresql://%2Fvar%2Frun/shop", "/var/run:5432/shop"),
            ("postgresql:///shop?host=a:5433&port=5434", "a:5434/shop"),
            ("postgresql:///shop", "localhost:5432/shop"),
            ("postgresql://shop@db", "db:5432/shop"),
            ("jdbc:postgresql://db:5432/shop?user=u&password=p", "db:5432/shop"),
            ("host=db port=5433 dbname='the \\'shop\\'' password=a\\ b user=u", "db:5433/the 'shop'"),
            ("port=5433 dbname = shop host=A,b", "a:5433,b:5433/shop"),
            ("hostaddr=10.0.0.1 host=db dbname=shop", "db:5432/shop"),
            ("hostaddr=10.0.0.1 dbname=shop", "10.0.0.1:5432/shop"),
            ("dbname=shop", "localhost:5432/shop"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_an_error_without_a_part_of_it() {
        for text in [
            "",
            "hunter2",
            "hunter2=",
            "mysql://u:hunter2@db/shop",
            "postgres://u:hunter2/x@db/shop",
            "postgres://u:12/hunter2@db/shop",
            "postgres://u:hunter2?x@db/shop",
            "postgres://u:p@x/hunter2@db/shop",
            "postgres://u:p@db:hunter2/shop",
            "postgres://u:hunter2@[::1/shop",
            "postgres://db",
            "host=db password='hunter2",
            "host=db hunter2 x=1",
            "postgres://u:p@db/%ff",
        ] {
            let said = shown(text);
            assert!(said.starts_with("! ") && !said.contains("hunter2"), "{text}: {said}");
        }
        assert_eq!(Address::read("prisma+postgres://accelerate.prisma-data.net/?api_key=x"), Err(AddressError::Accelerate));
        assert_eq!(Address::read("prisma://accelerate.prisma-data.net/?api_key=x"), Err(AddressError::Accelerate));
    }

    #[test]
    fn one_database_has_one_fingerprint() {
        let same = |one: &str, other: &str| {
            let (one, other) = (Address::read(one).unwrap(), Address::read(other).unwrap());
            assert_eq!(one.is_same_database(&other), one.fingerprint() == other.fingerprint());
            one.is_same_database(&other)
        };
        assert!(same("postgres://a:b@DB.example.com/shop", "postgresql://c:d@db.example.com.:5432/shop?sslmode=require"));
        assert!(same("postgres://localhost/shop", "host=127.0.0.1 dbname=shop"));
        assert!(same("postgres://u@ep-a-pooler.eu.aws.neon.tech/shop", "postgres://u@ep-a.eu.aws.neon.tech/shop"));
        assert!(same(
            "postgres://postgres.abc:p@aws-0-eu.pooler.supabase.com:6543/postgres",
            "postgres://postgres:p@db.abc.supabase.co:5432/postgres"
        ));
        assert!(!same("postgres://db/shop", "postgres://db/shop2"));
        assert!(!same("postgres://db/shop", "postgres://db:5433/shop"));
        assert!(!same("postgres://db/shop", "postgres://db/Shop"));
        // One host for all customers.
        assert!(!same(
            "postgres://postgres.abc@aws-0-eu.pooler.supabase.com/postgres",
            "postgres://postgres.xyz@aws-0-eu.pooler.supabase.com/postgres"
        ));
        assert!(!same("postgres://one:k@db.prisma.io:5432/postgres", "postgres://two:k@db.prisma.io:5432/postgres"));
        assert!(!same("postgres://u@pg.neon.tech/a?options=endpoint%3Dep-1", "postgres://u@pg.neon.tech/a?options=endpoint%3Dep-2"));
        let (several, single) = (Address::read("postgres://a,b/shop").unwrap(), Address::read("postgres://b/shop").unwrap());
        assert!(several.is_same_database(&single));
        assert_eq!(several.fingerprint(), Address::read("postgres://b,a/shop").unwrap().fingerprint());
        let fingerprint = single.fingerprint().to_string();
        assert!(fingerprint.len() == 20 && fingerprint.starts_with("url:"), "{fingerprint}");
    }

    #[test]
    fn poolers_in_transaction_mode() {
        let seen = |text: &str| Address::read(text).unwrap().pooler.map(|pooler| pooler.direct);
        assert!(
            seen("postgres://postgres.abc:p@aws-0-eu.pooler.supabase.com:6543/postgres").unwrap().contains("db.<project>.supabase.co:5432")
        );
        assert!(seen("postgres://postgres:p@db.abc.supabase.co:6543/postgres").is_some());
        assert_eq!(seen("postgres://postgres.abc:p@aws-0-eu.pooler.supabase.com:5432/postgres"), None, "session mode");
        assert!(seen("postgres://u@ep-a-pooler.eu.aws.neon.tech/shop").unwrap().contains("@ep-a.eu.aws.neon.tech/"));
        assert!(seen("postgres://db/shop?pgbouncer=true").is_some() && seen("host=db dbname=shop port=6432").is_some());
        assert_eq!(seen("postgres://db/shop?pgbouncer=false"), None);
        assert_eq!(seen("postgres://my-pooler.example.com/shop"), None, "any name may hold the word");
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in any::<String>()) {
            drop(Address::read(&text));
            drop(Address::read(&format!("postgres://{text}")));
        }

        #[test]
        fn a_secret_is_never_shown(secret in "[a-z]{12}", more in "[/?@:#%& ]{0,3}[a-z0-9]{0,4}") {
            let texts = [format!("postgres://u:{secret}{more}@db/shop"), format!("postgres://u:{more}{secret}@db:1/shop?x=y"), format!("host=db dbname=shop password={secret}{more}")];
            for text in texts {
                let said = shown(&text);
                prop_assert!(!said.contains(&secret), "{text}: {said}");
            }
        }
    }
}
