CREATE TABLE customers (id bigserial PRIMARY KEY, email text NOT NULL);
INSERT INTO customers (email) SELECT 'c' || g FROM generate_series(1, 200) g;
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint REFERENCES customers, status text);
INSERT INTO orders (customer_id, status) SELECT g, 'new' FROM generate_series(1, 200) g;
CREATE INDEX orders_status ON orders (status);
CREATE TABLE lines (id bigint, order_id bigint REFERENCES orders, n integer);
INSERT INTO lines SELECT g, g FROM generate_series(1, 200) g;
CREATE VIEW order_view AS SELECT id, status FROM orders;
CREATE VIEW order_view_2 AS SELECT id FROM order_view;
CREATE MATERIALIZED VIEW totals AS SELECT status, count(*) AS n FROM orders GROUP BY status;
CREATE TABLE events (id bigint, customer_id bigint REFERENCES customers, at date) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
INSERT INTO events SELECT g, g, date '2020-10-01' + g FROM generate_series(1, 200) g;
CREATE TABLE logs (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE logs_default PARTITION OF logs DEFAULT;
INSERT INTO logs SELECT g, date '2020-10-01' + g FROM generate_series(1, 200) g;
CREATE TABLE logs_new (id bigint NOT NULL, at date NOT NULL);
INSERT INTO logs_new SELECT g, date '2030-01-01' + g FROM generate_series(1, 200) g;
CREATE TABLE plain_new (id bigint, at date);
INSERT INTO plain_new SELECT g, date '2030-01-01' + g FROM generate_series(1, 200) g;
CREATE TABLE indexed (id bigint, at date, kind text) PARTITION BY RANGE (at);
CREATE TABLE indexed_1 PARTITION OF indexed FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX indexed_kind ON indexed (kind);
CREATE TABLE indexed_new (id bigint, at date, kind text);
INSERT INTO indexed_new SELECT g, date '2030-01-01' + g FROM generate_series(1, 200) g;
CREATE TABLE base (id bigint);
CREATE TABLE derived (x text) INHERITS (base);
CREATE TABLE joinable (id bigint, x text);
CREATE TYPE pair AS (id bigint, n integer);
CREATE FUNCTION nop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER lines_nop BEFORE INSERT ON lines FOR EACH ROW EXECUTE FUNCTION nop();
CREATE RULE lines_rule AS ON DELETE TO lines DO INSTEAD NOTHING;
CREATE SCHEMA other;

-- case: create-table
-- statement
CREATE TABLE fresh (id bigserial PRIMARY KEY, n integer UNIQUE);
-- case: create-table-if-not-exists-existing
-- statement
CREATE TABLE IF NOT EXISTS orders (id bigint);
-- case: create-table-existing
-- statement
CREATE TABLE orders (id bigint);
-- case: create-table-like
-- statement
CREATE TABLE fresh (LIKE orders INCLUDING ALL);
-- case: create-table-inherits
-- statement
CREATE TABLE fresh (y integer) INHERITS (base);
-- case: create-table-as
-- statement
CREATE TABLE fresh AS SELECT * FROM orders;
-- case: create-table-of-type
-- statement
CREATE TABLE fresh OF pair;
-- case: create-partition
-- statement
CREATE TABLE events_3 PARTITION OF events FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
-- case: create-partition-with-default
-- statement
CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: create-partition-overlaps-default-rows
-- statement
CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
-- case: create-partition-default-proven
ALTER TABLE logs_default ADD CONSTRAINT not_2030 CHECK (at < '2030-01-01');
-- statement
CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: create-partition-default
-- statement
CREATE TABLE events_default PARTITION OF events DEFAULT;
-- case: create-partition-indexed
-- statement
CREATE TABLE indexed_2 PARTITION OF indexed FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
-- case: attach-partition-scan
CREATE TABLE events_new (id bigint, customer_id bigint, at date);
INSERT INTO events_new SELECT g, g, date '2030-01-01' + g FROM generate_series(1, 200) g;
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: attach-partition-proven
CREATE TABLE events_new (id bigint, customer_id bigint REFERENCES customers, at date);
INSERT INTO events_new SELECT g, g, date '2030-01-01' + g FROM generate_series(1, 200) g;
ALTER TABLE events_new ADD CONSTRAINT bound CHECK (at IS NOT NULL AND at >= '2030-01-01' AND at < '2031-01-01');
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: attach-partition-proven-not-null-column
CREATE TABLE events_new (id bigint, customer_id bigint REFERENCES customers, at date NOT NULL);
INSERT INTO events_new SELECT g, g, date '2030-01-01' + g FROM generate_series(1, 200) g;
ALTER TABLE events_new ADD CONSTRAINT bound CHECK (at >= '2030-01-01' AND at < '2031-01-01');
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: attach-partition-check-without-not-null
CREATE TABLE events_new (id bigint, customer_id bigint REFERENCES customers, at date);
INSERT INTO events_new SELECT g, g, date '2030-01-01' + g FROM generate_series(1, 200) g;
ALTER TABLE events_new ADD CONSTRAINT bound CHECK (at >= '2030-01-01' AND at < '2031-01-01');
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: attach-partition-check-not-valid
CREATE TABLE events_new (id bigint, customer_id bigint REFERENCES customers, at date);
INSERT INTO events_new SELECT g, g, date '2030-01-01' + g FROM generate_series(1, 200) g;
ALTER TABLE events_new ADD CONSTRAINT bound CHECK (at IS NOT NULL AND at >= '2030-01-01' AND at < '2031-01-01') NOT VALID;
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: attach-partition-narrower-check
CREATE TABLE events_new (id bigint, customer_id bigint REFERENCES customers, at date NOT NULL);
INSERT INTO events_new SELECT g, g, date '2030-01-01' + g FROM generate_series(1, 200) g;
ALTER TABLE events_new ADD CONSTRAINT bound CHECK (at >= '2030-01-01' AND at < '2030-12-01');
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: attach-partition-violated
-- statement
ALTER TABLE logs ATTACH PARTITION logs_new FOR VALUES FROM ('2040-01-01') TO ('2041-01-01');
-- case: attach-partition-with-default
-- statement
ALTER TABLE logs ATTACH PARTITION logs_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: attach-partition-with-default-proven
ALTER TABLE logs_new ADD CONSTRAINT bound CHECK (at >= '2030-01-01' AND at < '2031-01-01');
-- statement
ALTER TABLE logs ATTACH PARTITION logs_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: attach-partition-both-proven
ALTER TABLE logs_new ADD CONSTRAINT bound CHECK (at >= '2030-01-01' AND at < '2031-01-01');
ALTER TABLE logs_default ADD CONSTRAINT not_2030 CHECK (at < '2030-01-01' OR at >= '2031-01-01');
-- statement
ALTER TABLE logs ATTACH PARTITION logs_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: attach-partition-both-proven-negated
ALTER TABLE logs_new ADD CONSTRAINT bound CHECK (at >= '2030-01-01' AND at < '2031-01-01');
ALTER TABLE logs_default ADD CONSTRAINT not_2030 CHECK (NOT (at >= '2030-01-01' AND at < '2031-01-01'));
-- statement
ALTER TABLE logs ATTACH PARTITION logs_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: attach-default
CREATE TABLE events_default (id bigint, customer_id bigint, at date);
-- statement
ALTER TABLE events ATTACH PARTITION events_default DEFAULT;
-- case: attach-partition-indexed
-- statement
ALTER TABLE indexed ATTACH PARTITION indexed_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: attach-partition-indexed-matching
CREATE INDEX indexed_new_kind ON indexed_new (kind);
-- statement
ALTER TABLE indexed ATTACH PARTITION indexed_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: attach-list-proven
CREATE TABLE regions (id bigint, region text) PARTITION BY LIST (region);
CREATE TABLE regions_eu (id bigint, region text NOT NULL, CONSTRAINT bound CHECK (region = 'eu'));
INSERT INTO regions_eu SELECT g, 'eu' FROM generate_series(1, 200) g;
-- statement
ALTER TABLE regions ATTACH PARTITION regions_eu FOR VALUES IN ('eu');
-- case: attach-list-proven-in
CREATE TABLE regions (id bigint, region text) PARTITION BY LIST (region);
CREATE TABLE regions_eu (id bigint, region text NOT NULL, CONSTRAINT bound CHECK (region IN ('eu', 'uk')));
INSERT INTO regions_eu SELECT g, 'eu' FROM generate_series(1, 200) g;
-- statement
ALTER TABLE regions ATTACH PARTITION regions_eu FOR VALUES IN ('eu', 'uk');
-- case: attach-column-missing
-- statement
ALTER TABLE events ATTACH PARTITION plain_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- case: detach-partition
-- statement
ALTER TABLE events DETACH PARTITION events_1;
-- case: detach-partition-with-default
-- statement
ALTER TABLE logs DETACH PARTITION logs_1;
-- case: detach-partition-concurrently alone
-- statement
ALTER TABLE events DETACH PARTITION events_1 CONCURRENTLY;
-- case: detach-partition-concurrently-in-transaction
-- statement
ALTER TABLE events DETACH PARTITION events_1 CONCURRENTLY;
-- case: detach-partition-concurrently-with-default alone
-- statement
ALTER TABLE logs DETACH PARTITION logs_1 CONCURRENTLY;
-- case: drop-partition
-- statement
DROP TABLE logs_1;
-- case: drop-partition-no-default
-- statement
DROP TABLE events_1;
-- case: drop-partitioned
-- statement
DROP TABLE logs;
-- case: drop-partitioned-foreign-key
-- statement
DROP TABLE events;
-- case: drop-table
-- statement
DROP TABLE lines;
-- case: drop-table-if-exists
-- statement
DROP TABLE IF EXISTS lines;
-- case: drop-table-missing unknown: a table that the history never shows may exist
-- statement
DROP TABLE nothing;
-- case: drop-table-missing-if-exists unknown: a table that the history never shows may exist
-- statement
DROP TABLE IF EXISTS nothing;
-- case: drop-table-referenced
-- statement
DROP TABLE orders;
-- case: drop-table-cascade
-- statement
DROP TABLE orders CASCADE;
-- case: drop-table-owned-sequence
-- statement
DROP TABLE joinable;
-- case: drop-table-inherited
-- statement
DROP TABLE base;
-- case: drop-table-child
-- statement
DROP TABLE derived;
-- case: drop-table-wrong-kind
-- statement
DROP TABLE order_view;
-- case: rename-table
-- statement
ALTER TABLE orders RENAME TO purchases;
-- case: rename-table-partitioned
-- statement
ALTER TABLE events RENAME TO happenings;
-- case: rename-view
-- statement
ALTER VIEW order_view RENAME TO purchase_view;
-- case: rename-materialized-view
-- statement
ALTER MATERIALIZED VIEW totals RENAME TO sums;
-- case: set-schema-table
-- statement
ALTER TABLE orders SET SCHEMA other;
-- case: set-schema-partitioned
-- statement
ALTER TABLE logs SET SCHEMA other;
-- case: set-schema-view
-- statement
ALTER VIEW order_view SET SCHEMA other;
-- case: set-schema-sequence
CREATE SEQUENCE numbers;
-- statement
ALTER SEQUENCE numbers SET SCHEMA other;
-- case: set-schema-function
-- statement
ALTER FUNCTION nop() SET SCHEMA other;
-- case: set-schema-type
-- statement
ALTER TYPE pair SET SCHEMA other;
-- case: rename-schema
-- statement
ALTER SCHEMA other RENAME TO another;
-- case: owner-table
-- statement
ALTER TABLE orders OWNER TO pg_monitor;
-- case: owner-partitioned
-- statement
ALTER TABLE logs OWNER TO pg_monitor;
-- case: owner-view
-- statement
ALTER VIEW order_view OWNER TO pg_monitor;
-- case: owner-matview
-- statement
ALTER MATERIALIZED VIEW totals OWNER TO pg_monitor;
-- case: set-logged
ALTER TABLE lines SET UNLOGGED;
-- statement
ALTER TABLE lines SET LOGGED;
-- case: set-logged-already
-- statement
ALTER TABLE lines SET LOGGED;
-- case: set-unlogged
-- statement
ALTER TABLE lines SET UNLOGGED;
-- case: set-unlogged-identity
CREATE TABLE counters (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
INSERT INTO counters DEFAULT VALUES;
-- statement
ALTER TABLE counters SET UNLOGGED;
-- case: set-unlogged-referenced
-- statement
ALTER TABLE customers SET UNLOGGED;
-- case: set-tablespace-same unknown: the tablespace that holds it now
-- statement
ALTER TABLE lines SET TABLESPACE pg_default;
-- case: set-access-method-same versions=15-
-- statement
ALTER TABLE lines SET ACCESS METHOD heap;
-- case: set-access-method versions=15-
CREATE ACCESS METHOD heap_2 TYPE TABLE HANDLER heap_tableam_handler;
-- statement
ALTER TABLE lines SET ACCESS METHOD heap_2;
-- case: set-fillfactor
-- statement
ALTER TABLE lines SET (fillfactor = 70);
-- case: set-autovacuum
-- statement
ALTER TABLE lines SET (autovacuum_enabled = false);
-- case: reset-option
-- statement
ALTER TABLE lines RESET (fillfactor);
-- case: set-user-catalog
-- statement
ALTER TABLE lines SET (user_catalog_table = true);
-- case: set-parallel-workers
-- statement
ALTER TABLE lines SET (parallel_workers = 2);
-- case: set-toast-tuple-target
-- statement
ALTER TABLE lines SET (toast_tuple_target = 1024);
-- case: set-vacuum-truncate
-- statement
ALTER TABLE lines SET (vacuum_truncate = false, toast.vacuum_truncate = false);
-- case: set-view-option
-- statement
ALTER VIEW order_view SET (security_barrier = true);
-- case: cluster-on
-- statement
ALTER TABLE orders CLUSTER ON orders_status;
-- case: set-without-cluster
-- statement
ALTER TABLE orders SET WITHOUT CLUSTER;
-- case: replica-identity-full
-- statement
ALTER TABLE orders REPLICA IDENTITY FULL;
-- case: replica-identity-index
-- statement
ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_pkey;
-- case: inherit
-- statement
ALTER TABLE joinable INHERIT base;
-- case: no-inherit
-- statement
ALTER TABLE derived NO INHERIT base;
-- case: of-type
CREATE TABLE pairs (id bigint, n integer);
-- statement
ALTER TABLE pairs OF pair;
-- case: not-of
CREATE TABLE pairs OF pair;
-- statement
ALTER TABLE pairs NOT OF;
-- case: disable-trigger
-- statement
ALTER TABLE lines DISABLE TRIGGER lines_nop;
-- case: disable-trigger-all
-- statement
ALTER TABLE lines DISABLE TRIGGER ALL;
-- case: enable-trigger
-- statement
ALTER TABLE lines ENABLE TRIGGER lines_nop;
-- case: disable-trigger-partitioned
CREATE TRIGGER events_nop BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
ALTER TABLE events DISABLE TRIGGER events_nop;
-- case: disable-rule
-- statement
ALTER TABLE lines DISABLE RULE lines_rule;
-- case: enable-row-security
-- statement
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
-- case: disable-row-security
-- statement
ALTER TABLE orders DISABLE ROW LEVEL SECURITY;
-- case: force-row-security
-- statement
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
-- case: truncate
-- statement
TRUNCATE lines;
-- case: truncate-referenced
-- statement
TRUNCATE orders;
-- case: truncate-both
-- statement
TRUNCATE orders, lines;
-- case: truncate-cascade
-- statement
TRUNCATE customers CASCADE;
-- case: truncate-restart-identity
CREATE TABLE counters (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
INSERT INTO counters DEFAULT VALUES;
-- statement
TRUNCATE counters RESTART IDENTITY;
-- case: truncate-partitioned
-- statement
TRUNCATE logs;
-- case: truncate-inherited
-- statement
TRUNCATE base;
-- case: drop-schema
-- statement
DROP SCHEMA other;
-- case: drop-schema-filled
CREATE TABLE other.things (id bigint);
-- statement
DROP SCHEMA other;
-- case: drop-schema-cascade
CREATE TABLE other.things (id bigint, order_id bigint REFERENCES orders);
-- statement
DROP SCHEMA other CASCADE;
