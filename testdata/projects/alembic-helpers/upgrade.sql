BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TYPE state AS ENUM ('open', 'closed');

CREATE TABLE shop_item (
    id SERIAL NOT NULL, 
    code VARCHAR(12) NOT NULL, 
    state state NOT NULL, 
    text VARCHAR(40), 
    PRIMARY KEY (id)
);

CREATE INDEX shop_item_code ON shop_item (code);

CREATE INDEX shop_item_state ON shop_item (state);

CREATE INDEX shop_item_text ON shop_item (text);

ALTER TABLE shop_item ADD COLUMN note text;

ALTER TABLE shop_item DROP COLUMN note;

ALTER TABLE shop_item ADD COLUMN place point;

ALTER TABLE shop_item ALTER COLUMN code TYPE VARCHAR(40);

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

COMMIT;

BEGIN;

-- Running upgrade a1 -> b2

CREATE EXTENSION "pgcrypto" WITH SCHEMA "public";;

CREATE FUNCTION "public"."touch"(by integer DEFAULT 1) returns trigger as $$ begin new.code := 'x'; return new; end; $$ language plpgsql;

CREATE FUNCTION "public"."twice"(n integer, of text DEFAULT 'a') returns integer as $$ select 2 * n $$ language sql;

CREATE VIEW "public"."seen" AS SELECT id, code FROM shop_item;;

CREATE MATERIALIZED VIEW "public"."kept" AS SELECT id FROM shop_item WITH NO DATA;;

CREATE TRIGGER "touched" BEFORE UPDATE ON public.shop_item FOR EACH ROW EXECUTE FUNCTION public.touch();

CREATE POLICY own on public.shop_item AS PERMISSIVE FOR SELECT TO public USING (id > 0);

CREATE OR REPLACE FUNCTION "public"."touch"(by integer DEFAULT 1) returns trigger as $$ begin new.code := 'x'; return new; end; $$ language plpgsql;

DROP MATERIALIZED VIEW IF EXISTS "public"."kept";;

CREATE MATERIALIZED VIEW "public"."kept" AS SELECT id FROM shop_item WITH NO DATA;

DROP POLICY IF EXISTS own on public.shop_item;;

CREATE POLICY own on public.shop_item AS PERMISSIVE FOR SELECT TO public USING (id > 0);;

DROP POLICY own on public.shop_item;

DROP TRIGGER "touched" ON public.shop_item;

DROP MATERIALIZED VIEW "public"."kept";

DROP VIEW "public"."seen";

DROP FUNCTION "public"."twice"(n integer, of text) cascade;

UPDATE alembic_version SET version_num='b2' WHERE alembic_version.version_num = 'a1';

COMMIT;

