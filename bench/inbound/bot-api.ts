import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { listen } from '../../test/worlds/loopback.ts'
import type { Owner, Shown } from './population.ts'
import { UpdateQueue } from './update-queue.ts'

/** The token of every bench. */
export const TOKEN = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw'

const BOT = {
  id: 110_201_543,
  is_bot: true,
  first_name: 'Bench',
  username: 'bench_bot',
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
}
const TRUE = '{"ok":true,"result":true}'

interface Hooks {
  /** A message of the bot reached a chat. */
  shown(chat: number, message: Shown): void
  /** The bot asks for updates for the first time since it was down. */
  ready(): void
}

/** A Bot API that costs as little as can be: it checks nothing, and knows what a load needs. */
export class BotApi {
  readonly #hooks: Hooks
  readonly #latencyMs: number
  readonly #server: Server
  readonly updates = new UpdateQueue()
  #nextMessageId = 1
  #up = false
  /** Calls by method. */
  readonly calls = new Map<string, number>()

  constructor(hooks: Hooks, latencyMs = 0) {
    this.#hooks = hooks
    this.#latencyMs = latencyMs
    this.#server = createServer((request, response) => void this.#read(request, response))
    this.#server.keepAliveTimeout = 120_000
  }

  listen(): Promise<number> {
    return listen(this.#server)
  }

  /** The bot was killed: nobody waits for updates now. */
  down(): void {
    this.#up = false
    this.updates.hangUp()
  }

  /** Hands an owner's move to the bot as an update. */
  deliver({ chat, move, seen }: Owner): void {
    const person = { id: chat, first_name: 'Owner', last_name: String(chat), username: `owner_${chat}` }
    const from = { ...person, is_bot: false, language_code: 'id' }
    const where = { ...person, type: 'private' }
    const date = Math.floor(Date.now() / 1000)
    this.updates.push((id) => {
      if ('tap' in move) {
        const message = {
          message_id: seen?.messageId ?? 1,
          from: BOT,
          chat: where,
          date,
          text: seen?.text ?? '',
        }
        const query = { id: String(4e17 + id), from, chat_instance: String(chat), data: move.tap }
        return {
          update_id: id,
          callback_query: { ...query, message: { ...message, reply_markup: seen?.markup } },
        }
      }
      const { text } = move
      const command = text.startsWith('/') && {
        entities: [{ offset: 0, length: text.split(' ')[0]?.length ?? 0, type: 'bot_command' }],
      }
      return {
        update_id: id,
        message: { message_id: this.#nextMessageId++, from, chat: where, date, text, ...command },
      }
    })
  }

  async #read(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => (body += part))
    request.on('end', () => {
      const url = request.url ?? ''
      const method = url.slice(url.lastIndexOf('/') + 1)
      this.calls.set(method, (this.calls.get(method) ?? 0) + 1)
      if (this.#latencyMs && method !== 'getUpdates')
        setTimeout(() => this.#call(method, body, response), this.#latencyMs)
      else this.#call(method, body, response)
    })
  }

  #call(method: string, body: string, response: ServerResponse): void {
    switch (method) {
      case 'getUpdates':
        if (!this.#up) this.#hooks.ready()
        this.#up = true
        return this.updates.poll(JSON.parse(body || '{}'), response)
      case 'sendMessage':
      case 'editMessageText':
        return this.#message(JSON.parse(body), response)
      case 'getMe':
        return answer(response, JSON.stringify({ ok: true, result: BOT }))
      case 'getWebhookInfo':
        return answer(
          response,
          '{"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}}',
        )
      default:
        return answer(response, TRUE)
    }
  }

  #message(
    { chat_id, text, parse_mode, reply_markup, message_id }: SendParams,
    response: ServerResponse,
  ): void {
    const chat = Number(chat_id)
    const messageId = message_id ?? this.#nextMessageId++
    const markup: SendParams['reply_markup'] =
      typeof reply_markup === 'string' ? JSON.parse(reply_markup) : reply_markup
    const plain = parse_mode === 'HTML' ? withoutTags(text) : text
    const message = {
      message_id: messageId,
      from: BOT,
      chat: { id: chat, type: 'private', first_name: 'Owner' },
      date: Math.floor(Date.now() / 1000),
      text: plain,
    }
    answer(response, JSON.stringify({ ok: true, result: message }))
    const rows = typeof markup === 'object' ? (markup.inline_keyboard ?? []) : []
    const buttons = rows.flat().map(({ text: label, callback_data: data }) => ({ text: label, data }))
    this.#hooks.shown(chat, { messageId, text: plain, buttons, markup })
  }
}

interface SendParams {
  readonly chat_id: number | string
  readonly text: string
  readonly parse_mode?: string
  readonly message_id?: number
  readonly reply_markup?: string | { readonly inline_keyboard?: { text: string; callback_data?: string }[][] }
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }

const withoutTags = (text: string): string =>
  text.replace(/<[^>]+>/gu, '').replace(/&(?:lt|gt|quot|amp);/gu, (entity) => ENTITIES[entity] ?? entity)

/** An answer of the Bot API. */
export function answer(response: ServerResponse, body: string, code = 200): void {
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
