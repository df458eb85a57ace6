import { randomUUID } from 'node:crypto'
import type { Json } from '../../flows/types.ts'
import { type Audit, openDetail } from '../office/audit.ts'
import type { Reach } from '../office/reach.ts'
import type { Scope } from '../office/scope.ts'
import { type Argument, records, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'
import type { exports } from './export-schema.ts'

export type ExportState = typeof exports.$inferSelect.state

/** Something that was taken along as a file, and how far that is. */
export interface Export {
  readonly id: string
  readonly actor: string
  /** What it is of: `registrations`, or `broadcast` with its id. */
  readonly of: NewExport['of']
  readonly subject: string | null
  readonly format: 'csv' | 'xlsx'
  readonly filters: { readonly [name: string]: unknown }
  readonly total: number
  readonly written: number
  /** Nothing more was taken for a minute: broken off, until it goes on. */
  readonly state: ExportState
  readonly startedAt: number
  readonly endedAt: number | null
  readonly auditId: number
}

export interface NewExport {
  readonly actor: string
  readonly of: 'registrations' | 'broadcast'
  readonly subject: string | null
  /** `region` is what whoever takes it along sees. */
  readonly detail: {
    readonly format: Export['format']
    readonly region: string | null
    readonly [name: string]: unknown
  }
  readonly total: number
}

/** Whose exports are meant: one's own, and to an admin those of everybody within what the admin sees. */
export interface Seer {
  readonly id: string
  readonly admin: boolean
  readonly scope: Scope
}

export interface Exports {
  /** It is in the audit log before the first row is read. Resolves to its id. */
  begin(one: NewExport, at: number): Promise<string>
  note(id: string, far: { written: number; state: ExportState }, at: number): Promise<void>
  find(seer: Seer, id: string, now: number): Promise<Export | null>
  /** Newest first; `before` is the `auditId` of the last one of the page before. */
  list(
    seer: Seer,
    asked: { state?: ExportState | undefined; limit: number; before?: number | undefined },
    now: number,
  ): Promise<Export[]>
}

/** Whoever takes nothing for so long, in milliseconds, is gone, or the process that gave it was. */
const GONE = 60_000

const BEGIN = `
insert into exports (audit_id, id, region, total, written, state, seen_at)
select max(id), ?1, ?2, ?3, 0, 'running', ?4 from audit`

const NOTE = 'update exports set written = ?2, state = ?3, seen_at = ?4 where id = ?1'

// Whose: ?1's, and to an admin (?2) those of the regions ?3, or all when that is null. ?4: who was not seen since is gone.
const SEEN = `
select * from (
  select e.audit_id as auditId, e.id, a.actor, substr(a.action, 1, instr(a.action, '.') - 1) as "of", a.subject, a.detail,
    e.total, e.written, iif(e.state = 'running' and e.seen_at < ?4, 'brokenOff', e.state) as state,
    a.at as startedAt, e.seen_at as seenAt
  from exports e join audit a on a.id = e.audit_id
  where a.actor = ?1 or (?2 and (?3 is null or e.region in (select value from json_each(?3)))))`
const ONE = `${SEEN} where id = ?5`
const PAGE = `${SEEN} where auditId < ?5 and (?6 is null or state = ?6) order by auditId desc limit ?7`

const REGIONS = 'select distinct region from exports where region is not null'

/** What was asked for is read from the sealed entry in the audit log. */
export function createExports(store: Store, audit: Audit, reach: Reach, vault: Vault): Exports {
  /** The regions of exports that an admin sees; null for all. */
  async function regionsOf({ admin, scope }: Seer): Promise<string | null> {
    if (!admin || scope.type === 'nation') return null
    const { rows } = await store.read({ sql: REGIONS, args: [] })
    const regions = rows.map(([region]) => region as string)
    const within = await reach.within(scope, regions)
    return JSON.stringify(regions.filter((_, at) => within[at]))
  }

  async function seen(sql: string, seer: Seer, now: number, ...args: Argument[]): Promise<Export[]> {
    const whose = [seer.id, seer.admin, await regionsOf(seer), now - GONE]
    return records<Row>(await store.read({ sql, args: [...whose, ...args] })).map((row) =>
      exportOf(row, vault),
    )
  }

  return {
    async begin({ actor, of, subject, detail, total }, at) {
      const id = randomUUID()
      const entry = { actor, action: `${of}.exported`, subject, detail: detail as Json }
      await audit.append(entry, at, [{ sql: BEGIN, args: [id, detail.region, total, at] }])
      return id
    },
    async note(id, { written, state }, at) {
      await store.write([{ sql: NOTE, args: [id, written, state, at] }], { idempotent: true })
    },
    find: async (seer, id, now) => (await seen(ONE, seer, now, id))[0] ?? null,
    list: (seer, { state = null, limit, before = Number.MAX_SAFE_INTEGER }, now) =>
      seen(PAGE, seer, now, before, state, limit),
  }
}

type Row = Omit<Export, 'format' | 'filters' | 'endedAt'> & {
  readonly detail: string
  readonly seenAt: number
}

function exportOf({ detail, seenAt, ...rest }: Row, vault: Vault): Export {
  const {
    format,
    region: _region,
    requestId: _requestId,
    ...filters
  } = openDetail(vault, JSON.parse(detail) as Json) as {
    readonly format: Export['format']
    readonly [name: string]: unknown
  }
  return { ...rest, format, filters, endedAt: rest.state === 'running' ? null : seenAt }
}
