-- +goose Up
ALTER TABLE customers DROP COLUMN fax;

-- +goose Down
ALTER TABLE customers ADD COLUMN fax text;
