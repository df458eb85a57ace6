import { setTimeout as pause } from 'node:timers/promises'
import { columns, piece, setSealed } from '../store/rows.ts'
import { records, type Statement, type Store, type Value } from '../store/store.ts'
import { StoreUnreachable } from '../store/store-error.ts'
import type { Vault } from '../vault.ts'

/** A message as it arrived, kept until it has taken effect. `body` is whatever its channel can read back. */
export interface Arrived {
  readonly externalId: string
  readonly address: string
  readonly body: string
}

export interface InboxKey {
  readonly channel: string
  readonly externalId: string
}

/** A message that still owes its effect. */
export interface Owed extends Arrived, InboxKey {
  readonly state: 'received' | 'dead'
  readonly attempts: number
  readonly error: string | null
  readonly receivedAt: number
}

export interface Inbox {
  /**
   * Keeps messages before the platform is told that they arrived; those seen before stay as they are. While the database
   * takes nothing this waits for it: what is given back now would come again in another order.
   */
  journal(channel: string, rows: readonly Arrived[], at?: number): Promise<void>
  /** What was taken in and had no effect yet, oldest first. */
  owed(limit?: number): Promise<Owed[]>
  /** Given up, for an operator to look at: newest first. */
  dead(limit?: number): Promise<Owed[]>
  /** Makes a dead message owed again; null when it is not dead. */
  replay(key: InboxKey): Promise<Owed | null>
}

const JOURNAL = `
insert into inbox (channel, external_id, address, received_at, body_sealed, state)
select ${columns(4)}, ${piece(4)}, 'received' from json_each(?1) j where true
on conflict (channel, external_id) do nothing`

const COLUMNS = 'channel, external_id, address, state, attempts, error, received_at, body_sealed'

/** How often a database that takes nothing is asked again, in milliseconds. */
const PAUSE = 500

async function patiently(store: Store, statements: readonly Statement[]): Promise<void> {
  for (;;) {
    try {
      return void (await store.write(statements, { idempotent: true }))
    } catch (error) {
      if (!(error instanceof StoreUnreachable)) throw error
      await pause(PAUSE)
    }
  }
}

/** Bodies are sealed, and are kept only while a message owes an effect. */
export function createInbox(store: Store, vault: Vault): Inbox {
  async function select(where: string, ...args: (string | number)[]): Promise<Owed[]> {
    const result = await store.read({ sql: `select ${COLUMNS} from inbox where ${where}`, args })
    return records<Columns>(result).map((row) => owedOf(row, vault))
  }

  return {
    async journal(channel, rows, at = Date.now()) {
      const secrets = rows.map(({ externalId, address, body }) => ({
        row: [channel, externalId, address, at],
        secret: body,
      }))
      await patiently(store, setSealed(JOURNAL, secrets, vault))
    },
    owed: (limit = 1000) =>
      select(`state <> 'done' and state <> 'dead' order by received_at limit ?1`, limit),
    dead: (limit = 100) =>
      select(`state <> 'done' and state = 'dead' order by received_at desc limit ?1`, limit),
    async replay({ channel, externalId }) {
      const [result] = await store.write([
        {
          sql: `update inbox set state = 'received', attempts = 0
            where channel = ?1 and external_id = ?2 and state = 'dead' returning ${COLUMNS}`,
          args: [channel, externalId],
        },
      ])
      const [row] = records<Columns>(result!)
      return row ? owedOf(row, vault) : null
    },
  }
}

interface Columns {
  readonly channel: string
  readonly external_id: string
  readonly address: string
  readonly state: Owed['state']
  readonly attempts: Value
  readonly error: string | null
  readonly received_at: Value
  readonly body_sealed: Uint8Array | null
}

function owedOf(row: Columns, vault: Vault): Owed {
  return {
    channel: row.channel,
    externalId: row.external_id,
    address: row.address,
    state: row.state,
    attempts: Number(row.attempts),
    error: row.error,
    receivedAt: Number(row.received_at),
    body: row.body_sealed === null ? '' : vault.open(row.body_sealed),
  }
}
