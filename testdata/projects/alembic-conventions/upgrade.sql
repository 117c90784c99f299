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
    CONSTRAINT pk_owner PRIMARY KEY (id), 
    CONSTRAINT uq_owner_name UNIQUE (name)
);

CREATE INDEX ix_owner_nick ON owner (nick);

CREATE TABLE shop.item (
    id SERIAL NOT NULL CONSTRAINT ck_item_positive CHECK (id > 0), 
    owner_id INTEGER, 
    code TEXT, 
    state TEXT, 
    CONSTRAINT pk_item PRIMARY KEY (id), 
    CONSTRAINT uq_item_code_state UNIQUE (code, state), 
    CONSTRAINT own UNIQUE (state, id), 
    CONSTRAINT ck_item_filled CHECK (state <> ''), 
    CONSTRAINT final CHECK (code <> ''), 
    CONSTRAINT named FOREIGN KEY(owner_id) REFERENCES owner (id), 
    CONSTRAINT fk_item_owner_id_owner FOREIGN KEY(owner_id) REFERENCES shop.owner (id), 
    CONSTRAINT fk_item_owner_id_owner FOREIGN KEY(owner_id) REFERENCES owner (id) ON DELETE CASCADE
);

CREATE TABLE a_table_with_a_name_of_some_length (
    a_column_with_a_name_of_some_length INTEGER, 
    another_column_with_a_long_name INTEGER, 
    CONSTRAINT uq_a_table_with_a_name_of_some_length_a_column_with_a_n_7613 UNIQUE (a_column_with_a_name_of_some_length, another_column_with_a_long_name), 
    CONSTRAINT ck_a_table_with_a_name_of_some_length_a_check_with_a_na_5035 CHECK (true)
);

CREATE UNIQUE INDEX ix_a_table_with_a_name_of_some_length_a_column_with_a_n_f37a ON a_table_with_a_name_of_some_length (a_column_with_a_name_of_some_length);

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

COMMIT;

BEGIN;

-- Running upgrade a1 -> b2

ALTER TABLE owner ADD CONSTRAINT uq_owner_nick_name UNIQUE (nick, name);

ALTER TABLE owner ADD CONSTRAINT ck_owner_short CHECK (nick <> '');

ALTER TABLE owner ADD CONSTRAINT as_it_is CHECK (name <> '');

ALTER TABLE a_table_with_a_name_of_some_length ADD CONSTRAINT fk_a_table_with_a_name_of_some_length_another_column_wi_a3ae FOREIGN KEY(another_column_with_a_long_name) REFERENCES owner (id);

CREATE INDEX ix_owner_name ON owner (name, nick);

CREATE INDEX ix_an_index_with_a_name_that_is_too_long_for_postgresql_fdc0 ON owner (nick);

ALTER TABLE owner ADD COLUMN parent_id INTEGER;

ALTER TABLE owner ADD CONSTRAINT fk_owner_parent_id_owner FOREIGN KEY(parent_id) REFERENCES owner (id);

ALTER TABLE owner ADD COLUMN mail TEXT;

ALTER TABLE owner ADD CONSTRAINT uq_owner_mail UNIQUE (mail);

ALTER TABLE owner DROP CONSTRAINT ck_owner_short;

ALTER TABLE owner DROP CONSTRAINT as_it_is;

ALTER TABLE shop.item DROP CONSTRAINT ck_item_filled;

ALTER TABLE shop.item DROP CONSTRAINT own;

ALTER TABLE shop.item DROP CONSTRAINT named;

ALTER TABLE owner ADD CONSTRAINT ck_owner_batch CHECK (id > 0);

ALTER TABLE owner ADD CONSTRAINT uq_owner_name_id UNIQUE (name, id);

ALTER TABLE owner DROP CONSTRAINT ck_owner_batch;

ALTER TABLE owner DROP CONSTRAINT IF EXISTS pk_a;

UPDATE alembic_version SET version_num='b2' WHERE alembic_version.version_num = 'a1';

COMMIT;

