ALTER TABLE "parcels" ALTER COLUMN "status" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "parcels" ALTER COLUMN "status" DROP DEFAULT;--> statement-breakpoint
DROP TYPE "parcel_status";--> statement-breakpoint
CREATE TYPE "parcel_status" AS ENUM('created', 'in_transit', 'delivered', 'returned');--> statement-breakpoint
ALTER TABLE "parcels" ALTER COLUMN "status" SET DATA TYPE "parcel_status" USING "status"::"parcel_status";--> statement-breakpoint
ALTER TABLE "parcels" ALTER COLUMN "status" SET DEFAULT 'created'::"parcel_status";--> statement-breakpoint
ALTER TABLE "parcels" DROP CONSTRAINT "parcels_customer_id_customers_id_fkey", ADD CONSTRAINT "parcels_customer_id_customers_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT;