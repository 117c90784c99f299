//! Which database a folder of SQL is for, where nothing but the SQL says.

use std::sync::LazyLock;

use regex::Regex;

use super::super::Dialect;
use super::super::near::pattern;

static MYSQL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bAUTO_INCREMENT\b|\bENGINE\s*=\s*(?:InnoDB|MyISAM|MEMORY)\b|\b(?:TABLE|INTO|COLUMN|INDEX|UPDATE|EXISTS)\s+`|\bUNSIGNED\b",
    )
});
static SQLITE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?im)^\s*PRAGMA\s|\bAUTOINCREMENT\b|\bWITHOUT\s+ROWID\b|\bsqlite_master\b"));
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
