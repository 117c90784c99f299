//! Comments that a program reads: to change one changes what runs, or what is said about it.

use super::Language;

/// Beginnings of such comments in SQL, behind their `--` or `/*`. Sources: each tool's documentation.
const DIRECTIVES: [&str; 10] = [
    "migsafe:",
    // Drizzle; the dash before it is taken for one of the comment's.
    "> statement-breakpoint",
    // dbmate: `migrate:up transaction:false`.
    "migrate:",
    // sqlx.
    "no-transaction",
    "flyway:",
    "morph:",
    "atlas:",
    "tern:",
    // tern: `---- create above / drop below ----`.
    "create above",
    // graphile-migrate: `--! Previous: sha1:…`.
    "! ",
];

/// A file that begins so gives every comment a meaning of its own (Liquibase, *Formatted SQL changelogs*).
const LIQUIBASE: &str = "liquibase formatted sql";

/// Whether a comment of a text, given with its marks, is one that a program reads.
pub(crate) fn is_directive(comment: &str, language: Language, text: &str) -> bool {
    let words = words(comment);
    match language {
        Language::Python => starts_with(words, "migsafe:"),
        Language::Sql => {
            // goose, sql-migrate and their kin say `+goose Up`; the hints of pg_hint_plan are `/*+ … */`.
            let mut plus = words.chars();
            let marked = plus.next() == Some('+') && (comment.starts_with("/*") || plus.next().is_some_and(char::is_alphabetic));
            marked || DIRECTIVES.iter().any(|directive| starts_with(words, directive)) || starts_with(self::words(text), LIQUIBASE)
        }
    }
}

/// Whether it counts only as the very first thing in the file (sqlx).
pub(crate) fn must_be_first(comment: &str) -> bool {
    starts_with(words(comment), "no-transaction")
}

fn words(comment: &str) -> &str {
    comment.trim_start_matches(['\u{feff}', '-', '#', '/', '*', ' ', '\t'])
}

fn starts_with(words: &str, directive: &str) -> bool {
    words.get(..directive.len()).is_some_and(|start| start.eq_ignore_ascii_case(directive))
}
