import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createClient } from '@libsql/client'
import { drizzle } from 'drizzle-orm/libsql'
import { PRAGMAS } from './file.ts'
import { openFile } from './file-connection.ts'
import { createLane } from './lane.ts'
import { openServer } from './server.ts'
import type { Connection, Logger, Store } from './store.ts'

export interface StoreOptions {
  /** `file:…`, or a libSQL server: `libsql:`, `ws:`, `wss:`, `http:` or `https:`. */
  readonly url: string
  readonly authToken?: string
  readonly logger?: Logger
}

/** Opens the database. A file is kept for this process alone: StoreLocked says who else has it. */
export async function openStore(options: StoreOptions): Promise<Store> {
  return options.url.startsWith('file:') ? openFileStore(options.url) : openServerStore(options)
}

async function openFileStore(url: string): Promise<Store> {
  const path = url.slice('file:'.length)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const connection = await openFile(path)
  // Lists are read on a connection of their own, which cannot write whatever it is asked.
  const reader = createClient({ url, concurrency: 1, timeout: 5000 })
  for (const pragma of [...PRAGMAS, 'query_only = ON']) await reader.execute(`pragma ${pragma}`)
  const db = drizzle(reader, { casing: 'snake_case' })
  return storeOn('file', connection, db, () => reader.close())
}

async function openServerStore(options: StoreOptions): Promise<Store> {
  const connection = openServer(options)
  await connection.query([{ sql: 'select 1', args: [] }])
  return storeOn('server', connection, drizzle(connection.client, { casing: 'snake_case' }))
}

function storeOn(
  kind: Store['kind'],
  connection: Connection,
  db: Store['db'],
  closeReader = () => {},
): Store {
  const lane = createLane(connection)
  let closing: Promise<void> | null = null

  async function close(): Promise<void> {
    await lane.close()
    closeReader()
    await connection.close()
  }

  return {
    kind,
    db,
    async read(statement) {
      const [result] = await connection.query([statement])
      return result!
    },
    readAll: async (statements) => connection.query(statements),
    write: (statements, options) => lane.write(statements, options),
    close: () => (closing ??= close()),
  }
}
