-- tools: drizzle
-- file: 0001_orders.sql deployed
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: 0002_notes.sql
CREATE TABLE notes (id bigint);
-- file: 0003_index.sql
COMMIT;
CREATE INDEX CONCURRENTLY orders_status ON orders (status);
CREATE TABLE alone (id bigint);
BEGIN;
-- file: 0004_fails.sql
CREATE TABLE undone (id bigint);
ALTER TABLE orders ADD COLUMN status text;
