CREATE TYPE "parcel_status" AS ENUM('created', 'in_transit', 'delivered');--> statement-breakpoint
CREATE TABLE "carriers" (
	"id" serial PRIMARY KEY,
	"code" text NOT NULL,
	"displayName" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" serial PRIMARY KEY,
	"name" varchar(80) NOT NULL,
	"email" text,
	"fax" text
);
--> statement-breakpoint
CREATE TABLE "parcels" (
	"id" serial PRIMARY KEY,
	"customer_id" integer NOT NULL,
	"carrier_id" integer,
	"reference" text NOT NULL,
	"status" "parcel_status" DEFAULT 'created'::"parcel_status" NOT NULL,
	"weight_grams" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "parcels_customer_id_index" ON "parcels" ("customer_id");--> statement-breakpoint
ALTER TABLE "parcels" ADD CONSTRAINT "parcels_customer_id_customers_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "parcels" ADD CONSTRAINT "parcels_carrier_id_carriers_id_fkey" FOREIGN KEY ("carrier_id") REFERENCES "carriers"("id");