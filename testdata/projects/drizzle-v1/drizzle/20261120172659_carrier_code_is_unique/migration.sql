ALTER TYPE "parcel_status" ADD VALUE 'held_at_customs' BEFORE 'delivered';--> statement-breakpoint
ALTER TYPE "parcel_status" ADD VALUE 'returned';--> statement-breakpoint
ALTER TABLE "carriers" ADD CONSTRAINT "carriers_code_key" UNIQUE("code");--> statement-breakpoint
CREATE UNIQUE INDEX "parcels_reference_key" ON "parcels" ("reference");