import type { Program } from '../e2e/program.ts'

/** A moment at which a program dies. */
export interface Moment {
  readonly name: string
  /** Resolves when it has come. */
  readonly comes: Promise<unknown>
  /** It is no longer waited for. */
  forget(): void
}

/** How a program died. */
export interface Deaths {
  readonly count: number
  /** How often it died at each kind of moment. */
  readonly moments: ReadonlyMap<string, number>
  /** When it was gone, in milliseconds since the epoch. */
  readonly at: readonly number[]
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
  const at: number[] = []
  for (let life = 0; life < kills; life++) {
    program.launch()
    const moment = momentOf(life)
    await within(moment, () => `life ${life} saw no "${moment.name}":\n${program.output().slice(-2000)}`)
    await program.kill()
    moments.set(moment.name, (moments.get(moment.name) ?? 0) + 1)
    at.push(Date.now())
  }
  program.launch()
  return { count: kills, moments, at }
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

/** How long before a death the platform may have taken what the program had not yet recorded as sent. */
const UNRECORDED = 1_000
/** In one chat a message goes out when the one before is there, which is recorded before the next but one. */
const MOST_UNRECORDED = 2

/** Of the messages that the platform took for one person, how many may have been in flight at a death. */
export function inFlight({ at }: Deaths, taken: readonly number[]): number {
  const before = (death: number) => taken.filter((time) => time <= death && time > death - UNRECORDED).length
  return at.reduce((sum, death) => sum + Math.min(MOST_UNRECORDED, before(death)), 0)
}
