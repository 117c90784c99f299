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

-- case create-table
-- statement
CREATE TABLE fresh (id bigserial PRIMARY KEY, n integer UNIQUE);
-- 14-18:

-- case create-table-if-not-exists-existing
-- statement
CREATE TABLE IF NOT EXISTS orders (id bigint);
-- 14-18:

-- case create-table-existing
-- statement
CREATE TABLE orders (id bigint);
-- 14-18: error 42P07

-- case create-table-like
-- statement
CREATE TABLE fresh (LIKE orders INCLUDING ALL);
-- 14-18:

-- case create-table-inherits
-- statement
CREATE TABLE fresh (y integer) INHERITS (base);
-- 14-18: base:SUE

-- case create-table-as
-- statement
CREATE TABLE fresh AS SELECT * FROM orders;
-- 14-18:

-- case create-table-of-type
-- statement
CREATE TABLE fresh OF pair;
-- 14-18:

-- case create-partition
-- statement
CREATE TABLE events_3 PARTITION OF events FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
-- 14-18: customers:SRE events:AE

-- case create-partition-with-default
-- statement
CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- 14-18: logs:AE logs_default:AE | scan logs_default

-- case create-partition-overlaps-default-rows
-- statement
CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
-- 14-18: error 23514

-- case create-partition-default-proven
ALTER TABLE logs_default ADD CONSTRAINT not_2030 CHECK (at < '2030-01-01');
-- statement
CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- 14-18: logs:AE logs_default:AE

-- case create-partition-default
-- statement
CREATE TABLE events_default PARTITION OF events DEFAULT;
-- 14-18: customers:SRE events:AE

-- case create-partition-indexed
-- statement
CREATE TABLE indexed_2 PARTITION OF indexed FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
-- 14-18: indexed:AE indexed_kind:SUE

-- case attach-partition-proven
CREATE TABLE events_new (id bigint, customer_id bigint REFERENCES customers, at date);
INSERT INTO events_new SELECT g, g, date '2030-01-01' + g FROM generate_series(1, 200) g;
ALTER TABLE events_new ADD CONSTRAINT bound CHECK (at IS NOT NULL AND at >= '2030-01-01' AND at < '2031-01-01');
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- 14-18: customers:AE events:SUE events_new:AE

-- case attach-partition-proven-not-null-column
CREATE TABLE events_new (id bigint, customer_id bigint REFERENCES customers, at date NOT NULL);
INSERT INTO events_new SELECT g, g, date '2030-01-01' + g FROM generate_series(1, 200) g;
ALTER TABLE events_new ADD CONSTRAINT bound CHECK (at >= '2030-01-01' AND at < '2031-01-01');
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- 14-18: customers:AE events:SUE events_new:AE

-- case attach-partition-check-without-not-null
CREATE TABLE events_new (id bigint, customer_id bigint REFERENCES customers, at date);
INSERT INTO events_new SELECT g, g, date '2030-01-01' + g FROM generate_series(1, 200) g;
ALTER TABLE events_new ADD CONSTRAINT bound CHECK (at >= '2030-01-01' AND at < '2031-01-01');
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- 14-18: customers:AE events:SUE events_new:AE | scan events_new

-- case attach-partition-check-not-valid
CREATE TABLE events_new (id bigint, customer_id bigint REFERENCES customers, at date);
INSERT INTO events_new SELECT g, g, date '2030-01-01' + g FROM generate_series(1, 200) g;
ALTER TABLE events_new ADD CONSTRAINT bound CHECK (at IS NOT NULL AND at >= '2030-01-01' AND at < '2031-01-01') NOT VALID;
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- 14-18: customers:AE events:SUE events_new:AE | scan events_new

-- case attach-partition-narrower-check
CREATE TABLE events_new (id bigint, customer_id bigint REFERENCES customers, at date NOT NULL);
INSERT INTO events_new SELECT g, g, date '2030-01-01' + g FROM generate_series(1, 200) g;
ALTER TABLE events_new ADD CONSTRAINT bound CHECK (at >= '2030-01-01' AND at < '2030-12-01');
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- 14-18: customers:AE events:SUE events_new:AE

-- case attach-partition-violated
-- statement
ALTER TABLE logs ATTACH PARTITION logs_new FOR VALUES FROM ('2040-01-01') TO ('2041-01-01');
-- 14-18: error 23514

-- case attach-partition-with-default
-- statement
ALTER TABLE logs ATTACH PARTITION logs_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- 14-18: logs:SUE logs_default:AE logs_new:AE | scan logs_default logs_new

-- case attach-partition-with-default-proven
ALTER TABLE logs_new ADD CONSTRAINT bound CHECK (at >= '2030-01-01' AND at < '2031-01-01');
-- statement
ALTER TABLE logs ATTACH PARTITION logs_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- 14-18: logs:SUE logs_default:AE logs_new:AE | scan logs_default

-- case attach-partition-indexed
-- statement
ALTER TABLE indexed ATTACH PARTITION indexed_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- 14-18: indexed:SUE indexed_kind:SUE indexed_new:AE | index indexed_new | scan indexed_new

-- case attach-partition-indexed-matching
CREATE INDEX indexed_new_kind ON indexed_new (kind);
-- statement
ALTER TABLE indexed ATTACH PARTITION indexed_new FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
-- 14-18: indexed:SUE indexed_kind:SUE indexed_new:AE | scan indexed_new

-- case attach-list-proven
CREATE TABLE regions (id bigint, region text) PARTITION BY LIST (region);
CREATE TABLE regions_eu (id bigint, region text NOT NULL, CONSTRAINT bound CHECK (region = 'eu'));
INSERT INTO regions_eu SELECT g, 'eu' FROM generate_series(1, 200) g;
-- statement
ALTER TABLE regions ATTACH PARTITION regions_eu FOR VALUES IN ('eu');
-- 14-18: regions:SUE regions_eu:AE

-- case attach-list-proven-in
CREATE TABLE regions (id bigint, region text) PARTITION BY LIST (region);
CREATE TABLE regions_eu (id bigint, region text NOT NULL, CONSTRAINT bound CHECK (region IN ('eu', 'uk')));
INSERT INTO regions_eu SELECT g, 'eu' FROM generate_series(1, 200) g;
-- statement
ALTER TABLE regions ATTACH PARTITION regions_eu FOR VALUES IN ('eu', 'uk');
-- 14-18: regions:SUE regions_eu:AE

-- case detach-partition
-- statement
ALTER TABLE events DETACH PARTITION events_1;
-- 14-18: customers:SRE events:AE events_1:AE

-- case detach-partition-with-default
-- statement
ALTER TABLE logs DETACH PARTITION logs_1;
-- 14-18: logs:AE logs_1:AE logs_default:AE

-- case detach-partition-concurrently-in-transaction
-- statement
ALTER TABLE events DETACH PARTITION events_1 CONCURRENTLY;
-- 14-18: error 25001

-- case drop-partition
-- statement
DROP TABLE logs_1;
-- 14-18: logs:AE logs_1:AE logs_default:AE

-- case drop-partition-no-default
-- statement
DROP TABLE events_1;
-- 14-18: events:AE events_1:AE

-- case drop-partitioned
-- statement
DROP TABLE logs;
-- 14-18: logs:AE logs_1:AE logs_default:AE

-- case drop-partitioned-foreign-key
-- statement
DROP TABLE events;
-- 14-18: customers:AE events:AE events_1:AE events_2:AE

-- case drop-table
-- statement
DROP TABLE lines;
-- 14-18: lines:AE orders:AE

-- case drop-table-if-exists
-- statement
DROP TABLE IF EXISTS lines;
-- 14-18: lines:AE orders:AE

-- case drop-table-missing
-- statement
DROP TABLE nothing;
-- 14-18: error 42P01

-- case drop-table-referenced
-- statement
DROP TABLE orders;
-- 14-18: error 2BP01

-- case drop-table-cascade
-- statement
DROP TABLE orders CASCADE;
-- 14-18: customers:AE lines:AE order_view:AE order_view_2:AE orders:AE orders_id_seq:AE orders_pkey:AE orders_status:AE totals:AE

-- case drop-table-owned-sequence
-- statement
DROP TABLE joinable;
-- 14-18: joinable:AE

-- case drop-table-inherited
-- statement
DROP TABLE base;
-- 14-18: error 2BP01

-- case drop-table-child
-- statement
DROP TABLE derived;
-- 14-18: derived:AE

-- case drop-table-wrong-kind
-- statement
DROP TABLE order_view;
-- 14-18: error 42809

-- case rename-table
-- statement
ALTER TABLE orders RENAME TO purchases;
-- 14-18: orders:AE

-- case rename-table-partitioned
-- statement
ALTER TABLE events RENAME TO happenings;
-- 14-18: events:AE

-- case rename-view
-- statement
ALTER VIEW order_view RENAME TO purchase_view;
-- 14-18: order_view:AE

-- case rename-materialized-view
-- statement
ALTER MATERIALIZED VIEW totals RENAME TO sums;
-- 14-18: totals:AE

-- case set-schema-table
-- statement
ALTER TABLE orders SET SCHEMA other;
-- 14-18: orders:AE orders_id_seq:AE

-- case set-schema-partitioned
-- statement
ALTER TABLE logs SET SCHEMA other;
-- 14-18: logs:AE

-- case set-schema-view
-- statement
ALTER VIEW order_view SET SCHEMA other;
-- 14-18: order_view:AE

-- case set-schema-sequence
CREATE SEQUENCE numbers;
-- statement
ALTER SEQUENCE numbers SET SCHEMA other;
-- 14-18: numbers:AE

-- case set-schema-function
-- statement
ALTER FUNCTION nop() SET SCHEMA other;
-- 14-18:

-- case set-schema-type
-- statement
ALTER TYPE pair SET SCHEMA other;
-- 14-18:

-- case rename-schema
-- statement
ALTER SCHEMA other RENAME TO another;
-- 14-18:

-- case owner-table
-- statement
ALTER TABLE orders OWNER TO pg_monitor;
-- 14-18: orders:AE orders_id_seq:AE orders_pkey:AE orders_status:AE

-- case owner-partitioned
-- statement
ALTER TABLE logs OWNER TO pg_monitor;
-- 14-18: logs:AE

-- case owner-view
-- statement
ALTER VIEW order_view OWNER TO pg_monitor;
-- 14-18: order_view:AE

-- case owner-matview
-- statement
ALTER MATERIALIZED VIEW totals OWNER TO pg_monitor;
-- 14-18: totals:AE

-- case set-logged
ALTER TABLE lines SET UNLOGGED;
-- statement
ALTER TABLE lines SET LOGGED;
-- 14-18: lines:AE | rewrite lines

-- case set-logged-already
-- statement
ALTER TABLE lines SET LOGGED;
-- 14-18: lines:AE

-- case set-unlogged
-- statement
ALTER TABLE lines SET UNLOGGED;
-- 14-18: lines:AE | rewrite lines

-- case set-unlogged-identity
CREATE TABLE counters (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
INSERT INTO counters DEFAULT VALUES;
-- statement
ALTER TABLE counters SET UNLOGGED;
-- 14: counters:AE counters_pkey:AE | rewrite counters | index counters
-- 15-18: counters:AE counters_id_seq:AE counters_pkey:AE | rewrite counters | index counters

-- case set-unlogged-referenced
-- statement
ALTER TABLE customers SET UNLOGGED;
-- 14-18: error 42P16

-- case set-fillfactor
-- statement
ALTER TABLE lines SET (fillfactor = 70);
-- 14-18: lines:SUE

-- case set-autovacuum
-- statement
ALTER TABLE lines SET (autovacuum_enabled = false);
-- 14-18: lines:SUE

-- case reset-option
-- statement
ALTER TABLE lines RESET (fillfactor);
-- 14-18: lines:SUE

-- case set-user-catalog
-- statement
ALTER TABLE lines SET (user_catalog_table = true);
-- 14-18: lines:AE

-- case set-parallel-workers
-- statement
ALTER TABLE lines SET (parallel_workers = 2);
-- 14-18: lines:SUE

-- case set-toast-tuple-target
-- statement
ALTER TABLE lines SET (toast_tuple_target = 1024);
-- 14-18: lines:SUE

-- case set-vacuum-truncate
-- statement
ALTER TABLE lines SET (vacuum_truncate = false, toast.vacuum_truncate = false);
-- 14-18: lines:SUE

-- case set-view-option
-- statement
ALTER VIEW order_view SET (security_barrier = true);
-- 14-18: order_view:AE

-- case cluster-on
-- statement
ALTER TABLE orders CLUSTER ON orders_status;
-- 14-18: orders:SUE orders_status:SUE

-- case set-without-cluster
-- statement
ALTER TABLE orders SET WITHOUT CLUSTER;
-- 14-18: orders:SUE

-- case replica-identity-full
-- statement
ALTER TABLE orders REPLICA IDENTITY FULL;
-- 14-18: orders:AE

-- case set-access-method-same
-- statement
ALTER TABLE lines SET ACCESS METHOD heap;
-- 15-18: lines:AE

-- case replica-identity-index
-- statement
ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_pkey;
-- 14-18: orders:AE orders_pkey:S

-- case set-access-method
CREATE ACCESS METHOD heap_2 TYPE TABLE HANDLER heap_tableam_handler;
-- statement
ALTER TABLE lines SET ACCESS METHOD heap_2;
-- 15-18: lines:AE | rewrite lines

-- case inherit
-- statement
ALTER TABLE joinable INHERIT base;
-- 14-18: base:SUE joinable:AE

-- case no-inherit
-- statement
ALTER TABLE derived NO INHERIT base;
-- 14-18: derived:AE

-- case of-type
CREATE TABLE pairs (id bigint, n integer);
-- statement
ALTER TABLE pairs OF pair;
-- 14-18: pairs:AE

-- case not-of
CREATE TABLE pairs OF pair;
-- statement
ALTER TABLE pairs NOT OF;
-- 14-18: pairs:AE

-- case disable-trigger
-- statement
ALTER TABLE lines DISABLE TRIGGER lines_nop;
-- 14-18: lines:SRE

-- case disable-trigger-all
-- statement
ALTER TABLE lines DISABLE TRIGGER ALL;
-- 14-18: lines:SRE

-- case enable-trigger
-- statement
ALTER TABLE lines ENABLE TRIGGER lines_nop;
-- 14-18: lines:SRE

-- case disable-trigger-partitioned
CREATE TRIGGER events_nop BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
ALTER TABLE events DISABLE TRIGGER events_nop;
-- 14-18: events:SRE events_1:SRE events_2:SRE

-- case disable-rule
-- statement
ALTER TABLE lines DISABLE RULE lines_rule;
-- 14-18: lines:AE

-- case enable-row-security
-- statement
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
-- 14-18: orders:AE

-- case disable-row-security
-- statement
ALTER TABLE orders DISABLE ROW LEVEL SECURITY;
-- 14-18: orders:AE

-- case force-row-security
-- statement
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
-- 14-18: orders:AE

-- case truncate
-- statement
TRUNCATE lines;
-- 14-18: lines:AE | rewrite lines

-- case truncate-referenced
-- statement
TRUNCATE orders;
-- 14-18: error 0A000

-- case truncate-both
-- statement
TRUNCATE orders, lines;
-- 14-18: lines:AE orders:AE orders_pkey:AE orders_status:AE | rewrite lines orders | index orders

-- case truncate-cascade
-- statement
TRUNCATE customers CASCADE;
-- 14-18: customers:AE customers_pkey:AE events:AE events_1:AE events_2:AE lines:AE orders:AE orders_pkey:AE orders_status:AE | rewrite customers events_1 events_2 lines orders | index customers orders

-- case truncate-restart-identity
CREATE TABLE counters (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
INSERT INTO counters DEFAULT VALUES;
-- statement
TRUNCATE counters RESTART IDENTITY;
-- 14-18: counters:AE counters_id_seq:AE counters_pkey:AE | rewrite counters | index counters

-- case truncate-partitioned
-- statement
TRUNCATE logs;
-- 14-18: logs:AE logs_1:AE logs_default:AE | rewrite logs_1 logs_default

-- case truncate-inherited
-- statement
TRUNCATE base;
-- 14-18: base:AE derived:AE | rewrite base derived

-- case drop-schema
-- statement
DROP SCHEMA other;
-- 14-18:

-- case drop-schema-filled
CREATE TABLE other.things (id bigint);
-- statement
DROP SCHEMA other;
-- 14-18: error 2BP01

-- case drop-schema-cascade
CREATE TABLE other.things (id bigint, order_id bigint REFERENCES orders);
-- statement
DROP SCHEMA other CASCADE;
-- 14-18: other.things:AE orders:AE
