ALTER TABLE "customers" ALTER COLUMN "name" SET DATA TYPE varchar(40);--> statement-breakpoint
ALTER TABLE "scans" ALTER COLUMN "id" SET DATA TYPE bigint;--> statement-breakpoint
ALTER TABLE "scans" ALTER COLUMN "id" SET MAXVALUE 9223372036854775807;