CREATE TABLE users (id int NOT NULL AUTO_INCREMENT, email varchar(191) NOT NULL, age smallint DEFAULT 1, bio text, note varchar(100), state enum('a','b') NOT NULL, price decimal(10,2), seen datetime(3), place varchar(50) NOT NULL DEFAULT 'x', PRIMARY KEY (id), UNIQUE KEY users_email_key (email), KEY users_age_idx (age), CONSTRAINT users_age_check CHECK (age < 1000)) ENGINE=InnoDB;
INSERT INTO users (id, email, age, bio, note, state, price, seen) VALUES (1, 'a@x', 5, 'b', NULL, 'a', 1.25, '2024-01-01 00:00:00.123'), (2, 'b@x', 5, NULL, 'long enough to be cut', 'b', 2.5, NULL), (3, 'c@x', NULL, 'b', '7', 'b', 99999999.99, NULL);
CREATE TABLE posts (id int PRIMARY KEY, user_id int, other_id int, title varchar(20), KEY posts_user_idx (user_id), CONSTRAINT posts_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE) ENGINE=InnoDB;
INSERT INTO posts VALUES (1, 1, 1, 't'), (2, 2, 99, 't');
CREATE TABLE empty_ones (id int PRIMARY KEY, a int) ENGINE=InnoDB;
CREATE TABLE logs (id int PRIMARY KEY, day int) PARTITION BY RANGE (id) (PARTITION p1 VALUES LESS THAN (10), PARTITION p2 VALUES LESS THAN (100));
INSERT INTO logs VALUES (1, 1), (50, 2);
CREATE VIEW names AS SELECT id, email FROM users;
CREATE TRIGGER posts_before BEFORE INSERT ON posts FOR EACH ROW SET NEW.title = coalesce(NEW.title, '');

-- case: add-nullable-column
ALTER TABLE users ADD COLUMN extra int NULL, ADD INDEX extra_idx (extra);
-- case: add-required-column
ALTER TABLE users ADD COLUMN extra int NOT NULL;
-- case: add-required-enum
ALTER TABLE users ADD COLUMN kind enum('x','y') NOT NULL;
-- case: add-required-date
ALTER TABLE users ADD COLUMN born date NOT NULL;
-- case: add-required-datetime
ALTER TABLE users ADD COLUMN born datetime(3) NOT NULL;
-- case: add-required-json
ALTER TABLE users ADD COLUMN data json NOT NULL;
-- case: add-required-text-with-default
ALTER TABLE users ADD COLUMN data varchar(20) NOT NULL DEFAULT '';
-- case: add-unique-column
ALTER TABLE users ADD COLUMN code int NULL UNIQUE;
-- case: add-required-unique-column
ALTER TABLE users ADD COLUMN code int NOT NULL UNIQUE;
-- case: add-constant-unique-column
ALTER TABLE users ADD COLUMN code int NOT NULL DEFAULT 7 UNIQUE;
-- case: add-auto-increment-key
ALTER TABLE users ADD COLUMN code int NOT NULL AUTO_INCREMENT UNIQUE;
-- case: drop-column
ALTER TABLE users DROP COLUMN bio;
-- case: drop-column-that-a-check-needs
ALTER TABLE users DROP COLUMN age;
-- case: drop-column-of-a-foreign-key
ALTER TABLE posts DROP COLUMN user_id;
-- case: drop-column-that-a-view-needs
ALTER TABLE users DROP COLUMN email;
-- case: rename-column
ALTER TABLE users RENAME COLUMN bio TO about;
-- case: change-that-renames
ALTER TABLE users CHANGE bio about text;
-- case: modify-wider
ALTER TABLE users MODIFY email varchar(255) NOT NULL;
-- case: modify-narrower
ALTER TABLE users MODIFY note varchar(5) NULL;
-- case: modify-not-null
ALTER TABLE users MODIFY note varchar(100) NOT NULL;
-- case: modify-not-null-default
ALTER TABLE users MODIFY note varchar(100) NOT NULL DEFAULT '';
-- case: modify-not-null-filled
UPDATE users SET note = '' WHERE note IS NULL;
ALTER TABLE users MODIFY note varchar(100) NOT NULL;
-- case: modify-not-null-number
ALTER TABLE users MODIFY age smallint NOT NULL DEFAULT 1;
-- case: modify-text-to-number
ALTER TABLE users MODIFY note int NULL;
-- case: modify-without-not-null
ALTER TABLE users MODIFY email varchar(191);
-- case: modify-without-auto-increment
ALTER TABLE users MODIFY id int NOT NULL;
-- case: modify-without-default
ALTER TABLE users MODIFY age smallint;
-- case: modify-key-that-a-foreign-key-refers-to
ALTER TABLE users MODIFY id bigint NOT NULL AUTO_INCREMENT;
-- case: modify-column-of-a-foreign-key
ALTER TABLE posts MODIFY user_id bigint;
-- case: modify-enum-more
ALTER TABLE users MODIFY state enum('a','b','c') NOT NULL;
-- case: modify-enum-less
ALTER TABLE users MODIFY state enum('a') NOT NULL;
-- case: modify-enum-other-order
ALTER TABLE users MODIFY state enum('b','a') NOT NULL;
-- case: modify-decimal-cut
ALTER TABLE users MODIFY price decimal(10,1);
-- case: modify-fraction-cut
ALTER TABLE users MODIFY seen datetime;
-- case: set-default
ALTER TABLE users ALTER COLUMN age SET DEFAULT 2;
-- case: drop-default
ALTER TABLE users ALTER COLUMN place DROP DEFAULT;
-- case: drop-unique-index
ALTER TABLE users DROP INDEX users_email_key;
-- case: drop-unique-index-for-another
ALTER TABLE users DROP INDEX users_email_key, ADD UNIQUE INDEX again (email);
-- case: drop-plain-index
DROP INDEX users_age_idx ON users;
-- case: drop-index-that-a-foreign-key-needs
DROP INDEX posts_user_idx ON posts;
-- case: alter-drop-index-that-a-foreign-key-needs
ALTER TABLE posts DROP INDEX posts_user_idx;
-- case: drop-index-of-a-foreign-key-for-another
ALTER TABLE posts ADD INDEX posts_user_again (user_id, title), DROP INDEX posts_user_idx;
-- case: drop-index-after-its-foreign-key
ALTER TABLE posts DROP FOREIGN KEY posts_user_fk;
DROP INDEX posts_user_idx ON posts;
-- case: drop-index-with-its-foreign-key
ALTER TABLE posts DROP FOREIGN KEY posts_user_fk, DROP INDEX posts_user_idx;
-- case: drop-index-before-its-foreign-key
DROP INDEX posts_user_idx ON posts;
ALTER TABLE posts DROP FOREIGN KEY posts_user_fk;
-- case: drop-foreign-key
ALTER TABLE posts DROP FOREIGN KEY posts_user_fk;
-- case: drop-foreign-key-for-another
ALTER TABLE posts DROP FOREIGN KEY posts_user_fk;
ALTER TABLE posts ADD CONSTRAINT posts_user_again FOREIGN KEY (user_id) REFERENCES users (id);
-- case: drop-check
ALTER TABLE users DROP CHECK users_age_check;
-- case: drop-primary-key
ALTER TABLE posts DROP PRIMARY KEY;
-- case: drop-primary-key-that-counts
ALTER TABLE users DROP PRIMARY KEY;
-- case: drop-primary-key-that-a-foreign-key-refers-to
ALTER TABLE users MODIFY id int NOT NULL, DROP PRIMARY KEY;
-- case: add-foreign-key-with-orphans
ALTER TABLE posts ADD CONSTRAINT posts_other_fk FOREIGN KEY (other_id) REFERENCES users (id);
-- case: add-unique-with-duplicates
ALTER TABLE posts ADD UNIQUE INDEX posts_title_key (title);
-- case: create-unique-index-with-duplicates
CREATE UNIQUE INDEX posts_title_key ON posts (title);
-- case: add-check-that-rows-break
ALTER TABLE posts ADD CONSTRAINT posts_other_check CHECK (other_id < 50);
-- case: rename-table
RENAME TABLE posts TO articles;
-- case: alter-rename-table
ALTER TABLE posts RENAME TO articles;
-- case: rename-index
ALTER TABLE users RENAME INDEX users_age_idx TO age_idx;
-- case: drop-table
DROP TABLE posts;
-- case: drop-table-that-a-foreign-key-refers-to
DROP TABLE users;
-- case: drop-table-and-what-refers-to-it
DROP TABLE posts, users;
-- case: drop-table-that-is-not-there
DROP TABLE IF EXISTS nothing_here;
-- case: truncate
TRUNCATE TABLE posts;
-- case: truncate-what-a-foreign-key-refers-to
TRUNCATE TABLE users;
-- case: delete-some
DELETE FROM posts WHERE id = 1;
-- case: delete-with-children
DELETE FROM users WHERE id = 1;
-- case: update
UPDATE users SET age = 2;
-- case: insert-ignore
INSERT IGNORE INTO posts (id) VALUES (1), (7);
-- case: replace
REPLACE INTO posts (id) VALUES (1);
-- case: drop-partition
ALTER TABLE logs DROP PARTITION p1;
-- case: truncate-partition
ALTER TABLE logs TRUNCATE PARTITION p1;
-- case: add-partition
ALTER TABLE logs ADD PARTITION (PARTITION p3 VALUES LESS THAN (1000));
-- case: convert-character-set
ALTER TABLE posts CONVERT TO CHARACTER SET latin1;
-- case: drop-view
DROP VIEW names;
-- case: replace-view
CREATE OR REPLACE VIEW names AS SELECT id, email, age FROM users;
-- case: drop-trigger
DROP TRIGGER posts_before;
-- case: create-trigger
CREATE TRIGGER users_before BEFORE INSERT ON users FOR EACH ROW SET NEW.bio = coalesce(NEW.bio, '');
-- case: not-null-on-an-empty-table
ALTER TABLE empty_ones MODIFY a int NOT NULL;
-- case: new-table-changed
CREATE TABLE fresh (id int PRIMARY KEY, a varchar(20));
ALTER TABLE fresh MODIFY a int NOT NULL;
DROP TABLE fresh;
-- case: foreign-key-checks-off
SET FOREIGN_KEY_CHECKS = 0;
DROP TABLE users;
SET FOREIGN_KEY_CHECKS = 1;
-- case: orphans-with-checks-off
SET FOREIGN_KEY_CHECKS = 0;
ALTER TABLE posts ADD CONSTRAINT posts_other_fk FOREIGN KEY (other_id) REFERENCES users (id);
SET FOREIGN_KEY_CHECKS = 1;
-- case: lenient-not-null
SET SESSION sql_mode = '';
ALTER TABLE users MODIFY note varchar(100) NOT NULL;
-- case: lenient-narrower
SET SESSION sql_mode = '';
ALTER TABLE users MODIFY note varchar(5);
-- case: lenient-enum-less
SET SESSION sql_mode = '';
ALTER TABLE users MODIFY state enum('a') NOT NULL;
