import type { ContentKind } from '../../flows/content.ts'
import type { Json } from '../../flows/types.ts'
import type { Audit, AuditEntry } from '../office/audit.ts'
import { type Content, contentRow, itemOf, type StoredContent } from './content.ts'
import { column, columns, type Row, set } from '../store/rows.ts'
import { records, type Statement, type Store } from '../store/store.ts'
import { unlessChanged } from '../office/audited.ts'

/** An item as it stands, with the version that a change is made to. */
export interface Versioned {
  readonly version: number
  readonly updatedAt: number
  readonly item: { readonly [field: string]: Json }
}

/** What an item said in one of its versions. */
export interface Former extends Versioned {
  /** `seed`, `import`, or the id of an API key. */
  readonly actor: string
}

/** An item to be written over version `version` of it; 0 makes a new one. */
export interface Edit {
  readonly kind: ContentKind
  readonly item: unknown
  readonly version: number
}

/** Content as officers write it: each version is kept, with who wrote it. */
export interface ContentEdits {
  /** All of a kind, in the order of their places. */
  all(kind: ContentKind): Promise<Versioned[]>
  find(kind: ContentKind, id: string): Promise<Versioned | null>
  /** Newest first. */
  history(kind: ContentKind, id: string): Promise<Former[]>
  /**
   * Writes all or nothing, with its line in the audit. `changed`: somebody else was first. Throws for an item that is
   * not whole. This process tells owners of it at once, others within a second.
   */
  write(edits: readonly Edit[], entry: AuditEntry, at?: number): Promise<'done' | 'changed'>
}

const SELECT = 'select * from content'
const UPDATE = `
update content set status = ${column(2)}, source = ${column(3)}, regulation = ${column(4)},
  valid_from = ${column(5)}, verified_at = ${column(6)}, data = ${column(7)}, updated_at = ${column(8)},
  version = content.version + 1
from json_each(?1) j where content.kind = ${column(0)} and content.id = ${column(1)} and content.version = ${column(9)}`
const CREATE = `
insert into content (kind, id, status, source, regulation, valid_from, verified_at, data, updated_at)
select ${columns(9)} from json_each(?1) j where true
on conflict (kind, id) do nothing`
const LOG = `
insert or ignore into content_log (kind, id, version, at, actor, item)
select c.kind, c.id, c.version, c.updated_at, ?2, json_set(c.data, '$.id', c.id, '$.status', c.status, '$.source', c.source,
  '$.regulation', c.regulation, '$.validFrom', c.valid_from, '$.verifiedAt', c.verified_at)
from json_each(?1) j join content c on c.kind = ${column(0)} and c.id = ${column(1)}`
const GUARD = 'insert into guards select 0 where changes() <> ?1'

/** An item is checked by its kind’s schema before it is written; owners’ reads are renewed from `content`. */
export function createContentEdits(store: Store, audit: Audit, content: Content): ContentEdits {
  return {
    async all(kind) {
      const sql = `${SELECT} where kind = ?1 order by data->>'place', id`
      return records<Stored>(await store.read({ sql, args: [kind] })).map(versioned)
    },
    async find(kind, id) {
      const sql = `${SELECT} where kind = ?1 and id = ?2`
      const [row] = records<Stored>(await store.read({ sql, args: [kind, id] }))
      return row ? versioned(row) : null
    },
    async history(kind, id) {
      const sql =
        'select version, at, actor, item from content_log where kind = ?1 and id = ?2 order by version desc'
      return records<Logged>(await store.read({ sql, args: [kind, id] })).map(
        ({ version, at, actor, item }) => ({
          version: Number(version),
          updatedAt: Number(at),
          actor,
          item: JSON.parse(item) as Versioned['item'],
        }),
      )
    },
    async write(edits, entry, at = Date.now()) {
      const rows = edits.map(({ kind, item, version }) => [...contentRow(kind, item), at, version])
      const [fresh, known] = [rows.filter((row) => row.at(-1) === 0), rows.filter((row) => row.at(-1) !== 0)]
      const writes = [
        ...set(LOG, known, 'seed'),
        ...guarded(UPDATE, known),
        ...guarded(CREATE, fresh),
        ...set(LOG, rows, entry.actor),
      ]
      const outcome = await unlessChanged(audit.append(entry, at, writes))
      if (outcome === 'done') content.forget()
      return outcome
    },
  }
}

function guarded(sql: string, rows: readonly Row[]): Statement[] {
  return rows.length === 0 ? [] : [...set(sql, rows), { sql: GUARD, args: [rows.length] }]
}

interface Stored extends StoredContent {
  readonly version: unknown
  readonly updated_at: unknown
}

interface Logged {
  readonly version: unknown
  readonly at: unknown
  readonly actor: string
  readonly item: string
}

const versioned = (row: Stored): Versioned => ({
  version: Number(row.version),
  updatedAt: Number(row.updated_at),
  item: itemOf(row),
})
