-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY parcels_customer_id ON parcels (customer_id);

-- +goose Down
DROP INDEX CONCURRENTLY parcels_customer_id;
