import {
  isJidBroadcast,
  isJidGroup,
  isJidNewsletter,
  type proto,
  type WAMessageKey,
  type WAMessageUpdate,
  WAMessageStatus,
  type WASocket,
} from '@whiskeysockets/baileys'
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises'
import type { FileRef } from '../flows/types.ts'
import type { Channel, Incoming, Inlet } from './channel.ts'
import { SendError } from './send-error.ts'
import { createConnection } from './whatsapp-connection.ts'
import { createContents } from './whatsapp-content.ts'
import { fetchFile } from './whatsapp-file.ts'
import { recoverIncoming } from './whatsapp-held.ts'
import { type Arrival, createInbound } from './whatsapp-inbound.ts'
import { jidOf } from './whatsapp-jid.ts'
import { createRetryCounts } from './whatsapp-line.ts'
import { type Pairing, TIMING, type WhatsAppOptions } from './whatsapp-options.ts'
import { silenceLibsignal } from './whatsapp-quiet.ts'
import { createRestrictions } from './whatsapp-restrictions.ts'
import { createSending } from './whatsapp-send.ts'

/** WhatsApp as a Channel, and what an operator does with its link. */
export interface WhatsApp extends Channel {
  pairing(): Pairing
  pair(phone?: string): Promise<Pairing>
  logout(): Promise<void>
  /** Reads a journal row's body back, for what was journalled but never took effect. */
  recover(body: string): Incoming | null
  /** The bytes of a photo or document, up to a limit. */
  fetchFile(file: FileRef, limit: number): Promise<Buffer>
}

/** How often an arrival is handed on when that fails; after that it waits in the journal for the next start. */
const HANDOVERS = 5
/** How long the messages in hand may take at the end. */
const PARTING = 2000
/** How long a refusal with 463 is shown as a restriction. */
const REFUSAL = 60 * 60_000

/** Connects one number to WhatsApp through Baileys. */
export function createWhatsApp(options: WhatsAppOptions): WhatsApp {
  silenceLibsignal(console)
  const { logger, journal, sentMessages, webSocketUrl } = options
  const timing = { ...TIMING, ...options.timing }
  const inHand = new Set<Promise<void>>()
  let inlet: Inlet | null = null
  let latest: WASocket | null = null

  const retryCounts = createRetryCounts()
  const contents = createContents(options.files)
  const restrictions = createRestrictions()
  const sending = createSending(timing, () => restrictions.impose('refused', Date.now() + REFUSAL))
  const inbound = createInbound({
    journal,
    sentMessages,
    arrived(arrival) {
      const work = handOn(arrival).finally(() => inHand.delete(work))
      inHand.add(work)
    },
    failed: (error) => logger.error({ err: error }, 'a WhatsApp message could not be journalled'),
  })

  const connection = createConnection({
    options,
    timing,
    restrictions,
    config: (keys) => ({
      ...(webSocketUrl && { waWebSocketUrl: webSocketUrl }),
      shouldIgnoreJid: ignored,
      mediaCache: contents.uploaded,
      getMessage: sentAs,
      makeSignalRepository: inbound.signalOn(keys),
      msgRetryCounterCache: retryCounts,
    }),
    onSocket(socket) {
      latest = socket
      inbound.listen(socket)
      socket.ws.on('CB:ack,class:message', sending.answered)
      socket.ev.on('messages.update', (updates) => updates.forEach(receipt))
    },
    onLost: sending.lost,
  })

  async function handOn({ incoming, key }: Arrival): Promise<void> {
    for (let tries = 0; tries < HANDOVERS; tries++) {
      try {
        if (!inlet) return
        await inlet.receive(incoming)
        // "delivered" is on its way in this very turn of the event loop, and comes before "read"
        await immediate()
        await connection
          .socket()
          ?.readMessages([key])
          .catch(() => undefined)
        return
      } catch (error) {
        logger.error({ err: error, externalId: incoming.externalId }, 'a WhatsApp message took no effect yet')
        await sleep(timing.backoff * 2 ** tries)
      }
    }
  }

  /** A phone that could not open a message of ours asks for it again, often before the line is said to stand. */
  async function sentAs({ id }: WAMessageKey): Promise<proto.IMessage | undefined> {
    const message = id ? await sentMessages(id).catch(() => null) : null
    return message ? contents.wired(message, latest?.waUploadToServer) : undefined
  }

  function receipt({ key, update }: WAMessageUpdate): void {
    const { id, fromMe } = key
    const status = update.status ?? 0
    if (!id || !fromMe || status < WAMessageStatus.DELIVERY_ACK) return
    sending.received(id)
    options.onReceipt?.(id, status === WAMessageStatus.DELIVERY_ACK ? 'delivered' : 'read')
  }

  return {
    name: 'whatsapp',
    async start(to) {
      inlet = to
      connection.start()
    },
    async stop() {
      await connection.stop()
      // what does not get through lies in the journal
      await Promise.race([Promise.all(inHand), sleep(PARTING, undefined, { ref: false })])
      inlet = null
    },
    async send({ id, address, message }) {
      const jid = jidOf(address)
      if (!jid) throw SendError.refused('not an address of WhatsApp')
      const socket = online(connection.socket())
      const externalId = messageIdOf(id)
      await sending.send(socket, jid, externalId, await contents.of(message))
      return { externalId }
    },
    async typing(address) {
      const jid = jidOf(address)
      if (jid)
        await connection
          .socket()
          ?.sendPresenceUpdate('composing', jid)
          .catch(() => undefined)
    },
    state: connection.state,
    pairing: connection.pairing,
    pair: connection.pair,
    logout: connection.logout,
    recover: recoverIncoming,
    fetchFile: (file, limit) => fetchFile(file, limit, (host) => trusts(webSocketUrl, host)),
  }
}

/** The id under which WhatsApp knows a message of ours: the same at every try, so that it is shown once. */
export function messageIdOf(outgoingId: string): string {
  return `3EB0${outgoingId.slice(-20).toUpperCase()}`
}

const ignored = (jid: string) => Boolean(isJidGroup(jid) || isJidBroadcast(jid) || isJidNewsletter(jid))

function online(socket: WASocket | null): WASocket {
  if (!socket) throw SendError.unreachable(new Error('WhatsApp is not connected'))
  return socket
}

/** A server on this machine has its media on this machine too. */
function trusts(webSocketUrl: string | undefined, host: string): boolean {
  return Boolean(webSocketUrl && isLoopback(webSocketUrl) && isLoopback(`https://${host}`))
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(localhost|\[::1\]|127(\.\d+){3})$/.test(new URL(url).hostname)
}
