import { EventEmitter, once } from 'node:events'
import {
  Browsers,
  downloadMediaMessage,
  extractMessageContent,
  initAuthCreds,
  makeWASocket,
} from '@whiskeysockets/baileys'
import type { AnyMessageContent, AuthenticationCreds, proto, WAMessage } from '@whiskeysockets/baileys'
import { memoryStore } from '../whatsapp/phone.ts'
import { silent } from '../whatsapp/silence.ts'

/** A small Baileys bot that shows what a world carries; the self test talks to it. */
export class EchoBot {
  /** Emits 'qr', 'code', 'open', and 'closed' with the reason. */
  readonly events = new EventEmitter()
  readonly #url: string
  readonly #phone: string | undefined
  readonly #auth: { readonly creds: AuthenticationCreds; readonly keys: ReturnType<typeof memoryStore> }
  readonly #sent = new Map<string, proto.IMessage>()
  readonly #seen = new Set<string>()
  #stopped = false
  #socket: ReturnType<typeof makeWASocket>

  /** With a phone number it links by code, else by QR. */
  constructor({
    url,
    phone,
    creds = initAuthCreds(),
  }: {
    url: string
    phone?: string
    creds?: AuthenticationCreds
  }) {
    this.#url = url
    this.#phone = phone
    this.#auth = { creds, keys: memoryStore() }
    this.#socket = this.#connect()
  }

  async hear(event: 'qr' | 'code' | 'open' | 'closed'): Promise<string> {
    const [value] = await once(this.events, event)
    return String(value)
  }

  stop(): void {
    this.#stopped = true
    this.#socket.end(undefined)
  }

  /** Connects again with the same keys, as a new process would. */
  start(): void {
    this.#stopped = false
    this.#socket = this.#connect()
  }

  #connect(): ReturnType<typeof makeWASocket> {
    const socket = makeWASocket({
      auth: this.#auth,
      logger: silent,
      browser: Browsers.ubuntu('Chrome'),
      waWebSocketUrl: this.#url,
      markOnlineOnConnect: false,
      getMessage: async ({ id }) => this.#sent.get(id ?? ''),
    })
    socket.ev.on('connection.update', ({ qr, connection, lastDisconnect }) => {
      if (qr && this.#phone) void this.#askForCode(socket, this.#phone)
      else if (qr) this.events.emit('qr', qr)
      if (connection === 'open') this.events.emit('open')
      if (connection !== 'close' || this.#stopped) return
      const reason = Object(lastDisconnect?.error).output?.statusCode
      this.events.emit('closed', reason)
      if (![401, 403, 440].includes(reason)) this.#socket = this.#connect()
    })
    socket.ev.on('messages.upsert', ({ messages }) => {
      for (const message of messages) void this.#answer(message).catch(() => undefined)
    })
    return socket
  }

  async #askForCode(socket: ReturnType<typeof makeWASocket>, phone: string): Promise<void> {
    if (!this.#auth.creds.pairingCode) this.events.emit('code', await socket.requestPairingCode(phone))
  }

  async #answer(message: WAMessage): Promise<void> {
    const { id, fromMe, remoteJid: chat, remoteJidAlt: other } = message.key
    if (!id || !chat || fromMe || chat.endsWith('@g.us') || !message.message || this.#seen.has(id)) return
    this.#seen.add(id)
    const content = extractMessageContent(message.message) ?? {}
    await this.#socket.readMessages([message.key])
    const text = content.conversation ?? content.extendedTextMessage?.text
    const reply = async (answer: AnyMessageContent) => {
      const sent = await this.#socket.sendMessage(chat, answer)
      if (sent?.key.id && sent.message) this.#sent.set(sent.key.id, sent.message)
    }
    if (text === 'who') await reply({ text: `you are ${other ?? 'hidden'}` })
    else if (text === 'menu') await reply({ text: 'Menu:\n1. Pesan\n2. Bantuan' })
    else if (text === 'file')
      await reply({ document: Buffer.from('a,b'), fileName: 'a.csv', mimetype: 'text/csv' })
    else if (text) await reply({ text: `echo ${text}` })
    else if (content.documentMessage)
      await reply({ text: `${(await downloadMediaMessage(message, 'buffer', {})).length} bytes` })
    else if (content.locationMessage) await reply({ text: `at ${content.locationMessage.degreesLatitude}` })
  }
}
