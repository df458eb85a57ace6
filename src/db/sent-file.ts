import { blob, integer, text } from 'drizzle-orm/sqlite-core'

/**
 * Columns of every table of files that owners sent. While its state is `received`, a file's bytes are still to be fetched
 * from the platform and looked at, not before `notBefore`; they stand in a table of their own, as they may be 5 MB.
 */
export const sentFile = {
  channel: text().notNull(),
  reason: text(),
  /** Where the platform keeps it; cleared once it is fetched. */
  fileSealed: blob({ mode: 'buffer' }),
  mime: text(),
  size: integer(),
  attempts: integer().notNull().default(0),
  notBefore: integer().notNull().default(0),
  createdAt: integer().notNull(),
  updatedAt: integer().notNull(),
}
