-- file: 0001_orders.sql deployed
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: 0002_setting.sql
SET lock_timeout = '3s';
CREATE TABLE notes (id bigint);
-- file: 0003_column.sql
ALTER TABLE orders ADD COLUMN note text;
CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS lock_timeout;
