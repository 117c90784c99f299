-- One row each time a parcel is read somewhere.
CREATE TABLE scans (
    parcel_id  integer NOT NULL REFERENCES parcels (id) ON DELETE CASCADE,
    place      text NOT NULL,
    scanned_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (parcel_id, scanned_at)
);

CREATE FUNCTION mark_in_transit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE parcels SET status = 'in_transit' WHERE id = NEW.parcel_id AND status = 'created';
    RETURN NEW;
END;
$$;
CREATE TRIGGER scans_mark_in_transit AFTER INSERT ON scans FOR EACH ROW EXECUTE FUNCTION mark_in_transit();
