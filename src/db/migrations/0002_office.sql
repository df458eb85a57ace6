CREATE TABLE `idempotency_keys` (
	`actor` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`answer_sealed` blob,
	`at` integer NOT NULL,
	PRIMARY KEY(`actor`, `key`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `idempotency_keys_at` ON `idempotency_keys` (`at`);--> statement-breakpoint
CREATE TABLE `registration_counts` (
	`by` text NOT NULL,
	`region` text NOT NULL,
	`month` integer NOT NULL,
	`value` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`by`, `region`, `month`, `value`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `registration_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`registration_id` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`type` text NOT NULL,
	`changes` text,
	`detail_sealed` blob
) STRICT;
--> statement-breakpoint
CREATE INDEX `registration_log_of` ON `registration_log` (`registration_id`,`id`);--> statement-breakpoint
CREATE TABLE `registration_seqs` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `registration_seqs_id` ON `registration_seqs` (`id`);--> statement-breakpoint
DROP INDEX `registrations_place`;--> statement-breakpoint
ALTER TABLE `registrations` ADD `returned_sealed` blob;--> statement-breakpoint
ALTER TABLE `registrations` ADD `assignee` text;--> statement-breakpoint
CREATE INDEX `registrations_province` ON `registrations` (`province`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `registrations_province_sector` ON `registrations` (`province`,`sector`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `registrations_province_status` ON `registrations` (`province`,`status`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `registrations_regency` ON `registrations` (`regency`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `registrations_sales` ON `registrations` (`annual_sales`,`id`);--> statement-breakpoint
CREATE INDEX `registrations_assignee` ON `registrations` (`assignee`,`created_at`,`id`) WHERE assignee is not null;