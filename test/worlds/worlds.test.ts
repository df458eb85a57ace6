import { createServer } from 'node:http'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { webhookCallback } from 'grammy'
import type { Bot } from 'grammy'
import { afterEach, describe, expect, test } from 'vitest'
import { echoBot } from './bots/telegram.ts'
import { EchoBot } from './bots/whatsapp.ts'
import { HOST, listen, shut, until } from './loopback.ts'
import { startTelegramWorld } from './telegram/world.ts'
import type { TelegramWorld, TelegramWorldOptions } from './telegram/world.ts'
import { startWhatsAppWorld } from './whatsapp/world.ts'
import type { WhatsAppWorld, WhatsAppWorldOptions } from './whatsapp/world.ts'

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function polled(options?: TelegramWorldOptions): Promise<TelegramWorld> {
  const world = await startTelegramWorld(options)
  const bot = echoBot(world)
  closers.push(
    () => world.close(),
    async () => bot.stop().catch(() => undefined),
  )
  void bot.start().catch(() => undefined)
  return world
}

async function hooked(): Promise<{ world: TelegramWorld; bot: Bot; fail: (times: number) => void }> {
  const world = await startTelegramWorld({ webhookRetryMs: 10 })
  const bot = echoBot(world)
  await bot.init()
  let failing = 0
  const callback = webhookCallback(bot, 'http', { secretToken: 'secret' })
  const server = createServer((request, response) => {
    if (failing-- > 0) return void response.writeHead(500).end()
    void callback(request, response)
  })
  const port = await listen(server)
  closers.push(
    () => world.close(),
    () => shut(server),
  )
  await bot.api.setWebhook(`http://${HOST}:${port}/`, { secret_token: 'secret' })
  return { world, bot, fail: (times) => (failing = times) }
}

describe('Telegram', () => {
  const SARI = 5551

  test('buttons, contacts, places and files go both ways', async () => {
    const world = await polled()
    await world.send(SARI, '/start')
    expect((await world.waitReply(SARI, 'Halo')).buttons).toMatchObject([{ text: 'Pesan', data: 'order:1' }])
    await world.send(SARI, { tap: 'Pesan' })
    expect(await world.waitReply(SARI, 'ordered')).toMatchObject({ kind: 'edit' })
    expect(world.status().unansweredCallbacks).toBe(0)

    await world.send(SARI, '/number')
    await world.waitReply(SARI, 'Share')
    await world.send(SARI, { tap: 'Nomor saya' })
    await world.waitReply(SARI, 'number 62812')
    await world.send(SARI, { location: { latitude: -6.2, longitude: 106.8 } })
    await world.waitReply(SARI, 'at -6.2')
    await world.send(SARI, { document: { name: 'nota.pdf', bytes: Buffer.alloc(1234) } })
    await world.waitReply(SARI, '1234 bytes')
    await world.send(SARI, '/photo')
    expect((await world.waitReply(SARI, 'Menu')).file).toMatchObject({ name: 'menu.jpg', size: 4 })
  })

  test('what Telegram refuses is refused', async () => {
    const world = await polled()
    await world.send(SARI, '/long')
    await world.waitReply(SARI, '400 Bad Request: message is too long')
    await world.send(SARI, '/html')
    await world.waitReply(SARI, "400 Bad Request: can't parse entities: Can't find end tag")
    await world.send(SARI, { block: true })
    const { api } = echoBot(world)
    await expect(api.sendMessage(SARI, 'hi')).rejects.toThrow('403: Forbidden: bot was blocked by the user')
    await expect(api.sendMessage(404, 'hi')).rejects.toThrow('400: Bad Request: chat not found')
  })

  test('faults strike and pass', async () => {
    const world = await polled()
    await world.send(SARI, 'one')
    await world.waitReply(SARI, 'echo one')

    await world.injectFault({ kind: '429', retryAfter: 1 })
    const start = Date.now()
    await world.send(SARI, 'two')
    await world.waitReply(SARI, 'echo two')
    expect(Date.now() - start).toBeGreaterThanOrEqual(990)

    await world.injectFault({ kind: 'drop', when: 'after' })
    await world.send(SARI, 'three')
    await world.waitReply(SARI, 'echo three')
    await world.injectFault({ kind: '5xx' })
    await world.send(SARI, 'four')
    await until(() => world.calls().some((call) => call.error === '502 Bad Gateway'), 5000, 'a 502')
    await world.injectFault({ kind: 'duplicateUpdate', userId: SARI })
    await world.waitReply(SARI, 'echo four')

    await world.injectFault({ kind: 'outage', ms: 50 })
    await world.send(SARI, 'five')
    await world.waitReply(SARI, 'echo five')
  })

  test('limits by rate', async () => {
    const world = await startTelegramWorld({ limits: { perChat: 1, chatBurst: 2 } })
    closers.push(() => world.close())
    await world.send(SARI, 'hi')
    const call = () => fetch(`${world.apiRoot}/bot${world.token}/sendMessage?chat_id=${SARI}&text=hi`)
    const codes = [await call(), await call(), await call()].map((response) => response.status)
    expect(codes).toEqual([200, 200, 429])
  })

  test('a second poller is told of the conflict', async () => {
    const world = await polled()
    await until(() => world.status().polling, 5000, 'polling')
    const other = echoBot(world)
    await other.api.getUpdates({ timeout: 0 })
    await expect(
      (async () => {
        await world.injectFault('conflict')
        await other.api.getUpdates({ timeout: 0 })
      })(),
    ).rejects.toThrow('409: Conflict')
  })

  test('a webhook gets each chat in order and again until it answers 2xx', async () => {
    const { world, fail } = await hooked()
    fail(2)
    for (const text of ['one', 'two', 'three']) await world.send(SARI, text)
    await world.send(777, 'other')
    for (const text of ['one', 'two', 'three'])
      expect((await world.waitReply(SARI)).text).toBe(`echo ${text}`)
    await world.waitReply(777, 'echo other')
    await until(() => world.status().pending === 0, 5000, 'an empty queue')
    expect(world.status().webhook?.deliveries).toBe(2 + 4)
  })

  test('crabline agrees', async () => {
    const world = await polled({ engine: 'crabline' })
    await world.send(SARI, 'hi')
    await world.waitReply(SARI, 'echo hi')
  })
})

async function whatsApp(options?: WhatsAppWorldOptions): Promise<WhatsAppWorld> {
  const world = await startWhatsAppWorld(options)
  closers.push(() => world.close())
  if (world.ca) setDefaultCACertificates([...getCACertificates('default'), world.ca])
  return world
}

function started(settings: ConstructorParameters<typeof EchoBot>[0]): EchoBot {
  const bot = new EchoBot(settings)
  closers.push(async () => bot.stop())
  return bot
}

async function linked(options?: WhatsAppWorldOptions): Promise<{ world: WhatsAppWorld; bot: EchoBot }> {
  const world = await whatsApp(options)
  const { creds } = world.registeredCreds()
  const bot = started({ url: world.url, creds })
  await world.waitOnline()
  return { world, bot }
}

describe('WhatsApp', () => {
  const SARI = '6281234567890'

  test('a bot links by QR and writes to hidden ids', async () => {
    const world = await whatsApp()
    const bot = started({ url: world.url })
    await world.scanQr(await bot.hear('qr'))
    await world.waitOnline()
    await world.send(SARI, 'who')
    const reply = await world.waitReply(SARI)
    expect(reply).toMatchObject({ text: `you are ${SARI}@s.whatsapp.net`, addressing: 'lid' })
    expect(world.status().problems).toEqual([])
  })

  test('a bot links by code and writes to numbers', async () => {
    const world = await whatsApp({ addressing: 'pn' })
    const bot = started({ url: world.url, phone: world.phone })
    await world.enterPairingCode(await bot.hear('code'))
    await world.waitOnline()
    await world.send(SARI, 'who')
    expect(await world.waitReply(SARI, 'you are')).toMatchObject({ addressing: 's.whatsapp.net' })
    expect(world.status().problems).toEqual([])
  })

  test('menus, places and files go both ways; numbers can be hidden; groups are left alone', async () => {
    const { world } = await linked({ addressing: 'hidden', receipts: { read: true } })
    await world.send(SARI, 'who')
    await world.waitReply(SARI, 'you are hidden')
    await world.send(SARI, 'menu')
    await world.waitReply(SARI, 'Menu')
    await world.send(SARI, { tap: 'Bantuan' })
    await world.waitReply(SARI, 'echo 2')
    await world.send(SARI, { location: { latitude: -6.5, longitude: 106 } })
    await world.waitReply(SARI, 'at -6.5')
    await world.send(SARI, { document: { name: 'nota.pdf', bytes: Buffer.alloc(5000) } })
    await world.waitReply(SARI, '5000 bytes')
    await world.send(SARI, 'file')
    const { file } = await world.waitReply(SARI, (event) => event.kind === 'document')
    expect(file).toMatchObject({ ok: true, name: 'a.csv', bytes: Buffer.from('a,b') })
    await world.send(SARI, 'hello all', { groupId: '1203' })
    await world.send(SARI, 'last')
    await world.waitReply(SARI, 'echo last')
    expect(world.transcript('1203').filter(({ kind, from }) => from === 'bot' && kind === 'text')).toEqual([])
    expect(world.safety()).toMatchObject({ people: 1, toStrangers: 0, resends: 0 })
  })

  test('what is broken on the way comes again, what comes twice has one id', async () => {
    const { world } = await linked()
    await world.injectFault({ kind: 'undecryptable', userId: SARI, text: 'broken' })
    const { id } = await world.waitReply(SARI, 'echo broken')
    await world.injectFault({ kind: 'retryReceipt', userId: SARI })
    expect((await world.waitReply(SARI, 'echo broken', 8000, { kinds: 'resend' })).id).toBe(id)
    await world.injectFault({ kind: 'duplicate', userId: SARI })
    await world.injectFault({ kind: 'identityChange', userId: SARI })
    await world.send(SARI, 'new phone')
    await world.waitReply(SARI, 'echo new phone')
    expect(
      world.transcript(SARI).filter(({ text, kind }) => kind === 'text' && text === 'echo broken'),
    ).toHaveLength(1)
  })

  test('a cut line, a restart and an absence lose nothing; each end has its reason', async () => {
    const { world, bot } = await linked()
    for (const [fault, reason] of [
      ['drop', 428],
      ['restart', 515],
      ['unavailable', 503],
    ] as const) {
      const closed = bot.hear('closed')
      const open = bot.hear('open')
      await world.injectFault(fault)
      expect(Number(await closed)).toBe(reason)
      await open
    }
    bot.stop()
    await until(() => !world.status().online, 5000, 'the bot to be gone')
    await world.send(SARI, 'while away')
    expect(world.status().undelivered).toBe(1)
    bot.start()
    await world.waitReply(SARI, 'echo while away')
    for (const [fault, reason] of [
      ['replaced', 440],
      ['loggedOut', 401],
    ] as const) {
      const closed = bot.hear('closed')
      await world.injectFault(fault)
      expect(Number(await closed)).toBe(reason)
      if (fault === 'loggedOut') break
      const open = bot.hear('open')
      bot.start()
      await open
    }
  })

  test('the moment of the receipt can be caught', async () => {
    const { world } = await linked()
    const types: (string | undefined)[] = []
    world.onReceipt = ({ type }) => types.push(type)
    await world.send(SARI, 'hi')
    await world.waitReply(SARI, 'echo hi')
    expect(types).toContain('inactive')
  })

  test('crabline agrees', async () => {
    const world = await whatsApp({ engine: 'crabline' })
    const bot = started({ url: world.url, creds: world.registeredCreds().creds })
    await bot.hear('open')
    await world.send(SARI, 'hi')
    await world.waitReply(SARI, 'echo hi')
  })
})
