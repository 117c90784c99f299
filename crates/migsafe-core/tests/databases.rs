//! MySQL and SQLite: the light of a change, and what is reported of it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::fmt::Write as _;

use migsafe_core::source::tree::MemoryTree;
use migsafe_core::source::{Dialect, Request, Tool};
use migsafe_core::{Options, Project};

/// Each case after `history`, which counts as applied: the lights of its statements, and the findings.
fn judged(dialect: Dialect, tool: Tool, history: &str, cases: &[&str]) -> String {
    let mut text = String::new();
    for case in cases {
        let journal = r#"{ "version": "7", "dialect": "DIALECT", "entries": [
            { "idx": 0, "when": 1, "tag": "0000_a", "breakpoints": true }, { "idx": 1, "when": 2, "tag": "0001_b", "breakpoints": true } ] }"#;
        let journal = journal.replace("DIALECT", if dialect == Dialect::MySql { "mysql" } else { "sqlite" });
        let lock = format!("provider = \"{}\"", if dialect == Dialect::MySql { "mysql" } else { "sqlite" });
        let files: Vec<(&str, &str)> = match tool {
            Tool::Drizzle => vec![("drizzle/0000_a.sql", history), ("drizzle/0001_b.sql", case), ("drizzle/meta/_journal.json", &journal)],
            Tool::Prisma => vec![
                ("prisma/migrations/1_a/migration.sql", history),
                ("prisma/migrations/2_b/migration.sql", case),
                ("prisma/migrations/migration_lock.toml", &lock),
            ],
            _ => vec![("migrations/0000_a.sql", history), ("migrations/0001_b.sql", case)],
        };
        let tree = MemoryTree::new(files.into_iter().map(|(path, text)| (path, text.as_bytes())));
        let request = Request { dialect: Some(dialect), ..Request::default() };
        let report = Project::from_files(&tree, &request).check(&Options::default());
        let migration = report.projects.first().and_then(|project| project.migrations.last()).unwrap();
        assert_eq!((report.projects[0].dialect, report.projects[0].version), (dialect, None));
        let lights: Vec<&str> = migration.statements.iter().map(|statement| statement.light.word()).collect();
        let _ = writeln!(text, "{}\n  {}", case.split_whitespace().collect::<Vec<_>>().join(" "), lights.join(" "));
        for statement in &migration.statements {
            assert!(statement.effects.locks.is_empty() && statement.effects.rewrites.is_empty() && statement.effects.scans.is_empty());
        }
        for finding in &migration.findings {
            let _ = writeln!(text, "  {} [{}] {}", finding.level, finding.rule, finding.message);
            for step in finding.fix.iter().flat_map(|fix| &fix.steps).filter(|step| !step.sql.is_empty()) {
                let _ = writeln!(text, "      {}", step.sql.replace('\n', " "));
            }
        }
    }
    text
}

#[test]
fn changes_in_mysql() {
    let history = "CREATE TABLE `Users` (`id` int NOT NULL AUTO_INCREMENT, `email` varchar(191) NOT NULL, `age` smallint DEFAULT 1, `bio` text, `state` enum('a','b') NOT NULL,
        PRIMARY KEY (`id`), UNIQUE KEY `Users_email_key` (`email`), KEY `idx` (`age`)) ENGINE=InnoDB;
        CREATE TABLE posts (id int PRIMARY KEY, user_id int, KEY idx (user_id), CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES `Users` (id) ON DELETE CASCADE);";
    insta::assert_snapshot!(judged(
        Dialect::MySql,
        Tool::Sql,
        history,
        &[
            "ALTER TABLE `Users` ADD COLUMN `x` int NULL, ADD INDEX `i` (`x`);",
            "ALTER TABLE Users ADD COLUMN y int NOT NULL;",
            "ALTER TABLE `Users` DROP COLUMN `bio`;",
            "ALTER TABLE `Users` RENAME COLUMN `bio` TO `about`;",
            "ALTER TABLE `Users` CHANGE `bio` `about` text;",
            "ALTER TABLE `Users` MODIFY `email` varchar(255) NOT NULL;",
            "ALTER TABLE `Users` MODIFY `email` varchar(50) NOT NULL;",
            "ALTER TABLE `Users` MODIFY `age` smallint NOT NULL DEFAULT 1;",
            "ALTER TABLE `Users` MODIFY `id` int NOT NULL;",
            "ALTER TABLE `Users` MODIFY `state` enum('a','b','c') NOT NULL;",
            "ALTER TABLE `Users` MODIFY `state` enum('a') NOT NULL;",
            "ALTER TABLE `Users` DROP INDEX `Users_email_key`;",
            "ALTER TABLE `Users` DROP INDEX `Users_email_key`, ADD UNIQUE INDEX `u` (`email`);",
            "DROP INDEX idx ON posts;",
            "ALTER TABLE posts DROP FOREIGN KEY fk;",
            "ALTER TABLE posts DROP FOREIGN KEY fk; ALTER TABLE posts ADD CONSTRAINT fk2 FOREIGN KEY (user_id) REFERENCES Users (id);",
            "ALTER TABLE posts DROP PRIMARY KEY;",
            "RENAME TABLE posts TO articles;",
            "DROP TABLE IF EXISTS posts;",
            "TRUNCATE posts;",
            "DELETE FROM Users WHERE age < 3;",
            "UPDATE Users SET age = 2; INSERT IGNORE INTO posts (id) VALUES (1);",
            "REPLACE INTO posts (id) VALUES (1);",
            "SET FOREIGN_KEY_CHECKS = 0; SELECT 1; SET FOREIGN_KEY_CHECKS = 1;",
            "ALTER TABLE posts DROP PARTITION p1;",
            "ALTER TABLE posts CONVERT TO CHARACTER SET utf8mb4;",
            "EXECUTE s;",
            "CREATE TABLE n (a int); DROP TABLE n;",
            "CALL `?`();",
            "SET FOREIGN_KEY_CHECKS = 0; DROP INDEX idx ON posts;",
            "ALTER TABLE posts DROP INDEX idx, ADD INDEX idx2 (user_id);",
        ]
    ));
}

/// Before 9.0 MySQL takes no notice of a foreign key at a column, so that nothing certain hangs on it; and each key of a table is kept, also on the same columns.
#[test]
fn keys_in_mysql() {
    let history = "CREATE TABLE users (id int PRIMARY KEY, code int NOT NULL, CONSTRAINT users_code UNIQUE (code), CONSTRAINT users_again UNIQUE (code), CONSTRAINT users_id UNIQUE (id));
        CREATE TABLE posts (id int PRIMARY KEY, user_id int REFERENCES users (id), other_id int, FOREIGN KEY (other_id) REFERENCES users (code));";
    insta::assert_snapshot!(judged(
        Dialect::MySql,
        Tool::Sql,
        history,
        &[
            "ALTER TABLE posts DROP COLUMN user_id;",
            "ALTER TABLE posts DROP FOREIGN KEY posts_ibfk_2;",
            "ALTER TABLE users DROP INDEX users_id;",
            "ALTER TABLE users DROP INDEX users_code;",
            "ALTER TABLE users DROP INDEX users_code, DROP INDEX users_again;",
            "ALTER TABLE posts MODIFY other_id bigint;",
            "ALTER TABLE posts DROP INDEX other_id;",
            "ALTER TABLE posts DROP FOREIGN KEY posts_ibfk_2; DROP INDEX other_id ON posts;",
            "ALTER TABLE posts ADD COLUMN third int, ADD CONSTRAINT posts_third FOREIGN KEY (third) REFERENCES users (id); ALTER TABLE posts DROP FOREIGN KEY posts_third; DROP INDEX posts_third ON posts;",
            "CREATE INDEX posts_other ON posts (other_id, id); DROP INDEX posts_other ON posts;",
        ]
    ));
}

const SQLITE: &str = "CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL, fax text, code text);
    CREATE UNIQUE INDEX users_email ON users (email);
    CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users (id) ON DELETE CASCADE, title text);";

#[test]
fn tables_that_sqlite_makes_anew() {
    let anew = |columns: &str, copy: &str, index: &str| {
        format!(
            "PRAGMA foreign_keys=OFF; CREATE TABLE __new_users ({columns}); INSERT INTO __new_users {copy}; DROP TABLE users; ALTER TABLE __new_users RENAME TO users; {index} PRAGMA foreign_keys=ON;"
        )
    };
    let index = "CREATE UNIQUE INDEX users_email ON users (email);";
    let all = "id integer PRIMARY KEY, email text NOT NULL, fax text, code text NOT NULL";
    let everything = "(id, email, fax, code) SELECT id, email, fax, coalesce(code, '') FROM users";
    let cases = [
        anew(all, everything, index),
        anew(all, everything, ""),
        anew("id integer PRIMARY KEY, email text NOT NULL, code text", "(id, email, code) SELECT id, email, code FROM users", index),
        anew("id integer PRIMARY KEY, mail text NOT NULL, fax text, code text", "(id, mail, fax, code) SELECT id, email, fax, code FROM users", "CREATE UNIQUE INDEX m ON users (mail);"),
        anew("id integer PRIMARY KEY, email text NOT NULL, fax text, code integer", "SELECT * FROM users", index),
        anew(all, "(id, email, fax, code) SELECT id, email, fax, code FROM users WHERE code IS NOT NULL", index),
        anew(&format!("{all}, place text NOT NULL"), everything, index),
        anew(&format!("{all}, place text NOT NULL DEFAULT ''"), everything, index),
        anew(&format!("{all}, place text NOT NULL"), "(id, email, fax, code, place) SELECT id, email, fax, coalesce(code, ''), '' FROM users", index),
        anew(&format!("{all}, place text NOT NULL"), "(id, email, fax, code, place) SELECT id, email, fax, coalesce(code, ''), \"place\" FROM users", index),
        "ALTER TABLE users RENAME TO old; CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL UNIQUE, fax text, code text); INSERT INTO users SELECT id, email, fax, code FROM old; DROP TABLE old;".to_owned(),
        "ALTER TABLE users RENAME TO old; CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL UNIQUE, code text); INSERT INTO users SELECT id, email, code FROM old; DROP TABLE old; ALTER TABLE users RENAME TO old; ALTER TABLE old RENAME TO users;".to_owned(),
    ];
    let cases: Vec<&str> = cases.iter().map(String::as_str).collect();
    insta::assert_snapshot!(judged(Dialect::Sqlite, Tool::Prisma, SQLITE, &cases));
}

/// Migrations write procedures for want of an `IF`: what a call runs is read where the same file creates the procedure.
#[test]
fn procedures_that_a_file_calls() {
    let history = "CREATE TABLE users (id int PRIMARY KEY, email varchar(191), fax text, KEY users_email (email));";
    let called =
        |body: &str| format!("DELIMITER //\nCREATE PROCEDURE p()\nBEGIN\n{body}\nEND //\nDELIMITER ;\nCALL p();\nDROP PROCEDURE p;");
    let cases = [
        called(
            "IF EXISTS (SELECT 1 FROM information_schema.COLUMNS WHERE TABLE_NAME = 'users') THEN\n ALTER TABLE users DROP COLUMN fax;\nELSE\n SELECT 1;\nEND IF;",
        ),
        called(
            "DECLARE CONTINUE HANDLER FOR SQLEXCEPTION, SQLSTATE '42000' BEGIN END;\nDROP INDEX users_email ON users;\nCREATE INDEX users_again ON users (email, id);",
        ),
        called(
            "DECLARE done INT DEFAULT FALSE;\nDECLARE c CURSOR FOR SELECT id FROM users;\nDECLARE CONTINUE HANDLER FOR NOT FOUND SET done = TRUE;\nOPEN c;\nagain: LOOP\n FETCH c INTO x;\n IF done THEN LEAVE again; END IF;\n UPDATE users SET fax = x WHERE id = x;\nEND LOOP again;\nCLOSE c;",
        ),
        called("SET @s = CONCAT('DROP TABLE ', 'users');\nPREPARE s FROM @s;\nEXECUTE s;\nDEALLOCATE PREPARE s;"),
        called(
            "CASE x WHEN 1 THEN DELETE FROM users; ELSE BEGIN END; END CASE;\nREPEAT UPDATE users SET fax = ''; UNTIL TRUE END REPEAT;\nWHILE x < 3 DO SET x = x + 1; END WHILE;",
        ),
        called("DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END;\nDROP INDEX never_seen ON users;"),
        called("IF x"),
        called("SET @x = 1;"),
        "CREATE PROCEDURE q() DROP TABLE users; CALL Q(); CALL other();".to_owned(),
        "DELIMITER\n$$\nCREATE PROCEDURE p() BEGIN DROP TABLE users; END\n$$\nDELIMITER ;\nCALL p();".to_owned(),
    ];
    let cases: Vec<&str> = cases.iter().map(String::as_str).collect();
    insta::assert_snapshot!(judged(Dialect::MySql, Tool::Sql, history, &cases));
}

/// Nothing of it is one change there: each statement is committed before the next.
#[test]
fn tables_that_are_made_anew_in_mysql() {
    let history = "CREATE TABLE users (id int PRIMARY KEY AUTO_INCREMENT, email varchar(100) NOT NULL, fax text);";
    let anew =
        "CREATE TABLE users_new (id int PRIMARY KEY AUTO_INCREMENT, email varchar(200) NOT NULL, fax text NOT NULL, code int NOT NULL);";
    let cases = [
        format!("{anew} INSERT INTO users_new (id, email, fax, code) SELECT id, email, coalesce(fax, ''), 0 FROM users; DROP TABLE users; RENAME TABLE users_new TO users;"),
        format!("{anew} INSERT INTO users_new (id, email, fax) SELECT id, email, fax FROM users; DROP TABLE users; RENAME TABLE users_new TO users;"),
        "RENAME TABLE users TO users_old; CREATE TABLE users (id int PRIMARY KEY AUTO_INCREMENT, email varchar(100) NOT NULL); INSERT INTO users SELECT id, email FROM users_old; DROP TABLE users_old;".to_owned(),
    ];
    let cases: Vec<&str> = cases.iter().map(String::as_str).collect();
    insta::assert_snapshot!(judged(Dialect::MySql, Tool::Sql, history, &cases));
}

/// Measured with drizzle-orm 0.45.4 and sql.js (SQLite 3.54), foreign keys on: the rows of `posts` were gone.
#[test]
fn children_go_where_drizzle_makes_a_table_anew() {
    let anew = "PRAGMA foreign_keys=OFF;--> statement-breakpoint\nCREATE TABLE __new_users (id integer PRIMARY KEY, email text NOT NULL UNIQUE, fax text, code text);
--> statement-breakpoint\nINSERT INTO __new_users SELECT * FROM users;--> statement-breakpoint\nDROP TABLE users;--> statement-breakpoint\nALTER TABLE __new_users RENAME TO users;";
    let outside = format!(
        "COMMIT;--> statement-breakpoint\nPRAGMA foreign_keys=OFF;--> statement-breakpoint\nBEGIN;--> statement-breakpoint\n{anew}"
    );
    insta::assert_snapshot!(judged(Dialect::Sqlite, Tool::Drizzle, SQLITE, &[anew, &outside]));
}

#[test]
fn changes_in_sqlite() {
    insta::assert_snapshot!(judged(
        Dialect::Sqlite,
        Tool::Sql,
        SQLITE,
        &[
            "ALTER TABLE users ADD COLUMN x integer DEFAULT 0 NOT NULL; CREATE INDEX i ON users (x);",
            "ALTER TABLE users ADD x integer NOT NULL;",
            "ALTER TABLE users ADD x integer UNIQUE;",
            "ALTER TABLE Users DROP COLUMN fax;",
            "ALTER TABLE users RENAME COLUMN fax TO telex;",
            "ALTER TABLE users RENAME TO people;",
            "DROP TABLE main.posts;",
            "DROP INDEX users_email;",
            "DROP INDEX users_email; CREATE UNIQUE INDEX again ON users (email);",
            "DELETE FROM posts;",
            "CREATE TABLE n (a integer); INSERT INTO n SELECT id FROM users; DROP TABLE n;",
            "PRAGMA writable_schema = ON;",
            "CREATE TABLE n (a integer, b integer, FOREIGN KEY (a) REFERENCES users (id) ON DELETE CASCADE FOREIGN KEY (b) REFERENCES posts (id) UNIQUE (a));",
        ]
    ));
}
