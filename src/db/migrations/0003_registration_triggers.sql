-- What officers search, count and read, kept in step with the registrations whoever writes them.
-- The words are folded as registration-words.ts folds what is looked for.
create virtual table registration_words using fts5 (
  words, facets, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='2 3'
);
--> statement-breakpoint
create virtual table registration_terms using fts5vocab ('registration_words', 'col');
--> statement-breakpoint
insert into registration_seqs (id) select id from registrations order by created_at, id;
--> statement-breakpoint
insert into registration_words (rowid, words, facets)
select s.seq, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(r.number || ' ' || r.business_name || ' ' || r.product),'oe','u'),'tj','c'),'dj','j'),'sj','sy'),'nj','ny'),'aa','a'),'ee','e'),'ii','i'),'kk','k'),'ll','l'),'mm','m'),'nn','n'),'oo','o'),'pp','p'),'rr','r'),'ss','s'),'tt','t'),
  'p' || r.province || ' r' || replace(r.regency, '.', '') || ' s' || r.sector || ' c' || r.class
from registrations r join registration_seqs s on s.id = r.id;
--> statement-breakpoint
insert into registration_counts (by, region, month, value, count)
select k.column1, substr(r.regency, 1, l.column1), cast(strftime('%Y%m', r.created_at / 1000, 'unixepoch', '+7 hours') as integer),
  case k.column1 when 'sector' then r.sector when 'class' then r.class when 'status' then r.status else '' end, count(*)
from registrations r, (values ('all'), ('sector'), ('class'), ('status')) k, (values (0), (2), (5)) l
group by 1, 2, 3, 4;
--> statement-breakpoint
create trigger registrations_inserted after insert on registrations begin
  insert into registration_seqs (id) values (new.id);
  insert into registration_words (rowid, words, facets)
  values ((select seq from registration_seqs where id = new.id),
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(new.number || ' ' || new.business_name || ' ' || new.product),'oe','u'),'tj','c'),'dj','j'),'sj','sy'),'nj','ny'),'aa','a'),'ee','e'),'ii','i'),'kk','k'),'ll','l'),'mm','m'),'nn','n'),'oo','o'),'pp','p'),'rr','r'),'ss','s'),'tt','t'),
    'p' || new.province || ' r' || replace(new.regency, '.', '') || ' s' || new.sector || ' c' || new.class);
  insert into registration_counts (by, region, month, value, count)
  select k.column1, p.column1, cast(strftime('%Y%m', new.created_at / 1000, 'unixepoch', '+7 hours') as integer), k.column2, 1
  from (values ('all', ''), ('sector', new.sector), ('class', new.class), ('status', new.status)) k,
    (values (''), (new.province), (new.regency)) p
  where true on conflict (by, region, month, value) do update set count = count + excluded.count;
end;
--> statement-breakpoint
create trigger registrations_deleted after delete on registrations begin
  delete from registration_words where rowid = (select seq from registration_seqs where id = old.id);
  delete from registration_seqs where id = old.id;
  delete from registration_log where registration_id = old.id;
  insert into registration_counts (by, region, month, value, count)
  select k.column1, p.column1, cast(strftime('%Y%m', old.created_at / 1000, 'unixepoch', '+7 hours') as integer), k.column2, -1
  from (values ('all', ''), ('sector', old.sector), ('class', old.class), ('status', old.status)) k,
    (values (''), (old.province), (old.regency)) p
  where true on conflict (by, region, month, value) do update set count = count + excluded.count;
end;
--> statement-breakpoint
create trigger registrations_counted after update of province, regency, sector, class, status on registrations begin
  insert into registration_counts (by, region, month, value, count)
  select k.column1, p.column1, cast(strftime('%Y%m', old.created_at / 1000, 'unixepoch', '+7 hours') as integer), k.column2, -1
  from (values ('all', ''), ('sector', old.sector), ('class', old.class), ('status', old.status)) k,
    (values (''), (old.province), (old.regency)) p
  where true on conflict (by, region, month, value) do update set count = count + excluded.count;
  insert into registration_counts (by, region, month, value, count)
  select k.column1, p.column1, cast(strftime('%Y%m', new.created_at / 1000, 'unixepoch', '+7 hours') as integer), k.column2, 1
  from (values ('all', ''), ('sector', new.sector), ('class', new.class), ('status', new.status)) k,
    (values (''), (new.province), (new.regency)) p
  where true on conflict (by, region, month, value) do update set count = count + excluded.count;
end;
--> statement-breakpoint
create trigger registrations_resubmitted after update of business_name on registrations begin
  insert into registration_log (registration_id, at, actor, type, changes)
  values (new.id, new.updated_at, 'owner', 'changed', (
    select json_group_object(field, json_array(before, after)) from (
      select 'businessName' as field, old.business_name as before, new.business_name as after
      union all select 'product' as field, old.product as before, new.product as after
      union all select 'sector' as field, old.sector as before, new.sector as after
      union all select 'province' as field, old.province as before, new.province as after
      union all select 'regency' as field, old.regency as before, new.regency as after
      union all select 'district' as field, old.district as before, new.district as after
      union all select 'yearStarted' as field, old.year_started as before, new.year_started as after
      union all select 'capital' as field, old.capital as before, new.capital as after
      union all select 'annualSales' as field, old.annual_sales as before, new.annual_sales as after
      union all select 'workers' as field, old.workers as before, new.workers as after
      union all select 'nib' as field, old.nib as before, new.nib as after
      union all select 'export' as field, old.export as before, new.export as after
      union all select 'class' as field, old.class as before, new.class as after
      union all select 'channel' as field, old.channel as before, new.channel as after
    ) where before is not after));
  delete from registration_words where rowid = (select seq from registration_seqs where id = old.id);
  insert into registration_words (rowid, words, facets)
  values ((select seq from registration_seqs where id = new.id),
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(new.number || ' ' || new.business_name || ' ' || new.product),'oe','u'),'tj','c'),'dj','j'),'sj','sy'),'nj','ny'),'aa','a'),'ee','e'),'ii','i'),'kk','k'),'ll','l'),'mm','m'),'nn','n'),'oo','o'),'pp','p'),'rr','r'),'ss','s'),'tt','t'),
    'p' || new.province || ' r' || replace(new.regency, '.', '') || ' s' || new.sector || ' c' || new.class);
end;
