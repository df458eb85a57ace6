import { createHash, timingSafeEqual } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { RawApi } from 'grammy'
import type { BotCommand, Update } from 'grammy/types'
import { LANGUAGES } from './channel.ts'
import type { Channel, ChannelState, FileBytes, Inlet, Language } from './channel.ts'
import { createTelegramApi } from './telegram-api.ts'
import { troubleOf } from './telegram-errors.ts'
import { createFileFetcher } from './telegram-file.ts'
import { createGroupPointer } from './telegram-groups.ts'
import { createPolling } from './telegram-polling.ts'
import { createSender } from './telegram-send.ts'
import { ALLOWED_UPDATES, readUpdate } from './telegram-updates.ts'
import { createFileSender } from './telegram-upload.ts'
import type { Reading } from './telegram-updates.ts'

export interface TelegramOptions {
  readonly token: string
  readonly apiRoot?: string
  /** Telegram delivers to this address, where http mounts `handleUpdate`. Without it updates are polled. */
  readonly webhook?: { readonly url: string; readonly secret: string }
  readonly logger: Logger
  /** The menu of commands in each language. */
  readonly commands: Readonly<Record<Language, readonly BotCommand[]>>
  /** What is said in a group, before the link to the private chat. */
  readonly groupPointer: Readonly<Record<Language, string>>
  /** Files that messages may carry. */
  readonly files?: FileBytes
  /** Calls at once. */
  readonly connections?: number
}

interface Logger {
  info(detail: object, message: string): void
  warn(detail: object, message: string): void
  error(detail: object, message: string): void
}

/** Telegram as a channel, with the door that its webhook comes in by. */
export interface Telegram extends Channel {
  /**
   * Takes a delivery. `ok` once it has taken effect durably; rejects when it could not now. After anything but `ok`
   * Telegram delivers it again.
   */
  handleUpdate(body: unknown, secret: string | undefined): Promise<'ok' | 'forbidden' | 'bad'>
}

const noFiles: FileBytes = async () => null

/** How often a webhook is asked after. */
const ROUND = 20_000

/** Nothing is fetched or sent before `start`, which never fails: what is wrong stands in `state()` and is tried again. */
export function createTelegram(options: TelegramOptions): Telegram {
  const { token, webhook, logger } = options
  const apiRoot = options.apiRoot ?? 'https://api.telegram.org'
  const api = createTelegramApi(token, apiRoot, options.connections ?? 64)
  const groups = createGroupPointer(api, options.groupPointer)
  const polling = createPolling(api, handle)
  const stopping = new AbortController()
  const inHand = new Set<Promise<void>>()
  let inlet: Inlet | null = null
  let username = ''
  let running = Promise.resolve()
  let state: ChannelState = { state: 'off' }
  let hasCommands = false

  function handle(update: Update): Promise<void> {
    const work = takeIn(update)
      .catch((err: unknown) => {
        logger.error(
          { err, updateId: update.update_id },
          'an update could not take effect; it will come again',
        )
        throw err
      })
      .finally(() => inHand.delete(work))
    inHand.add(work)
    return work
  }

  async function takeIn(update: Update): Promise<void> {
    if (!inlet || stopping.signal.aborted) throw new Error('Telegram is not started')
    const reading = read(update)
    if (reading.type === 'incoming') {
      if (reading.callback) acknowledge(reading.callback)
      await inlet.receive(reading.incoming)
    } else if (reading.type === 'reachability') await inlet.reachability(reading.change)
    else if (reading.type === 'group') await groups.point(reading.chat, reading.language, username)
    else if (reading.callback) acknowledge(reading.callback)
  }

  /** An update that is not as documented must not come again and again. */
  function read(update: Update): Reading {
    try {
      return readUpdate(update, username, Date.now())
    } catch {
      logger.warn({ updateId: update.update_id }, 'an update could not be read and is left out')
      return { type: 'nothing' }
    }
  }

  /** Takes the waiting mark off a tapped button, beside the turn; one that comes too late is no matter. */
  function acknowledge(callback: string): void {
    api.answerCallbackQuery({ callback_query_id: callback }).catch(() => undefined)
  }

  /** Keeps Telegram connected until the signal, whatever happens. */
  async function supervise(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await connect()
        const alive = () => {
          failures = 0
          if (state.state !== 'online') logger.info({ channel: 'telegram' }, 'online')
          state = { state: 'online' }
        }
        await (webhook ? attend(api, webhook.url, signal, alive) : polling.run(signal, alive))
      } catch (error) {
        if (signal.aborted) return
        const trouble = troubleOf(error, failures)
        state = trouble.state
        logger.warn({ channel: 'telegram', ...trouble.state, wait: trouble.wait }, 'not online')
        await pause(trouble.wait, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  async function connect(): Promise<void> {
    username = (await api.getMe()).username
    const hook = webhook && { url: webhook.url, secret_token: webhook.secret }
    if (hook) await api.setWebhook({ ...hook, allowed_updates: ALLOWED_UPDATES, max_connections: 100 })
    else await api.deleteWebhook({})
    if (hasCommands) return
    hasCommands = true
    publish(api, options.commands).catch(() => (hasCommands = false))
  }

  return {
    name: 'telegram',
    send: createSender(api, createFileSender(api, `${apiRoot}/bot${token}`, options.files ?? noFiles)),
    fetchFile: createFileFetcher(api, token, apiRoot),
    state: () => state,
    async start(to) {
      inlet = to
      state = { state: 'connecting' }
      running = supervise(stopping.signal)
    },
    async stop() {
      stopping.abort()
      await Promise.allSettled([running, ...inHand])
      state = { state: 'stopped' }
    },
    async typing(address) {
      const chat = Number(address.slice('telegram:'.length))
      await api.sendChatAction({ chat_id: chat, action: 'typing' }).catch(() => undefined)
    },
    async handleUpdate(body, secret) {
      if (!webhook || !isSame(secret ?? '', webhook.secret)) return 'forbidden'
      if (!isUpdate(body)) return 'bad'
      await handle(body)
      return 'ok'
    },
  }
}

/** Looks after a webhook until the signal, or until it is gone and has to be set again. */
async function attend(api: RawApi, url: string, signal: AbortSignal, alive: () => void): Promise<void> {
  do {
    alive()
    await pause(ROUND, undefined, { signal }).catch(() => undefined)
  } while (!signal.aborted && (await api.getWebhookInfo()).url === url)
}

/** Sets the menu of commands for each language, and Indonesian for all others. */
async function publish(api: RawApi, commands: TelegramOptions['commands']): Promise<void> {
  const scope = { type: 'all_private_chats' } as const
  await api.setMyCommands({ commands: commands.id, scope })
  for (const language of LANGUAGES) {
    await api.setMyCommands({ commands: commands[language], scope, language_code: language })
  }
}

function isUpdate(body: unknown): body is Update {
  return (
    typeof body === 'object' && body !== null && 'update_id' in body && Number.isSafeInteger(body.update_id)
  )
}

/** Compares in the same time whatever differs. */
function isSame(left: string, right: string): boolean {
  return timingSafeEqual(hash(left), hash(right))
}

const hash = (value: string) => createHash('sha256').update(value).digest()
