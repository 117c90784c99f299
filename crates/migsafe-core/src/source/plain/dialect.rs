//! Which database a folder of SQL is for: by the names of folders, by what the project asks of its crate, else by the SQL.

use std::sync::LazyLock;

use regex::Regex;

use super::super::Dialect;
use super::super::Tool;
use super::super::near::pattern;
use super::cargo;
use super::layout::Place;

static MYSQL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bAUTO_INCREMENT\b|\bENGINE\s*=\s*(?:InnoDB|MyISAM|MEMORY)\b|\b(?:TABLE|INTO|COLUMN|INDEX|UPDATE|EXISTS)\s+`|\bUNSIGNED\b",
    )
});
static SQLITE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?im)^\s*PRAGMA\s|\bAUTOINCREMENT\b|\bWITHOUT\s+ROWID\b|\bsqlite_master\b|\b(?:strftime|unixepoch|julianday)\s*\(|\bdatetime\s*\(\s*[,)]",
    )
});
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?im)\bENGINE\s*=?\s*\w*(?:MergeTree|Distributed|Kafka)\b|\bON\s+CLUSTER\b|\bLowCardinality\(|\bNVARCHAR\b|\[dbo\]|^\s*GO\s*$",
    )
});
static POSTGRESQL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)\b(?:BIG|SMALL)?SERIAL\b|\bjsonb\b|\btimestamptz\b|\w::\w|\$\w*\$|\bCONCURRENTLY\b|\bplpgsql\b|\bUSING\s+(?:gin|gist|btree)\b|\bWITH(?:OUT)?\s+TIME\s+ZONE\b|\bCREATE\s+(?:TYPE|EXTENSION|POLICY)\b|\bTABLE\s+"|\bgen_random_uuid\b|\bNOT\s+VALID\b|\bALTER\s+COLUMN\s+\S+\s+(?:SET|DROP|TYPE)\b"#,
    )
});
/// Comments and strings, which show nothing.
static PROSE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)--[^\n]*|/\*.*?\*/|'[^']*'"));

/// What a folder's name or its crate's features say, unless most files are PostgreSQL's; else what the SQL looks like.
pub(super) fn of(place: &Place<'_>, tool: Tool, texts: &[&str]) -> Dialect {
    let by_crate = || match tool {
        Tool::Sqlx => cargo::features(place, "sqlx").and_then(|features| named(&features)).or_else(|| cargo::pool(place)),
        Tool::Diesel => named(&cargo::features(place, "diesel")?),
        _ => None,
    };
    let said = by_folders(place.folder.path.as_str()).or_else(by_crate);
    let postgresql = texts.iter().filter(|text| POSTGRESQL.is_match(&PROSE.replace_all(text, " "))).count();
    said.filter(|said| *said == Dialect::PostgreSql || postgresql * 2 <= texts.len()).unwrap_or_else(|| guess(texts.iter().copied()))
}

/// What the last folders are called: `migrations/mysql`, `server-sqlite/migrations`. Of other databases the very last one alone counts, as a whole: an `oracle` may be many things.
fn by_folders(path: &str) -> Option<Dialect> {
    const OTHER: [&str; 9] = ["h2", "hsqldb", "derby", "oracle", "mssql", "sqlserver", "clickhouse", "cassandra", "db2"];
    let mut last = path.rsplit('/');
    if last.clone().next().is_some_and(|name| OTHER.contains(&name.to_ascii_lowercase().as_str())) {
        return Some(Dialect::Other);
    }
    last.by_ref().take(3).find_map(named)
}

/// The one database that a text names as a word.
fn named(text: &str) -> Option<Dialect> {
    let mut found =
        text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter_map(|word| match word.to_ascii_lowercase().as_str() {
            "postgres" | "postgresql" | "pgsql" => Some(Dialect::PostgreSql),
            "mysql" | "mariadb" => Some(Dialect::MySql),
            "sqlite" | "sqlite3" => Some(Dialect::Sqlite),
            _ => None,
        });
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// `PostgreSQL`, unless the files speak another language overwhelmingly: a wrong guess would leave a project unjudged.
pub(in super::super) fn guess<'a>(texts: impl Iterator<Item = &'a str>) -> Dialect {
    let mut counts = [(Dialect::MySql, 0_usize), (Dialect::Sqlite, 0), (Dialect::Other, 0)];
    let mut postgresql = 0_usize;
    for text in texts {
        let code = PROSE.replace_all(text, " ");
        postgresql += usize::from(POSTGRESQL.is_match(&code));
        for ((_, count), sign) in counts.iter_mut().zip([&MYSQL, &SQLITE, &OTHER]) {
            *count += usize::from(sign.is_match(&code));
        }
    }
    let (dialect, most) = counts.into_iter().max_by_key(|(_, count)| *count).unwrap_or_default();
    if most > 3 * postgresql { dialect } else { Dialect::PostgreSql }
}
