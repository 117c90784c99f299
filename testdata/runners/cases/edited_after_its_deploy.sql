-- tools: drizzle, alembic, alembic-each
-- file: 0001_orders.sql deployed edited
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
CREATE TABLE added_later (id bigint);
-- file: 0002_notes.sql
CREATE TABLE notes (id bigint);
