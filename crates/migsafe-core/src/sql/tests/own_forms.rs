//! One statement for every form that our own grammar reads because the parser or the reading of its tree does not. The list is to shrink.

use crate::source::{Cut, Dialect};
use crate::sql::{read, statement};

/// Each with the kind of its first operation.
const FORMS: &[(&str, &str)] = &[
    // tables
    ("CREATE TABLE t (LIKE s INCLUDING ALL EXCLUDING INDEXES)", "create-table"),
    ("CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s START 5))", "create-table"),
    ("CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL)", "create-table"),
    ("CREATE TABLE t (a int, p daterange, PRIMARY KEY (a, p WITHOUT OVERLAPS))", "create-table"),
    ("CREATE TABLE t (a int, p daterange, FOREIGN KEY (a, PERIOD p) REFERENCES s (a, PERIOD p))", "create-table"),
    ("CREATE TABLE t (a text STORAGE external COMPRESSION lz4)", "create-table"),
    ("CREATE TABLE t OF typ (PRIMARY KEY (a))", "create-table"),
    ("CREATE FOREIGN TABLE t (a int OPTIONS (column_name 'b')) SERVER s OPTIONS (table_name 'x')", "create-table"),
    ("ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b", "alter-object"),
    ("ALTER TABLE t ATTACH PARTITION p FOR VALUES FROM (1) TO (2)", "attach-partition"),
    ("ALTER TABLE t DETACH PARTITION p CONCURRENTLY", "detach-partition"),
    ("ALTER TABLE t INHERIT s", "alter-table-option"),
    ("ALTER TABLE t NO INHERIT s", "alter-table-option"),
    ("ALTER TABLE t OF typ", "alter-table-option"),
    ("ALTER TABLE t NOT OF", "alter-table-option"),
    ("ALTER TABLE t SET TABLESPACE x", "alter-table-option"),
    ("ALTER TABLE t SET SCHEMA x", "set-schema"),
    ("ALTER TABLE t SET ACCESS METHOD heap", "alter-table-option"),
    ("ALTER TABLE t SET WITHOUT CLUSTER", "alter-table-option"),
    ("ALTER TABLE t RESET (fillfactor)", "alter-table-option"),
    ("ALTER TABLE t CLUSTER ON i", "alter-table-option"),
    ("ALTER TABLE t ALTER COLUMN a SET STORAGE external", "alter-column-option"),
    ("ALTER TABLE t ALTER COLUMN a SET COMPRESSION lz4", "alter-column-option"),
    ("ALTER TABLE t ALTER COLUMN a SET STATISTICS 100", "alter-column-option"),
    ("ALTER TABLE t ALTER COLUMN a SET (n_distinct = 5)", "alter-column-option"),
    ("ALTER TABLE t ALTER COLUMN a DROP IDENTITY", "alter-column-option"),
    ("ALTER TABLE t ALTER COLUMN a DROP EXPRESSION", "alter-column-option"),
    ("ALTER TABLE t ALTER COLUMN a SET EXPRESSION AS (b + 1)", "alter-column-option"),
    ("ALTER TABLE t ALTER COLUMN a SET GENERATED ALWAYS", "alter-column-option"),
    ("ALTER TABLE t ALTER COLUMN a TYPE text COLLATE \"C\"", "alter-column-type"),
    ("ALTER TABLE t ALTER CONSTRAINT c NOT ENFORCED", "alter-constraint"),
    ("ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID", "add-constraint"),
    ("ALTER TABLE t ADD COLUMN a int, INHERIT s", "add-column"),
    ("ALTER FOREIGN TABLE t ADD COLUMN a int", "add-column"),
    ("ALTER VIEW v SET SCHEMA s", "set-schema"),
    ("ALTER VIEW v RENAME TO w", "rename-object"),
    ("ALTER MATERIALIZED VIEW v RENAME TO w", "rename-object"),
    // indexes and maintenance
    ("DROP INDEX CONCURRENTLY IF EXISTS i, j", "drop-index"),
    ("ALTER INDEX IF EXISTS i RENAME TO j", "rename-object"),
    ("ALTER INDEX i ATTACH PARTITION j", "attach-index-partition"),
    ("ALTER INDEX i SET (fillfactor = 70)", "alter-table-option"),
    ("REINDEX (VERBOSE) TABLE CONCURRENTLY t", "reindex"),
    ("CLUSTER t USING i", "maintain"),
    ("VACUUM (FULL, ANALYZE) t, s", "maintain"),
    ("ANALYZE (VERBOSE) t (a), s", "maintain"),
    ("REFRESH MATERIALIZED VIEW CONCURRENTLY v", "refresh-materialized-view"),
    // types, domains, sequences
    ("ALTER TYPE y ADD ATTRIBUTE a int CASCADE", "alter-type-attribute"),
    ("ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID", "alter-domain"),
    ("ALTER DOMAIN d VALIDATE CONSTRAINT c", "alter-domain"),
    ("ALTER SEQUENCE s OWNED BY t.a", "alter-sequence"),
    ("ALTER SEQUENCE s SET UNLOGGED", "alter-sequence"),
    // routines
    ("CREATE PROCEDURE p(a int, OUT b int) LANGUAGE plpgsql AS $$ BEGIN END $$", "create-function"),
    ("CREATE FUNCTION f(a int DEFAULT 1) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a; END", "create-function"),
    ("CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f('a', 1)", "create-trigger"),
    ("CREATE RULE r AS ON INSERT TO t DO INSTEAD NOTHING", "create-rule"),
    ("ALTER TRIGGER g ON t RENAME TO h", "rename-object"),
    ("DROP RULE r ON t", "drop-object"),
    ("DROP AGGREGATE a(*)", "drop-object"),
    // replication, extensions and the rest
    ("CREATE PUBLICATION p FOR TABLE t (a) WHERE (a > 1), s", "change-publication"),
    ("CREATE PUBLICATION p FOR TABLES IN SCHEMA s", "change-publication"),
    ("ALTER PUBLICATION p DROP TABLE t", "change-publication"),
    ("DROP PUBLICATION p", "drop-object"),
    ("CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p", "create-object"),
    ("CREATE STATISTICS s ON a, b FROM t", "create-object"),
    ("CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()", "create-object"),
    ("ALTER EXTENSION e UPDATE TO '2'", "alter-object"),
    ("CREATE AGGREGATE a (int) (sfunc = f, stype = int)", "create-object"),
    ("CREATE CAST (a AS b) WITHOUT FUNCTION", "create-object"),
    ("CREATE LANGUAGE plperl", "create-object"),
    ("CREATE USER MAPPING FOR u SERVER s", "create-object"),
    ("CREATE TABLESPACE x LOCATION '/d'", "create-object"),
    ("ALTER SYSTEM SET a = 1", "alter-object"),
    ("ALTER DATABASE d SET a = 1", "alter-object"),
    ("DROP OWNED BY o", "drop-object"),
    ("DROP USER MAPPING IF EXISTS FOR u SERVER s", "drop-object"),
    ("IMPORT FOREIGN SCHEMA a FROM SERVER s INTO b", "create-object"),
    // rights
    ("GRANT r TO u WITH ADMIN OPTION", "change-privileges"),
    ("GRANT USAGE ON FOREIGN SERVER s TO u", "change-privileges"),
    ("ALTER DEFAULT PRIVILEGES FOR ROLE r IN SCHEMA s REVOKE ALL ON TABLES FROM PUBLIC", "change-privileges"),
    ("REASSIGN OWNED BY a TO b", "change-owner"),
    ("SECURITY LABEL FOR p ON TABLE t IS 'x'", "comment"),
    ("COMMENT ON CONSTRAINT c ON t IS NULL", "comment"),
    ("CREATE UNIQUE INDEX i ON t ((a::text COLLATE \"C\"))", "create-index"),
    // rows and session
    ("DELETE FROM t WHERE CURRENT OF c", "delete"),
    ("UPDATE ONLY t SET a[1] = 2 WHERE b", "update"),
    ("SET CONSTRAINTS ALL DEFERRED", "set-constraints"),
    ("PREPARE TRANSACTION 'x'", "transaction"),
    ("CHECKPOINT", "utility"),
    ("MOVE NEXT FROM c", "utility"),
];

/// Forms of the list that the parser reads too: they are to leave it.
#[test]
fn the_parser_knows_none_of_the_forms_that_we_read_ourselves() {
    let learned: Vec<_> = FORMS.iter().filter(|(sql, _)| statement::parse(sql, Dialect::PostgreSql).is_ok()).map(|(sql, _)| *sql).collect();
    assert!(learned.is_empty(), "the parser reads these; take them and what reads them away:\n{}", learned.join("\n"));
}

#[test]
fn our_own_grammar_reads_each_form() {
    for (sql, kind) in FORMS {
        let statements = read(&super::script(sql, Cut::Whole));
        assert_eq!(statements.len(), 1, "{sql}");
        for statement in statements {
            assert!(statement.is_understood(), "{sql}: {:?}", statement.not_understood);
            let first = statement.operations.first().unwrap_or_else(|| panic!("{sql}"));
            let value = serde_json::to_value(first).expect("JSON");
            assert_eq!(value["kind"], *kind, "{sql}: {value}");
        }
    }
}
