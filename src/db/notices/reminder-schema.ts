import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * When contacts are reminded of what, as data: seeded at first start, switched on and off by admins. What is said, and
 * under which of an owner's switches it falls, stands with its notice (flows/notices.ts).
 */
export const reminders = sqliteTable('reminders', {
  id: text().primaryKey(),
  /** What it counts from: one of reminder-moments.ts. */
  moment: text().notNull(),
  /** ISO 8601, negative before the moment: `-P3D`. */
  offset: text().notNull(),
  /** How late it may still be told: `P1D`. */
  within: text().notNull(),
  /** The type of the notice. */
  notice: text().notNull(),
  on: integer({ mode: 'boolean' }).notNull(),
  version: integer().notNull().default(1),
  updatedAt: integer().notNull(),
})
