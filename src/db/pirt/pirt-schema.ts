import { sql } from 'drizzle-orm'
import { blob, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { sentFile } from '../sent-file.ts'
import { contacts } from '../schema.ts'

/** A product on its way to a P-IRT number; an owner may have several. Days are text, `YYYY-MM-DD`. */
export const pirtCases = sqliteTable(
  'pirt_cases',
  {
    id: text().primaryKey(),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    product: text().notNull(),
    foodGroup: text().notNull(),
    /** The id of the step in hand, or `done`. */
    step: text().notNull(),
    commitmentOn: text(),
    deadlineOn: text(),
    /** All 15 digits. */
    number: text(),
    /** A day, or only the year that the number tells. */
    expiry: text(),
    /** What the health office has passed: `product`, `label`, `training`, `place`. */
    verified: text({ mode: 'json' }).notNull(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    index('pirt_cases_contact').on(t.contactId, t.createdAt),
    index('pirt_cases_expiry')
      .on(t.expiry)
      .where(sql`expiry is not null`),
    index('pirt_cases_deadline')
      .on(t.deadlineOn)
      .where(sql`deadline_on is not null`),
  ],
)

/**
 * A paper that an owner sent for a product: the newest of its kind. `received`: its bytes are still to be fetched from
 * the platform and looked at, not before `notBefore`. `checked`: it is a photo or a PDF; an officer then accepts it or not.
 */
export const documents = sqliteTable(
  'documents',
  {
    id: text().primaryKey(),
    contactId: text()
      .notNull()
      .references(() => contacts.id),
    caseId: text()
      .notNull()
      .references(() => pirtCases.id),
    kind: text().notNull(),
    state: text({ enum: ['received', 'checked', 'accepted', 'rejected'] }).notNull(),
    ...sentFile,
  },
  (t) => [
    uniqueIndex('documents_case').on(t.caseId, t.kind),
    index('documents_contact').on(t.contactId),
    index('documents_owed')
      .on(t.notBefore)
      .where(sql`state = 'received'`),
  ],
)

/** What the paper holds, apart from what is known of it: a row here may be 5 MB. */
export const documentBytes = sqliteTable('document_bytes', {
  documentId: text()
    .primaryKey()
    .references(() => documents.id),
  bytesSealed: blob({ mode: 'buffer' }).notNull(),
})
