-- file: 0001_people.sql deployed
CREATE TABLE people (id bigint);
-- file: 0002_value.sql
CREATE TABLE beside (id bigint);
CREATE TYPE mood AS ENUM ('sad');
ALTER TYPE mood ADD VALUE 'calm';
ALTER TABLE people ADD COLUMN mood mood DEFAULT 'calm';
