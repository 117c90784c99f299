ALTER TABLE scans ALTER COLUMN parcel_id TYPE integer;
ALTER TABLE parcels ALTER COLUMN id TYPE integer;
