CREATE TABLE `data_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`kind` text NOT NULL,
	`channel` text NOT NULL,
	`requested_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`done_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `data_requests_due` ON `data_requests` (`done_at`,`due_at`);