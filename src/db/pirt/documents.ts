import type { FileRef } from '../../flows/types.ts'
import { noticeStatements } from '../notices/notices.ts'
import { records, type Store } from '../store/store.ts'
import type { Vault } from '../vault.ts'

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

/** Papers of one sort: where they stand, and what they are for. */
interface Sort {
  readonly papers: string
  readonly bytes: string
  /** The column of `bytes` that names the paper. */
  readonly paper: string
  /** What a paper `d` shows, and the row `p` of the product it is for. */
  readonly kind: string
  readonly of: string
  /** What else changes when the paper ?1 is looked at. */
  readonly touch: string | null
  /** What the owner of a paper that is refused is told. */
  readonly notice: string
}

/** What owners send to show for a P-IRT number. */
const PIRT: Sort = {
  papers: 'documents',
  bytes: 'document_bytes',
  paper: 'document_id',
  kind: 'd.kind',
  of: 'pirt_cases p on p.id = d.case_id',
  touch:
    'update pirt_cases set version = version + 1 where id = (select case_id from documents where id = ?1)',
  notice: 'documentRejected',
}

/** Pictures on product cards. */
export const PHOTOS: Sort = {
  papers: 'card_photos',
  bytes: 'card_photo_bytes',
  paper: 'photo_id',
  kind: `'photo'`,
  of: 'product_cards p on p.id = d.card_id',
  touch: null,
  notice: 'photoRejected',
}

/** What a cluster's members send for the founding of their cooperative. */
export const FOUNDING: Sort = {
  papers: 'cooperative_documents',
  bytes: 'cooperative_document_bytes',
  paper: 'document_id',
  kind: 'd.kind',
  of: `(select c.id, coalesce(c.name, s.name) as product from cooperatives c
    join clusters s on s.id = c.cluster_id) p on p.id = d.cooperative_id`,
  touch:
    'update cooperatives set version = version + 1 where id = (select cooperative_id from cooperative_documents where id = ?1)',
  notice: 'foundingPaperRejected',
}

function sqlOf({ papers, bytes, paper, kind, of }: Sort) {
  const owed = `${papers} where state = 'received' and not_before <= ?2 and channel in (select value from json_each(?1))`
  return {
    waiting: `select 1 from ${owed} limit 1`,
    take: `update ${papers} set attempts = attempts + 1, not_before = ?3
      where id in (select id from ${owed} order by not_before limit ?4)
      returning id`,
    taken: `select d.id, d.contact_id, ${kind} as kind, d.channel, d.attempts, d.file_sealed, p.product
      from ${papers} d join ${of}
      where d.id in (select value from json_each(?1)) and d.file_sealed is not null`,
    checked: `update ${papers} set state = 'checked', reason = null, file_sealed = null, mime = ?2, size = ?3, updated_at = ?4
      where id = ?1 and state = 'received'`,
    keep: `insert into ${bytes} (${paper}, bytes_sealed) select id, ?2 from ${papers} where id = ?1
      on conflict (${paper}) do update set bytes_sealed = excluded.bytes_sealed`,
    rejected: `update ${papers} set state = 'rejected', reason = ?2, file_sealed = null, updated_at = ?3
      where id = ?1 and state = 'received'`,
    bytes: `select bytes_sealed from ${bytes} where ${paper} = ?1`,
    release: `update ${papers} set not_before = 0 where state = 'received' and not_before > 0`,
  }
}

/** Papers of P-IRT, of a cooperative’s founding, or pictures of products, as `sort` says. All bytes are sealed. */
export function createDocuments(store: Store, vault: Vault, sort: Sort = PIRT): Documents {
  const sql = sqlOf(sort)
  const touch = (id: string) => (sort.touch === null ? [] : [{ sql: sort.touch, args: [id] }])

  return {
    async take(channels, now, until, limit) {
      const names = JSON.stringify(channels)
      // Mostly there is none, and looking costs no write.
      if ((await store.read({ sql: sql.waiting, args: [names, now] })).rows.length === 0) return []
      const args = [names, now, until, limit]
      const [taken] = await store.write([{ sql: sql.take, args }])
      if (taken!.rows.length === 0) return []
      const ids = JSON.stringify(taken!.rows.map(([id]) => id))
      return records<Taken>(await store.read({ sql: sql.taken, args: [ids] })).map((row) => owed(row, vault))
    },
    async keep(id, bytes, mime, now) {
      const [checked] = await store.write(
        [
          { sql: sql.checked, args: [id, mime, bytes.length, now] },
          { sql: sql.keep, args: [id, vault.sealBytes(bytes)] },
          ...touch(id),
        ],
        { idempotent: true },
      )
      return checked!.changes === 1
    },
    async reject({ id, contactId, channel, kind, product }, reason, now) {
      const notice = {
        once: `document/${id}/rejected`,
        type: sort.notice,
        contactId,
        channel,
        data: { kind },
        words: { product, reason },
      }
      await store.write(
        [
          { sql: sql.rejected, args: [id, reason, now] },
          ...touch(id),
          ...noticeStatements([notice], now, vault),
        ],
        { idempotent: true },
      )
    },
    async bytes(id) {
      const { rows } = await store.read({ sql: sql.bytes, args: [id] })
      const sealed = rows[0]?.[0] ?? null
      return sealed === null ? null : vault.openBytes(sealed as Uint8Array)
    },
    async release() {
      await store.write([{ sql: sql.release, args: [] }], { idempotent: true })
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
