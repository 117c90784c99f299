CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL, code text, region text);
INSERT INTO customers SELECT g, 'c' || g, 'k' || g, 'r' || g FROM generate_series(1, 200) g;
CREATE TABLE orders (id bigint NOT NULL, customer_id bigint, status text, number text, room integer, during tstzrange);
INSERT INTO orders SELECT g, g, 'new', 'n' || g, g, tstzrange(now(), now() + interval '1 hour') FROM generate_series(1, 200) g;
CREATE TABLE lines (id bigint, order_id bigint, customer_id bigint CONSTRAINT lines_customer REFERENCES customers, quantity integer CONSTRAINT lines_quantity CHECK (quantity > 0), CONSTRAINT lines_key UNIQUE (id));
INSERT INTO lines SELECT g, g, g, g FROM generate_series(1, 200) g;
CREATE TABLE events (id bigint NOT NULL, customer_id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE events_2 PARTITION OF events DEFAULT;
INSERT INTO events SELECT g, g, date '2020-10-01' + g FROM generate_series(1, 200) g;
CREATE TABLE base (id bigint NOT NULL, n integer);
CREATE TABLE derived (x text) INHERITS (base);
INSERT INTO derived SELECT g, g FROM generate_series(1, 200) g;
CREATE TABLE parted_parent (id bigint PRIMARY KEY, n integer) PARTITION BY RANGE (id);
CREATE TABLE parted_parent_1 PARTITION OF parted_parent FOR VALUES FROM (1) TO (100);
CREATE TABLE parted_parent_2 PARTITION OF parted_parent FOR VALUES FROM (100) TO (1000);
INSERT INTO parted_parent SELECT g FROM generate_series(1, 200) g;

-- case add-foreign-key
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
-- 14-18: customers:SRE orders:SRE | scan orders

-- case add-foreign-key-not-valid
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
-- 14-18: customers:SRE orders:SRE

-- case add-foreign-key-self
ALTER TABLE orders ADD PRIMARY KEY (id);
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_self FOREIGN KEY (customer_id) REFERENCES orders (id);
-- 14-18: orders:SRE | scan orders

-- case add-foreign-key-violated
UPDATE orders SET customer_id = 9999 WHERE id = 1;
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
-- 14-18: error 23503

-- case add-foreign-key-no-unique
-- statement
ALTER TABLE lines ADD CONSTRAINT lines_order FOREIGN KEY (order_id) REFERENCES orders (id);
-- 14-18: error 42830

-- case add-foreign-key-not-enforced
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT ENFORCED;
-- 18: customers:SRE orders:SRE

-- case add-foreign-key-partitioned-child
-- statement
ALTER TABLE events ADD CONSTRAINT events_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
-- 14-18: customers:SRE events:SRE events_1:SRE events_2:SRE | scan events_1 events_2

-- case add-foreign-key-partitioned-child-not-valid
-- statement
ALTER TABLE events ADD CONSTRAINT events_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
-- 14-17: error 42809
-- 18: customers:SRE events:SRE events_1:SRE events_2:SRE

-- case add-foreign-key-partitioned-parent
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_parted FOREIGN KEY (customer_id) REFERENCES parted_parent (id);
-- 14-18: orders:SRE parted_parent:SRE parted_parent_1:SRE parted_parent_2:SRE | scan orders

-- case add-foreign-key-partitioned-parent-not-valid
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_parted FOREIGN KEY (customer_id) REFERENCES parted_parent (id) NOT VALID;
-- 14-18: orders:SRE parted_parent:SRE parted_parent_1:SRE parted_parent_2:SRE

-- case add-foreign-key-single-partition
-- statement
ALTER TABLE events_1 ADD CONSTRAINT events_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
-- 14-18: customers:SRE events_1:SRE | scan events_1

-- case create-table-with-foreign-key
-- statement
CREATE TABLE notes (id bigint, customer_id bigint REFERENCES customers);
-- 14-18: customers:SRE

-- case create-table-with-foreign-key-partitioned-parent
-- statement
CREATE TABLE notes (id bigint, parent_id bigint REFERENCES parted_parent);
-- 14-18: parted_parent:SRE parted_parent_1:SRE parted_parent_2:SRE

-- case validate-foreign-key
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
-- statement
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer;
-- 14-18: customers:RS orders:SUE | scan orders

-- case validate-foreign-key-valid
-- statement
ALTER TABLE lines VALIDATE CONSTRAINT lines_customer;
-- 14-18: lines:SUE

-- case validate-foreign-key-partitioned-parent
ALTER TABLE orders ADD CONSTRAINT orders_parted FOREIGN KEY (customer_id) REFERENCES parted_parent (id) NOT VALID;
-- statement
ALTER TABLE orders VALIDATE CONSTRAINT orders_parted;
-- 14-18: orders:SUE parted_parent:RS | scan orders

-- case validate-missing
-- statement
ALTER TABLE orders VALIDATE CONSTRAINT nothing;
-- 14-18: error 42704

-- case drop-foreign-key
-- statement
ALTER TABLE lines DROP CONSTRAINT lines_customer;
-- 14-18: customers:AE lines:AE

-- case drop-foreign-key-partitioned
ALTER TABLE events ADD CONSTRAINT events_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
-- statement
ALTER TABLE events DROP CONSTRAINT events_customer;
-- 14-18: customers:AE events:AE events_1:AE events_2:AE

-- case drop-foreign-key-partitioned-parent
ALTER TABLE orders ADD CONSTRAINT orders_parted FOREIGN KEY (customer_id) REFERENCES parted_parent (id);
-- statement
ALTER TABLE orders DROP CONSTRAINT orders_parted;
-- 14-18: orders:AE parted_parent:AE parted_parent_1:AE parted_parent_2:AE

-- case alter-foreign-key-deferrable
-- statement
ALTER TABLE lines ALTER CONSTRAINT lines_customer DEFERRABLE INITIALLY DEFERRED;
-- 14-18: lines:AE

-- case add-check
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 0);
-- 14-18: orders:AE | scan orders

-- case add-check-not-valid
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 0) NOT VALID;
-- 14-18: orders:AE

-- case add-check-not-enforced-old
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 0) NOT ENFORCED;
-- 14-17: error 42601

-- case add-check-partitioned
-- statement
ALTER TABLE events ADD CONSTRAINT events_id CHECK (id > 0);
-- 14-18: events:AE events_1:AE events_2:AE | scan events_1 events_2

-- case add-check-partitioned-not-valid
-- statement
ALTER TABLE events ADD CONSTRAINT events_id CHECK (id > 0) NOT VALID;
-- 14-18: events:AE events_1:AE events_2:AE

-- case add-check-inherited
-- statement
ALTER TABLE base ADD CONSTRAINT base_id CHECK (id > 0);
-- 14-18: base:AE derived:AE | scan base derived

-- case add-check-no-inherit
-- statement
ALTER TABLE base ADD CONSTRAINT base_id CHECK (id > 0) NO INHERIT;
-- 14-17: base:AE | scan base
-- 18: base:AE derived:AE | scan base

-- case add-check-violated
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 100);
-- 14-18: error 23514

-- case validate-check
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 0) NOT VALID;
-- statement
ALTER TABLE orders VALIDATE CONSTRAINT orders_room;
-- 14-18: orders:SUE | scan orders

-- case validate-check-partitioned
ALTER TABLE events ADD CONSTRAINT events_id CHECK (id > 0) NOT VALID;
-- statement
ALTER TABLE events VALIDATE CONSTRAINT events_id;
-- 14-18: events:SUE events_1:SUE events_2:SUE | scan events_1 events_2

-- case validate-check-inherited
ALTER TABLE base ADD CONSTRAINT base_id CHECK (id > 0) NOT VALID;
-- statement
ALTER TABLE base VALIDATE CONSTRAINT base_id;
-- 14-18: base:SUE derived:SUE | scan base derived

-- case drop-check
-- statement
ALTER TABLE lines DROP CONSTRAINT lines_quantity;
-- 14-18: lines:AE

-- case drop-check-partitioned
ALTER TABLE events ADD CONSTRAINT events_id CHECK (id > 0);
-- statement
ALTER TABLE events DROP CONSTRAINT events_id;
-- 14-18: events:AE events_1:AE events_2:AE

-- case validate-foreign-key-partitioned
ALTER TABLE events ADD CONSTRAINT events_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
-- statement
ALTER TABLE events VALIDATE CONSTRAINT events_customer;
-- 18: customers:RS events:SUE events_1:SUE events_2:SUE | scan events_1 events_2

-- case drop-constraint-missing
-- statement
ALTER TABLE lines DROP CONSTRAINT nothing;
-- 14-18: error 42704

-- case drop-constraint-missing-if-exists
-- statement
ALTER TABLE lines DROP CONSTRAINT IF EXISTS nothing;
-- 14-18: lines:AE

-- case add-not-null-constraint-old
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_status NOT NULL status;
-- 14-17: error 42601

-- case add-unique
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_number UNIQUE (number);
-- 14-18: orders:AE | index orders

-- case add-unique-duplicates
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_status UNIQUE (status);
-- 14-18: error 23505

-- case add-unique-partitioned
-- statement
ALTER TABLE events ADD CONSTRAINT events_key UNIQUE (id, at);
-- 14-17: events:AE events_1:S events_2:S | index events_1 events_2
-- 18: events:AE events_1:AE events_2:AE | index events_1 events_2

-- case add-unique-partitioned-without-key
-- statement
ALTER TABLE events ADD CONSTRAINT events_key UNIQUE (id);
-- 14-18: error 0A000

-- case add-unique-inherited
-- statement
ALTER TABLE base ADD CONSTRAINT base_key UNIQUE (id);
-- 14-17: base:AE | index base
-- 18: base:AE derived:AE | index base

-- case add-unique-using-index
CREATE UNIQUE INDEX orders_number ON orders (number);
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_number UNIQUE USING INDEX orders_number;
-- 14-18: orders:AE

-- case add-unique-using-index-renames
CREATE UNIQUE INDEX orders_number ON orders (number);
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE USING INDEX orders_number;
-- 14-18: orders:AE orders_number:SUE

-- case add-primary-key
-- statement
ALTER TABLE orders ADD PRIMARY KEY (id);
-- 14-18: orders:AE | index orders

-- case add-primary-key-nullable
-- statement
ALTER TABLE orders ADD PRIMARY KEY (number);
-- 14-18: orders:AE | index orders | scan orders

-- case alter-foreign-key-enforced
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT ENFORCED;
-- statement
ALTER TABLE orders ALTER CONSTRAINT orders_customer ENFORCED;
-- 18: customers:SRE orders:AE | scan orders

-- case add-primary-key-nullable-proven
ALTER TABLE orders ADD CONSTRAINT full_number CHECK (number IS NOT NULL);
-- statement
ALTER TABLE orders ADD PRIMARY KEY (number);
-- 14-18: orders:AE | index orders

-- case alter-foreign-key-not-enforced
-- statement
ALTER TABLE lines ALTER CONSTRAINT lines_customer NOT ENFORCED;
-- 18: customers:AE lines:AE

-- case add-primary-key-partitioned
-- statement
ALTER TABLE events ADD PRIMARY KEY (id, at);
-- 14-17: events:AE events_1:S events_2:S | index events_1 events_2
-- 18: events:AE events_1:AE events_2:AE | index events_1 events_2

-- case alter-check-enforced
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 0) NOT ENFORCED;
-- statement
ALTER TABLE orders ALTER CONSTRAINT orders_room ENFORCED;
-- 18: error 42809

-- case add-primary-key-inherited
-- statement
ALTER TABLE base ADD PRIMARY KEY (n);
-- 14-18: base:AE derived:AE | index base | scan base derived

-- case add-primary-key-using-index
CREATE UNIQUE INDEX orders_pk ON orders (id);
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_pk PRIMARY KEY USING INDEX orders_pk;
-- 14-18: orders:AE

-- case add-primary-key-using-index-nullable
CREATE UNIQUE INDEX orders_pk ON orders (number);
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_pk PRIMARY KEY USING INDEX orders_pk;
-- 14-18: orders:AE | scan orders

-- case add-check-not-enforced
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 0) NOT ENFORCED;
-- 18: orders:AE

-- case add-second-primary-key
-- statement
ALTER TABLE customers ADD PRIMARY KEY (email);
-- 14-18: error 42P16

-- case drop-unique
-- statement
ALTER TABLE lines DROP CONSTRAINT lines_key;
-- 14-18: lines:AE lines_key:AE

-- case drop-primary-key-referenced
-- statement
ALTER TABLE customers DROP CONSTRAINT customers_pkey;
-- 14-18: error 2BP01

-- case drop-primary-key-cascade
-- statement
ALTER TABLE customers DROP CONSTRAINT customers_pkey CASCADE;
-- 14-18: customers:AE customers_pkey:AE lines:AE

-- case drop-primary-key-partitioned
ALTER TABLE events ADD PRIMARY KEY (id, at);
-- statement
ALTER TABLE events DROP CONSTRAINT events_pkey;
-- 14-18: events:AE events_1:AE events_1_pkey:AE events_2:AE events_2_pkey:AE events_pkey:AE

-- case add-exclusion
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_during EXCLUDE USING gist (int4range(room, room + 1) WITH &&, during WITH &&);
-- 14-18: orders:AE | index orders

-- case rename-constraint
-- statement
ALTER TABLE lines RENAME CONSTRAINT lines_quantity TO lines_positive;
-- 14-18: lines:AE

-- case rename-constraint-unique
-- statement
ALTER TABLE lines RENAME CONSTRAINT lines_key TO lines_id_key;
-- 14-18: lines:AE lines_key:SUE

-- case rename-constraint-partitioned
ALTER TABLE events ADD CONSTRAINT events_id CHECK (id > 0);
-- statement
ALTER TABLE events RENAME CONSTRAINT events_id TO events_positive;
-- 14-18: events:AE events_1:AE events_2:AE

-- case rename-constraint-foreign-key
-- statement
ALTER TABLE lines RENAME CONSTRAINT lines_customer TO lines_customer_fkey;
-- 14-18: lines:AE

-- case add-foreign-key-new-child
-- statement
CREATE TABLE notes (id bigint, customer_id bigint);
ALTER TABLE notes ADD FOREIGN KEY (customer_id) REFERENCES customers (id);
-- 14-18: customers:SRE

-- case validate-check-not-enforced
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 0) NOT ENFORCED;
-- statement
ALTER TABLE orders VALIDATE CONSTRAINT orders_room;
-- 18: error 55000

-- case add-not-null-constraint
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_status NOT NULL status;
-- 18: orders:AE | scan orders

-- case add-not-null-not-valid
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_status NOT NULL status NOT VALID;
-- 18: orders:AE

-- case validate-not-null
ALTER TABLE orders ADD CONSTRAINT orders_status NOT NULL status NOT VALID;
-- statement
ALTER TABLE orders VALIDATE CONSTRAINT orders_status;
-- 18: orders:SUE | scan orders

-- case validate-not-null-partitioned
ALTER TABLE events ADD CONSTRAINT events_customer NOT NULL customer_id NOT VALID;
-- statement
ALTER TABLE events VALIDATE CONSTRAINT events_customer;
-- 18: events:SUE events_1:SUE events_2:SUE | scan events_1 events_2

-- case drop-not-null-constraint
-- statement
ALTER TABLE orders DROP CONSTRAINT orders_id_not_null;
-- 18: orders:AE

-- case add-temporal-key
CREATE TABLE stays (room int4range, during tstzrange);
INSERT INTO stays SELECT int4range(g, g + 1), tstzrange(now(), now() + interval '1 day') FROM generate_series(1, 100) g;
-- statement
ALTER TABLE stays ADD CONSTRAINT stays_pk PRIMARY KEY (room, during WITHOUT OVERLAPS);
-- 18: stays:AE | index stays | scan stays

-- case drop-not-null-after-alter
-- statement
ALTER TABLE base ALTER COLUMN id DROP NOT NULL;
-- 18: base:AE derived:AE
