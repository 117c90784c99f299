CREATE OR REPLACE VIEW waiting_parcels AS
    SELECT id, reference FROM parcels WHERE customer_id IS NOT NULL;
