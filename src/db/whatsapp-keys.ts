import { columns, piece, set, setSealed } from './store/rows.ts'
import type { Store } from './store/store.ts'
import type { Vault } from './vault.ts'

/** One credential or Signal key as text; null deletes it. */
export interface KeyEntry {
  readonly kind: string
  readonly id: string
  readonly value: string | null
}

/** WhatsApp's credentials and Signal keys, sealed. */
export interface WhatsAppKeys {
  /** Those that exist, by id. */
  get(kind: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** All of them or none, whatever their kinds. */
  set(entries: readonly KeyEntry[]): Promise<void>
  /** Everything, in one write. */
  clear(): Promise<void>
}

const PUT = `
insert into whatsapp_keys (kind, id, value_sealed) select ${columns(2)}, ${piece(2)} from json_each(?1) j where true
on conflict (kind, id) do update set value_sealed = excluded.value_sealed`

const REMOVE = `delete from whatsapp_keys where (kind, id) in (select ${columns(2)} from json_each(?1) j)`

/** A write may be asked again when its answer was lost. */
export function createWhatsAppKeys(store: Store, vault: Vault): WhatsAppKeys {
  return {
    async get(kind, ids) {
      const { rows } = await store.read({
        sql: `select id, value_sealed from whatsapp_keys where kind = ?1 and id in (select value from json_each(?2))`,
        args: [kind, JSON.stringify(ids)],
      })
      return new Map(rows.map(([id, sealed]) => [id as string, vault.open(sealed as Uint8Array)]))
    },
    async set(entries) {
      const kept = entries.flatMap(({ kind, id, value }) =>
        value === null ? [] : [{ row: [kind, id], secret: value }],
      )
      const gone = entries.filter(({ value }) => value === null).map(({ kind, id }) => [kind, id])
      await store.write([...set(REMOVE, gone), ...setSealed(PUT, kept, vault)], { idempotent: true })
    },
    async clear() {
      await store.write([{ sql: 'delete from whatsapp_keys', args: [] }], { idempotent: true })
    },
  }
}
