ALTER TABLE "parcels" DROP CONSTRAINT "parcels_customer_id_customers_id_fk";
--> statement-breakpoint
ALTER TABLE "parcels" ALTER COLUMN "status" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "parcels" ALTER COLUMN "status" SET DEFAULT 'created'::text;--> statement-breakpoint
DROP TYPE "public"."parcel_status";--> statement-breakpoint
CREATE TYPE "public"."parcel_status" AS ENUM('created', 'in_transit', 'delivered', 'returned');--> statement-breakpoint
ALTER TABLE "parcels" ALTER COLUMN "status" SET DEFAULT 'created'::"public"."parcel_status";--> statement-breakpoint
ALTER TABLE "parcels" ALTER COLUMN "status" SET DATA TYPE "public"."parcel_status" USING "status"::"public"."parcel_status";--> statement-breakpoint
ALTER TABLE "parcels" ADD CONSTRAINT "parcels_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE restrict ON UPDATE no action;