import { blob, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

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

/** How many there are, by the month (`202611`, Jakarta time) they came in, and what they are. */
export const registrationCounts = sqliteTable(
  'registration_counts',
  {
    month: integer().notNull(),
    province: text().notNull(),
    sector: text().notNull(),
    class: text().notNull(),
    status: text().notNull(),
    count: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.month, t.province, t.sector, t.class, t.status] })],
)

/** The same by regency. */
export const registrationPlaces = sqliteTable(
  'registration_places',
  {
    month: integer().notNull(),
    regency: text().notNull(),
    status: text().notNull(),
    count: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.month, t.regency, t.status] })],
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
