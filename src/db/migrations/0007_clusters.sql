CREATE TABLE `cluster_announcements` (
	`id` text PRIMARY KEY NOT NULL,
	`cluster_id` text NOT NULL,
	`author` text NOT NULL,
	`body_sealed` blob NOT NULL,
	`at` integer NOT NULL,
	`told_up_to` text,
	FOREIGN KEY (`cluster_id`) REFERENCES `clusters`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `cluster_announcements_of` ON `cluster_announcements` (`cluster_id`,`at`);--> statement-breakpoint
CREATE INDEX `cluster_announcements_owed` ON `cluster_announcements` (`at`) WHERE told_up_to is not null;--> statement-breakpoint
CREATE TABLE `cluster_groups` (
	`id` text PRIMARY KEY NOT NULL,
	`cluster_id` text NOT NULL,
	`name` text NOT NULL,
	`region` text,
	`capacity` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`cluster_id`) REFERENCES `clusters`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `cluster_groups_name` ON `cluster_groups` (`cluster_id`,`name`);--> statement-breakpoint
CREATE TABLE `cluster_members` (
	`id` text PRIMARY KEY NOT NULL,
	`cluster_id` text NOT NULL,
	`contact_id` text NOT NULL,
	`group_id` text,
	`role` text DEFAULT 'member' NOT NULL,
	`state` text NOT NULL,
	`reason_sealed` blob,
	`asked_at` integer NOT NULL,
	`joined_at` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`cluster_id`) REFERENCES `clusters`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `cluster_members_contact` ON `cluster_members` (`cluster_id`,`contact_id`);--> statement-breakpoint
CREATE INDEX `cluster_members_of` ON `cluster_members` (`contact_id`,`state`);--> statement-breakpoint
CREATE INDEX `cluster_members_queue` ON `cluster_members` (`cluster_id`,`state`,`asked_at`);--> statement-breakpoint
CREATE INDEX `cluster_members_group` ON `cluster_members` (`group_id`) WHERE group_id is not null;--> statement-breakpoint
CREATE INDEX `cluster_members_leaders` ON `cluster_members` (`contact_id`,`cluster_id`) WHERE role = 'leader' and state = 'member';--> statement-breakpoint
CREATE TABLE `cluster_path` (
	`cluster_id` text NOT NULL,
	`stage` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`cluster_id`, `stage`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `clusters` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`sector` text NOT NULL,
	`province` text,
	`regency` text,
	`stage` text NOT NULL,
	`capacity` integer NOT NULL,
	`members` integer DEFAULT 0 NOT NULL,
	`waiting` integer DEFAULT 0 NOT NULL,
	`reported_members` integer,
	`accepting` integer DEFAULT true NOT NULL,
	`sells` text NOT NULL,
	`buyers` text,
	`gives` text,
	`asks` text,
	`anchor` text,
	`proposed_by` text,
	`approved_at` integer,
	`exporting_since` text,
	`closed_at` integer,
	`source` text NOT NULL,
	`source_on` text,
	`status` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `clusters_sector` ON `clusters` (`sector`,`province`);--> statement-breakpoint
CREATE INDEX `clusters_province` ON `clusters` (`province`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `clusters_created` ON `clusters` (`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `cooperative_document_bytes` (
	`document_id` text PRIMARY KEY NOT NULL,
	`bytes_sealed` blob NOT NULL,
	FOREIGN KEY (`document_id`) REFERENCES `cooperative_documents`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `cooperative_documents` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`cooperative_id` text NOT NULL,
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
	FOREIGN KEY (`cooperative_id`) REFERENCES `cooperatives`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `cooperative_documents_step` ON `cooperative_documents` (`cooperative_id`,`kind`);--> statement-breakpoint
CREATE INDEX `cooperative_documents_contact` ON `cooperative_documents` (`contact_id`);--> statement-breakpoint
CREATE INDEX `cooperative_documents_owed` ON `cooperative_documents` (`not_before`) WHERE state = 'received';--> statement-breakpoint
CREATE TABLE `cooperative_founders` (
	`cooperative_id` text NOT NULL,
	`contact_id` text NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`cooperative_id`, `contact_id`),
	FOREIGN KEY (`cooperative_id`) REFERENCES `cooperatives`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `cooperative_founders_contact` ON `cooperative_founders` (`contact_id`);--> statement-breakpoint
CREATE TABLE `cooperative_steps` (
	`cooperative_id` text NOT NULL,
	`step` text NOT NULL,
	`done_on` text,
	`number` text,
	`responsible` text,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`cooperative_id`, `step`),
	FOREIGN KEY (`cooperative_id`) REFERENCES `cooperatives`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `cooperatives` (
	`id` text PRIMARY KEY NOT NULL,
	`level` text NOT NULL,
	`cluster_id` text,
	`secondary_id` text,
	`name` text,
	`province` text,
	`regency` text,
	`established_on` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `cooperatives_cluster` ON `cooperatives` (`cluster_id`);--> statement-breakpoint
CREATE INDEX `cooperatives_secondary` ON `cooperatives` (`secondary_id`);--> statement-breakpoint
CREATE INDEX `cooperatives_created` ON `cooperatives` (`created_at`,`id`);
--> statement-breakpoint
-- How many members a cluster has, and how many wait: whoever writes.
create trigger cluster_members_inserted after insert on cluster_members when new.state in ('member', 'waiting') begin
  update clusters set members = members + (new.state = 'member'), waiting = waiting + (new.state = 'waiting')
  where id = new.cluster_id;
end;
--> statement-breakpoint
create trigger cluster_members_moved after update of state on cluster_members when new.state <> old.state begin
  update clusters set members = members + (new.state = 'member') - (old.state = 'member'),
    waiting = waiting + (new.state = 'waiting') - (old.state = 'waiting')
  where id = new.cluster_id;
end;
--> statement-breakpoint
create trigger cluster_members_deleted after delete on cluster_members when old.state in ('member', 'waiting') begin
  update clusters set members = members - (old.state = 'member'), waiting = waiting - (old.state = 'waiting')
  where id = old.cluster_id;
end;
--> statement-breakpoint
-- The stage of a cluster follows from what is known of it. The least number of members is content.
create trigger clusters_staged after update of members, reported_members, approved_at, exporting_since on clusters begin
  update clusters set stage = case
    when approved_at is null then 'proposed'
    when exists (select 1 from cooperatives c where c.cluster_id = new.id and c.established_on is not null) then case
      when exporting_since is not null then 'exporting'
      when exists (select 1 from cooperatives c join cooperatives s on s.id = c.secondary_id
        where c.cluster_id = new.id and s.established_on is not null) then 'secondary'
      else 'cooperative' end
    when max(members, coalesce(reported_members, 0)) >= coalesce((select data->>'$.minimum' from content
      where kind = 'cooperativeLevels' and id = 'primary'), 9) then 'active'
    else 'forming' end
  where id = new.id;
end;
--> statement-breakpoint
create trigger cooperatives_staged after update of established_on, secondary_id on cooperatives begin
  update clusters set members = members
  where id = new.cluster_id or id in (select c.cluster_id from cooperatives c where c.secondary_id = new.id);
end;
--> statement-breakpoint
create trigger clusters_begun after insert on clusters begin
  insert into cluster_path (cluster_id, stage, at) values (new.id, new.stage, new.created_at);
end;
--> statement-breakpoint
create trigger clusters_on_the_way after update of stage on clusters when new.stage <> old.stage begin
  insert into cluster_path (cluster_id, stage, at) values (new.id, new.stage, new.updated_at)
  on conflict (cluster_id, stage) do nothing;
end;