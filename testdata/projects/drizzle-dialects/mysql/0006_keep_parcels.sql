ALTER TABLE `parcels` DROP FOREIGN KEY `parcels_customer_fk`;
--> statement-breakpoint
ALTER TABLE `parcels` ADD CONSTRAINT `parcels_customer_fk` FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON DELETE restrict ON UPDATE no action;