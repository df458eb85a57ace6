CREATE TABLE `__new_consents` (
	`contact_id` text NOT NULL,
	`purpose` text NOT NULL,
	`given` integer NOT NULL,
	`wording` text NOT NULL,
	`channel` text NOT NULL,
	`external_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`contact_id`, `purpose`, `at`, `channel`, `external_id`),
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`wording`) REFERENCES `wordings`(`hash`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT OR REPLACE INTO `__new_consents`("contact_id", "purpose", "given", "wording", "channel", "external_id", "at") SELECT "contact_id", "purpose", "given", "wording", "channel", "external_id", "at" FROM `consents` ORDER BY rowid;--> statement-breakpoint
DROP TABLE `consents`;--> statement-breakpoint
ALTER TABLE `__new_consents` RENAME TO `consents`;--> statement-breakpoint
DROP INDEX `inbox_trails`;--> statement-breakpoint
CREATE INDEX `inbox_trails` ON `inbox` (`channel`,`external_id`) WHERE trail is not null;