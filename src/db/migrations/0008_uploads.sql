CREATE TABLE `uploads` (
	`id` text PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`bytes_sealed` blob NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `uploads_address` ON `uploads` (`address`);--> statement-breakpoint
CREATE INDEX `uploads_created` ON `uploads` (`created_at`);