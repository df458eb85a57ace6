CREATE TABLE `webhook_deliveries` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`webhook_id` text NOT NULL,
	`event` text NOT NULL,
	`data` text NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` integer NOT NULL,
	`outcome` text,
	`attempted_at` integer,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhooks`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_deliveries_id` ON `webhook_deliveries` (`id`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_of` ON `webhook_deliveries` (`webhook_id`,`seq`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_at` ON `webhook_deliveries` (`at`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`due_at`) WHERE state = 'pending';--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`events` text NOT NULL,
	`region` text,
	`secret_sealed` blob NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`last_success_at` integer,
	`disabled_at` integer,
	`disabled_reason` text
) STRICT;

--> statement-breakpoint
create trigger registrations_told_inserted after insert on registrations begin
  insert into webhook_deliveries (id, webhook_id, event, data, at, state, due_at)
  select lower(hex(randomblob(16))), w.id, 'registration.submitted', json_object('number', new.number, 'status', new.status, 'province', new.province, 'regency', new.regency, 'sector', new.sector, 'class', new.class, 'version', new.version), new.created_at, 'pending', new.created_at
  from webhooks w
  where w.disabled_at is null and true and exists (select 1 from json_each(w.events) e where e.value = 'registration.submitted')
    and (w.region is null or w.region = substr(new.regency, 1, 2) or instr(w.region, new.regency) > 0 or (substr(w.region, 1, 8) = 'cluster:' and exists (select 1 from cluster_members m where m.cluster_id = substr(w.region, 9) and m.contact_id = new.contact_id and m.state = 'member')));
end;
--> statement-breakpoint
create trigger registrations_told_changed after update of status, version on registrations begin
  insert into webhook_deliveries (id, webhook_id, event, data, at, state, due_at)
  select lower(hex(randomblob(16))), w.id, case when new.status <> old.status then 'registration.' || new.status when new.assignee is not old.assignee then '' else 'registration.changed' end, json_object('number', new.number, 'status', new.status, 'province', new.province, 'regency', new.regency, 'sector', new.sector, 'class', new.class, 'version', new.version), new.updated_at, 'pending', new.updated_at
  from webhooks w
  where w.disabled_at is null and new.version <> old.version and exists (select 1 from json_each(w.events) e where e.value = case when new.status <> old.status then 'registration.' || new.status when new.assignee is not old.assignee then '' else 'registration.changed' end)
    and (w.region is null or w.region = substr(new.regency, 1, 2) or instr(w.region, new.regency) > 0 or (substr(w.region, 1, 8) = 'cluster:' and exists (select 1 from cluster_members m where m.cluster_id = substr(w.region, 9) and m.contact_id = new.contact_id and m.state = 'member')));
end;
--> statement-breakpoint
create trigger registrations_told_deleted after delete on registrations begin
  insert into webhook_deliveries (id, webhook_id, event, data, at, state, due_at)
  select lower(hex(randomblob(16))), w.id, 'registration.erased', json_object('number', old.number, 'province', old.province, 'regency', old.regency), cast(unixepoch('subsec') * 1000 as integer), 'pending', cast(unixepoch('subsec') * 1000 as integer)
  from webhooks w
  where w.disabled_at is null and true and exists (select 1 from json_each(w.events) e where e.value = 'registration.erased')
    and (w.region is null or w.region = substr(old.regency, 1, 2) or instr(w.region, old.regency) > 0 or (substr(w.region, 1, 8) = 'cluster:' and exists (select 1 from cluster_members m where m.cluster_id = substr(w.region, 9) and m.contact_id = old.contact_id and m.state = 'member')));
end;
--> statement-breakpoint
create trigger sessions_told_inserted after insert on training_sessions begin
  insert into webhook_deliveries (id, webhook_id, event, data, at, state, due_at)
  select lower(hex(randomblob(16))), w.id, 'session.opened', json_object('session', new.id, 'training', new.training, 'status', new.status, 'startsAt', new.starts_at, 'province', new.province, 'regency', new.regency, 'version', new.version), new.created_at, 'pending', new.created_at
  from webhooks w
  where w.disabled_at is null and true and exists (select 1 from json_each(w.events) e where e.value = 'session.opened')
    and (w.region is null or w.region = substr(coalesce(new.regency, new.province), 1, 2) or instr(w.region, coalesce(new.regency, new.province)) > 0);
end;
--> statement-breakpoint
create trigger sessions_told_changed after update of version, status on training_sessions begin
  insert into webhook_deliveries (id, webhook_id, event, data, at, state, due_at)
  select lower(hex(randomblob(16))), w.id, case when new.status <> old.status and new.status = 'cancelled' then 'session.cancelled' else 'session.changed' end, json_object('session', new.id, 'training', new.training, 'status', new.status, 'startsAt', new.starts_at, 'province', new.province, 'regency', new.regency, 'version', new.version), cast(unixepoch('subsec') * 1000 as integer), 'pending', cast(unixepoch('subsec') * 1000 as integer)
  from webhooks w
  where w.disabled_at is null and true and exists (select 1 from json_each(w.events) e where e.value = case when new.status <> old.status and new.status = 'cancelled' then 'session.cancelled' else 'session.changed' end)
    and (w.region is null or w.region = substr(coalesce(new.regency, new.province), 1, 2) or instr(w.region, coalesce(new.regency, new.province)) > 0);
end;
--> statement-breakpoint
create trigger signups_told_inserted after insert on signups begin
  insert into webhook_deliveries (id, webhook_id, event, data, at, state, due_at)
  select lower(hex(randomblob(16))), w.id, 'training.' || new.state, json_object('session', new.session_id, 'training', s.training, 'registration', (select number from registrations r where r.contact_id = new.contact_id), 'province', s.province, 'regency', s.regency), new.updated_at, 'pending', new.updated_at
  from webhooks w join training_sessions s on s.id = new.session_id
  where w.disabled_at is null and true and exists (select 1 from json_each(w.events) e where e.value = 'training.' || new.state)
    and (w.region is null or w.region = substr(coalesce(s.regency, s.province), 1, 2) or instr(w.region, coalesce(s.regency, s.province)) > 0 or (substr(w.region, 1, 8) = 'cluster:' and exists (select 1 from cluster_members m where m.cluster_id = substr(w.region, 9) and m.contact_id = new.contact_id and m.state = 'member')));
end;
--> statement-breakpoint
create trigger signups_told_changed after update of state on signups begin
  insert into webhook_deliveries (id, webhook_id, event, data, at, state, due_at)
  select lower(hex(randomblob(16))), w.id, 'training.' || new.state, json_object('session', new.session_id, 'training', s.training, 'registration', (select number from registrations r where r.contact_id = new.contact_id), 'province', s.province, 'regency', s.regency), new.updated_at, 'pending', new.updated_at
  from webhooks w join training_sessions s on s.id = new.session_id
  where w.disabled_at is null and new.state <> old.state and exists (select 1 from json_each(w.events) e where e.value = 'training.' || new.state)
    and (w.region is null or w.region = substr(coalesce(s.regency, s.province), 1, 2) or instr(w.region, coalesce(s.regency, s.province)) > 0 or (substr(w.region, 1, 8) = 'cluster:' and exists (select 1 from cluster_members m where m.cluster_id = substr(w.region, 9) and m.contact_id = new.contact_id and m.state = 'member')));
end;
--> statement-breakpoint
create trigger certificates_told after insert on training_certificates begin
  insert into webhook_deliveries (id, webhook_id, event, data, at, state, due_at)
  select lower(hex(randomblob(16))), w.id, 'training.certified', json_object('session', new.session_id, 'training', s.training, 'registration', (select number from registrations r where r.contact_id = new.contact_id), 'province', s.province, 'regency', s.regency, 'certificate', new.number), new.issued_at, 'pending', new.issued_at
  from webhooks w join training_sessions s on s.id = new.session_id
  where w.disabled_at is null and true and exists (select 1 from json_each(w.events) e where e.value = 'training.certified')
    and (w.region is null or w.region = substr(coalesce(s.regency, s.province), 1, 2) or instr(w.region, coalesce(s.regency, s.province)) > 0 or (substr(w.region, 1, 8) = 'cluster:' and exists (select 1 from cluster_members m where m.cluster_id = substr(w.region, 9) and m.contact_id = new.contact_id and m.state = 'member')));
end;
