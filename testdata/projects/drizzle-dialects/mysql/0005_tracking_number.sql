ALTER TABLE `parcels` RENAME COLUMN `reference` TO `tracking_number`;--> statement-breakpoint
ALTER TABLE `parcels` DROP INDEX `parcels_reference_key`;--> statement-breakpoint
ALTER TABLE `parcels` ADD CONSTRAINT `parcels_reference_key` UNIQUE(`tracking_number`);