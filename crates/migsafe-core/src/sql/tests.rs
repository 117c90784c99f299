use super::*;
use crate::source::Cut;

fn script(text: &str, cut: Cut) -> Script {
    Script { path: "x.sql".into(), text: text.into(), range: None, cut, ..Script::default() }
}

mod agreement;
mod blocks;
mod others;
mod own_forms;
mod properties;
mod statements;

mod caps {
    use super::*;

    /// Every chain that a parser may build as a tree as deep as the chain is long.
    fn chains() -> Vec<(&'static str, String)> {
        let many = |part: &str, times: usize| part.repeat(times);
        let mut all = Vec::new();
        for times in [100, 398, 20_000] {
            all.extend([
                ("terms", format!("SELECT 1{}", many("+1", times))),
                ("and", format!("SELECT true{}", many(" AND true", times))),
                ("or", format!("DELETE FROM t WHERE a = 1{}", many(" OR a = 2", times))),
                ("concatenation", format!("UPDATE t SET a = ''{}", many("||''", times))),
                ("casts", format!("SELECT 1{}", many("::int", times))),
                ("subscripts", format!("SELECT a{}", many("[1]", times))),
                ("collations", format!("SELECT a{}", many(" COLLATE \"C\"", times))),
                ("zones", format!("SELECT a{}", many(" AT TIME ZONE 'UTC'", times))),
                ("is null", format!("SELECT a{}", many(" IS NULL", times))),
                ("isnull", format!("SELECT a{}", many(" ISNULL", times))),
                ("fields", format!("SELECT a{}", many(".b", times))),
                ("json", format!("SELECT a{}", many("->'b'", times))),
                ("not", format!("SELECT {}true", many("NOT ", times))),
                ("minus", format!("SELECT {}1", many("- ", times))),
                ("interval", format!("SELECT {}'1'", many("INTERVAL ", times))),
                ("parentheses", format!("SELECT {}1{}", many("(", times), many(")", times))),
                ("open parentheses", format!("SELECT {}1", many("(", times))),
                ("arrays", format!("SELECT {}1{}", many("ARRAY[", times), many("]", times))),
                ("brackets", format!("SELECT {}1{}", many("[", times), many("]", times))),
                ("array types", format!("CREATE TABLE t (a int{})", many("[]", times))),
                ("cases", format!("SELECT {}1{}", many("CASE WHEN true THEN ", times), many(" END", times))),
                ("case terms", format!("SELECT 1{}", many(" + CASE WHEN true THEN 1 END", times))),
                ("calls", format!("SELECT {}1{}", many("f(", times), many(")", times))),
                ("unions", format!("SELECT 1{}", many(" UNION SELECT 1", times))),
                ("joins", format!("SELECT 1 FROM t{}", many(" JOIN t ON true", times))),
                ("natural joins", format!("SELECT 1 FROM t{}", many(" NATURAL JOIN t", times))),
                ("subqueries", format!("SELECT * FROM {}t{}", many("(SELECT * FROM ", times), many(")", times))),
                ("with", format!("{}SELECT 1{}", many("WITH a AS (", times), many(") SELECT 1", times))),
                ("likes", format!("SELECT a{}", many(" LIKE 'b'", times))),
                ("betweens", format!("SELECT a{}", many(" BETWEEN 1 AND 2", times))),
                ("explain", format!("{}SELECT 1", many("EXPLAIN ", times))),
                ("prepare", format!("{}SELECT 1", many("PREPARE a AS ", times))),
                ("operators", format!("SELECT 1{}", many(" OPERATOR(pg_catalog.+) 1", times))),
                ("in lists", format!("SELECT a{}", many(" IN (1)", times))),
                ("check", format!("ALTER TABLE t ADD CHECK (a > 0{})", many(" AND a > 0", times))),
                ("values", format!("SELECT * FROM (VALUES (1){}) v", many(", (1)", times))),
                ("rows", format!("INSERT INTO t VALUES (1){}", many(", (1+1)", times))),
                ("do", format!("DO $$ BEGIN {}NULL;{} END $$", many("IF true THEN ", times), many(" END IF;", times))),
            ]);
        }
        all
    }

    #[test]
    fn no_chain_overflows_the_stack_of_a_thread() {
        std::thread::Builder::new()
            .stack_size(2 * 1024 * 1024)
            .spawn(|| {
                for (name, text) in chains() {
                    let begun = std::time::Instant::now();
                    let statements = read(&script(&text, Cut::Whole));
                    assert!(!statements.is_empty(), "{name}");
                    assert!(begun.elapsed().as_secs() < 20, "{name} took {:?}", begun.elapsed());
                }
            })
            .expect("a thread")
            .join()
            .expect("no overflow");
    }
}
