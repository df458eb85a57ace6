import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/db/store/client.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Store } from '../../src/db/store/store.ts'
import { createVault, type Vault } from '../../src/db/vault.ts'
import { startSqld } from '../sqld.ts'

/** A database with the real schema in it, gone when the test file ends. */
export interface TestDatabase {
  readonly store: Store
  readonly vault: Vault
  readonly url: string
  drop(): Promise<void>
}

/** Both kinds of database, for `describe.each`. */
export const KINDS = [
  { kind: 'file', open: openFileDatabase },
  { kind: 'server', open: openServerDatabase },
] as const

export const VAULT = createVault(Buffer.alloc(32, 7))

export async function openFileDatabase(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'naik-kelas-'))
  const url = `file:${join(directory, 'test.db')}`
  const store = await openStore({ url })
  await migrate(store)
  const drop = async () => {
    await store.close()
    await rm(directory, { recursive: true, force: true })
  }
  return { store, vault: VAULT, url, drop }
}

async function openServerDatabase(): Promise<TestDatabase> {
  const server = await startSqld()
  const store = await openStore({ url: server.url })
  await migrate(store)
  const drop = async () => {
    await store.close()
    await server.stop()
  }
  return { store, vault: VAULT, url: server.url, drop }
}
