import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { contacts } from '../schema.ts'

/** What contacts are to be told outside their own turns: each once, whatever is done twice or by several processes. */
export const notices = sqliteTable(
  'notices',
  {
    /** What is told, of what, to whom. It stays when the notice is settled: owed again, it is not told again. */
    once: text().primaryKey(),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    /** One of flows/notices.ts. */
    type: text().notNull(),
    data: text({ mode: 'json' }).notNull(),
    /** What people wrote, as JSON beside `data`; cleared when it is settled. */
    wordsSealed: blob({ mode: 'buffer' }),
    urgent: integer({ mode: 'boolean' }).notNull(),
    /** Where it is told if that can be reached; else wherever the contact can. */
    channel: text(),
    dueAt: integer().notNull(),
    validUntil: integer(),
    settledAt: integer(),
    outcome: text({ enum: ['told', 'stopped', 'off', 'unreachable', 'late', 'fault'] }),
    /** The message in the outbox that told it. */
    message: text(),
    createdAt: integer().notNull(),
  },
  (t) => [
    index('notices_due')
      .on(t.urgent, t.dueAt)
      .where(sql`settled_at is null`),
    index('notices_contact').on(t.contactId),
    index('notices_settled')
      .on(t.settledAt)
      .where(sql`settled_at is not null`),
  ],
)

/** What a contact does not want to be told: a category that is not here is on. */
export const noticeSwitches = sqliteTable(
  'notice_switches',
  {
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    category: text().notNull(),
    offSince: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.contactId, t.category] })],
)
