import type { OutboxRow } from '../db/turns.ts'
import type { Channel, ChannelName } from './channel.ts'
import { createAccount } from './outbox-account.ts'
import type { Account, AccountLimits, Books, Logger, Outcome } from './outbox-account.ts'
import { createGroups } from './outbox-groups.ts'

/** A message left unsent by an earlier process, or left in the database for later by this one. */
export interface OwedRow extends OutboxRow {
  /** `sending`: it was under way, or about to be, when it was left. */
  readonly state: 'pending' | 'sending'
  readonly attempts: number
  readonly createdAt: number
}

/** What became of a message. */
export interface Settled {
  readonly id: string
  readonly state: 'sent' | 'failed' | 'unknown'
  readonly externalId: string | null
  readonly error: string | null
  readonly at: number
}

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
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number
}

/** Sends what is owed and records what became of it. */
export interface Outbox {
  /** Takes messages of a commit: they stand in the database as `sending` with their first attempt recorded. */
  deliver(rows: readonly OutboxRow[]): void
  /** Goes on with what an earlier process left. */
  start(): Promise<void>
  /** Sends what may go now, for at most so many milliseconds; the rest stays owed. */
  stop(grace?: number): Promise<void>
  stats(): { readonly depth: number; readonly oldestAgeMs: number; readonly sending: number }
}

/** Telegram's limits are kept by obeying it; WhatsApp has none that are published and must be approached with care. */
const LIMITS: Readonly<Record<ChannelName, AccountLimits>> = {
  telegram: { concurrency: 64, proactive: [{ count: 25, per: 1_000 }] },
  whatsapp: {
    concurrency: 4,
    chat: [{ count: 1, per: 1_000 }],
    account: [{ count: 20, per: 60_000 }],
    proactive: [{ count: 1, per: 15_000 }],
  },
  web: { concurrency: 64 },
}

const PAGE = 500

export function createOutbox(options: OutboxOptions): Outbox {
  const { channels, queries, logger, limits, most = 20_000, now = () => performance.now() } = options
  /** Messages in memory, until what became of them is recorded. */
  const held = new Set<string>()
  /** Messages from this id on wait in the database only. */
  let aside: string | null = null
  /** The first that was set aside while a page was being read. */
  let missed: string | null = null
  /** The first that this process set aside; before it stands what an earlier one left. */
  let ours: string | null = null
  let filling: Promise<void> | null = null
  let stopped = false

  const report = (err: unknown) => logger.error({ err }, 'the outbox could not reach the database')
  const grouping = { wait: 5, full: 64, onError: report }
  const attempts = createGroups<string>((ids) => queries.recordAttempt(ids), grouping)
  const results = createGroups<Settled>(async (group) => {
    await queries.settle(group)
    for (const { id } of group) held.delete(id)
    if (aside !== null && hasRoom()) refill()
  }, grouping)

  const hasRoom = () => !stopped && held.size < most / 2

  const books: Books = {
    settle: ({ row }, outcome) => void results.add(settled(row.id, outcome)),
    record: ({ row }) => attempts.add(row.id),
    block: (address) => void queries.blockAddress(address, Date.now()).catch(report),
  }
  const accounts = new Map<string, Account>()
  for (const [name, channel] of channels) {
    const own = limits?.[name] ?? LIMITS[name]
    accounts.set(name, createAccount({ channel, limits: own, books, logger, now }))
  }
  const accountOf = ({ address }: OutboxRow) => accounts.get(address.slice(0, address.indexOf(':')))

  function take(row: OutboxRow, createdAt: number, attempt: number): void {
    const account = accountOf(row)
    if (!account || held.has(row.id)) return
    held.add(row.id)
    account.add({ row, createdAt, attempt, misses: 0 })
  }

  function setAside(id: string): void {
    aside = earlier(aside, id)
    missed = earlier(missed, id)
    ours = earlier(ours, id)
  }

  /** Takes in what was left or set aside, page by page, while there is room. One at a time. */
  function fill(): Promise<void> {
    filling ??= readPages().finally(() => (filling = null))
    return filling
  }

  /** Fills up beside the work, until it has worked. */
  function refill(): void {
    fill().catch((error: unknown) => {
      report(error)
      setTimeout(refill, 1_000).unref()
    })
  }

  async function readPages(): Promise<void> {
    while (aside !== null && hasRoom()) {
      missed = null
      const page = await queries.owed({ from: aside, limit: PAGE })
      await takeOwed(page)
      aside = page.length < PAGE ? missed : earlier(missed, page.at(-1)!.id)
      for (const account of accounts.values()) account.pump()
    }
  }

  /** What might have been sent already goes again only if it is a reply. */
  async function takeOwed(page: readonly OwedRow[]): Promise<void> {
    const mine = page.filter((row) => accountOf(row) && !held.has(row.id))
    const isLost = ({ id, kind, state }: OwedRow) =>
      kind !== 'reply' && state === 'sending' && (ours === null || id < ours)
    const toSend = mine.filter((row) => !isLost(row))
    if (toSend.length > 0) await queries.recordAttempt(toSend.map(({ id }) => id))
    for (const row of toSend) take(row, row.createdAt, row.attempts + 1)
    for (const { id } of mine.filter(isLost)) {
      held.add(id)
      void results.add(settled(id, { state: 'unknown', error: 'left while it was being sent' }))
    }
  }

  return {
    deliver(rows) {
      for (const row of rows) {
        if (aside !== null || held.size >= most) setAside(row.id)
        else take(row, Date.now(), 1)
      }
      for (const account of accounts.values()) account.pump()
    },
    async start() {
      aside = ''
      await fill()
    },
    async stop(grace = 5_000) {
      stopped = true
      await within(grace, Promise.all(Array.from(accounts.values(), (account) => account.idle())))
      for (const account of accounts.values()) account.close()
      await within(1_000, Promise.all([results.flush(), attempts.flush()]))
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

const earlier = (left: string | null, right: string): string => (left !== null && left < right ? left : right)

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
