import type { Store } from './store/store.ts'

/** Named rights that one process has at a time. Times and spans in milliseconds; the clock is the caller's. */
export interface Leases {
  /**
   * The fence when the lease is free, expired or the holder's own already; null when another has it. The fence rises
   * with each new holder: what carries an older one comes too late.
   */
  acquire(name: string, holder: string, span: number, now: number): Promise<number | null>
  /** False when it was lost meanwhile: stop at once what it allowed. */
  renew(lease: Lease, span: number, now: number): Promise<boolean>
  release(lease: Lease): Promise<void>
  /** Ends all leases, where their holders are surely gone. */
  end(): Promise<void>
}

export interface Lease {
  readonly name: string
  readonly holder: string
  readonly fence: number
}

const ACQUIRE = `
insert into leases (name, holder, fence, expires_at) values (?1, ?2, 1, ?3)
on conflict (name) do update
set holder = excluded.holder, fence = fence + (holder <> excluded.holder), expires_at = excluded.expires_at
where expires_at <= ?4 or holder = excluded.holder
returning fence`

const RENEW = `
update leases set expires_at = ?4 where name = ?1 and holder = ?2 and fence = ?3 and expires_at > ?5 returning fence`

/** Every call is one write, which may be asked again when its answer was lost. */
export function createLeases(store: Store): Leases {
  return {
    async acquire(name, holder, span, now) {
      const [result] = await store.write([{ sql: ACQUIRE, args: [name, holder, now + span, now] }], {
        idempotent: true,
      })
      const fence = result!.rows[0]?.[0]
      return fence === undefined ? null : Number(fence)
    },
    async renew({ name, holder, fence }, span, now) {
      const [result] = await store.write([{ sql: RENEW, args: [name, holder, fence, now + span, now] }], {
        idempotent: true,
      })
      return result!.rows.length === 1
    },
    async end() {
      await store.write([{ sql: 'update leases set expires_at = 0', args: [] }], { idempotent: true })
    },
    async release({ name, holder, fence }) {
      await store.write(
        [
          {
            sql: 'update leases set expires_at = 0 where name = ?1 and holder = ?2 and fence = ?3',
            args: [name, holder, fence],
          },
        ],
        { idempotent: true },
      )
    },
  }
}
