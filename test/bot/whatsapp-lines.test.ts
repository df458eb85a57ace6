import { afterEach, describe, expect, it } from 'vitest'
import type { Lease } from '../../src/bot/whatsapp-options.ts'
import { startWhatsAppWorld, type WhatsAppFault } from '../worlds/whatsapp/world.ts'
import { type BotOptions, linkedBot, startBot } from './whatsapp-bot.ts'
import { openBotStore, scratch, storeLink } from './whatsapp-store.ts'

const sari = '6281234567890'
let setting: Awaited<ReturnType<typeof linkedBot>>

afterEach(() => setting.close())

async function linked(options: BotOptions = {}): Promise<typeof setting> {
  setting = await linkedBot({}, options)
  return setting
}

async function talks(text: string): Promise<void> {
  await setting.world.send(sari, text)
  await setting.world.waitReply(sari, `gema: ${text}`, 20_000)
}

function logins(): number {
  return setting.world.status().devices[0]?.logins ?? 0
}

describe('a line that breaks', () => {
  it.each<[string, WhatsAppFault]>([
    ['dropped', 'drop'],
    ['closed', 'close'],
    ['restarted (515)', 'restart'],
    ['unavailable (503)', 'unavailable'],
    ['a bad session (500)', 'badSession'],
    ['refused for a while', { kind: 'refuse', ms: 300 }],
    ['answered 503 to the upgrade, of which Baileys never tells', { kind: 'refuse', ms: 300, http: true }],
  ])('is taken up again: %s', async (_name, fault) => {
    const { world, bot } = await linked()
    await talks('sebelum')
    await world.injectFault(fault)
    await world.send(sari, 'di tengah')
    await world.waitReply(sari, 'gema: di tengah')
    await talks('sesudah')
    expect(logins()).toBeGreaterThan(1)
    expect(bot.incoming).toHaveLength(3)
  })

  it('many times over loses nothing and repeats nothing', async () => {
    const { world, bot } = await linked()
    await talks('0')
    for (let n = 1; n <= 6; n++) {
      const sent = world.send(sari, String(n))
      await world.injectFault(n % 2 ? 'drop' : 'close')
      await sent
      await bot.shows(({ state }) => state === 'online')
    }
    for (let n = 1; n <= 6; n++) await world.waitReply(sari, `gema: ${n}`, 20_000, { from: 0 })
    expect(bot.incoming.map(({ input }) => input.type === 'text' && input.text)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
    ])
  })

  it('again and again is still taken up soon, as long as it comes to stand each time', async () => {
    const { world, bot } = await linked({ timing: { backoff: 40 } })
    for (let n = 1; n <= 9; n++) {
      const back = bot.shows(({ state }) => state === 'online')
      await world.injectFault('drop')
      await back
    }
    const lost = Date.now()
    const back = bot.shows(({ state }) => state === 'online')
    await world.injectFault('drop')
    await back
    expect(Date.now() - lost).toBeLessThan(2_000)
  })

  it('silently is noticed and cut', async () => {
    const { world } = await linked({ timing: { keepAlive: 400 } })
    await talks('sebelum')
    await world.injectFault({ kind: 'silence', ms: 60_000 })
    await talks('sesudah')
    expect(logins()).toBe(2)
  })

  it('before it opens, without a word, is cut and tried again', async () => {
    const { world, bot } = await linked({ timing: { opening: 500 } })
    await world.injectFault({ kind: 'iqTimeout', times: 1 })
    await world.injectFault('drop')
    await bot.shows(({ state }) => state === 'offline')
    await bot.shows(({ state }) => state === 'online')
    await talks('sesudah')
  })
})

describe('a login that is refused', () => {
  it('for an old version (405) asks for the current one, once', async () => {
    let asked = 0
    const { world, bot } = await linked({
      latestVersion: async () => {
        asked += 1
        return [2, 3000, 1]
      },
    })
    await world.injectFault({ kind: 'loginFailure', code: 405, times: 1 })
    await world.injectFault('drop')
    await bot.shows(({ state }) => state === 'offline')
    await bot.shows(({ state }) => state === 'online')
    await talks('halo')
    expect(asked).toBe(1)
    await world.injectFault({ kind: 'loginFailure', code: 405, times: 2 })
    await world.injectFault('drop')
    await world.send(sari, 'nanti')
    await bot.shows(() => bot.logged.some((entry) => 'level' in entry && entry.level === 'error'))
    expect(asked).toBe(2)
    expect(bot.whatsapp.state()).toMatchObject({ state: 'offline', detail: expect.stringContaining('405') })
    expect(await bot.whatsapp.pair()).toMatchObject({ state: 'online' })
    await world.waitReply(sari, 'gema: nanti')
  })

  it('for too many of them (429) pauses for long, and sends nothing meanwhile', async () => {
    const { world, bot } = await linked()
    await talks('halo')
    await world.injectFault({ kind: 'loginFailure', code: 429, times: 1 })
    await world.injectFault('drop')
    await bot.shows(() => Boolean(bot.whatsapp.state().detail?.includes('429')))
    const address = `whatsapp:${world.lidOf(sari)}@lid`
    expect(await bot.say(address, { text: 'nanti' })).toMatchObject({ kind: 'unreachable', retryable: true })
  })
})

describe('of several processes', () => {
  it('only the one that holds the lease is connected; the next takes over with the same link', async () => {
    const room = createRoom()
    const [world, { file, remove }] = await Promise.all([startWhatsAppWorld(), scratch()])
    await storeLink(file, world.registeredCreds().json)
    const database = await openBotStore(file)
    const start = () =>
      startBot(
        { ...database, close: async () => {} },
        { webSocketUrl: world.url, lease: room.door(), timing: { lease: 50 } },
      )
    const bot = await start()
    const close = async () => {
      await world.close()
      await database.close()
      await remove()
    }
    setting = { world, bot, file, close }
    await talks('satu')
    const second = await start()
    await second.shows(({ state }) => state === 'offline')
    expect(second.whatsapp.state().detail).toContain('another process')
    await bot.stop()
    await second.shows(({ state }) => state === 'online')
    await talks('dua')
    expect(second.incoming).toHaveLength(1)
    room.evict()
    await second.shows(({ state }) => state === 'offline')
    await second.stop()
  })
})

/** A room for one: who was thrown out does not get in again. */
function createRoom() {
  let inside: object | null = null
  let lost: (() => void) | undefined
  let closed = false
  return {
    door(): Lease {
      const me = {}
      let onLost: (() => void) | undefined
      return {
        async acquire() {
          if (closed || (inside && inside !== me)) return false
          inside = me
          lost = onLost
          return true
        },
        async release() {
          if (inside === me) inside = null
        },
        onLost(listener) {
          onLost = listener
        },
      }
    },
    evict() {
      closed = true
      inside = null
      lost?.()
    },
  }
}
