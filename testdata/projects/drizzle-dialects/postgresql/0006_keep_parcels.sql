ALTER TABLE "parcels" DROP CONSTRAINT "parcels_customer_fk";
--> statement-breakpoint
ALTER TABLE "parcels" ADD CONSTRAINT "parcels_customer_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE restrict ON UPDATE no action;