import { bad } from './errors.ts'
import { integer, string } from './params.ts'
import type { Params } from './params.ts'

/** An update as the bot receives it. */
export interface Update {
  readonly update_id: number
  readonly [kind: string]: unknown
}

/** Carries out a method of the Bot API that a webhook's response names. */
export type Answer = (method: string, params: Params) => Promise<unknown>

export interface WebhookOptions {
  readonly webhookTimeoutMs?: number
  readonly webhookRetryMs?: number
}

/** The bot's own address for updates. */
export class Webhook {
  readonly url: string
  /** Deliveries at once. */
  readonly max: number
  readonly retryMs: number
  /** Chats with a delivery under way. */
  readonly busy = new Set<number>()
  deliveries = 0
  lastError: string | undefined
  readonly #secret: string | undefined
  readonly #timeoutMs: number

  private constructor(url: string, secret: string | undefined, max: number, options: WebhookOptions) {
    this.url = url
    this.max = max
    this.retryMs = options.webhookRetryMs ?? 200
    this.#secret = secret
    this.#timeoutMs = options.webhookTimeoutMs ?? 60_000
  }

  /** Checks what setWebhook asks for. */
  static from(params: Params, options: WebhookOptions): Webhook {
    const url = URL.parse(String(params.url))
    if (!url) throw bad('bad webhook: invalid webhook URL specified')
    const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
    if (!loopback && url.protocol !== 'https:')
      throw bad('bad webhook: An HTTPS URL must be provided for webhook')
    if (!loopback) throw bad('bad webhook: this world delivers to loopback only')
    const secret = string(params.secret_token)
    if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/u.test(secret))
      throw bad('secret token contains unallowed characters')
    return new Webhook(url.href, secret, Math.min(100, integer(params.max_connections) ?? 40), options)
  }

  /** One attempt; true when the bot has taken the update. */
  async deliver(update: Update, answer: Answer): Promise<boolean> {
    const secret = this.#secret && { 'x-telegram-bot-api-secret-token': this.#secret }
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(secret || undefined) },
        body: JSON.stringify(update),
        signal: AbortSignal.timeout(this.#timeoutMs),
      })
      const body = await response.text()
      this.deliveries += 1
      if (!response.ok) this.lastError = `Wrong response from the webhook: ${response.status}`
      else if (body.includes('"method"')) await carryOut(body, answer)
      return response.ok
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError'
      this.lastError = late ? 'Read timeout expired' : 'Connection failed'
      return false
    }
  }
}

/** A response may carry one call; Telegram does not tell the bot its outcome. */
async function carryOut(body: string, answer: Answer): Promise<void> {
  const params = JSON.parse(body) as Params
  if (typeof params.method === 'string') await answer(params.method, params).catch(() => undefined)
}
