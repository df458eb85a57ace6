import type { OwedRow, Settled } from '../../db/turns/outbox.ts'
import type { OutboxRow } from '../../db/turns/turns.ts'
import type { Channel, ChannelName } from '../channel.ts'
import { createAccount } from './outbox-account.ts'
import type { Account, AccountLimits, Books, Logger } from './outbox-account.ts'
import { createBacklog } from './outbox-backlog.ts'
import { createGroups } from './outbox-groups.ts'
import type { Outcome, Proposal } from './outbox-lanes.ts'

/** What the outbox asks of the database. */
export interface OutboxQueries {
  /** Unsettled messages that are this process's to send, in the order of their ids from this one on. */
  owed(range: { readonly from: string; readonly limit: number }): Promise<readonly OwedRow[]>
  /** Counts one more attempt for each and marks them `sending`. */
  recordAttempt(ids: readonly string[]): Promise<void>
  settle(results: readonly Settled[]): Promise<void>
  blockAddress(address: string, at: number): Promise<void>
}

export interface OutboxOptions {
  readonly channels: ReadonlyMap<ChannelName, Channel>
  readonly queries: OutboxQueries
  readonly logger: Logger
  readonly limits?: Partial<Readonly<Record<ChannelName, AccountLimits>>>
  /** Messages held in memory; more wait in the database. */
  readonly most?: number
  /** Milliseconds between looks for messages that others have put into the database. */
  readonly every?: number
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number
}

/** Sends what is owed and records what became of it. */
export interface Outbox {
  /** Takes messages of a commit: they stand in the database as `sending` with their first attempt recorded. */
  deliver(rows: readonly OutboxRow[]): void
  /** Takes a message that is not written down yet; false when this process does not send there. */
  propose(row: OutboxRow, proposal: Proposal): boolean
  /** Goes on with what an earlier process left, and looks now and then for what others have put into the database. */
  start(): Promise<void>
  /** Looks now. */
  wake(): void
  /** Sends what may go now, for at most so many milliseconds; the rest stays owed. */
  stop(grace?: number): Promise<void>
  stats(): { readonly depth: number; readonly oldestAgeMs: number; readonly sending: number }
}

/**
 * WhatsApp publishes no limits and must be approached with care. Answers a second apart have drawn no complaint that we
 * know of, three a second have drawn a 429; a new number is safer with fewer, one that has long been used may send more.
 */
export function whatsappLimits(messagesPerMinute = 60): AccountLimits {
  return {
    concurrency: 4,
    chat: [{ count: 1, per: 1_000 }],
    account: [
      { count: messagesPerMinute, per: 60_000 },
      { count: Math.max(2, Math.ceil(messagesPerMinute / 30)), per: 1_000 },
    ],
    proactive: [{ count: 1, per: 15_000 }],
    jitter: 10_000,
  }
}

/**
 * Telegram asks for about a message a second in a chat and lets bursts pass. So does this: nobody reads more in a
 * minute, and whoever floods the bot cannot have all others wait with a 429. It has no limit for replies in all; the one it
 * tells of, 30 a second, is for what nobody waits for, spread over the second; beyond that it takes payment. What it
 * answers with 429 is obeyed to the second.
 */
export function telegramLimits(broadcastsPerSecond = 30): AccountLimits {
  return {
    concurrency: Math.max(64, Math.ceil(broadcastsPerSecond / 4)),
    chat: [{ count: 60, per: 60_000 }],
    proactive: [{ count: broadcastsPerSecond, per: 1_000 }],
    spread: [{ count: Math.ceil(broadcastsPerSecond / 8), per: 100 }],
    proactiveChat: [{ count: 1, per: 1_000 }],
  }
}

/**
 * So many milliseconds more replies are waited for before what became of them is recorded: a fraction of the commits. After
 * a crash in between they go out once more, which a conversation bears and an announcement does not.
 */
const GATHER = 25

const LIMITS: Readonly<Record<ChannelName, AccountLimits>> = {
  telegram: telegramLimits(),
  whatsapp: whatsappLimits(),
  web: { concurrency: 64 },
}

/** Holds up to `most` messages; others wait in the database, which is looked at again every so many milliseconds. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { channels, queries, logger, limits, most = 20_000, every = 15_000 } = options
  const now = options.now ?? (() => performance.now())
  /** Messages in memory, until what became of them is recorded. */
  const held = new Set<string>()
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  const onError = (err: unknown) => logger.error({ err }, 'the outbox could not reach the database')
  const attempts = createGroups<string>((ids) => queries.recordAttempt(ids), onError)
  const results = createGroups<Settled>(record, onError)
  const replies = createGroups<Settled>(record, onError, GATHER)

  async function record(group: readonly Settled[]): Promise<void> {
    await queries.settle(group)
    const ids = group.map(({ id }) => id)
    for (const id of ids) held.delete(id)
    backlog.forget(ids)
  }

  const books: Books = {
    settle: ({ row }, outcome) =>
      void (row.kind === 'reply' ? replies : results).add(settled(row.id, outcome)),
    drop: ({ row }) => void held.delete(row.id),
    record: ({ row }) => attempts.add(row.id),
    block: (address) => void queries.blockAddress(address, Date.now()).catch(onError),
  }
  const accounts = new Map<string, Account>()
  for (const [name, channel] of channels) {
    const own = limits?.[name] ?? LIMITS[name]
    accounts.set(name, createAccount({ channel, limits: own, books, logger, now }))
  }
  const accountOf = ({ address }: OutboxRow) => accounts.get(address.slice(0, address.indexOf(':')))
  const pump = () => accounts.forEach((account) => account.pump())

  const backlog = createBacklog({
    owed: (range) => queries.owed(range),
    isHeld: (id) => held.has(id),
    hasRoom: () => !stopped && held.size < most / 2,
    onError,
    /** They are held from the start, so that nobody else takes them on while the attempt is recorded. */
    async takeOn(rows) {
      const mine = rows.filter((row) => accountOf(row))
      if (mine.length === 0) return
      const ids = mine.map(({ id }) => id)
      for (const id of ids) held.add(id)
      try {
        await queries.recordAttempt(ids)
      } catch (error) {
        for (const id of ids) held.delete(id)
        throw error
      }
      for (const row of mine) {
        accountOf(row)?.add({ row, createdAt: row.createdAt, attempt: row.attempts + 1, misses: 0 })
      }
      pump()
    },
    giveUp(rows) {
      for (const { id } of rows) {
        held.add(id)
        void results.add(settled(id, { state: 'unknown', error: 'left while it was being sent' }))
      }
    },
  })

  return {
    deliver(rows) {
      for (const row of rows) {
        const account = accountOf(row)
        if (!account || held.has(row.id)) continue
        if (backlog.isOpen || held.size >= most) backlog.setAside(row)
        else {
          held.add(row.id)
          account.add({ row, createdAt: Date.now(), attempt: 1, misses: 0 })
        }
      }
      pump()
    },
    propose(row, proposal) {
      const account = accountOf(row)
      if (!account || stopped) return false
      held.add(row.id)
      account.add({ row, createdAt: Date.now(), attempt: 1, misses: 0, proposal })
      account.pump()
      return true
    },
    async start() {
      await backlog.start()
      timer = setInterval(backlog.wake, every).unref()
    },
    wake: backlog.wake,
    async stop(grace = 5_000) {
      stopped = true
      clearInterval(timer)
      await within(grace, Promise.all(Array.from(accounts.values(), (account) => account.idle())))
      for (const account of accounts.values()) account.close()
      await within(1_000, Promise.all([results.flush(), replies.flush(), attempts.flush()]))
    },
    stats() {
      const all = [...accounts.values()]
      const oldest = Math.min(...all.map((account) => account.oldest() ?? Infinity))
      return {
        depth: held.size,
        oldestAgeMs: Number.isFinite(oldest) ? Math.max(0, Date.now() - oldest) : 0,
        sending: all.reduce((sum, { sending }) => sum + sending, 0),
      }
    },
  }
}

const settled = (id: string, outcome: Outcome): Settled => ({
  id,
  state: outcome.state,
  externalId: outcome.state === 'sent' ? outcome.externalId : null,
  error: outcome.state === 'sent' ? null : outcome.error,
  at: Date.now(),
})

/** Waits for the work, but not longer than this. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, promise])
  clearTimeout(timer)
}
