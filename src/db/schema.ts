import { sql } from 'drizzle-orm'
import {
  blob,
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'

/*
 * Times are milliseconds since the epoch. Columns that end in `Sealed` hold AES-256-GCM under the data key,
 * those in `Index` a keyed hash for look-ups (vault.ts). Ids that something else points at are never reused.
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

/** A business as its owner registered it. One for each contact; a NIK is held once. */
export const registrations = sqliteTable(
  'registrations',
  {
    id: text().primaryKey(),
    number: text().notNull(),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    status: text({ enum: ['submitted', 'verified', 'returned', 'rejected', 'withdrawn'] }).notNull(),
    ownerNameSealed: blob({ mode: 'buffer' }).notNull(),
    nikSealed: blob({ mode: 'buffer' }),
    nikIndex: text(),
    businessName: text().notNull(),
    product: text().notNull(),
    sector: text().notNull(),
    province: text().notNull(),
    regency: text().notNull(),
    district: text().notNull(),
    yearStarted: integer().notNull(),
    capital: integer().notNull(),
    annualSales: integer().notNull(),
    workers: integer().notNull(),
    nib: text(),
    export: text({ enum: ['never', 'tried', 'regularly'] }).notNull(),
    class: text({ enum: ['micro', 'small', 'medium', 'large'] }).notNull(),
    channel: text().notNull(),
    /** The fields that an officer gave back, with the reasons; they hold while the status says so. */
    returnedSealed: blob({ mode: 'buffer' }),
    /** The id of the API key whose holder looks after it. */
    assignee: text(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex('registrations_number').on(t.number),
    uniqueIndex('registrations_contact').on(t.contactId),
    uniqueIndex('registrations_nik')
      .on(t.nikIndex)
      .where(sql`nik_index is not null`),
    index('registrations_created').on(t.createdAt, t.id),
    // What registration-filter.ts looks up; each ends in the order that lists are in.
    index('registrations_province').on(t.province, t.createdAt, t.id),
    index('registrations_province_sector').on(t.province, t.sector, t.createdAt, t.id),
    index('registrations_province_status').on(t.province, t.status, t.createdAt, t.id),
    index('registrations_regency').on(t.regency, t.createdAt, t.id),
    index('registrations_sector').on(t.sector, t.createdAt, t.id),
    index('registrations_status').on(t.status, t.createdAt, t.id),
    index('registrations_sales').on(t.annualSales, t.id),
    index('registrations_assignee')
      .on(t.assignee, t.createdAt, t.id)
      .where(sql`assignee is not null`),
  ],
)

/** A consent given or refused (UU 27/2022 art. 22 and 24): the wording shown, when, where, by which message. */
export const consents = sqliteTable(
  'consents',
  {
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    purpose: text({ enum: ['registration', 'sharing', 'messages', 'training', 'cluster'] }).notNull(),
    given: integer({ mode: 'boolean' }).notNull(),
    wording: text()
      .notNull()
      .references(() => wordings.hash),
    channel: text().notNull(),
    externalId: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.contactId, t.purpose, t.at, t.channel, t.externalId] })],
)

/** Each text that a consent was given to, once. */
export const wordings = sqliteTable('wordings', {
  hash: text().primaryKey(),
  language: text().notNull(),
  version: integer().notNull(),
  body: text().notNull(),
})

/** What owners asked of their data (UU 27/2022 art. 5 to 9): done at once, or due within 3 × 24 hours. */
export const dataRequests = sqliteTable(
  'data_requests',
  {
    id: text().primaryKey(),
    contactId: text().notNull(),
    kind: text({ enum: ['copy', 'withdraw', 'erase'] }).notNull(),
    channel: text().notNull(),
    requestedAt: integer().notNull(),
    dueAt: integer().notNull(),
    doneAt: integer(),
    /** The regency of the owner's registration, as it was then. */
    region: text(),
    /** The id of the API key whose holder did it; null for what the bot did at once. */
    doneBy: text(),
  },
  (t) => [index('data_requests_due').on(t.doneAt, t.dueAt)],
)

/** A one-time code that joins two addresses of one person. */
export const linkCodes = sqliteTable('link_codes', {
  codeIndex: text().primaryKey(),
  contactId: text()
    .notNull()
    .references(() => contacts.id),
  expiresAt: integer().notNull(),
})

/** What owners are told, as data: seeded at first start, edited by officers. `data` holds the rest of the item. */
export const content = sqliteTable(
  'content',
  {
    kind: text().notNull(),
    id: text().notNull(),
    data: text({ mode: 'json' }).notNull(),
    status: text({ enum: ['published', 'needs verification'] }).notNull(),
    source: text().notNull(),
    regulation: text(),
    /** Calendar days as text, `YYYY-MM-DD`; the first may be a month or a year. */
    validFrom: text(),
    verifiedAt: text(),
    version: integer().notNull().default(1),
    updatedAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.id] })],
)

/** A wish to be financed that its owner had handed on, with the consent to exactly that. */
export const interests = sqliteTable(
  'interests',
  {
    id: text().primaryKey(),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    product: text().notNull(),
    /** Whole rupiah. */
    amount: integer().notNull(),
    recipient: text({ enum: ['officer', 'bank', 'anchor'] }).notNull(),
    /** The cluster whose anchor company is the recipient. */
    clusterId: text(),
    wording: text()
      .notNull()
      .references(() => wordings.hash),
    channel: text().notNull(),
    externalId: text().notNull(),
    at: integer().notNull(),
    version: integer().notNull().default(1),
    /** The id of the API key whose holder took it on. */
    takenBy: text(),
    takenAt: integer(),
    /** What became of it, and when. */
    outcome: text({ enum: ['contacted', 'applied', 'financed', 'declined'] }),
    outcomeAt: integer(),
    /** Whole rupiah, when it was financed. */
    financed: integer(),
    /** Why, when it was declined. */
    declined: text({ enum: ['collateral', 'credit', 'papers', 'rules', 'owner', 'other'] }),
  },
  (t) => [index('interests_contact').on(t.contactId), index('interests_at').on(t.at, t.id)],
)

/** Keys of programs and officers. Only the hash of a key is held. */
export const apiKeys = sqliteTable(
  'api_keys',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    role: text({ enum: ['viewer', 'officer', 'admin'] }).notNull(),
    /** Kemendagri code that the key sees, or null for the nation. */
    region: text(),
    keyHash: text().notNull(),
    createdAt: integer().notNull(),
    expiresAt: integer(),
    revokedAt: integer(),
    lastUsedAt: integer(),
  },
  (t) => [uniqueIndex('api_keys_hash').on(t.keyHash)],
)

/** Append-only; each row's hash covers the one before. */
export const audit = sqliteTable('audit', {
  id: integer().primaryKey({ autoIncrement: true }),
  at: integer().notNull(),
  actor: text().notNull(),
  action: text().notNull(),
  subject: text(),
  detail: text({ mode: 'json' }),
  hash: text().notNull(),
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
