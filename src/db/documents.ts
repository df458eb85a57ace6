import type { FileRef } from '../flows/types.ts'
import { noticeStatements } from './notices.ts'
import { records, type Store } from './store.ts'
import type { Vault } from './vault.ts'

/** A paper whose bytes are still with the platform. */
export interface OwedDocument {
  readonly id: string
  readonly contactId: string
  readonly kind: string
  readonly channel: string
  readonly product: string
  readonly file: FileRef
  /** This one included. */
  readonly attempts: number
}

export interface Documents {
  /**
   * Takes papers on that came by these channels, until `until`: whoever takes one on and is gone by then leaves it to
   * the next. No two get the same one.
   */
  take(channels: readonly string[], now: number, until: number, limit: number): Promise<OwedDocument[]>
  /** Keeps the bytes, sealed. Resolves to false when a newer paper took its place meanwhile. */
  keep(id: string, bytes: Buffer, mime: string, now: number): Promise<boolean>
  /** Refuses a paper, and tells its owner in the same commit. */
  reject(document: OwedDocument, reason: string, now: number): Promise<void>
  /** The bytes of a paper that was kept, or null. */
  bytes(id: string): Promise<Buffer | null>
  /** What an earlier start of this process had taken on is free again. Only where no other process works. */
  release(): Promise<void>
}

const OWED = `documents where state = 'received' and not_before <= ?2 and channel in (select value from json_each(?1))`
const WAITING = `select 1 from ${OWED} limit 1`
const TAKE = `
update documents set attempts = attempts + 1, not_before = ?3
where id in (select id from ${OWED} order by not_before limit ?4)
returning id`

const TAKEN = `
select d.id, d.contact_id, d.kind, d.channel, d.attempts, d.file_sealed, p.product
from documents d join pirt_cases p on p.id = d.case_id
where d.id in (select value from json_each(?1)) and d.file_sealed is not null`

const CHECKED = `
update documents set state = 'checked', reason = null, file_sealed = null, mime = ?2, size = ?3, updated_at = ?4
where id = ?1 and state = 'received'`
const BYTES = `
insert into document_bytes (document_id, bytes_sealed) select id, ?2 from documents where id = ?1
on conflict (document_id) do update set bytes_sealed = excluded.bytes_sealed`
const REJECTED = `
update documents set state = 'rejected', reason = ?2, file_sealed = null, updated_at = ?3
where id = ?1 and state = 'received'`
const TOUCH = `
update pirt_cases set version = version + 1 where id = (select case_id from documents where id = ?1)`

export function createDocuments(store: Store, vault: Vault): Documents {
  return {
    async take(channels, now, until, limit) {
      const names = JSON.stringify(channels)
      // Mostly there is none, and looking costs no write.
      if ((await store.read({ sql: WAITING, args: [names, now] })).rows.length === 0) return []
      const args = [names, now, until, limit]
      const [taken] = await store.write([{ sql: TAKE, args }])
      if (taken!.rows.length === 0) return []
      const ids = JSON.stringify(taken!.rows.map(([id]) => id))
      return records<Taken>(await store.read({ sql: TAKEN, args: [ids] })).map((row) => owed(row, vault))
    },
    async keep(id, bytes, mime, now) {
      const [checked] = await store.write(
        [
          { sql: CHECKED, args: [id, mime, bytes.length, now] },
          { sql: BYTES, args: [id, vault.sealBytes(bytes)] },
          { sql: TOUCH, args: [id] },
        ],
        { idempotent: true },
      )
      return checked!.changes === 1
    },
    async reject({ id, contactId, channel, kind, product }, reason, now) {
      const notice = {
        once: `document/${id}/rejected`,
        type: 'documentRejected',
        contactId,
        channel,
        data: { kind },
        words: { product, reason },
      }
      await store.write(
        [
          { sql: REJECTED, args: [id, reason, now] },
          { sql: TOUCH, args: [id] },
          ...noticeStatements([notice], now, vault),
        ],
        { idempotent: true },
      )
    },
    async bytes(id) {
      const sql = 'select bytes_sealed from document_bytes where document_id = ?1'
      const { rows } = await store.read({ sql, args: [id] })
      const sealed = rows[0]?.[0] ?? null
      return sealed === null ? null : vault.openBytes(sealed as Uint8Array)
    },
    async release() {
      const sql = `update documents set not_before = 0 where state = 'received' and not_before > 0`
      await store.write([{ sql, args: [] }], { idempotent: true })
    },
  }
}

interface Taken {
  readonly id: string
  readonly contact_id: string
  readonly kind: string
  readonly channel: string
  readonly attempts: unknown
  readonly file_sealed: Uint8Array
  readonly product: string
}

const owed = (row: Taken, vault: Vault): OwedDocument => ({
  id: row.id,
  contactId: row.contact_id,
  kind: row.kind,
  channel: row.channel,
  product: row.product,
  file: JSON.parse(vault.open(row.file_sealed)) as FileRef,
  attempts: Number(row.attempts),
})
