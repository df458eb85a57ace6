import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { contacts } from '../schema.ts'

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
