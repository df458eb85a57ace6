import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** How far an export is, or came. Who took what along, and when, is in the audit log. */
export const exports = sqliteTable('exports', {
  /** The entry in the audit log that tells of it. */
  auditId: integer().primaryKey(),
  id: text().notNull().unique('exports_id'),
  /** What whoever takes it along sees; null for the nation. The rest of what was asked for is sealed in the entry. */
  region: text(),
  total: integer().notNull(),
  written: integer().notNull(),
  state: text({ enum: ['running', 'finished', 'brokenOff'] }).notNull(),
  /** When it was last seen to go on, or ended. */
  seenAt: integer().notNull(),
})
