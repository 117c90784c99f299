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

-- case: add-foreign-key
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
-- case: add-foreign-key-not-valid
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
-- case: add-foreign-key-not-enforced versions=18-
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT ENFORCED;
-- case: add-foreign-key-self
ALTER TABLE orders ADD PRIMARY KEY (id);
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_self FOREIGN KEY (customer_id) REFERENCES orders (id);
-- case: add-foreign-key-violated
UPDATE orders SET customer_id = 9999 WHERE id = 1;
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
-- case: add-foreign-key-no-unique
-- statement
ALTER TABLE lines ADD CONSTRAINT lines_order FOREIGN KEY (order_id) REFERENCES orders (id);
-- case: add-foreign-key-partitioned-child
-- statement
ALTER TABLE events ADD CONSTRAINT events_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
-- case: add-foreign-key-partitioned-child-not-valid
-- statement
ALTER TABLE events ADD CONSTRAINT events_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
-- case: add-foreign-key-partitioned-parent
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_parted FOREIGN KEY (customer_id) REFERENCES parted_parent (id);
-- case: add-foreign-key-partitioned-parent-not-valid
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_parted FOREIGN KEY (customer_id) REFERENCES parted_parent (id) NOT VALID;
-- case: add-foreign-key-single-partition
-- statement
ALTER TABLE events_1 ADD CONSTRAINT events_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
-- case: create-table-with-foreign-key
-- statement
CREATE TABLE notes (id bigint, customer_id bigint REFERENCES customers);
-- case: create-table-with-foreign-key-partitioned-parent
-- statement
CREATE TABLE notes (id bigint, parent_id bigint REFERENCES parted_parent);
-- case: validate-foreign-key
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
-- statement
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer;
-- case: validate-foreign-key-valid
-- statement
ALTER TABLE lines VALIDATE CONSTRAINT lines_customer;
-- case: validate-foreign-key-partitioned versions=18-
ALTER TABLE events ADD CONSTRAINT events_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
-- statement
ALTER TABLE events VALIDATE CONSTRAINT events_customer;
-- case: validate-foreign-key-partitioned-parent
ALTER TABLE orders ADD CONSTRAINT orders_parted FOREIGN KEY (customer_id) REFERENCES parted_parent (id) NOT VALID;
-- statement
ALTER TABLE orders VALIDATE CONSTRAINT orders_parted;
-- case: validate-missing
-- statement
ALTER TABLE orders VALIDATE CONSTRAINT nothing;
-- case: drop-foreign-key
-- statement
ALTER TABLE lines DROP CONSTRAINT lines_customer;
-- case: drop-foreign-key-partitioned
ALTER TABLE events ADD CONSTRAINT events_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
-- statement
ALTER TABLE events DROP CONSTRAINT events_customer;
-- case: drop-foreign-key-partitioned-parent
ALTER TABLE orders ADD CONSTRAINT orders_parted FOREIGN KEY (customer_id) REFERENCES parted_parent (id);
-- statement
ALTER TABLE orders DROP CONSTRAINT orders_parted;
-- case: alter-foreign-key-deferrable
-- statement
ALTER TABLE lines ALTER CONSTRAINT lines_customer DEFERRABLE INITIALLY DEFERRED;
-- case: alter-foreign-key-enforced versions=18-
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT ENFORCED;
-- statement
ALTER TABLE orders ALTER CONSTRAINT orders_customer ENFORCED;
-- case: alter-foreign-key-not-enforced versions=18-
-- statement
ALTER TABLE lines ALTER CONSTRAINT lines_customer NOT ENFORCED;
-- case: alter-check-enforced versions=18-
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 0) NOT ENFORCED;
-- statement
ALTER TABLE orders ALTER CONSTRAINT orders_room ENFORCED;
-- case: add-check
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 0);
-- case: add-check-not-valid
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 0) NOT VALID;
-- case: add-check-not-enforced versions=18-
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 0) NOT ENFORCED;
-- case: add-check-not-enforced-old versions=-17
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 0) NOT ENFORCED;
-- case: add-check-partitioned
-- statement
ALTER TABLE events ADD CONSTRAINT events_id CHECK (id > 0);
-- case: add-check-partitioned-not-valid
-- statement
ALTER TABLE events ADD CONSTRAINT events_id CHECK (id > 0) NOT VALID;
-- case: add-check-inherited
-- statement
ALTER TABLE base ADD CONSTRAINT base_id CHECK (id > 0);
-- case: add-check-no-inherit
-- statement
ALTER TABLE base ADD CONSTRAINT base_id CHECK (id > 0) NO INHERIT;
-- case: add-check-violated
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 100);
-- case: validate-check
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 0) NOT VALID;
-- statement
ALTER TABLE orders VALIDATE CONSTRAINT orders_room;
-- case: validate-check-partitioned
ALTER TABLE events ADD CONSTRAINT events_id CHECK (id > 0) NOT VALID;
-- statement
ALTER TABLE events VALIDATE CONSTRAINT events_id;
-- case: validate-check-inherited
ALTER TABLE base ADD CONSTRAINT base_id CHECK (id > 0) NOT VALID;
-- statement
ALTER TABLE base VALIDATE CONSTRAINT base_id;
-- case: validate-check-not-enforced versions=18-
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 0) NOT ENFORCED;
-- statement
ALTER TABLE orders VALIDATE CONSTRAINT orders_room;
-- case: drop-check
-- statement
ALTER TABLE lines DROP CONSTRAINT lines_quantity;
-- case: drop-check-partitioned
ALTER TABLE events ADD CONSTRAINT events_id CHECK (id > 0);
-- statement
ALTER TABLE events DROP CONSTRAINT events_id;
-- case: drop-constraint-missing
-- statement
ALTER TABLE lines DROP CONSTRAINT nothing;
-- case: drop-constraint-missing-if-exists
-- statement
ALTER TABLE lines DROP CONSTRAINT IF EXISTS nothing;
-- case: add-not-null-constraint versions=18-
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_status NOT NULL status;
-- case: add-not-null-constraint-old versions=-17
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_status NOT NULL status;
-- case: add-not-null-not-valid versions=18-
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_status NOT NULL status NOT VALID;
-- case: validate-not-null versions=18-
ALTER TABLE orders ADD CONSTRAINT orders_status NOT NULL status NOT VALID;
-- statement
ALTER TABLE orders VALIDATE CONSTRAINT orders_status;
-- case: validate-not-null-partitioned versions=18-
ALTER TABLE events ADD CONSTRAINT events_customer NOT NULL customer_id NOT VALID;
-- statement
ALTER TABLE events VALIDATE CONSTRAINT events_customer;
-- case: drop-not-null-constraint versions=18-
-- statement
ALTER TABLE orders DROP CONSTRAINT orders_id_not_null;
-- case: add-unique
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_number UNIQUE (number);
-- case: add-unique-duplicates
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_status UNIQUE (status);
-- case: add-unique-partitioned
-- statement
ALTER TABLE events ADD CONSTRAINT events_key UNIQUE (id, at);
-- case: add-unique-partitioned-without-key
-- statement
ALTER TABLE events ADD CONSTRAINT events_key UNIQUE (id);
-- case: add-unique-inherited
-- statement
ALTER TABLE base ADD CONSTRAINT base_key UNIQUE (id);
-- case: add-unique-using-index
CREATE UNIQUE INDEX orders_number ON orders (number);
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_number UNIQUE USING INDEX orders_number;
-- case: add-unique-using-index-renames
CREATE UNIQUE INDEX orders_number ON orders (number);
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE USING INDEX orders_number;
-- case: add-primary-key
-- statement
ALTER TABLE orders ADD PRIMARY KEY (id);
-- case: add-primary-key-nullable
-- statement
ALTER TABLE orders ADD PRIMARY KEY (number);
-- case: add-primary-key-nullable-proven
ALTER TABLE orders ADD CONSTRAINT full_number CHECK (number IS NOT NULL);
-- statement
ALTER TABLE orders ADD PRIMARY KEY (number);
-- case: add-primary-key-partitioned
-- statement
ALTER TABLE events ADD PRIMARY KEY (id, at);
-- case: add-primary-key-inherited
-- statement
ALTER TABLE base ADD PRIMARY KEY (n);
-- case: add-primary-key-using-index
CREATE UNIQUE INDEX orders_pk ON orders (id);
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_pk PRIMARY KEY USING INDEX orders_pk;
-- case: add-primary-key-using-index-nullable
CREATE UNIQUE INDEX orders_pk ON orders (number);
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_pk PRIMARY KEY USING INDEX orders_pk;
-- case: add-second-primary-key
-- statement
ALTER TABLE customers ADD PRIMARY KEY (email);
-- case: drop-unique
-- statement
ALTER TABLE lines DROP CONSTRAINT lines_key;
-- case: drop-unique-with-twin
CREATE TABLE plots (id bigint, number text CONSTRAINT number_1 UNIQUE CONSTRAINT number_2 UNIQUE);
CREATE UNIQUE INDEX number_3 ON plots (number);
CREATE TABLE leases (number text REFERENCES plots (number));
-- statement
ALTER TABLE plots DROP CONSTRAINT number_1;
-- case: drop-unique-that-another-table-rests-on
CREATE TABLE plots (id bigint PRIMARY KEY, number text CONSTRAINT number_1 UNIQUE);
CREATE TABLE leases (number text REFERENCES plots (number));
-- statement
ALTER TABLE plots DROP CONSTRAINT number_1;
-- case: drop-unique-that-nobody-rests-on
CREATE TABLE plots (id bigint PRIMARY KEY, number text CONSTRAINT number_1 UNIQUE);
CREATE TABLE leases (plot_id bigint REFERENCES plots (id));
-- statement
ALTER TABLE plots DROP CONSTRAINT number_1;
-- case: drop-primary-key-referenced
-- statement
ALTER TABLE customers DROP CONSTRAINT customers_pkey;
-- case: drop-primary-key-cascade
-- statement
ALTER TABLE customers DROP CONSTRAINT customers_pkey CASCADE;
-- case: drop-primary-key-partitioned
ALTER TABLE events ADD PRIMARY KEY (id, at);
-- statement
ALTER TABLE events DROP CONSTRAINT events_pkey;
-- case: add-exclusion
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_during EXCLUDE USING gist (int4range(room, room + 1) WITH &&, during WITH &&);
-- case: rename-constraint
-- statement
ALTER TABLE lines RENAME CONSTRAINT lines_quantity TO lines_positive;
-- case: rename-constraint-unique
-- statement
ALTER TABLE lines RENAME CONSTRAINT lines_key TO lines_id_key;
-- case: rename-constraint-partitioned
ALTER TABLE events ADD CONSTRAINT events_id CHECK (id > 0);
-- statement
ALTER TABLE events RENAME CONSTRAINT events_id TO events_positive;
-- case: rename-constraint-foreign-key
-- statement
ALTER TABLE lines RENAME CONSTRAINT lines_customer TO lines_customer_fkey;
-- case: add-foreign-key-new-child
-- statement
CREATE TABLE notes (id bigint, customer_id bigint);
ALTER TABLE notes ADD FOREIGN KEY (customer_id) REFERENCES customers (id);
-- case: add-temporal-key versions=18-
CREATE TABLE stays (room int4range, during tstzrange);
INSERT INTO stays SELECT int4range(g, g + 1), tstzrange(now(), now() + interval '1 day') FROM generate_series(1, 100) g;
-- statement
ALTER TABLE stays ADD CONSTRAINT stays_pk PRIMARY KEY (room, during WITHOUT OVERLAPS);
-- case: drop-not-null-after-alter versions=18-
-- statement
ALTER TABLE base ALTER COLUMN id DROP NOT NULL;
-- case: add-two-foreign-keys
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id), ADD CONSTRAINT orders_parted FOREIGN KEY (customer_id) REFERENCES parted_parent (id);
-- case: add-foreign-key-partition-has-it
ALTER TABLE events_1 ADD CONSTRAINT events_1_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
-- statement
ALTER TABLE events ADD CONSTRAINT events_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
-- case: add-unique-partition-has-it
ALTER TABLE events_1 ADD CONSTRAINT events_1_key UNIQUE (id, at);
-- statement
ALTER TABLE events ADD CONSTRAINT events_key UNIQUE (id, at);
-- case: add-unique-partition-has-its-index
CREATE UNIQUE INDEX events_1_key ON events_1 (id, at);
-- statement
ALTER TABLE events ADD CONSTRAINT events_key UNIQUE (id, at);
-- case: add-check-child-has-it
ALTER TABLE derived ADD CONSTRAINT base_positive CHECK (n > 0);
-- statement
ALTER TABLE base ADD CONSTRAINT base_positive CHECK (n > 0);
-- case: drop-primary-key
ALTER TABLE orders ADD PRIMARY KEY (id);
-- statement
ALTER TABLE orders DROP CONSTRAINT orders_pkey;
-- case: validate-check-of-create-table
CREATE TABLE notes (id bigint, n integer, CONSTRAINT notes_n CHECK (n > 0) NOT VALID);
-- statement
ALTER TABLE notes VALIDATE CONSTRAINT notes_n;
-- case: validate-foreign-key-of-create-table
CREATE TABLE notes (id bigint, customer_id bigint, CONSTRAINT notes_customer FOREIGN KEY (customer_id) REFERENCES customers NOT VALID);
-- statement
ALTER TABLE notes VALIDATE CONSTRAINT notes_customer;
-- case: validate-check-violated
ALTER TABLE orders ADD CONSTRAINT orders_room CHECK (room > 100) NOT VALID;
-- statement
ALTER TABLE orders VALIDATE CONSTRAINT orders_room;
-- case: validate-foreign-key-violated
UPDATE orders SET customer_id = 9999 WHERE id = 1;
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
-- statement
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer;
-- case: add-check-on-now
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_past CHECK (lower(during) <= now() + interval '1 year');
-- case: add-check-subquery
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_known CHECK (customer_id IN (SELECT id FROM customers));
-- case: add-temporal-key-scalar versions=18-
-- statement
ALTER TABLE orders ADD CONSTRAINT orders_stay PRIMARY KEY (room, during WITHOUT OVERLAPS);
-- case: add-temporal-foreign-key versions=18-
CREATE TABLE stays (room int4range, during tstzrange, PRIMARY KEY (room, during WITHOUT OVERLAPS));
CREATE TABLE visits (room int4range, during tstzrange);
-- statement
ALTER TABLE visits ADD CONSTRAINT visits_stay FOREIGN KEY (room, PERIOD during) REFERENCES stays (room, PERIOD during);
-- case: drop-constraint-behind-on-conflict
-- statement
ALTER TABLE lines DROP CONSTRAINT lines_key;
