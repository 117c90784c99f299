CREATE TABLE "labels" (
	"parcel_id" integer PRIMARY KEY,
	"body" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scans" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scans_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"parcel_id" integer NOT NULL,
	"place" text NOT NULL,
	"scanned_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "parcels" ADD COLUMN "tracking_url" text;--> statement-breakpoint
ALTER TABLE "parcels" ADD COLUMN "insured" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "scans_parcel_id_scanned_at_index" ON "scans" ("parcel_id","scanned_at");--> statement-breakpoint
ALTER TABLE "labels" ADD CONSTRAINT "labels_parcel_id_parcels_id_fkey" FOREIGN KEY ("parcel_id") REFERENCES "parcels"("id");--> statement-breakpoint
ALTER TABLE "scans" ADD CONSTRAINT "scans_parcel_fk" FOREIGN KEY ("parcel_id") REFERENCES "parcels"("id") ON DELETE CASCADE;