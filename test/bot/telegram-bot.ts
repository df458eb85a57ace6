import { createServer } from 'node:http'
import { pino } from 'pino'
import { afterEach, expect, vi } from 'vitest'
import type { Incoming, Message, Reachability } from '../../src/bot/channel.ts'
import { SendError } from '../../src/bot/send-error.ts'
import { createTelegram } from '../../src/bot/telegram.ts'
import type { Telegram, TelegramOptions } from '../../src/bot/telegram.ts'
import { HOST, bodyOf, listen, shut } from '../worlds/loopback.ts'
import { startTelegramWorld } from '../worlds/telegram/world.ts'
import type { TelegramWorld, TelegramWorldOptions } from '../worlds/telegram/types.ts'

export const SARI = 5551
export const SECRET = 'a-secret-of-the-webhook'
const closers: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

export interface Bot {
  readonly world: TelegramWorld
  readonly telegram: Telegram
  readonly received: Incoming[]
  readonly changes: Reachability[]
  /** Runs inside `receive`, before it resolves. */
  onReceive: (incoming: Incoming) => Promise<void>
  /** The next that is received. */
  next(): Promise<Incoming>
  say(message: Partial<Message>, id?: string): Promise<{ readonly externalId: string }>
}

const menu = (description: string) => [{ command: 'menu', description }]
const words = { id: 'Chat pribadi:', en: 'Private chat:', jv: 'Chat pribadi (jv):', su: 'Chat pribadi (su):' }
const commands = {
  id: menu('Menu utama'),
  en: menu('Main menu'),
  jv: menu('Menu (jv)'),
  su: menu('Menu (su)'),
}

export function createBot(world: TelegramWorld, more: Partial<TelegramOptions> = {}): Bot {
  const { token, apiRoot } = world
  const logger = pino({ level: 'silent' })
  const telegram = createTelegram({ token, apiRoot, logger, commands, groupPointer: words, ...more })
  const received: Incoming[] = []
  const changes: Reachability[] = []
  let seen = 0
  const bot: Bot = {
    world,
    telegram,
    received,
    changes,
    onReceive: async () => {},
    async next() {
      await vi.waitFor(() => expect(received.length).toBeGreaterThan(seen), { timeout: 10_000, interval: 5 })
      return received[seen++]!
    },
    say: ({ text = 'Halo', ...rest }, id = 'A'.repeat(24)) =>
      telegram.send({ id, address: `telegram:${SARI}`, attempt: 1, message: { text, ...rest } }),
  }
  closers.push(() => telegram.stop())
  void telegram.start({
    async receive(incoming) {
      await bot.onReceive(incoming)
      received.push(incoming)
    },
    reachability: async (change) => void changes.push(change),
  })
  return bot
}

export async function openWorld(options?: TelegramWorldOptions): Promise<TelegramWorld> {
  const world = await startTelegramWorld(options)
  closers.push(() => world.close())
  return world
}

export const isState = (bot: Bot, state: string, timeout = 5_000) =>
  vi.waitFor(() => expect(bot.telegram.state().state).toBe(state), { timeout, interval: 5 })

export async function polled(options?: TelegramWorldOptions, more?: Partial<TelegramOptions>): Promise<Bot> {
  const bot = createBot(await openWorld(options), more)
  await isState(bot, 'online')
  return bot
}

/** Sari has said something and has been heard. */
export async function met(options?: TelegramWorldOptions, more?: Partial<TelegramOptions>): Promise<Bot> {
  const bot = await polled(options, more)
  await bot.world.send(SARI, 'Halo')
  await bot.next()
  return bot
}

/** What Sari was told. */
export const told = ({ world }: Bot) => world.transcript(SARI).filter(({ from }) => from === 'bot')

/** The webhook as http mounts it. */
export async function hooked(): Promise<Bot & { readonly url: string }> {
  const world = await openWorld({ webhookRetryMs: 10 })
  let bot: Bot | null = null
  const server = createServer(async (request, response) => {
    const body: unknown = JSON.parse((await bodyOf(request)).toString())
    const secret = request.headers['x-telegram-bot-api-secret-token']
    const verdict = await bot!.telegram.handleUpdate(body, String(secret)).catch(() => 'failed')
    response.writeHead({ ok: 200, forbidden: 401, bad: 400 }[verdict] ?? 500).end()
  })
  const url = `http://${HOST}:${await listen(server)}/telegram/webhook`
  closers.push(() => shut(server))
  bot = createBot(world, { webhook: { url, secret: SECRET } })
  await isState(bot, 'online')
  return Object.assign(bot, { url })
}

export const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as SendError,
  )
