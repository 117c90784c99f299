BEGIN;

-- Running downgrade 00085a1e -> 00075a1e

ALTER TABLE parcels DROP CONSTRAINT fk_parcels_customer_id;

ALTER TABLE parcels ADD CONSTRAINT fk_parcels_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE CASCADE;

UPDATE alembic_version SET version_num='00075a1e' WHERE alembic_version.version_num = '00085a1e';

-- Running downgrade 00075a1e -> 00065a1e

CREATE TABLE labels (
    parcel_id INTEGER NOT NULL, 
    body TEXT NOT NULL, 
    CONSTRAINT pk_labels PRIMARY KEY (parcel_id), 
    CONSTRAINT fk_labels_parcel_id FOREIGN KEY(parcel_id) REFERENCES parcels (id)
);

DROP TABLE carrier_depots;

DROP TABLE depots;

UPDATE alembic_version SET version_num='00065a1e' WHERE alembic_version.version_num = '00075a1e';

-- Running downgrade 00065a1e -> 00055a1e

ALTER TABLE parcels ADD COLUMN reference TEXT NOT NULL;

ALTER TABLE parcels DROP CONSTRAINT uq_parcels_tracking_number;

ALTER TABLE parcels ADD CONSTRAINT uq_parcels_reference UNIQUE NULLS DISTINCT (reference);

ALTER TABLE parcels DROP COLUMN tracking_number;

ALTER TABLE customers ADD COLUMN fax TEXT;

ALTER TABLE customers ALTER COLUMN email DROP NOT NULL;

UPDATE alembic_version SET version_num='00055a1e' WHERE alembic_version.version_num = '00065a1e';

-- Running downgrade 00055a1e -> 00045a1e

ALTER TABLE scans ALTER COLUMN id TYPE INTEGER;

ALTER TABLE customers ALTER COLUMN name TYPE VARCHAR(80);

UPDATE alembic_version SET version_num='00045a1e' WHERE alembic_version.version_num = '00055a1e';

-- Running downgrade 00045a1e -> 00035a1e

DROP INDEX ix_parcels_not_weighed;

ALTER TABLE parcels DROP COLUMN service;

UPDATE alembic_version SET version_num='00035a1e' WHERE alembic_version.version_num = '00045a1e';

-- Running downgrade 00035a1e -> 00025a1e

ALTER TABLE parcels DROP CONSTRAINT uq_parcels_reference;

ALTER TABLE carriers DROP CONSTRAINT uq_carriers_code;

UPDATE alembic_version SET version_num='00025a1e' WHERE alembic_version.version_num = '00035a1e';

-- Running downgrade 00025a1e -> 00015a1e

ALTER TABLE parcels DROP COLUMN insured;

ALTER TABLE parcels DROP COLUMN tracking_url;

DROP INDEX ix_scans_parcel_id_scanned_at;

DROP TABLE scans;

DROP TABLE labels;

UPDATE alembic_version SET version_num='00015a1e' WHERE alembic_version.version_num = '00025a1e';

-- Running downgrade 00015a1e -> 

DROP INDEX ix_parcels_customer_id;

DROP TABLE parcels;

DROP TABLE customers;

DROP TABLE carriers;

DELETE FROM alembic_version WHERE alembic_version.version_num = '00015a1e';

COMMIT;

