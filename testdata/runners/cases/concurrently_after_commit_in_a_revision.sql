-- tools: alembic, alembic-each, alembic-psycopg2
-- file: 0001_orders.sql deployed
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: 0002_index.sql
CREATE TABLE before (id bigint);
COMMIT;
CREATE INDEX CONCURRENTLY orders_status ON orders (status);
