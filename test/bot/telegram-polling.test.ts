import { setTimeout as pause } from 'node:timers/promises'
import { GrammyError } from 'grammy'
import { describe, expect, it, vi } from 'vitest'
import { troubleOf } from '../../src/bot/telegram-errors.ts'
import { SARI, createBot, isState, openWorld, polled } from './telegram-bot.ts'

describe('Telegram by polling', () => {
  it('confirms an update only after it has taken effect', async () => {
    const bot = await polled()
    const turn = Promise.withResolvers<void>()
    bot.onReceive = () => turn.promise
    await bot.world.send(SARI, 'Halo')
    await bot.world.quiet(SARI, 300)
    expect([bot.world.status().pending, bot.received.length]).toEqual([1, 0])
    turn.resolve()
    await vi.waitFor(() => expect(bot.world.status().pending).toBe(0), { timeout: 3_000 })
    expect(bot.received).toHaveLength(1)
  })

  it('fetches an update again that could not take effect', async () => {
    const bot = await polled()
    let times = 0
    bot.onReceive = async () => {
      if (times++ < 1) throw new Error('the database is busy')
    }
    await bot.world.send(SARI, 'Halo')
    expect((await bot.next()).input).toEqual({ type: 'text', text: 'Halo' })
    expect(times).toBe(2)
  })

  it('goes on for others while one contact keeps it waiting', async () => {
    const bot = await polled()
    const turn = Promise.withResolvers<void>()
    bot.onReceive = ({ address }) => (address === `telegram:${SARI}` ? turn.promise : Promise.resolve())
    await bot.world.send(SARI, 'Halo')
    await bot.world.send(5552, 'Halo')
    await bot.next()
    await bot.world.send(5553, 'Halo')
    expect((await bot.next()).address).toBe('telegram:5553')
    turn.resolve()
    expect((await bot.next()).address).toBe(`telegram:${SARI}`)
    await vi.waitFor(() => expect(bot.world.status().pending).toBe(0), { timeout: 3_000 })
    expect(bot.received).toHaveLength(3)
  })

  it('hands many over in order', async () => {
    const bot = await polled()
    const sent = Array.from({ length: 250 }, (_, n) => `${n}`)
    for (const text of sent) await bot.world.send(SARI, text)
    await vi.waitFor(() => expect(bot.received).toHaveLength(250), { timeout: 5_000 })
    expect(bot.received.map(({ input }) => 'text' in input && input.text)).toEqual(sent)
  })

  it('hands each over once, although it fetches more while some are in hand', async () => {
    const bot = await polled()
    const ids: string[] = []
    bot.onReceive = async ({ externalId }) => {
      ids.push(externalId)
      await pause(ids.length % 40)
    }
    const people = Array.from({ length: 600 }, (_, n) => 6_000_000 + n)
    for (const person of people) await bot.world.send(person, 'Halo')
    await vi.waitFor(() => expect(bot.world.status().pending).toBe(0), { timeout: 10_000 })
    expect([ids.length, new Set(ids).size]).toEqual([600, 600])
  })

  it.each([
    ['an outage', { kind: 'outage', ms: 400 }],
    ['errors of the server', { kind: '5xx', method: 'getUpdates', times: 2 }],
    ['a dropped connection', { kind: 'drop', method: 'getUpdates' }],
    ['429', { kind: '429', method: 'getUpdates', retryAfter: 1 }],
  ] as const)('comes back after %s', async (_what, fault) => {
    const bot = await polled()
    await bot.world.injectFault(fault)
    await bot.world.send(SARI, 'Halo')
    await bot.next()
    await isState(bot, 'online')
  })

  it('says that another program polls, and comes back when it is gone', async () => {
    const bot = await polled()
    await bot.world.injectFault('conflict')
    await bot.world.send(SARI, 'Halo')
    await isState(bot, 'offline')
    expect(bot.telegram.state().detail).toMatch(/another program/)
    await bot.next()
    await isState(bot, 'online')
  })

  it('asks again soon when the token is refused, and then less and less often', () => {
    const refused = new GrammyError(
      '',
      { ok: false, error_code: 401, description: 'Unauthorized' },
      'getMe',
      {},
    )
    expect([0, 1, 2, 20].map((failures) => troubleOf(refused, failures).wait)).toEqual([
      5_000, 10_000, 20_000, 300_000,
    ])
  })

  it('stops and says why when the token is refused', async () => {
    const world = await openWorld()
    const bot = createBot(world, { token: '1:wrong' })
    await isState(bot, 'stopped')
    expect(bot.telegram.state().detail).toMatch(/token/)
    expect(world.status().polling).toBe(false)
  })

  it('takes a webhook away that was left behind', async () => {
    const bot = await polled()
    expect(bot.world.calls().map(({ method }) => method)).toContain('deleteWebhook')
  })

  it('stops at once, after what is in hand', async () => {
    const bot = await polled()
    const turn = Promise.withResolvers<void>()
    bot.onReceive = () => turn.promise
    await bot.world.send(SARI, 'Halo')
    await bot.world.quiet(SARI, 50)
    const stopped = bot.telegram.stop().then(() => bot.received.length)
    setTimeout(turn.resolve, 50)
    expect(await stopped).toBe(1)
    expect([bot.telegram.state().state, bot.world.status().polling]).toEqual(['stopped', false])
  })
})
