ALTER TABLE "parcels" RENAME COLUMN "reference" TO "tracking_number";--> statement-breakpoint
DROP INDEX "parcels_reference_key";--> statement-breakpoint
ALTER TABLE "customers" ALTER COLUMN "email" SET NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "parcels_tracking_number_key" ON "parcels" USING btree ("tracking_number");--> statement-breakpoint
ALTER TABLE "customers" DROP COLUMN "fax";