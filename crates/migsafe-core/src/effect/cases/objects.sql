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

-- case create-view
-- statement
CREATE VIEW order_view AS SELECT id, status FROM orders;
-- 14-18:

-- case replace-view
-- statement
CREATE OR REPLACE VIEW customer_view AS SELECT id, name, email FROM customers;
-- 14-18: customer_view:AE

-- case replace-view-absent
-- statement
CREATE OR REPLACE VIEW order_view AS SELECT id FROM orders;
-- 14-18:

-- case create-materialized-view
-- statement
CREATE MATERIALIZED VIEW sums AS SELECT status FROM orders;
-- 14-18:

-- case create-materialized-view-no-data
-- statement
CREATE MATERIALIZED VIEW sums AS SELECT status FROM orders WITH NO DATA;
-- 14-18:

-- case drop-view
-- statement
DROP VIEW customer_view_2;
-- 14-18: customer_view_2:AE

-- case drop-view-used
-- statement
DROP VIEW customer_view;
-- 14-18: error 2BP01

-- case drop-view-cascade
-- statement
DROP VIEW customer_view CASCADE;
-- 14-18: customer_view:AE customer_view_2:AE

-- case drop-materialized-view
-- statement
DROP MATERIALIZED VIEW totals;
-- 14-18: totals:AE

-- case create-enum
-- statement
CREATE TYPE colour AS ENUM ('red');
-- 14-18:

-- case add-enum-value
-- statement
ALTER TYPE mood ADD VALUE 'happy';
-- 14-18:

-- case add-enum-value-before
-- statement
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'happy' BEFORE 'ok';
-- 14-18:

-- case add-enum-value-existing
-- statement
ALTER TYPE mood ADD VALUE 'ok';
-- 14-18: error 42710

-- case add-enum-value-used
-- statement
ALTER TYPE mood ADD VALUE 'happy';
UPDATE customers SET feeling = 'happy' WHERE id = 1;
-- 14-18: error 55P04

-- case add-enum-value-default
-- statement
ALTER TYPE mood ADD VALUE 'happy';
ALTER TABLE customers ALTER COLUMN feeling SET DEFAULT 'happy';
-- 14-18: error 55P04

-- case rename-enum-value
-- statement
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';
-- 14-18:

-- case rename-type
-- statement
ALTER TYPE mood RENAME TO feeling;
-- 14-18:

-- case drop-type-used
-- statement
DROP TYPE mood;
-- 14-18: error 2BP01

-- case drop-type-cascade
-- statement
DROP TYPE mood CASCADE;
-- 14-18: customers:AE

-- case drop-type-unused
CREATE TYPE colour AS ENUM ('red');
-- statement
DROP TYPE colour;
-- 14-18:

-- case type-alter-attribute
-- statement
ALTER TYPE pair ALTER ATTRIBUTE b TYPE bigint;
-- 14-18: error 0A000

-- case type-alter-attribute-unused
CREATE TYPE lone AS (a integer);
-- statement
ALTER TYPE lone ALTER ATTRIBUTE a TYPE bigint;
-- 14-18:

-- case create-domain
-- statement
CREATE DOMAIN code AS text CHECK (VALUE <> '');
-- 14-18:

-- case domain-add-check
-- statement
ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (length(VALUE) > 0);
-- 14-18: customers:S | scan customers

-- case domain-add-check-not-valid
-- statement
ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (length(VALUE) > 0) NOT VALID;
-- 14-18:

-- case domain-validate
ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (length(VALUE) > 0) NOT VALID;
-- statement
ALTER DOMAIN email VALIDATE CONSTRAINT email_at;
-- 14-18: customers:S | scan customers

-- case domain-set-not-null
-- statement
ALTER DOMAIN email SET NOT NULL;
-- 14-18: customers:S | scan customers

-- case domain-drop-not-null
-- statement
ALTER DOMAIN email DROP NOT NULL;
-- 14-18:

-- case domain-set-default
-- statement
ALTER DOMAIN email SET DEFAULT 'x';
-- 14-18:

-- case domain-drop-default
-- statement
ALTER DOMAIN email DROP DEFAULT;
-- 14-18:

-- case domain-drop-constraint
-- statement
ALTER DOMAIN email_checked DROP CONSTRAINT email_full;
-- 14-18:

-- case domain-rename-constraint
-- statement
ALTER DOMAIN email_checked RENAME CONSTRAINT email_full TO email_not_empty;
-- 14-18:

-- case drop-domain-used
-- statement
DROP DOMAIN email;
-- 14-18: error 2BP01

-- case drop-domain-cascade
-- statement
DROP DOMAIN email CASCADE;
-- 14-18: customers:AE

-- case create-function
-- statement
CREATE FUNCTION two() RETURNS integer LANGUAGE sql AS 'SELECT 2';
-- 14-18:

-- case replace-function
-- statement
CREATE OR REPLACE FUNCTION plus_one(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 2';
-- 14-18:

-- case drop-function
-- statement
DROP FUNCTION volatile_work();
-- 14-18:

-- case create-trigger
-- statement
CREATE TRIGGER customers_nop BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION nop();
-- 14-18: customers:SRE

-- case replace-trigger
-- statement
CREATE OR REPLACE TRIGGER orders_nop BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION nop();
-- 14-18: orders:SRE

-- case create-constraint-trigger
-- statement
CREATE CONSTRAINT TRIGGER customers_late AFTER INSERT ON customers DEFERRABLE FOR EACH ROW EXECUTE FUNCTION nop();
-- 14-18: customers:SRE

-- case create-constraint-trigger-from
-- statement
CREATE CONSTRAINT TRIGGER orders_late AFTER INSERT ON orders FROM customers DEFERRABLE FOR EACH ROW EXECUTE FUNCTION nop();
-- 14-18: orders:SRE

-- case create-trigger-partitioned
-- statement
CREATE TRIGGER events_nop BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION nop();
-- 14-18: events:SRE events_1:SRE

-- case create-trigger-view
-- statement
CREATE TRIGGER view_nop INSTEAD OF INSERT ON customer_view FOR EACH ROW EXECUTE FUNCTION nop();
-- 14-18: customer_view:SRE

-- case drop-trigger
-- statement
DROP TRIGGER orders_nop ON orders;
-- 14-18: orders:AE

-- case drop-trigger-partitioned
CREATE TRIGGER events_nop BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
DROP TRIGGER events_nop ON events;
-- 14-18: events:AE events_1:AE

-- case rename-trigger
-- statement
ALTER TRIGGER orders_nop ON orders RENAME TO orders_nothing;
-- 14-18: orders:AE

-- case create-rule
-- statement
CREATE RULE customers_rule AS ON DELETE TO customers DO INSTEAD NOTHING;
-- 14-18: customers:AE

-- case replace-rule
-- statement
CREATE OR REPLACE RULE orders_rule AS ON DELETE TO orders DO ALSO NOTHING;
-- 14-18: orders:AE

-- case drop-rule
-- statement
DROP RULE orders_rule ON orders;
-- 14-18: orders:AE

-- case rename-rule
-- statement
ALTER RULE orders_rule ON orders RENAME TO orders_silent;
-- 14-18: orders:AE

-- case create-policy
-- statement
CREATE POLICY customers_policy ON customers USING (true);
-- 14-18: customers:AE

-- case create-policy-subquery
-- statement
CREATE POLICY customers_policy ON customers USING (id IN (SELECT customer_id FROM orders));
-- 14-18: customers:AE

-- case alter-policy
-- statement
ALTER POLICY orders_policy ON orders USING (false);
-- 14-18: orders:AE

-- case drop-policy
-- statement
DROP POLICY orders_policy ON orders;
-- 14-18: orders:AE

-- case rename-policy
-- statement
ALTER POLICY orders_policy ON orders RENAME TO orders_open;
-- 14-18: orders:AE

-- case create-sequence
-- statement
CREATE SEQUENCE more_numbers;
-- 14-18:

-- case create-sequence-owned
-- statement
CREATE SEQUENCE more_numbers OWNED BY orders.id;
-- 14-18:

-- case create-sequence-existing
-- statement
CREATE SEQUENCE IF NOT EXISTS numbers;
-- 14-18:

-- case alter-sequence-restart
-- statement
ALTER SEQUENCE numbers RESTART WITH 100;
-- 14-18: numbers:SRE

-- case alter-sequence-increment
-- statement
ALTER SEQUENCE numbers INCREMENT BY 10;
-- 14-18: numbers:SRE

-- case alter-sequence-type
-- statement
ALTER SEQUENCE numbers AS integer;
-- 14-18: numbers:SRE

-- case alter-sequence-cache
-- statement
ALTER SEQUENCE numbers CACHE 5;
-- 14-18: numbers:SRE

-- case alter-sequence-owned-by
-- statement
ALTER SEQUENCE numbers OWNED BY orders.id;
-- 14-18: numbers:SRE

-- case alter-sequence-owned-by-none
-- statement
ALTER SEQUENCE customers_id_seq OWNED BY NONE;
-- 14-18: customers_id_seq:SRE

-- case rename-sequence
-- statement
ALTER SEQUENCE numbers RENAME TO figures;
-- 14-18: numbers:AE

-- case drop-sequence
-- statement
DROP SEQUENCE numbers;
-- 14-18: numbers:AE

-- case drop-sequence-used
-- statement
DROP SEQUENCE customers_id_seq;
-- 14-18: error 2BP01

-- case drop-sequence-cascade
-- statement
DROP SEQUENCE customers_id_seq CASCADE;
-- 14-18: customers:AE customers_id_seq:AE

-- case owner-sequence
-- statement
ALTER SEQUENCE numbers OWNER TO pg_monitor;
-- 14-18: numbers:AE

-- case alter-sequence-unlogged
-- statement
ALTER SEQUENCE numbers SET UNLOGGED;
-- 15-18: numbers:AE

-- case grant-table
-- statement
GRANT SELECT ON orders TO PUBLIC;
-- 14-18:

-- case alter-sequence-logged
-- statement
ALTER SEQUENCE numbers SET LOGGED;
-- 15-18: numbers:AE

-- case revoke-table
-- statement
REVOKE ALL ON orders FROM PUBLIC;
-- 14-18:

-- case grant-all-tables
-- statement
GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC;
-- 14-18:

-- case grant-sequence
-- statement
GRANT USAGE ON SEQUENCE numbers TO PUBLIC;
-- 14-18:

-- case default-privileges
-- statement
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;
-- 14-18:

-- case comment-table
-- statement
COMMENT ON TABLE orders IS 'orders';
-- 14-18: orders:SUE

-- case comment-column
-- statement
COMMENT ON COLUMN orders.status IS 'status';
-- 14-18: orders:SUE

-- case comment-view
-- statement
COMMENT ON VIEW customer_view IS 'view';
-- 14-18: customer_view:SUE

-- case comment-index
-- statement
COMMENT ON INDEX orders_pkey IS 'key';
-- 14-18: orders_pkey:SUE

-- case comment-constraint
-- statement
COMMENT ON CONSTRAINT orders_pkey ON orders IS 'key';
-- 14-18:

-- case comment-sequence
-- statement
COMMENT ON SEQUENCE numbers IS 'numbers';
-- 14-18: numbers:SUE

-- case comment-type
-- statement
COMMENT ON TYPE mood IS 'mood';
-- 14-18:

-- case comment-trigger
-- statement
COMMENT ON TRIGGER orders_nop ON orders IS 'nothing';
-- 14-18:

-- case create-statistics
-- statement
CREATE STATISTICS customer_stats (dependencies) ON id, name FROM customers;
-- 14-18: customers:SUE

-- case alter-statistics
-- statement
ALTER STATISTICS order_stats SET STATISTICS 500;
-- 14-18:

-- case create-publication
-- statement
CREATE PUBLICATION p FOR TABLE customers;
-- 14-18: customers:SUE

-- case create-publication-all
-- statement
CREATE PUBLICATION p FOR ALL TABLES;
-- 14-18:

-- case publication-add
-- statement
ALTER PUBLICATION changes ADD TABLE customers;
-- 14-18: customers:SUE

-- case publication-set
-- statement
ALTER PUBLICATION changes SET TABLE customers;
-- 14-18: customers:SUE orders:SUE

-- case publication-drop
-- statement
ALTER PUBLICATION changes DROP TABLE orders;
-- 14-18: orders:SUE

-- case drop-publication
-- statement
DROP PUBLICATION changes;
-- 14-18:

-- case create-extension-schema
-- statement
CREATE SCHEMA IF NOT EXISTS other;
-- 14-18:

-- case lock-table
-- statement
LOCK TABLE orders;
-- 14-18: orders:AE

-- case lock-table-share
-- statement
LOCK TABLE orders IN SHARE MODE;
-- 14-18: orders:S

-- case lock-table-partitioned
-- statement
LOCK TABLE events IN SHARE MODE;
-- 14-18: events:S events_1:S

-- case lock-view
-- statement
LOCK TABLE customer_view IN SHARE MODE;
-- 14-18: customer_view:S customers:S

-- case insert
-- statement
INSERT INTO orders (id, customer_id) VALUES (1000, 1);
-- 14-18: customers:RS orders:RE

-- case insert-select
-- statement
INSERT INTO orders SELECT id + 1000, id, 'x' FROM customers;
-- 14-18: customers:RS orders:RE

-- case insert-serial
-- statement
INSERT INTO customers (name) VALUES ('x');
-- 14-18: customers:RE customers_id_seq:RE

-- case insert-partitioned
-- statement
INSERT INTO events VALUES (1, now());
-- 14-18: events:RE events_1:RE

-- case insert-conflict
-- statement
INSERT INTO orders (id, customer_id) VALUES (1000, 1) ON CONFLICT (id) DO UPDATE SET status = 'x';
-- 14-18: customers:RS orders:RE

-- case insert-without-foreign-key
-- statement
INSERT INTO orders (id) VALUES (1000);
-- 14-18: orders:RE

-- case update
-- statement
UPDATE orders SET status = 'x';
-- 14-18: orders:RE

-- case update-foreign-key
-- statement
UPDATE orders SET customer_id = 1;
-- 14-18: customers:RS orders:RE

-- case update-key
-- statement
UPDATE customers SET id = id + 1000 WHERE id = 1;
-- 14-18: error 23503

-- case update-from
-- statement
UPDATE orders SET status = c.name FROM customers c WHERE c.id = orders.customer_id;
-- 14-18: orders:RE

-- case update-partitioned
-- statement
UPDATE events SET id = 1;
-- 14-18: events:RE events_1:RE

-- case update-inherited
CREATE TABLE base (id bigint);
CREATE TABLE derived (x text) INHERITS (base);
-- statement
UPDATE base SET id = 1;
-- 14-18: base:RE derived:RE

-- case delete
INSERT INTO customers (id, name) VALUES (1000, 'x');
-- statement
DELETE FROM customers WHERE id = 1000;
-- 14-18: customers:RE orders:RS

-- case delete-referenced
DROP RULE orders_rule ON orders;
-- statement
DELETE FROM orders WHERE id = 1;
-- 14-18: orders:RE

-- case delete-cascade
CREATE TABLE notes (id bigint, customer_id bigint REFERENCES customers ON DELETE CASCADE);
INSERT INTO customers (id, name) VALUES (1000, 'x');
-- statement
DELETE FROM customers WHERE id = 1000;
-- 14-18: customers:RE notes:RE orders:RS

-- case copy-in-out
-- statement
COPY orders TO '/dev/null';
-- 14-18:

-- case select
-- statement
SELECT count(*) FROM orders;
-- 14-18:

-- case select-for-update
-- statement
SELECT * FROM orders FOR UPDATE;
-- 14-18: orders:RS

-- case select-into
-- statement
SELECT * INTO fresh FROM orders;
-- 14-18:

-- case create-role
-- statement
CREATE ROLE tester_of_objects;
DROP ROLE tester_of_objects;
-- 14-18:

-- case alter-system-in-transaction
-- statement
ALTER SYSTEM SET work_mem = '4MB';
-- 14-18: error 25001

-- case create-database-in-transaction
-- statement
CREATE DATABASE nope;
-- 14-18: error 25001

-- case drop-database-in-transaction
-- statement
DROP DATABASE nope;
-- 14-18: error 25001

-- case create-event-trigger
CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
-- statement
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION on_ddl();
-- 14-18:

-- case create-subscription-in-transaction
-- statement
CREATE SUBSCRIPTION s CONNECTION 'host=/nowhere' PUBLICATION p;
-- 14-18: error 25001

-- case merge
-- statement
MERGE INTO events e USING orders o ON e.id = o.id WHEN NOT MATCHED THEN INSERT VALUES (o.id, now());
-- 15-18: events:RE events_1:RE
