//! Pieces of SQL and of sentences.

use crate::name::{QualifiedName, quote};
use crate::operation::TypeName;

/// Columns in parentheses' order: `"a", "b"`.
pub(in crate::rules) fn columns(names: &[String]) -> String {
    names.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ")
}

/// A type as SQL: `timestamp(3) without time zone`, `"Mood"[]`.
pub(in crate::rules) fn type_sql(data_type: &TypeName) -> String {
    data_type.to_sql()
}

/// Tables for people: `a`, `a and b`, `a, b and 3 more`.
pub(in crate::rules) fn in_words(names: &[&QualifiedName]) -> String {
    match names {
        [] => String::new(),
        [one] => one.short(),
        [one, two] => format!("{} and {}", one.short(), two.short()),
        [one, two, rest @ ..] => format!("{}, {} and {} more", one.short(), two.short(), rest.len()),
    }
}

/// The condition that cuts a data change into batches; `:from` and `:to` are for the job to fill in.
pub(in crate::rules) fn placeholder_batch(key: &str) -> String {
    if key == "ctid" {
        // The number of a page and of a row in it; such a range is read without looking at the rest.
        return "ctid >= '(:from,0)' AND ctid < '(:to,0)';".to_owned();
    }
    let key = quote(key);
    format!("{key} >= :from AND {key} < :to;")
}

/// What to put behind the name of something that is dropped and that the history never created.
pub(in crate::rules) fn unseen(known: bool) -> &'static str {
    if known { "" } else { ", which the history does not show" }
}

/// A statement with its semicolon.
pub(in crate::rules) fn complete(sql: &str) -> String {
    format!("{};", sql.trim_end().trim_end_matches(';').trim_end())
}

/// The text of a `CREATE INDEX` with words put behind `INDEX`. `None` where it does not begin so.
pub(in crate::rules) fn insert_after_index(sql: &str, insert: &str) -> Option<String> {
    let mut at = 0;
    for expected in ["CREATE", "UNIQUE", "INDEX"] {
        let rest = sql.get(at..)?;
        let word = rest.trim_start();
        let start = at + rest.len() - word.len();
        let found = word.get(..expected.len()).is_some_and(|head| head.eq_ignore_ascii_case(expected));
        match (found, expected) {
            (true, _) => at = start + expected.len(),
            (false, "UNIQUE") => {}
            (false, _) => return None,
        }
    }
    let (head, tail) = (sql.get(..at)?, sql.get(at..)?);
    Some(format!("{head} {insert}{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_put_behind_index() {
        let insert = |sql| insert_after_index(sql, "CONCURRENTLY");
        assert_eq!(insert("CREATE INDEX a ON t (b);").as_deref(), Some("CREATE INDEX CONCURRENTLY a ON t (b);"));
        assert_eq!(insert("create  unique\nindex ON t (b)").as_deref(), Some("create  unique\nindex CONCURRENTLY ON t (b)"));
        assert_eq!(insert("ALTER INDEX a"), None);
        assert_eq!(insert("CREATE"), None);
    }
}
