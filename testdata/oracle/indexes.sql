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

-- case: create-index
-- statement
CREATE INDEX orders_note ON orders (note);
-- case: create-index-unique
-- statement
CREATE UNIQUE INDEX orders_both ON orders (id, number);
-- case: create-index-unique-duplicates
-- statement
CREATE UNIQUE INDEX orders_one ON orders (status);
-- case: create-index-expression
-- statement
CREATE INDEX orders_lower ON orders (lower(note)) WHERE status = 'new';
-- case: create-index-if-not-exists-existing
-- statement
CREATE INDEX IF NOT EXISTS orders_status ON orders (status);
-- case: create-index-existing
-- statement
CREATE INDEX orders_status ON orders (status);
-- case: create-index-concurrently alone
-- statement
CREATE INDEX CONCURRENTLY orders_note ON orders (note);
-- case: create-index-concurrently-in-transaction
-- statement
CREATE INDEX CONCURRENTLY orders_note ON orders (note);
-- case: create-index-concurrently-if-not-exists-existing alone
-- statement
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_status ON orders (status);
-- case: create-index-partitioned
-- statement
CREATE INDEX events_body ON events (body);
-- case: create-index-partitioned-only
-- statement
CREATE INDEX events_body ON ONLY events (body);
-- case: create-index-partitioned-concurrently alone
-- statement
CREATE INDEX CONCURRENTLY events_body ON events (body);
-- case: create-index-partitioned-matching
CREATE INDEX events_1_body ON events_1 (body);
-- statement
CREATE INDEX events_body ON events (body);
-- case: create-index-partition
-- statement
CREATE INDEX events_1_body ON events_1 (body);
-- case: create-index-matview
-- statement
CREATE INDEX totals_status ON totals (status);
-- case: create-index-new-table
-- statement
CREATE TABLE fresh (id bigint);
CREATE INDEX fresh_id ON fresh (id);
-- case: attach-index-partition
CREATE INDEX events_body ON ONLY events (body);
CREATE INDEX events_1_body ON events_1 (body);
-- statement
ALTER INDEX events_body ATTACH PARTITION events_1_body;
-- case: drop-index
-- statement
DROP INDEX orders_status;
-- case: drop-index-two
-- statement
DROP INDEX orders_status, orders_number;
-- case: drop-index-constraint
-- statement
DROP INDEX orders_pkey;
-- case: drop-index-constraint-cascade
-- statement
DROP INDEX orders_pkey CASCADE;
-- case: drop-index-missing unknown: an index that the history never shows may exist
-- statement
DROP INDEX nothing;
-- case: drop-index-missing-if-exists unknown: an index that the history never shows may exist
-- statement
DROP INDEX IF EXISTS nothing;
-- case: drop-index-concurrently alone
-- statement
DROP INDEX CONCURRENTLY orders_status;
-- case: drop-index-concurrently-in-transaction
-- statement
DROP INDEX CONCURRENTLY orders_status;
-- case: drop-index-partitioned
-- statement
DROP INDEX events_at;
-- case: drop-index-partitioned-concurrently alone
-- statement
DROP INDEX CONCURRENTLY events_at;
-- case: drop-index-of-partition
-- statement
DROP INDEX events_1_at_idx;
-- case: drop-index-unique-referenced
CREATE TABLE refers (number text REFERENCES orders (number));
-- statement
DROP INDEX orders_number;
-- case: drop-index-matview
-- statement
DROP INDEX totals_id;
-- case: rename-index
-- statement
ALTER INDEX orders_status RENAME TO orders_state;
-- case: rename-index-through-table
-- statement
ALTER TABLE orders_status RENAME TO orders_state;
-- case: rename-index-partitioned
-- statement
ALTER INDEX events_at RENAME TO events_when;
-- case: set-index-option
-- statement
ALTER INDEX orders_status SET (fillfactor = 70);
-- case: reset-index-option
-- statement
ALTER INDEX orders_status RESET (fillfactor);
-- case: index-statistics
CREATE INDEX orders_lower ON orders (lower(note));
-- statement
ALTER INDEX orders_lower ALTER COLUMN 1 SET STATISTICS 300;
-- case: index-tablespace unknown: the tablespace that holds it now
-- statement
ALTER INDEX orders_status SET TABLESPACE pg_default;
-- case: reindex-index
-- statement
REINDEX INDEX orders_status;
-- case: reindex-table
-- statement
REINDEX TABLE orders;
-- case: reindex-table-without-indexes
-- statement
REINDEX TABLE lines;
-- case: reindex-index-concurrently alone
-- statement
REINDEX INDEX CONCURRENTLY orders_status;
-- case: reindex-table-concurrently alone
-- statement
REINDEX TABLE CONCURRENTLY orders;
-- case: reindex-concurrently-in-transaction
-- statement
REINDEX TABLE CONCURRENTLY orders;
-- case: reindex-schema-in-transaction
-- statement
REINDEX SCHEMA public;
-- case: reindex-schema alone
-- statement
REINDEX SCHEMA public;
-- case: reindex-partitioned-in-transaction
-- statement
REINDEX TABLE events;
-- case: reindex-partitioned alone
-- statement
REINDEX TABLE events;
-- case: cluster
-- statement
CLUSTER orders USING orders_pkey;
-- case: cluster-all-in-transaction
-- statement
CLUSTER;
-- case: vacuum-in-transaction
-- statement
VACUUM orders;
-- case: vacuum alone
-- statement
VACUUM orders;
-- case: vacuum-full alone
-- statement
VACUUM FULL orders;
-- case: vacuum-full-in-transaction
-- statement
VACUUM FULL orders;
-- case: vacuum-analyze alone
-- statement
VACUUM ANALYZE orders;
-- case: analyze
-- statement
ANALYZE orders;
-- case: analyze-partitioned
-- statement
ANALYZE events;
-- case: refresh
-- statement
REFRESH MATERIALIZED VIEW totals;
-- case: refresh-no-data
-- statement
REFRESH MATERIALIZED VIEW totals WITH NO DATA;
-- case: refresh-concurrently
-- statement
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
-- case: refresh-concurrently-without-unique
DROP INDEX totals_id;
-- statement
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
-- case: create-index-unique-concurrently-duplicates alone
-- statement
CREATE UNIQUE INDEX CONCURRENTLY orders_one ON orders (status);
-- case: create-index-concurrently-in-one-query alone
-- statement
SET lock_timeout = '5s';
CREATE INDEX CONCURRENTLY orders_note ON orders (note);
-- case: cluster-without-index
-- statement
CLUSTER lines;
-- case: drop-index-in-use-by-cluster
ALTER TABLE orders CLUSTER ON orders_status;
-- statement
DROP INDEX orders_status;
-- case: rename-index-missing unknown: an index that the history never shows may exist
-- statement
ALTER INDEX nothing RENAME TO something;
-- case: create-index-concurrently-if-not-exists-invalid alone
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'orders_status'::regclass;
-- statement
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_status ON orders (status);
