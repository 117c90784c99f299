//! MySQL and SQLite.

#![allow(clippy::needless_raw_string_hashes, reason = "inline snapshots are written so")]

use crate::source::{Cut, Dialect};
use crate::sql::read;

/// What the text asks: one line an operation, as JSON, with its words.
fn asked(dialect: Dialect, text: &str) -> String {
    let mut script = super::script(text, Cut::Whole);
    script.dialect = dialect;
    let mut lines = Vec::new();
    for statement in read(&script) {
        for located in &statement.operations {
            let restated = if located.restated { "?" } else { "" };
            lines.push(format!("{restated}{} ← {}", serde_json::to_string(&located.operation).unwrap(), located.span.of(text)));
        }
        lines.extend(statement.not_understood.iter().map(|part| format!("not understood: {}: {}", part.why, part.span.of(text))));
    }
    lines.join("\n")
}

#[test]
fn mysql_tables() {
    let text = "CREATE TABLE `Users` (
  `id` int(11) unsigned NOT NULL AUTO_INCREMENT,
  `createdAt` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  role enum('a','b,c') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT 'a' COMMENT 'it''s; \\'x\\'',
  `data` json DEFAULT (json_array()), key1 varchar(36) UNIQUE KEY, `check` text, ok boolean DEFAULT true,
  CONSTRAINT `users_pk` PRIMARY KEY (`id`), UNIQUE KEY `u` (`role`(10)), KEY (`key1`), FULLTEXT KEY ft (`check`),
  CONSTRAINT `fk` FOREIGN KEY (`id`) REFERENCES `o`.`orgs`(`id`) ON DELETE SET NULL ON UPDATE CASCADE
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COMMENT='x;y';
CREATE TABLE IF NOT EXISTS b LIKE Users;";
    insta::assert_snapshot!(asked(Dialect::MySql, text));
}

#[test]
fn mysql_alterations() {
    let text = "ALTER TABLE `t` MODIFY COLUMN `a` varchar(64) NOT NULL DEFAULT 'x' AFTER b, CHANGE `old` `new` bigint, ADD c int FIRST, ADD COLUMN (d int, e text);
ALTER TABLE t DROP FOREIGN KEY fk, DROP PRIMARY KEY, DROP INDEX i, DROP KEY j, DROP COLUMN k, DROP l, DROP CHECK m, DROP CONSTRAINT n;
ALTER TABLE t ADD INDEX i (a, b(10) DESC), ADD UNIQUE INDEX u (a), ADD CONSTRAINT x UNIQUE (b), ADD PRIMARY KEY (a), ADD FULLTEXT f (a), ALGORITHM=INPLACE, LOCK=NONE;
ALTER TABLE t RENAME COLUMN a TO b, RENAME INDEX i TO j, RENAME TO u, ALTER COLUMN c SET DEFAULT 1, ALTER c DROP DEFAULT;
ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci, ENGINE = InnoDB;
ALTER TABLE t DROP PARTITION p1, p2;
RENAME TABLE a TO b, c TO d;
DROP INDEX i ON t; DROP TABLE IF EXISTS a, b; TRUNCATE t; DROP TRIGGER IF EXISTS tr;
CREATE UNIQUE INDEX i USING BTREE ON t (a, (lower(b))) ALGORITHM INPLACE;";
    insta::assert_snapshot!(asked(Dialect::MySql, text));
}

#[test]
fn mysql_rows_and_sessions() {
    let text = "SET FOREIGN_KEY_CHECKS = 0, @@SESSION.sql_mode = 'ANSI'; SET @a = 1; SET NAMES utf8mb4; SET GLOBAL event_scheduler = ON;
INSERT IGNORE INTO `T` (`a`) VALUES (1); REPLACE INTO t VALUES (1); INSERT INTO t SET a = 1;
INSERT INTO t (a) SELECT a FROM u ON DUPLICATE KEY UPDATE a = VALUES(a);
UPDATE a JOIN b ON a.id = b.id SET a.x = b.y WHERE a.z = 1; UPDATE t SET a = 1 ORDER BY id LIMIT 3;
DELETE d1 FROM t d1 INNER JOIN t d2 WHERE d1.id < d2.id; DELETE FROM t WHERE CAST(a AS UNSIGNED) > 1 LIMIT 5;
START TRANSACTION; COMMIT; LOCK TABLES t WRITE; UNLOCK TABLES; USE db; CALL p(1); OPTIMIZE TABLE t;
PREPARE s FROM @sql; EXECUTE s; DEALLOCATE PREPARE s;
/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`%`*/ /*!50003 TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; END */;
CREATE ALGORITHM=UNDEFINED DEFINER=`a`@`%` SQL SECURITY DEFINER VIEW v AS SELECT `t`.`Id` AS id, now() FROM t;
CREATE PROCEDURE p(IN a INT) BEGIN DROP TABLE x; END;
GRANT SELECT ON *.* TO 'a'@'%'; SELECT `a`, CONCAT(b, 'c') FROM t; FROBNICATE;";
    insta::assert_snapshot!(asked(Dialect::MySql, text));
}

#[test]
fn sqlite_statements() {
    let text = "PRAGMA foreign_keys=OFF; PRAGMA foreign_keys(1); PRAGMA table_info('a');
CREATE TABLE [My Users] (\"id\" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name, `kind` text(10) DEFAULT 'x' NOT NULL, at integer DEFAULT (unixepoch()) NOT NULL,
  price DECIMAL(10, 2) CHECK (price > 0), parent integer REFERENCES \"My Users\"(id) ON DELETE cascade, UNIQUE (name, kind) ON CONFLICT IGNORE,
  CONSTRAINT fk FOREIGN KEY (parent) REFERENCES main.o (id) ON UPDATE no action ON DELETE set null DEFERRABLE INITIALLY DEFERRED) STRICT, WITHOUT ROWID;
INSERT INTO `__new_t`(\"id\", \"b\") SELECT \"id\", coalesce(\"B\", 1) AS \"b\" FROM `t`; INSERT OR IGNORE INTO t SELECT * FROM u WHERE a = 1;
DROP TABLE `t`; ALTER TABLE `__new_t` RENAME TO `t`; ALTER TABLE t RENAME COLUMN a TO b; ALTER TABLE t RENAME c TO d;
ALTER TABLE t ADD `x` text; ALTER TABLE t DROP COLUMN y; ALTER TABLE t ALTER COLUMN \"z\" TO \"z\" text NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS i ON t (lower(a), b COLLATE NOCASE DESC) WHERE c IS NOT NULL; DROP INDEX IF EXISTS i;
CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM u; END; CREATE VIRTUAL TABLE f USING fts5(a, b); CREATE VIEW v AS SELECT a FROM t;
BEGIN IMMEDIATE TRANSACTION; COMMIT TRANSACTION; VACUUM; INSERT INTO t VALUES (1) ON CONFLICT (id) DO UPDATE SET a = excluded.a;
CREATE TRIGGER open AFTER INSERT ON t BEGIN DELETE FROM u;";
    insta::assert_snapshot!(asked(Dialect::Sqlite, text));
}

#[test]
fn sqlite_compares_any_two_values_with_is() {
    let text =
        "DELETE FROM t WHERE a IS 'x' AND b IS NOT c AND d IS NULL AND e IS NOT NULL AND f ISNULL AND g NOTNULL; UPDATE t SET a = b IS c;";
    insta::assert_snapshot!(asked(Dialect::Sqlite, text), @r#"
    {"kind":"delete","table":"t","condition":"a IS NOT DISTINCT FROM 'x' AND b IS DISTINCT FROM c AND d IS NULL AND e IS NOT NULL AND f IS NULL AND g IS NOT NULL","reads":{"relations":[]}} ← DELETE FROM t WHERE a IS 'x' AND b IS NOT c AND d IS NULL AND e IS NOT NULL AND f ISNULL AND g NOTNULL
    {"kind":"update","table":"t","columns":["a"],"reads":{"relations":[]}} ← UPDATE t SET a = b IS c
    "#);
}
