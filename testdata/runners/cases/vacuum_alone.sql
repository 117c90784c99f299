-- file: 0001_orders.sql deployed
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: 0002_vacuum.sql
VACUUM orders;
-- file: 0003_after.sql
CREATE TABLE after (id bigint);
