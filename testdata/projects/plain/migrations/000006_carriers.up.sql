SET lock_timeout = '3s';
CREATE TABLE carriers (
    id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE
);
ALTER TABLE parcels ADD COLUMN carrier_id integer;
ALTER TABLE parcels ADD CONSTRAINT parcels_carrier_id_fkey FOREIGN KEY (carrier_id) REFERENCES carriers (id) NOT VALID;
ALTER TABLE parcels VALIDATE CONSTRAINT parcels_carrier_id_fkey;
