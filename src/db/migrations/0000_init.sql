CREATE TABLE `addresses` (
	`address` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`channel` text NOT NULL,
	`alias_of` text,
	`phone_sealed` blob,
	`phone_index` text,
	`blocked_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `addresses_contact` ON `addresses` (`contact_id`);--> statement-breakpoint
CREATE INDEX `addresses_phone` ON `addresses` (`phone_index`);--> statement-breakpoint
CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`region` text,
	`key_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`revoked_at` integer,
	`last_used_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash` ON `api_keys` (`key_hash`);--> statement-breakpoint
CREATE TABLE `audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text,
	`detail` text,
	`hash` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `consents` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`purpose` text NOT NULL,
	`given` integer NOT NULL,
	`wording` text NOT NULL,
	`channel` text NOT NULL,
	`external_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`wording`) REFERENCES `wordings`(`hash`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `consents_contact` ON `consents` (`contact_id`,`purpose`,`at`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`id` text PRIMARY KEY NOT NULL,
	`language` text DEFAULT 'id' NOT NULL,
	`active_flow` text,
	`lock` integer DEFAULT 0 NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`messages_stopped` integer DEFAULT false NOT NULL,
	`time_zone` text,
	`created_at` integer NOT NULL,
	`last_inbound_at` integer NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `content` (
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`data` text NOT NULL,
	`status` text NOT NULL,
	`source` text NOT NULL,
	`regulation` text,
	`valid_from` text,
	`verified_at` text,
	`version` integer DEFAULT 1 NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`kind`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `events` (
	`contact_id` text NOT NULL,
	`at` integer NOT NULL,
	`turn` integer NOT NULL,
	`n` integer NOT NULL,
	`channel` text NOT NULL,
	`flow` text NOT NULL,
	`step` text,
	`type` text NOT NULL,
	`reason` text,
	PRIMARY KEY(`contact_id`, `at`, `turn`, `n`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `funnel` (
	`flow` text NOT NULL,
	`day` integer NOT NULL,
	`step` text NOT NULL,
	`type` text NOT NULL,
	`reason` text NOT NULL,
	`channel` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`flow`, `day`, `step`, `type`, `reason`, `channel`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `guards` (
	`held` integer NOT NULL,
	CONSTRAINT "guards_held" CHECK("guards"."held" <> 0)
) STRICT;
--> statement-breakpoint
CREATE TABLE `inbox` (
	`channel` text NOT NULL,
	`external_id` text NOT NULL,
	`address` text NOT NULL,
	`state` text NOT NULL,
	`body_sealed` blob,
	`attempts` integer DEFAULT 0 NOT NULL,
	`error` text,
	`received_at` integer NOT NULL,
	`turn` integer,
	`trail` text,
	PRIMARY KEY(`channel`, `external_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `inbox_owed` ON `inbox` (`received_at`) WHERE state <> 'done';--> statement-breakpoint
CREATE INDEX `inbox_received` ON `inbox` (`received_at`);--> statement-breakpoint
CREATE INDEX `inbox_trails` ON `inbox` (`received_at`) WHERE trail is not null;--> statement-breakpoint
CREATE TABLE `interests` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`product` text NOT NULL,
	`amount` integer NOT NULL,
	`recipient` text NOT NULL,
	`wording` text NOT NULL,
	`channel` text NOT NULL,
	`external_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`wording`) REFERENCES `wordings`(`hash`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `interests_contact` ON `interests` (`contact_id`);--> statement-breakpoint
CREATE INDEX `interests_at` ON `interests` (`at`,`id`);--> statement-breakpoint
CREATE TABLE `leases` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`fence` integer NOT NULL,
	`expires_at` integer NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `link_codes` (
	`code_index` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`contact_id` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`holder` text,
	`body_sealed` blob,
	`attempts` integer DEFAULT 0 NOT NULL,
	`not_before` integer DEFAULT 0 NOT NULL,
	`external_id` text,
	`error` text,
	`created_at` integer NOT NULL,
	`sent_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `outbox_owed` ON `outbox` (`id`) WHERE state in ('pending', 'sending');--> statement-breakpoint
CREATE INDEX `outbox_mailbox` ON `outbox` (`address`,`id`) WHERE channel = 'web';--> statement-breakpoint
CREATE TABLE `registrations` (
	`id` text PRIMARY KEY NOT NULL,
	`number` text NOT NULL,
	`contact_id` text NOT NULL,
	`status` text NOT NULL,
	`owner_name_sealed` blob NOT NULL,
	`nik_sealed` blob,
	`nik_index` text,
	`business_name` text NOT NULL,
	`product` text NOT NULL,
	`sector` text NOT NULL,
	`province` text NOT NULL,
	`regency` text NOT NULL,
	`district` text NOT NULL,
	`year_started` integer NOT NULL,
	`capital` integer NOT NULL,
	`annual_sales` integer NOT NULL,
	`workers` integer NOT NULL,
	`nib` text,
	`export` text NOT NULL,
	`class` text NOT NULL,
	`channel` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `registrations_number` ON `registrations` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `registrations_contact` ON `registrations` (`contact_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `registrations_nik` ON `registrations` (`nik_index`) WHERE nik_index is not null;--> statement-breakpoint
CREATE INDEX `registrations_created` ON `registrations` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `registrations_place` ON `registrations` (`province`,`regency`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `registrations_sector` ON `registrations` (`sector`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `registrations_status` ON `registrations` (`status`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `runs` (
	`contact_id` text NOT NULL,
	`flow` text NOT NULL,
	`state_sealed` blob NOT NULL,
	`started_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`reminded_at` integer,
	PRIMARY KEY(`contact_id`, `flow`),
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `whatsapp_keys` (
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`value_sealed` blob NOT NULL,
	PRIMARY KEY(`kind`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `wordings` (
	`hash` text PRIMARY KEY NOT NULL,
	`language` text NOT NULL,
	`version` integer NOT NULL,
	`body` text NOT NULL
) STRICT, WITHOUT ROWID;
