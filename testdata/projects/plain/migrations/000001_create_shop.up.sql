CREATE TYPE parcel_status AS ENUM ('created', 'in_transit', 'delivered');

CREATE TABLE customers (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name  varchar(80) NOT NULL,
    fax   text
);

CREATE TABLE parcels (
    id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reference    text NOT NULL,
    customer_id  bigint NOT NULL REFERENCES customers (id),
    status       parcel_status NOT NULL DEFAULT 'created',
    weight_grams integer,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX parcels_customer_id ON parcels (customer_id);
