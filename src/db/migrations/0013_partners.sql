CREATE TABLE `applications` (
	`id` text PRIMARY KEY NOT NULL,
	`opportunity_id` text NOT NULL,
	`contact_id` text NOT NULL,
	`card_id` text NOT NULL,
	`state` text NOT NULL,
	`reason_sealed` blob,
	`channel` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`opportunity_id`) REFERENCES `opportunities`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`card_id`) REFERENCES `product_cards`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `applications_once` ON `applications` (`opportunity_id`,`contact_id`);--> statement-breakpoint
CREATE INDEX `applications_contact` ON `applications` (`contact_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `applications_created` ON `applications` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `applications_card` ON `applications` (`card_id`);--> statement-breakpoint
CREATE TABLE `card_photo_bytes` (
	`photo_id` text PRIMARY KEY NOT NULL,
	`bytes_sealed` blob NOT NULL,
	FOREIGN KEY (`photo_id`) REFERENCES `card_photos`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `card_photos` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`card_id` text NOT NULL,
	`channel` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`file_sealed` blob,
	`mime` text,
	`size` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`not_before` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`card_id`) REFERENCES `product_cards`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `card_photos_card` ON `card_photos` (`card_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `card_photos_contact` ON `card_photos` (`contact_id`);--> statement-breakpoint
CREATE INDEX `card_photos_owed` ON `card_photos` (`not_before`) WHERE state = 'received';--> statement-breakpoint
CREATE TABLE `companies` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`about` text NOT NULL,
	`region` text,
	`source` text NOT NULL,
	`status` text DEFAULT 'active' NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `contract_notes` (
	`contract_id` text NOT NULL,
	`year` integer NOT NULL,
	`quality` text NOT NULL,
	`management` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`contract_id`, `year`),
	FOREIGN KEY (`contract_id`) REFERENCES `contracts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `contracts` (
	`id` text PRIMARY KEY NOT NULL,
	`application_id` text NOT NULL,
	`contact_id` text NOT NULL,
	`expects` text NOT NULL,
	`starts_on` text NOT NULL,
	`ends_on` text NOT NULL,
	`ended_on` text,
	`ended_because` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `contracts_application` ON `contracts` (`application_id`);--> statement-breakpoint
CREATE INDEX `contracts_contact` ON `contracts` (`contact_id`,`starts_on`);--> statement-breakpoint
CREATE INDEX `contracts_created` ON `contracts` (`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `opportunities` (
	`id` text PRIMARY KEY NOT NULL,
	`company_id` text NOT NULL,
	`product` text NOT NULL,
	`sector` text NOT NULL,
	`volume` integer NOT NULL,
	`unit` text NOT NULL,
	`period` text NOT NULL,
	`quality` text NOT NULL,
	`certificates` text NOT NULL,
	`region` text,
	`pattern` text NOT NULL,
	`months` integer,
	`since_on` text NOT NULL,
	`closes_on` text,
	`status` text DEFAULT 'open' NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `companies`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `opportunities_open` ON `opportunities` (`status`,`sector`,`created_at`);--> statement-breakpoint
CREATE INDEX `opportunities_created` ON `opportunities` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `opportunities_company` ON `opportunities` (`company_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `product_cards` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`product` text NOT NULL,
	`capacity` integer NOT NULL,
	`unit` text NOT NULL,
	`certificates` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `product_cards_contact` ON `product_cards` (`contact_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `nomination_quotas` (
	`organisation_id` text NOT NULL,
	`province` text NOT NULL,
	`quota` integer NOT NULL,
	PRIMARY KEY(`organisation_id`, `province`),
	FOREIGN KEY (`organisation_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `nomination_steps` (
	`nomination_id` text NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	PRIMARY KEY(`nomination_id`, `state`),
	FOREIGN KEY (`nomination_id`) REFERENCES `nominations`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `nominations` (
	`id` text PRIMARY KEY NOT NULL,
	`organisation_id` text NOT NULL,
	`contact_id` text NOT NULL,
	`province` text NOT NULL,
	`state` text NOT NULL,
	`reason_sealed` blob,
	`expires_at` integer NOT NULL,
	`wording` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`organisation_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`wording`) REFERENCES `wordings`(`hash`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `nominations_open` ON `nominations` (`contact_id`) WHERE state not in ('declined', 'expired');--> statement-breakpoint
CREATE INDEX `nominations_contact` ON `nominations` (`contact_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `nominations_quota` ON `nominations` (`organisation_id`,`province`,`state`);--> statement-breakpoint
CREATE INDEX `nominations_created` ON `nominations` (`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `organisations` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`status` text DEFAULT 'active' NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `representatives` (
	`organisation_id` text NOT NULL,
	`kind` text NOT NULL,
	`holder` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`kind`, `holder`),
	FOREIGN KEY (`organisation_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `representatives_organisation` ON `representatives` (`organisation_id`);