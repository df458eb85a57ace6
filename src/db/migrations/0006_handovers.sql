CREATE TABLE `handover_messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`handover_id` text NOT NULL,
	`sender` text NOT NULL,
	`body_sealed` blob NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`handover_id`) REFERENCES `handovers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `handover_messages_of` ON `handover_messages` (`handover_id`,`id`);--> statement-breakpoint
CREATE TABLE `handovers` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`address` text NOT NULL,
	`region` text,
	`number` text,
	`flow` text,
	`step` text,
	`topic_sealed` blob,
	`opened_at` integer NOT NULL,
	`due_at` integer,
	`claimed_by` text,
	`claimed_at` integer,
	`answered_at` integer,
	`closed_at` integer,
	`closed_by` text,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `handovers_open` ON `handovers` (`contact_id`) WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX `handovers_contact` ON `handovers` (`contact_id`);--> statement-breakpoint
CREATE INDEX `handovers_closed` ON `handovers` (`closed_at`,`id`);