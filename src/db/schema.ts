import { sql } from 'drizzle-orm'
import { blob, check, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/*
 * Times are milliseconds since the epoch. Columns that end in `Sealed` hold AES-256-GCM under the data key, as do
 * texts that are said to be sealed; those in `Index` a keyed hash for look-ups (vault.ts). Ids that something else points
 * at are never reused.
 */

/**
 * A person. `lock` rises with every turn: two processes cannot both take one. Whatever else changes what a turn goes
 * by (a status, a block, a merge) raises it too: turns remember contacts, and only a higher lock makes them read again.
 */
export const contacts = sqliteTable('contacts', {
  id: text().primaryKey(),
  language: text().notNull().default('id'),
  activeFlow: text(),
  lock: integer().notNull().default(0),
  /** Turns that threw, in a row; at three the message is parked. */
  failures: integer().notNull().default(0),
  messagesStopped: integer({ mode: 'boolean' }).notNull().default(false),
  timeZone: text(),
  createdAt: integer().notNull(),
  lastInboundAt: integer().notNull(),
})

/** A place where a contact is reached. An alias points at the address that stands for it. */
export const addresses = sqliteTable(
  'addresses',
  {
    address: text().primaryKey(),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    channel: text().notNull(),
    aliasOf: text(),
    phoneSealed: blob({ mode: 'buffer' }),
    phoneIndex: text(),
    blockedAt: integer(),
    createdAt: integer().notNull(),
  },
  (t) => [index('addresses_contact').on(t.contactId), index('addresses_phone').on(t.phoneIndex)],
)

/** A contact's journey through one flow, until it ends. The answers are sealed: they hold names and NIKs. */
export const runs = sqliteTable(
  'runs',
  {
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    flow: text().notNull(),
    stateSealed: blob({ mode: 'buffer' }).notNull(),
    startedAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.contactId, t.flow] })],
)

/**
 * Every message seen. `body` is kept, sealed, only while the message still owes an effect. `trail` is what happened in
 * its turn, until events.ts moves it to where a contact's timeline is read: here it costs the turn no page of its own.
 */
export const inbox = sqliteTable(
  'inbox',
  {
    channel: text().notNull(),
    externalId: text().notNull(),
    /** Once it is done, without the channel. */
    address: text().notNull(),
    state: text({ enum: ['received', 'done', 'dead'] }).notNull(),
    bodySealed: blob({ mode: 'buffer' }),
    attempts: integer().notNull().default(0),
    error: text(),
    /** When it came, and once it is done, when its turn was. */
    receivedAt: integer().notNull(),
    /** The lock that the turn left behind. */
    turn: integer(),
    /** As trail.ts writes it. */
    trail: text(),
  },
  (t) => [
    primaryKey({ columns: [t.channel, t.externalId] }),
    index('inbox_owed')
      .on(t.receivedAt)
      .where(sql`state <> 'done'`),
    index('inbox_trails')
      .on(t.channel, t.externalId)
      .where(sql`trail is not null`),
  ],
)

/**
 * Every message owed or sent, but for replies that Telegram has taken: they are deleted. Ids rise with time: within an
 * address they are the order.
 */
export const outbox = sqliteTable(
  'outbox',
  {
    id: text().primaryKey(),
    channel: text().notNull(),
    address: text().notNull(),
    contactId: text().notNull(),
    kind: text({ enum: ['reply', 'broadcast', 'reminder'] }).notNull(),
    /** `sending` is written before the network call, by the process whose lease `holder` names. */
    state: text({ enum: ['pending', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown'] }).notNull(),
    holder: text(),
    bodySealed: blob({ mode: 'buffer' }),
    attempts: integer().notNull().default(0),
    notBefore: integer().notNull().default(0),
    externalId: text(),
    error: text(),
    createdAt: integer().notNull(),
    sentAt: integer(),
  },
  (t) => [
    index('outbox_owed')
      .on(t.id)
      .where(sql`state in ('pending', 'sending')`),
    // The web's outbox is its mailbox: what a page has not shown yet is read from here.
    index('outbox_mailbox')
      .on(t.address, t.id)
      .where(sql`channel = 'web'`),
  ],
)

/** What happened in a contact's turns, in order: an owner's timeline. `turn` is the lock that the turn left behind. */
export const events = sqliteTable(
  'events',
  {
    contactId: text().notNull(),
    at: integer().notNull(),
    turn: integer().notNull(),
    n: integer().notNull(),
    channel: text().notNull(),
    flow: text().notNull(),
    step: text(),
    type: text().notNull(),
    reason: text(),
  },
  (t) => [primaryKey({ columns: [t.contactId, t.at, t.turn, t.n] })],
)

/** How often each event happened on a day (days since the epoch, UTC): the funnel of every flow. '' stands for none. */
export const funnel = sqliteTable(
  'funnel',
  {
    flow: text().notNull(),
    day: integer().notNull(),
    step: text().notNull(),
    type: text().notNull(),
    reason: text().notNull(),
    channel: text().notNull(),
    count: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.flow, t.day, t.step, t.type, t.reason, t.channel] })],
)

/** A one-time code that joins two addresses of one person. */
export const linkCodes = sqliteTable('link_codes', {
  codeIndex: text().primaryKey(),
  contactId: text()
    .notNull()
    .references(() => contacts.id),
  expiresAt: integer().notNull(),
})

/** What only one process may do at a time. The fence rises with each holder, so a late one is recognised. */
export const leases = sqliteTable('leases', {
  name: text().primaryKey(),
  holder: text().notNull(),
  fence: integer().notNull(),
  expiresAt: integer().notNull(),
})

/** WhatsApp's credentials and Signal keys, sealed. */
export const whatsappKeys = sqliteTable(
  'whatsapp_keys',
  { kind: text().notNull(), id: text().notNull(), valueSealed: blob({ mode: 'buffer' }).notNull() },
  (t) => [primaryKey({ columns: [t.kind, t.id] })],
)

/** One value sealed under the data key that the rest is sealed under: with another key it cannot be opened. */
export const vaultCheck = sqliteTable('vault_check', {
  id: integer().primaryKey(),
  sealed: blob({ mode: 'buffer' }).notNull(),
})

/** Never holds a row: inserting 0 where a guard found a conflict aborts the batch it stands in. */
export const guards = sqliteTable('guards', { held: integer().notNull() }, (t) => [
  check('guards_held', sql`${t.held} <> 0`),
])
