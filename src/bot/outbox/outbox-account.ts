import type { Address, Channel } from '../channel.ts'
import { createGate, createGates } from '../limits.ts'
import type { Limit } from '../limits.ts'
import { createLanes } from './outbox-lanes.ts'
import type { Item, Lane, Outcome } from './outbox-lanes.ts'
import { SendError } from '../send-error.ts'

/** What one channel's account may send. */
export interface AccountLimits {
  /** Messages under way at once. */
  readonly concurrency: number
  readonly account?: readonly Limit[]
  readonly chat?: readonly Limit[]
  /** In addition, for what nobody is waiting for: broadcasts and reminders. */
  readonly proactive?: readonly Limit[]
  /** How these are spread within their limits. */
  readonly spread?: readonly Limit[]
  readonly proactiveChat?: readonly Limit[]
  /** Up to so many milliseconds more between two of these, at random: people do not write like clocks. */
  readonly jitter?: number
}

/** Where an account's doings are written down. */
export interface Books {
  settle(item: Item, outcome: Outcome): void
  /** A proposed message was not sent: nothing of it is left here. */
  drop(item: Item): void
  /** Resolves once the attempt that comes next is recorded. */
  record(item: Item): Promise<void>
  /** Nobody is reached at this address any more. */
  block(address: Address): void
}

export interface Logger {
  info(detail: object, message: string): void
  warn(detail: object, message: string): void
  error(detail: object, message: string): void
}

interface Dependencies {
  readonly channel: Channel
  readonly limits: AccountLimits
  readonly books: Books
  readonly logger: Logger
  /** A monotonic clock in milliseconds. */
  readonly now: () => number
}

/** One channel's way out: keeps its limits and the waits it is asked for, and decides what follows from a failure. */
export interface Account {
  add(item: Item): void
  /** Sends what may go now. */
  pump(): void
  /** Resolves when nothing is under way and nothing may go now. */
  idle(): Promise<void>
  /** Begins nothing more. */
  close(): void
  readonly sending: number
  /** When the oldest message that waits was made. */
  oldest(): number | null
}

/**
 * A platform counts a message when it arrives there, some time between the call and its answer: as late as the answer
 * allows, when the way there and back takes no less than it took the fastest. Without an answer it has arrived by then.
 */
const UNDER_WAY = 1_000
/** How fast the memory of the fastest answer fades: the way may have become longer. */
const FADING = 1.02
/** After this a message comes too late to be one. */
const DAY = 86_400_000
/** Whoever waits for an answer gets it so soon after the platform is back: one attempt at a time is no burden to it. */
const LONGEST_OUTAGE_PAUSE = 5_000

/** The limits come from limits.ts; a channel without one is kept from nothing. */
export function createAccount({ channel, limits, books, logger, now }: Dependencies): Account {
  const lanes = createLanes()
  const all = createGate(limits.account ?? [])
  const proactive = createGate(limits.proactive ?? [])
  const chats = createGates(limits.chat ?? [])
  const proactiveChats = createGates(limits.proactiveChat ?? [])
  const idlers = new Set<() => void>()
  let sending = 0
  let pausedUntil = -Infinity
  let proactiveFrom = -Infinity
  const spread = createGate(limits.spread ?? [])
  /** Milliseconds that the fastest answer took lately. */
  let fastest = Infinity
  /** Attempts in a row that found no platform: while there are any, one message at a time tries whether it is back. */
  let outages = 0
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const mayBegin = () => !closed && sending < (outages > 0 ? 1 : limits.concurrency)

  function pump(): void {
    while (mayBegin()) {
      const lane = lanes.next()
      if (!lane) break
      const at = now()
      const relaxed = lanes.isRelaxed(lane)
      const own = relaxed ? Math.max(proactive.wait(at), spread.wait(at), proactiveFrom - at) : 0
      const wait = Math.max(pausedUntil - at, all.wait(at), own)
      if (wait > 0) {
        clearTimeout(timer)
        timer = setTimeout(pump, Math.ceil(wait)).unref()
        break
      }
      const item = lanes.take(lane)
      const waitForChat = Math.max(
        chats.wait(lane.address, at),
        relaxed ? proactiveChats.wait(lane.address, at) : 0,
      )
      if (waitForChat > 0) rest(lane, waitForChat)
      else void attempt(lane, item, at)
    }
    if (sending === 0) for (const resolve of idlers) resolve()
  }

  /** Lets a lane rest, and until its next attempt is recorded. */
  function rest(lane: Lane, wait: number, recorded?: Promise<void>): void {
    const goOn = () => {
      lanes.release(lane)
      pump()
    }
    const rested = () => void (recorded ? recorded.then(goOn) : goOn())
    if (wait > 0) setTimeout(rested, Math.ceil(wait)).unref()
    else rested()
  }

  async function attempt(lane: Lane, item: Item, at: number): Promise<void> {
    sending += 1
    all.take(at)
    chats.take(lane.address, at)
    proactiveChats.take(lane.address, at)
    const counted = item.row.kind === 'reply' ? null : countProactive(at)
    try {
      if (item.proposal && !(await item.proposal.begin())) {
        counted?.(-Infinity)
        lanes.remove(lane, item)
        books.drop(item)
        lanes.release(lane)
        sending -= 1
        return pump()
      }
      const begun = now()
      counted?.(begun + UNDER_WAY)
      const { externalId } = await channel.send(outgoing(item))
      counted?.(arrival(begun))
      if (outages > 0) logger.info({ channel: channel.name }, 'messages go out again')
      outages = 0
      finish(lane, item, { state: 'sent', externalId })
      lanes.release(lane)
    } catch (error) {
      afterFailure(lane, item, error)
    }
    sending -= 1
    pump()
  }

  function countProactive(at: number): (went: number) => void {
    if (limits.jitter) proactiveFrom = at + Math.random() * limits.jitter + (limits.proactive?.[0]?.per ?? 0)
    spread.take(at)
    return proactive.take(at + UNDER_WAY)
  }

  /** When a message that was answered just now was counted at the latest. */
  function arrival(begun: number): number {
    const at = now()
    fastest = Math.min(at - begun, fastest * FADING)
    return Math.min(at - fastest, begun + UNDER_WAY)
  }

  function finish(lane: Lane, item: Item, outcome: Outcome): void {
    lanes.remove(lane, item)
    books.settle(item, outcome)
    item.proposal?.settled(outcome)
    if (outcome.state !== 'sent') logger.warn({ id: item.row.id, ...outcome }, 'a message was not delivered')
  }

  function afterFailure(lane: Lane, item: Item, error: unknown): void {
    const verdict = verdictOn(item, error)
    if (verdict === 'again' && item.proposal) {
      lanes.remove(lane, item)
      void item.proposal.giveBack().then(() => books.drop(item))
      return rest(lane, restAfter(item, error as SendError))
    }
    if (verdict === 'again') {
      item.attempt += 1
      return rest(lane, restAfter(item, error as SendError), books.record(item))
    }
    if (!(error instanceof SendError)) logger.error({ err: error, id: item.row.id }, 'sending threw')
    if (verdict === 'blocked') books.block(lane.address)
    const isOver = (one: Item) => one === item || (verdict === 'blocked' && !one.proposal)
    const items = [...lane.replies, ...lane.others].filter(isOver)
    for (const one of items) finish(lane, one, verdict === 'blocked' ? BLOCKED : verdict)
    lanes.release(lane)
  }

  /** How long the lane rests; what concerns the whole account makes that pause instead. */
  function restAfter(item: Item, error: SendError): number {
    if (error.retryAfter > 0 && !error.wholeAccount) return error.retryAfter
    if (error.maybeSent) return backoff(1_000, item.misses++)
    const at = now()
    if (error.retryAfter > 0) pausedUntil = Math.max(pausedUntil, at + error.retryAfter)
    else if (at >= pausedUntil) pausedUntil = at + backoff(500, outages++, LONGEST_OUTAGE_PAUSE)
    logger.warn(
      { channel: channel.name, kind: error.kind, wait: Math.round(pausedUntil - at) },
      'sending pauses',
    )
    return 0
  }

  return {
    add: lanes.add,
    pump,
    oldest: lanes.oldest,
    idle() {
      const { promise, resolve } = Promise.withResolvers<void>()
      idlers.add(resolve)
      pump()
      return promise
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
    get sending() {
      return sending
    },
  }
}

const BLOCKED: Outcome = { state: 'failed', error: 'blocked' }

/** What becomes of a message whose attempt failed. */
function verdictOn({ row, createdAt }: Item, error: unknown): Outcome | 'again' | 'blocked' {
  if (!(error instanceof SendError)) return { state: 'failed', error: 'fault' }
  if (error.kind === 'blocked') return 'blocked'
  if (!error.retryable) return { state: 'failed', error: error.message }
  if (error.maybeSent && row.kind !== 'reply') return { state: 'unknown', error: error.message }
  return Date.now() - createdAt > DAY ? { state: 'failed', error: 'expired' } : 'again'
}

const outgoing = ({ row, attempt }: Item) => ({
  id: row.id,
  address: row.address as Address,
  message: JSON.parse(row.body),
  attempt,
})

/** Doubles up to a minute or as said, spread so that not all come back at once. */
function backoff(base: number, failures: number, most = 60_000): number {
  return Math.min(most, base * 2 ** failures) * (0.75 + Math.random() / 2)
}
