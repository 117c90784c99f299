BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> 00015a1e

CREATE TABLE carriers (
    id SERIAL NOT NULL, 
    code TEXT NOT NULL, 
    "displayName" TEXT NOT NULL, 
    CONSTRAINT pk_carriers PRIMARY KEY (id)
);

CREATE TABLE customers (
    id SERIAL NOT NULL, 
    name VARCHAR(80) NOT NULL, 
    email TEXT, 
    fax TEXT, 
    CONSTRAINT pk_customers PRIMARY KEY (id)
);

CREATE TYPE parcel_status AS ENUM ('created', 'in_transit', 'delivered');

CREATE TABLE parcels (
    id SERIAL NOT NULL, 
    customer_id INTEGER NOT NULL, 
    carrier_id INTEGER, 
    reference TEXT NOT NULL, 
    status parcel_status DEFAULT 'created' NOT NULL, 
    weight_grams INTEGER, 
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
    CONSTRAINT pk_parcels PRIMARY KEY (id), 
    CONSTRAINT fk_parcels_carrier_id FOREIGN KEY(carrier_id) REFERENCES carriers (id), 
    CONSTRAINT fk_parcels_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE CASCADE
);

CREATE INDEX ix_parcels_customer_id ON parcels (customer_id);

INSERT INTO alembic_version (version_num) VALUES ('00015a1e') RETURNING alembic_version.version_num;

-- Running upgrade 00015a1e -> 00025a1e

CREATE TABLE labels (
    parcel_id INTEGER NOT NULL, 
    body TEXT NOT NULL, 
    CONSTRAINT pk_labels PRIMARY KEY (parcel_id), 
    CONSTRAINT fk_labels_parcel_id FOREIGN KEY(parcel_id) REFERENCES parcels (id)
);

CREATE TABLE scans (
    id SERIAL NOT NULL, 
    parcel_id INTEGER NOT NULL, 
    place TEXT NOT NULL, 
    scanned_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
    CONSTRAINT pk_scans PRIMARY KEY (id), 
    CONSTRAINT fk_scans_parcel_id FOREIGN KEY(parcel_id) REFERENCES parcels (id) ON DELETE CASCADE
);

CREATE INDEX ix_scans_parcel_id_scanned_at ON scans (parcel_id, scanned_at);

ALTER TABLE parcels ADD COLUMN tracking_url TEXT;

ALTER TABLE parcels ADD COLUMN insured BOOLEAN DEFAULT false NOT NULL;

UPDATE alembic_version SET version_num='00025a1e' WHERE alembic_version.version_num = '00015a1e';

-- Running upgrade 00025a1e -> 00035a1e

ALTER TABLE carriers ADD CONSTRAINT uq_carriers_code UNIQUE (code);

ALTER TABLE parcels ADD CONSTRAINT uq_parcels_reference UNIQUE (reference);

UPDATE alembic_version SET version_num='00035a1e' WHERE alembic_version.version_num = '00025a1e';

-- Running upgrade 00035a1e -> 00045a1e

ALTER TABLE parcels ADD COLUMN service TEXT NOT NULL;

CREATE INDEX ix_parcels_not_weighed ON parcels (created_at) WHERE weight_grams IS NULL;

UPDATE alembic_version SET version_num='00045a1e' WHERE alembic_version.version_num = '00035a1e';

-- Running upgrade 00045a1e -> 00055a1e

ALTER TABLE customers ALTER COLUMN name TYPE VARCHAR(40);

ALTER TABLE scans ALTER COLUMN id TYPE BIGINT;

UPDATE alembic_version SET version_num='00055a1e' WHERE alembic_version.version_num = '00045a1e';

-- Running upgrade 00055a1e -> 00065a1e

ALTER TABLE customers ALTER COLUMN email SET NOT NULL;

ALTER TABLE customers DROP COLUMN fax;

ALTER TABLE parcels ADD COLUMN tracking_number TEXT NOT NULL;

ALTER TABLE parcels DROP CONSTRAINT uq_parcels_reference;

ALTER TABLE parcels ADD CONSTRAINT uq_parcels_tracking_number UNIQUE (tracking_number);

ALTER TABLE parcels DROP COLUMN reference;

UPDATE alembic_version SET version_num='00065a1e' WHERE alembic_version.version_num = '00055a1e';

-- Running upgrade 00065a1e -> 00075a1e

CREATE TABLE depots (
    id SERIAL NOT NULL, 
    city TEXT NOT NULL, 
    CONSTRAINT pk_depots PRIMARY KEY (id), 
    CONSTRAINT uq_depots_city UNIQUE (city)
);

CREATE TABLE carrier_depots (
    carrier_id INTEGER NOT NULL, 
    depot_id INTEGER NOT NULL, 
    CONSTRAINT pk_carrier_depots PRIMARY KEY (carrier_id, depot_id), 
    CONSTRAINT fk_carrier_depots_carrier_id FOREIGN KEY(carrier_id) REFERENCES carriers (id), 
    CONSTRAINT fk_carrier_depots_depot_id FOREIGN KEY(depot_id) REFERENCES depots (id)
);

DROP TABLE labels;

UPDATE alembic_version SET version_num='00075a1e' WHERE alembic_version.version_num = '00065a1e';

-- Running upgrade 00075a1e -> 00085a1e

ALTER TABLE parcels DROP CONSTRAINT fk_parcels_customer_id;

ALTER TABLE parcels ADD CONSTRAINT fk_parcels_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE RESTRICT;

UPDATE alembic_version SET version_num='00085a1e' WHERE alembic_version.version_num = '00075a1e';

COMMIT;

