-- AlterEnum
ALTER TYPE "parcel_status" ADD VALUE 'RETURNED';

-- AlterTable
ALTER TABLE "parcels" ADD COLUMN     "tracking_url" TEXT;

