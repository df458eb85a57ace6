import { predicate } from '../ledger.ts'
import { seconds } from '../loopback.ts'
import { automaticEntities } from './formatting.ts'
import { characters } from './params.ts'
import type { Params } from './params.ts'
import { chatOf, newCallback, newMessage, senderOf, userOf } from './chats.ts'
import { keepFile, mediaPart } from './files.ts'
import type { Chat, Message, State } from './state.ts'
import type { TapTarget, TelegramAction, TelegramUser } from './types.ts'
import type { Updates } from './updates.ts'
import type { Update } from './webhook.ts'

type Deed = Exclude<TelegramAction, string>

/** What becomes a message. */
type Said = Exclude<
  Deed,
  | { tap: TapTarget }
  | { edit: object }
  | { block: true }
  | { unblock: true }
  | { join: true }
  | { update: object }
>

/** The people of this Telegram: what they do becomes updates for the bot. */
export class People {
  readonly #state: State
  readonly #updates: Updates

  constructor(state: State, updates: Updates) {
    this.#state = state
    this.#updates = updates
  }

  /** Does what a person does, in the private chat or in a group. */
  act(userId: number, action: TelegramAction, chatId = userId): Update | { opened: string } {
    const user = userOf(this.#state, userId)
    const chat = chatOf(this.#state, chatId)
    const deed: Deed = typeof action === 'string' ? { text: action } : action
    if (user.blocked && !('unblock' in deed) && chat.info.type === 'private')
      throw new Error('this person has blocked the bot; send { unblock: true } first')
    this.#state.ledger.mark(chat.info.id)
    if ('block' in deed) return this.#membership(user, chat, 'block', 'member', 'kicked')
    if ('unblock' in deed) return this.#membership(user, chat, 'unblock', 'kicked', 'member')
    chat.known = true
    if ('join' in deed) return this.#membership(user, chat, 'join', 'left', 'member')
    if ('tap' in deed) return this.#tap(user, chat, deed)
    if ('edit' in deed) return this.#edit(user, chat, deed.edit)
    if ('update' in deed) return this.#raw(user, chat, deed.update)
    return this.#say(user, chat, deed)
  }

  #note(user: TelegramUser, chat: Chat, kind: string, text: string, extra: object = {}): void {
    this.#state.ledger.add(chat.info.id, { from: 'user', kind, text, by: user.id, ...extra })
  }

  #push(user: TelegramUser, chat: Chat, kind: string, payload: object): Update {
    return this.#updates.push(kind, payload, user.id, chat.info.id)
  }

  #membership(user: TelegramUser, chat: Chat, kind: string, was: string, is: string): Update {
    if (kind !== 'join') user.blocked = is === 'kicked'
    this.#note(user, chat, kind, '')
    const member = (status: string) => ({
      user: this.#state.bot,
      status,
      ...(status === 'kicked' && { until_date: 0 }),
    })
    const payload = { chat: chat.info, from: senderOf(user), date: seconds() }
    return this.#push(user, chat, 'my_chat_member', {
      ...payload,
      old_chat_member: member(was),
      new_chat_member: member(is),
    })
  }

  #raw(user: TelegramUser, chat: Chat, update: Readonly<Record<string, object>>): Update {
    const [kind = '', payload = {}] = Object.entries(update)[0] ?? []
    this.#note(user, chat, 'update', JSON.stringify(update).slice(0, 120))
    return this.#push(user, chat, kind, payload)
  }

  #edit(user: TelegramUser, chat: Chat, { id, text }: { id: number; text: string }): Update {
    const message = chat.messages.get(id)
    if (!message) throw new Error(`no message ${id}`)
    Object.assign(message, { text, edit_date: seconds(), entities: automaticEntities(text) })
    this.#note(user, chat, 'edit', text, { id })
    return this.#push(user, chat, 'edited_message', message)
  }

  #tap(user: TelegramUser, chat: Chat, deed: Extract<Deed, { tap: unknown }>): Update | { opened: string } {
    const fits = buttonFits(deed.tap)
    const shown = withButtons(this.#state, chat).filter(({ message_id: id }) => (deed.message ?? id) === id)
    const message = shown.find((one) => buttonsOf(one).some(fits))
    const button = message && buttonsOf(message).find(fits)
    if (message && button) return this.#press(user, chat, message, button)
    const key = chat.keyboard?.keyboard.find(fits)
    if (key) {
      if (chat.keyboard?.oneTime) chat.keyboard = undefined
      if (key.request_contact) return this.#say(user, chat, { contact: true })
      if (key.request_location)
        return this.#say(user, chat, { location: deed.location ?? { latitude: -6.2, longitude: 106.8167 } })
      return this.#say(user, chat, { text: key.text })
    }
    const visible = [...(shown[0] ? buttonsOf(shown[0]) : []), ...(chat.keyboard?.keyboard ?? [])]
    const labels = visible.map(({ text }) => text).join(' | ')
    throw new Error(`no button ${String(deed.tap)} in front of ${user.id}; visible: ${labels || '(none)'}`)
  }

  #press(user: TelegramUser, chat: Chat, message: Message, button: ReturnType<typeof buttonsOf>[number]) {
    const { callback_data: data } = button
    if (data === undefined) {
      const opened = button.url ?? button.web_app?.url ?? ''
      this.#note(user, chat, 'open', opened)
      return { opened }
    }
    this.#note(user, chat, 'tap', button.text, { data, id: message.message_id })
    return this.#push(user, chat, 'callback_query', {
      id: newCallback(this.#state, chat.info.id, data),
      from: senderOf(user),
      message,
      chat_instance: String(chat.info.id),
      data,
    })
  }

  #say(user: TelegramUser, chat: Chat, deed: Said): Update {
    const { kind, shown = '', content } = this.#content(user, deed)
    const about = 'text' in deed ? deed : undefined
    const message = newMessage(chat, senderOf(user), {
      ...content,
      ...(about?.replyTo !== undefined && { reply_to_message: chat.messages.get(about.replyTo) }),
      ...(about?.forwarded && {
        forward_origin: { type: 'hidden_user', sender_user_name: 'X', date: seconds() },
      }),
    })
    this.#note(user, chat, kind, shown, { id: message.message_id })
    return this.#push(user, chat, 'message', message)
  }

  #content(user: TelegramUser, deed: Said): { kind: string; shown?: string; content: Params } {
    if ('contact' in deed) {
      const own = { phone_number: user.phone, first_name: user.first_name, user_id: user.id }
      const contact = deed.contact === true ? own : deed.contact
      return { kind: 'contact', shown: contact.phone_number, content: { contact } }
    }
    if ('location' in deed) {
      const { latitude, longitude } = deed.location
      const content = { location: { horizontal_accuracy: 20, latitude, longitude } }
      return { kind: 'location', shown: `${latitude},${longitude}`, content }
    }
    if ('photo' in deed) return this.#file('photo', deed.photo, 'foto.jpg', 'image/jpeg', deed.caption)
    if ('document' in deed) {
      const { bytes, name, mime } = deed.document
      return { ...this.#file('document', Buffer.from(bytes), name, mime, deed.caption), shown: name }
    }
    if ('voice' in deed) return this.#file('voice', deed.voice, 'suara.oga', 'audio/ogg')
    if ('video' in deed) return this.#file('video', deed.video, 'video.mp4', 'video/mp4')
    if ('sticker' in deed) {
      const file = keepFile(this.#state, Buffer.from('s'), 's.webp', 'image/webp')
      const sticker = { ...mediaPart('sticker', file), emoji: deed.sticker }
      return { kind: 'sticker', shown: deed.sticker, content: { sticker } }
    }
    if ('text' in deed && deed.text && characters(deed.text) <= 4096) {
      const entities = automaticEntities(deed.text)
      return {
        kind: 'text',
        shown: deed.text,
        content: { text: deed.text, ...(entities.length && { entities }) },
      }
    }
    throw new Error(`a Telegram client cannot send ${JSON.stringify(deed).slice(0, 200)}`)
  }

  #file(kind: string, bytes: Buffer, name: string, mime?: string, caption?: string) {
    const part = mediaPart(kind, keepFile(this.#state, bytes, name, mime))
    return { kind, shown: caption ?? '', content: { [kind]: part, ...(caption && { caption }) } }
  }
}

const withButtons = ({ bot }: State, chat: Chat): Message[] =>
  [...chat.messages.values()]
    .filter(({ from, reply_markup: markup }) => from.id === bot.id && markup)
    .reverse()

const buttonsOf = (message: Message) => message.reply_markup?.inline_keyboard.flat() ?? []

function buttonFits(tap: TapTarget): (button: { text: string; callback_data?: string }) => boolean {
  if (typeof tap === 'string') return (button) => button.text === tap || button.callback_data === tap
  return predicate(tap)
}
