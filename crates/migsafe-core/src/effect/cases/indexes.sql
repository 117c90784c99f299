CREATE TABLE orders (id bigint PRIMARY KEY, status text, number text, note text);
INSERT INTO orders SELECT g, 'new', 'n' || g, 'x' FROM generate_series(1, 200) g;
CREATE INDEX orders_status ON orders (status);
CREATE UNIQUE INDEX orders_number ON orders (number);
CREATE TABLE lines (id bigint, order_id bigint REFERENCES orders);
CREATE TABLE events (id bigint, at date, body text) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE events_2 PARTITION OF events DEFAULT;
INSERT INTO events SELECT g, date '2020-10-01' + g FROM generate_series(1, 200) g;
CREATE INDEX events_at ON events (at);
CREATE MATERIALIZED VIEW totals AS SELECT id, status FROM orders;
CREATE UNIQUE INDEX totals_id ON totals (id);

-- case create-index
-- statement
CREATE INDEX orders_note ON orders (note);
-- 14-18: orders:S | index orders

-- case create-index-unique
-- statement
CREATE UNIQUE INDEX orders_both ON orders (id, number);
-- 14-18: orders:S | index orders

-- case create-index-unique-duplicates
-- statement
CREATE UNIQUE INDEX orders_one ON orders (status);
-- 14-18: error 23505

-- case create-index-expression
-- statement
CREATE INDEX orders_lower ON orders (lower(note)) WHERE status = 'new';
-- 14-18: orders:S | index orders

-- case create-index-if-not-exists-existing
-- statement
CREATE INDEX IF NOT EXISTS orders_status ON orders (status);
-- 14-18: orders:S

-- case create-index-existing
-- statement
CREATE INDEX orders_status ON orders (status);
-- 14-18: error 42P07

-- case create-index-concurrently-in-transaction
-- statement
CREATE INDEX CONCURRENTLY orders_note ON orders (note);
-- 14-18: error 25001

-- case create-index-partitioned
-- statement
CREATE INDEX events_body ON events (body);
-- 14-18: events:S events_1:S events_2:S | index events_1 events_2

-- case create-index-partitioned-only
-- statement
CREATE INDEX events_body ON ONLY events (body);
-- 14-18: events:S

-- case create-index-partitioned-matching
CREATE INDEX events_1_body ON events_1 (body);
-- statement
CREATE INDEX events_body ON events (body);
-- 14-18: events:S events_1:S events_1_body:S events_2:S | index events_2

-- case create-index-partition
-- statement
CREATE INDEX events_1_body ON events_1 (body);
-- 14-18: events_1:S | index events_1

-- case create-index-matview
-- statement
CREATE INDEX totals_status ON totals (status);
-- 14-18: totals:S | index totals

-- case create-index-new-table
-- statement
CREATE TABLE fresh (id bigint);
CREATE INDEX fresh_id ON fresh (id);
-- 14-18:

-- case attach-index-partition
CREATE INDEX events_body ON ONLY events (body);
CREATE INDEX events_1_body ON events_1 (body);
-- statement
ALTER INDEX events_body ATTACH PARTITION events_1_body;
-- 14-18: events_1_body:AE events_body:SUE

-- case drop-index
-- statement
DROP INDEX orders_status;
-- 14-18: orders:AE orders_status:AE

-- case drop-index-two
-- statement
DROP INDEX orders_status, orders_number;
-- 14-18: orders:AE orders_number:AE orders_status:AE

-- case drop-index-constraint
-- statement
DROP INDEX orders_pkey;
-- 14-18: error 2BP01

-- case drop-index-constraint-cascade
-- statement
DROP INDEX orders_pkey CASCADE;
-- 14-18: error 2BP01

-- case drop-index-missing
-- statement
DROP INDEX nothing;
-- 14-18: error 42704

-- case drop-index-concurrently-in-transaction
-- statement
DROP INDEX CONCURRENTLY orders_status;
-- 14-18: error 25001

-- case drop-index-partitioned
-- statement
DROP INDEX events_at;
-- 14-18: events:AE events_1:AE events_1_at_idx:AE events_2:AE events_2_at_idx:AE events_at:AE

-- case drop-index-of-partition
-- statement
DROP INDEX events_1_at_idx;
-- 14-18: error 2BP01

-- case drop-index-unique-referenced
CREATE TABLE refers (number text REFERENCES orders (number));
-- statement
DROP INDEX orders_number;
-- 14-18: error 2BP01

-- case drop-index-matview
-- statement
DROP INDEX totals_id;
-- 14-18: totals:AE totals_id:AE

-- case rename-index
-- statement
ALTER INDEX orders_status RENAME TO orders_state;
-- 14-18: orders_status:SUE

-- case rename-index-through-table
-- statement
ALTER TABLE orders_status RENAME TO orders_state;
-- 14-18: orders_status:AE

-- case rename-index-partitioned
-- statement
ALTER INDEX events_at RENAME TO events_when;
-- 14-18: events_at:SUE

-- case set-index-option
-- statement
ALTER INDEX orders_status SET (fillfactor = 70);
-- 14-18: orders_status:SUE

-- case reset-index-option
-- statement
ALTER INDEX orders_status RESET (fillfactor);
-- 14-18: orders_status:SUE

-- case index-statistics
CREATE INDEX orders_lower ON orders (lower(note));
-- statement
ALTER INDEX orders_lower ALTER COLUMN 1 SET STATISTICS 300;
-- 14-18: orders_lower:SUE

-- case index-tablespace
-- statement
ALTER INDEX orders_status SET TABLESPACE pg_default;
-- 14-18: orders_status:AE

-- case reindex-index
-- statement
REINDEX INDEX orders_status;
-- 14-18: orders:S orders_status:AE | index orders

-- case reindex-table
-- statement
REINDEX TABLE orders;
-- 14-18: orders:S orders_number:AE orders_pkey:AE orders_status:AE | index orders

-- case reindex-table-without-indexes
-- statement
REINDEX TABLE lines;
-- 14-18: lines:S

-- case reindex-concurrently-in-transaction
-- statement
REINDEX TABLE CONCURRENTLY orders;
-- 14-18: error 25001

-- case reindex-schema-in-transaction
-- statement
REINDEX SCHEMA public;
-- 14-18: error 25001

-- case reindex-partitioned-in-transaction
-- statement
REINDEX TABLE events;
-- 14-18: error 25001

-- case cluster
-- statement
CLUSTER orders USING orders_pkey;
-- 14-18: orders:AE orders_number:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case cluster-all-in-transaction
-- statement
CLUSTER;
-- 14-18: error 25001

-- case vacuum-in-transaction
-- statement
VACUUM orders;
-- 14-18: error 25001

-- case vacuum-full-in-transaction
-- statement
VACUUM FULL orders;
-- 14-18: error 25001

-- case analyze
-- statement
ANALYZE orders;
-- 14-18: orders:SUE

-- case analyze-partitioned
-- statement
ANALYZE events;
-- 14-18: events:SUE events_1:SUE events_2:SUE

-- case refresh
-- statement
REFRESH MATERIALIZED VIEW totals;
-- 14-18: totals:AE totals_id:AE | rewrite totals | index totals

-- case refresh-no-data
-- statement
REFRESH MATERIALIZED VIEW totals WITH NO DATA;
-- 14-18: totals:AE totals_id:AE | rewrite totals | index totals

-- case refresh-concurrently
-- statement
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
-- 14-18: totals:E

-- case refresh-concurrently-without-unique
DROP INDEX totals_id;
-- statement
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
-- 14-18: error 55000
