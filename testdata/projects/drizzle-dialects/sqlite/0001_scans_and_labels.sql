CREATE TABLE `labels` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `scans` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`parcel_id` integer NOT NULL,
	`place` text(60),
	FOREIGN KEY (`parcel_id`) REFERENCES `parcels`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `scans_parcel_id_index` ON `scans` (`parcel_id`);--> statement-breakpoint
ALTER TABLE `parcels` ADD `tracking_url` text;--> statement-breakpoint
ALTER TABLE `parcels` ADD `insured` integer DEFAULT false NOT NULL;