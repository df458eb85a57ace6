import type { IncomingMessage } from 'node:http'
import { pause } from '../loopback.ts'
import { ApiError, conflict } from './errors.ts'
import { flag, integer } from './params.ts'
import type { Params } from './params.ts'
import { Webhook } from './webhook.ts'
import type { Answer, Update, WebhookOptions } from './webhook.ts'

interface Queued {
  readonly update: Update
  readonly chat: number
  /** Handed out once more although its offset has been confirmed. */
  again: boolean
}

interface Poll {
  end(why: 'update' | 'gone' | 'conflict'): void
}

/** Not sent unless the bot asks for them by name. */
const ON_REQUEST = new Set(['chat_member', 'message_reaction', 'message_reaction_count'])

/** What waits for the bot: one queue, read by long polling or delivered to a webhook. */
export class Updates {
  readonly #options: WebhookOptions
  readonly #answer: Answer
  readonly #lastOf = new Map<number, Update>()
  #queue: Queued[] = []
  #nextId = 100_000_000 + (Date.now() % 800_000_000)
  #allowed: readonly string[] | undefined
  #poll: Poll | undefined
  #webhook: Webhook | undefined

  /** `answer` carries out a method that a webhook's response names. */
  constructor(options: WebhookOptions, answer: Answer) {
    this.#options = options
    this.#answer = answer
  }

  get pending(): number {
    return this.#queue.length
  }

  get polling(): boolean {
    return this.#poll !== undefined
  }

  get webhook(): Readonly<Webhook> | undefined {
    return this.#webhook
  }

  get allowed(): readonly string[] | undefined {
    return this.#allowed
  }

  push(kind: string, payload: object, user: number, chat = user): Update {
    const update: Update = { update_id: this.#nextId++, [kind]: payload }
    this.#lastOf.set(user, update)
    const wanted = this.#allowed?.length ? this.#allowed.includes(kind) : !ON_REQUEST.has(kind)
    if (wanted) this.#enqueue({ update, chat, again: false })
    return update
  }

  /** Sends somebody's last update a second time, as Telegram may. */
  repeat(user: number): void {
    const update = this.#lastOf.get(user)
    if (!update) throw new Error(`no update of ${user} to repeat`)
    this.#enqueue({ update, chat: user, again: true })
  }

  /** Ends a waiting getUpdates, for faults and for closing. */
  interrupt(why: 'gone' | 'conflict'): void {
    this.#poll?.end(why)
  }

  async getUpdates(params: Params, request: IncomingMessage): Promise<Update[]> {
    if (this.#webhook) {
      const how =
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
      throw new ApiError(409, `Conflict: ${how}`)
    }
    this.#allow(params.allowed_updates)
    this.interrupt('conflict')
    this.#confirm(integer(params.offset))
    const limit = Math.min(100, Math.max(1, integer(params.limit) ?? 100))
    const timeout = Math.max(0, Math.min(50, integer(params.timeout) ?? 0))
    if (this.#queue.length || !timeout) return this.#take(limit)
    const why = await this.#wait(timeout * 1000, request)
    if (why === 'conflict') throw conflict()
    return why === 'update' ? this.#take(limit) : []
  }

  setWebhook(params: Params): void {
    const webhook = params.url ? Webhook.from(params, this.#options) : undefined
    this.#allow(params.allowed_updates)
    if (flag(params.drop_pending_updates)) this.#queue = []
    this.#webhook = webhook
    if (!webhook) return
    this.interrupt('conflict')
    setImmediate(() => this.#deliverAll())
  }

  /** Stops delivering. */
  close(): void {
    this.#webhook = undefined
    this.interrupt('gone')
  }

  #allow(kinds: unknown): void {
    const read: unknown = typeof kinds === 'string' && kinds ? JSON.parse(kinds) : kinds
    if (Array.isArray(read)) this.#allowed = read.map(String)
  }

  #enqueue(item: Queued): void {
    this.#queue.push(item)
    if (this.#webhook) this.#deliverAll()
    else this.#poll?.end('update')
  }

  #confirm(offset: number | undefined): void {
    if (offset === undefined) return
    this.#queue =
      offset < 0
        ? this.#queue.slice(offset)
        : this.#queue.filter(({ update, again }) => again || update.update_id >= offset)
  }

  #take(limit: number): Update[] {
    const taken = this.#queue.slice(0, limit)
    for (const item of taken) item.again = false
    return taken.map(({ update }) => update)
  }

  async #wait(ms: number, request: IncomingMessage): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>()
    const poll = { end: resolve }
    const gone = () => resolve('gone')
    const timer = setTimeout(() => resolve('timeout'), ms)
    request.socket.once('close', gone)
    this.#poll = poll
    const why = await promise
    clearTimeout(timer)
    request.socket.off('close', gone)
    if (this.#poll === poll) this.#poll = undefined
    return why
  }

  /** One delivery at a time for a chat and in order, chats side by side up to max_connections. */
  #deliverAll(): void {
    const hook = this.#webhook
    if (!hook) return
    const seen = new Set<number>()
    for (const item of this.#queue) {
      if (hook.busy.size >= hook.max) return
      if (seen.has(item.chat)) continue
      seen.add(item.chat)
      if (hook.busy.has(item.chat)) continue
      hook.busy.add(item.chat)
      void this.#deliver(item, hook)
    }
  }

  /** Tries until the bot answers 2xx. */
  async #deliver(item: Queued, hook: Webhook): Promise<void> {
    for (let attempt = 0; this.#webhook === hook; attempt++) {
      if (await hook.deliver(item.update, this.#answer)) {
        this.#queue = this.#queue.filter((one) => one !== item)
        break
      }
      await pause(hook.retryMs * 2 ** Math.min(attempt, 6))
    }
    hook.busy.delete(item.chat)
    this.#deliverAll()
  }
}
