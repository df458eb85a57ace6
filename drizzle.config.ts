import { defineConfig } from 'drizzle-kit'

// drizzle-kit knows neither STRICT nor WITHOUT ROWID: after `npm run db:generate`, end each new CREATE TABLE with
// `STRICT` by hand, and with `STRICT, WITHOUT ROWID` where rows are small and found by their primary key only.
export default defineConfig({
  dialect: 'turso',
  schema: [
    './src/db/schema.ts',
    './src/db/registrations/registration-schema.ts',
    './src/db/webhooks/webhook-schema.ts',
    './src/db/office/office-schema.ts',
    './src/db/exports/export-schema.ts',
    './src/db/content/content-schema.ts',
    './src/db/pirt/pirt-schema.ts',
    './src/db/office/handover-schema.ts',
    './src/db/training/training-schema.ts',
    './src/db/notices/notice-schema.ts',
    './src/db/notices/reminder-schema.ts',
    './src/db/notices/announcement-schema.ts',
    './src/db/office/people-schema.ts',
    './src/db/clusters/cluster-schema.ts',
    './src/db/pirt/upload-schema.ts',
    './src/db/broadcasts/broadcast-schema.ts',
    './src/db/partners/partner-schema.ts',
    './src/db/nominations/nomination-schema.ts',
  ],
  out: './src/db/migrations',
  casing: 'snake_case',
})
