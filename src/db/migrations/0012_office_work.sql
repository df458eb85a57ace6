CREATE TABLE `content_log` (
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`version` integer NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`item` text NOT NULL,
	PRIMARY KEY(`kind`, `id`, `version`)
) STRICT;
--> statement-breakpoint
ALTER TABLE `data_requests` ADD `region` text;--> statement-breakpoint
ALTER TABLE `data_requests` ADD `done_by` text;--> statement-breakpoint
ALTER TABLE `interests` ADD `version` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `interests` ADD `taken_by` text;--> statement-breakpoint
ALTER TABLE `interests` ADD `taken_at` integer;--> statement-breakpoint
ALTER TABLE `interests` ADD `outcome` text;--> statement-breakpoint
ALTER TABLE `interests` ADD `outcome_at` integer;--> statement-breakpoint
ALTER TABLE `interests` ADD `financed` integer;--> statement-breakpoint
ALTER TABLE `interests` ADD `declined` text;--> statement-breakpoint
ALTER TABLE `training_certificates` ADD `revoked_at` integer;