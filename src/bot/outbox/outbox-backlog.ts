import type { OwedRow } from '../../db/turns/outbox.ts'
import type { OutboxRow } from '../../db/turns/turns.ts'

/** Messages that wait in the database: left by an earlier process, put there by others, or set aside for want of room. */
export interface Backlog {
  /** Takes in all there is room for. */
  start(): Promise<void>
  /** Looks for messages that others have put there. */
  wake(): void
  /** True while messages are set aside: those that follow must be too, to keep their order. */
  readonly isOpen: boolean
  /** Leaves a message in the database until there is room. */
  setAside(row: OutboxRow): void
  /** These are through: what was read of them before is out of date. */
  forget(ids: readonly string[]): void
}

interface Dependencies {
  readonly owed: (range: { readonly from: string; readonly limit: number }) => Promise<readonly OwedRow[]>
  /** Takes messages on; resolves once their next attempt is recorded. */
  readonly takeOn: (rows: readonly OwedRow[]) => Promise<void>
  /** Messages that may have been sent, and must not be sent twice. */
  readonly giveUp: (rows: readonly OwedRow[]) => void
  readonly isHeld: (id: string) => boolean
  readonly hasRoom: () => boolean
  readonly onError: (error: unknown) => void
}

const PAGE = 500
/** What was committed just now is still on its way here by itself. */
const FRESH = 10_000

/** Reads a page at a time, and only while there is room; a page that cannot be read is told to `onError`. */
export function createBacklog({ owed, takeOn, giveUp, isHeld, hasRoom, onError }: Dependencies): Backlog {
  /** Messages from this id on are set aside. */
  let aside: string | null = null
  /** The first that was set aside while a page was being read. */
  let missed: string | null = null
  /** Set aside before their first attempt although they stand there as `sending`. */
  const untried = new Set<string>()
  /** Through since the page that is being read was asked for. */
  let through: Set<string> | null = null
  let reading: Promise<void> | null = null

  const isLost = ({ id, kind, state }: OwedRow) => kind !== 'reply' && state === 'sending' && !untried.has(id)
  const mayLook = () => aside === null && hasRoom()

  /** Reads one page; gives where the next one begins. */
  async function read(from: string, isMeant: (row: OwedRow) => boolean): Promise<string | null> {
    through = new Set()
    const page = await owed({ from, limit: PAGE })
    const free = page.filter((row) => !isHeld(row.id) && !through?.has(row.id) && isMeant(row))
    through = null
    giveUp(free.filter(isLost))
    await takeOn(free.filter((row) => !isLost(row)))
    for (const { id } of free) untried.delete(id)
    return page.length < PAGE ? null : page.at(-1)!.id
  }

  async function bringBack(): Promise<void> {
    while (aside !== null && hasRoom()) {
      missed = null
      const next = await read(aside, isAny)
      aside = next === null ? missed : earlier(missed, next)
    }
  }

  async function look(): Promise<void> {
    let from: string | null = ''
    while (from !== null && mayLook()) from = await read(from, isLeft)
  }

  /** One reader at a time. */
  function fill(): Promise<void> {
    reading ??= (aside === null ? look() : bringBack()).finally(() => (reading = null))
    return reading
  }

  function refill(): void {
    if (!hasRoom()) return
    fill().catch((error: unknown) => {
      onError(error)
      if (aside !== null) setTimeout(refill, 1_000).unref()
    })
  }

  return {
    async start() {
      aside = ''
      await fill()
    },
    wake: refill,
    get isOpen() {
      return aside !== null
    },
    setAside({ id, kind }) {
      if (kind !== 'reply') untried.add(id)
      aside = earlier(aside, id)
      missed = earlier(missed, id)
    },
    forget(ids) {
      for (const id of ids) through?.add(id)
      if (aside !== null) refill()
    },
  }
}

const isAny = () => true
const isLeft = ({ state, createdAt }: OwedRow) => state === 'pending' || createdAt < Date.now() - FRESH

const earlier = (left: string | null, right: string): string => (left !== null && left < right ? left : right)
