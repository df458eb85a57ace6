import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

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
