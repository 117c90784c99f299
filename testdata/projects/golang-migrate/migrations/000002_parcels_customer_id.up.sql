CREATE INDEX CONCURRENTLY parcels_customer_id ON parcels (customer_id);
