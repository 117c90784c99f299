CREATE TABLE customers (id bigint PRIMARY KEY, name text, email text);
INSERT INTO customers SELECT g, 'n' || g, 'e' || g FROM generate_series(1, 200) g;
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, status text, total numeric);
INSERT INTO orders SELECT g, g, 'new', g FROM generate_series(1, 200) g;
CREATE INDEX orders_status ON orders (status);
CREATE TABLE archive (id bigint, customer_id bigint, status text, total numeric);
CREATE TABLE lines (id bigint, order_id bigint REFERENCES orders ON DELETE CASCADE);
INSERT INTO lines SELECT g, g FROM generate_series(1, 200) g;
CREATE TABLE notes (id bigint, customer_id bigint REFERENCES customers ON DELETE SET NULL ON UPDATE CASCADE);
INSERT INTO notes SELECT g, g FROM generate_series(1, 200) g;
CREATE TABLE tree (id bigint PRIMARY KEY, parent_id bigint REFERENCES tree);
INSERT INTO tree SELECT g, nullif(g - 1, 0) FROM generate_series(1, 200) g;
CREATE VIEW order_view AS SELECT id, status FROM orders;
CREATE TABLE events (id bigint, at date) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE events_2 PARTITION OF events DEFAULT;
INSERT INTO events SELECT g, date '2020-10-01' + g FROM generate_series(1, 200) g;
CREATE MATERIALIZED VIEW totals AS SELECT id, status FROM orders;
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
CREATE FOREIGN TABLE remote (id bigint, name text) SERVER elsewhere;
CREATE TABLE base (id bigint, n integer);
CREATE TABLE derived (x text) INHERITS (base);

-- case: do-add-column
-- statement
DO $$ BEGIN ALTER TABLE orders ADD COLUMN note text; END $$;
-- case: do-create-index
-- statement
DO $$ BEGIN CREATE INDEX orders_total ON orders (total); END $$;
-- case: do-foreign-key-swallowed
-- statement
DO $$ BEGIN ALTER TABLE archive ADD CONSTRAINT archive_customer FOREIGN KEY (customer_id) REFERENCES customers (id); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
-- case: do-concurrently
-- statement
DO $$ BEGIN CREATE INDEX CONCURRENTLY orders_total ON orders (total); END $$;
-- case: do-several
-- statement
DO $$ BEGIN UPDATE orders SET status = 'x'; DELETE FROM archive; ALTER TABLE lines ADD COLUMN note text; END $$;
-- case: do-literal-execute
-- statement
DO $$ BEGIN EXECUTE 'ALTER TABLE orders ADD COLUMN note text'; END $$;
-- case: do-drop-table
-- statement
DO $$ BEGIN DROP TABLE lines; END $$;
-- case: with-delete-insert
-- statement
WITH gone AS (DELETE FROM orders WHERE id > 190 RETURNING *) INSERT INTO archive SELECT * FROM gone;
-- case: with-update-select
-- statement
WITH changed AS (UPDATE orders SET status = 'x' RETURNING id) SELECT count(*) FROM changed;
-- case: with-insert-returning
-- statement
WITH fresh AS (INSERT INTO customers VALUES (1000, 'n', 'e') RETURNING id) INSERT INTO orders (id, customer_id) SELECT 1000, id FROM fresh;
-- case: with-select
-- statement
WITH old AS (SELECT id FROM orders) SELECT count(*) FROM old;
-- case: merge-update versions=15-
-- statement
MERGE INTO orders o USING archive a ON o.id = a.id WHEN MATCHED THEN UPDATE SET status = a.status;
-- case: merge-update-insert versions=15-
-- statement
MERGE INTO archive a USING orders o ON o.id = a.id WHEN MATCHED THEN UPDATE SET status = o.status WHEN NOT MATCHED THEN INSERT VALUES (o.id, o.customer_id, o.status, o.total);
-- case: merge-delete versions=15-
-- statement
MERGE INTO archive a USING orders o ON o.id = a.id WHEN MATCHED THEN DELETE;
-- case: merge-before-15 versions=14
-- statement
MERGE INTO archive a USING orders o ON o.id = a.id WHEN MATCHED THEN DELETE;
-- case: merge-partitioned versions=15-
-- statement
MERGE INTO events e USING orders o ON o.id = e.id WHEN MATCHED THEN UPDATE SET id = 5;
-- case: update-through-view
-- statement
UPDATE order_view SET status = 'x';
-- case: insert-through-view
-- statement
INSERT INTO order_view VALUES (1000, 'x');
-- case: delete-through-view
-- statement
DELETE FROM order_view WHERE id = 1000;
-- case: update-where-false
-- statement
UPDATE orders SET status = 'x' WHERE false;
-- case: delete-inherited
-- statement
DELETE FROM base;
-- case: delete-using
-- statement
DELETE FROM archive USING orders WHERE archive.id = orders.id;
-- case: delete-set-null
DELETE FROM lines;
DELETE FROM orders;
-- statement
DELETE FROM customers WHERE id = 1;
-- case: delete-partition
-- statement
DELETE FROM events_1;
-- case: delete-partitioned
-- statement
DELETE FROM events WHERE at < '2020-12-01';
-- case: delete-self-referenced
-- statement
DELETE FROM tree WHERE id = 200;
-- case: update-referenced-cascade
DELETE FROM orders;
-- statement
UPDATE customers SET id = id + 1000 WHERE id = 1;
-- case: update-not-the-key
-- statement
UPDATE customers SET name = 'x';
-- case: update-to-another-partition
-- statement
UPDATE events SET at = '2025-01-01';
-- case: update-returning-subquery
-- statement
UPDATE orders SET total = (SELECT count(*) FROM lines WHERE order_id = orders.id);
-- case: insert-default-values
-- statement
INSERT INTO archive DEFAULT VALUES;
-- case: insert-foreign-key-null
-- statement
INSERT INTO archive (id, status) VALUES (1, 'x');
-- case: insert-do-nothing
-- statement
INSERT INTO customers VALUES (1, 'n', 'e') ON CONFLICT DO NOTHING;
-- case: insert-into-partition
-- statement
INSERT INTO events_1 VALUES (1, '2020-02-02');
-- case: select-for-share
-- statement
SELECT * FROM orders FOR SHARE;
-- case: select-for-update-of
-- statement
SELECT * FROM orders o JOIN customers c ON c.id = o.customer_id FOR UPDATE OF o;
-- case: select-for-update-partitioned
-- statement
SELECT * FROM events FOR UPDATE;
-- case: select-from-view
-- statement
SELECT * FROM order_view;
-- case: explain
-- statement
EXPLAIN SELECT * FROM orders;
-- case: values
-- statement
VALUES (1), (2);
-- case: truncate-matview
-- statement
TRUNCATE totals;
-- case: truncate-view
-- statement
TRUNCATE order_view;
-- case: lock-table-row-exclusive
-- statement
LOCK TABLE orders IN ROW EXCLUSIVE MODE;
-- case: lock-table-access-share
-- statement
LOCK TABLE orders IN ACCESS SHARE MODE;
-- case: foreign-table-add-column
-- statement
ALTER FOREIGN TABLE remote ADD COLUMN note text;
-- case: foreign-table-drop-column
-- statement
ALTER FOREIGN TABLE remote DROP COLUMN name;
-- case: foreign-table-set-not-null
-- statement
ALTER FOREIGN TABLE remote ALTER COLUMN name SET NOT NULL;
-- case: foreign-table-type
-- statement
ALTER FOREIGN TABLE remote ALTER COLUMN id TYPE integer;
-- case: foreign-table-drop
-- statement
DROP FOREIGN TABLE remote;
-- case: foreign-table-rename
-- statement
ALTER FOREIGN TABLE remote RENAME TO far;
-- case: foreign-table-create
-- statement
CREATE FOREIGN TABLE farther (id bigint) SERVER elsewhere;
-- case: foreign-table-check
-- statement
ALTER FOREIGN TABLE remote ADD CONSTRAINT c CHECK (id > 0);
-- case: set-constraints
-- statement
SET CONSTRAINTS ALL DEFERRED;
-- case: listen
-- statement
NOTIFY changes, 'x';
-- case: analyze-columns
-- statement
ANALYZE orders (status);
-- case: analyze-partitioned
-- statement
ANALYZE events;
-- case: update-violates-check
ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total > 0);
-- statement
UPDATE orders SET total = -1;
-- case: update-with-check-of-another-column
ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total > 0);
-- statement
UPDATE orders SET status = 'x';
-- case: update-violates-not-valid-check
ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total > 1000) NOT VALID;
-- statement
UPDATE orders SET status = 'x';
-- case: insert-violates-check
ALTER TABLE archive ADD CONSTRAINT archive_total CHECK (total > 0);
-- statement
INSERT INTO archive (id, total) VALUES (1000, -1);
-- case: update-null-where-not-null
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- statement
UPDATE orders SET status = NULL;
-- case: update-repeats-a-key
INSERT INTO archive SELECT * FROM orders;
ALTER TABLE archive ADD UNIQUE (id);
-- statement
UPDATE archive SET id = 5;
-- case: update-foreign-key-to-nothing
-- statement
UPDATE orders SET customer_id = 9999;
-- case: insert-select-null-where-not-null
ALTER TABLE archive ALTER COLUMN total SET NOT NULL;
ALTER TABLE orders ALTER COLUMN total DROP NOT NULL;
INSERT INTO orders (id) VALUES (500);
-- statement
INSERT INTO archive SELECT * FROM orders;
-- case: add-column-then-update
-- statement
ALTER TABLE orders ADD COLUMN note text;
UPDATE orders SET note = status;
-- case: delete-where-true
-- statement
DELETE FROM lines WHERE true;
-- case: merge-violates-check versions=15-
ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total > 0);
-- statement
MERGE INTO orders o USING customers c ON o.id = c.id WHEN MATCHED THEN UPDATE SET total = -1;
