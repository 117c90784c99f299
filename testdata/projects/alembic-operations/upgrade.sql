BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE owner (
    id SERIAL NOT NULL, 
    name VARCHAR(80) NOT NULL, 
    nick VARCHAR(20), 
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
    updated_at TIMESTAMP(3) WITH TIME ZONE, 
    PRIMARY KEY (id), 
    UNIQUE (name)
);

CREATE INDEX ix_owner_nick ON owner (nick);

CREATE TYPE state AS ENUM ('open', 'closed');

CREATE TABLE shop."Item" (
    id BIGSERIAL NOT NULL, 
    owner_id INTEGER, 
    state state DEFAULT 'open' NOT NULL, 
    kind VARCHAR(3), 
    price NUMERIC(10, 2) CONSTRAINT price_positive CHECK (price > 0), 
    data JSONB DEFAULT '{}'::jsonb, 
    tags TEXT[], 
    flag BOOLEAN DEFAULT false NOT NULL, 
    number INTEGER GENERATED ALWAYS AS IDENTITY, 
    twice INTEGER GENERATED ALWAYS AS (number * 2) STORED, 
    CONSTRAINT pk_item PRIMARY KEY (id), 
    FOREIGN KEY(owner_id, id) REFERENCES other.place (a, b) ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT uq_item UNIQUE (owner_id, number), 
    CONSTRAINT ck_item CHECK (length(kind) > 1), 
    CONSTRAINT ex_item EXCLUDE USING gist (number WITH =) WHERE (number > 1), 
    CONSTRAINT item_owner FOREIGN KEY(owner_id) REFERENCES owner (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX ix_item_kind ON shop."Item" (kind) WHERE flag;

CREATE UNIQUE INDEX "ix_shop_Item_owner_id" ON shop."Item" (owner_id);

COMMENT ON TABLE shop."Item" IS 'things';

COMMENT ON COLUMN shop."Item".tags IS 'free words';

CREATE TABLE IF NOT EXISTS plain (
    a SMALLINT
);

CREATE TABLE pair (
    a INTEGER NOT NULL, 
    b INTEGER NOT NULL, 
    state state, 
    PRIMARY KEY (a, b)
);

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

COMMIT;

BEGIN;

-- Running upgrade a1 -> b2

ALTER TABLE owner ADD COLUMN c_float FLOAT;

ALTER TABLE owner ADD COLUMN c_double DOUBLE PRECISION;

ALTER TABLE owner ADD COLUMN c_bytes BYTEA;

ALTER TABLE owner ADD COLUMN c_interval INTERVAL;

ALTER TABLE owner ADD COLUMN c_time TIME WITH TIME ZONE;

ALTER TABLE owner ADD COLUMN c_date DATE;

ALTER TABLE owner ADD COLUMN c_uuid UUID;

ALTER TABLE owner ADD COLUMN c_char CHAR(3);

ALTER TABLE owner ADD COLUMN c_bits BIT VARYING(3);

ALTER TABLE owner ADD COLUMN c_array VARCHAR(3)[][];

ALTER TABLE owner ADD COLUMN c_inet INET;

ALTER TABLE owner ADD COLUMN c_vector TSVECTOR;

ALTER TABLE owner ADD COLUMN c_range TSTZRANGE;

ALTER TABLE owner ADD COLUMN c_collated VARCHAR(5) COLLATE "C";

ALTER TABLE owner ADD COLUMN boss INTEGER DEFAULT '1' NOT NULL;

ALTER TABLE owner ADD FOREIGN KEY(boss) REFERENCES owner (id);

COMMENT ON COLUMN owner.boss IS 'who';

ALTER TABLE owner ADD COLUMN mail TEXT;

ALTER TABLE owner ADD UNIQUE (mail);

ALTER TABLE shop.owner ADD COLUMN IF NOT EXISTS fast TEXT;

CREATE INDEX ix_shop_owner_fast ON shop.owner (fast);

ALTER TABLE owner ADD COLUMN state state;

ALTER TABLE owner ALTER COLUMN name DROP NOT NULL;

ALTER TABLE owner ALTER COLUMN nick TYPE TEXT USING nick::text;

ALTER TABLE owner ALTER COLUMN nick SET NOT NULL;

ALTER TABLE owner ALTER COLUMN nick SET DEFAULT 'x';

COMMENT ON COLUMN owner.nick IS 'short';

ALTER TABLE owner RENAME nick TO alias;

ALTER TABLE owner ALTER COLUMN boss DROP DEFAULT;

ALTER TABLE shop.owner ALTER COLUMN c_float SET DEFAULT '0.5';

COMMENT ON COLUMN owner.c_date IS NULL;

ALTER TABLE owner DROP COLUMN c_double;

ALTER TABLE shop.owner DROP COLUMN IF EXISTS c_bytes;

SELECT 1;

ALTER TABLE shop.owner ADD COLUMN late INTEGER;

ALTER TABLE shop.owner ALTER COLUMN late SET NOT NULL;

ALTER TABLE shop.owner DROP COLUMN c_time;

CREATE INDEX ix_late ON shop.owner (late);

DROP INDEX shop.ix_old;

ALTER TABLE shop.owner ADD CONSTRAINT uq_late UNIQUE (late);

ALTER TABLE shop.owner ADD CONSTRAINT fk_late FOREIGN KEY(late) REFERENCES owner (id);

ALTER TABLE shop.owner DROP CONSTRAINT fk_old;

UPDATE alembic_version SET version_num='b2' WHERE alembic_version.version_num = 'a1';

COMMIT;

BEGIN;

-- Running upgrade b2 -> c3x

ALTER TABLE pair ADD COLUMN c text;

UPDATE alembic_version SET version_num='c3x' WHERE alembic_version.version_num = 'b2';

COMMIT;

BEGIN;

-- Running upgrade b2 -> c3

CREATE UNIQUE INDEX ix_a ON shop.owner USING btree (name, lower(alias)) INCLUDE (mail);

CREATE INDEX IF NOT EXISTS ix_b ON owner (name text_pattern_ops) WHERE boss > 0;

COMMIT;

CREATE INDEX CONCURRENTLY ix_c ON owner (boss);

DROP INDEX CONCURRENTLY IF EXISTS ix_c;

BEGIN;

DROP INDEX shop.ix_a;

ALTER TABLE shop.owner ADD UNIQUE NULLS NOT DISTINCT (mail);

ALTER TABLE owner ADD CONSTRAINT ck_boss CHECK (boss > 0) NOT VALID;

ALTER TABLE owner ADD CONSTRAINT ck_name CHECK (length(name) > 5);

ALTER TABLE plain ADD CONSTRAINT pk_plain PRIMARY KEY (a);

ALTER TABLE shop.owner ADD CONSTRAINT fk_boss FOREIGN KEY(boss) REFERENCES other.plain (a) ON DELETE SET NULL NOT VALID;

ALTER TABLE owner ADD FOREIGN KEY(boss) REFERENCES plain (a) DEFERRABLE;

ALTER TABLE plain ADD CONSTRAINT ex_plain EXCLUDE USING gist (a WITH =) WHERE (a > 1);

ALTER TABLE shop.owner DROP CONSTRAINT IF EXISTS ck_boss;

ALTER TABLE shop.plain RENAME TO simple;

COMMENT ON TABLE shop.owner IS 'people';

COMMENT ON TABLE owner IS NULL;

DROP TABLE IF EXISTS shop.simple;

INSERT INTO alembic_version (version_num) VALUES ('c3') RETURNING alembic_version.version_num;

COMMIT;

BEGIN;

-- Running upgrade c3 -> d4

CREATE TYPE mood AS ENUM ('good', 'bad');

ALTER TYPE mood ADD VALUE 'fair'; UPDATE owner SET boss = 1 WHERE boss IS NULL;

DELETE FROM owner WHERE name = ':x';

GRANT SELECT ON owner TO reader;

GRANT SELECT ON pair TO reader;

COMMENT ON TABLE owner IS 'one';

COMMENT ON TABLE owner IS 'two';

UPDATE owner SET boss=2 WHERE owner.boss = 1;

DELETE FROM owner WHERE owner.name IS NULL;

INSERT INTO owner (name, boss) VALUES ('a', 1);

INSERT INTO owner (name, boss) VALUES ('b', 2);

CREATE SEQUENCE numbers;

DROP SEQUENCE numbers;

DROP TYPE mood;

UPDATE alembic_version SET version_num='d4' WHERE alembic_version.version_num = 'c3';

COMMIT;

BEGIN;

-- Running upgrade d4, c3x -> e5

DELETE FROM alembic_version WHERE alembic_version.version_num = 'd4';

UPDATE alembic_version SET version_num='e5' WHERE alembic_version.version_num = 'c3x';

COMMIT;

