import type { ContentKind, ContentOf } from '../../flows/content.ts'
import type { Json } from '../../flows/types.ts'
import { SCHEMAS } from './schemas.ts'
import type { Row } from '../store/rows.ts'
import { records, type Store } from '../store/store.ts'

/** How long another process's edit may stay unseen, in milliseconds. */
const FRESH = 1_000

/** What owners are told. Reads come from memory, which is renewed when any item's version has changed. */
export interface Content {
  /** All items of a kind, in the order of their places. */
  list<K extends ContentKind>(kind: K): Promise<readonly ContentOf<K>[]>
  /** Has the next read look anew: something was written just now. */
  forget(): void
}

/** A row of `content`. */
export interface StoredContent {
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

/** `now` in milliseconds: another process’s edits are seen after `FRESH` at the latest. */
export function createContent(store: Store, now: () => number = Date.now): Content {
  let items: Map<ContentKind, readonly unknown[]> = new Map()
  let stamp = ''
  let checkedAt = -Infinity

  async function renew(): Promise<void> {
    if (now() - checkedAt < FRESH) return
    const { rows } = await store.read({ sql: STAMP, args: [] })
    const found = JSON.stringify(rows[0]!.map(Number))
    if (found !== stamp) {
      const stored = records<StoredContent>(await store.read({ sql: ALL, args: [] }))
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
    forget: () => void (checkedAt = -Infinity),
  }
}

/** Whether a fact’s name is a kind of content: then it comes from memory, not from the turn’s read. */
export const isContentKind = (name: string): name is ContentKind => Object.hasOwn(SCHEMAS, name)

/** An item as the columns of its row: kind, id, status, source, regulation, validFrom, verifiedAt, data. */
export function contentRow(kind: ContentKind, item: unknown): Row {
  const whole = SCHEMAS[kind].parse(item)
  const { id, status, source, regulation, validFrom, verifiedAt, ...data } = whole
  return [kind, id, status, source, regulation, validFrom, verifiedAt, JSON.stringify(data)]
}

/** A row as the item that it holds. */
export function itemOf(row: StoredContent): { readonly [field: string]: Json } {
  const { id, status, source, regulation } = row
  const data = JSON.parse(row.data) as { readonly [field: string]: Json }
  return { ...data, id, status, source, regulation, validFrom: row.valid_from, verifiedAt: row.verified_at }
}
