SET lock_timeout = '3s';
ALTER TABLE parcels DROP CONSTRAINT parcels_weight_positive;
