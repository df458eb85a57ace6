CREATE TABLE `notice_switches` (
	`contact_id` text NOT NULL,
	`category` text NOT NULL,
	`off_since` integer NOT NULL,
	PRIMARY KEY(`contact_id`, `category`),
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `notices` (
	`once` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`type` text NOT NULL,
	`data` text NOT NULL,
	`words_sealed` blob,
	`urgent` integer NOT NULL,
	`channel` text,
	`due_at` integer NOT NULL,
	`valid_until` integer,
	`settled_at` integer,
	`outcome` text,
	`message` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `notices_due` ON `notices` (`urgent`,`due_at`) WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX `notices_contact` ON `notices` (`contact_id`);--> statement-breakpoint
CREATE INDEX `notices_settled` ON `notices` (`settled_at`) WHERE settled_at is not null;