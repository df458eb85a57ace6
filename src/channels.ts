import type { Logger } from 'pino'
import type { Channel, ChannelName, FileBytes, Language, Message } from './bot/channel.ts'
import { LANGUAGES } from './bot/channel.ts'
import { commandMenu } from './bot/command-menu.ts'
import { keepLease } from './bot/lease.ts'
import { leased } from './bot/leased.ts'
import { createTelegram, type Telegram } from './bot/telegram.ts'
import type { Texts } from './bot/texts.ts'
import { createWebChat, type WebChat } from './bot/web-chat.ts'
import { pairingText } from './bot/whatsapp-pairing.ts'
import type { WhatsApp } from './bot/whatsapp.ts'
import type { Config } from './config.ts'
import type { Database } from './database.ts'
import { webhookSecret } from './secrets.ts'

/** What channels stand on. */
export interface Ground {
  readonly config: Config
  readonly logger: Logger
  readonly texts: Texts
  readonly database: Database
  readonly print: (text: string) => void
}

/** The chat platforms that are switched on, and the doors that only some of them have. */
export interface Channels {
  readonly all: ReadonlyMap<ChannelName, Channel>
  readonly webChat: WebChat
  readonly whatsapp: WhatsApp | null
  /** Set when Telegram delivers by webhook. */
  readonly telegramWebhook: Telegram['handleUpdate'] | null
}

/** Builds the channels; none is started. */
export async function buildChannels(ground: Ground): Promise<Channels> {
  const webChat = createWebChat(ground.database)
  const telegram = await buildTelegram(ground)
  const whatsapp = await buildWhatsApp(ground)
  const all = new Map<ChannelName, Channel>([['web', webChat]])
  if (telegram) all.set('telegram', telegram.channel)
  if (whatsapp) all.set('whatsapp', whatsapp)
  return { all, webChat, whatsapp, telegramWebhook: telegram?.webhook ?? null }
}

interface BuiltTelegram {
  readonly channel: Channel
  readonly webhook: Telegram['handleUpdate'] | null
}

async function buildTelegram(ground: Ground): Promise<BuiltTelegram | null> {
  const { config, logger, texts, database } = ground
  if (!config.telegram) return null
  const { token, apiRoot, delivery } = config.telegram
  const options = {
    token,
    apiRoot,
    logger,
    files: filesOf(database),
    commands: commandMenu(texts),
    groupPointer: inEachLanguage((language) => texts.say(language, { key: 'common:inGroup' })),
  }
  if (delivery.type === 'webhook') {
    const secret = await webhookSecret(config.dataDir, delivery.secret)
    const telegram = createTelegram({ ...options, webhook: { url: delivery.url, secret } })
    return { channel: telegram, webhook: telegram.handleUpdate }
  }
  const poll = () => createTelegram(options)
  const channel = database.isShared ? leased(poll, lease(database, 'telegram')) : poll()
  return { channel, webhook: null }
}

async function buildWhatsApp(ground: Ground): Promise<WhatsApp | null> {
  const { config, logger, database, print } = ground
  const { inbox, outbox, whatsappKeys } = database
  if (!config.whatsapp) return null
  // Baileys is large: who does not use it does not load it.
  const { createWhatsApp } = await import('./bot/whatsapp.ts')
  const { webSocketUrl, phoneNumber } = config.whatsapp
  return createWhatsApp({
    webSocketUrl,
    phoneNumber,
    logger: logger.child({ channel: 'whatsapp' }),
    keys: whatsappKeys,
    files: filesOf(database),
    journal: (rows) => inbox.journal('whatsapp', rows),
    async sentMessages(externalId) {
      for (const id of outboxIds(externalId)) {
        const body = await outbox.body(id)
        if (body) return JSON.parse(body) as Message
      }
      return null
    },
    onReceipt(externalId, receipt) {
      for (const id of outboxIds(externalId)) {
        outbox
          .receipt(id, receipt)
          .catch((error: unknown) => logger.warn({ err: error }, 'a receipt was lost'))
      }
    },
    onPairing: (pairing) => void pairingText(pairing).then((text) => text && print(text)),
    ...(database.isShared && { lease: lease(database, 'whatsapp') }),
  })
}

/**
 * The ids that an outbox row may have whose WhatsApp id this is: that one leaves out the first four digits, which
 * change every 50 days.
 */
function outboxIds(externalId: string): string[] {
  const now = Date.now()
  return [now, now - 2 ** 32].map(
    (time) => time.toString(16).padStart(12, '0').slice(0, 4).toUpperCase() + externalId.slice(4),
  )
}

function filesOf({ office }: Database): FileBytes {
  return async (id) => (await office.broadcastFiles.find(id))?.bytes ?? null
}

function lease({ leases, holder }: Database, name: string) {
  return keepLease({ leases, name, holder })
}

function inEachLanguage<T>(of: (language: Language) => T): Record<Language, T> {
  return Object.fromEntries(LANGUAGES.map((language) => [language, of(language)])) as Record<Language, T>
}
