import { randomBytes } from 'node:crypto'
import { markupOf, requiredText } from './checks.ts'
import type { Markup } from './checks.ts'
import { bad } from './errors.ts'
import type { Method } from './methods.ts'
import { flag, integer, list, object, string } from './params.ts'
import type { Params } from './params.ts'
import { newMessage, targetChat } from './chats.ts'
import type { Chat, Message, State } from './state.ts'

/** Methods that send something other than a file. */
export const sendMethods: Readonly<Record<string, Method>> = {
  sendMessage({ state }, { params }) {
    const chat = targetChat(state, params)
    const { text, entities } = requiredText(params)
    return post(state, chat, 'text', params, { text, ...(entities.length && { entities }) })
  },

  sendLocation({ state }, { params }) {
    const location = placeOf(params)
    return post(state, targetChat(state, params), 'location', params, { location }, { location })
  },

  sendVenue({ state }, { params }) {
    const location = placeOf(params)
    const venue = { location, title: params.title, address: params.address }
    return post(state, targetChat(state, params), 'venue', params, { venue, location }, { location })
  },

  sendContact({ state }, { params }) {
    const { phone_number, first_name } = params
    if (!phone_number || !first_name) throw bad('contact phone_number and first_name are required')
    const contact = { phone_number, first_name }
    return post(state, targetChat(state, params), 'contact', params, { contact }, { contact })
  },

  sendPoll({ state }, { params }) {
    const chat = targetChat(state, params)
    const options = list(params.options, 'poll options must be an array').map((option) =>
      String(option.text ?? option),
    )
    const text = string(params.question)
    if (!text || !options.length) throw bad('poll must have at least 1 option')
    const poll = {
      id: randomBytes(8).toString('hex'),
      question: text,
      options: options.map((option) => ({ text: option, voter_count: 0 })),
      total_voter_count: 0,
      is_closed: false,
      is_anonymous: params.is_anonymous !== false,
      type: params.type ?? 'regular',
      allows_multiple_answers: flag(params.allows_multiple_answers),
    }
    return post(state, chat, 'poll', params, { poll }, { text, options })
  },

  sendChatAction({ state }, { params }) {
    const { info } = targetChat(state, params)
    state.ledger.add(info.id, { from: 'bot', kind: 'chat_action', text: String(params.action) })
    return true
  },

  copyMessage({ state }, { params }) {
    const { message_id } = repost(state, params, 'copy')
    return { message_id }
  },

  forwardMessage({ state }, { params }) {
    return repost(state, params, 'forward')
  },
}

/** Puts the bot's message into the chat and into the ledger, with its markup and what it replies to. */
export function post(
  state: State,
  chat: Chat,
  kind: string,
  params: Params,
  content: Readonly<Record<string, unknown>>,
  noted: Readonly<Record<string, unknown>> = {},
): Message {
  const markup = markupOf(params)
  const message = newMessage(chat, state.bot, {
    ...content,
    ...repliedTo(chat, params),
    ...(markup?.kind === 'inline' && { reply_markup: markup.raw }),
  })
  note(state, chat, kind, message, markup, noted)
  return message
}

/** Writes a message of the bot into the ledger and puts its keyboard under the chat. */
export function note(
  { ledger }: State,
  chat: Chat,
  kind: string,
  message: Message,
  markup?: Markup,
  extra: Readonly<Record<string, unknown>> = {},
): void {
  if (markup?.kind === 'reply') chat.keyboard = markup
  if (markup?.kind === 'remove') chat.keyboard = undefined
  ledger.add(chat.info.id, {
    from: 'bot',
    kind,
    id: message.message_id,
    text: message.text ?? message.caption ?? '',
    buttons: markup?.kind === 'inline' ? markup.buttons : [],
    ...(markup?.kind === 'reply' && { keyboard: markup.keyboard }),
    ...(markup && { markup: markup.kind }),
    ...extra,
    raw: message,
  })
}

function repliedTo(chat: Chat, params: Params): { reply_to_message?: Message } {
  const reply = object(params.reply_parameters)
  const id = integer(reply.message_id ?? params.reply_to_message_id)
  if (id === undefined) return {}
  const message = chat.messages.get(id)
  if (message) return { reply_to_message: message }
  if (flag(reply.allow_sending_without_reply ?? params.allow_sending_without_reply)) return {}
  throw bad('message to be replied not found')
}

function repost(state: State, params: Params, how: 'copy' | 'forward'): Message {
  const chat = targetChat(state, params)
  const source = state.chats.get(String(params.from_chat_id))?.messages.get(integer(params.message_id) ?? 0)
  if (!source) throw bad(`message to ${how} not found`)
  const { message_id: _id, chat: _chat, from, date, reply_markup: _markup, ...content } = source
  const origin = how === 'forward' && { forward_origin: { type: 'user', sender_user: from, date } }
  return post(state, chat, 'text', params, { ...content, ...origin })
}

function placeOf(params: Params): { latitude: number; longitude: number } {
  const [latitude, longitude] = [Number(params.latitude), Number(params.longitude)]
  if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) throw bad('wrong location')
  return { latitude, longitude }
}
