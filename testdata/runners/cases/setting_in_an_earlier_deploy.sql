-- file: 0001_orders.sql deployed
SET lock_timeout = '3s';
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: 0002_column.sql
ALTER TABLE orders ADD COLUMN note text;
CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS lock_timeout;
