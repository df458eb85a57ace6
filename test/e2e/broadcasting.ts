import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { readConfig } from '../../src/config.ts'
import { openStore } from '../../src/db/store/client.ts'
import type { Store } from '../../src/db/store/store.ts'
import { pause } from '../worlds/loopback.ts'
import { ADMIN_KEY, type Program } from './program.ts'

/** What the admin API says of a broadcast. */
export interface Seen {
  readonly id: string
  readonly state: string
  readonly version: number
  readonly recipients: readonly { readonly state: string; readonly count: number }[]
}

/** Opens the database of a program that does not run. */
export async function withStore<T>(dataDir: string, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(readConfig({ DATA_DIR: dataDir }).database)
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

/**
 * Puts owners into the database of a program that was never started. A process does it that is gone afterwards: a closed
 * connection keeps its files open until it is collected, and as long as anybody has them open, SQLite takes the index
 * of the log as it was left instead of reading the log anew.
 */
export async function registerOwners(
  { dataDir }: Pick<Program, 'dataDir'>,
  count: number,
  address: (n: number) => string,
): Promise<void> {
  const script = fileURLToPath(new URL('put-owners.ts', import.meta.url))
  const putting = promisify(execFile)(process.execPath, [script, dataDir])
  putting.child.stdin!.end(JSON.stringify(Array.from({ length: count }, (_, n) => address(n))))
  await putting
}

async function call(
  program: Program,
  method: string,
  path: string,
  body?: object,
  version?: number,
): Promise<Seen> {
  const response = await fetch(`${program.url}/api/v1/broadcasts${path}`, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      ...(body && { 'content-type': 'application/json' }),
      ...(version !== undefined && { 'if-match': `"${version}"` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Seen
}

/** The recipients in a state, as the report tells of them. */
export async function recipientsOf(program: Program, id: string, state: string): Promise<readonly object[]> {
  const path = `${program.url}/api/v1/broadcasts/${id}/recipients?state=${state}`
  const response = await fetch(path, { headers: { authorization: `Bearer ${ADMIN_KEY}` } })
  return ((await response.json()) as { items: object[] }).items
}

export const readBroadcast = (program: Program, id: string) => call(program, 'GET', `/${id}`)

export const actOn = async (program: Program, id: string, action: string) =>
  call(program, 'POST', `/${id}/${action}`, {}, (await readBroadcast(program, id)).version)

/** Drafts a broadcast to all owners and starts it; tells its id. */
export async function startBroadcast(program: Program, more: object = {}): Promise<string> {
  const message = { text: { id: 'Halo {name}, ada pelatihan PKP di {place}.' } }
  const { id } = await call(program, 'POST', '', { name: 'Uji', audience: {}, message, quiet: null, ...more })
  await actOn(program, id, 'start')
  return id
}

/** Resolves with the broadcast once it has ended. */
export async function endOf(program: Program, id: string, timeoutMs = 120_000): Promise<Seen> {
  for (const since = Date.now(); ; await pause(100)) {
    const seen = await readBroadcast(program, id).catch(() => null)
    if (seen?.state.startsWith('finished')) return seen
    if (Date.now() - since > timeoutMs)
      throw new Error(`${JSON.stringify(seen)}\n${program.output().slice(-2000)}`)
  }
}
