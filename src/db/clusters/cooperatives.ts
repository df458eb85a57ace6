import type { Audit } from '../office/audit.ts'
import type { cooperatives as table } from './cluster-schema.ts'
import { tellFounders } from './cluster-notices.ts'
import { written } from './clusters.ts'
import { createDocuments, FOUNDING } from '../pirt/documents.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import { placesIn, type Scope } from '../office/scope.ts'
import { type Argument, records, type Statement, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'
import { type By, ONE_CHANGED } from '../office/audited.ts'

type Level = (typeof table.$inferSelect)['level']

/** A step of its founding that is under way or done. */
export interface FoundingStep {
  readonly step: string
  readonly doneOn: string | null
  readonly number: string | null
  /** The business of whoever looks after it. */
  readonly responsible: string | null
  readonly document: 'received' | 'checked' | 'rejected' | null
}

/** A cooperative, or one in the making. */
export interface Cooperative {
  readonly id: string
  readonly level: Level
  readonly name: string | null
  /** The cluster that becomes it. */
  readonly cluster: string | null
  /** The secondary cooperative that it belongs to. */
  readonly secondary: string | null
  readonly province: string | null
  readonly regency: string | null
  readonly establishedOn: string | null
  /** Founders who confirmed; of a secondary one the cooperatives that belong to it. */
  readonly founders: number
  readonly version: number
  readonly createdAt: number
}

/** An owner who was asked to found it. */
export interface Founder {
  /** Of the registration. */
  readonly number: string | null
  readonly businessName: string | null
  readonly state: 'confirmed' | 'declined'
  readonly at: number
}

/** Cooperatives, as officers see them. What lies outside the scope is not there. */
export interface Cooperatives {
  /** Newest first. */
  page(
    scope: Scope,
    query: {
      readonly level?: Level
      readonly established?: boolean
      readonly limit: number
      readonly after?: Cursor
    },
  ): Promise<Page<Cooperative>>
  find(scope: Scope, id: string): Promise<Cooperative | null>
  steps(id: string): Promise<readonly FoundingStep[]>
  /** Who confirmed or declined, in that order. */
  founders(id: string): Promise<readonly Founder[]>
  /** The paper of a step that was looked at, or null. */
  paper(id: string, step: string): Promise<{ readonly id: string; readonly mime: string } | null>
  /** What it holds. Whoever asks writes it to the audit log first. */
  bytes(paper: string): Promise<Buffer | null>
  /** `changed`: the cluster has one already. */
  begin(
    cooperative: Pick<Cooperative, 'id' | 'level' | 'name' | 'cluster' | 'province' | 'regency'>,
    by: By,
  ): Promise<'done' | 'changed'>
  /** `changed`: somebody else was first, and nothing was written. */
  change(
    before: Cooperative,
    fields: Pick<Cooperative, 'name' | 'secondary'>,
    by: By,
  ): Promise<'done' | 'changed'>
  /** A step done on that day, or not after all; its approval makes it a legal entity. */
  keepStep(
    before: Cooperative,
    step: { readonly step: string; readonly doneOn: string | null; readonly number: string | null },
    by: By,
  ): Promise<'done' | 'changed'>
}

const APPROVAL = 'approval'

const SELECT = `
select c.*, case c.level
  when 'primary' then (select count(*) from cooperative_founders f
    where f.cooperative_id = c.id and f.state = 'confirmed')
  else (select count(*) from cooperatives o where o.secondary_id = c.id) end as founders
from cooperatives c`

const STEPS = `
select k.step, t.done_on, t.number, r.business_name as responsible, d.state as document
from (select step from cooperative_steps where cooperative_id = ?1
  union select kind from cooperative_documents where cooperative_id = ?1) k
left join cooperative_steps t on t.cooperative_id = ?1 and t.step = k.step
left join cluster_members m on m.id = t.responsible left join registrations r on r.contact_id = m.contact_id
left join cooperative_documents d on d.cooperative_id = ?1 and d.kind = k.step`

const FOUNDERS = `
select r.number, r.business_name, f.state, f.at from cooperative_founders f
left join registrations r on r.contact_id = f.contact_id where f.cooperative_id = ?1 order by f.at, f.contact_id`
const PAPER = `
select id, mime from cooperative_documents where cooperative_id = ?1 and kind = ?2 and state = 'checked'`

const BEGIN = `
insert into cooperatives (id, level, name, cluster_id, province, regency, created_at, updated_at)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)`
const CHANGE = `
update cooperatives set name = ?3, secondary_id = ?4, version = version + 1, updated_at = ?5
where id = ?1 and version = ?2`
const KEEP = `
insert into cooperative_steps (cooperative_id, step, done_on, number, updated_at) values (?1, ?2, ?3, ?4, ?5)
on conflict (cooperative_id, step) do update
set done_on = excluded.done_on, number = excluded.number, updated_at = excluded.updated_at`

/** Papers are opened by whoever has written that to the audit log. */
export function createCooperatives(store: Store, audit: Audit, vault: Vault): Cooperatives {
  const papers = createDocuments(store, vault, FOUNDING)
  const read = async (where: string, ...args: Argument[]): Promise<Cooperative[]> =>
    records<Row>(await store.read({ sql: `${SELECT} where ${where}`, args })).map(cooperativeOf)

  return {
    async page(scope, { level, established, limit, after }) {
      const found = await read(
        `${inside(scope)} and (?2 is null or c.level = ?2) and (?3 is null or (c.established_on is not null) = ?3)
          and (?4 is null or (c.created_at, c.id) < (?4, ?5)) order by c.created_at desc, c.id desc limit ?6`,
        placesIn(scope),
        level ?? null,
        established === undefined ? null : Number(established),
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      return pageFrom(found, limit, (last) => [last.createdAt, last.id])
    },
    async find(scope, id) {
      return (await read(`c.id = ?2 and ${inside(scope)}`, placesIn(scope), id))[0] ?? null
    },
    async steps(id) {
      const found = records<Row>(await store.read({ sql: STEPS, args: [id] }))
      return found.map((row) => ({
        step: row['step'] as string,
        doneOn: row['done_on'] as string | null,
        number: row['number'] as string | null,
        responsible: row['responsible'] as string | null,
        document: row['document'] as FoundingStep['document'],
      }))
    },
    async founders(id) {
      const { rows } = await store.read({ sql: FOUNDERS, args: [id] })
      return rows.map(([number, businessName, state, at]) => ({
        number: number as string | null,
        businessName: businessName as string | null,
        state: state as Founder['state'],
        at: Number(at),
      }))
    },
    async paper(id, step) {
      const { rows } = await store.read({ sql: PAPER, args: [id, step] })
      return rows[0] ? { id: rows[0][0] as string, mime: rows[0][1] as string } : null
    },
    bytes: papers.bytes,
    begin: ({ id, level, name, cluster, province, regency }, by) =>
      written(audit, id, 'cooperative.begun', by, [
        { sql: BEGIN, args: [id, level, name, cluster, province, regency, by.at] },
        tellFounders(id, '', by.at),
      ]),
    change: ({ id, version }, { name, secondary }, by) =>
      written(audit, id, 'cooperative.changed', by, [
        { sql: CHANGE, args: [id, version, name, secondary, by.at] },
        ONE_CHANGED,
      ]),
    keepStep: ({ id, version }, { step, doneOn, number }, by) =>
      written(
        audit,
        id,
        'cooperative.step',
        by,
        [
          touched(id, version, step === APPROVAL ? doneOn : undefined, by.at),
          ONE_CHANGED,
          { sql: KEEP, args: [id, step, doneOn, number, by.at] },
        ],
        { step, doneOn },
      ),
  }
}

/** The cooperative with a new version; undefined leaves the day on which it was established. */
function touched(
  id: string,
  version: number,
  establishedOn: string | null | undefined,
  at: number,
): Statement {
  const set = establishedOn === undefined ? '' : 'established_on = ?4, '
  return {
    sql: `update cooperatives set ${set}version = version + 1, updated_at = ?3 where id = ?1 and version = ?2`,
    args: [id, version, at, ...(establishedOn === undefined ? [] : [establishedOn])],
  }
}

/** The SQL condition that keeps cooperatives `c` within a scope, whose places stand as ?1. */
function inside({ type }: Scope): string {
  switch (type) {
    case 'nation':
      return '?1 is null'
    case 'province':
      return 'c.province = ?1'
    case 'regencies':
      return 'c.regency in (select value from json_each(?1))'
    case 'cluster':
      return 'c.cluster_id = ?1'
  }
}

interface Row {
  readonly [column: string]: unknown
}

function cooperativeOf(row: Row): Cooperative {
  const text = (name: string) => row[name] as string | null
  return {
    id: row['id'] as string,
    level: row['level'] as Level,
    name: text('name'),
    cluster: text('cluster_id'),
    secondary: text('secondary_id'),
    province: text('province'),
    regency: text('regency'),
    establishedOn: text('established_on'),
    founders: Number(row['founders']),
    version: Number(row['version']),
    createdAt: Number(row['created_at']),
  }
}
