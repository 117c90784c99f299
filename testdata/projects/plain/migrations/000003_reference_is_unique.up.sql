CREATE UNIQUE INDEX CONCURRENTLY parcels_reference_key ON parcels (reference);
