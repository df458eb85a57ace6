import type { World } from '../world.ts'

/** What a person can do in Telegram; a plain string is typed text. */
export type TelegramAction =
  | string
  | { readonly text: string; readonly replyTo?: number; readonly forwarded?: boolean }
  | { readonly tap: TapTarget; readonly message?: number; readonly location?: Place }
  | { readonly contact: true | ContactCard }
  | { readonly location: Place }
  | { readonly photo: Buffer; readonly caption?: string }
  | { readonly document: Upload; readonly caption?: string }
  | { readonly voice: Buffer }
  | { readonly video: Buffer }
  | { readonly sticker: string }
  | { readonly edit: { readonly id: number; readonly text: string } }
  | { readonly block: true }
  | { readonly unblock: true }
  | { readonly join: true }
  | { readonly update: Readonly<Record<string, object>> }

/** A button's label or callback data, or what it has to look like. */
export type TapTarget = string | RegExp | ((button: { text: string; callback_data?: string }) => boolean)

export interface Place {
  readonly latitude: number
  readonly longitude: number
}

export interface ContactCard {
  readonly phone_number: string
  readonly first_name: string
  readonly user_id?: number
}

export interface Upload {
  readonly name: string
  readonly bytes: Buffer | string
  readonly mime?: string
}

/** A fault that waits for calls: how many, of which method, to which chat. */
export interface CallFault {
  readonly kind: '429' | '5xx' | 'drop' | 'slow' | 'conflict' | 'expiredCallback' | 'unauthorized'
  /** how often; default 1, Infinity stays until clearFaults */
  readonly times?: number
  readonly method?: string
  readonly userId?: number
  /** 429: seconds */
  readonly retryAfter?: number
  /** 5xx: default 502 */
  readonly status?: number
  /** drop: cut before the call is done, or after, so that the bot never learns it was */
  readonly when?: 'before' | 'after'
  /** slow */
  readonly ms?: number
}

/** Everything that can go wrong on purpose. */
export type TelegramFault =
  | CallFault['kind']
  | 'outage'
  | CallFault
  | { readonly kind: 'outage'; readonly ms?: number }
  | { readonly kind: 'blocked' | 'deactivated'; readonly userId: number; readonly on?: boolean }
  | { readonly kind: 'kicked'; readonly chatId: number; readonly on?: boolean }
  | { readonly kind: 'migrate'; readonly chatId: number; readonly to: number }
  | { readonly kind: 'duplicateUpdate'; readonly userId: number }

/** Messages: a second in one chat (with a burst) and in all, a minute in a group. */
export interface RateLimits {
  readonly perChat?: number
  readonly chatBurst?: number
  readonly global?: number
  readonly group?: number
}

export interface TelegramWorldOptions {
  /** 'crabline' is an independent server that carries text only: a second opinion */
  readonly engine?: 'full' | 'crabline'
  /** 'telegram': 429 by rate, roughly as Telegram does it */
  readonly limits?: 'telegram' | RateLimits
  readonly token?: string
  readonly port?: number
  readonly webhookTimeoutMs?: number
  readonly webhookRetryMs?: number
  readonly callbackTtlMs?: number
}

/** One call of the bot. */
export interface ApiCall {
  readonly at: number
  readonly method: string
  readonly chatId?: string
  readonly text?: string
  ok: boolean
  error?: string
  /** The connection broke before the answer was out. */
  cut?: boolean
}

/** What the world remembers of a person. */
export interface TelegramUser {
  readonly id: number
  first_name: string
  last_name?: string
  username?: string
  language_code?: string
  phone: string
  blocked: boolean
  deactivated: boolean
}

export interface TelegramStatus {
  readonly pending: number
  readonly polling: boolean
  readonly webhook?: { readonly url: string; readonly deliveries: number; readonly lastError?: string }
  readonly commands: readonly { readonly command: string; readonly description: string }[]
  readonly unansweredCallbacks: number
}

/** A local Telegram as tests see it. */
export interface TelegramWorld extends World<
  number,
  TelegramAction,
  { readonly chatId?: number },
  TelegramFault,
  number
> {
  readonly token: string
  readonly apiRoot: string
  addUser(id: number, profile?: Partial<Omit<TelegramUser, 'id'>>): TelegramUser
  addGroup(id: number, title?: string): void
  /** Somebody has started the bot before: it may write to them. */
  meet(id: number): void
  /** The bot's calls in order, getUpdates left out. */
  calls(): readonly ApiCall[]
  status(): TelegramStatus
}
