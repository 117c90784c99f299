-- tools: drizzle
-- file: 0001_orders.sql deployed
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: 0002_lost.sql unlisted
CREATE TABLE lost (id bigint);
-- file: 0003_notes.sql
CREATE TABLE notes (id bigint);
