ALTER TABLE parcels ADD COLUMN weight_grams integer;

CREATE INDEX CONCURRENTLY parcels_reference ON parcels (reference);
