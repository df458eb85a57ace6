import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { BroadcastAudience, BroadcastMessage, QuietHours } from './broadcasts.ts'

/** A message from the office to many owners. */
export const broadcasts = sqliteTable(
  'broadcasts',
  {
    /** What the rows of its recipients name. Nobody outside sees it: it can be counted. */
    serial: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    /** Sealed, as a text, as is the audience: what officers searched for. */
    name: text().notNull(),
    state: text({
      enum: [
        'draft',
        'approved',
        'scheduled',
        'running',
        'paused',
        'finished',
        'finishedWithUnknown',
        'cancelled',
        'missed',
      ],
    }).notNull(),
    /** The part of the country that its author sees: the audience lies within it. Null for the nation. */
    region: text(),
    audience: text({ mode: 'json' }).$type<BroadcastAudience>().notNull(),
    message: text({ mode: 'json' }).$type<BroadcastMessage>().notNull(),
    /** The channels it may go out on, with commas between them. */
    channels: text().notNull(),
    /** Messages a second on each channel; null for what the channel allows. */
    pace: integer(),
    quiet: text({ mode: 'json' }).$type<QuietHours>(),
    scheduledAt: integer(),
    validUntil: integer(),
    /** A second person must approve it. */
    needsApproval: integer({ mode: 'boolean' }).notNull(),
    createdBy: text().notNull(),
    approvedBy: text(),
    /** Why it is paused: nothing when an admin paused it. */
    reason: text(),
    /** The broadcast whose failed recipients this one is for. */
    resendOf: text(),
    /** How far the audience is frozen, by the numbers of registrations; up to `frozenTo`. */
    frozenUpTo: integer().notNull().default(0),
    frozenTo: integer(),
    frozenAt: integer(),
    startedAt: integer(),
    endedAt: integer(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex('broadcasts_id').on(t.id),
    index('broadcasts_created').on(t.createdAt, t.id),
    index('broadcasts_active')
      .on(t.state)
      .where(sql`state in ('scheduled', 'running')`),
  ],
)

/**
 * The audience of a broadcast as it was at its start: one row for each person. `n` is the order in which they came;
 * `rank` puts whom WhatsApp does not know lately last; `zone` is how many hours the person's clock is ahead of UTC.
 */
export const broadcastRecipients = sqliteTable(
  'broadcast_recipients',
  {
    broadcast: integer().notNull(),
    contactId: text().notNull(),
    n: integer().notNull(),
    state: text({
      enum: ['pending', 'leased', 'sending', 'sent', 'delivered', 'read', 'failed', 'skipped', 'unknown'],
    }).notNull(),
    /** Why it failed or was skipped. */
    reason: text(),
    channel: text(),
    address: text(),
    zone: integer().notNull(),
    rank: integer().notNull(),
    /** The fence of whoever leased it. */
    fence: integer(),
    outboxId: text(),
    sentAt: integer(),
    deliveredAt: integer(),
    readAt: integer(),
  },
  (t) => [
    primaryKey({ columns: [t.broadcast, t.contactId] }),
    index('broadcast_recipients_pending')
      .on(t.broadcast, t.channel, t.zone, t.rank, t.n)
      .where(sql`state = 'pending'`),
    index('broadcast_recipients_under_way')
      .on(t.broadcast)
      .where(sql`state in ('leased', 'sending')`),
    uniqueIndex('broadcast_recipients_outbox')
      .on(t.outboxId)
      .where(sql`outbox_id is not null`),
    // How often a person was written to lately.
    index('broadcast_recipients_sent')
      .on(t.contactId, t.sentAt)
      .where(sql`sent_at is not null`),
    // How many were written to lately whom WhatsApp does not know.
    index('broadcast_recipients_strangers')
      .on(t.sentAt)
      .where(sql`rank > 0 and sent_at is not null`),
  ],
)

/** An image or a PDF that goes with broadcasts. */
export const broadcastFiles = sqliteTable('broadcast_files', {
  id: text().primaryKey(),
  name: text().notNull(),
  mime: text().notNull(),
  size: integer().notNull(),
  region: text(),
  createdBy: text().notNull(),
  createdAt: integer().notNull(),
  bytesSealed: blob({ mode: 'buffer' }).notNull(),
})
