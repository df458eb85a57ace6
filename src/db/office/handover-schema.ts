import { sql } from 'drizzle-orm'
import { blob, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { contacts } from '../schema.ts'

/** A conversation that an owner has with an officer: it waits, is claimed, and is closed. One at a time for a contact. */
export const handovers = sqliteTable(
  'handovers',
  {
    id: text().primaryKey(),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    /** Where the owner wrote last: the officer's words go there. */
    address: text().notNull(),
    /** The regency of the registration; null for an owner who is not registered, whom officers of the nation see. */
    region: text(),
    /** The registration's number, when there was one. */
    number: text(),
    /** What the owner was doing. */
    flow: text(),
    step: text(),
    topicSealed: blob({ mode: 'buffer' }),
    openedAt: integer().notNull(),
    /** By when the owner is owed an answer; null while none is. */
    dueAt: integer(),
    /** The id of the API key whose holder took it: from then on the bot is silent. */
    claimedBy: text(),
    claimedAt: integer(),
    /** When the owner was answered for the first time. */
    answeredAt: integer(),
    closedAt: integer(),
    closedBy: text({ enum: ['owner', 'officer'] }),
  },
  (t) => [
    uniqueIndex('handovers_open')
      .on(t.contactId)
      .where(sql`closed_at is null`),
    index('handovers_contact').on(t.contactId),
    index('handovers_closed').on(t.closedAt, t.id),
  ],
)

/** What was said in it, in order. */
export const handoverMessages = sqliteTable(
  'handover_messages',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    handoverId: text()
      .notNull()
      .references(() => handovers.id),
    sender: text({ enum: ['owner', 'officer'] }).notNull(),
    bodySealed: blob({ mode: 'buffer' }).notNull(),
    at: integer().notNull(),
  },
  (t) => [index('handover_messages_of').on(t.handoverId, t.id)],
)
