CREATE TABLE customers (id bigint PRIMARY KEY, email text);
INSERT INTO customers SELECT g, 'c' || g FROM generate_series(1, 200) g;
DO $$ BEGIN
  EXECUTE format('CREATE TABLE %I (id bigint PRIMARY KEY, customer_id bigint, amount integer, note varchar(20), day date)', lower('LEDGER'));
  EXECUTE format('INSERT INTO %I SELECT g, g, g, ''n'', ''2020-01-01'' FROM generate_series(1, 200) g', lower('LEDGER'));
  EXECUTE format('CREATE INDEX %I ON %I (note)', lower('LEDGER_NOTE'), lower('LEDGER'));
END $$;

-- case: drop-table unknown: a table that the history never shows may exist
-- statement
DROP TABLE ledger;
-- case: rename-table
-- statement
ALTER TABLE ledger RENAME TO book;
-- case: add-column
-- statement
ALTER TABLE ledger ADD COLUMN extra text;
-- case: add-column-volatile unknown: the indexes of the table
-- statement
ALTER TABLE ledger ADD COLUMN extra uuid DEFAULT gen_random_uuid();
-- case: drop-column unknown: the indexes of the table
-- statement
ALTER TABLE ledger DROP COLUMN amount;
-- case: rename-column
-- statement
ALTER TABLE ledger RENAME COLUMN note TO remark;
-- case: alter-type unknown: the type so far
-- statement
ALTER TABLE ledger ALTER COLUMN amount TYPE bigint;
-- case: set-not-null unknown: whether a check proves it
-- statement
ALTER TABLE ledger ALTER COLUMN note SET NOT NULL;
-- case: set-default
-- statement
ALTER TABLE ledger ALTER COLUMN note SET DEFAULT 'x';
-- case: add-check
-- statement
ALTER TABLE ledger ADD CONSTRAINT ledger_amount CHECK (amount > 0);
-- case: add-check-not-valid
-- statement
ALTER TABLE ledger ADD CONSTRAINT ledger_amount CHECK (amount > 0) NOT VALID;
-- case: add-foreign-key
-- statement
ALTER TABLE ledger ADD CONSTRAINT ledger_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
-- case: foreign-key-to-it
-- statement
CREATE TABLE pages (id bigint, ledger_id bigint REFERENCES ledger);
-- case: create-index
-- statement
CREATE INDEX ledger_day ON ledger (day);
-- case: create-index-if-not-exists unknown: an index that the history never shows may exist
-- statement
CREATE INDEX IF NOT EXISTS ledger_note ON ledger (note);
-- case: drop-index unknown: an index that the history never shows may exist
-- statement
DROP INDEX ledger_note;
-- case: update
-- statement
UPDATE ledger SET note = 'x';
-- case: delete
-- statement
DELETE FROM ledger WHERE id = 1;
-- case: insert
-- statement
INSERT INTO ledger (id) VALUES (1000);
-- case: create-table-if-not-exists
-- statement
CREATE TABLE IF NOT EXISTS ledger (id bigint);
-- case: add-column-if-not-exists unknown: whether the column is there
-- statement
ALTER TABLE ledger ADD COLUMN IF NOT EXISTS note text DEFAULT gen_random_uuid();
-- case: drop-constraint unknown: what the constraint demands
-- statement
ALTER TABLE ledger DROP CONSTRAINT ledger_pkey;
-- case: create-view
-- statement
CREATE VIEW entries AS SELECT id FROM ledger;
-- case: enable-row-security
-- statement
ALTER TABLE ledger ENABLE ROW LEVEL SECURITY;
-- case: add-column-of-an-unseen-type unknown: whether the type is a domain that checks values
DO $$ BEGIN EXECUTE format('CREATE TYPE %I AS ENUM (''a'')', lower('GRADE')); END $$;
-- statement
ALTER TABLE customers ADD COLUMN extra grade;
-- case: add-column-of-an-unseen-domain unknown: whether the type is a domain that checks values
DO $$ BEGIN EXECUTE format('CREATE DOMAIN %I AS text CHECK (VALUE <> '''')', lower('WORD')); END $$;
-- statement
ALTER TABLE customers ADD COLUMN extra word;
