CREATE TABLE "carrier_depots" (
	"carrier_id" integer NOT NULL,
	"depot_id" integer NOT NULL,
	CONSTRAINT "carrier_depots_carrier_id_depot_id_pk" PRIMARY KEY("carrier_id","depot_id")
);
--> statement-breakpoint
CREATE TABLE "depots" (
	"id" serial PRIMARY KEY NOT NULL,
	"city" text NOT NULL,
	CONSTRAINT "depots_city_unique" UNIQUE("city")
);
--> statement-breakpoint
ALTER TABLE "labels" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP TABLE "labels" CASCADE;--> statement-breakpoint
ALTER TABLE "carrier_depots" ADD CONSTRAINT "carrier_depots_carrier_id_carriers_id_fk" FOREIGN KEY ("carrier_id") REFERENCES "public"."carriers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "carrier_depots" ADD CONSTRAINT "carrier_depots_depot_id_depots_id_fk" FOREIGN KEY ("depot_id") REFERENCES "public"."depots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "parcels" ADD CONSTRAINT "parcels_weight_positive" CHECK (weight_grams > 0);