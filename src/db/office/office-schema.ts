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
