CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE TABLE orders (id bigint PRIMARY KEY, status text, amount integer, price numeric(6,2), code varchar(3), feeling mood, paid boolean, key uuid, day date, doc jsonb);
INSERT INTO orders (id) SELECT g FROM generate_series(1, 200) g;
CREATE TABLE nobody (id bigint);

-- case: integer-word
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT 'abc';
-- case: integer-digits
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT ' 7 ';
-- case: integer-empty
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT '';
-- case: integer-fraction
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT 1.5;
-- case: integer-fraction-string
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT '1.5';
-- case: integer-too-large
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT 3000000000;
-- case: integer-too-large-string
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT '3000000000';
-- case: smallint-too-large
-- statement
ALTER TABLE orders ADD COLUMN extra smallint DEFAULT 70000;
-- case: integer-boolean
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT true;
-- case: integer-text-cast
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT '7'::text;
-- case: boolean-word
-- statement
ALTER TABLE orders ADD COLUMN extra boolean DEFAULT 'maybe';
-- case: boolean-yes
-- statement
ALTER TABLE orders ADD COLUMN extra boolean DEFAULT 'Yes';
-- case: boolean-number
-- statement
ALTER TABLE orders ADD COLUMN extra boolean DEFAULT 1;
-- case: boolean-not-null-number
-- statement
ALTER TABLE orders ADD COLUMN extra boolean NOT NULL DEFAULT 0;
-- case: text-number
-- statement
ALTER TABLE orders ADD COLUMN extra text DEFAULT 5;
-- case: text-boolean
-- statement
ALTER TABLE orders ADD COLUMN extra text DEFAULT false;
-- case: numeric-word
-- statement
ALTER TABLE orders ADD COLUMN extra numeric DEFAULT 'x';
-- case: numeric-too-large
-- statement
ALTER TABLE orders ADD COLUMN extra numeric(4,2) DEFAULT 100;
-- case: uuid-word
-- statement
ALTER TABLE orders ADD COLUMN extra uuid DEFAULT 'x';
-- case: uuid-value
-- statement
ALTER TABLE orders ADD COLUMN extra uuid DEFAULT '00000000-0000-0000-0000-000000000000';
-- case: uuid-empty
-- statement
ALTER TABLE orders ADD COLUMN extra uuid NOT NULL DEFAULT '';
-- case: date-word
-- statement
ALTER TABLE orders ADD COLUMN extra date DEFAULT 'someday';
-- case: date-now
-- statement
ALTER TABLE orders ADD COLUMN extra date DEFAULT 'now';
-- case: timestamp-empty
-- statement
ALTER TABLE orders ADD COLUMN extra timestamp NOT NULL DEFAULT '';
-- case: timestamp-number
-- statement
ALTER TABLE orders ADD COLUMN extra timestamp DEFAULT 0;
-- case: jsonb-word
-- statement
ALTER TABLE orders ADD COLUMN extra jsonb DEFAULT 'x';
-- case: jsonb-empty
-- statement
ALTER TABLE orders ADD COLUMN extra jsonb NOT NULL DEFAULT '';
-- case: jsonb-array
-- statement
ALTER TABLE orders ADD COLUMN extra jsonb NOT NULL DEFAULT '[]';
-- case: enum-unknown
-- statement
ALTER TABLE orders ADD COLUMN extra mood DEFAULT 'angry';
-- case: enum-unknown-cast
-- statement
ALTER TABLE orders ADD COLUMN extra mood DEFAULT 'angry'::mood;
-- case: enum-known
-- statement
ALTER TABLE orders ADD COLUMN extra mood NOT NULL DEFAULT 'sad';
-- case: varchar-too-long
-- statement
ALTER TABLE orders ADD COLUMN extra varchar(2) DEFAULT 'abc';
-- case: varchar-blanks-too-long
-- statement
ALTER TABLE orders ADD COLUMN extra varchar(2) DEFAULT 'a    ';
-- case: char-too-long
-- statement
ALTER TABLE orders ADD COLUMN extra char(2) DEFAULT 'abc';
-- case: array-word
-- statement
ALTER TABLE orders ADD COLUMN extra text[] DEFAULT 'a';
-- case: array-empty-string
-- statement
ALTER TABLE orders ADD COLUMN extra text[] NOT NULL DEFAULT '';
-- case: array-braces
-- statement
ALTER TABLE orders ADD COLUMN extra text[] NOT NULL DEFAULT '{}';
-- case: array-json
-- statement
ALTER TABLE orders ADD COLUMN extra text[] NOT NULL DEFAULT '[]';
-- case: array-of-words
-- statement
ALTER TABLE orders ADD COLUMN extra integer[] DEFAULT '{a}';
-- case: domain-violated
-- statement
ALTER TABLE orders ADD COLUMN extra positive DEFAULT -1;
-- case: domain-word
-- statement
ALTER TABLE orders ADD COLUMN extra positive DEFAULT 'x';
-- case: check-violated
-- statement
ALTER TABLE orders ADD COLUMN extra integer DEFAULT 0 CHECK (extra > 0);
-- case: word-in-an-empty-table
-- statement
ALTER TABLE nobody ADD COLUMN extra integer DEFAULT 'abc';
-- case: too-long-in-an-empty-table
-- statement
ALTER TABLE nobody ADD COLUMN extra varchar(2) DEFAULT 'abc';
-- case: word-in-create-table
-- statement
CREATE TABLE fresh (id bigint, extra integer DEFAULT 'abc');
-- case: enum-unknown-in-create-table
-- statement
CREATE TABLE fresh (id bigint, extra mood DEFAULT 'angry');
-- case: too-long-in-create-table
-- statement
CREATE TABLE fresh (id bigint, extra varchar(2) DEFAULT 'abc');
-- case: set-integer-word
-- statement
ALTER TABLE orders ALTER COLUMN amount SET DEFAULT 'abc';
-- case: set-integer-digits
-- statement
ALTER TABLE orders ALTER COLUMN amount SET DEFAULT '7';
-- case: set-enum-unknown
-- statement
ALTER TABLE orders ALTER COLUMN feeling SET DEFAULT 'angry';
-- case: set-varchar-too-long
-- statement
ALTER TABLE orders ALTER COLUMN code SET DEFAULT 'abcdef';
-- case: set-numeric-too-large
-- statement
ALTER TABLE orders ALTER COLUMN price SET DEFAULT 123456;
-- case: set-boolean-number
-- statement
ALTER TABLE orders ALTER COLUMN paid SET DEFAULT 0;
-- case: set-uuid-word
-- statement
ALTER TABLE orders ALTER COLUMN key SET DEFAULT 'x';
-- case: set-date-word
-- statement
ALTER TABLE orders ALTER COLUMN day SET DEFAULT 'someday';
-- case: set-jsonb-word
-- statement
ALTER TABLE orders ALTER COLUMN doc SET DEFAULT 'x';
-- case: set-text-anything
-- statement
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 5;
-- case: type-word-default-kept
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'abc';
-- statement
ALTER TABLE orders ALTER COLUMN status TYPE varchar(2);
