PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_parcels` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`customer_id` integer NOT NULL,
	`tracking_number` text(40) NOT NULL,
	`tracking_url` text,
	`insured` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE restrict
);
--> statement-breakpoint
INSERT INTO `__new_parcels`("id", "customer_id", "tracking_number", "tracking_url", "insured") SELECT "id", "customer_id", "tracking_number", "tracking_url", "insured" FROM `parcels`;--> statement-breakpoint
DROP TABLE `parcels`;--> statement-breakpoint
ALTER TABLE `__new_parcels` RENAME TO `parcels`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `parcels_reference_key` ON `parcels` (`tracking_number`);