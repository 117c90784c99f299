CREATE TABLE "labels" (
	"id" serial PRIMARY KEY NOT NULL,
	"body" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scans" (
	"id" serial PRIMARY KEY NOT NULL,
	"parcel_id" integer NOT NULL,
	"place" varchar(60)
);
--> statement-breakpoint
ALTER TABLE "parcels" ADD COLUMN "tracking_url" text;--> statement-breakpoint
ALTER TABLE "parcels" ADD COLUMN "insured" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD CONSTRAINT "scans_parcel_fk" FOREIGN KEY ("parcel_id") REFERENCES "public"."parcels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scans_parcel_id_index" ON "scans" USING btree ("parcel_id");