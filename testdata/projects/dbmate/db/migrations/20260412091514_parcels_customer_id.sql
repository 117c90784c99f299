-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY parcels_customer_id ON parcels (customer_id);

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY parcels_customer_id;
