CREATE TABLE "carrier_depots" (
	"carrier_id" integer,
	"depot_id" integer,
	CONSTRAINT "carrier_depots_pkey" PRIMARY KEY("carrier_id","depot_id")
);
--> statement-breakpoint
CREATE TABLE "depots" (
	"id" serial PRIMARY KEY,
	"city" text NOT NULL CONSTRAINT "depots_city_unique" UNIQUE
);
--> statement-breakpoint
DROP TABLE "labels";--> statement-breakpoint
ALTER TABLE "carrier_depots" ADD CONSTRAINT "carrier_depots_carrier_id_carriers_id_fkey" FOREIGN KEY ("carrier_id") REFERENCES "carriers"("id");--> statement-breakpoint
ALTER TABLE "carrier_depots" ADD CONSTRAINT "carrier_depots_depot_id_depots_id_fkey" FOREIGN KEY ("depot_id") REFERENCES "depots"("id");--> statement-breakpoint
ALTER TABLE "parcels" ADD CONSTRAINT "parcels_weight_positive" CHECK (weight_grams > 0);