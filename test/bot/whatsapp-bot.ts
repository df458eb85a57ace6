import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { Incoming, Inlet, Message } from '../../src/bot/channel.ts'
import { createIds } from '../../src/bot/ids.ts'
import { SendError } from '../../src/bot/send-error.ts'
import type { Log, Pairing, WhatsAppOptions } from '../../src/bot/whatsapp-options.ts'
import { createWhatsApp, type WhatsApp } from '../../src/bot/whatsapp.ts'
import {
  startWhatsAppWorld,
  type WhatsAppWorld,
  type WhatsAppWorldOptions,
} from '../worlds/whatsapp/world.ts'
import { type BotStore, openBotStore, scratch, storeLink } from './whatsapp-store.ts'

/** A bot that stands on the channel alone. */
export interface Bot {
  readonly whatsapp: WhatsApp
  readonly store: BotStore
  /** What took effect, in order. */
  readonly incoming: Incoming[]
  readonly receipts: string[]
  readonly logged: object[]
  /** Resolves with what is shown for pairing, once it fits. */
  shows(fits: (pairing: Pairing) => boolean): Promise<Pairing>
  /** Sends one message and tells what became of it. */
  say(address: string, message: Message, id?: string): Promise<SendError | string>
  stop(): Promise<void>
}

type Answer = (incoming: Incoming) => Message | null

export type BotOptions = Partial<WhatsAppOptions> & {
  readonly answer?: Answer
  /** Puts something between the bot and its database, or between it and its turns. */
  readonly tamper?: (store: BotStore) => Partial<WhatsAppOptions>
  readonly wrap?: (inlet: Inlet) => Inlet
}

/** Starts a bot on a file or an open store: it journals, answers through an outbox, and takes up what is owed at its start. */
export async function startBot(
  place: string | BotStore,
  { answer = echo, tamper, wrap, ...options }: BotOptions,
): Promise<Bot> {
  const store = typeof place === 'string' ? await openBotStore(place) : place
  const incoming: Incoming[] = []
  const receipts: string[] = []
  const logged: object[] = []
  const watchers = new Set<() => void>()
  const newId = createIds()
  let stopping: Promise<void> | null = null
  const whatsapp = createWhatsApp({
    logger: collector(logged),
    keys: store.keys,
    journal: (rows) => store.journal(rows),
    sentMessages: (id) => store.message(id),
    ...options,
    ...tamper?.(store),
    timing: { backoff: 20, ...options.timing },
    onPairing(pairing) {
      for (const watcher of watchers) watcher()
      options.onPairing?.(pairing)
    },
    onReceipt: (id, receipt) => void receipts.push(`${receipt} ${id}`),
  })
  let draining = Promise.resolve()
  const drain = () => {
    draining = draining.then(() => sendOwed(store, whatsapp, () => stopping !== null))
  }
  const turns: Inlet = {
    async receive(message) {
      const reply = answer(message)
      const owed = reply && { id: newId(), address: message.address, message: reply }
      if (!(await store.settle(message, owed))) return
      incoming.push(message)
      drain()
    },
    async reachability() {},
  }
  const inlet = wrap?.(turns) ?? turns
  for (const body of await store.received()) {
    const left = whatsapp.recover(body)
    if (left) await inlet.receive(left)
  }
  await whatsapp.start(inlet)
  drain()

  async function stop(): Promise<void> {
    await whatsapp.stop()
    await draining
    await store.close()
  }
  return {
    whatsapp,
    store,
    incoming,
    receipts,
    logged,
    async shows(fits) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const watcher = () => fits(whatsapp.pairing()) && resolve()
      watchers.add(watcher)
      watcher()
      await promise
      watchers.delete(watcher)
      return whatsapp.pairing()
    },
    async say(address, message, id = newId()) {
      try {
        const to = address as Incoming['address']
        return (await whatsapp.send({ id, address: to, message, attempt: 1 })).externalId
      } catch (error) {
        if (error instanceof SendError) return error
        throw error
      }
    },
    stop: () => (stopping ??= stop()),
  }
}

/** Sends what is owed in order, each until it is accepted or refused for good. */
async function sendOwed(store: BotStore, whatsapp: WhatsApp, stopped: () => boolean): Promise<void> {
  if (stopped()) return
  for (const owed of await store.owed()) {
    let settled = false
    for (let attempt = 1; !settled && !stopped(); attempt++) {
      settled = await whatsapp.send({ ...owed, attempt }).then(
        () => true,
        (error: SendError) => !error.retryable,
      )
      if (!settled) await pause(50)
    }
    if (settled) await store.sent(owed.id)
  }
}

const echo: Answer = ({ input }) => ({ text: `gema: ${input.type === 'text' ? input.text : input.type}` })

function collector(into: object[]): Log {
  const write = (level: string) => (fields: object, message: string) =>
    void into.push({ level, message, ...fields })
  return { info: write('info'), warn: write('warn'), error: write('error') }
}

/** A world and a bot in it that was linked earlier and is online. */
export async function linkedBot(
  worldOptions: WhatsAppWorldOptions = {},
  options: BotOptions = {},
): Promise<{ world: WhatsAppWorld; bot: Bot; file: string; close(): Promise<void> }> {
  const [world, { file, remove }] = await Promise.all([startWhatsAppWorld(worldOptions), scratch()])
  await storeLink(file, world.registeredCreds().json)
  const bot = await startBot(file, { webSocketUrl: world.url, ...options })
  await bot.shows(({ state }) => state === 'online')
  if (worldOptions.engine !== 'crabline') await world.waitOnline()
  async function close(): Promise<void> {
    await bot.stop()
    await world.close()
    await remove()
  }
  return { world, bot, file, close }
}

/** Dies without a word, as by a power cut. */
function die(): never {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('unreachable')
}

/** Puts the death of the process at one moment of a message's way. */
function deathAt(moment: string | undefined): Pick<BotOptions, 'tamper' | 'wrap'> {
  let journalled = false
  return {
    tamper: (store) => ({
      async journal(rows) {
        if (moment === 'before the journal') die()
        await store.journal(rows)
        if (moment === 'after the journal') die()
        journalled = true
      },
      keys: {
        ...store.keys,
        async set(entries) {
          await store.keys.set(entries)
          if (moment === 'after the session' && journalled) die()
        },
      },
    }),
    wrap: (inlet) => ({
      ...inlet,
      async receive(incoming) {
        if (moment === 'before the turn') die()
        await inlet.receive(incoming)
        if (moment === 'after the turn') die()
      },
    }),
  }
}

/** As a program: one JSON line for each state. `BOT_DIES` names the moment of its death. */
async function main({ BOT_STORE, BOT_DIES, WHATSAPP_WEB_SOCKET_URL }: NodeJS.ProcessEnv): Promise<void> {
  if (!BOT_STORE || !WHATSAPP_WEB_SOCKET_URL) throw new Error('set BOT_STORE and WHATSAPP_WEB_SOCKET_URL')
  const bot = await startBot(BOT_STORE, {
    webSocketUrl: WHATSAPP_WEB_SOCKET_URL,
    onPairing: ({ state }) => process.stdout.write(`${JSON.stringify({ state })}\n`),
    ...deathAt(BOT_DIES),
  })
  await once(process, 'SIGTERM')
  await bot.stop()
  // Baileys leaves timers behind that would keep the process for half a minute
  process.exit()
}

if (import.meta.main) await main(process.env)
