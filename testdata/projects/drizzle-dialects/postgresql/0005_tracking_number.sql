ALTER TABLE "parcels" RENAME COLUMN "reference" TO "tracking_number";--> statement-breakpoint
DROP INDEX "parcels_reference_key";--> statement-breakpoint
CREATE UNIQUE INDEX "parcels_reference_key" ON "parcels" USING btree ("tracking_number");