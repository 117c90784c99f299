ALTER TABLE "parcels" ADD COLUMN "service" text NOT NULL;--> statement-breakpoint
CREATE INDEX "parcels_not_weighed_index" ON "parcels" ("created_at" DESC NULLS LAST) WHERE weight_grams IS NULL;