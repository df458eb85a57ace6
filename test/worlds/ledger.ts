import type { Fits, WaitOptions, WorldEvent } from './world.ts'

/** What counts as a reply when the caller does not say: everything a person would read. */
const READABLE = new Set(
  (
    'text image photo document video audio voice sticker animation media_group ' +
    'location venue contact poll interactive edit unknown'
  ).split(' '),
)

/** What a world writes down about one event; number, time and chat are added. */
export type Entry<Id> = Partial<WorldEvent<Id>> &
  Pick<WorldEvent<Id>, 'from' | 'kind'> & { readonly [extra: string]: unknown }

interface Chat<Id> {
  events: WorldEvent<Id>[]
  /** Events before this index have been seen by a wait or lie before the last sending. */
  cursor: number
}

interface Waiter {
  readonly chat: string
  check(): boolean
}

/** Who said what, in order, for each chat; and waiting for what comes next. */
export class Ledger<Id = number | string> {
  readonly #chats = new Map<string, Chat<Id>>()
  readonly #waiters = new Set<Waiter>()
  #count = 0

  /** Called with every event, for watching a world from outside. */
  onEvent: ((event: WorldEvent<Id>) => void) | undefined

  add(chat: number | string, entry: Entry<Id>): WorldEvent<Id> {
    const event = { buttons: [], text: '', ...entry, n: ++this.#count, at: Date.now(), user: String(chat) }
    this.#chat(chat).events.push(event)
    this.onEvent?.(event)
    for (const waiter of this.#waiters) if (waiter.chat === event.user) waiter.check()
    return event
  }

  /** Replies up to now are no longer looked at by waitReply. */
  mark(chat: number | string): void {
    const { events } = this.#chat(chat)
    this.#chat(chat).cursor = events.length
  }

  transcript(chat: number | string): WorldEvent<Id>[] {
    return [...this.#chat(chat).events]
  }

  /** The next unseen event from the bot that fits. A match moves the mark past it. */
  waitReply(
    chat: number | string,
    fits?: Fits<Id>,
    timeoutMs = 10_000,
    options: WaitOptions = {},
  ): Promise<WorldEvent<Id>> {
    const suits = predicate(fits)
    const kinds = options.kinds === undefined ? READABLE : new Set([options.kinds].flat())
    const of = this.#chat(chat)
    if (options.from !== undefined) of.cursor = options.from
    const { promise, resolve, reject } = Promise.withResolvers<WorldEvent<Id>>()
    const check = (): boolean => {
      const at = of.events.findIndex(
        (event, i) => i >= of.cursor && event.from === 'bot' && kinds.has(event.kind) && suits(event),
      )
      const found = of.events[at]
      if (!found) return false
      of.cursor = at + 1
      finish()
      resolve(found)
      return true
    }
    const waiter: Waiter = { chat: String(chat), check }
    const timer = setTimeout(() => {
      finish()
      const seen = of.events.slice(-6).map((e) => `  ${e.from} ${e.kind}: ${e.text.slice(0, 160)}`)
      reject(
        new Error(
          `no fitting reply for ${chat} within ${timeoutMs} ms; last events:\n${seen.join('\n') || '  (none)'}`,
        ),
      )
    }, timeoutMs)
    const finish = () => {
      clearTimeout(timer)
      this.#waiters.delete(waiter)
    }
    if (!check()) this.#waiters.add(waiter)
    return promise
  }

  /** Resolves once nothing has come from the bot for quietMs since its last event and since this call. */
  async quiet(chat: number | string, quietMs = 400, timeoutMs = 10_000): Promise<WorldEvent<Id>[]> {
    const start = Date.now()
    const { events } = this.#chat(chat)
    for (;;) {
      const last = Math.max(start, events.findLast((event) => event.from === 'bot')?.at ?? 0)
      const rest = Math.min(last + quietMs, start + timeoutMs) - Date.now()
      if (rest <= 0) return [...events]
      await new Promise((resolve) => setTimeout(resolve, rest))
    }
  }

  /** A chat as lines: milliseconds since its start, who, what, and the buttons. */
  format(chat: number | string): string {
    const { events } = this.#chat(chat)
    const start = events[0]?.at ?? 0
    const line = (event: WorldEvent<Id>) => {
      const buttons = event.buttons.length
        ? ` [${event.buttons.map((button) => button.text).join(' | ')}]`
        : ''
      return `${String(event.at - start).padStart(6)} ${event.from === 'user' ? '>' : '<'} ${event.kind}: ${event.text}${buttons}`
    }
    return events.map(line).join('\n')
  }

  #chat(chat: number | string): Chat<Id> {
    const found = this.#chats.get(String(chat))
    if (found) return found
    const made: Chat<Id> = { events: [], cursor: 0 }
    this.#chats.set(String(chat), made)
    return made
  }
}

/** Text is to be contained, an expression to match; without either everything fits. */
export function predicate<T extends { readonly text: string }>(
  fits: string | RegExp | ((subject: T) => boolean) | undefined,
): (subject: T) => boolean {
  if (fits === undefined) return () => true
  if (typeof fits === 'function') return fits
  if (fits instanceof RegExp) return (subject) => fits.test(subject.text)
  return (subject) => subject.text.includes(fits)
}
