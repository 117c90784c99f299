-- file: 0001_orders.sql deployed
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: 0002_own.sql
CREATE TABLE first (id bigint);
BEGIN;
CREATE TABLE second (id bigint);
COMMIT;
CREATE TABLE third (id bigint);
ALTER TABLE orders ADD COLUMN status text;
