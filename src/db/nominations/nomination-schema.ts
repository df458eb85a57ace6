import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { wordings } from '../registrations/registration-schema.ts'
import { contacts } from '../schema.ts'

/*
 * Organisations that propose owners for the way to a bank. Times are milliseconds since the epoch; provinces are
 * Kemendagri codes.
 */

/** An association, a cooperative, a programme: whoever may propose owners. */
export const organisations = sqliteTable('organisations', {
  id: text().primaryKey(),
  name: text().notNull(),
  status: text({ enum: ['active', 'closed'] })
    .notNull()
    .default('active'),
  version: integer().notNull().default(1),
  createdAt: integer().notNull(),
  updatedAt: integer().notNull(),
})

/** How many owners an organisation may propose in a province; where there is no row, none. */
export const nominationQuotas = sqliteTable(
  'nomination_quotas',
  {
    organisationId: text()
      .notNull()
      .references(() => organisations.id),
    province: text().notNull(),
    quota: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.province] })],
)

/** Who speaks for an organisation: who calls the API, or a contact in chat. Each speaks for one only. */
export const representatives = sqliteTable(
  'representatives',
  {
    organisationId: text()
      .notNull()
      .references(() => organisations.id),
    kind: text({ enum: ['caller', 'contact'] }).notNull(),
    /** The id of the key, of the person who signs in, or of the contact. */
    holder: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.holder] }),
    index('representatives_organisation').on(t.organisationId),
  ],
)

/** An owner on the way to a bank. `expired` and `declined` give the place in the quota back. */
export const nominations = sqliteTable(
  'nominations',
  {
    id: text().primaryKey(),
    organisationId: text()
      .notNull()
      .references(() => organisations.id),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    /** Where the business was when it was proposed: the quota that it counts in. */
    province: text().notNull(),
    state: text({
      enum: ['proposed', 'accepted', 'declined', 'expired', 'trained', 'bankReady', 'financed'],
    }).notNull(),
    /** Why an officer moved it, in the words that the owner is told. */
    reasonSealed: blob({ mode: 'buffer' }),
    /** Until when the owner can answer. */
    expiresAt: integer().notNull(),
    /** The words that the owner agreed to. */
    wording: text().references(() => wordings.hash),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    // One way at a time.
    uniqueIndex('nominations_open')
      .on(t.contactId)
      .where(sql`state not in ('declined', 'expired')`),
    index('nominations_contact').on(t.contactId, t.createdAt),
    index('nominations_quota').on(t.organisationId, t.province, t.state),
    index('nominations_created').on(t.createdAt, t.id),
  ],
)

/** When a nomination reached each state. */
export const nominationSteps = sqliteTable(
  'nomination_steps',
  {
    nominationId: text()
      .notNull()
      .references(() => nominations.id),
    state: text().notNull(),
    at: integer().notNull(),
    /** `owner`, `representative`, or the id of a key. */
    actor: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.nominationId, t.state] })],
)
