-- file: 0001_orders.sql deployed
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: 0002_first.sql
CREATE TABLE first (id bigint);
-- file: 0003_second.sql
CREATE TABLE second (id bigint);
-- file: 0004_third.sql
CREATE TABLE third (id bigint);
ALTER TABLE orders ADD COLUMN status text;
-- file: 0005_fourth.sql
CREATE TABLE fourth (id bigint);
