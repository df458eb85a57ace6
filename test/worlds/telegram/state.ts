import { randomBytes } from 'node:crypto'
import { Ledger } from '../ledger.ts'
import type { KeyboardButton, Markup } from './checks.ts'
import type { Entity } from './formatting.ts'
import type { ApiCall, TelegramUser } from './types.ts'

/** Who a message is from, as the Bot API writes it. */
export interface Sender {
  readonly id: number
  readonly is_bot: boolean
  readonly first_name: string
}

export interface Message {
  readonly message_id: number
  readonly from: Sender
  readonly chat: ChatInfo
  readonly date: number
  text?: string
  caption?: string
  entities?: readonly Entity[]
  reply_markup?: { readonly inline_keyboard: Extract<Markup, { kind: 'inline' }>['raw']['inline_keyboard'] }
  edit_date?: number
  readonly [content: string]: unknown
}

export interface ChatInfo {
  readonly id: number
  readonly type: string
  title?: string
  readonly first_name?: string
}

export interface Chat {
  readonly info: ChatInfo
  nextMessageId: number
  readonly messages: Map<number, Message>
  keyboard: { readonly keyboard: KeyboardButton[]; readonly oneTime: boolean } | undefined
  /** Somebody has written here, so the bot may too. */
  known: boolean
  kicked: boolean
  movedTo: number | undefined
}

/** A file on Telegram's side. */
export interface StoredFile {
  readonly file_id: string
  readonly file_unique_id: string
  readonly file_size: number
  readonly file_path: string
  readonly bytes: Buffer
  readonly name: string | undefined
  readonly mime: string | undefined
}

/** A tapped button whose spinner turns until the bot answers. */
export interface Callback {
  readonly chat: number
  readonly data: string
  readonly at: number
  answered: boolean
}

export interface BotCommand {
  readonly command: string
  readonly description: string
}

/** All that this Telegram knows. */
export interface State {
  readonly token: string
  readonly bot: Sender & Readonly<Record<string, unknown>>
  readonly ledger: Ledger<number>
  readonly users: Map<string, TelegramUser>
  readonly chats: Map<string, Chat>
  readonly files: Map<string, StoredFile>
  readonly callbacks: Map<string, Callback>
  readonly commands: Map<string, BotCommand[]>
  readonly profile: Record<'name' | 'description' | 'short_description', string>
  readonly calls: ApiCall[]
}

export function newState(token?: string): State {
  const id = Number(token?.split(':')[0]) || 7_000_000_001
  const abilities = {
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  }
  return {
    token: token ?? `${id}:${randomBytes(26).toString('base64url').slice(0, 35)}`,
    bot: { id, is_bot: true, first_name: 'Bot Uji', username: 'uji_bot', ...abilities },
    ledger: new Ledger<number>(),
    users: new Map(),
    chats: new Map(),
    files: new Map(),
    callbacks: new Map(),
    commands: new Map(),
    profile: { name: 'Bot Uji', description: '', short_description: '' },
    calls: [],
  }
}
