DROP INDEX CONCURRENTLY parcels_reference_key;
