import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/*
 * When and where trainings are held, who comes, and what they take home. What is taught is content (`trainings`).
 * Times are milliseconds since the epoch.
 */

/** A training at a time and place. Officers enter it; its id travels in buttons: at most 24 ASCII characters. */
export const trainingSessions = sqliteTable(
  'training_sessions',
  {
    id: text().primaryKey(),
    /** The id of a content item. */
    training: text().notNull(),
    startsAt: integer().notNull(),
    endsAt: integer().notNull(),
    timeZone: text().notNull(),
    /** Where to go; null for a session that is only online. */
    venue: text(),
    map: text(),
    /** Told to those who have a seat. */
    link: text(),
    /** Kemendagri codes of the venue. */
    province: text(),
    regency: text(),
    quota: integer().notNull(),
    closesAt: integer().notNull(),
    /** Shown at the venue, unguessable. */
    checkInCode: text().notNull(),
    status: text({ enum: ['open', 'cancelled'] })
      .notNull()
      .default('open'),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex('training_sessions_code').on(t.checkInCode),
    index('training_sessions_coming').on(t.status, t.startsAt),
    index('training_sessions_training').on(t.training, t.startsAt),
  ],
)

/** A contact's seat, or place in the queue, of a session. `offered` is a seat held until the owner says yes. */
export const signups = sqliteTable(
  'signups',
  {
    sessionId: text().notNull(),
    contactId: text().notNull(),
    state: text({ enum: ['signed', 'waiting', 'offered', 'cancelled', 'attended', 'absent'] }).notNull(),
    /** Only of owners who are not registered. */
    nameSealed: blob({ mode: 'buffer' }),
    /** Where it was asked for, and where the owner is told. */
    channel: text().notNull(),
    /** The order of the queue. */
    queuedAt: integer().notNull(),
    /** Until when an offer stands; null until the owner has been told of it. */
    offerUntil: integer(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.sessionId, t.contactId] }),
    index('signups_contact').on(t.contactId),
    index('signups_queue').on(t.sessionId, t.state, t.queuedAt),
    index('signups_offers')
      .on(t.offerUntil)
      .where(sql`state = 'offered'`),
  ],
)

/** Who wants to be told when a training gets a date. */
export const trainingWishes = sqliteTable(
  'training_wishes',
  {
    training: text().notNull(),
    contactId: text().notNull(),
    channel: text().notNull(),
    at: integer().notNull(),
    toldAt: integer(),
  },
  (t) => [
    primaryKey({ columns: [t.training, t.contactId] }),
    index('training_wishes_contact').on(t.contactId),
  ],
)

/** What somebody who was there says of it. */
export const trainingFeedback = sqliteTable(
  'training_feedback',
  {
    sessionId: text().notNull(),
    contactId: text().notNull(),
    /** 1 to 5. */
    rating: integer().notNull(),
    wordsSealed: blob({ mode: 'buffer' }),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.contactId] })],
)

/** The proof that somebody was there. Its number cannot be guessed; the name is as it was on that day. */
export const trainingCertificates = sqliteTable(
  'training_certificates',
  {
    number: text().primaryKey(),
    sessionId: text().notNull(),
    contactId: text().notNull(),
    nameSealed: blob({ mode: 'buffer' }).notNull(),
    issuedAt: integer().notNull(),
    /** Since when it counts for nothing. */
    revokedAt: integer(),
  },
  (t) => [
    uniqueIndex('training_certificates_holder').on(t.sessionId, t.contactId),
    index('training_certificates_contact').on(t.contactId),
  ],
)
