ALTER TYPE "public"."parcel_status" ADD VALUE 'held_at_customs' BEFORE 'delivered';--> statement-breakpoint
ALTER TYPE "public"."parcel_status" ADD VALUE 'returned';--> statement-breakpoint
CREATE UNIQUE INDEX "parcels_reference_key" ON "parcels" USING btree ("reference");--> statement-breakpoint
ALTER TABLE "carriers" ADD CONSTRAINT "carriers_code_unique" UNIQUE("code");