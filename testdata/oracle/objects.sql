CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE pair AS (a integer, b integer);
CREATE DOMAIN email AS text;
CREATE DOMAIN email_checked AS text CONSTRAINT email_full CHECK (VALUE <> '');
CREATE TABLE customers (id bigserial PRIMARY KEY, email email, email_2 email_checked, feeling mood, position pair, name text);
INSERT INTO customers (email, email_2, feeling, name) SELECT 'e', 'e', 'ok', 'n' FROM generate_series(1, 200) g;
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, status text);
INSERT INTO orders SELECT g, g, 'new' FROM generate_series(1, 200) g;
CREATE TABLE typed OF pair;
CREATE VIEW customer_view AS SELECT id, name FROM customers;
CREATE VIEW customer_view_2 AS SELECT id FROM customer_view;
CREATE MATERIALIZED VIEW totals AS SELECT status, count(*) AS n FROM orders GROUP BY status;
CREATE FUNCTION nop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION plus_one(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';
CREATE FUNCTION volatile_work() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE TRIGGER orders_nop BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION nop();
CREATE RULE orders_rule AS ON DELETE TO orders DO INSTEAD NOTHING;
CREATE POLICY orders_policy ON orders USING (true);
CREATE SEQUENCE numbers;
CREATE TABLE events (id bigint, at date) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events DEFAULT;
CREATE STATISTICS order_stats (dependencies) ON id, status FROM orders;
CREATE PUBLICATION changes FOR TABLE orders;

-- case: create-view
-- statement
CREATE VIEW order_view AS SELECT id, status FROM orders;
-- case: replace-view
-- statement
CREATE OR REPLACE VIEW customer_view AS SELECT id, name, email FROM customers;
-- case: replace-view-drops-column
-- statement
CREATE OR REPLACE VIEW customer_view AS SELECT id FROM customers;
-- case: replace-view-absent
-- statement
CREATE OR REPLACE VIEW order_view AS SELECT id FROM orders;
-- case: create-materialized-view
-- statement
CREATE MATERIALIZED VIEW sums AS SELECT status FROM orders;
-- case: create-materialized-view-no-data
-- statement
CREATE MATERIALIZED VIEW sums AS SELECT status FROM orders WITH NO DATA;
-- case: drop-view
-- statement
DROP VIEW customer_view_2;
-- case: drop-view-used
-- statement
DROP VIEW customer_view;
-- case: drop-view-cascade
-- statement
DROP VIEW customer_view CASCADE;
-- case: drop-materialized-view
-- statement
DROP MATERIALIZED VIEW totals;
-- case: create-enum
-- statement
CREATE TYPE colour AS ENUM ('red');
-- case: add-enum-value
-- statement
ALTER TYPE mood ADD VALUE 'happy';
-- case: add-enum-value-before
-- statement
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'happy' BEFORE 'ok';
-- case: add-enum-value-existing
-- statement
ALTER TYPE mood ADD VALUE 'ok';
-- case: add-enum-value-used
-- statement
ALTER TYPE mood ADD VALUE 'happy';
UPDATE customers SET feeling = 'happy' WHERE id = 1;
-- case: add-enum-value-default
-- statement
ALTER TYPE mood ADD VALUE 'happy';
ALTER TABLE customers ALTER COLUMN feeling SET DEFAULT 'happy';
-- case: add-enum-value-new-type
-- statement
CREATE TYPE colour AS ENUM ('red');
ALTER TYPE colour ADD VALUE 'blue';
ALTER TABLE customers ADD COLUMN shade colour DEFAULT 'blue';
-- case: rename-enum-value
-- statement
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';
-- case: rename-type
-- statement
ALTER TYPE mood RENAME TO feeling;
-- case: drop-type-used
-- statement
DROP TYPE mood;
-- case: drop-type-cascade
-- statement
DROP TYPE mood CASCADE;
-- case: drop-type-unused
CREATE TYPE colour AS ENUM ('red');
-- statement
DROP TYPE colour;
-- case: type-add-attribute
-- statement
ALTER TYPE pair ADD ATTRIBUTE c integer;
-- case: type-add-attribute-cascade
-- statement
ALTER TYPE pair ADD ATTRIBUTE c integer CASCADE;
-- case: type-drop-attribute-cascade
-- statement
ALTER TYPE pair DROP ATTRIBUTE b CASCADE;
-- case: type-alter-attribute
-- statement
ALTER TYPE pair ALTER ATTRIBUTE b TYPE bigint;
-- case: type-alter-attribute-unused
CREATE TYPE lone AS (a integer);
-- statement
ALTER TYPE lone ALTER ATTRIBUTE a TYPE bigint;
-- case: type-rename-attribute-cascade
-- statement
ALTER TYPE pair RENAME ATTRIBUTE b TO c CASCADE;
-- case: create-domain
-- statement
CREATE DOMAIN code AS text CHECK (VALUE <> '');
-- case: domain-add-check
-- statement
ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (length(VALUE) > 0);
-- case: domain-add-check-not-valid
-- statement
ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (length(VALUE) > 0) NOT VALID;
-- case: domain-validate
ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (length(VALUE) > 0) NOT VALID;
-- statement
ALTER DOMAIN email VALIDATE CONSTRAINT email_at;
-- case: domain-set-not-null
-- statement
ALTER DOMAIN email SET NOT NULL;
-- case: domain-drop-not-null
-- statement
ALTER DOMAIN email DROP NOT NULL;
-- case: domain-set-default
-- statement
ALTER DOMAIN email SET DEFAULT 'x';
-- case: domain-drop-default
-- statement
ALTER DOMAIN email DROP DEFAULT;
-- case: domain-drop-constraint
-- statement
ALTER DOMAIN email_checked DROP CONSTRAINT email_full;
-- case: domain-rename-constraint
-- statement
ALTER DOMAIN email_checked RENAME CONSTRAINT email_full TO email_not_empty;
-- case: drop-domain-used
-- statement
DROP DOMAIN email;
-- case: drop-domain-cascade
-- statement
DROP DOMAIN email CASCADE;
-- case: create-function
-- statement
CREATE FUNCTION two() RETURNS integer LANGUAGE sql AS 'SELECT 2';
-- case: replace-function
-- statement
CREATE OR REPLACE FUNCTION plus_one(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 2';
-- case: replace-function-return-type
-- statement
CREATE OR REPLACE FUNCTION plus_one(integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 2::bigint';
-- case: drop-function
-- statement
DROP FUNCTION volatile_work();
-- case: drop-function-used
-- statement
DROP FUNCTION nop();
-- case: drop-function-cascade
-- statement
DROP FUNCTION nop() CASCADE;
-- case: create-trigger
-- statement
CREATE TRIGGER customers_nop BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION nop();
-- case: replace-trigger
-- statement
CREATE OR REPLACE TRIGGER orders_nop BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION nop();
-- case: create-constraint-trigger
-- statement
CREATE CONSTRAINT TRIGGER customers_late AFTER INSERT ON customers DEFERRABLE FOR EACH ROW EXECUTE FUNCTION nop();
-- case: create-constraint-trigger-from
-- statement
CREATE CONSTRAINT TRIGGER orders_late AFTER INSERT ON orders FROM customers DEFERRABLE FOR EACH ROW EXECUTE FUNCTION nop();
-- case: create-trigger-partitioned
-- statement
CREATE TRIGGER events_nop BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION nop();
-- case: create-trigger-view
-- statement
CREATE TRIGGER view_nop INSTEAD OF INSERT ON customer_view FOR EACH ROW EXECUTE FUNCTION nop();
-- case: drop-trigger
-- statement
DROP TRIGGER orders_nop ON orders;
-- case: drop-trigger-partitioned
CREATE TRIGGER events_nop BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
DROP TRIGGER events_nop ON events;
-- case: rename-trigger
-- statement
ALTER TRIGGER orders_nop ON orders RENAME TO orders_nothing;
-- case: create-rule
-- statement
CREATE RULE customers_rule AS ON DELETE TO customers DO INSTEAD NOTHING;
-- case: replace-rule
-- statement
CREATE OR REPLACE RULE orders_rule AS ON DELETE TO orders DO ALSO NOTHING;
-- case: drop-rule
-- statement
DROP RULE orders_rule ON orders;
-- case: rename-rule
-- statement
ALTER RULE orders_rule ON orders RENAME TO orders_silent;
-- case: create-policy
-- statement
CREATE POLICY customers_policy ON customers USING (true);
-- case: create-policy-subquery
-- statement
CREATE POLICY customers_policy ON customers USING (id IN (SELECT customer_id FROM orders));
-- case: alter-policy
-- statement
ALTER POLICY orders_policy ON orders USING (false);
-- case: drop-policy
-- statement
DROP POLICY orders_policy ON orders;
-- case: rename-policy
-- statement
ALTER POLICY orders_policy ON orders RENAME TO orders_open;
-- case: create-sequence
-- statement
CREATE SEQUENCE more_numbers;
-- case: create-sequence-owned
-- statement
CREATE SEQUENCE more_numbers OWNED BY orders.id;
-- case: create-sequence-existing
-- statement
CREATE SEQUENCE IF NOT EXISTS numbers;
-- case: alter-sequence-restart
-- statement
ALTER SEQUENCE numbers RESTART WITH 100;
-- case: alter-sequence-increment
-- statement
ALTER SEQUENCE numbers INCREMENT BY 10;
-- case: alter-sequence-type
-- statement
ALTER SEQUENCE numbers AS integer;
-- case: alter-sequence-cache
-- statement
ALTER SEQUENCE numbers CACHE 5;
-- case: alter-sequence-owned-by
-- statement
ALTER SEQUENCE numbers OWNED BY orders.id;
-- case: alter-sequence-owned-by-none
-- statement
ALTER SEQUENCE customers_id_seq OWNED BY NONE;
-- case: alter-sequence-unlogged versions=15-
-- statement
ALTER SEQUENCE numbers SET UNLOGGED;
-- case: alter-sequence-logged versions=15-
-- statement
ALTER SEQUENCE numbers SET LOGGED;
-- case: rename-sequence
-- statement
ALTER SEQUENCE numbers RENAME TO figures;
-- case: drop-sequence
-- statement
DROP SEQUENCE numbers;
-- case: drop-sequence-used
-- statement
DROP SEQUENCE customers_id_seq;
-- case: drop-sequence-cascade
-- statement
DROP SEQUENCE customers_id_seq CASCADE;
-- case: owner-sequence
-- statement
ALTER SEQUENCE numbers OWNER TO pg_monitor;
-- case: grant-table
-- statement
GRANT SELECT ON orders TO PUBLIC;
-- case: revoke-table
-- statement
REVOKE ALL ON orders FROM PUBLIC;
-- case: grant-all-tables
-- statement
GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC;
-- case: grant-sequence
-- statement
GRANT USAGE ON SEQUENCE numbers TO PUBLIC;
-- case: default-privileges
-- statement
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;
-- case: comment-table
-- statement
COMMENT ON TABLE orders IS 'orders';
-- case: comment-column
-- statement
COMMENT ON COLUMN orders.status IS 'status';
-- case: comment-view
-- statement
COMMENT ON VIEW customer_view IS 'view';
-- case: comment-index
-- statement
COMMENT ON INDEX orders_pkey IS 'key';
-- case: comment-constraint
-- statement
COMMENT ON CONSTRAINT orders_pkey ON orders IS 'key';
-- case: comment-sequence
-- statement
COMMENT ON SEQUENCE numbers IS 'numbers';
-- case: comment-type
-- statement
COMMENT ON TYPE mood IS 'mood';
-- case: comment-trigger
-- statement
COMMENT ON TRIGGER orders_nop ON orders IS 'nothing';
-- case: create-statistics
-- statement
CREATE STATISTICS customer_stats (dependencies) ON id, name FROM customers;
-- case: drop-statistics
-- statement
DROP STATISTICS order_stats;
-- case: alter-statistics
-- statement
ALTER STATISTICS order_stats SET STATISTICS 500;
-- case: create-publication
-- statement
CREATE PUBLICATION p FOR TABLE customers;
-- case: create-publication-all
-- statement
CREATE PUBLICATION p FOR ALL TABLES;
-- case: publication-add
-- statement
ALTER PUBLICATION changes ADD TABLE customers;
-- case: publication-set
-- statement
ALTER PUBLICATION changes SET TABLE customers;
-- case: publication-drop
-- statement
ALTER PUBLICATION changes DROP TABLE orders;
-- case: drop-publication
-- statement
DROP PUBLICATION changes;
-- case: create-extension-schema
-- statement
CREATE SCHEMA IF NOT EXISTS other;
-- case: lock-table
-- statement
LOCK TABLE orders;
-- case: lock-table-share
-- statement
LOCK TABLE orders IN SHARE MODE;
-- case: lock-table-partitioned
-- statement
LOCK TABLE events IN SHARE MODE;
-- case: lock-view
-- statement
LOCK TABLE customer_view IN SHARE MODE;
-- case: insert
-- statement
INSERT INTO orders (id, customer_id) VALUES (1000, 1);
-- case: insert-select
-- statement
INSERT INTO orders SELECT id + 1000, id, 'x' FROM customers;
-- case: insert-serial
-- statement
INSERT INTO customers (name) VALUES ('x');
-- case: insert-partitioned
-- statement
INSERT INTO events VALUES (1, now());
-- case: insert-conflict
-- statement
INSERT INTO orders (id, customer_id) VALUES (1000, 1) ON CONFLICT (id) DO UPDATE SET status = 'x';
-- case: insert-without-foreign-key
-- statement
INSERT INTO orders (id) VALUES (1000);
-- case: update
-- statement
UPDATE orders SET status = 'x';
-- case: update-foreign-key
-- statement
UPDATE orders SET customer_id = 1;
-- case: update-key
-- statement
UPDATE customers SET id = id + 1000 WHERE id = 1;
-- case: update-from
-- statement
UPDATE orders SET status = c.name FROM customers c WHERE c.id = orders.customer_id;
-- case: update-partitioned
-- statement
UPDATE events SET id = 1;
-- case: update-inherited
CREATE TABLE base (id bigint);
CREATE TABLE derived (x text) INHERITS (base);
-- statement
UPDATE base SET id = 1;
-- case: delete
INSERT INTO customers (id, name) VALUES (1000, 'x');
-- statement
DELETE FROM customers WHERE id = 1000;
-- case: delete-referenced
DROP RULE orders_rule ON orders;
-- statement
DELETE FROM orders WHERE id = 1;
-- case: delete-cascade
CREATE TABLE notes (id bigint, customer_id bigint REFERENCES customers ON DELETE CASCADE);
INSERT INTO customers (id, name) VALUES (1000, 'x');
-- statement
DELETE FROM customers WHERE id = 1000;
-- case: merge versions=15-
-- statement
MERGE INTO events e USING orders o ON e.id = o.id WHEN NOT MATCHED THEN INSERT VALUES (o.id, now());
-- case: copy-in-out
-- statement
COPY orders TO '/dev/null';
-- case: select
-- statement
SELECT count(*) FROM orders;
-- case: select-for-update
-- statement
SELECT * FROM orders FOR UPDATE;
-- case: select-into
-- statement
SELECT * INTO fresh FROM orders;
-- case: select-nextval unknown: which sequence the text names that it is given
-- statement
SELECT nextval('numbers');
-- case: select-setval unknown: which sequence the text names that it is given
-- statement
SELECT setval('numbers', 100);
-- case: create-role
-- statement
CREATE ROLE tester_of_objects;
DROP ROLE tester_of_objects;
-- case: alter-system-in-transaction
-- statement
ALTER SYSTEM SET work_mem = '4MB';
-- case: create-database-in-transaction
-- statement
CREATE DATABASE nope;
-- case: drop-database-in-transaction
-- statement
DROP DATABASE nope;
-- case: create-event-trigger
CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
-- statement
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION on_ddl();
-- case: create-subscription-in-transaction
-- statement
CREATE SUBSCRIPTION s CONNECTION 'host=/nowhere' PUBLICATION p;
-- case: domain-in-composite-add-check
CREATE TYPE contact AS (mail email, phone text);
CREATE TABLE people (id bigint, contact contact);
INSERT INTO people VALUES (1, ROW('e', 'p'));
-- statement
ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (length(VALUE) > 0);
-- case: domain-in-composite-not-valid
CREATE TYPE contact AS (mail email, phone text);
CREATE TABLE people (id bigint, contact contact);
-- statement
ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (length(VALUE) > 0) NOT VALID;
-- case: domain-in-composite-set-not-null
CREATE TYPE contact AS (mail email, phone text);
CREATE TABLE people (id bigint, contact contact);
-- statement
ALTER DOMAIN email SET NOT NULL;
-- case: domain-in-unused-composite-add-check
CREATE TYPE contact AS (mail email, phone text);
-- statement
ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (length(VALUE) > 0);
-- case: domain-in-composite-array-add-check
CREATE TYPE contact AS (mail email, phone text);
CREATE TABLE people (id bigint, contacts contact[]);
-- statement
ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (length(VALUE) > 0);
-- case: domain-in-composite-drop
CREATE TYPE contact AS (mail email, phone text);
-- statement
DROP DOMAIN email;
-- case: domain-violated
UPDATE customers SET email = '' WHERE id = 1;
-- statement
ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (length(VALUE) > 0);
-- case: drop-owned unknown: what the role owns
ALTER TABLE orders OWNER TO pg_signal_backend;
-- statement
DROP OWNED BY pg_signal_backend;
-- case: reassign-owned unknown: what the role owns
ALTER TABLE orders OWNER TO pg_signal_backend;
-- statement
REASSIGN OWNED BY pg_signal_backend TO pg_monitor;
-- case: session-replication-role
-- statement
SET session_replication_role = replica;
-- case: set-local-outside alone
-- statement
SET LOCAL lock_timeout = '1s';
-- case: create-function-overload
-- statement
CREATE OR REPLACE FUNCTION plus_one(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';
-- case: replace-function-in-index
CREATE INDEX orders_plus ON orders (plus_one(customer_id::integer));
-- statement
CREATE OR REPLACE FUNCTION plus_one(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 2';
-- case: alter-function
-- statement
ALTER FUNCTION plus_one(integer) STABLE;
-- case: create-role-superuser
-- statement
CREATE ROLE tester_of_objects SUPERUSER LOGIN;
-- case: create-aggregate
-- statement
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
-- case: alter-default-privileges-of-role
-- statement
ALTER DEFAULT PRIVILEGES FOR ROLE postgres GRANT SELECT ON TABLES TO PUBLIC;
-- case: comment-schema
-- statement
COMMENT ON SCHEMA public IS 'ours';
-- case: drop-event-trigger
CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION on_ddl();
-- statement
DROP EVENT TRIGGER watch;
-- case: begin-in-transaction
-- statement
BEGIN;
-- case: savepoint
-- statement
SAVEPOINT here;
-- case: replace-procedure
CREATE PROCEDURE work() LANGUAGE sql AS 'DELETE FROM orders';
-- statement
CREATE OR REPLACE PROCEDURE work() LANGUAGE sql AS 'DELETE FROM orders WHERE id = 1';
-- case: drop-procedure
CREATE PROCEDURE work() LANGUAGE sql AS 'DELETE FROM orders';
-- statement
DROP PROCEDURE work();
-- case: drop-role-missing-if-exists
-- statement
DROP ROLE IF EXISTS nobody_here;
