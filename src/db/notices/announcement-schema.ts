import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Which new training sessions announce themselves, and to whom. An admin writes a rule, and switches it on. */
export const announcementRules = sqliteTable('announcement_rules', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** Sessions of this topic, of this training, in this place; null for all. */
  topic: text(),
  training: text(),
  region: text(),
  /** Owners of these sectors; none for all. */
  sectors: text({ mode: 'json' }).notNull(),
  /** How far from the venue they may be. */
  reach: text({ enum: ['regency', 'province', 'nation'] }).notNull(),
  /** Nobody is told of more than one session in so many days. */
  everyDays: integer().notNull(),
  on: integer({ mode: 'boolean' }).notNull(),
  /** Sessions that were there before are not announced. */
  onSince: integer(),
  version: integer().notNull().default(1),
  updatedAt: integer().notNull(),
})

/** How far a session has been announced by a rule: page by page, in the order of registrations. */
export const announcedSessions = sqliteTable(
  'announced_sessions',
  {
    ruleId: text().notNull(),
    sessionId: text().notNull(),
    afterAt: integer().notNull(),
    afterId: text().notNull(),
    doneAt: integer(),
  },
  (t) => [primaryKey({ columns: [t.ruleId, t.sessionId] })],
)
