import { createHash, randomBytes, randomInt } from 'node:crypto'
import { extname } from 'node:path'
import { Ledger } from '../ledger.ts'
import { seconds } from '../loopback.ts'
import type { KeyboardButton, Markup } from './checks.ts'
import { ApiError, bad } from './errors.ts'
import type { Entity } from './formatting.ts'
import type { Params } from './params.ts'
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

/** The person with this id, made up when new. */
export function userOf(
  state: State,
  id: number,
  profile: Partial<Omit<TelegramUser, 'id'>> = {},
): TelegramUser {
  const known: TelegramUser = state.users.get(String(id)) ?? {
    id,
    first_name: `User${String(id).slice(-4)}`,
    language_code: 'id',
    phone: `62812${String(id).padStart(8, '0').slice(-8)}`,
    blocked: false,
    deactivated: false,
  }
  state.users.set(String(id), Object.assign(known, profile))
  return known
}

/** A person as the `from` of an update: no phone, no made-up fields. */
export function senderOf({
  phone: _phone,
  blocked: _blocked,
  deactivated: _gone,
  ...user
}: TelegramUser): Sender {
  return { is_bot: false, ...user }
}

/** The chat with this id, private for a positive one, made up when new. */
export function chatOf(state: State, id: number): Chat {
  const found = state.chats.get(String(id))
  if (found) return found
  const chat: Chat = {
    info: id > 0 ? privateChat(userOf(state, id)) : groupChat(id),
    nextMessageId: 1,
    messages: new Map(),
    keyboard: undefined,
    known: false,
    kicked: false,
    movedTo: undefined,
  }
  state.chats.set(String(id), chat)
  return chat
}

const privateChat = ({ id, first_name, last_name, username }: TelegramUser): ChatInfo => ({
  id,
  type: 'private',
  first_name,
  ...(last_name && { last_name }),
  ...(username && { username }),
})

const groupChat = (id: number): ChatInfo => ({
  id,
  type: String(id).startsWith('-100') ? 'supergroup' : 'group',
  title: `Grup ${String(id).slice(-4)}`,
})

/** The chat a call is meant for, if the bot may write there. */
export function targetChat(state: State, params: Params): Chat {
  const key = params.chat_id === undefined ? '' : String(params.chat_id)
  if (!key) throw bad('chat_id is empty')
  const chat = state.chats.get(key)
  const user = state.users.get(key)
  if (!chat?.known) {
    throw user
      ? new ApiError(403, "Forbidden: bot can't initiate conversation with a user")
      : bad('chat not found')
  }
  if (chat.movedTo !== undefined) {
    const moved = { migrate_to_chat_id: chat.movedTo }
    throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', moved)
  }
  if (user?.deactivated) throw new ApiError(403, 'Forbidden: user is deactivated')
  if (user?.blocked) throw new ApiError(403, 'Forbidden: bot was blocked by the user')
  if (chat.kicked) throw new ApiError(403, `Forbidden: bot was kicked from the ${chat.info.type} chat`)
  return chat
}

/** Puts a new message into a chat. */
export function newMessage(chat: Chat, from: Sender, content: Readonly<Record<string, unknown>>): Message {
  const message: Message = {
    message_id: chat.nextMessageId++,
    from,
    chat: chat.info,
    date: seconds(),
    ...content,
  }
  chat.messages.set(message.message_id, message)
  return message
}

/** Keeps bytes as a file that getFile and downloads find. */
export function keepFile(state: State, bytes: Buffer, name?: string, mime?: string): StoredFile {
  const unique = createHash('sha256').update(bytes).digest('base64url').slice(0, 16)
  const folder = mime?.startsWith('image/') ? 'photos' : 'documents'
  const file: StoredFile = {
    file_id: `F${randomBytes(18).toString('base64url')}`,
    file_unique_id: unique,
    file_size: bytes.length,
    file_path: `${folder}/${unique}${extname(name ?? '') || '.bin'}`,
    bytes,
    name,
    mime,
  }
  state.files.set(file.file_id, file)
  return file
}

/** How a file appears in a message. */
export function mediaPart(field: string, file: StoredFile): object {
  const base = { file_id: file.file_id, file_unique_id: file.file_unique_id, file_size: file.file_size }
  const named = {
    ...base,
    ...(file.name && { file_name: file.name }),
    mime_type: file.mime ?? 'application/octet-stream',
  }
  switch (field) {
    case 'photo':
      return [
        { ...base, width: 90, height: 90 },
        { ...base, width: 1280, height: 1280 },
      ]
    case 'sticker':
      return { ...base, type: 'regular', width: 512, height: 512, is_animated: false, is_video: false }
    case 'document':
      return named
    case 'video':
    case 'animation':
      return { ...named, duration: 1, width: 640, height: 360 }
    default:
      return { ...named, duration: 1 }
  }
}

/** Starts the spinner of a tapped button. */
export function newCallback(state: State, chat: number, data: string): string {
  const id = `${randomInt(2 ** 40)}${randomInt(1e6)}`
  state.callbacks.set(id, { chat, data, at: Date.now(), answered: false })
  return id
}
