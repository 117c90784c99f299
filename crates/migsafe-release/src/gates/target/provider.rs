//! What providers of databases do to addresses: poolers, and one host for many customers.

use super::address::{DEFAULT_PORT, Pooler, Server};

/// The name of Neon's endpoint or the like, given as `options=endpoint=…`.
pub(super) fn tenant_in_options(options: &str) -> Option<&str> {
    let keys = ["endpoint=", "project=", "reference=", "--cluster="];
    options.split_whitespace().find_map(|word| keys.iter().find_map(|key| Some(word.split_once(key)?.1)))
}

/// Host and port of the database itself, where a provider's pooler has others, and what tells its customers apart.
pub(super) fn database_server(server: Server, user: &str, tenant: &mut Option<String>) -> Server {
    if server.host.ends_with(".pooler.supabase.com") {
        // All projects of a region share this host: the user ends with the project.
        if let Some((_, project)) = user.rsplit_once('.') {
            return Server { host: format!("db.{}.supabase.co", project.to_ascii_lowercase()), port: DEFAULT_PORT };
        }
    }
    if server.host.starts_with("db.") && server.host.ends_with(".supabase.co") {
        return Server { port: DEFAULT_PORT, ..server };
    }
    if let Some(host) = neon_direct(&server.host) {
        return Server { host, ..server };
    }
    if matches!(server.host.as_str(), "db.prisma.io" | "pooled.db.prisma.io") {
        tenant.get_or_insert_with(|| user.to_owned());
        return Server { host: "db.prisma.io".to_owned(), port: DEFAULT_PORT };
    }
    server
}

/// `ep-x-pooler.eu.aws.neon.tech` without `-pooler`.
fn neon_direct(host: &str) -> Option<String> {
    let (endpoint, domain) = host.split_once('.')?;
    let endpoint = endpoint.strip_suffix("-pooler").filter(|_| domain.ends_with("neon.tech"))?;
    Some(format!("{endpoint}.{domain}"))
}

/// Whether a server is a pooler in transaction mode.
pub(super) fn pooler(server: &Server, pgbouncer: bool) -> Option<Pooler> {
    let found = |seen: String, direct: &str| Some(Pooler { seen, direct: direct.to_owned() });
    let host = server.host.as_str();
    let supabase = host.ends_with(".supabase.com") || host.ends_with(".supabase.co");
    if supabase && server.port == 6543 {
        return found(
            "port 6543 of Supabase is its pooler in transaction mode".to_owned(),
            "postgresql://…@db.<project>.supabase.co:5432/postgres, or port 5432 of the pooler's host (session mode)",
        );
    }
    if let Some(direct) = neon_direct(host) {
        return found(
            "the host's name holds `-pooler`: Neon's pooler in transaction mode".to_owned(),
            &format!("postgresql://…@{direct}/…, without `-pooler`"),
        );
    }
    if host == "pooled.db.prisma.io" {
        return found("pooled.db.prisma.io is a pooler".to_owned(), "postgresql://…@db.prisma.io:5432/postgres");
    }
    if pgbouncer {
        return found("the address says pgbouncer=true".to_owned(), "postgresql://…@<the server itself>:5432/…, without pgbouncer=true");
    }
    if server.port == 6432 {
        return found("port 6432 is PgBouncer's".to_owned(), "postgresql://…@<the server itself>:5432/…");
    }
    None
}
