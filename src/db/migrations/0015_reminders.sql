CREATE TABLE `reminders` (
	`id` text PRIMARY KEY NOT NULL,
	`moment` text NOT NULL,
	`offset` text NOT NULL,
	`within` text NOT NULL,
	`notice` text NOT NULL,
	`on` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
DROP INDEX `signups_notices`;--> statement-breakpoint
ALTER TABLE `signups` DROP COLUMN `notice`;--> statement-breakpoint
ALTER TABLE `signups` DROP COLUMN `reminded`;--> statement-breakpoint
ALTER TABLE `runs` DROP COLUMN `reminded_at`;