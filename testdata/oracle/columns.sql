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

-- case: add-column-plain
-- statement
ALTER TABLE orders ADD COLUMN extra integer;
-- case: add-column-constant-default
-- statement
ALTER TABLE orders ADD COLUMN extra integer NOT NULL DEFAULT 7;
-- case: add-column-default-now
-- statement
ALTER TABLE orders ADD COLUMN extra timestamptz NOT NULL DEFAULT now();
-- case: add-column-default-current-timestamp
-- statement
ALTER TABLE orders ADD COLUMN extra timestamptz DEFAULT CURRENT_TIMESTAMP;
-- case: add-column-default-statement-timestamp
-- statement
ALTER TABLE orders ADD COLUMN extra timestamptz DEFAULT statement_timestamp();
-- case: add-column-default-clock-timestamp
-- statement
ALTER TABLE orders ADD COLUMN extra timestamptz DEFAULT clock_timestamp();
-- case: add-column-default-random-uuid
-- statement
ALTER TABLE orders ADD COLUMN extra uuid DEFAULT gen_random_uuid();
-- case: add-column-default-uuidv7 versions=18-
-- statement
ALTER TABLE orders ADD COLUMN extra uuid DEFAULT uuidv7();
-- case: add-column-default-timeofday
-- statement
ALTER TABLE orders ADD COLUMN extra text DEFAULT timeofday();
-- case: add-column-default-nextval
-- statement
ALTER TABLE orders ADD COLUMN extra bigint DEFAULT nextval('numbers');
-- case: add-column-default-volatile-sql-inlined
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT volatile_sql();
-- case: add-column-default-volatile-sql-random
-- statement
ALTER TABLE orders ADD COLUMN extra double precision DEFAULT volatile_random();
-- case: add-column-default-volatile-plpgsql
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT volatile_pl();
-- case: add-column-default-stable-plpgsql
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT stable_pl();
-- case: add-column-default-immutable-plpgsql
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT immutable_pl();
-- case: add-column-default-lower-operator
-- statement
ALTER TABLE orders ADD COLUMN extra text DEFAULT lower('A') || 'b';
-- case: add-column-default-array
-- statement
ALTER TABLE orders ADD COLUMN extra text[] NOT NULL DEFAULT ARRAY[]::text[];
-- case: add-column-default-jsonb
-- statement
ALTER TABLE orders ADD COLUMN extra jsonb NOT NULL DEFAULT '{}';
-- case: add-column-default-now-plus-interval
-- statement
ALTER TABLE orders ADD COLUMN extra timestamptz DEFAULT now() + interval '1 day';
-- case: add-column-default-md5-random
-- statement
ALTER TABLE orders ADD COLUMN extra text DEFAULT md5(random()::text);
-- case: add-column-required
-- statement
ALTER TABLE orders ADD COLUMN extra integer NOT NULL;
-- case: add-column-required-empty
TRUNCATE lines;
-- statement
ALTER TABLE lines ADD COLUMN extra integer NOT NULL;
-- case: add-column-not-null-default-null
-- statement
ALTER TABLE orders ADD COLUMN extra integer NOT NULL DEFAULT NULL;
-- case: add-column-serial
-- statement
ALTER TABLE orders ADD COLUMN extra serial;
-- case: add-column-identity
-- statement
ALTER TABLE orders ADD COLUMN extra bigint GENERATED ALWAYS AS IDENTITY;
-- case: add-column-generated-stored
-- statement
ALTER TABLE orders ADD COLUMN extra integer GENERATED ALWAYS AS (amount * 2) STORED;
-- case: add-column-generated-virtual versions=18-
-- statement
ALTER TABLE orders ADD COLUMN extra integer GENERATED ALWAYS AS (amount * 2) VIRTUAL;
-- case: add-column-generated-virtual-not-null versions=18-
-- statement
ALTER TABLE orders ADD COLUMN extra integer GENERATED ALWAYS AS (amount * 2) VIRTUAL NOT NULL;
-- case: add-column-generated-unqualified
-- statement
ALTER TABLE orders ADD COLUMN extra integer GENERATED ALWAYS AS (amount * 2);
-- case: add-column-domain-plain
-- statement
ALTER TABLE orders ADD COLUMN extra plain_text;
-- case: add-column-domain-checked
-- statement
ALTER TABLE orders ADD COLUMN extra short_text;
-- case: add-column-domain-checked-default
-- statement
ALTER TABLE orders ADD COLUMN extra short_text DEFAULT 'x';
-- case: add-column-domain-not-null
-- statement
ALTER TABLE orders ADD COLUMN extra needed_text;
-- case: add-column-domain-not-null-default
-- statement
ALTER TABLE orders ADD COLUMN extra needed_text DEFAULT 'x';
-- case: add-column-check
-- statement
ALTER TABLE orders ADD COLUMN extra integer CHECK (extra > 0);
-- case: add-column-check-default
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT 7 CHECK (extra > 0);
-- case: add-column-references
-- statement
ALTER TABLE orders ADD COLUMN customer_id bigint REFERENCES customers;
-- case: add-column-references-default
-- statement
ALTER TABLE orders ADD COLUMN customer_id bigint DEFAULT 1 REFERENCES customers;
-- case: add-column-references-default-null
-- statement
ALTER TABLE orders ADD COLUMN customer_id bigint DEFAULT NULL REFERENCES customers;
-- case: add-column-unique
-- statement
ALTER TABLE orders ADD COLUMN extra integer UNIQUE;
-- case: add-column-unique-default
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT 7 UNIQUE;
-- case: add-column-primary-key
-- statement
ALTER TABLE lines ADD COLUMN extra integer PRIMARY KEY;
-- case: add-column-primary-key-serial
-- statement
ALTER TABLE lines ADD COLUMN extra bigserial PRIMARY KEY;
-- case: add-column-partitioned
-- statement
ALTER TABLE events ADD COLUMN extra integer;
-- case: add-column-partitioned-volatile
-- statement
ALTER TABLE events ADD COLUMN extra uuid DEFAULT gen_random_uuid();
-- case: add-column-inherited
-- statement
ALTER TABLE base ADD COLUMN extra integer DEFAULT 3;
-- case: add-column-if-not-exists-existing
-- statement
ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;
-- case: add-column-existing
-- statement
ALTER TABLE orders ADD COLUMN note text;
-- case: add-column-not-null-check-new-table
-- statement
CREATE TABLE fresh (id bigint);
ALTER TABLE fresh ADD COLUMN extra uuid NOT NULL DEFAULT gen_random_uuid();
-- case: drop-column
-- statement
ALTER TABLE orders DROP COLUMN seen;
-- case: drop-column-with-view
-- statement
ALTER TABLE orders DROP COLUMN note;
-- case: drop-column-with-view-cascade
-- statement
ALTER TABLE orders DROP COLUMN note CASCADE;
-- case: drop-column-indexed
-- statement
ALTER TABLE orders DROP COLUMN status;
-- case: drop-column-referenced
-- statement
ALTER TABLE orders DROP COLUMN id;
-- case: drop-column-foreign-key
-- statement
ALTER TABLE lines DROP COLUMN order_id;
-- case: drop-column-referenced-cascade
DROP VIEW order_notes;
-- statement
ALTER TABLE orders DROP COLUMN id CASCADE;
-- case: drop-column-identity
-- statement
ALTER TABLE lines DROP COLUMN id;
-- case: drop-column-serial
ALTER TABLE customers ADD COLUMN number serial;
-- statement
ALTER TABLE customers DROP COLUMN number;
-- case: drop-column-partitioned
-- statement
ALTER TABLE events DROP COLUMN body;
-- case: drop-column-partition-key
-- statement
ALTER TABLE events DROP COLUMN at;
-- case: drop-column-inherited
-- statement
ALTER TABLE base DROP COLUMN kind;
-- case: drop-column-generated-source
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (amount * 2) STORED;
-- statement
ALTER TABLE orders DROP COLUMN amount;
-- case: drop-column-if-exists-missing
-- statement
ALTER TABLE orders DROP COLUMN IF EXISTS nothing;
-- case: drop-column-missing
-- statement
ALTER TABLE orders DROP COLUMN nothing;
-- case: rename-column
-- statement
ALTER TABLE orders RENAME COLUMN note TO remark;
-- case: rename-column-partitioned
-- statement
ALTER TABLE events RENAME COLUMN body TO payload;
-- case: rename-column-view
-- statement
ALTER VIEW order_notes RENAME COLUMN note TO remark;
-- case: set-default
-- statement
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'open';
-- case: set-default-volatile
-- statement
ALTER TABLE orders ALTER COLUMN seen SET DEFAULT clock_timestamp();
-- case: drop-default
-- statement
ALTER TABLE orders ALTER COLUMN amount DROP DEFAULT;
-- case: set-default-partitioned
-- statement
ALTER TABLE events ALTER COLUMN body SET DEFAULT 'x';
-- case: set-default-inherited
-- statement
ALTER TABLE base ALTER COLUMN kind SET DEFAULT 'x';
-- case: set-not-null
-- statement
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- case: set-not-null-fails
INSERT INTO orders (id) VALUES (1000);
-- statement
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- case: set-not-null-already
-- statement
ALTER TABLE orders ALTER COLUMN id SET NOT NULL;
-- case: set-not-null-proven
ALTER TABLE orders ADD CONSTRAINT status_full CHECK (status IS NOT NULL) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT status_full;
-- statement
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- case: set-not-null-proven-conjunct
ALTER TABLE orders ADD CONSTRAINT status_full CHECK (status IS NOT NULL AND length(status) > 0);
-- statement
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- case: set-not-null-not-valid-check
ALTER TABLE orders ADD CONSTRAINT status_full CHECK (status IS NOT NULL) NOT VALID;
-- statement
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- case: set-not-null-comparison-proves-nothing
ALTER TABLE orders ADD CONSTRAINT status_full CHECK (status <> '');
-- statement
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- case: set-not-null-after-not-valid versions=18-
ALTER TABLE orders ADD CONSTRAINT status_full NOT NULL status NOT VALID;
-- statement
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
-- case: set-not-null-partitioned
-- statement
ALTER TABLE events ALTER COLUMN id SET NOT NULL;
-- case: set-not-null-partitioned-proven
ALTER TABLE events ADD CONSTRAINT id_full CHECK (id IS NOT NULL);
-- statement
ALTER TABLE events ALTER COLUMN id SET NOT NULL;
-- case: set-not-null-inherited
-- statement
ALTER TABLE base ALTER COLUMN id SET NOT NULL;
-- case: drop-not-null
-- statement
ALTER TABLE customers ALTER COLUMN email DROP NOT NULL;
-- case: drop-not-null-partitioned
-- statement
ALTER TABLE events ALTER COLUMN at DROP NOT NULL;
-- case: drop-not-null-partitioned-other
-- statement
ALTER TABLE events ALTER COLUMN id DROP NOT NULL;
-- case: drop-not-null-primary-key
-- statement
ALTER TABLE orders ALTER COLUMN id DROP NOT NULL;
-- case: add-identity
-- statement
ALTER TABLE orders ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;
-- case: add-identity-nullable
-- statement
ALTER TABLE orders ALTER COLUMN amount ADD GENERATED BY DEFAULT AS IDENTITY;
-- case: set-generated
-- statement
ALTER TABLE lines ALTER COLUMN id SET GENERATED BY DEFAULT;
-- case: identity-restart
-- statement
ALTER TABLE lines ALTER COLUMN id RESTART WITH 5000;
-- case: drop-identity
-- statement
ALTER TABLE lines ALTER COLUMN id DROP IDENTITY;
-- case: set-expression versions=17-
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (amount * 2) STORED;
-- statement
ALTER TABLE orders ALTER COLUMN twice SET EXPRESSION AS (amount * 3);
-- case: set-expression-indexed versions=17-
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (amount * 2) STORED;
CREATE INDEX orders_twice ON orders (twice);
-- statement
ALTER TABLE orders ALTER COLUMN twice SET EXPRESSION AS (amount * 3);
-- case: set-expression-virtual versions=18-
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (amount * 2) VIRTUAL;
-- statement
ALTER TABLE orders ALTER COLUMN twice SET EXPRESSION AS (amount * 3);
-- case: drop-expression
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (amount * 2) STORED;
-- statement
ALTER TABLE orders ALTER COLUMN twice DROP EXPRESSION;
-- case: set-statistics
-- statement
ALTER TABLE orders ALTER COLUMN status SET STATISTICS 500;
-- case: set-statistics-partitioned
-- statement
ALTER TABLE events ALTER COLUMN body SET STATISTICS 500;
-- case: set-storage
-- statement
ALTER TABLE orders ALTER COLUMN note SET STORAGE EXTERNAL;
-- case: set-storage-partitioned
-- statement
ALTER TABLE events ALTER COLUMN body SET STORAGE EXTERNAL;
-- case: set-compression
-- statement
ALTER TABLE orders ALTER COLUMN note SET COMPRESSION pglz;
-- case: set-column-options
-- statement
ALTER TABLE orders ALTER COLUMN note SET (n_distinct = 5);
-- case: reset-column-options
-- statement
ALTER TABLE orders ALTER COLUMN note RESET (n_distinct);
-- case: set-compression-partitioned
-- statement
ALTER TABLE events ALTER COLUMN body SET COMPRESSION pglz;
-- case: add-column-default-random
-- statement
ALTER TABLE orders ADD COLUMN extra double precision DEFAULT random();
-- case: add-column-generated-virtual-user-function versions=18-
-- statement
ALTER TABLE orders ADD COLUMN extra integer GENERATED ALWAYS AS (immutable_pl() + amount) VIRTUAL;
-- case: add-column-generated-virtual-user-type versions=18-
-- statement
ALTER TABLE orders ADD COLUMN extra plain_text GENERATED ALWAYS AS (note) VIRTUAL;
-- case: add-column-generated-virtual-unique versions=18-
-- statement
ALTER TABLE orders ADD COLUMN extra integer GENERATED ALWAYS AS (amount * 2) VIRTUAL UNIQUE;
-- case: index-on-virtual versions=18-
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (amount * 2) VIRTUAL;
-- statement
CREATE INDEX orders_twice ON orders (twice);
-- case: virtual-in-create-table-old versions=-17
-- statement
CREATE TABLE fresh (id bigint, twice bigint GENERATED ALWAYS AS (id * 2) VIRTUAL);
-- case: set-generated-always
ALTER TABLE lines ALTER COLUMN id SET GENERATED BY DEFAULT;
-- statement
ALTER TABLE lines ALTER COLUMN id SET GENERATED ALWAYS;
-- case: set-not-null-partition-has-it
ALTER TABLE events_1 ALTER COLUMN id SET NOT NULL;
-- statement
ALTER TABLE events ALTER COLUMN id SET NOT NULL;
-- case: set-not-null-child-has-it
ALTER TABLE derived ALTER COLUMN id SET NOT NULL;
-- statement
ALTER TABLE base ALTER COLUMN id SET NOT NULL;
-- case: set-default-partition-has-its-own
ALTER TABLE events_1 ALTER COLUMN body SET DEFAULT 'own';
-- statement
ALTER TABLE events ALTER COLUMN body SET DEFAULT 'x';
-- case: drop-column-partition-index
CREATE INDEX events_1_body ON events_1 (body);
-- statement
ALTER TABLE events DROP COLUMN body;
