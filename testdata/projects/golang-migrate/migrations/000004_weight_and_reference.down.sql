DROP INDEX parcels_reference;

ALTER TABLE parcels DROP COLUMN weight_grams;
