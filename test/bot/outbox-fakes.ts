import type { Channel, ChannelName, Outgoing } from '../../src/bot/channel.ts'
import type { OutboxQueries } from '../../src/bot/outbox/outbox.ts'
import { SendError } from '../../src/bot/send-error.ts'
import type { OwedRow, Settled } from '../../src/db/turns/outbox.ts'
import type { OutboxRow } from '../../src/db/turns/turns.ts'

export type Kind = OutboxRow['kind']

/** A row as a turn commits it. */
export const row = (number: number, address: string, kind: Kind = 'reply'): OutboxRow => ({
  id: number.toString(16).toUpperCase().padStart(24, '0'),
  address,
  contactId: address,
  kind,
  body: JSON.stringify({ text: `${number}` }),
})

/** What happens to one attempt. Without a word it arrives at once. */
export interface Fate {
  /** Shown to the contact. */
  readonly shown?: boolean
  readonly error?: SendError
  readonly ms?: number
}

export const FATES = {
  arrives: { shown: true },
  slow: { shown: true, ms: 40 },
  throttled: { error: SendError.throttled(1_500) },
  chatThrottled: { error: SendError.throttled(700, false) },
  unreachable: { error: SendError.unreachable(new Error('offline')) },
  answerLost: { shown: true, error: SendError.ambiguous(new Error('reset')), ms: 10 },
  lost: { error: SendError.ambiguous(new Error('reset')), ms: 10 },
  blocked: { error: SendError.blocked('blocked by the user') },
  refused: { error: SendError.refused('empty') },
} as const satisfies Record<string, Fate>

interface Attempt {
  readonly outgoing: Outgoing
  readonly at: number
  readonly fate: Fate
  /** Attempts the database knew of when it began. */
  readonly recorded: number
  /** Others that this process has under way at the same address. */
  readonly beside: number
}

interface Stored extends OwedRow {
  readonly settled?: Settled
}

/** A platform and a database that outlive the processes that use them. Times are those of the fake clock. */
export function createSurroundings(name: ChannelName = 'telegram') {
  const rows = new Map<string, Stored>()
  const attempts: Attempt[] = []
  const shown: string[] = []
  const writes: (readonly Settled[])[] = []
  const blocked: string[] = []
  const underWay = new Map<string, number>()
  const fates: Fate[] = []
  let life = 0

  /** Everything a process that was killed still does comes to nothing. */
  function process() {
    const mine = life
    const alive = <T>(value: T): Promise<T> =>
      mine === life ? Promise.resolve(value) : new Promise<T>(() => {})

    async function send(outgoing: Outgoing) {
      const fate: Fate = fates.shift() ?? FATES.arrives
      const lane = `${mine} ${outgoing.address}`
      const beside = underWay.get(lane) ?? 0
      const recorded = rows.get(outgoing.id)?.attempts ?? 0
      await alive(null)
      attempts.push({ outgoing, at: Date.now(), fate, recorded, beside })
      underWay.set(lane, beside + 1)
      if (fate.ms) await new Promise((resolve) => setTimeout(resolve, fate.ms))
      underWay.set(lane, beside)
      if (fate.shown) shown.push(outgoing.id)
      await alive(null)
      if (fate.error) throw fate.error
      return { externalId: `x${outgoing.id}` }
    }

    const channel = {
      name,
      start: async () => {},
      stop: async () => {},
      state: () => ({ state: 'online' }),
      send,
    } satisfies Channel

    const queries = {
      async owed({ from, limit }) {
        const owed = [...rows.values()].filter(({ id, settled }) => !settled && id >= from)
        return alive(owed.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit))
      },
      async recordAttempt(ids) {
        await alive(null)
        for (const id of ids) {
          const stored = rows.get(id)!
          rows.set(id, { ...stored, state: 'sending', attempts: stored.attempts + 1 })
        }
      },
      async settle(results) {
        await alive(null)
        writes.push(results)
        for (const settled of results) rows.set(settled.id, { ...rows.get(settled.id)!, settled })
      },
      async blockAddress(address) {
        blocked.push(address)
      },
    } satisfies OutboxQueries
    return { channels: new Map([[name, channel]]), queries }
  }

  return {
    attempts,
    shown,
    writes,
    blocked,
    fates,
    process,
    kill() {
      life += 1
    },
    /** What a turn commits. */
    commit(...committed: OutboxRow[]): OutboxRow[] {
      for (const row of committed)
        rows.set(row.id, { ...row, state: 'sending', attempts: 1, createdAt: Date.now() })
      return committed
    },
    /** What stands in the database without an attempt. */
    put(row: OutboxRow, state: OwedRow['state'], attempts: number): void {
      rows.set(row.id, { ...row, state, attempts, createdAt: Date.now() })
    },
    outcome: (row: OutboxRow) => rows.get(row.id)?.settled,
    ids: () => [...rows.keys()],
    kindOf: (id: string) => rows.get(id)?.kind,
    open: () => [...rows.values()].filter(({ settled }) => !settled).length,
  }
}

export type Surroundings = ReturnType<typeof createSurroundings>
