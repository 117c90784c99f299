DROP TABLE parcels;

DROP TABLE customers;
