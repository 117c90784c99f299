//! What holds for any text at all.

use proptest::prelude::*;

use crate::source::{Cut, Dialect};
use crate::span::Span;
use crate::sql::lexer::{Kind, Lexer};
use crate::sql::{Statement, read};

/// Pieces that a text is put together from, so that it often looks like SQL.
fn text() -> impl Strategy<Value = String> {
    let words: &[&str] = &[
        "ALTER TABLE ",
        "CREATE TABLE ",
        "DROP ",
        "INDEX ",
        "CONCURRENTLY ",
        "IF EXISTS ",
        "ADD COLUMN ",
        "CONSTRAINT ",
        "t",
        "\"T\" ",
        "U&\"\\0061\"",
        "a.b",
        "(",
        ")",
        ",",
        ";",
        ";\n",
        "'",
        "''",
        "'x'",
        "E'\\'",
        "$$",
        "$a$",
        "$1",
        "--",
        "--> statement-breakpoint\n",
        "/*",
        "*/",
        "\n",
        "\r\n",
        "\u{feff}",
        "\0",
        "é",
        "\\i x\n",
        "\\.\n",
        "COPY t FROM stdin;\n",
        "DO $$ BEGIN ",
        "DO $a$ ",
        "END $$;",
        "IF a THEN ",
        "END IF;",
        "LOOP ",
        "END LOOP;",
        "EXCEPTION WHEN others THEN ",
        "BEGIN ",
        "DECLARE ",
        "EXECUTE 'DROP TABLE t';",
        "EXECUTE format('x')",
        "PERFORM f();",
        "CASE ",
        "WHEN ",
        "END;",
        "SELECT 1 INTO x;",
        "BEGIN ATOMIC ",
        "CREATE FUNCTION f() ",
        "CREATE RULE r AS ON INSERT TO t DO (",
        "INSERT INTO t VALUES (1)",
        " ON CONFLICT DO UPDATE SET a = 1",
        "EXPLAIN ANALYZE ",
        "NOT NULL ",
        "PARTITION OF ",
        "FOR VALUES IN (1)",
        "TYPE ",
        "USING ",
        "DEFAULT ",
        "int ",
        "[",
        "]",
        "::",
        "+",
        "GRANT ",
        "ON ",
        "TO ",
        "SET ",
        "=",
        "1..2",
        "LANGUAGE sql ",
    ];
    prop_oneof![prop::collection::vec(prop::sample::select(words), 0..40).prop_map(|parts| parts.concat()), ".{0,200}"]
}

fn check(text: &str, cut: Cut) -> Result<Vec<Statement>, TestCaseError> {
    check_as(text, cut, Dialect::PostgreSql)
}

fn check_as(text: &str, cut: Cut, dialect: Dialect) -> Result<Vec<Statement>, TestCaseError> {
    let mut script = super::script(text, cut);
    script.dialect = dialect;
    let statements = read(&script);
    let mut end = 0;
    for statement in &statements {
        let span = statement.span;
        prop_assert!(text.get(span.start..span.end).is_some_and(|part| !part.is_empty()), "{span:?} does not fit");
        prop_assert!(span.start >= end, "statements overlap or are out of order");
        prop_assert!(
            blank(text, Span::new(end, span.start), dialect),
            "something between statements was not read: {:?}",
            text.get(end..span.start)
        );
        end = span.end;
        prop_assert_eq!(statement.line, text[..span.start].split('\n').count());
        let inner = statement.operations.iter().map(|located| located.span).chain(statement.not_understood.iter().map(|part| part.span));
        for part in inner {
            prop_assert!(text.get(part.start..part.end).is_some(), "{part:?} does not fit");
            prop_assert!(part.start >= span.start && part.end <= span.end, "{part:?} lies outside of {span:?}");
        }
        prop_assert!(!statement.operations.is_empty() || !statement.is_understood(), "nothing was read and nothing was said");
    }
    prop_assert!(blank(text, Span::new(end, text.len()), dialect), "something at the end was not read");
    Ok(statements)
}

/// Whether a gap holds nothing but white space, comments, stray semicolons and the data of a `COPY`; for MySQL also the ends of comments that are run, and what its
/// client was told.
fn blank(text: &str, gap: Span, dialect: Dialect) -> bool {
    let data = gap.of(text).lines().any(|line| line == "\\.");
    let told = dialect == Dialect::MySql && gap.of(text).to_ascii_lowercase().contains("delimiter");
    let ends = dialect == Dialect::MySql && gap.of(text).contains("*/");
    data || told || ends || Lexer::new(text, gap, dialect).all(|token| token.kind == Kind::Symbol(b';'))
}

/// Texts of MySQL and SQLite.
fn text_of_others() -> impl Strategy<Value = String> {
    let words = vec![
        "`",
        "\"",
        "'",
        "[",
        "]",
        "\\",
        "#",
        "--",
        " -- ",
        "\n",
        "/*",
        "/*!50003 ",
        "*/",
        ";",
        "(",
        ")",
        ",",
        " ",
        "DELIMITER ",
        "//",
        "$$",
        "BEGIN ",
        "END",
        "IF ",
        "CASE ",
        "CREATE TRIGGER t ",
        "CREATE DEFINER=`a`@`%` PROCEDURE p() ",
        "ALTER TABLE t ",
        "MODIFY ",
        "CHANGE ",
        "a ",
        "b ",
        "int ",
        "text ",
        "NOT NULL ",
        "DEFAULT ",
        "1",
        "'x' ",
        "CREATE TABLE ",
        "KEY ",
        "UNIQUE ",
        "CONSTRAINT ",
        "REFERENCES t(a) ",
        "ON DELETE CASCADE ",
        "DROP ",
        "INDEX ",
        "TABLE ",
        "RENAME ",
        "TO ",
        "PRAGMA ",
        "foreign_keys=OFF",
        "INSERT INTO t SELECT * FROM u",
        "SET ",
        "@a=1",
        "@@x",
        "ON t ",
        "AS ",
        "PRIMARY KEY ",
        "FIRST",
        "enum('a','b') ",
        "unsigned ",
        "ADD ",
        "COLUMN ",
        "é",
        "DROP PARTITION p",
        "UPDATE a JOIN b SET a.x=1",
        "DELETE a FROM a JOIN b",
        "EXECUTE s",
    ];
    prop_oneof![prop::collection::vec(prop::sample::select(words), 0..40).prop_map(|parts| parts.concat()), ".{0,200}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn statements_tile_any_text(text in text()) {
        check(&text, Cut::Whole)?;
    }

    #[test]
    fn statements_of_mysql_tile_any_text(text in text_of_others()) {
        check_as(&text, Cut::Whole, Dialect::MySql)?;
    }

    #[test]
    fn statements_of_sqlite_tile_any_text(text in text_of_others()) {
        check_as(&text, Cut::Breakpoints, Dialect::Sqlite)?;
    }

    #[test]
    fn chunks_tile_any_text(text in text()) {
        check(&text, Cut::Breakpoints)?;
    }

    #[test]
    fn blocks_hold_any_body(body in text(), tag in "[a-z]{0,2}") {
        check(&format!("SELECT 1; DO ${tag}$ BEGIN {body} END ${tag}$; SELECT 2"), Cut::Whole)?;
    }

    #[test]
    fn a_range_reads_only_what_lies_in_it(before in text(), after in text()) {
        let text = format!("{before}SELECT 1;{after}");
        let mut part = super::script(&text, Cut::Whole);
        let range = Span::new(before.len(), before.len() + 9);
        part.range = Some(range);
        let statements = read(&part);
        prop_assert_eq!(statements.len(), 1);
        prop_assert_eq!(statements[0].span, range);
    }
}
