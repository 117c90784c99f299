-- DropIndex
DROP INDEX "parcels_tracking_number_key";

