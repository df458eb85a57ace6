CREATE TABLE `broadcast_files` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`mime` text NOT NULL,
	`size` integer NOT NULL,
	`region` text,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`bytes_sealed` blob NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `broadcast_recipients` (
	`broadcast` integer NOT NULL,
	`contact_id` text NOT NULL,
	`n` integer NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`channel` text,
	`address` text,
	`zone` integer NOT NULL,
	`rank` integer NOT NULL,
	`fence` integer,
	`outbox_id` text,
	`sent_at` integer,
	`delivered_at` integer,
	`read_at` integer,
	PRIMARY KEY(`broadcast`, `contact_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `broadcast_recipients_pending` ON `broadcast_recipients` (`broadcast`,`channel`,`zone`,`rank`,`n`) WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX `broadcast_recipients_under_way` ON `broadcast_recipients` (`broadcast`) WHERE state in ('leased', 'sending');--> statement-breakpoint
CREATE UNIQUE INDEX `broadcast_recipients_outbox` ON `broadcast_recipients` (`outbox_id`) WHERE outbox_id is not null;--> statement-breakpoint
CREATE INDEX `broadcast_recipients_sent` ON `broadcast_recipients` (`contact_id`,`sent_at`) WHERE sent_at is not null;--> statement-breakpoint
CREATE INDEX `broadcast_recipients_strangers` ON `broadcast_recipients` (`sent_at`) WHERE rank > 0 and sent_at is not null;--> statement-breakpoint
CREATE TABLE `broadcasts` (
	`serial` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`region` text,
	`audience` text NOT NULL,
	`message` text NOT NULL,
	`channels` text NOT NULL,
	`pace` integer,
	`quiet` text,
	`scheduled_at` integer,
	`valid_until` integer,
	`needs_approval` integer NOT NULL,
	`created_by` text NOT NULL,
	`approved_by` text,
	`reason` text,
	`resend_of` text,
	`frozen_up_to` integer DEFAULT 0 NOT NULL,
	`frozen_to` integer,
	`frozen_at` integer,
	`started_at` integer,
	`ended_at` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `broadcasts_id` ON `broadcasts` (`id`);--> statement-breakpoint
CREATE INDEX `broadcasts_created` ON `broadcasts` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `broadcasts_active` ON `broadcasts` (`state`) WHERE state in ('scheduled', 'running');
--> statement-breakpoint
-- Whatever becomes of a broadcast's message in the outbox becomes of its recipient, in the same commit.
create trigger broadcast_recipients_settled after update of state on outbox when new.kind = 'broadcast' begin
  update broadcast_recipients set state = new.state, reason = new.error,
    sent_at = coalesce(sent_at, new.sent_at, iif(new.state = 'unknown', cast(unixepoch('subsec') * 1000 as integer), null)),
    delivered_at = iif(new.state in ('delivered', 'read'), coalesce(delivered_at, cast(unixepoch('subsec') * 1000 as integer)), null),
    read_at = iif(new.state = 'read', coalesce(read_at, cast(unixepoch('subsec') * 1000 as integer)), null)
  where outbox_id = new.id and state in ('sending', 'sent', 'delivered', 'unknown')
    and new.state in ('sent', 'delivered', 'read', 'failed', 'unknown');
end;
