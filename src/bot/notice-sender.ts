import type { DueNotice, Notices, Settlement } from '../db/notices/notices.ts'
import { decentFrom } from '../flows/decent-hours.ts'
import { goTo } from '../flows/define.ts'
import type { NoticeType } from '../flows/notice.ts'
import { NOTICES } from '../flows/notices.ts'
import type { Clock } from '../flows/office-hours.ts'
import type { Reply } from '../flows/types.ts'
import { languageOf } from './notices.ts'
import { render } from './render.ts'
import type { Texts } from './texts.ts'

/** Tells contacts what they are owed outside their turns. */
export interface NoticeSender {
  /** Tells all that is due now; resolves to how many notices that settled. Many processes may do so at a time. */
  look(): Promise<number>
  /** Looks soon, for what a commit has just owed. */
  wake(): void
  /** Resolves when nothing is under way; begins nothing more. */
  stop(): Promise<void>
}

interface Dependencies {
  readonly notices: Notices
  readonly texts: Texts
  readonly newId: () => string
  /** Of contacts who have not told where they are. */
  readonly timeZone: string
  /** Has the outbox look at once. */
  readonly wakeOutbox: () => void
  readonly logger: { error(detail: object, message: string): void }
  readonly now?: () => number
}

/** Notices in one commit. */
const PAGE = 100
/** One that this process does not know yet, because a newer one owes it. */
const UNKNOWN_PAUSE = 10 * 60_000

/**
 * Messages that nobody waits for, on their way at a time: what a channel sends within minutes. The others wait here,
 * where night, a switch and their end are still heeded.
 */
const ROOM: { readonly [channel: string]: number } = { telegram: 3_000, whatsapp: 40 }
const NO_ROOM_PAUSE = 5 * 60_000

/** Puts due notices into words as rows of the outbox, page by page; one that cannot be put into words is logged. */
export function createNoticeSender(dependencies: Dependencies): NoticeSender {
  const { notices, texts, newId, wakeOutbox, logger, now = Date.now } = dependencies
  const stopping = new AbortController()
  let running: Promise<number> | null = null
  let isWoken = false
  let isLooking = false

  async function tellAll(): Promise<number> {
    let settled = 0
    for (let page = PAGE; page === PAGE && !stopping.signal.aborted; settled += page) {
      const at = now()
      const due = await notices.due(at, PAGE)
      page = due.length
      if (page === 0) break
      const room = roomIn(await notices.unsent())
      const settlements = due.map((notice) => settlementOf(notice, room, at))
      await notices.settle(settlements, at)
      if (settlements.some(({ outcome }) => outcome === 'told')) wakeOutbox()
    }
    return settled
  }

  /** One at a time: whoever asks meanwhile shares it. */
  function look(): Promise<number> {
    running ??= tellAll().finally(() => (running = null))
    return running
  }

  async function lookWhileWoken(): Promise<void> {
    isLooking = true
    while (isWoken && !stopping.signal.aborted) {
      await running?.catch(() => 0)
      isWoken = false
      await look().catch((err: unknown) =>
        logger.error({ err }, 'notices could not be told now; the next round tries again'),
      )
    }
    isLooking = false
  }

  function settlementOf(notice: DueNotice, room: Room, at: number): Settlement {
    const type = Object.hasOwn(NOTICES, notice.type) ? NOTICES[notice.type] : undefined
    if (!type) return { notice, outcome: 'later', dueAt: at + UNKNOWN_PAUSE }
    const why = unwanted(notice, type, at)
    if (why) return { notice, outcome: why }
    const decent = type.urgent ? at : decentFrom(at, notice.timeZone ?? dependencies.timeZone)
    if (decent > at) return { notice, outcome: 'later', dueAt: decent }
    if (!type.asked && !room(notice.address!)) return { notice, outcome: 'later', dueAt: at + NO_ROOM_PAUSE }
    try {
      return { notice, outcome: 'told', row: message(notice, type, at) }
    } catch (err) {
      logger.error({ err, type: notice.type }, 'a notice could not be put into words')
      return { notice, outcome: 'fault' }
    }
  }

  function message(notice: DueNotice, type: NoticeType, at: number) {
    const clock = { at, timeZone: notice.timeZone ?? dependencies.timeZone }
    const body = JSON.stringify(render(replyOf(type, notice.data, clock), languageOf(notice), texts))
    const kind = type.asked ? ('reply' as const) : ('reminder' as const)
    return { id: newId(), address: notice.address!, contactId: notice.contactId, kind, body }
  }

  return {
    look,
    wake() {
      isWoken = true
      if (!isLooking) void lookWhileWoken()
    },
    async stop() {
      stopping.abort()
      await running?.catch(() => 0)
    },
  }
}

/** Takes a place for one more message to an address, when its channel has one. */
type Room = (address: string) => boolean

function roomIn(unsent: ReadonlyMap<string, number>): Room {
  const taken = new Map(unsent)
  return (address) => {
    const channel = address.slice(0, address.indexOf(':'))
    const n = taken.get(channel) ?? 0
    taken.set(channel, n + 1)
    return n < (ROOM[channel] ?? Infinity)
  }
}

/** Whoever is told something unasked finds the way to be told no more of it. */
function replyOf(type: NoticeType, data: DueNotice['data'], clock: Clock): Reply {
  const reply = type.text(data, clock)
  return type.asked ? reply : { ...reply, choices: [...(reply.choices ?? []), goTo('switches')] }
}

/** Why it is not told. What somebody asked for they are told in any case. */
function unwanted(
  { validUntil, address, messagesStopped, newsWanted, off }: DueNotice,
  { asked, category }: NoticeType,
  at: number,
): 'late' | 'unreachable' | 'stopped' | 'off' | null {
  if (validUntil !== null && validUntil <= at) return 'late'
  if (address === null) return 'unreachable'
  if (asked) return null
  if (messagesStopped || (category === 'announcements' && !newsWanted)) return 'stopped'
  return off.includes(category) ? 'off' : null
}
