import { captionOf, inlineMarkupOf, requiredText } from './checks.ts'
import { bad } from './errors.ts'
import type { Api, Method } from './methods.ts'
import { characters, flag, integer } from './params.ts'
import type { Params } from './params.ts'
import { seconds } from '../loopback.ts'
import { targetChat } from './chats.ts'
import type { Chat, Message } from './state.ts'

/** Methods that change, remove or answer what is there already. */
export const changeMethods: Readonly<Record<string, Method>> = {
  editMessageText(api, { params }) {
    const { chat, message } = editable(api, params)
    if (message.text === undefined) throw bad('there is no text in the message to edit')
    const { text, entities } = requiredText(params)
    return change(api, chat, message, params, { text, entities: entities.length ? entities : undefined })
  },

  editMessageCaption(api, { params }) {
    const { chat, message } = editable(api, params)
    return change(api, chat, message, params, { caption: captionOf(params)?.text })
  },

  editMessageReplyMarkup(api, { params }) {
    const { chat, message } = editable(api, params)
    return change(api, chat, message, params, {})
  },

  deleteMessage(api, { params }) {
    const chat = targetChat(api.state, params)
    if (!remove(api, chat, integer(params.message_id))) throw bad('message to delete not found')
    return true
  },

  deleteMessages(api, { params }) {
    const chat = targetChat(api.state, params)
    const ids: unknown =
      typeof params.message_ids === 'string' ? JSON.parse(params.message_ids) : params.message_ids
    for (const id of Array.isArray(ids) ? ids : []) remove(api, chat, integer(id))
    return true
  },

  setMessageReaction({ state }, { params }) {
    const { info, messages } = targetChat(state, params)
    const id = integer(params.message_id)
    if (id === undefined || !messages.has(id)) throw bad('message to react not found')
    const reactions = Array.isArray(params.reaction) ? params.reaction : []
    const text = reactions.map((reaction: { emoji?: string }) => reaction.emoji).join('')
    state.ledger.add(info.id, { from: 'bot', kind: 'reaction', id, text })
    return true
  },

  answerCallbackQuery({ state, faults, callbackTtlMs }, { method, params }) {
    const query = state.callbacks.get(String(params.callback_query_id))
    const stale = faults.take('expiredCallback', { method, chat: query && String(query.chat) })
    if (!query || stale || Date.now() - query.at > callbackTtlMs)
      throw bad('query is too old and response timeout expired or query ID is invalid')
    const text = typeof params.text === 'string' ? params.text : ''
    if (characters(text) > 200) throw bad('MESSAGE_TOO_LONG')
    query.answered = true
    const about = { alert: flag(params.show_alert), data: query.data, tookMs: Date.now() - query.at }
    state.ledger.add(query.chat, { from: 'bot', kind: 'callback_answer', text, ...about })
    return true
  },
}

function editable({ state }: Api, params: Params): { chat: Chat; message: Message } {
  const chat = targetChat(state, params)
  const message = chat.messages.get(integer(params.message_id) ?? 0)
  if (!message) throw bad('message to edit not found')
  if (message.from.id !== state.bot.id) throw bad("message can't be edited")
  return { chat, message }
}

function change(
  { state }: Api,
  chat: Chat,
  message: Message,
  params: Params,
  part: Partial<Message>,
): Message {
  const markup = inlineMarkupOf(params)
  const next: Message = { ...message, ...part, reply_markup: markup?.raw }
  if (appearance(message) === appearance(next)) {
    const why =
      'specified new message content and reply markup are exactly the same as a current content and reply markup'
    throw bad(`message is not modified: ${why} of the message`)
  }
  next.edit_date = seconds()
  const kept: Message = JSON.parse(JSON.stringify(next))
  chat.messages.set(message.message_id, kept)
  const text = kept.text ?? kept.caption ?? ''
  const buttons = markup?.buttons ?? []
  state.ledger.add(chat.info.id, {
    from: 'bot',
    kind: 'edit',
    id: message.message_id,
    text,
    buttons,
    raw: kept,
  })
  return kept
}

const appearance = ({ text, caption, entities, reply_markup }: Message): string =>
  JSON.stringify([
    text,
    caption,
    entities?.filter(({ type }) => !FOUND_BY_ITSELF.has(type)) ?? [],
    reply_markup,
  ])

const FOUND_BY_ITSELF = new Set(['url', 'phone_number', 'email'])

function remove({ state }: Api, chat: Chat, id: number | undefined): boolean {
  if (id === undefined || !chat.messages.delete(id)) return false
  state.ledger.add(chat.info.id, { from: 'bot', kind: 'delete', id })
  return true
}
