import { sql } from 'drizzle-orm'
import { blob, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { WebhookEvent } from './webhook-events.ts'

/*
 * Other programs that are told what happens. Triggers (migrations) write what each is owed in the commit of what
 * happened, whoever writes that; without webhooks they do nothing.
 */

/** An address that is told of events. `region` is what it may be told of, as a key's. */
export const webhooks = sqliteTable('webhooks', {
  id: text().primaryKey(),
  name: text().notNull(),
  url: text().notNull(),
  events: text({ mode: 'json' }).$type<readonly WebhookEvent[]>().notNull(),
  region: text(),
  secretSealed: blob({ mode: 'buffer' }).notNull(),
  version: integer().notNull().default(1),
  createdAt: integer().notNull(),
  lastSuccessAt: integer(),
  /** Since when it is told nothing, and why. */
  disabledAt: integer(),
  disabledReason: text({ enum: ['admin', 'failing', 'gone'] }),
})

/** An event that a webhook is owed or was told. */
export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    /** The same for every attempt: a receiver knows by it what it has had. */
    id: text().notNull().unique('webhook_deliveries_id'),
    webhookId: text()
      .notNull()
      .references(() => webhooks.id),
    event: text().notNull(),
    data: text({ mode: 'json' }).notNull(),
    at: integer().notNull(),
    state: text({ enum: ['pending', 'delivered', 'failed'] }).notNull(),
    attempts: integer().notNull().default(0),
    dueAt: integer().notNull(),
    /** The HTTP status of the last answer, or why there was none. */
    outcome: text(),
    attemptedAt: integer(),
  },
  (t) => [
    index('webhook_deliveries_of').on(t.webhookId, t.seq),
    index('webhook_deliveries_at').on(t.at),
    index('webhook_deliveries_due')
      .on(t.dueAt)
      .where(sql`state = 'pending'`),
  ],
)
