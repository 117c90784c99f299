CREATE TABLE kinds (id bigint PRIMARY KEY, name text);
INSERT INTO kinds SELECT g, 'k' || g FROM generate_series(1, 200) g;
CREATE FUNCTION nop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, kind text, kind_id bigint, note varchar(10)) PARTITION BY RANGE (at);
CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01') PARTITION BY LIST (kind);
CREATE TABLE events_2020_a PARTITION OF events_2020 FOR VALUES IN ('a');
CREATE TABLE events_2020_b PARTITION OF events_2020 FOR VALUES IN ('b');
CREATE TABLE events_2021 PARTITION OF events FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
INSERT INTO events SELECT g, date '2020-10-01' + g, CASE WHEN g % 2 = 0 THEN 'a' ELSE 'b' END, g FROM generate_series(1, 200) g;
CREATE TABLE events_new (id bigint NOT NULL, at date NOT NULL, kind text, kind_id bigint, note varchar(10));
INSERT INTO events_new SELECT g, date '2022-01-01' + g, 'a', g FROM generate_series(1, 200) g;
CREATE TABLE events_tree (id bigint NOT NULL, at date NOT NULL, kind text, kind_id bigint, note varchar(10)) PARTITION BY LIST (kind);
CREATE TABLE events_tree_a PARTITION OF events_tree FOR VALUES IN ('a');
CREATE TABLE events_tree_b PARTITION OF events_tree DEFAULT;
INSERT INTO events_tree SELECT g, date '2022-01-01' + g, 'a', g FROM generate_series(1, 200) g;
CREATE TABLE hashed (id bigint PRIMARY KEY, v text) PARTITION BY HASH (id);
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO hashed SELECT g, 'v' FROM generate_series(1, 200) g;
CREATE TABLE refs (id bigint PRIMARY KEY, hashed_id bigint REFERENCES hashed);
INSERT INTO refs SELECT g, g FROM generate_series(1, 200) g;
CREATE TABLE base (id bigint, n integer, code varchar(10));
CREATE TABLE derived (x text) INHERITS (base);
CREATE TABLE derived_2 (y text) INHERITS (derived);
INSERT INTO base SELECT g, g, 'c' FROM generate_series(1, 200) g;
INSERT INTO derived SELECT g, g, 'c', 'x' FROM generate_series(1, 200) g;
INSERT INTO derived_2 SELECT g, g, 'c', 'x', 'y' FROM generate_series(1, 200) g;

-- case: deep-add-column
-- statement
ALTER TABLE events ADD COLUMN extra text;

-- case: deep-add-column-volatile
-- statement
ALTER TABLE events ADD COLUMN extra uuid DEFAULT gen_random_uuid();

-- case: deep-drop-column
-- statement
ALTER TABLE events DROP COLUMN note;

-- case: deep-drop-key-of-inner
-- statement
ALTER TABLE events DROP COLUMN kind;

-- case: deep-type-key-of-inner
-- statement
ALTER TABLE events ALTER COLUMN kind TYPE varchar;

-- case: deep-set-not-null
-- statement
ALTER TABLE events ALTER COLUMN kind_id SET NOT NULL;

-- case: deep-set-not-null-proven-inside
ALTER TABLE events_2020 ADD CHECK (kind_id IS NOT NULL);
-- statement
ALTER TABLE events ALTER COLUMN kind_id SET NOT NULL;

-- case: deep-type-metadata
-- statement
ALTER TABLE events ALTER COLUMN note TYPE text;

-- case: deep-type-rewrite
-- statement
ALTER TABLE events ALTER COLUMN kind_id TYPE numeric;

-- case: deep-add-check
-- statement
ALTER TABLE events ADD CONSTRAINT events_positive CHECK (id > 0);

-- case: deep-add-check-merged
ALTER TABLE events_2020_a ADD CONSTRAINT events_positive CHECK (id > 0);
-- statement
ALTER TABLE events ADD CONSTRAINT events_positive CHECK (id > 0);

-- case: deep-validate
ALTER TABLE events ADD CONSTRAINT events_positive CHECK (id > 0) NOT VALID;
-- statement
ALTER TABLE events VALIDATE CONSTRAINT events_positive;

-- case: deep-add-foreign-key
-- statement
ALTER TABLE events ADD FOREIGN KEY (kind_id) REFERENCES kinds;

-- case: deep-add-foreign-key-inner
-- statement
ALTER TABLE events_2020 ADD FOREIGN KEY (kind_id) REFERENCES kinds;

-- case: deep-create-index
-- statement
CREATE INDEX ON events (kind_id);

-- case: deep-create-index-inner
-- statement
CREATE INDEX ON events_2020 (kind_id);

-- case: deep-create-index-matching-inner
CREATE INDEX events_2020_kind ON events_2020 (kind_id);
-- statement
CREATE INDEX events_kind ON events (kind_id);

-- case: deep-create-index-matching-leaf
CREATE INDEX events_2020_a_kind ON events_2020_a (kind_id);
-- statement
CREATE INDEX events_kind ON events (kind_id);

-- case: deep-create-index-only
-- statement
CREATE INDEX events_kind ON ONLY events (kind_id);

-- case: deep-drop-index
CREATE INDEX events_kind ON events (kind_id);
-- statement
DROP INDEX events_kind;

-- case: deep-drop-index-of-inner
CREATE INDEX events_kind ON events (kind_id);
-- statement
DROP INDEX events_2020_kind_id_idx;

-- case: deep-rename-index
CREATE INDEX events_kind ON events (kind_id);
-- statement
ALTER INDEX events_kind RENAME TO events_by_kind;

-- case: deep-unique
-- statement
ALTER TABLE events ADD UNIQUE (id, at, kind);

-- case: deep-unique-without-inner-key
-- statement
ALTER TABLE events ADD UNIQUE (id, at);

-- case: deep-primary-key
-- statement
ALTER TABLE events_2020 ADD PRIMARY KEY (id, kind);

-- case: deep-attach-to-inner
CREATE TABLE events_2020_c (id bigint NOT NULL, at date NOT NULL, kind text, kind_id bigint, note varchar(10));
INSERT INTO events_2020_c SELECT g, date '2020-10-01', 'c', g FROM generate_series(1, 200) g;
-- statement
ALTER TABLE events_2020 ATTACH PARTITION events_2020_c FOR VALUES IN ('c');

-- case: deep-attach-tree
-- statement
ALTER TABLE events ATTACH PARTITION events_tree FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

-- case: deep-attach-tree-proven-above
ALTER TABLE events_tree ADD CHECK (at >= '2022-01-01' AND at < '2023-01-01');
-- statement
ALTER TABLE events ATTACH PARTITION events_tree FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

-- case: deep-attach-tree-proven-in-one-leaf
ALTER TABLE events_tree_a ADD CHECK (at >= '2022-01-01' AND at < '2023-01-01');
-- statement
ALTER TABLE events ATTACH PARTITION events_tree FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

-- case: attach-with-foreign-key
ALTER TABLE events ADD CONSTRAINT events_kinds FOREIGN KEY (kind_id) REFERENCES kinds;
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

-- case: attach-with-same-foreign-key
ALTER TABLE events ADD CONSTRAINT events_kinds FOREIGN KEY (kind_id) REFERENCES kinds;
ALTER TABLE events_new ADD CONSTRAINT events_new_kinds FOREIGN KEY (kind_id) REFERENCES kinds;
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

-- case: attach-with-trigger
CREATE TRIGGER watch AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

-- case: attach-with-check-missing
ALTER TABLE events ADD CONSTRAINT events_positive CHECK (id > 0);
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

-- case: attach-with-check
ALTER TABLE events ADD CONSTRAINT events_positive CHECK (id > 0);
ALTER TABLE events_new ADD CONSTRAINT events_positive CHECK (id > 0);
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

-- case: attach-nullable-column
ALTER TABLE events_new ALTER COLUMN id DROP NOT NULL;
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

-- case: attach-extra-column
ALTER TABLE events_new ADD COLUMN extra text;
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

-- case: attach-other-type
ALTER TABLE events_new ALTER COLUMN note TYPE text;
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

-- case: attach-overlapping
-- statement
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2021-06-01') TO ('2023-01-01');

-- case: attach-already-partition
-- statement
ALTER TABLE events ATTACH PARTITION events_2021 FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');

-- case: attach-hash
CREATE TABLE spread (id bigint PRIMARY KEY) PARTITION BY HASH (id);
CREATE TABLE spread_0 (id bigint PRIMARY KEY);
INSERT INTO spread_0 VALUES (1);
-- statement
ALTER TABLE spread ATTACH PARTITION spread_0 FOR VALUES WITH (MODULUS 1, REMAINDER 0);

-- case: attach-primary-key-missing
CREATE TABLE spread (id bigint PRIMARY KEY) PARTITION BY HASH (id);
CREATE TABLE spread_0 (id bigint NOT NULL);
INSERT INTO spread_0 VALUES (1);
-- statement
ALTER TABLE spread ATTACH PARTITION spread_0 FOR VALUES WITH (MODULUS 1, REMAINDER 0);

-- case: attach-to-referenced
CREATE TABLE ranged (id bigint PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE ranged_1 PARTITION OF ranged FOR VALUES FROM (0) TO (100);
CREATE TABLE needs (id bigint, ranged_id bigint REFERENCES ranged);
CREATE TABLE ranged_2 (id bigint PRIMARY KEY);
INSERT INTO ranged_2 VALUES (150);
-- statement
ALTER TABLE ranged ATTACH PARTITION ranged_2 FOR VALUES FROM (100) TO (200);

-- case: create-partition-of-referenced
CREATE TABLE ranged (id bigint PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE ranged_1 PARTITION OF ranged FOR VALUES FROM (0) TO (100);
CREATE TABLE needs (id bigint, ranged_id bigint REFERENCES ranged);
-- statement
CREATE TABLE ranged_2 PARTITION OF ranged FOR VALUES FROM (100) TO (200);

-- case: create-partition-with-foreign-key
ALTER TABLE events ADD CONSTRAINT events_kinds FOREIGN KEY (kind_id) REFERENCES kinds;
-- statement
CREATE TABLE events_2022 PARTITION OF events FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

-- case: create-partition-with-trigger
CREATE TRIGGER watch AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
CREATE TABLE events_2022 PARTITION OF events FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

-- case: create-partition-of-inner
-- statement
CREATE TABLE events_2020_c PARTITION OF events_2020 FOR VALUES IN ('c');

-- case: create-partition-overlapping
-- statement
CREATE TABLE events_2022 PARTITION OF events FOR VALUES FROM ('2021-06-01') TO ('2022-06-01');

-- case: create-partition-list-overlapping
-- statement
CREATE TABLE events_2020_c PARTITION OF events_2020 FOR VALUES IN ('c', 'b');

-- case: create-partition-of-plain-table
-- statement
CREATE TABLE kinds_1 PARTITION OF kinds FOR VALUES IN (1);

-- case: detach-inner
-- statement
ALTER TABLE events_2020 DETACH PARTITION events_2020_a;

-- case: detach-tree
-- statement
ALTER TABLE events DETACH PARTITION events_2020;

-- case: detach-with-foreign-key
ALTER TABLE events ADD CONSTRAINT events_kinds FOREIGN KEY (kind_id) REFERENCES kinds;
-- statement
ALTER TABLE events DETACH PARTITION events_2021;

-- case: detach-referenced
-- statement
ALTER TABLE hashed DETACH PARTITION hashed_0;

-- case: detach-referenced-empty-partition
CREATE TABLE ranged (id bigint PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE ranged_1 PARTITION OF ranged FOR VALUES FROM (0) TO (100);
CREATE TABLE needs (id bigint, ranged_id bigint REFERENCES ranged);
-- statement
ALTER TABLE ranged DETACH PARTITION ranged_1;

-- case: detach-indexed
CREATE INDEX events_kind ON events (kind_id);
-- statement
ALTER TABLE events DETACH PARTITION events_2021;

-- case: detach-not-a-partition
-- statement
ALTER TABLE events DETACH PARTITION kinds;

-- case: drop-inner
-- statement
DROP TABLE events_2020_a;

-- case: drop-inner-tree
-- statement
DROP TABLE events_2020;

-- case: drop-referenced-partition
-- statement
DROP TABLE hashed_0;

-- case: drop-referenced-partition-cascade
-- statement
DROP TABLE hashed_0 CASCADE;

-- case: drop-partition-read-by-a-view
CREATE VIEW newest AS SELECT id FROM events_2021;
-- statement
DROP TABLE events;

-- case: truncate-inner
-- statement
TRUNCATE events_2020;

-- case: truncate-referenced-partition
-- statement
TRUNCATE hashed_0;

-- case: truncate-partitioned-referenced
-- statement
TRUNCATE hashed;

-- case: leaf-drop-inherited-column
-- statement
ALTER TABLE events_2021 DROP COLUMN note;

-- case: leaf-inherited-type
-- statement
ALTER TABLE events_2021 ALTER COLUMN note TYPE text;

-- case: leaf-rename-inherited-column
-- statement
ALTER TABLE events_2021 RENAME COLUMN note TO text;

-- case: leaf-drop-inherited-not-null
-- statement
ALTER TABLE events_2021 ALTER COLUMN id DROP NOT NULL;

-- case: leaf-drop-inherited-check
ALTER TABLE events ADD CONSTRAINT events_positive CHECK (id > 0);
-- statement
ALTER TABLE events_2021 DROP CONSTRAINT events_positive;

-- case: leaf-drop-inherited-foreign-key
ALTER TABLE events ADD CONSTRAINT events_kinds FOREIGN KEY (kind_id) REFERENCES kinds;
-- statement
ALTER TABLE events_2021 DROP CONSTRAINT events_kinds;

-- case: leaf-drop-inherited-unique
ALTER TABLE events ADD CONSTRAINT events_one UNIQUE (id, at, kind);
-- statement
ALTER TABLE events_2021 DROP CONSTRAINT events_2021_id_at_kind_key;

-- case: leaf-drop-inherited-trigger
CREATE TRIGGER watch AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
DROP TRIGGER watch ON events_2021;

-- case: leaf-add-column
-- statement
ALTER TABLE events_2021 ADD COLUMN extra text;

-- case: leaf-set-not-null
-- statement
ALTER TABLE events_2021 ALTER COLUMN kind_id SET NOT NULL;

-- case: leaf-set-default
-- statement
ALTER TABLE events_2021 ALTER COLUMN note SET DEFAULT 'n';

-- case: leaf-add-check
-- statement
ALTER TABLE events_2021 ADD CHECK (id > 0);

-- case: leaf-foreign-key
-- statement
ALTER TABLE events_2021 ADD FOREIGN KEY (kind_id) REFERENCES kinds;

-- case: only-add-column-partitioned
-- statement
ALTER TABLE ONLY events ADD COLUMN extra text;

-- case: only-drop-column-partitioned
-- statement
ALTER TABLE ONLY events DROP COLUMN note;

-- case: only-set-not-null-partitioned
-- statement
ALTER TABLE ONLY events ALTER COLUMN kind_id SET NOT NULL;

-- case: only-set-default-partitioned
-- statement
ALTER TABLE ONLY events ALTER COLUMN note SET DEFAULT 'n';

-- case: only-add-check-partitioned
-- statement
ALTER TABLE ONLY events ADD CHECK (id > 0);

-- case: only-add-primary-key-partitioned
ALTER TABLE events_2020 ALTER COLUMN kind SET NOT NULL;
-- statement
ALTER TABLE ONLY events_2020 ADD PRIMARY KEY (id, kind);

-- case: only-add-unique-partitioned
-- statement
ALTER TABLE ONLY events ADD UNIQUE (id, at, kind);

-- case: only-add-foreign-key-partitioned
-- statement
ALTER TABLE ONLY events ADD FOREIGN KEY (kind_id) REFERENCES kinds NOT VALID;

-- case: only-type-partitioned
-- statement
ALTER TABLE ONLY events ALTER COLUMN note TYPE text;

-- case: only-add-column-inherited
-- statement
ALTER TABLE ONLY base ADD COLUMN extra text;

-- case: only-drop-column-inherited
-- statement
ALTER TABLE ONLY base DROP COLUMN code;

-- case: only-type-inherited
-- statement
ALTER TABLE ONLY base ALTER COLUMN code TYPE text;

-- case: only-set-not-null-inherited
-- statement
ALTER TABLE ONLY base ALTER COLUMN n SET NOT NULL;

-- case: only-set-default-inherited
-- statement
ALTER TABLE ONLY base ALTER COLUMN n SET DEFAULT 1;

-- case: only-add-check-inherited
-- statement
ALTER TABLE ONLY base ADD CHECK (n > 0);

-- case: only-add-check-no-inherit
-- statement
ALTER TABLE ONLY base ADD CHECK (n > 0) NO INHERIT;

-- case: only-rename-column-inherited
-- statement
ALTER TABLE ONLY base RENAME COLUMN code TO label;

-- case: only-drop-constraint-inherited
ALTER TABLE base ADD CONSTRAINT base_positive CHECK (n > 0);
-- statement
ALTER TABLE ONLY base DROP CONSTRAINT base_positive;

-- case: inherited-deep-add-column
-- statement
ALTER TABLE base ADD COLUMN extra text;

-- case: inherited-deep-drop-column
-- statement
ALTER TABLE base DROP COLUMN code;

-- case: inherited-deep-type
-- statement
ALTER TABLE base ALTER COLUMN n TYPE bigint;

-- case: inherited-middle-drop-column
-- statement
ALTER TABLE derived DROP COLUMN code;

-- case: inherited-middle-own-column
-- statement
ALTER TABLE derived DROP COLUMN x;

-- case: inherited-rename-column
-- statement
ALTER TABLE base RENAME COLUMN code TO label;

-- case: inherited-add-column-existing-in-child
ALTER TABLE derived ADD COLUMN extra text;
-- statement
ALTER TABLE base ADD COLUMN extra text;

-- case: inherited-add-foreign-key
-- statement
ALTER TABLE base ADD FOREIGN KEY (id) REFERENCES kinds;

-- case: only-update
-- statement
UPDATE ONLY base SET n = 1 WHERE id = 1;

-- case: only-update-partitioned
-- statement
UPDATE ONLY events SET note = 'x';

-- case: only-delete
-- statement
DELETE FROM ONLY base WHERE id = 1;

-- case: only-delete-partitioned
-- statement
DELETE FROM ONLY events WHERE id = 1;

-- case: only-truncate
-- statement
TRUNCATE ONLY base;

-- case: only-truncate-two
-- statement
TRUNCATE ONLY base, kinds;

-- case: only-truncate-partitioned
-- statement
TRUNCATE ONLY events;

-- case: only-lock
-- statement
LOCK TABLE ONLY base IN SHARE MODE;

-- case: only-lock-partitioned
-- statement
LOCK TABLE ONLY events;

-- case: only-merge versions=15-
-- statement
MERGE INTO ONLY base USING kinds ON kinds.id = base.id WHEN MATCHED THEN UPDATE SET n = 2;

-- case: merge-inherited versions=15-
-- statement
MERGE INTO base USING kinds ON kinds.id = base.id WHEN MATCHED THEN UPDATE SET n = 2;

-- case: only-select-for-update
-- statement
SELECT id FROM ONLY base FOR UPDATE;

-- case: select-for-update-inherited
-- statement
SELECT id FROM base FOR UPDATE;

-- case: only-update-in-with
-- statement
WITH u AS (UPDATE ONLY base SET n = 1 RETURNING id) SELECT * FROM u;

-- case: only-update-star
-- statement
UPDATE base * SET n = 1 WHERE id = 1;

-- case: only-in-do
-- statement
DO $$ BEGIN UPDATE ONLY base SET n = 1; END $$;

-- case: insert-inherited
-- statement
INSERT INTO base (id) VALUES (1);

-- case: copy-inherited
-- statement
COPY base TO '/dev/null';

-- case: set-fillfactor-partitioned
-- statement
ALTER TABLE events SET (fillfactor = 50);

-- case: set-logged-partitioned
-- statement
ALTER TABLE events SET LOGGED;

-- case: set-unlogged-partitioned
-- statement
ALTER TABLE events SET UNLOGGED;

-- case: replica-identity-partitioned
-- statement
ALTER TABLE events REPLICA IDENTITY FULL;

-- case: row-security-partitioned
-- statement
ALTER TABLE events ENABLE ROW LEVEL SECURITY;

-- case: cluster-partitioned versions=15-
CREATE INDEX events_kind ON events (kind_id);
-- statement
CLUSTER events USING events_kind;

-- case: owner-inherited
-- statement
ALTER TABLE base OWNER TO CURRENT_USER;

-- case: set-schema-inherited
CREATE SCHEMA other;
-- statement
ALTER TABLE base SET SCHEMA other;

-- case: inherit-checked-missing
ALTER TABLE base ADD CONSTRAINT base_positive CHECK (n > 0);
CREATE TABLE joinable (id bigint, n integer, code varchar(10));
-- statement
ALTER TABLE joinable INHERIT base;

-- case: inherit-column-missing
CREATE TABLE joinable (id bigint, n integer);
-- statement
ALTER TABLE joinable INHERIT base;

-- case: inherit-other-type
CREATE TABLE joinable (id bigint, n bigint, code varchar(10));
-- statement
ALTER TABLE joinable INHERIT base;

-- case: inherit-twice
-- statement
ALTER TABLE derived INHERIT base;

-- case: no-inherit-of-none
CREATE TABLE joinable (id bigint, n integer, code varchar(10));
-- statement
ALTER TABLE joinable NO INHERIT base;

-- case: partition-inherit
-- statement
ALTER TABLE events_2021 INHERIT base;

-- case: create-table-inherits-two
CREATE TABLE other_base (id bigint, z text);
-- statement
CREATE TABLE twofold () INHERITS (base, other_base);

-- case: create-table-inherits-conflicting
CREATE TABLE other_base (id text);
-- statement
CREATE TABLE twofold () INHERITS (base, other_base);

-- case: foreign-key-to-partition
-- statement
ALTER TABLE kinds ADD FOREIGN KEY (id) REFERENCES hashed_0;

-- case: foreign-key-to-partitioned-drop
-- statement
ALTER TABLE refs DROP CONSTRAINT refs_hashed_id_fkey;

-- case: referenced-partitioned-drop-column
-- statement
ALTER TABLE hashed DROP COLUMN v;

-- case: referenced-partitioned-drop-primary-key
-- statement
ALTER TABLE hashed DROP CONSTRAINT hashed_pkey;

-- case: delete-from-referenced-partition
-- statement
DELETE FROM hashed_0 WHERE id = -1;

-- case: update-referenced-partitioned
-- statement
UPDATE hashed SET v = 'w';

-- case: trigger-partitioned-update-of-type
CREATE TRIGGER watch AFTER UPDATE OF note ON events FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
ALTER TABLE events ALTER COLUMN note TYPE text;

-- case: reindex-leaf-concurrently alone
CREATE INDEX events_kind ON events (kind_id);
-- statement
REINDEX INDEX CONCURRENTLY events_2021_kind_id_idx;

-- case: vacuum-partitioned alone
-- statement
VACUUM events;
