import type { ContentKind, ContentOf } from '../flows/content.ts'
import type { Json } from '../flows/types.ts'
import { SCHEMAS } from './content/schemas.ts'
import { column, columns, type Row, set } from './rows.ts'
import { records, type Store } from './store.ts'

/** How long another process's edit may stay unseen, in milliseconds. */
const FRESH = 5_000

/** What owners are told. Reads come from memory, which is renewed when any item's version has changed. */
export interface Content {
  /** All items of a kind, in the order of their places. */
  list<K extends ContentKind>(kind: K): Promise<readonly ContentOf<K>[]>
  /**
   * Writes an item over version `version` of it (0 makes a new one) and resolves to whether that was still the
   * newest. Throws for an item that is not whole.
   */
  put(kind: ContentKind, item: unknown, version: number): Promise<boolean>
}

interface Stored {
  readonly kind: ContentKind
  readonly id: string
  readonly status: string
  readonly source: string
  readonly regulation: string | null
  readonly valid_from: string | null
  readonly verified_at: string | null
  readonly data: string
}

const STAMP = 'select count(*), coalesce(sum(version), 0) from content'
const ALL = `select * from content order by kind, data->>'place', id`
const UPDATE = `
update content set status = ${column(2)}, source = ${column(3)}, regulation = ${column(4)},
  valid_from = ${column(5)}, verified_at = ${column(6)}, data = ${column(7)}, updated_at = ${column(8)},
  version = content.version + 1
from json_each(?1) j where content.kind = ${column(0)} and content.id = ${column(1)} and content.version = ${column(9)}`
const CREATE = `
insert into content (kind, id, status, source, regulation, valid_from, verified_at, data, updated_at)
select ${columns(9)} from json_each(?1) j where true
on conflict (kind, id) do nothing`

export function createContent(store: Store, now: () => number = Date.now): Content {
  let items: Map<ContentKind, readonly unknown[]> = new Map()
  let stamp = ''
  let checkedAt = -Infinity

  async function renew(): Promise<void> {
    if (now() - checkedAt < FRESH) return
    const { rows } = await store.read({ sql: STAMP, args: [] })
    const found = JSON.stringify(rows[0]!.map(Number))
    if (found !== stamp) {
      const stored = records<Stored>(await store.read({ sql: ALL, args: [] }))
      items = new Map(
        [...Map.groupBy(stored, ({ kind }) => kind)].map(([kind, rows]) => [kind, rows.map(itemOf)]),
      )
      stamp = found
    }
    checkedAt = now()
  }

  return {
    async list(kind) {
      await renew()
      return (items.get(kind) ?? []) as never
    },
    async put(kind, item, version) {
      const row = [...contentRow(kind, item), now(), version]
      const [written] = await store.write(set(version === 0 ? CREATE : UPDATE, [row]))
      checkedAt = -Infinity
      return written!.changes === 1
    },
  }
}

export const isContentKind = (name: string): name is ContentKind => Object.hasOwn(SCHEMAS, name)

/** An item as the columns of its row: kind, id, status, source, regulation, validFrom, verifiedAt, data. */
export function contentRow(kind: ContentKind, item: unknown): Row {
  const whole = SCHEMAS[kind].parse(item)
  const { id, status, source, regulation, validFrom, verifiedAt, ...data } = whole
  return [kind, id, status, source, regulation, validFrom, verifiedAt, JSON.stringify(data)]
}

function itemOf(row: Stored): Json {
  const { id, status, source, regulation } = row
  const data = JSON.parse(row.data) as { readonly [field: string]: Json }
  return { ...data, id, status, source, regulation, validFrom: row.valid_from, verifiedAt: row.verified_at }
}
