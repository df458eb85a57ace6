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
) STRICT;
--> statement-breakpoint
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
CREATE INDEX `interests_at` ON `interests` (`at`,`id`);