-- tools: drizzle, prisma@6.19, prisma@7.4
-- file: 0001_orders.sql deployed
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: 0002_notes.sql
CREATE TABLE notes (id bigint);
-- file: 0003_index.sql
COMMIT;
CREATE INDEX CONCURRENTLY orders_status ON orders (status);
BEGIN;
