import { and, asc, between, eq, sum } from 'drizzle-orm'
import { events, funnel } from '../schema.ts'
import type { Store } from '../store/store.ts'
import { TRAIL } from '../trail.ts'

const DAY = 86_400_000
const PAGE = 500

const WAITING = `from inbox indexed by inbox_trails where trail is not null order by channel, external_id limit ${PAGE}`

// Before, messages that had taken effect kept the channel in their address too.
const FULL_ADDRESS = `iif(instr(i.address, i.channel || ':') = 1, i.address, i.channel || ':' || i.address)`

const MOVE = `
insert or ignore into events (contact_id, at, turn, n, channel, flow, step, type, reason)
select a.contact_id, i.received_at, i.turn, e.key, i.channel, ${TRAIL.columns}
from (select * ${WAITING}) i join addresses a on a.address = ${FULL_ADDRESS}, ${TRAIL.events}
where ${TRAIL.isEvent}`

const EMPTY = `
update inbox set trail = null where (channel, external_id) in (select channel, external_id ${WAITING})`

export type StoredEvent = Readonly<Omit<typeof events.$inferSelect, 'contactId' | 'n'>>

/** How often an event happened at a step. */
export interface FunnelCell {
  readonly step: string | null
  readonly type: string
  readonly reason: string | null
  readonly count: number
}

export interface Events {
  /**
   * Moves what happened from the inbox, where a turn leaves it, to the contact's own events; resolves to the turns
   * moved. Asked for before the inbox is pruned; whatever reads events asks for it by itself.
   */
  gather(): Promise<number>
  /** What happened in a contact's turns, oldest first. */
  ofContact(contactId: string): Promise<StoredEvent[]>
  /** A flow's events counted by step, over whole days (UTC) from one time to another, both included. */
  funnel(flow: string, from: number, to: number): Promise<FunnelCell[]>
}

/** Gathers a page at a time, between the writes of turns. */
export function createEvents(store: Store): Events {
  async function gather(): Promise<number> {
    for (let moved = 0; ;) {
      const [, emptied] = await store.write([MOVE, EMPTY].map((sql) => ({ sql, args: [] })))
      moved += emptied!.changes
      if (emptied!.changes < PAGE) return moved
    }
  }

  return {
    gather,
    async ofContact(contactId) {
      await gather()
      const rows = await store.db
        .select()
        .from(events)
        .where(eq(events.contactId, contactId))
        .orderBy(asc(events.at), asc(events.turn), asc(events.n))
      return rows.map(({ contactId: _contactId, n: _n, ...rest }) => rest)
    },
    async funnel(flow, from, to) {
      const { step, type, reason, count } = funnel
      const rows = await store.db
        .select({ step, type, reason, count: sum(count) })
        .from(funnel)
        .where(and(eq(funnel.flow, flow), between(funnel.day, Math.floor(from / DAY), Math.floor(to / DAY))))
        .groupBy(step, type, reason)
        .orderBy(step, type, reason)
      return rows.map((row) => ({
        step: row.step || null,
        type: row.type,
        reason: row.reason || null,
        count: Number(row.count),
      }))
    },
  }
}
