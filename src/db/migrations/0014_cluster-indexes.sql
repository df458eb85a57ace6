DROP INDEX `cluster_announcements_owed`;--> statement-breakpoint
ALTER TABLE `cluster_announcements` DROP COLUMN `told_up_to`;--> statement-breakpoint
DROP INDEX `cluster_members_leaders`;--> statement-breakpoint
CREATE INDEX `cluster_members_leaders` ON `cluster_members` (`cluster_id`,`contact_id`) WHERE role = 'leader' and state = 'member';--> statement-breakpoint
CREATE INDEX `clusters_waiting` ON `clusters` (`id`) WHERE waiting > 0;