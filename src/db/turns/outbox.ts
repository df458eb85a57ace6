import { channelOf } from '../addresses.ts'
import { column, columns, piece, set, setSealed } from '../store/rows.ts'
import { records, type Statement, type Store } from '../store/store.ts'
import type { OutboxRow } from './turns.ts'
import type { Vault } from '../vault.ts'

/** A message that waits in the database. `sending`: it was under way, or about to be, when it was left. */
export interface OwedRow extends OutboxRow {
  readonly state: 'pending' | 'sending'
  /** Attempts recorded so far. */
  readonly attempts: number
  readonly createdAt: number
}

/** What became of a message. `pending`: it goes again, not before `notBefore`. */
export interface Settled {
  readonly id: string
  readonly state: 'sent' | 'failed' | 'unknown' | 'pending'
  readonly externalId: string | null
  readonly error: string | null
  readonly at: number
  readonly notBefore?: number
}

/** A message in a web contact's mailbox. */
export interface Kept {
  readonly id: string
  readonly body: string
}

export interface Outbox {
  /** Messages for later or for several contacts: they wait as `pending`, in the order of their ids. */
  enqueue(rows: readonly OutboxRow[], at: number, notBefore?: number): Promise<void>
  /**
   * Takes over unsettled messages that are this process's to send, in the order of their ids from `from` on: its own,
   * those of nobody, and those of processes that are gone. No other process gets the same ones.
   */
  owed(range: { readonly from: string; readonly limit: number }, now?: number): Promise<OwedRow[]>
  /** Counts one more attempt for each and marks them `sending`: before the network call. */
  recordAttempt(ids: readonly string[]): Promise<void>
  /** Records what became of messages; a reply that Telegram has taken is deleted. */
  settle(results: readonly Settled[]): Promise<void>
  /** The platform says that a message arrived or was read. Unknown ids are no error. */
  receipt(id: string, receipt: 'delivered' | 'read'): Promise<void>
  /** The body of a message by its id, for as long as it is kept: platforms ask for it again. */
  body(id: string): Promise<string | null>
  /** Letters after one that the page has, or the last ones; in the order of their ids. */
  mailbox(address: string, afterId?: string, limit?: number): Promise<Kept[]>
  /** What is owed, and since when the oldest is. */
  backlog(): Promise<{ readonly depth: number; readonly oldestAt: number | null }>
}

export interface OutboxOptions {
  readonly store: Store
  readonly vault: Vault
  /** Names this process: unique for each start. Other processes are alive while they hold the lease `process:<holder>`. */
  readonly holder: string
}

const ENQUEUE = `
insert into outbox (id, channel, address, contact_id, kind, created_at, body_sealed, state, not_before)
select ${columns(6)}, ${piece(6)}, 'pending', ?3 from json_each(?1) j where true
on conflict (id) do nothing`

const OWED = `
update outbox set holder = ?3 where id in (
  select id from outbox
  where state in ('pending', 'sending') and id >= ?1 and not_before <= ?2 and (holder is null or holder = ?3
    or not exists (select 1 from leases where name = 'process:' || outbox.holder and expires_at > ?4))
  order by id limit ?5)
returning id, address, contact_id, kind, state, attempts, created_at, body_sealed`

// Telegram never asks for a message again, nor tells that it was read: a reply that is there is needed no more.
const FORGET = `
delete from outbox
where id in (select ${column(0)} from json_each(?1) j) and channel = 'telegram' and kind = 'reply'`

// A receipt may be quicker than the record of the sending.
const SENT = `
update outbox set state = iif(state in ('delivered', 'read'), state, 'sent'), external_id = ${column(1)}, error = null,
  sent_at = ?2
from json_each(?1) j where outbox.id = ${column(0)}`

const NOT_SENT = `
update outbox set state = iif(state in ('delivered', 'read'), state, ${column(1)}), error = ${column(2)},
  not_before = ${column(3)}
from json_each(?1) j where outbox.id = ${column(0)}`

/** `holder` names this process in the rows that it sends. Bodies are sealed. */
export function createOutbox({ store, vault, holder }: OutboxOptions): Outbox {
  return {
    async enqueue(rows, at, notBefore) {
      await store.write(enqueueStatements(rows, at, vault, notBefore), { idempotent: true })
    },

    async owed({ from, limit }, now = Date.now()) {
      // A file belongs to one process: whoever else is named in it is gone, whatever its lease says.
      const leasesUntil = store.kind === 'file' ? Number.MAX_SAFE_INTEGER : now
      const [taken] = await store.write([{ sql: OWED, args: [from, now, holder, leasesUntil, limit] }])
      return records<Columns>(taken!)
        .map((row) => owedOf(row, vault))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
    },

    async recordAttempt(ids) {
      await store.write([
        {
          sql: `update outbox set state = 'sending', attempts = attempts + 1, holder = ?2
            where id in (select value from json_each(?1))`,
          args: [JSON.stringify(ids), holder],
        },
      ])
    },

    async settle(results) {
      const sent = results.filter(({ state }) => state === 'sent')
      const notSent = results.filter(({ state }) => state !== 'sent')
      const at = Math.max(...sent.map((result) => result.at))
      const statements = [
        ...set(
          FORGET,
          sent.map(({ id }) => [id]),
        ),
        ...set(
          SENT,
          sent.map(({ id, externalId }) => [id, externalId]),
          at,
        ),
        ...set(
          NOT_SENT,
          notSent.map(({ id, state, error, notBefore = 0 }) => [id, state, error, notBefore]),
        ),
      ]
      await store.write(statements, { idempotent: true })
    },

    async receipt(id, receipt) {
      const before =
        receipt === 'read' ? `'sending', 'sent', 'unknown', 'delivered'` : `'sending', 'sent', 'unknown'`
      await store.write(
        [{ sql: `update outbox set state = ?2 where id = ?1 and state in (${before})`, args: [id, receipt] }],
        { idempotent: true },
      )
    },

    async body(id) {
      const { rows } = await store.read({ sql: 'select body_sealed from outbox where id = ?1', args: [id] })
      const sealed = rows[0]?.[0] ?? null
      return sealed === null ? null : vault.open(sealed as Uint8Array)
    },

    async mailbox(address, afterId, limit = 100) {
      const range = afterId === undefined ? `id > '' order by id desc` : 'id > ?3 order by id'
      const { rows } = await store.read({
        sql: `select id, body_sealed from outbox where channel = 'web' and address = ?1 and body_sealed is not null
          and ${range} limit ?2`,
        args: [address, limit, ...(afterId === undefined ? [] : [afterId])],
      })
      const letters = rows.map(([id, body]) => ({ id: id as string, body: vault.open(body as Uint8Array) }))
      return afterId === undefined ? letters.reverse() : letters
    },

    async backlog() {
      const { rows } = await store.read({
        sql: `select count(*), min(created_at) from outbox where state in ('pending', 'sending')`,
        args: [],
      })
      const [depth, oldestAt] = rows[0]!
      return { depth: Number(depth), oldestAt: oldestAt === null ? null : Number(oldestAt) }
    },
  }
}

/** What enqueues these messages, for a commit that writes more. */
export function enqueueStatements(
  rows: readonly OutboxRow[],
  at: number,
  vault: Vault,
  notBefore = 0,
): Statement[] {
  const secrets = rows.map(({ id, address, contactId, kind, body }) => ({
    row: [id, channelOf(address), address, contactId, kind, at],
    secret: body,
  }))
  return setSealed(ENQUEUE, secrets, vault, notBefore)
}

interface Columns {
  readonly id: string
  readonly address: string
  readonly contact_id: string
  readonly kind: OutboxRow['kind']
  readonly state: OwedRow['state']
  readonly attempts: unknown
  readonly created_at: unknown
  readonly body_sealed: Uint8Array
}

function owedOf(row: Columns, vault: Vault): OwedRow {
  return {
    id: row.id,
    address: row.address,
    contactId: row.contact_id,
    kind: row.kind,
    state: row.state,
    attempts: Number(row.attempts),
    createdAt: Number(row.created_at),
    body: vault.open(row.body_sealed),
  }
}
