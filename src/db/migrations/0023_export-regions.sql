ALTER TABLE `exports` ADD `region` text;--> statement-breakpoint
UPDATE `exports` SET `region` = (SELECT a.detail->>'region' FROM `audit` a WHERE a.id = `exports`.`audit_id`);