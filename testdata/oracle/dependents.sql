CREATE TABLE customers (id bigint PRIMARY KEY, name text, code varchar(10), region text, n integer);
INSERT INTO customers SELECT g, 'n' || g, 'c' || g, 'r' || g, g FROM generate_series(1, 200) g;
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, status varchar(20), total integer, note text);
INSERT INTO orders SELECT g, g, 'new', g, 'n' FROM generate_series(1, 200) g;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION nop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION fits(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 <> ''hidden''';
CREATE FUNCTION seven() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 7';
CREATE SEQUENCE numbers;

-- case: policy-type
CREATE POLICY own ON customers USING (code <> 'a');
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: policy-type-check
CREATE POLICY own ON customers FOR INSERT WITH CHECK (code <> 'a');
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: policy-type-other-column
CREATE POLICY own ON customers USING (region <> 'a');
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: policy-type-of-another-table
CREATE POLICY own ON orders USING (EXISTS (SELECT FROM customers WHERE customers.id = customer_id AND customers.code <> 'a'));
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: policy-drop-column
CREATE POLICY own ON customers USING (code <> 'a');
-- statement
ALTER TABLE customers DROP COLUMN code;

-- case: policy-drop-column-other
CREATE POLICY own ON customers USING (region <> 'a');
-- statement
ALTER TABLE customers DROP COLUMN code;

-- case: policy-drop-column-cascade
CREATE POLICY own ON customers USING (code <> 'a');
-- statement
ALTER TABLE customers DROP COLUMN code CASCADE;

-- case: policy-altered-drop-column
CREATE POLICY own ON customers USING (code <> 'a');
ALTER POLICY own ON customers USING (region <> 'a');
-- statement
ALTER TABLE customers DROP COLUMN code;

-- case: policy-dropped-drop-column
CREATE POLICY own ON customers USING (code <> 'a');
DROP POLICY own ON customers;
-- statement
ALTER TABLE customers DROP COLUMN code;

-- case: policy-renamed-column-drop-column
CREATE POLICY own ON customers USING (code <> 'a');
ALTER TABLE customers RENAME COLUMN code TO label;
-- statement
ALTER TABLE customers DROP COLUMN label;

-- case: policy-drop-table
CREATE POLICY own ON customers USING (code <> 'a');
-- statement
DROP TABLE customers;

-- case: policy-drop-table-of-another-table
CREATE POLICY own ON orders USING (EXISTS (SELECT FROM customers WHERE customers.id = customer_id));
-- statement
DROP TABLE customers;

-- case: policy-drop-table-cascade-of-another-table
CREATE POLICY own ON orders USING (EXISTS (SELECT FROM customers WHERE customers.id = customer_id));
-- statement
DROP TABLE customers CASCADE;

-- case: policy-drop-column-cascade-of-another-table
CREATE POLICY own ON orders USING (EXISTS (SELECT FROM customers c WHERE c.id = customer_id AND c.code <> 'a'));
-- statement
ALTER TABLE customers DROP COLUMN code CASCADE;

-- case: policy-function-drop
CREATE POLICY own ON customers USING (fits(code));
-- statement
DROP FUNCTION fits(text);

-- case: policy-type-widen-text-column
CREATE POLICY own ON customers USING (true);
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: trigger-update-of-type
CREATE TRIGGER watch BEFORE UPDATE OF code ON customers FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: trigger-update-of-other-type
CREATE TRIGGER watch BEFORE UPDATE OF region ON customers FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: trigger-update-of-drop-column
CREATE TRIGGER watch BEFORE INSERT OR UPDATE OF region, code ON customers FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
ALTER TABLE customers DROP COLUMN code;

-- case: trigger-update-of-drop-column-cascade
CREATE TRIGGER watch BEFORE UPDATE OF code ON customers FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
ALTER TABLE customers DROP COLUMN code CASCADE;

-- case: trigger-when-type
CREATE TRIGGER watch BEFORE UPDATE ON customers FOR EACH ROW WHEN (OLD.code IS DISTINCT FROM NEW.code) EXECUTE FUNCTION nop();
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: trigger-when-drop-column
CREATE TRIGGER watch BEFORE UPDATE ON customers FOR EACH ROW WHEN (NEW.code <> 'a') EXECUTE FUNCTION nop();
-- statement
ALTER TABLE customers DROP COLUMN code;

-- case: trigger-when-whole-row-type
CREATE TRIGGER watch BEFORE UPDATE ON customers FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION nop();
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: trigger-when-whole-row-drop-column
CREATE TRIGGER watch BEFORE UPDATE ON customers FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION nop();
-- statement
ALTER TABLE customers DROP COLUMN code;

-- case: trigger-plain-type
CREATE TRIGGER watch BEFORE INSERT OR UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: trigger-plain-drop-column
CREATE TRIGGER watch BEFORE INSERT OR UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
ALTER TABLE customers DROP COLUMN code;

-- case: trigger-function-drop
CREATE TRIGGER watch BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
DROP FUNCTION nop();

-- case: trigger-function-drop-cascade
CREATE TRIGGER watch BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
DROP FUNCTION nop() CASCADE;

-- case: function-unused-drop
-- statement
DROP FUNCTION seven();

-- case: function-unused-drop-cascade
-- statement
DROP FUNCTION seven() CASCADE;

-- case: function-in-default-drop
ALTER TABLE customers ALTER COLUMN n SET DEFAULT seven();
-- statement
DROP FUNCTION seven();

-- case: function-in-default-drop-cascade
ALTER TABLE customers ALTER COLUMN n SET DEFAULT seven();
-- statement
DROP FUNCTION seven() CASCADE;

-- case: function-in-check-drop
ALTER TABLE customers ADD CONSTRAINT fine CHECK (fits(code));
-- statement
DROP FUNCTION fits(text);

-- case: function-in-check-drop-cascade
ALTER TABLE customers ADD CONSTRAINT fine CHECK (fits(code));
-- statement
DROP FUNCTION fits(text) CASCADE;

-- case: function-in-index-drop
CREATE INDEX customers_fits ON customers (fits(code));
-- statement
DROP FUNCTION fits(text);

-- case: function-in-index-drop-cascade
CREATE INDEX customers_fits ON customers (fits(code));
-- statement
DROP FUNCTION fits(text) CASCADE;

-- case: function-in-index-predicate-drop
CREATE INDEX customers_fits ON customers (n) WHERE fits(code);
-- statement
DROP FUNCTION fits(text);

-- case: function-in-view-drop
CREATE VIEW fitting AS SELECT id FROM customers WHERE fits(code);
-- statement
DROP FUNCTION fits(text);

-- case: function-in-view-drop-cascade
CREATE VIEW fitting AS SELECT id FROM customers WHERE fits(code);
CREATE VIEW fitting_2 AS SELECT id FROM fitting;
-- statement
DROP FUNCTION fits(text) CASCADE;

-- case: function-in-generated-drop
ALTER TABLE customers ADD COLUMN fine boolean GENERATED ALWAYS AS (fits(code)) STORED;
-- statement
DROP FUNCTION fits(text);

-- case: function-in-trigger-when-drop
CREATE TRIGGER watch BEFORE UPDATE ON customers FOR EACH ROW WHEN (fits(NEW.code)) EXECUTE FUNCTION nop();
-- statement
DROP FUNCTION fits(text);

-- case: function-in-string-body-drop
CREATE FUNCTION eight() RETURNS integer LANGUAGE sql AS 'SELECT seven() + 1';
-- statement
DROP FUNCTION seven();

-- case: function-in-sql-body-drop
CREATE FUNCTION eight() RETURNS integer LANGUAGE sql RETURN seven() + 1;
-- statement
DROP FUNCTION seven();

-- case: function-overload-drop
CREATE FUNCTION seven(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 7';
ALTER TABLE customers ALTER COLUMN n SET DEFAULT seven(1);
-- statement
DROP FUNCTION seven();

-- case: string-body-drop-column
CREATE FUNCTION codes() RETURNS SETOF text LANGUAGE sql AS 'SELECT code FROM customers';
-- statement
ALTER TABLE customers DROP COLUMN code;

-- case: sql-body-drop-column
CREATE FUNCTION codes() RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC SELECT code FROM customers; END;
-- statement
ALTER TABLE customers DROP COLUMN code;

-- case: sql-body-drop-other-column
CREATE FUNCTION codes() RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC SELECT code FROM customers; END;
-- statement
ALTER TABLE customers DROP COLUMN region;

-- case: sql-body-drop-column-cascade
CREATE FUNCTION codes() RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC SELECT code FROM customers; END;
-- statement
ALTER TABLE customers DROP COLUMN code CASCADE;

-- case: sql-body-type
CREATE FUNCTION codes() RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC SELECT code FROM customers; END;
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: string-body-type
CREATE FUNCTION codes() RETURNS SETOF text LANGUAGE sql AS 'SELECT code FROM customers';
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: sql-body-drop-table
CREATE FUNCTION codes() RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC SELECT code FROM customers; END;
-- statement
DROP TABLE customers;

-- case: sql-body-drop-table-cascade
CREATE FUNCTION codes() RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC SELECT code FROM customers; END;
-- statement
DROP TABLE customers CASCADE;

-- case: string-body-drop-table
CREATE FUNCTION codes() RETURNS SETOF text LANGUAGE sql AS 'SELECT code FROM customers';
-- statement
DROP TABLE customers;

-- case: row-type-argument-drop-table
CREATE FUNCTION label(customers) RETURNS text LANGUAGE sql AS 'SELECT $1.name';
-- statement
DROP TABLE customers;

-- case: row-type-result-drop-table
CREATE FUNCTION everyone() RETURNS SETOF customers LANGUAGE sql AS 'SELECT * FROM customers';
-- statement
DROP TABLE customers;

-- case: row-type-column-type
CREATE TABLE snapshots (id bigint, customer customers);
-- statement
ALTER TABLE customers ALTER COLUMN n TYPE bigint;

-- case: row-type-column-drop-table
CREATE TABLE snapshots (id bigint, customer customers);
-- statement
DROP TABLE customers;

-- case: row-type-column-add-column-default
CREATE TABLE snapshots (id bigint, customer customers);
-- statement
ALTER TABLE customers ADD COLUMN extra integer DEFAULT 1;

-- case: type-function-argument-drop
CREATE FUNCTION cheer(mood) RETURNS text LANGUAGE sql AS 'SELECT $1::text';
-- statement
DROP TYPE mood;

-- case: type-function-result-drop
CREATE FUNCTION best() RETURNS mood LANGUAGE sql AS 'SELECT ''ok''::mood';
-- statement
DROP TYPE mood;

-- case: type-function-body-drop
CREATE FUNCTION best() RETURNS text LANGUAGE sql AS 'SELECT ''ok''::mood::text';
-- statement
DROP TYPE mood;

-- case: type-function-drop-cascade
CREATE FUNCTION cheer(mood) RETURNS text LANGUAGE sql AS 'SELECT $1::text';
-- statement
DROP TYPE mood CASCADE;

-- case: type-in-default-drop
ALTER TABLE customers ALTER COLUMN name SET DEFAULT 'ok'::mood::text;
-- statement
DROP TYPE mood;

-- case: type-in-view-drop
CREATE VIEW moods AS SELECT id, 'ok'::mood AS feeling FROM customers;
-- statement
DROP TYPE mood;

-- case: type-in-check-drop
ALTER TABLE customers ADD CONSTRAINT felt CHECK (name::mood = 'ok'::mood) NOT VALID;
-- statement
DROP TYPE mood;

-- case: type-in-index-drop
CREATE INDEX customers_ok ON customers (n) WHERE 'ok'::mood = 'ok'::mood;
-- statement
DROP TYPE mood;

-- case: type-array-column-drop
CREATE TABLE felt (id bigint, feelings mood[]);
-- statement
DROP TYPE mood;

-- case: type-composite-drop
CREATE TYPE pair AS (one mood, other mood);
-- statement
DROP TYPE mood;

-- case: type-domain-drop
CREATE DOMAIN good_mood AS mood CHECK (VALUE = 'ok');
-- statement
DROP TYPE mood;

-- case: type-domain-column-drop-cascade
CREATE DOMAIN good_mood AS mood;
CREATE TABLE felt (id bigint, feeling good_mood);
-- statement
DROP TYPE mood CASCADE;

-- case: rule-type
CREATE RULE note AS ON INSERT TO orders DO ALSO UPDATE customers SET region = 'x' WHERE code = NEW.status;
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: rule-own-column-type
CREATE RULE note AS ON UPDATE TO orders WHERE NEW.status = 'done' DO INSTEAD NOTHING;
-- statement
ALTER TABLE orders ALTER COLUMN status TYPE text;

-- case: rule-own-column-drop
CREATE RULE note AS ON UPDATE TO orders WHERE NEW.status = 'done' DO INSTEAD NOTHING;
-- statement
ALTER TABLE orders DROP COLUMN status;

-- case: rule-own-other-column-drop
CREATE RULE note AS ON UPDATE TO orders WHERE NEW.status = 'done' DO INSTEAD NOTHING;
-- statement
ALTER TABLE orders DROP COLUMN note;

-- case: rule-drop-table
CREATE RULE note AS ON INSERT TO orders DO ALSO UPDATE customers SET region = 'x';
-- statement
DROP TABLE customers;

-- case: rule-drop-table-cascade
CREATE RULE note AS ON INSERT TO orders DO ALSO UPDATE customers SET region = 'x';
-- statement
DROP TABLE customers CASCADE;

-- case: rule-drop-column-cascade
CREATE RULE note AS ON UPDATE TO orders WHERE NEW.status = 'done' DO INSTEAD NOTHING;
-- statement
ALTER TABLE orders DROP COLUMN status CASCADE;

-- case: sequence-in-default-drop
ALTER TABLE customers ALTER COLUMN n SET DEFAULT nextval('numbers');
-- statement
DROP SEQUENCE numbers;

-- case: sequence-in-default-drop-cascade
ALTER TABLE customers ALTER COLUMN n SET DEFAULT nextval('numbers'::regclass);
-- statement
DROP SEQUENCE numbers CASCADE;

-- case: sequence-default-taken-off-drop
ALTER TABLE customers ALTER COLUMN n SET DEFAULT nextval('numbers');
ALTER TABLE customers ALTER COLUMN n DROP DEFAULT;
-- statement
DROP SEQUENCE numbers;

-- case: statistics-drop-column
CREATE STATISTICS spread (dependencies) ON code, region FROM customers;
-- statement
ALTER TABLE customers DROP COLUMN code;

-- case: statistics-type
CREATE STATISTICS spread (dependencies) ON code, region FROM customers;
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: publication-columns-drop-column versions=15-
CREATE PUBLICATION feed FOR TABLE customers (id, code);
-- statement
ALTER TABLE customers DROP COLUMN code;

-- case: publication-where-type versions=15-
CREATE PUBLICATION feed FOR TABLE customers WHERE (code <> 'a');
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: publication-where-drop-column versions=15-
CREATE PUBLICATION feed FOR TABLE customers WHERE (code <> 'a');
-- statement
ALTER TABLE customers DROP COLUMN code;

-- case: publication-drop-column-other versions=15-
CREATE PUBLICATION feed FOR TABLE customers (id, code);
-- statement
ALTER TABLE customers DROP COLUMN region;

-- case: schema-with-function-drop
CREATE SCHEMA tools;
CREATE FUNCTION tools.seven() RETURNS integer LANGUAGE sql AS 'SELECT 7';
-- statement
DROP SCHEMA tools;

-- case: schema-with-type-drop
CREATE SCHEMA tools;
CREATE TYPE tools.kind AS ENUM ('a');
-- statement
DROP SCHEMA tools;

-- case: schema-with-used-type-drop-cascade
CREATE SCHEMA tools;
CREATE TYPE tools.kind AS ENUM ('a');
CREATE TABLE kinds (id bigint, kind tools.kind);
-- statement
DROP SCHEMA tools CASCADE;

-- case: generated-source-drop-cascade
ALTER TABLE customers ADD COLUMN twice integer GENERATED ALWAYS AS (n * 2) STORED;
-- statement
ALTER TABLE customers DROP COLUMN n CASCADE;

-- case: matview-drop-column
CREATE MATERIALIZED VIEW codes AS SELECT id, code FROM customers;
-- statement
ALTER TABLE customers DROP COLUMN code;

-- case: matview-drop-column-cascade
CREATE MATERIALIZED VIEW codes AS SELECT id, code FROM customers;
CREATE INDEX codes_code ON codes (code);
-- statement
ALTER TABLE customers DROP COLUMN code CASCADE;

-- case: view-over-view-column-drop
CREATE VIEW one AS SELECT id, code FROM customers;
CREATE VIEW two AS SELECT id FROM one;
-- statement
ALTER TABLE customers DROP COLUMN code CASCADE;

-- case: view-star-type
CREATE VIEW one AS SELECT * FROM customers;
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: view-star-later-column-drop
CREATE VIEW one AS SELECT * FROM customers;
ALTER TABLE customers ADD COLUMN later text;
-- statement
ALTER TABLE customers DROP COLUMN later;

-- case: view-join-type
CREATE VIEW one AS SELECT customers.code, orders.total FROM customers JOIN orders ON orders.customer_id = customers.id;
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: view-join-other-tables-column
CREATE VIEW one AS SELECT c.name, o.id FROM customers c JOIN orders o ON o.customer_id = c.n;
-- statement
ALTER TABLE customers DROP COLUMN id;

-- case: view-renamed-column-drop
CREATE VIEW one AS SELECT id, code FROM customers;
ALTER TABLE customers RENAME COLUMN code TO label;
-- statement
ALTER TABLE customers DROP COLUMN label;

-- case: view-group-by-primary-key-drop-key
CREATE VIEW one AS SELECT id, name, count(*) FROM customers GROUP BY id;
-- statement
ALTER TABLE customers DROP CONSTRAINT customers_pkey;

-- case: insert-conflict-constraint-drop
ALTER TABLE customers ADD CONSTRAINT customers_code UNIQUE (code);
-- statement
ALTER TABLE customers DROP CONSTRAINT customers_code;

-- case: view-star-of-other-type
CREATE VIEW one AS SELECT o.*, (SELECT name FROM customers c WHERE c.id = o.customer_id) AS called FROM orders o;
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: view-star-of-it-type
CREATE VIEW one AS SELECT c.*, o.total FROM customers c JOIN orders o ON o.customer_id = c.id;
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: view-star-of-it-other-type
CREATE VIEW one AS SELECT c.*, o.total FROM customers c JOIN orders o ON o.customer_id = c.id;
-- statement
ALTER TABLE orders ALTER COLUMN note TYPE varchar(20);

-- case: view-star-within-with-type
CREATE VIEW one AS WITH placed AS (SELECT o.*, (SELECT name FROM customers WHERE customers.id = o.customer_id) AS called FROM orders o)
    SELECT placed.*, c.id AS customer FROM customers c CROSS JOIN placed UNION ALL SELECT placed.*, NULL FROM placed;
-- statement
ALTER TABLE customers ALTER COLUMN code TYPE text;

-- case: view-star-of-subquery-drop
CREATE VIEW one AS SELECT s.* FROM (SELECT id, code FROM customers) s, orders WHERE orders.customer_id = s.id;
-- statement
ALTER TABLE customers DROP COLUMN region;

-- case: view-exists-star-drop
CREATE VIEW one AS SELECT o.id FROM orders o WHERE EXISTS (SELECT * FROM customers c WHERE c.id = o.customer_id);
-- statement
ALTER TABLE customers DROP COLUMN region;

-- case: drop-index-of-key-younger
CREATE TABLE parents (a int NOT NULL, b int NOT NULL, UNIQUE (a, b));
CREATE TABLE children (a int, b int, FOREIGN KEY (a, b) REFERENCES parents (a, b));
CREATE UNIQUE INDEX parents_turned ON parents (b, a);
-- statement
DROP INDEX parents_turned;

-- case: drop-index-of-key-second
CREATE TABLE parents (a int NOT NULL, b int NOT NULL);
CREATE UNIQUE INDEX parents_first ON parents (b, a);
CREATE UNIQUE INDEX parents_second ON parents (a, b);
CREATE TABLE children (a int, b int, FOREIGN KEY (a, b) REFERENCES parents (a, b));
-- statement
DROP INDEX parents_second;

-- case: drop-index-of-key-first
CREATE TABLE parents (a int NOT NULL, b int NOT NULL);
CREATE UNIQUE INDEX parents_first ON parents (b, a);
CREATE UNIQUE INDEX parents_second ON parents (a, b);
CREATE TABLE children (a int, b int, FOREIGN KEY (a, b) REFERENCES parents (a, b));
-- statement
DROP INDEX parents_first;

-- case: drop-index-of-key-partial
CREATE TABLE parents (a int NOT NULL, b int NOT NULL, UNIQUE (a));
CREATE UNIQUE INDEX parents_some ON parents (a) WHERE b > 0;
CREATE TABLE children (a int, FOREIGN KEY (a) REFERENCES parents (a));
-- statement
DROP INDEX parents_some;

-- case: drop-index-of-key-cascade
CREATE TABLE parents (a int NOT NULL, b int NOT NULL);
CREATE UNIQUE INDEX parents_first ON parents (a, b);
CREATE TABLE children (a int, b int, FOREIGN KEY (a, b) REFERENCES parents (a, b));
CREATE TABLE cousins (a int, b int, FOREIGN KEY (a, b) REFERENCES parents (a, b));
-- statement
DROP INDEX parents_first CASCADE;
