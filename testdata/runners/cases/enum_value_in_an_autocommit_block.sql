-- tools: alembic, alembic-each
-- file: 0001_people.sql deployed
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE people (id bigint, mood mood);
-- file: 0002_value.sql autocommit
ALTER TYPE mood ADD VALUE 'calm';
-- file: 0003_use.sql
CREATE TABLE after (id bigint);
ALTER TABLE people ALTER COLUMN mood SET DEFAULT 'calm';
