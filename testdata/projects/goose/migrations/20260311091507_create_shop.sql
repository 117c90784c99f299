-- +goose Up
CREATE TABLE customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    fax text
);

CREATE TABLE parcels (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers,
    reference text NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION parcels_of(customer bigint) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT count(*) FROM parcels WHERE customer_id = customer);
END;
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION parcels_of;

DROP TABLE parcels;

DROP TABLE customers;
