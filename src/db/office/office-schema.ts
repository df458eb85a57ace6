import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { wordings } from '../registrations/registration-schema.ts'
import { contacts } from '../schema.ts'

/*
 * What officers work with, beside the registrations themselves. Triggers (migrations) keep the counts and the search
 * in step with the registrations, whoever writes those.
 */

/** What happened to a registration. Officers' words are sealed; an owner's changes are kept by a trigger. */
export const registrationLog = sqliteTable(
  'registration_log',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    registrationId: text().notNull(),
    at: integer().notNull(),
    /** `owner`, or the id of an API key. */
    actor: text().notNull(),
    type: text({ enum: ['changed', 'verified', 'returned', 'rejected', 'assigned', 'noted'] }).notNull(),
    /** Field → [before, after], of what is not sealed. */
    changes: text({ mode: 'json' }).$type<{ readonly [field: string]: readonly [unknown, unknown] }>(),
    detailSealed: blob({ mode: 'buffer' }),
  },
  (t) => [index('registration_log_of').on(t.registrationId, t.id)],
)

/** A number for each registration, in the order they came: the full-text index (`registration_words`) knows them by it. */
export const registrationSeqs = sqliteTable('registration_seqs', {
  seq: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull().unique('registration_seqs_id'),
})

/**
 * How many registrations came in, in a month (`202611`, Jakarta time): of a sector, class or status (`by` and `value`),
 * or of all; in a regency, a province, or the nation (''). Every question that officers ask is a few rows.
 */
export const registrationCounts = sqliteTable(
  'registration_counts',
  {
    by: text({ enum: ['all', 'sector', 'class', 'status'] }).notNull(),
    region: text().notNull(),
    month: integer().notNull(),
    value: text().notNull(),
    count: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.by, t.region, t.month, t.value] })],
)

/** Requests that carried an idempotency key, with the answer they got, sealed. No answer yet: it is being worked on. */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    actor: text().notNull(),
    key: text().notNull(),
    requestHash: text().notNull(),
    answerSealed: blob({ mode: 'buffer' }),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.actor, t.key] }), index('idempotency_keys_at').on(t.at)],
)

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
    /** Sealed, as a text. */
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
  /** Sealed, as audit.ts says. */
  detail: text({ mode: 'json' }),
  hash: text().notNull(),
})
