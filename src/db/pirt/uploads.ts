import type { Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** Files that came through the web chat: it has no platform that keeps them until they are fetched. */
export interface Uploads {
  /** Keeps the bytes, sealed; the same id twice once. Resolves to false when too many wait already. */
  keep(upload: {
    readonly id: string
    readonly address: string
    readonly bytes: Buffer
    readonly at: number
  }): Promise<boolean>
  /** The bytes, or null when they are gone. */
  bytes(id: string): Promise<Buffer | null>
  /** Forgets a file that was fetched. */
  drop(id: string): Promise<void>
}

/** Files that may wait at a time, of one visitor and of everybody: a flood of them must not fill the disk. */
const MOST_EACH = 10
const MOST = 200

/** How long one waits to be fetched, in milliseconds: every try at it is long over by then. */
export const UPLOAD_LIFE = 2 * 3_600_000

const EXPIRE = 'delete from uploads where created_at < ?1'
const KEEP = `
insert into uploads (id, address, bytes_sealed, created_at) select ?1, ?2, ?3, ?4
where (select count(*) from uploads where address = ?2) < ${MOST_EACH} and (select count(*) from uploads) < ${MOST}
on conflict (id) do nothing`
const KEPT = 'select 1 from uploads where id = ?1'

/** What nobody fetched in time is forgotten with the next file that comes (`UPLOAD_LIFE`). */
export function createUploads(store: Store, vault: Vault): Uploads {
  return {
    async keep({ id, address, bytes, at }) {
      const args = [id, address, vault.sealBytes(bytes), at]
      const expire = { sql: EXPIRE, args: [at - UPLOAD_LIFE] }
      await store.write([expire, { sql: KEEP, args }], { idempotent: true })
      return (await store.read({ sql: KEPT, args: [id] })).rows.length > 0
    },
    async bytes(id) {
      const { rows } = await store.read({ sql: 'select bytes_sealed from uploads where id = ?1', args: [id] })
      const sealed = rows[0]?.[0] ?? null
      return sealed === null ? null : vault.openBytes(sealed as Uint8Array)
    },
    async drop(id) {
      await store.write([{ sql: 'delete from uploads where id = ?1', args: [id] }], { idempotent: true })
    },
  }
}
