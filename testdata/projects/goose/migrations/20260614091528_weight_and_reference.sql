-- +goose Up
ALTER TABLE parcels ADD COLUMN weight_grams integer;

CREATE INDEX CONCURRENTLY parcels_reference ON parcels (reference);

-- +goose Down
DROP INDEX parcels_reference;

ALTER TABLE parcels DROP COLUMN weight_grams;
