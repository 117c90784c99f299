ALTER TABLE parcels DROP COLUMN carrier_id;
DROP TABLE carriers;
