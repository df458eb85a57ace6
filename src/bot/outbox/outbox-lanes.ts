import type { OutboxRow } from '../../db/turns/turns.ts'
import type { Address } from '../channel.ts'

/** A message on its way out. */
export interface Item {
  readonly row: OutboxRow
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** Of the attempt that is under way or comes next; it is recorded already. */
  attempt: number
  /** Ambiguous failures so far. */
  misses: number
  readonly proposal?: Proposal
}

/** A message that is written down only when its turn has come. */
export interface Proposal {
  /** Records that its call comes next. Resolves to false when it is not to be sent any more. */
  begin(): Promise<boolean>
  /** It was surely not sent: whoever proposed it may do so again. Resolves when that is recorded. */
  giveBack(): Promise<void>
  /** What became of it, when it was sent or failed. */
  settled(outcome: Outcome): void
}

export type Outcome =
  | { readonly state: 'sent'; readonly externalId: string }
  | { readonly state: 'failed' | 'unknown'; readonly error: string }

/** What is owed to one address: one message at a time, in order, a reply before all else. */
export interface Lane {
  readonly address: Address
  readonly replies: Item[]
  readonly others: Item[]
  /** A message is under way, or the next one has to wait. */
  busy: boolean
  /** Where it stands in line. */
  place: Fifo<Lane> | null
}

/** The lanes of one account, in the order in which their turn comes. */
export interface Lanes {
  add(item: Item): void
  /** Whose turn it is; it stays in line until it is taken. */
  next(): Lane | undefined
  /** True when nobody waits for the lane's message. */
  isRelaxed(lane: Lane): boolean
  take(lane: Lane): Item
  /** Puts a lane that is no longer busy back in line. */
  release(lane: Lane): void
  /** Takes a message out that is through. */
  remove(lane: Lane, item: Item): void
  /** When the oldest message that waits was made. */
  oldest(): number | null
}

/** One lane an address. Replies overtake what nobody waits for, within a lane and between them. */
export function createLanes(): Lanes {
  const lanes = new Map<string, Lane>()
  const [urgent, relaxed] = [createFifo<Lane>(), createFifo<Lane>()]

  function line(lane: Lane): void {
    if (lane.busy) return
    const place = lane.replies.length > 0 ? urgent : lane.others.length > 0 ? relaxed : null
    if (!place) lanes.delete(lane.address)
    if (place !== lane.place) place?.push(lane)
    lane.place = place
  }

  return {
    add(item) {
      const address = item.row.address as Address
      const lane = lanes.get(address) ?? { address, replies: [], others: [], busy: false, place: null }
      lanes.set(address, lane)
      const items = item.row.kind === 'reply' ? lane.replies : lane.others
      items.push(item)
      line(lane)
    },
    next() {
      for (const place of [urgent, relaxed]) {
        // A lane that has moved on leaves its old place behind.
        while (place.first && place.first.place !== place) place.drop()
        if (place.first) return place.first
      }
      return undefined
    },
    isRelaxed: (lane) => lane.place === relaxed,
    take(lane) {
      lane.place?.drop()
      lane.place = null
      lane.busy = true
      return lane.replies[0] ?? lane.others[0]!
    },
    release(lane) {
      lane.busy = false
      line(lane)
    },
    remove(lane, item) {
      const items = item.row.kind === 'reply' ? lane.replies : lane.others
      items.splice(items.indexOf(item), 1)
    },
    oldest() {
      let oldest: number | null = null
      for (const { replies, others } of lanes.values()) {
        for (const item of [replies[0], others[0]])
          if (item) oldest = Math.min(oldest ?? Infinity, item.createdAt)
      }
      return oldest
    },
  }
}

/** First in, first out; what waits is never moved. */
interface Fifo<T> {
  readonly first: T | undefined
  push(item: T): void
  /** Takes the first away. */
  drop(): void
}

function createFifo<T>(): Fifo<T> {
  let items: T[] = []
  let head = 0
  return {
    get first() {
      return items[head]
    },
    push(item) {
      items.push(item)
    },
    drop() {
      head += 1
      if (head < items.length && head < 1024) return
      items = items.slice(head)
      head = 0
    },
  }
}
