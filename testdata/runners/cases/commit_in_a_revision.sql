-- tools: alembic, alembic-each, alembic-psycopg2
-- file: 0001_orders.sql deployed
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: 0002_notes.sql
CREATE TABLE notes (id bigint);
-- file: 0003_commit.sql
CREATE TABLE before (id bigint);
COMMIT;
CREATE TABLE after (id bigint);
-- file: 0004_fails.sql
CREATE TABLE undone (id bigint);
ALTER TABLE orders ADD COLUMN status text;
