CREATE TABLE orders (id bigint PRIMARY KEY, note text, status text, amount integer DEFAULT 5, price numeric(10,2), seen timestamp);
INSERT INTO orders SELECT g, 'n' || g, 'new', g, g, now() FROM generate_series(1, 200) g;
CREATE INDEX orders_status ON orders (status);
CREATE TABLE customers (id bigint PRIMARY KEY, email text);
INSERT INTO customers SELECT g, 'c' || g FROM generate_series(1, 200) g;
CREATE TABLE lines (id bigint GENERATED ALWAYS AS IDENTITY, order_id bigint REFERENCES orders, kind text);
INSERT INTO lines (order_id) SELECT g FROM generate_series(1, 200) g;
CREATE TABLE events (id bigint, at date NOT NULL, body text) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE events_2 PARTITION OF events DEFAULT;
INSERT INTO events SELECT g, date '2020-01-01' + g, 'b' FROM generate_series(1, 200) g;
CREATE TABLE base (id bigint, kind text);
CREATE TABLE derived (extra text) INHERITS (base);
INSERT INTO base SELECT g, 'k' FROM generate_series(1, 200) g;
INSERT INTO derived SELECT g, 'k', 'e' FROM generate_series(1, 200) g;
CREATE DOMAIN plain_text AS text;
CREATE DOMAIN short_text AS text CHECK (length(VALUE) < 10);
CREATE DOMAIN needed_text AS text NOT NULL;
CREATE FUNCTION volatile_sql() RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT 7';
CREATE FUNCTION volatile_random() RETURNS double precision LANGUAGE sql VOLATILE AS 'SELECT random()';
CREATE FUNCTION volatile_pl() RETURNS integer LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN 7; END';
CREATE FUNCTION stable_pl() RETURNS integer LANGUAGE plpgsql STABLE AS 'BEGIN RETURN 7; END';
CREATE FUNCTION immutable_pl() RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 7; END';
CREATE SEQUENCE numbers;
CREATE VIEW order_notes AS SELECT id, note FROM orders;

-- case add-column-plain
-- statement
ALTER TABLE orders ADD COLUMN extra integer;
-- 14-18: orders:AE

-- case add-column-constant-default
-- statement
ALTER TABLE orders ADD COLUMN extra integer NOT NULL DEFAULT 7;
-- 14-18: orders:AE

-- case add-column-default-now
-- statement
ALTER TABLE orders ADD COLUMN extra timestamptz NOT NULL DEFAULT now();
-- 14-18: orders:AE

-- case add-column-default-current-timestamp
-- statement
ALTER TABLE orders ADD COLUMN extra timestamptz DEFAULT CURRENT_TIMESTAMP;
-- 14-18: orders:AE

-- case add-column-default-statement-timestamp
-- statement
ALTER TABLE orders ADD COLUMN extra timestamptz DEFAULT statement_timestamp();
-- 14-18: orders:AE

-- case add-column-default-clock-timestamp
-- statement
ALTER TABLE orders ADD COLUMN extra timestamptz DEFAULT clock_timestamp();
-- 14-18: orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case add-column-default-random-uuid
-- statement
ALTER TABLE orders ADD COLUMN extra uuid DEFAULT gen_random_uuid();
-- 14-18: orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case add-column-default-timeofday
-- statement
ALTER TABLE orders ADD COLUMN extra text DEFAULT timeofday();
-- 14-18: orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case add-column-default-nextval
-- statement
ALTER TABLE orders ADD COLUMN extra bigint DEFAULT nextval('numbers');
-- 14-18: numbers:RE orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case add-column-default-volatile-sql-inlined
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT volatile_sql();
-- 14-18: orders:AE

-- case add-column-default-volatile-sql-random
-- statement
ALTER TABLE orders ADD COLUMN extra double precision DEFAULT volatile_random();
-- 14-18: orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case add-column-default-volatile-plpgsql
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT volatile_pl();
-- 14-18: orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case add-column-default-uuidv7
-- statement
ALTER TABLE orders ADD COLUMN extra uuid DEFAULT uuidv7();
-- 18: orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case add-column-default-stable-plpgsql
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT stable_pl();
-- 14-18: orders:AE

-- case add-column-default-immutable-plpgsql
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT immutable_pl();
-- 14-18: orders:AE

-- case add-column-default-lower-operator
-- statement
ALTER TABLE orders ADD COLUMN extra text DEFAULT lower('A') || 'b';
-- 14-18: orders:AE

-- case add-column-default-array
-- statement
ALTER TABLE orders ADD COLUMN extra text[] NOT NULL DEFAULT ARRAY[]::text[];
-- 14-18: orders:AE

-- case add-column-default-jsonb
-- statement
ALTER TABLE orders ADD COLUMN extra jsonb NOT NULL DEFAULT '{}';
-- 14-18: orders:AE

-- case add-column-default-now-plus-interval
-- statement
ALTER TABLE orders ADD COLUMN extra timestamptz DEFAULT now() + interval '1 day';
-- 14-18: orders:AE

-- case add-column-default-md5-random
-- statement
ALTER TABLE orders ADD COLUMN extra text DEFAULT md5(random()::text);
-- 14-18: orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case add-column-required
-- statement
ALTER TABLE orders ADD COLUMN extra integer NOT NULL;
-- 14-18: error 23502

-- case add-column-required-empty
TRUNCATE lines;
-- statement
ALTER TABLE lines ADD COLUMN extra integer NOT NULL;
-- 14-18: lines:AE | scan lines

-- case add-column-not-null-default-null
-- statement
ALTER TABLE orders ADD COLUMN extra integer NOT NULL DEFAULT NULL;
-- 14-18: error 23502

-- case add-column-serial
-- statement
ALTER TABLE orders ADD COLUMN extra serial;
-- 14-18: orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case add-column-identity
-- statement
ALTER TABLE orders ADD COLUMN extra bigint GENERATED ALWAYS AS IDENTITY;
-- 14-18: orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case add-column-generated-stored
-- statement
ALTER TABLE orders ADD COLUMN extra integer GENERATED ALWAYS AS (amount * 2) STORED;
-- 14-18: orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case add-column-generated-unqualified
-- statement
ALTER TABLE orders ADD COLUMN extra integer GENERATED ALWAYS AS (amount * 2);
-- 14-17: error 42601
-- 18: orders:AE

-- case add-column-domain-plain
-- statement
ALTER TABLE orders ADD COLUMN extra plain_text;
-- 14-18: orders:AE

-- case add-column-domain-checked
-- statement
ALTER TABLE orders ADD COLUMN extra short_text;
-- 14-18: orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case add-column-domain-checked-default
-- statement
ALTER TABLE orders ADD COLUMN extra short_text DEFAULT 'x';
-- 14-18: orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case add-column-domain-not-null
-- statement
ALTER TABLE orders ADD COLUMN extra needed_text;
-- 14-18: error 23502

-- case add-column-domain-not-null-default
-- statement
ALTER TABLE orders ADD COLUMN extra needed_text DEFAULT 'x';
-- 14-18: orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case add-column-check
-- statement
ALTER TABLE orders ADD COLUMN extra integer CHECK (extra > 0);
-- 14-18: orders:AE | scan orders

-- case add-column-check-default
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT 7 CHECK (extra > 0);
-- 14-18: orders:AE | scan orders

-- case add-column-generated-virtual
-- statement
ALTER TABLE orders ADD COLUMN extra integer GENERATED ALWAYS AS (amount * 2) VIRTUAL;
-- 18: orders:AE

-- case add-column-references
-- statement
ALTER TABLE orders ADD COLUMN customer_id bigint REFERENCES customers;
-- 14-18: customers:SRE orders:AE

-- case add-column-generated-virtual-not-null
-- statement
ALTER TABLE orders ADD COLUMN extra integer GENERATED ALWAYS AS (amount * 2) VIRTUAL NOT NULL;
-- 18: orders:AE | scan orders

-- case add-column-references-default
-- statement
ALTER TABLE orders ADD COLUMN customer_id bigint DEFAULT 1 REFERENCES customers;
-- 14-18: customers:SRE orders:AE | scan orders

-- case add-column-references-default-null
-- statement
ALTER TABLE orders ADD COLUMN customer_id bigint DEFAULT NULL REFERENCES customers;
-- 14-18: customers:SRE orders:AE | scan orders

-- case add-column-unique
-- statement
ALTER TABLE orders ADD COLUMN extra integer UNIQUE;
-- 14-18: orders:AE | index orders

-- case add-column-unique-default
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT 7 UNIQUE;
-- 14-18: error 23505

-- case add-column-primary-key
-- statement
ALTER TABLE lines ADD COLUMN extra integer PRIMARY KEY;
-- 14-18: error 23502

-- case add-column-primary-key-serial
-- statement
ALTER TABLE lines ADD COLUMN extra bigserial PRIMARY KEY;
-- 14-18: lines:AE | rewrite lines | index lines

-- case add-column-partitioned
-- statement
ALTER TABLE events ADD COLUMN extra integer;
-- 14-18: events:AE events_1:AE events_2:AE

-- case add-column-partitioned-volatile
-- statement
ALTER TABLE events ADD COLUMN extra uuid DEFAULT gen_random_uuid();
-- 14-18: events:AE events_1:AE events_2:AE | rewrite events_1 events_2

-- case add-column-inherited
-- statement
ALTER TABLE base ADD COLUMN extra integer DEFAULT 3;
-- 14-18: error 42804

-- case add-column-if-not-exists-existing
-- statement
ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;
-- 14-18: orders:AE

-- case add-column-existing
-- statement
ALTER TABLE orders ADD COLUMN note text;
-- 14-18: error 42701

-- case add-column-not-null-check-new-table
-- statement
CREATE TABLE fresh (id bigint);
ALTER TABLE fresh ADD COLUMN extra uuid NOT NULL DEFAULT gen_random_uuid();
-- 14-18:

-- case drop-column
-- statement
ALTER TABLE orders DROP COLUMN seen;
-- 14-18: orders:AE

-- case drop-column-with-view
-- statement
ALTER TABLE orders DROP COLUMN note;
-- 14-18: error 2BP01

-- case drop-column-with-view-cascade
-- statement
ALTER TABLE orders DROP COLUMN note CASCADE;
-- 14-18: order_notes:AE orders:AE

-- case drop-column-indexed
-- statement
ALTER TABLE orders DROP COLUMN status;
-- 14-18: orders:AE orders_status:AE

-- case drop-column-referenced
-- statement
ALTER TABLE orders DROP COLUMN id;
-- 14-18: error 2BP01

-- case drop-column-foreign-key
-- statement
ALTER TABLE lines DROP COLUMN order_id;
-- 14-18: lines:AE orders:AE

-- case drop-column-referenced-cascade
DROP VIEW order_notes;
-- statement
ALTER TABLE orders DROP COLUMN id CASCADE;
-- 14-18: lines:AE orders:AE orders_pkey:AE

-- case drop-column-identity
-- statement
ALTER TABLE lines DROP COLUMN id;
-- 14-18: lines:AE lines_id_seq:AE

-- case drop-column-serial
ALTER TABLE customers ADD COLUMN number serial;
-- statement
ALTER TABLE customers DROP COLUMN number;
-- 14-18: customers:AE customers_number_seq:AE

-- case drop-column-partitioned
-- statement
ALTER TABLE events DROP COLUMN body;
-- 14-18: events:AE events_1:AE events_2:AE

-- case drop-column-partition-key
-- statement
ALTER TABLE events DROP COLUMN at;
-- 14-18: error 42P16

-- case drop-column-inherited
-- statement
ALTER TABLE base DROP COLUMN kind;
-- 14-18: base:AE derived:AE

-- case drop-column-generated-source
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (amount * 2) STORED;
-- statement
ALTER TABLE orders DROP COLUMN amount;
-- 14: orders:AE
-- 15-18: error 2BP01

-- case drop-column-if-exists-missing
-- statement
ALTER TABLE orders DROP COLUMN IF EXISTS nothing;
-- 14-18: orders:AE

-- case drop-column-missing
-- statement
ALTER TABLE orders DROP COLUMN nothing;
-- 14-18: error 42703

-- case rename-column
-- statement
ALTER TABLE orders RENAME COLUMN note TO remark;
-- 14-18: orders:AE

-- case rename-column-partitioned
-- statement
ALTER TABLE events RENAME COLUMN body TO payload;
-- 14-18: events:AE events_1:AE events_2:AE

-- case rename-column-view
-- statement
ALTER VIEW order_notes RENAME COLUMN note TO remark;
-- 14-18: order_notes:AE

-- case set-default
-- statement
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'open';
-- 14-18: orders:AE

-- case set-default-volatile
-- statement
ALTER TABLE orders ALTER COLUMN seen SET DEFAULT clock_timestamp();
-- 14-18: orders:AE

-- case drop-default
-- statement
ALTER TABLE orders ALTER COLUMN amount DROP DEFAULT;
-- 14-18: orders:AE

-- case set-default-partitioned
-- statement
ALTER TABLE events ALTER COLUMN body SET DEFAULT 'x';
-- 14-18: events:AE events_1:AE events_2:AE

-- case set-default-inherited
-- statement
ALTER TABLE base ALTER COLUMN kind SET DEFAULT 'x';
-- 14-18: base:AE derived:AE

-- case set-not-null
-- statement
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- 14-18: orders:AE | scan orders

-- case set-not-null-fails
INSERT INTO orders (id) VALUES (1000);
-- statement
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- 14-18: error 23502

-- case set-not-null-already
-- statement
ALTER TABLE orders ALTER COLUMN id SET NOT NULL;
-- 14-18: orders:AE

-- case set-not-null-proven
ALTER TABLE orders ADD CONSTRAINT status_full CHECK (status IS NOT NULL) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT status_full;
-- statement
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- 14-18: orders:AE

-- case set-not-null-proven-conjunct
ALTER TABLE orders ADD CONSTRAINT status_full CHECK (status IS NOT NULL AND length(status) > 0);
-- statement
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- 14-18: orders:AE

-- case set-not-null-not-valid-check
ALTER TABLE orders ADD CONSTRAINT status_full CHECK (status IS NOT NULL) NOT VALID;
-- statement
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- 14-18: orders:AE | scan orders

-- case set-not-null-comparison-proves-nothing
ALTER TABLE orders ADD CONSTRAINT status_full CHECK (status <> '');
-- statement
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- 14-18: orders:AE | scan orders

-- case set-not-null-partitioned
-- statement
ALTER TABLE events ALTER COLUMN id SET NOT NULL;
-- 14-18: events:AE events_1:AE events_2:AE | scan events_1 events_2

-- case set-not-null-partitioned-proven
ALTER TABLE events ADD CONSTRAINT id_full CHECK (id IS NOT NULL);
-- statement
ALTER TABLE events ALTER COLUMN id SET NOT NULL;
-- 14-18: events:AE events_1:AE events_2:AE

-- case set-not-null-inherited
-- statement
ALTER TABLE base ALTER COLUMN id SET NOT NULL;
-- 14-18: base:AE derived:AE | scan base derived

-- case drop-not-null
-- statement
ALTER TABLE customers ALTER COLUMN email DROP NOT NULL;
-- 14-18: customers:AE

-- case drop-not-null-partitioned
-- statement
ALTER TABLE events ALTER COLUMN at DROP NOT NULL;
-- 14-18: events:AE events_1:AE events_2:AE

-- case drop-not-null-partitioned-other
-- statement
ALTER TABLE events ALTER COLUMN id DROP NOT NULL;
-- 14-17: events:AE events_1:AE events_2:AE
-- 18: events:AE

-- case drop-not-null-primary-key
-- statement
ALTER TABLE orders ALTER COLUMN id DROP NOT NULL;
-- 14-18: error 42P16

-- case add-identity
-- statement
ALTER TABLE orders ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;
-- 14-18: orders:AE

-- case add-identity-nullable
-- statement
ALTER TABLE orders ALTER COLUMN amount ADD GENERATED BY DEFAULT AS IDENTITY;
-- 14-18: error 55000

-- case set-generated
-- statement
ALTER TABLE lines ALTER COLUMN id SET GENERATED BY DEFAULT;
-- 14-18: lines:AE lines_id_seq:SRE

-- case identity-restart
-- statement
ALTER TABLE lines ALTER COLUMN id RESTART WITH 5000;
-- 14-18: lines:AE lines_id_seq:SRE

-- case drop-identity
-- statement
ALTER TABLE lines ALTER COLUMN id DROP IDENTITY;
-- 14-18: lines:AE lines_id_seq:AE

-- case drop-expression
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (amount * 2) STORED;
-- statement
ALTER TABLE orders ALTER COLUMN twice DROP EXPRESSION;
-- 14-18: orders:AE

-- case set-statistics
-- statement
ALTER TABLE orders ALTER COLUMN status SET STATISTICS 500;
-- 14-18: orders:SUE

-- case set-statistics-partitioned
-- statement
ALTER TABLE events ALTER COLUMN body SET STATISTICS 500;
-- 14-18: events:SUE events_1:SUE events_2:SUE

-- case set-storage
-- statement
ALTER TABLE orders ALTER COLUMN note SET STORAGE EXTERNAL;
-- 14-18: orders:AE

-- case set-not-null-after-not-valid
ALTER TABLE orders ADD CONSTRAINT status_full NOT NULL status NOT VALID;
-- statement
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- 18: orders:AE | scan orders

-- case set-storage-partitioned
-- statement
ALTER TABLE events ALTER COLUMN body SET STORAGE EXTERNAL;
-- 14-18: events:AE events_1:AE events_2:AE

-- case set-compression
-- statement
ALTER TABLE orders ALTER COLUMN note SET COMPRESSION pglz;
-- 14-18: orders:AE

-- case set-column-options
-- statement
ALTER TABLE orders ALTER COLUMN note SET (n_distinct = 5);
-- 14-18: orders:SUE

-- case reset-column-options
-- statement
ALTER TABLE orders ALTER COLUMN note RESET (n_distinct);
-- 14-18: orders:SUE

-- case set-expression
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (amount * 2) STORED;
-- statement
ALTER TABLE orders ALTER COLUMN twice SET EXPRESSION AS (amount * 3);
-- 17-18: orders:AE orders_pkey:AE orders_status:AE | rewrite orders | index orders

-- case set-compression-partitioned
-- statement
ALTER TABLE events ALTER COLUMN body SET COMPRESSION pglz;
-- 14-18: events:AE

-- case set-expression-indexed
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (amount * 2) STORED;
CREATE INDEX orders_twice ON orders (twice);
-- statement
ALTER TABLE orders ALTER COLUMN twice SET EXPRESSION AS (amount * 3);
-- 17-18: orders:AE orders_pkey:AE orders_status:AE orders_twice:AE | rewrite orders | index orders

-- case set-expression-virtual
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (amount * 2) VIRTUAL;
-- statement
ALTER TABLE orders ALTER COLUMN twice SET EXPRESSION AS (amount * 3);
-- 18: orders:AE
