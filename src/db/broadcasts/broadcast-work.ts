import type { Audit, AuditEntry } from '../office/audit.ts'
import { lastRegistration, recipientsSql } from './broadcast-audience.ts'
import { broadcastOf, COLUMNS, type Row } from './broadcast-rows.ts'
import type { Broadcast } from './broadcasts.ts'
import type { Reader } from '../store/reader.ts'
import { records, type Argument, type Store } from '../store/store.ts'
import { StoreRefused } from '../store/store-error.ts'
import { ONE_CHANGED } from '../office/audited.ts'
import type { Vault } from '../vault.ts'

/**
 * The way of a broadcast from its start to its end, as whoever runs it goes along it. Every step is guarded, and what
 * changes its state is in the audit log as the product's own doing.
 */
export interface BroadcastWork {
  /** Those that something is to be done about: due or running, or cancelled just now. */
  active(at: number): Promise<Broadcast[]>
  /** Starts one whose time has come, or misses it when it is no longer valid. */
  begin(broadcast: Broadcast, at: number): Promise<void>
  /**
   * Freezes the next slice of the audience, of so many registrations. `stopped`: it does not run any more, or another
   * process is at it.
   */
  freeze(broadcast: Broadcast, size: number, at: number): Promise<'more' | 'done' | 'stopped'>
  /** Skips recipients that still wait, a page at a time; resolves to how many. */
  skip(serial: number, reason: string): Promise<number>
  /** Whether recipients are still to be written to: on a channel, or anywhere (null), also those under way. */
  waits(serial: number, channel: string | null): Promise<boolean>
  /** Ends one when nobody of its recipients waits or is under way. */
  finish(broadcast: Broadcast, at: number): Promise<void>
  /** Pauses a running one by itself, for a reason. */
  halt(serial: number, reason: string, at: number): Promise<void>
}

const PAGE = 500

const INSERT = `
insert into broadcast_recipients (broadcast, contact_id, n, state, reason, channel, address, zone, rank)
select ?2, j.value->>'$[0]', j.value->>'$[1]', iif(j.value->>'$[2]' is null, 'pending', 'skipped'), j.value->>'$[2]',
  j.value->>'$[3]', j.value->>'$[4]', j.value->>'$[5]', j.value->>'$[6]'
from json_each(?1) j where true on conflict do nothing`

const FROZEN_UP_TO = `
update broadcasts set frozen_up_to = ?3, frozen_to = ?4, frozen_at = iif(?3 >= ?4, ?5, null)
where serial = ?1 and frozen_up_to = ?2 and state = 'running' and frozen_at is null`

const SKIP = `
update broadcast_recipients set state = 'skipped', reason = ?2
where broadcast = ?1 and state = 'pending' and contact_id in (
  select contact_id from broadcast_recipients where broadcast = ?1 and state = 'pending' limit ${PAGE})`

const NOBODY_WAITS = `
  not exists (select 1 from broadcast_recipients where broadcast = ?1 and state = 'pending')
  and not exists (select 1 from broadcast_recipients where broadcast = ?1 and state in ('leased', 'sending'))`

const FINISH = `
update broadcasts set state = ?3, ended_at = ?2, updated_at = ?2, version = version + 1
where serial = ?1 and state = 'running' and frozen_at is not null and ${NOBODY_WAITS}`

// Whoever was leased when it was cancelled waits again, and is then let go too.
const CANCELLED = `update broadcasts set ended_at = ?2 where serial = ?1 and state = 'cancelled' and ${NOBODY_WAITS}`

/** For one process at a time; the audience is read beside the turns. */
export function createBroadcastWork(store: Store, reader: Reader, audit: Audit, vault: Vault): BroadcastWork {
  const write = async (sql: string, ...args: Argument[]) => {
    const [result] = await store.write([{ sql, args }], { idempotent: true })
    return result!
  }

  /** One step from a state, with its entry in the audit log; nothing when somebody else was first. */
  async function move(
    entry: Pick<AuditEntry, 'action' | 'subject' | 'detail'>,
    sql: string,
    ...args: Argument[]
  ) {
    try {
      await audit.append({ actor: 'product', ...entry }, Number(args[1]), [{ sql, args }, ONE_CHANGED])
    } catch (error) {
      if (!(error instanceof StoreRefused && error.someoneElse)) throw error
    }
  }

  return {
    async active(at) {
      const sql = `select ${COLUMNS} from broadcasts where state = 'running'
        or (state = 'scheduled' and scheduled_at <= ?1) or (state = 'cancelled' and ended_at is null) order by serial`
      return records<Row>(await store.read({ sql, args: [at] })).map((row) => broadcastOf(row, vault))
    },

    async begin({ serial, id, validUntil }, at) {
      const missed = validUntil !== null && validUntil <= at
      await move(
        { action: missed ? 'broadcast.missed' : 'broadcast.begun', subject: id, detail: {} },
        `update broadcasts set state = ?3, started_at = ?2, updated_at = ?2,
            ended_at = iif(?3 = 'missed', ?2, null), version = version + 1
          where serial = ?1 and state = 'scheduled' and scheduled_at <= ?2`,
        serial,
        at,
        missed ? 'missed' : 'running',
      )
    },

    async freeze(broadcast, size, at) {
      const { serial, frozenUpTo: from } = broadcast
      const last = broadcast.frozenTo ?? (await lastRegistration(reader))
      const to = Math.min(from + size, last)
      const asked = recipientsSql(broadcast, { from, to, at })
      const rows = asked ? ((await reader.read(asked)).rows[0]![0] as string) : '[]'
      const upTo = asked ? to : last
      try {
        await store.write([
          { sql: FROZEN_UP_TO, args: [serial, from, upTo, last, at] },
          ONE_CHANGED,
          { sql: INSERT, args: [rows, serial] },
        ])
        return upTo < last ? 'more' : 'done'
      } catch (error) {
        if (error instanceof StoreRefused && error.someoneElse) return 'stopped'
        throw error
      }
    },

    async skip(serial, reason) {
      return (await write(SKIP, serial, reason)).changes
    },

    async waits(serial, channel) {
      const { rows } = await store.read({
        sql: `select exists (select 1 from broadcast_recipients
            where broadcast = ?1 and state = 'pending' and (?2 is null or channel = ?2))
          or exists (select 1 from broadcast_recipients
            where broadcast = ?1 and state in ('leased', 'sending') and ?2 is null)`,
        args: [serial, channel],
      })
      return Number(rows[0]![0]) === 1
    },

    async finish({ serial, id, state }, at) {
      if (state === 'cancelled') return void (await write(CANCELLED, serial, at))
      const { rows } = await reader.read({
        sql: `select exists (select 1 from broadcast_recipients where broadcast = ?1 and state = 'unknown')`,
        args: [serial],
      })
      const ended = Number(rows[0]![0]) === 1 ? 'finishedWithUnknown' : 'finished'
      const entry = { action: 'broadcast.finished', subject: id, detail: { state: ended } }
      await move(entry, FINISH, serial, at, ended)
    },

    async halt(serial, reason, at) {
      const sql = `select id from broadcasts where serial = ?1 and state = 'running'`
      const [running] = (await store.read({ sql, args: [serial] })).rows
      if (!running) return
      await move(
        { action: 'broadcast.halted', subject: running[0] as string, detail: { reason } },
        `update broadcasts set state = 'paused', reason = ?3, updated_at = ?2, version = version + 1
          where serial = ?1 and state = 'running'`,
        serial,
        at,
        reason,
      )
    },
  }
}
