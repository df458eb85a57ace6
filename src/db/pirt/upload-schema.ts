import { blob, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** A file that a visitor sent through the web chat, until whoever wants it has fetched it. */
export const uploads = sqliteTable(
  'uploads',
  {
    id: text().primaryKey(),
    address: text().notNull(),
    bytesSealed: blob({ mode: 'buffer' }).notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [index('uploads_address').on(t.address), index('uploads_created').on(t.createdAt)],
)
