CREATE TABLE `announced_sessions` (
	`rule_id` text NOT NULL,
	`session_id` text NOT NULL,
	`after_at` integer NOT NULL,
	`after_id` text NOT NULL,
	`done_at` integer,
	PRIMARY KEY(`rule_id`, `session_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `announcement_rules` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`topic` text,
	`training` text,
	`region` text,
	`sectors` text NOT NULL,
	`reach` text NOT NULL,
	`every_days` integer NOT NULL,
	`on` integer NOT NULL,
	`on_since` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
