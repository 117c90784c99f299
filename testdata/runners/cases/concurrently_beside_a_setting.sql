-- file: 0001_orders.sql deployed
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: 0002_index.sql
SET lock_timeout = '3s';
CREATE INDEX CONCURRENTLY orders_status ON orders (status);
