CREATE TABLE `document_bytes` (
	`document_id` text PRIMARY KEY NOT NULL,
	`bytes_sealed` blob NOT NULL,
	FOREIGN KEY (`document_id`) REFERENCES `documents`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `documents` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`case_id` text NOT NULL,
	`kind` text NOT NULL,
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
	FOREIGN KEY (`case_id`) REFERENCES `pirt_cases`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `documents_case` ON `documents` (`case_id`,`kind`);--> statement-breakpoint
CREATE INDEX `documents_contact` ON `documents` (`contact_id`);--> statement-breakpoint
CREATE INDEX `documents_owed` ON `documents` (`not_before`) WHERE state = 'received';--> statement-breakpoint
CREATE TABLE `pirt_cases` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`product` text NOT NULL,
	`food_group` text NOT NULL,
	`step` text NOT NULL,
	`commitment_on` text,
	`deadline_on` text,
	`number` text,
	`expiry` text,
	`verified` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `pirt_cases_contact` ON `pirt_cases` (`contact_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `pirt_cases_expiry` ON `pirt_cases` (`expiry`) WHERE expiry is not null;--> statement-breakpoint
CREATE INDEX `pirt_cases_deadline` ON `pirt_cases` (`deadline_on`) WHERE deadline_on is not null;