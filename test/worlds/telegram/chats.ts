import { randomInt } from 'node:crypto'
import { seconds } from '../loopback.ts'
import { ApiError, bad } from './errors.ts'
import type { Params } from './params.ts'
import type { Chat, ChatInfo, Message, Sender, State } from './state.ts'
import type { TelegramUser } from './types.ts'

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

/** Starts the spinner of a tapped button. */
export function newCallback(state: State, chat: number, data: string): string {
  const id = `${randomInt(2 ** 40)}${randomInt(1e6)}`
  state.callbacks.set(id, { chat, data, at: Date.now(), answered: false })
  return id
}
