import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBooks } from '../e2e/books.ts'
import type { Program } from '../e2e/program.ts'

/** A moment at which a program dies. */
export interface Moment {
  readonly name: string
  /** Resolves when it has come. */
  readonly comes: Promise<unknown>
  /** It is no longer waited for. */
  forget(): void
}

/** What had been begun to be sent when a program was killed: how many messages, by address. */
export type InFlight = ReadonlyMap<string, number>

/** What the deaths of a program left behind. */
export interface Deaths {
  readonly count: number
  /** How often it died at each kind of moment. */
  readonly moments: ReadonlyMap<string, number>
  readonly inFlight: InFlight
}

/** A moment that has not come after so many milliseconds never will. */
const PATIENCE = 180_000

/** Starts the program `kills` times and kills it each time when its moment has come; then it runs on. */
export async function liveAndDie(
  program: Program,
  kills: number,
  momentOf: (life: number) => Moment,
): Promise<Deaths> {
  const moments = new Map<string, number>()
  const left: Promise<InFlight>[] = []
  for (let life = 0; life < kills; life++) {
    program.launch()
    const moment = momentOf(life)
    await within(moment, () => `life ${life} saw no "${moment.name}":\n${program.output().slice(-2000)}`)
    await program.kill()
    moments.set(moment.name, (moments.get(moment.name) ?? 0) + 1)
    const copy = await copyOf(program.dataDir)
    left.push(underWay(copy))
  }
  program.launch()
  const inFlight = new Map<string, number>()
  for (const one of await Promise.all(left)) {
    for (const [address, count] of one) inFlight.set(address, (inFlight.get(address) ?? 0) + count)
  }
  return { count: kills, moments, inFlight }
}

async function within({ comes, forget }: Moment, complaint: () => string): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(complaint())), PATIENCE)
  try {
    await Promise.race([comes, late])
  } finally {
    clearTimeout(timer)
    forget()
  }
}

/** The dead program's files as they are, so that looking into them changes nothing for its next life. */
async function copyOf(dataDir: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'naik-kelas-left-'))
  await cp(dataDir, copy, { recursive: true, filter: (path) => !path.endsWith('-shm') })
  return copy
}

async function underWay(dataDir: string): Promise<InFlight> {
  const books = await openBooks(dataDir)
  const counts = new Map<string, number>()
  for (const { address, state } of await books.outbox()) {
    if (state === 'sending') counts.set(address, (counts.get(address) ?? 0) + 1)
  }
  await books.close()
  await rm(dataDir, { recursive: true, force: true })
  return counts
}
