CREATE TABLE `labels` (
	`id` int AUTO_INCREMENT NOT NULL,
	`body` text NOT NULL,
	CONSTRAINT `labels_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `scans` (
	`id` int AUTO_INCREMENT NOT NULL,
	`parcel_id` int NOT NULL,
	`place` varchar(60),
	CONSTRAINT `scans_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `parcels` ADD `tracking_url` text;--> statement-breakpoint
ALTER TABLE `parcels` ADD `insured` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `scans` ADD CONSTRAINT `scans_parcel_fk` FOREIGN KEY (`parcel_id`) REFERENCES `parcels`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `scans_parcel_id_index` ON `scans` (`parcel_id`);