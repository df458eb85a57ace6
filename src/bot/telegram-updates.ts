import type { CallbackQuery, ChatMemberUpdated, Message, Update } from 'grammy/types'
import type { Input } from '../flows/types.ts'
import { LANGUAGES } from './channel.ts'
import type { Address, Incoming, Language, Reachability } from './channel.ts'

/** The kinds that are asked for. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

/** What an update means. */
export type Reading =
  | { readonly type: 'incoming'; readonly incoming: Incoming; readonly callback?: string }
  | { readonly type: 'reachability'; readonly change: Reachability }
  /** Somebody speaks to the bot in a group, where no conversation is held. */
  | { readonly type: 'group'; readonly chat: number; readonly language: Language }
  | { readonly type: 'nothing'; readonly callback?: string }

const NOTHING: Reading = { type: 'nothing' }

/**
 * Reads an update; what means nothing to a conversation is `nothing`. An edited text is a new answer: the contact sees
 * it answered again. Throws when the update is not what Telegram documents.
 */
export function readUpdate(update: Update, username: string, now: number): Reading {
  const { message, edited_message: edited, callback_query: tap, my_chat_member: member } = update
  const id = String(update.update_id)
  if (tap) return readTap(tap, id, now)
  if (message) return readMessage(message, id, username)
  // Live locations arrive as edits without end: only text is read again.
  if (edited?.text) return asEdited(readMessage(edited, id, username))
  if (member) return readMember(member)
  return NOTHING
}

function asEdited(reading: Reading): Reading {
  if (reading.type !== 'incoming' || reading.incoming.input.type !== 'text') return reading
  const input: Input = { ...reading.incoming.input, edited: true }
  return { ...reading, incoming: { ...reading.incoming, input } }
}

function readMessage(message: Message, externalId: string, username: string): Reading {
  const { chat, from } = message
  if (chat.type !== 'private') {
    const isCalled = !from?.is_bot && calls(message.text, username)
    return isCalled ? { type: 'group', chat: chat.id, language: languageOf(from?.language_code) } : NOTHING
  }
  const input = inputOf(message)
  if (!input) return NOTHING
  const text = input.type === 'text' ? input.text : ''
  const payload = /^\/start (\S{1,64})$/.exec(text)?.[1]
  return {
    type: 'incoming',
    incoming: {
      channel: 'telegram',
      externalId,
      address: addressOf(chat.id),
      input: payload ? { type: 'text', text: '/start' } : input,
      sentAt: (message.edit_date ?? message.date) * 1000,
      ...(input.type === 'phone' && input.own && { phone: input.phone }),
      ...(from?.language_code && { locale: from.language_code }),
      ...(payload && { payload }),
    },
  }
}

function readTap({ id, data = '', from, message }: CallbackQuery, externalId: string, now: number): Reading {
  if (message?.chat.type !== 'private') return { type: 'nothing', callback: id }
  // A button of an older design has no step; it is answered like any other old button.
  const [, flow = '', step = '', value = data] = /^([^:]*):([^:]*):(.*)$/.exec(data) ?? []
  return {
    type: 'incoming',
    callback: id,
    incoming: {
      channel: 'telegram',
      externalId,
      address: addressOf(message.chat.id),
      input: { type: 'choice', flow, step, value },
      sentAt: now,
      ...(from.language_code && { locale: from.language_code }),
    },
  }
}

function readMember({ chat, new_chat_member: member, date }: ChatMemberUpdated): Reading {
  if (chat.type !== 'private') return NOTHING
  const change = { address: addressOf(chat.id), reachable: member.status !== 'kicked', at: date * 1000 }
  return { type: 'reachability', change }
}

/** Undefined for what a person did not write: pinned messages and the like. */
function inputOf(message: Message): Input | undefined {
  const { text, contact, location, photo, document, from } = message
  if (typeof text === 'string') return { type: 'text', text: text.replace(/^(\/\w+)@\w+/, '$1') }
  if (contact) {
    const own = contact.user_id !== undefined && contact.user_id === from?.id
    // Telegram gives one's own number in full, but often without the plus.
    const phone = own ? `+${contact.phone_number.replaceAll(/\D/g, '')}` : contact.phone_number
    return { type: 'phone', phone, own }
  }
  if (location) {
    return { type: 'location', latitude: location.latitude, longitude: location.longitude }
  }
  const largest = photo?.at(-1)
  if (largest) {
    const { file_id: id, file_size: size = null } = largest
    return { type: 'file', file: { kind: 'photo', id, mime: 'image/jpeg', size, name: null } }
  }
  // A moving picture is sent as a document too.
  if (document && !message.animation) {
    const { file_id: id, mime_type: mime = 'application/octet-stream', file_size: size = null } = document
    return { type: 'file', file: { kind: 'document', id, mime, size, name: document.file_name ?? null } }
  }
  return unsupported(message)
}

function unsupported(message: Message): Input | undefined {
  if (message.voice || message.audio) return { type: 'unsupported', kind: 'voice' }
  if (message.video || message.video_note || message.animation) return { type: 'unsupported', kind: 'video' }
  if (message.sticker) return { type: 'unsupported', kind: 'sticker' }
  const { poll, dice, story, game, paid_media: paid, checklist } = message
  return (poll ?? dice ?? story ?? game ?? paid ?? checklist)
    ? { type: 'unsupported', kind: 'other' }
    : undefined
}

/** A command to this bot or to any, or the bot's name. */
function calls(text = '', username: string): boolean {
  const name = username.toLowerCase()
  const command = /^\/\w+(?:@(\w+))?/.exec(text)
  if (command) return (command[1] ?? name).toLowerCase() === name
  return text
    .toLowerCase()
    .split(/[^\w@]+/)
    .includes(`@${name}`)
}

function addressOf(chat: number): Address {
  if (!Number.isSafeInteger(chat)) throw new TypeError('the chat has no number')
  return `telegram:${chat}`
}

const languageOf = (code = ''): Language => LANGUAGES.find((language) => code.startsWith(language)) ?? 'id'
