-- no-transaction
DROP INDEX CONCURRENTLY parcels_customer_id;
