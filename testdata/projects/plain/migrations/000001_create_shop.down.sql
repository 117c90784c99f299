DROP TABLE parcels;
DROP TABLE customers;
DROP TYPE parcel_status;
