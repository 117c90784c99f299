ALTER TABLE "parcels" RENAME COLUMN "reference" TO "tracking_number";--> statement-breakpoint
ALTER INDEX "parcels_reference_key" RENAME TO "parcels_tracking_number_key";--> statement-breakpoint
ALTER TABLE "customers" DROP COLUMN "fax";--> statement-breakpoint
ALTER TABLE "customers" ALTER COLUMN "email" SET NOT NULL;