import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../src/config.ts'
import { type Application, startApplication } from '../src/main.ts'
import { freePort } from './free-port.ts'
import { readEvents } from './http/read-events.ts'
import { startSqld } from './sqld.ts'
import { startTelegramWorld } from './worlds/telegram/world.ts'
import { startWhatsAppWorld } from './worlds/whatsapp/world.ts'

const SARI = 5551
const KEY = 'an-admin-key-of-thirty-two-characters'

let directory: string
const closers: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'main-'))
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  await rm(directory, { recursive: true, force: true })
})

describe('the product', () => {
  it('speaks by long polling, and goes on after a restart', async () => {
    const world = closing(await startTelegramWorld())
    const app = await start(world.env)
    await world.send(SARI, '/daftar')
    await world.waitReply(SARI, 'bahasa apa')
    await app.stop()
    await world.send(SARI, 'Bahasa Indonesia')
    await start(world.env)
    await world.waitReply(SARI, 'UU 27/2022', 30_000)
    expect(world.status().commands.map(({ command }) => command)).toContain('daftar')
  })

  it('knows its first admin as soon as it answers at all', async () => {
    const port = String(await freePort())
    const asked = async (): Promise<number> =>
      fetch(`http://127.0.0.1:${port}/api/v1/me`, { headers: { authorization: `Bearer ${KEY}` } }).then(
        ({ status }) => status,
        () => new Promise(setImmediate).then(asked),
      )
    const [status] = await Promise.all([asked(), start({ PORT: port })])
    expect(status).toBe(200)
  })

  it('does not start with another key than the one its data is encrypted under', async () => {
    const [right, wrong] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64'))
    await (await start({ DATA_KEY: right! })).stop()
    await expect(start({ DATA_KEY: wrong! })).rejects.toThrow(/DATA_KEY: .* is not the one/)
    await (await start({ DATA_KEY: right! })).stop()
  })

  it('warns in its log that owners on a phone get no links, until a public address is set', async () => {
    const world = closing(await startTelegramWorld())
    const lines: string[] = []
    await start(world.env, pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) }))
    expect(lines.join('')).toMatch(/PUBLIC_URL is not set: owners on Telegram and WhatsApp/)
  })

  it('speaks by webhook, with a secret that it has made itself', async () => {
    const world = closing(await startTelegramWorld())
    const port = String(await freePort())
    await start({ ...world.env, PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` })
    await vi.waitFor(() => expect(world.status().webhook?.url).toContain('/telegram/webhook'), 20_000)
    await world.send(SARI, '/daftar')
    await world.waitReply(SARI, 'bahasa apa', 30_000)
  })

  it('links WhatsApp by the QR code of its API, speaks there, and unlinks it', async () => {
    const world = closing(await startWhatsAppWorld())
    const { url } = await start(world.env)
    const account = (action = '', method = 'GET') =>
      fetch(`${url}/api/v1/channels/whatsapp${action}`, {
        method,
        headers: { authorization: `Bearer ${KEY}` },
      })
    const shown = async () => (await (await account()).json()) as { state: string; qr: string | null }
    await vi.waitFor(async () => expect((await shown()).qr).not.toBeNull(), {
      timeout: 30_000,
      interval: 100,
    })
    expect((await fetch(`${url}/readyz`)).status).toBe(503)
    await world.scanQr((await shown()).qr!)
    await vi.waitFor(async () => expect((await shown()).state).toBe('online'), {
      timeout: 30_000,
      interval: 100,
    })
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    await world.send('6281234567890', 'daftar')
    await world.waitReply('6281234567890', 'bahasa apa', 30_000)
    expect((await account('/logout', 'POST')).status).toBe(204)
    await vi.waitFor(async () => expect((await shown()).state).not.toBe('online'), {
      timeout: 20_000,
      interval: 100,
    })
  })
  it('runs as two processes on one server: one polls, either answers the web, and the other takes over', async () => {
    const world = closing(await startTelegramWorld())
    const sqld = await startSqld()
    closers.push(() => sqld.stop())
    const env = { ...world.env, DATABASE_URL: sqld.url, DATA_KEY: Buffer.alloc(32, 1).toString('base64') }
    const [one, two] = [await start(env), await start(env)]
    await world.send(SARI, '/daftar')
    await world.waitReply(SARI, 'bahasa apa', 30_000)

    const session = await fetch(`${one.url}/chat/session`, { method: 'POST' })
    const cookie = session.headers.get('set-cookie')!.split(';')[0]!
    const events = readEvents(await fetch(`${two.url}/chat/events`, { headers: { cookie } }))
    expect(await events.next(1)).toMatchObject([{ event: 'ready' }])
    await fetch(`${one.url}/chat/messages`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ id: randomUUID(), input: { type: 'text', text: 'daftar' } }),
    })
    const seen = await events.next(4)
    expect(JSON.stringify(seen)).toContain('bahasa apa')
    await events.close()

    await one.stop()
    await world.send(SARI, 'Bahasa Indonesia')
    await world.waitReply(SARI, 'UU 27/2022', 30_000)
  })
})

async function start(
  env: Readonly<Record<string, string>>,
  logger = pino({ level: 'silent' }),
): Promise<Application> {
  const config = readConfig({ PORT: '0', BOOTSTRAP_ADMIN_KEY: KEY, ...env, DATA_DIR: directory })
  const application = await startApplication(config, {
    logger,
    print: () => {},
    onPoisoned: (error) => {
      throw error
    },
  })
  let stopped: Promise<void> | null = null
  const stop = () => (stopped ??= application.stop())
  closers.push(stop)
  return { ...application, stop }
}

function closing<T extends { close(): Promise<void> }>(world: T): T {
  closers.push(() => world.close())
  return world
}
