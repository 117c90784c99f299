-- file: 0001_orders.sql deployed
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: 0002_notes.sql
CREATE TABLE notes (id bigint);
-- file: 0003_index.sql
CREATE TABLE beside (id bigint);
CREATE INDEX CONCURRENTLY orders_status ON orders (status);
