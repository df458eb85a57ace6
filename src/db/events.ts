import { and, asc, between, eq, sum } from 'drizzle-orm'
import { events, funnel } from './schema.ts'
import type { Store } from './store.ts'

const DAY = 86_400_000

export type StoredEvent = Readonly<Omit<typeof events.$inferSelect, 'contactId' | 'n'>>

/** How often an event happened at a step. */
export interface FunnelCell {
  readonly step: string | null
  readonly type: string
  readonly reason: string | null
  readonly count: number
}

export interface Events {
  /** What happened in a contact's turns, oldest first. */
  ofContact(contactId: string): Promise<StoredEvent[]>
  /** A flow's events counted by step, over whole days (UTC) from one time to another, both included. */
  funnel(flow: string, from: number, to: number): Promise<FunnelCell[]>
}

export function createEvents(store: Store): Events {
  return {
    async ofContact(contactId) {
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
