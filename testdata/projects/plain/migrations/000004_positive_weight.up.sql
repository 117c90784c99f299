SET lock_timeout = '3s';
ALTER TABLE parcels ADD CONSTRAINT parcels_weight_positive CHECK (weight_grams > 0) NOT VALID;
