CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE mood_new AS ENUM ('sad', 'ok', 'happy', 'elated');
CREATE DOMAIN email AS text;
CREATE DOMAIN checked_email AS text CHECK (VALUE <> '');
CREATE DOMAIN percent AS integer;
CREATE TABLE accounts (
  id integer PRIMARY KEY, small smallint, big bigint, amount numeric(10,2), free numeric, code varchar(20), long_code varchar,
  note text, fixed char(5), seen timestamp, seen_tz timestamptz, seen_3 timestamp(3), day date, hour time, hour_3 time(3), gap interval, gap_3 interval(3),
  doc json, docb jsonb, feeling mood, tags text[], codes varchar(10)[], key uuid, real_number real, double_number double precision, flag boolean,
  mail email, share percent, bits bit(4), vbits varbit(4), raw bytea, address inet, net cidr, x xml, feeling_default mood DEFAULT 'ok', ids integer[]);
INSERT INTO accounts SELECT g, 1, 1, 1, 1, 'c', 'c', 'n', 'f', now(), now(), now(), now(), now()::time, now()::time, '1 s', '1 s', '{}', '{}', 'ok', '{a}', '{a}',
  gen_random_uuid(), 1, 1, true, 'm', 1, '1010', '1010', 'r', '10.0.0.1', '10.0.0.0/8', '<a/>', 'ok', '{1}' FROM generate_series(1, 200) g;
-- case: type-code-varchar-50
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(50);
-- case: type-code-varchar-10
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(10);
-- case: type-code-varchar
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar;
-- case: type-code-text
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE text;
-- case: type-code-char-20
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE char(20);
-- case: type-long_code-text
-- statement
ALTER TABLE accounts ALTER COLUMN long_code TYPE text;
-- case: type-long_code-varchar-30
-- statement
ALTER TABLE accounts ALTER COLUMN long_code TYPE varchar(30);
-- case: type-note-varchar
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE varchar;
-- case: type-note-varchar-50
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE varchar(50);
-- case: type-note-char-5
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE char(5);
-- case: type-note-email
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE email;
-- case: type-note-checked_email
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE checked_email;
-- case: type-note-name
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE name;
-- case: type-mail-text
-- statement
ALTER TABLE accounts ALTER COLUMN mail TYPE text;
-- case: type-mail-varchar
-- statement
ALTER TABLE accounts ALTER COLUMN mail TYPE varchar;
-- case: type-fixed-char-10
-- statement
ALTER TABLE accounts ALTER COLUMN fixed TYPE char(10);
-- case: type-fixed-char-3
-- statement
ALTER TABLE accounts ALTER COLUMN fixed TYPE char(3);
-- case: type-fixed-text
-- statement
ALTER TABLE accounts ALTER COLUMN fixed TYPE text;
-- case: type-fixed-varchar
-- statement
ALTER TABLE accounts ALTER COLUMN fixed TYPE varchar;
-- case: type-fixed-varchar-5
-- statement
ALTER TABLE accounts ALTER COLUMN fixed TYPE varchar(5);
-- case: type-amount-numeric-12-2
-- statement
ALTER TABLE accounts ALTER COLUMN amount TYPE numeric(12,2);
-- case: type-amount-numeric-12-4
-- statement
ALTER TABLE accounts ALTER COLUMN amount TYPE numeric(12,4);
-- case: type-amount-numeric-8-2
-- statement
ALTER TABLE accounts ALTER COLUMN amount TYPE numeric(8,2);
-- case: type-amount-numeric-10-0
-- statement
ALTER TABLE accounts ALTER COLUMN amount TYPE numeric(10,0);
-- case: type-amount-numeric
-- statement
ALTER TABLE accounts ALTER COLUMN amount TYPE numeric;
-- case: type-amount-integer
-- statement
ALTER TABLE accounts ALTER COLUMN amount TYPE integer;
-- case: type-free-numeric-20-5
-- statement
ALTER TABLE accounts ALTER COLUMN free TYPE numeric(20,5);
-- case: type-id-bigint
-- statement
ALTER TABLE accounts ALTER COLUMN id TYPE bigint;
-- case: type-id-smallint
-- statement
ALTER TABLE accounts ALTER COLUMN id TYPE smallint;
-- case: type-id-numeric
-- statement
ALTER TABLE accounts ALTER COLUMN id TYPE numeric;
-- case: type-small-integer
-- statement
ALTER TABLE accounts ALTER COLUMN small TYPE integer;
-- case: type-big-integer
-- statement
ALTER TABLE accounts ALTER COLUMN big TYPE integer;
-- case: type-big-text
-- statement
ALTER TABLE accounts ALTER COLUMN big TYPE text;
-- case: type-id-text
-- statement
ALTER TABLE accounts ALTER COLUMN id TYPE text;
-- case: type-id-percent
-- statement
ALTER TABLE accounts ALTER COLUMN id TYPE percent;
-- case: type-share-integer
-- statement
ALTER TABLE accounts ALTER COLUMN share TYPE integer;
-- case: type-share-bigint
-- statement
ALTER TABLE accounts ALTER COLUMN share TYPE bigint;
-- case: type-seen-timestamptz
-- statement
ALTER TABLE accounts ALTER COLUMN seen TYPE timestamptz;
-- case: type-seen_tz-timestamp
-- statement
ALTER TABLE accounts ALTER COLUMN seen_tz TYPE timestamp;
-- case: type-seen-timestamp-3
-- statement
ALTER TABLE accounts ALTER COLUMN seen TYPE timestamp(3);
-- case: type-seen_3-timestamp-6
-- statement
ALTER TABLE accounts ALTER COLUMN seen_3 TYPE timestamp(6);
-- case: type-seen_3-timestamp
-- statement
ALTER TABLE accounts ALTER COLUMN seen_3 TYPE timestamp;
-- case: type-seen_3-timestamptz
-- statement
ALTER TABLE accounts ALTER COLUMN seen_3 TYPE timestamptz;
-- case: type-seen_3-timestamp-0
-- statement
ALTER TABLE accounts ALTER COLUMN seen_3 TYPE timestamp(0);
-- case: type-seen_tz-date
-- statement
ALTER TABLE accounts ALTER COLUMN seen_tz TYPE date;
-- case: type-day-timestamp
-- statement
ALTER TABLE accounts ALTER COLUMN day TYPE timestamp;
-- case: type-day-timestamptz
-- statement
ALTER TABLE accounts ALTER COLUMN day TYPE timestamptz;
-- case: type-hour_3-time-6
-- statement
ALTER TABLE accounts ALTER COLUMN hour_3 TYPE time(6);
-- case: type-hour_3-time
-- statement
ALTER TABLE accounts ALTER COLUMN hour_3 TYPE time;
-- case: type-hour-time-3
-- statement
ALTER TABLE accounts ALTER COLUMN hour TYPE time(3);
-- case: type-hour-timetz
-- statement
ALTER TABLE accounts ALTER COLUMN hour TYPE timetz;
-- case: type-gap_3-interval-6
-- statement
ALTER TABLE accounts ALTER COLUMN gap_3 TYPE interval(6);
-- case: type-gap_3-interval
-- statement
ALTER TABLE accounts ALTER COLUMN gap_3 TYPE interval;
-- case: type-gap-interval-3
-- statement
ALTER TABLE accounts ALTER COLUMN gap TYPE interval(3);
-- case: type-doc-jsonb
-- statement
ALTER TABLE accounts ALTER COLUMN doc TYPE jsonb;
-- case: type-docb-json
-- statement
ALTER TABLE accounts ALTER COLUMN docb TYPE json;
-- case: type-docb-text
-- statement
ALTER TABLE accounts ALTER COLUMN docb TYPE text;
-- case: type-doc-text
-- statement
ALTER TABLE accounts ALTER COLUMN doc TYPE text;
-- case: type-feeling-text
-- statement
ALTER TABLE accounts ALTER COLUMN feeling TYPE text;
-- case: type-feeling-varchar
-- statement
ALTER TABLE accounts ALTER COLUMN feeling TYPE varchar;
-- case: type-feeling-mood_new
-- statement
ALTER TABLE accounts ALTER COLUMN feeling TYPE mood_new;
-- case: type-note-mood
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE mood;
-- case: type-tags-varchar-10
-- statement
ALTER TABLE accounts ALTER COLUMN tags TYPE varchar(10)[];
-- case: type-codes-text
-- statement
ALTER TABLE accounts ALTER COLUMN codes TYPE text[];
-- case: type-codes-varchar-20
-- statement
ALTER TABLE accounts ALTER COLUMN codes TYPE varchar(20)[];
-- case: type-codes-varchar-5
-- statement
ALTER TABLE accounts ALTER COLUMN codes TYPE varchar(5)[];
-- case: type-codes-varchar
-- statement
ALTER TABLE accounts ALTER COLUMN codes TYPE varchar[];
-- case: type-ids-bigint
-- statement
ALTER TABLE accounts ALTER COLUMN ids TYPE bigint[];
-- case: type-key-text
-- statement
ALTER TABLE accounts ALTER COLUMN key TYPE text;
-- case: type-note-uuid
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE uuid;
-- case: type-real_number-double-precision
-- statement
ALTER TABLE accounts ALTER COLUMN real_number TYPE double precision;
-- case: type-double_number-real
-- statement
ALTER TABLE accounts ALTER COLUMN double_number TYPE real;
-- case: type-id-double-precision
-- statement
ALTER TABLE accounts ALTER COLUMN id TYPE double precision;
-- case: type-id-real
-- statement
ALTER TABLE accounts ALTER COLUMN id TYPE real;
-- case: type-flag-text
-- statement
ALTER TABLE accounts ALTER COLUMN flag TYPE text;
-- case: type-flag-integer
-- statement
ALTER TABLE accounts ALTER COLUMN flag TYPE integer;
-- case: type-bits-bit-8
-- statement
ALTER TABLE accounts ALTER COLUMN bits TYPE bit(8);
-- case: type-vbits-varbit-8
-- statement
ALTER TABLE accounts ALTER COLUMN vbits TYPE varbit(8);
-- case: type-vbits-varbit
-- statement
ALTER TABLE accounts ALTER COLUMN vbits TYPE varbit;
-- case: type-bits-varbit
-- statement
ALTER TABLE accounts ALTER COLUMN bits TYPE varbit;
-- case: type-address-cidr
-- statement
ALTER TABLE accounts ALTER COLUMN address TYPE cidr;
-- case: type-net-inet
-- statement
ALTER TABLE accounts ALTER COLUMN net TYPE inet;
-- case: type-address-text
-- statement
ALTER TABLE accounts ALTER COLUMN address TYPE text;
-- case: type-raw-text
-- statement
ALTER TABLE accounts ALTER COLUMN raw TYPE text;
-- case: type-x-text
-- statement
ALTER TABLE accounts ALTER COLUMN x TYPE text;
-- case: type-note-xml
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE xml;
-- case: type-note-bytea
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE bytea;
-- case: type-feeling_default-mood_new
-- statement
ALTER TABLE accounts ALTER COLUMN feeling_default TYPE mood_new;
-- case: type-note-text
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE text;
-- case: type-code-varchar-20
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(20);
-- case: type-id-integer
-- statement
ALTER TABLE accounts ALTER COLUMN id TYPE integer;
-- case: type-day-text
-- statement
ALTER TABLE accounts ALTER COLUMN day TYPE text;
-- case: type-key-bytea
-- statement
ALTER TABLE accounts ALTER COLUMN key TYPE bytea;
-- case: using-note-text-USING-note
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE text USING note;
-- case: using-note-varchar-USING-note-varchar
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE varchar USING note::varchar;
-- case: using-note-varchar-3-USING-note-varchar-3
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE varchar(3) USING note::varchar(3);
-- case: using-note-varchar-3-USING-left-note-3
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE varchar(3) USING left(note, 3);
-- case: using-note-text-USING-trim-note
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE text USING trim(note);
-- case: using-code-text-USING-code-text
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE text USING code::text;
-- case: using-code-varchar-10-USING-code-varchar-10
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(10) USING code::varchar(10);
-- case: using-feeling-mood_new-USING-feeling-text-mood_new
-- statement
ALTER TABLE accounts ALTER COLUMN feeling TYPE mood_new USING feeling::text::mood_new;
-- case: using-feeling-text-USING-feeling-text
-- statement
ALTER TABLE accounts ALTER COLUMN feeling TYPE text USING feeling::text;
-- case: using-note-mood-USING-ok-mood
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE mood USING 'ok'::mood;
-- case: using-note-integer-USING-1
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE integer USING 1;
-- case: using-id-bigint-USING-id-bigint
-- statement
ALTER TABLE accounts ALTER COLUMN id TYPE bigint USING id::bigint;
-- case: using-amount-integer-USING-amount-integer
-- statement
ALTER TABLE accounts ALTER COLUMN amount TYPE integer USING amount::integer;
-- case: using-seen_tz-date-USING-seen_tz-date
-- statement
ALTER TABLE accounts ALTER COLUMN seen_tz TYPE date USING seen_tz::date;
-- case: using-seen-timestamptz-USING-seen-AT-TIME-ZONE-UTC
-- statement
ALTER TABLE accounts ALTER COLUMN seen TYPE timestamptz USING seen AT TIME ZONE 'UTC';
-- case: using-seen_tz-timestamp-USING-seen_tz-AT-TIME-ZONE-UTC
-- statement
ALTER TABLE accounts ALTER COLUMN seen_tz TYPE timestamp USING seen_tz AT TIME ZONE 'UTC';
-- case: using-seen-timestamptz-USING-seen-timestamptz
-- statement
ALTER TABLE accounts ALTER COLUMN seen TYPE timestamptz USING seen::timestamptz;
-- case: using-note-jsonb-USING-jsonb
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE jsonb USING '{}'::jsonb;
-- case: using-tags-text-USING-array_to_string-tags
-- statement
ALTER TABLE accounts ALTER COLUMN tags TYPE text USING array_to_string(tags, ',');
-- case: using-note-text-USING-note-varchar
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE text USING note::varchar;
-- case: using-note-text-USING-code
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE text USING code;
-- case: using-big-integer-USING-big-integer
-- statement
ALTER TABLE accounts ALTER COLUMN big TYPE integer USING big::integer;
-- case: using-flag-integer-USING-flag-integer
-- statement
ALTER TABLE accounts ALTER COLUMN flag TYPE integer USING flag::integer;
-- case: using-note-email-USING-note-email
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE email USING note::email;
-- case: timestamp-to-timestamptz-other-zone
SET TimeZone = 'Europe/Berlin';
-- statement
ALTER TABLE accounts ALTER COLUMN seen TYPE timestamptz;
-- case: timestamptz-to-timestamp-other-zone
SET TimeZone = 'Europe/Berlin';
-- statement
ALTER TABLE accounts ALTER COLUMN seen_tz TYPE timestamp;
-- case: enum-with-default-to-enum
-- statement
ALTER TABLE accounts ALTER COLUMN feeling_default TYPE mood_new USING feeling_default::text::mood_new;
-- case: text-with-default-of-the-enum-to-enum
ALTER TABLE accounts ALTER COLUMN note SET DEFAULT 'ok'::public."mood";
UPDATE accounts SET note = 'ok';
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE public.mood USING note::public.mood;
-- case: enum-with-default-to-text
-- statement
ALTER TABLE accounts ALTER COLUMN feeling_default TYPE text;
-- case: integer-default-to-boolean
ALTER TABLE accounts ALTER COLUMN id SET DEFAULT 1;
-- statement
ALTER TABLE accounts ALTER COLUMN id TYPE boolean USING id::boolean;
-- case: text-default-to-integer
ALTER TABLE accounts ALTER COLUMN note SET DEFAULT 'x';
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE integer USING 1;
-- case: rewrite-with-indexes
CREATE INDEX accounts_note ON accounts (note);
-- statement
ALTER TABLE accounts ALTER COLUMN id TYPE bigint;
-- case: metadata-with-index
CREATE INDEX accounts_code ON accounts (code);
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(50);
-- case: to-text-with-index
CREATE INDEX accounts_code ON accounts (code);
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE text;
-- case: to-text-with-unique
ALTER TABLE accounts ADD CONSTRAINT accounts_code_key UNIQUE (id, code);
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE text;
-- case: to-text-with-partial-index
CREATE INDEX accounts_code ON accounts (id) WHERE code = 'c';
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE text;
-- case: widen-with-partial-index
CREATE INDEX accounts_code ON accounts (id) WHERE code = 'c';
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(50);
-- case: widen-with-expression-index
CREATE INDEX accounts_code ON accounts (lower(code));
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(50);
-- case: to-text-with-expression-index
CREATE INDEX accounts_code ON accounts (lower(code));
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE text;
-- case: timestamptz-with-index
CREATE INDEX accounts_seen ON accounts (seen);
-- statement
ALTER TABLE accounts ALTER COLUMN seen TYPE timestamptz;
-- case: numeric-widen-with-index
CREATE INDEX accounts_amount ON accounts (amount);
-- statement
ALTER TABLE accounts ALTER COLUMN amount TYPE numeric(14,2);
-- case: widen-with-check
ALTER TABLE accounts ADD CONSTRAINT code_check CHECK (code <> '');
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(50);
-- case: widen-with-not-valid-check
ALTER TABLE accounts ADD CONSTRAINT code_check CHECK (code <> '') NOT VALID;
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(50);
-- case: widen-with-generated
ALTER TABLE accounts ADD COLUMN code_lower text GENERATED ALWAYS AS (lower(code)) STORED;
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(50);
-- case: widen-with-view
CREATE VIEW account_codes AS SELECT code FROM accounts;
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(50);
-- case: same-type-with-view
CREATE VIEW account_codes AS SELECT code FROM accounts;
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(20);
-- case: other-column-with-view
CREATE VIEW account_codes AS SELECT code FROM accounts;
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE varchar;
-- case: widen-with-policy
CREATE POLICY mine ON accounts USING (code = current_user);
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(50);
-- case: widen-with-trigger-when
CREATE FUNCTION nop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE UPDATE OF code ON accounts FOR EACH ROW EXECUTE FUNCTION nop();
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(50);
-- case: collation-with-index
CREATE INDEX accounts_note ON accounts (note);
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE text COLLATE "en-x-icu";
-- case: collation-without-index
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE text COLLATE "en-x-icu";
-- case: collation-c-to-posix
ALTER TABLE accounts ALTER COLUMN note TYPE text COLLATE "C";
CREATE INDEX accounts_note ON accounts (note);
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE text COLLATE "POSIX";
-- case: collation-dropped
ALTER TABLE accounts ALTER COLUMN note TYPE text COLLATE "en-x-icu";
CREATE INDEX accounts_note ON accounts (note);
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE varchar;
-- case: referenced-rewrite
CREATE TABLE visits (id integer, account_id integer REFERENCES accounts);
INSERT INTO visits SELECT g, g FROM generate_series(1, 200) g;
-- statement
ALTER TABLE accounts ALTER COLUMN id TYPE bigint;
-- case: referencing-rewrite
CREATE TABLE visits (id integer, account_id integer REFERENCES accounts);
INSERT INTO visits SELECT g, g FROM generate_series(1, 200) g;
-- statement
ALTER TABLE visits ALTER COLUMN account_id TYPE bigint;
-- case: referenced-metadata-only
UPDATE accounts SET code = id::text;
ALTER TABLE accounts ADD UNIQUE (code);
CREATE TABLE visits (id integer, code varchar(20) REFERENCES accounts (code));
INSERT INTO visits SELECT g, g FROM generate_series(1, 200) g;
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(50);
-- case: referencing-metadata-only
UPDATE accounts SET code = id::text;
ALTER TABLE accounts ADD UNIQUE (code);
CREATE TABLE visits (id integer, code varchar(20) REFERENCES accounts (code));
INSERT INTO visits SELECT g, g FROM generate_series(1, 200) g;
-- statement
ALTER TABLE visits ALTER COLUMN code TYPE varchar(50);
-- case: referencing-other-column-rewrite
CREATE TABLE visits (id integer, account_id integer REFERENCES accounts);
INSERT INTO visits SELECT g, g FROM generate_series(1, 200) g;
-- statement
ALTER TABLE visits ALTER COLUMN id TYPE bigint;
-- case: referenced-other-column-rewrite
CREATE TABLE visits (id integer, account_id integer REFERENCES accounts);
INSERT INTO visits SELECT g, g FROM generate_series(1, 200) g;
-- statement
ALTER TABLE accounts ALTER COLUMN small TYPE bigint;
-- case: identity-to-bigint
CREATE TABLE counters (id integer GENERATED ALWAYS AS IDENTITY, n integer);
INSERT INTO counters (n) SELECT g FROM generate_series(1, 200) g;
-- statement
ALTER TABLE counters ALTER COLUMN id TYPE bigint;
-- case: serial-to-bigint
CREATE TABLE counters (id serial, n integer);
INSERT INTO counters (n) SELECT g FROM generate_series(1, 200) g;
-- statement
ALTER TABLE counters ALTER COLUMN id TYPE bigint;
-- case: partitioned-rewrite
CREATE TABLE parts (id integer, at date) PARTITION BY RANGE (at);
CREATE TABLE parts_1 PARTITION OF parts DEFAULT;
INSERT INTO parts SELECT g, now() FROM generate_series(1, 200) g;
-- statement
ALTER TABLE parts ALTER COLUMN id TYPE bigint;
-- case: partition-key-type
CREATE TABLE parts (id integer, at date) PARTITION BY RANGE (at);
-- statement
ALTER TABLE parts ALTER COLUMN at TYPE timestamp;
-- case: inherited-rewrite
CREATE TABLE base (id integer);
CREATE TABLE derived (x text) INHERITS (base);
INSERT INTO derived SELECT g FROM generate_series(1, 200) g;
-- statement
ALTER TABLE base ALTER COLUMN id TYPE bigint;
-- case: generated-column-type
ALTER TABLE accounts ADD COLUMN twice integer GENERATED ALWAYS AS (id * 2) STORED;
-- statement
ALTER TABLE accounts ALTER COLUMN twice TYPE bigint;
-- case: matview-on-column
CREATE MATERIALIZED VIEW account_codes AS SELECT code FROM accounts;
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE text;
-- case: timestamp-to-timestamptz-unknown-zone unknown: the session's time zone
RESET timezone;
-- statement
ALTER TABLE accounts ALTER COLUMN seen TYPE timestamptz;
-- case: big-integer-that-does-not-fit
UPDATE accounts SET big = 3000000000 WHERE id = 1;
-- statement
ALTER TABLE accounts ALTER COLUMN big TYPE integer;
-- case: varchar-that-does-not-fit
UPDATE accounts SET code = 'longer than that' WHERE id = 1;
-- statement
ALTER TABLE accounts ALTER COLUMN code TYPE varchar(5);
-- case: numeric-that-does-not-fit
UPDATE accounts SET amount = 99999999 WHERE id = 1;
-- statement
ALTER TABLE accounts ALTER COLUMN amount TYPE numeric(5,2);
-- case: text-that-is-no-number
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE integer USING note::integer;
-- case: text-that-is-no-uuid
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE uuid USING note::uuid;
-- case: text-that-is-no-date
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE date USING note::date;
-- case: text-that-is-no-label
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE mood USING note::mood;
-- case: text-that-is-no-json
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE jsonb USING note::jsonb;
-- case: text-that-the-domain-refuses
UPDATE accounts SET note = '' WHERE id = 1;
-- statement
ALTER TABLE accounts ALTER COLUMN note TYPE checked_email;
-- case: referenced-uuid-to-text
CREATE TABLE things (id uuid PRIMARY KEY);
CREATE TABLE parts (id integer, thing_id uuid REFERENCES things);
-- statement
ALTER TABLE things ALTER COLUMN id TYPE text;
-- case: referring-uuid-to-text
CREATE TABLE things (id uuid PRIMARY KEY);
CREATE TABLE parts (id integer, thing_id uuid CONSTRAINT parts_thing REFERENCES things (id));
-- statement
ALTER TABLE parts ALTER COLUMN thing_id TYPE text;
-- case: referenced-uuid-to-text-with-its-own-reference
CREATE TABLE things (id uuid PRIMARY KEY, parent_id uuid REFERENCES things);
-- statement
ALTER TABLE things ALTER COLUMN id TYPE text, ALTER COLUMN parent_id TYPE text;
-- case: referenced-integer-to-numeric
CREATE TABLE things (id integer PRIMARY KEY);
CREATE TABLE parts (id integer, thing_id integer REFERENCES things);
-- statement
ALTER TABLE things ALTER COLUMN id TYPE numeric;
-- case: referring-integer-to-numeric
CREATE TABLE things (id integer PRIMARY KEY);
CREATE TABLE parts (id integer, thing_id integer REFERENCES things);
-- statement
ALTER TABLE parts ALTER COLUMN thing_id TYPE numeric;
-- case: referenced-date-to-timestamptz
CREATE TABLE things (id date PRIMARY KEY);
CREATE TABLE parts (id integer, thing_id date REFERENCES things);
-- statement
ALTER TABLE things ALTER COLUMN id TYPE timestamptz;
-- case: referenced-text-to-enum
CREATE TABLE things (id text PRIMARY KEY);
CREATE TABLE parts (id integer, thing_id text REFERENCES things);
-- statement
ALTER TABLE things ALTER COLUMN id TYPE mood USING id::mood;
-- case: reference-from-text-to-uuid
CREATE TABLE things (id uuid PRIMARY KEY);
CREATE TABLE parts (id integer, thing_id text);
-- statement
ALTER TABLE parts ADD CONSTRAINT parts_thing FOREIGN KEY (thing_id) REFERENCES things;
-- case: reference-from-numeric-to-bigint
CREATE TABLE things (id bigint PRIMARY KEY);
CREATE TABLE parts (id integer, thing_id numeric);
-- statement
ALTER TABLE parts ADD CONSTRAINT parts_thing FOREIGN KEY (thing_id) REFERENCES things (id) NOT VALID;
-- case: reference-from-smallint-to-real
CREATE TABLE things (id real PRIMARY KEY);
CREATE TABLE parts (id integer, thing_id smallint);
-- statement
ALTER TABLE parts ADD CONSTRAINT parts_thing FOREIGN KEY (thing_id) REFERENCES things (id);
-- case: reference-from-char-to-name
CREATE TABLE things (id name PRIMARY KEY);
CREATE TABLE parts (id integer, thing_id char(5));
-- statement
ALTER TABLE parts ADD CONSTRAINT parts_thing FOREIGN KEY (thing_id) REFERENCES things (id);
