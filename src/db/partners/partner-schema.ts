import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { sentFile } from '../sent-file.ts'
import { contacts } from '../schema.ts'

/*
 * Companies, what they need, and what owners and companies make of it. Officers enter companies and needs; owners
 * apply with a product card. Days are text, `YYYY-MM-DD`; places are Kemendagri codes, null for the whole country.
 */

/** A company that looks for partners. */
export const companies = sqliteTable('companies', {
  id: text().primaryKey(),
  name: text().notNull(),
  about: text().notNull(),
  region: text(),
  /** Where this is known from. */
  source: text().notNull(),
  status: text({ enum: ['active', 'closed'] })
    .notNull()
    .default('active'),
  version: integer().notNull().default(1),
  createdAt: integer().notNull(),
  updatedAt: integer().notNull(),
})

/** Something that a company needs from partners. Its id travels in buttons: at most 24 ASCII characters. */
export const opportunities = sqliteTable(
  'opportunities',
  {
    id: text().primaryKey(),
    companyId: text()
      .notNull()
      .references(() => companies.id),
    product: text().notNull(),
    sector: text().notNull(),
    /** So many of the unit in each period. */
    volume: integer().notNull(),
    unit: text().notNull(),
    period: text({ enum: ['day', 'week', 'month', 'year'] }).notNull(),
    quality: text().notNull(),
    certificates: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
    region: text(),
    /** The pattern of partnership by PP 7/2021. */
    pattern: text().notNull(),
    /** How long the contract is meant to run; null when that is open. */
    months: integer(),
    sinceOn: text().notNull(),
    closesOn: text(),
    status: text({ enum: ['open', 'closed'] })
      .notNull()
      .default('open'),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    index('opportunities_open').on(t.status, t.sector, t.createdAt),
    index('opportunities_created').on(t.createdAt, t.id),
    index('opportunities_company').on(t.companyId, t.createdAt),
  ],
)

/** What an owner can deliver: made once, shown to each company that the owner applies to. */
export const productCards = sqliteTable(
  'product_cards',
  {
    id: text().primaryKey(),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    product: text().notNull(),
    /** So many of the unit a month. */
    capacity: integer().notNull(),
    unit: text().notNull(),
    /** What the owner says they have, beside what is known of them already. */
    certificates: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index('product_cards_contact').on(t.contactId, t.createdAt)],
)

/** A picture of a product. `received`: its bytes are still to be fetched from the platform, not before `notBefore`. */
export const cardPhotos = sqliteTable(
  'card_photos',
  {
    id: text().primaryKey(),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    cardId: text()
      .notNull()
      .references(() => productCards.id),
    state: text({ enum: ['received', 'checked', 'rejected'] }).notNull(),
    ...sentFile,
  },
  (t) => [
    index('card_photos_card').on(t.cardId, t.createdAt),
    index('card_photos_contact').on(t.contactId),
    index('card_photos_owed')
      .on(t.notBefore)
      .where(sql`state = 'received'`),
  ],
)

/** What the picture holds, apart from what is known of it: a row here may be 5 MB. */
export const cardPhotoBytes = sqliteTable('card_photo_bytes', {
  photoId: text()
    .primaryKey()
    .references(() => cardPhotos.id),
  bytesSealed: blob({ mode: 'buffer' }).notNull(),
})

/** An owner's offer to answer a need. */
export const applications = sqliteTable(
  'applications',
  {
    id: text().primaryKey(),
    opportunityId: text()
      .notNull()
      .references(() => opportunities.id),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    cardId: text()
      .notNull()
      .references(() => productCards.id),
    state: text({ enum: ['applied', 'shortlisted', 'accepted', 'declined', 'withdrawn'] }).notNull(),
    /** Why it was decided so, in the words that the owner is told. */
    reasonSealed: blob({ mode: 'buffer' }),
    channel: text().notNull(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex('applications_once').on(t.opportunityId, t.contactId),
    index('applications_contact').on(t.contactId, t.createdAt),
    index('applications_created').on(t.createdAt, t.id),
    index('applications_card').on(t.cardId),
  ],
)

/** What an accepted application became. */
export const contracts = sqliteTable(
  'contracts',
  {
    id: text().primaryKey(),
    applicationId: text()
      .notNull()
      .references(() => applications.id),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    /** What each side owes the other, in plain words. Sealed, as a text, as are the other words about a contract. */
    expects: text().notNull(),
    startsOn: text().notNull(),
    endsOn: text().notNull(),
    /** Null while it runs. */
    endedOn: text(),
    endedBecause: text(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    index('contracts_application').on(t.applicationId),
    index('contracts_contact').on(t.contactId, t.startsOn),
    index('contracts_created').on(t.createdAt, t.id),
  ],
)

/** What a year of a partnership taught about quality and management. */
export const contractNotes = sqliteTable(
  'contract_notes',
  {
    contractId: text()
      .notNull()
      .references(() => contracts.id),
    year: integer().notNull(),
    quality: text().notNull(),
    management: text().notNull(),
    actor: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.contractId, t.year] })],
)
