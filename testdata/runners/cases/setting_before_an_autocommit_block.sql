-- tools: alembic, alembic-each
-- file: 0001_orders.sql deployed
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: 0002_setting.sql
SET lock_timeout = '3s';
-- file: 0003_index.sql autocommit
CREATE INDEX CONCURRENTLY orders_status ON orders (status);
-- file: 0004_column.sql
ALTER TABLE orders ADD COLUMN note text;
CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS lock_timeout;
