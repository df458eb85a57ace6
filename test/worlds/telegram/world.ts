import { startTelegramWorld as start } from '../raw/telegram.mjs'
import type { World } from '../world.ts'

export type TelegramAction =
  | string
  | { readonly text: string; readonly replyTo?: number; readonly forwarded?: boolean }
  | {
      readonly tap: string | RegExp | ((button: { text: string; callback_data?: string }) => boolean)
      readonly message?: number
      readonly location?: Place
    }
  | { readonly contact: true | { phone_number: string; first_name: string; user_id?: number } }
  | { readonly location: Place }
  | { readonly photo: Buffer; readonly caption?: string }
  | {
      readonly document: { readonly name: string; readonly bytes: Buffer | string; readonly mime?: string }
      readonly caption?: string
    }
  | { readonly voice: Buffer }
  | { readonly video: Buffer }
  | { readonly sticker: string }
  | { readonly edit: { readonly id: number; readonly text: string } }
  | { readonly block: true }
  | { readonly unblock: true }
  | { readonly join: true }
  | { readonly update: object }

export interface Place {
  readonly latitude: number
  readonly longitude: number
}

interface Aimed {
  /** how often; default 1, Infinity stays */
  readonly times?: number
  /** only for calls of this Bot API method */
  readonly method?: string
  /** only for calls to this chat */
  readonly userId?: number
}

export type TelegramFault =
  | 'conflict'
  | 'unauthorized'
  | 'expiredCallback'
  | 'outage'
  | '429'
  | '5xx'
  | 'drop'
  | ({ readonly kind: '429'; readonly retryAfter?: number } & Aimed)
  | ({ readonly kind: '5xx'; readonly status?: number } & Aimed)
  | ({ readonly kind: 'drop'; readonly when?: 'before' | 'after' } & Aimed)
  | ({ readonly kind: 'slow'; readonly ms?: number } & Aimed)
  | ({ readonly kind: 'conflict' | 'expiredCallback' | 'unauthorized' } & Aimed)
  | { readonly kind: 'outage'; readonly ms?: number }
  | { readonly kind: 'blocked' | 'deactivated'; readonly userId: number; readonly on?: boolean }
  | { readonly kind: 'kicked'; readonly chatId: number; readonly on?: boolean }
  | { readonly kind: 'migrate'; readonly chatId: number; readonly to: number }
  | { readonly kind: 'duplicateUpdate'; readonly userId: number }

export interface TelegramWorldOptions {
  readonly engine?: 'full' | 'crabline'
  /** 'telegram': 429s by rate, roughly as Telegram's */
  readonly limits?:
    | 'telegram'
    | {
        readonly perChat?: number
        readonly chatBurst?: number
        readonly global?: number
        readonly group?: number
      }
  readonly token?: string
  readonly port?: number
  readonly webhookTimeoutMs?: number
  readonly webhookRetryMs?: number
  readonly callbackTtlMs?: number
}

export interface ApiCall {
  readonly at: number
  readonly method: string
  readonly chat_id?: number | string
  readonly text?: string
  readonly ok: boolean
  readonly error?: string
}

export interface TelegramWorld extends World<
  number,
  TelegramAction,
  { readonly chatId?: number },
  TelegramFault,
  number
> {
  readonly token: string
  readonly apiRoot: string
  addUser(
    id: number,
    profile?: {
      first_name?: string
      last_name?: string
      username?: string
      language_code?: string
      phone?: string
    },
  ): unknown
  addGroup(id: number, title?: string): unknown
  /** Bot API calls in order, getUpdates left out. */
  calls(): ApiCall[]
  status(): {
    pending: number
    polling: boolean
    webhook?: { url: string; deliveries: number; lastError?: unknown }
    commands: unknown[]
    unansweredCallbacks: number
  }
}

/** A local Telegram: one bot, any number of people, the Bot API over loopback HTTP. */
export async function startTelegramWorld(options: TelegramWorldOptions = {}): Promise<TelegramWorld> {
  return start(options)
}
