ALTER TABLE customers DROP COLUMN fax;
UPDATE parcels SET weight_grams = 1 WHERE weight_grams IS NULL;
