import { defineConfig } from 'drizzle-kit'

// drizzle-kit knows neither STRICT nor WITHOUT ROWID: after `npm run db:generate`, end each new CREATE TABLE with
// `STRICT` by hand, and with `STRICT, WITHOUT ROWID` where rows are small and found by their primary key only.
export default defineConfig({
  dialect: 'turso',
  schema: [
    './src/db/schema.ts',
    './src/db/webhook-schema.ts',
    './src/db/office-schema.ts',
    './src/db/content-schema.ts',
    './src/db/pirt-schema.ts',
    './src/db/handover-schema.ts',
    './src/db/training-schema.ts',
    './src/db/notice-schema.ts',
    './src/db/reminder-schema.ts',
    './src/db/announcement-schema.ts',
    './src/db/people-schema.ts',
    './src/db/cluster-schema.ts',
    './src/db/upload-schema.ts',
    './src/db/broadcast-schema.ts',
    './src/db/partner-schema.ts',
    './src/db/nomination-schema.ts',
  ],
  out: './src/db/migrations',
  casing: 'snake_case',
})
