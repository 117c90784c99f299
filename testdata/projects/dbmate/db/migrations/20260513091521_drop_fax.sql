-- migrate:up
ALTER TABLE customers DROP COLUMN fax;

-- migrate:down
ALTER TABLE customers ADD COLUMN fax text;
