CREATE TABLE `signups` (
	`session_id` text NOT NULL,
	`contact_id` text NOT NULL,
	`state` text NOT NULL,
	`name_sealed` blob,
	`channel` text NOT NULL,
	`queued_at` integer NOT NULL,
	`offer_until` integer,
	`notice` text,
	`reminded` integer DEFAULT 0 NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`session_id`, `contact_id`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `signups_contact` ON `signups` (`contact_id`);--> statement-breakpoint
CREATE INDEX `signups_queue` ON `signups` (`session_id`,`state`,`queued_at`);--> statement-breakpoint
CREATE INDEX `signups_offers` ON `signups` (`offer_until`) WHERE state = 'offered';--> statement-breakpoint
CREATE INDEX `signups_notices` ON `signups` (`updated_at`) WHERE notice is not null;--> statement-breakpoint
CREATE TABLE `training_certificates` (
	`number` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`contact_id` text NOT NULL,
	`name_sealed` blob NOT NULL,
	`issued_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `training_certificates_holder` ON `training_certificates` (`session_id`,`contact_id`);--> statement-breakpoint
CREATE INDEX `training_certificates_contact` ON `training_certificates` (`contact_id`);--> statement-breakpoint
CREATE TABLE `training_feedback` (
	`session_id` text NOT NULL,
	`contact_id` text NOT NULL,
	`rating` integer NOT NULL,
	`words_sealed` blob,
	`at` integer NOT NULL,
	PRIMARY KEY(`session_id`, `contact_id`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `training_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`training` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`time_zone` text NOT NULL,
	`venue` text,
	`map` text,
	`link` text,
	`province` text,
	`regency` text,
	`quota` integer NOT NULL,
	`closes_at` integer NOT NULL,
	`check_in_code` text NOT NULL,
	`status` text DEFAULT 'open' NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `training_sessions_code` ON `training_sessions` (`check_in_code`);--> statement-breakpoint
CREATE INDEX `training_sessions_coming` ON `training_sessions` (`status`,`starts_at`);--> statement-breakpoint
CREATE INDEX `training_sessions_training` ON `training_sessions` (`training`,`starts_at`);--> statement-breakpoint
CREATE TABLE `training_wishes` (
	`training` text NOT NULL,
	`contact_id` text NOT NULL,
	`channel` text NOT NULL,
	`at` integer NOT NULL,
	`told_at` integer,
	PRIMARY KEY(`training`, `contact_id`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `training_wishes_contact` ON `training_wishes` (`contact_id`);