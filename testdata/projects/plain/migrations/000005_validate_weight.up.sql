ALTER TABLE parcels VALIDATE CONSTRAINT parcels_weight_positive;
