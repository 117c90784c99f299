CREATE TYPE "public"."kind" AS ENUM('small', 'large');--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "parcels" (
	"id" serial PRIMARY KEY NOT NULL,
	"kind" "kind" DEFAULT 'small' NOT NULL
);
--> statement-breakpoint
DO $$ BEGIN
 ALTER TABLE "parcels" ADD CONSTRAINT "parcels_fk" FOREIGN KEY ("id") REFERENCES "public"."customers"("id") ON DELETE cascade;
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
