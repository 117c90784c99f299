//! Reading an address: a URL, or a list of `key=value`.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use percent_encoding::percent_decode_str;

use super::super::provider;
use super::{Address, AddressError, Server};
use crate::canonical::Digest;

/// What an address is made of. It holds the user, so it is never shown.
#[derive(Default)]
pub(super) struct Parts {
    hosts: Vec<(String, Option<u16>)>,
    user: Option<String>,
    database: Option<String>,
    options: Option<String>,
    pgbouncer: bool,
}

pub(in crate::gates::target) const DEFAULT_PORT: u16 = 5432;

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

    pub(super) fn address(self) -> Result<Address, AddressError> {
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
pub(super) fn of_url(scheme: &str, rest: &str) -> Result<Parts, AddressError> {
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
pub(super) fn of_pairs(text: &str) -> Result<Parts, AddressError> {
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
pub(super) fn unquoted(text: &str) -> &str {
    ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(text)
}
