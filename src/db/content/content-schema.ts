import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What owners are told, as data: seeded at first start, edited by officers. `data` holds the rest of the item. */
export const content = sqliteTable(
  'content',
  {
    kind: text().notNull(),
    id: text().notNull(),
    data: text({ mode: 'json' }).notNull(),
    status: text({ enum: ['published', 'needs verification'] }).notNull(),
    source: text().notNull(),
    regulation: text(),
    /** Calendar days as text, `YYYY-MM-DD`; the first may be a month or a year. */
    validFrom: text(),
    verifiedAt: text(),
    version: integer().notNull().default(1),
    updatedAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.id] })],
)

/** What an item of content said in each of its versions, and who wrote it: the first is the seed's own. */
export const contentLog = sqliteTable(
  'content_log',
  {
    kind: text().notNull(),
    id: text().notNull(),
    version: integer().notNull(),
    at: integer().notNull(),
    /** `seed`, `import`, or the id of an API key. */
    actor: text().notNull(),
    item: text({ mode: 'json' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.id, t.version] })],
)
