import { stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import type { Database } from '../database.ts'
import type { TurnCommit } from '../db/turns/turns.ts'
import { createLogger } from '../logger.ts'
import { type DemoOwner, demoOwners, demoSessions } from './demo-owners.ts'
import { UsageError } from './usage-error.ts'

/** Turns in one commit. */
const AT_ONCE = 50

/** `demo`: fills an empty database with made-up owners, clusters and companies, each marked as an example. The same seed makes the same ones. */
export async function demo(
  args: readonly string[],
  env: Record<string, string | undefined>,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { owners: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
  })
  const [owners, seed] = [values.owners, values.seed].map(Number) as [number, number]
  if (!Number.isInteger(owners) || owners < 1 || owners > 100_000)
    throw new UsageError('--owners must be a number from 1 to 100000.')
  if (!Number.isInteger(seed) || seed < 0) throw new UsageError('--seed must be a whole number.')
  const { openDatabase } = await import('../database.ts')
  const database = await openDatabase(readConfig(env), { logger: createLogger('warn'), onPoisoned: () => {} })
  try {
    const { count } = await database.office.lists.count({ type: 'nation' }, { conditions: [], words: [] })
    if (count > 0) {
      stdout.write('There are owners in this database already: examples are only put into an empty one.\n')
      return 1
    }
    await fill(database, owners, seed)
    stdout.write(
      `${owners} made-up owners are in it, with clusters and companies. Each is marked: (contoh), and NK-CONTOH in numbers.\n`,
    )
    return 0
  } finally {
    await database.close()
  }
}

async function fill({ turns, office, addExamples }: Database, count: number, seed: number): Promise<void> {
  const now = Date.now()
  for (const session of demoSessions(seed, now))
    await office.sessions.create(session, { actor: 'demo', at: now })
  const owners = demoOwners(count, seed, now)
  for (let from = 0; from < owners.length; from += AT_ONCE) {
    const outcomes = await turns.commit(owners.slice(from, from + AT_ONCE).map(commitOf), 'demo')
    const bad = outcomes.find((outcome) => outcome !== 'committed')
    if (bad) throw bad instanceof Error ? bad : new Error(`An example could not be written: ${bad}.`)
  }
  for (const owner of owners) await decide(office, owner, now)
  await addExamples()
}

/** What an officer made of it. */
async function decide(
  office: Database['office'],
  { number, decision }: DemoOwner,
  at: number,
): Promise<void> {
  const registration = decision && (await office.registrations.byNumber({ type: 'nation' }, number))
  if (!registration) return
  const returned = [{ field: 'nib', reason: 'Contoh: angkanya kurang satu.' }]
  await office.decisions.decide({
    registration,
    actor: 'demo',
    at,
    type: decision,
    ...(decision === 'returned' && { returned }),
    ...(decision === 'rejected' && { reason: 'Contoh: usaha ini terdaftar dua kali.' }),
    notices: [],
  })
}

/** As if the owner had told all of it in one turn. */
function commitOf({ id, at, effects }: DemoOwner): TurnCommit {
  return {
    key: { channel: 'web', externalId: id, address: `web:${id}` },
    at,
    contact: {
      id,
      lock: null,
      language: 'id',
      activeFlow: null,
      failures: 0,
      messagesStopped: true,
      timeZone: null,
      aliases: [],
      phone: null,
    },
    runs: [],
    endedFlows: [],
    events: [],
    effects,
    outbox: [],
  }
}
