CREATE TABLE `exports` (
	`audit_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`total` integer NOT NULL,
	`written` integer NOT NULL,
	`state` text NOT NULL,
	`seen_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `exports_id` ON `exports` (`id`);