import { fileURLToPath } from 'node:url'
import { readMigrationFiles, type MigrationMeta } from 'drizzle-orm/migrator'
import type { Statement, Store } from './store/store.ts'
import { StoreRefused } from './store/store-error.ts'

const FOLDER = fileURLToPath(new URL('./migrations', import.meta.url))
const LEDGER =
  'create table if not exists migrations (hash text primary key, applied_at integer not null) strict'

/**
 * Brings the database to the newest schema and resolves to the number of migrations applied. Each is one
 * transaction that begins with its own row in the ledger: of several processes that start together, one applies it
 * and the others see that it was done.
 */
export async function migrate(store: Store, folder = FOLDER): Promise<number> {
  await store.write([{ sql: LEDGER, args: [] }], { idempotent: true })
  const { rows } = await store.read({ sql: 'select hash from migrations', args: [] })
  const done = new Set(rows.map(([hash]) => hash))
  let applied = 0
  for (const migration of readMigrationFiles({ migrationsFolder: folder })) {
    if (done.has(migration.hash)) continue
    if (await apply(store, migration)) applied++
  }
  return applied
}

async function apply(store: Store, migration: MigrationMeta): Promise<boolean> {
  const claim: Statement = {
    sql: 'insert into migrations (hash, applied_at) values (?1, ?2)',
    args: [migration.hash, Date.now()],
  }
  try {
    await store.write([claim, ...migration.sql.map((sql) => ({ sql, args: [] }))])
    return true
  } catch (error) {
    if (error instanceof StoreRefused && error.message.includes('migrations.hash')) return false
    throw error
  }
}
