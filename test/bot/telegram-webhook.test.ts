import { describe, expect, it, vi } from 'vitest'
import { SARI, SECRET, hooked, polled } from './telegram-bot.ts'

describe('Telegram by webhook', () => {
  it('takes deliveries', async () => {
    const bot = await hooked()
    await bot.world.send(SARI, '/start')
    expect((await bot.next()).input).toEqual({ type: 'text', text: '/start' })
    const expected = { polling: false, webhook: { url: bot.url, deliveries: 1 } }
    await vi.waitFor(() => expect(bot.world.status()).toMatchObject(expected), 20_000)
  })

  it('says that it has it only after it has taken effect', async () => {
    const bot = await hooked()
    const turn = Promise.withResolvers<void>()
    bot.onReceive = () => turn.promise
    await bot.world.send(SARI, 'Halo')
    await bot.world.quiet(SARI, 200)
    expect(bot.world.status().pending).toBe(1)
    turn.resolve()
    await vi.waitFor(() => expect(bot.world.status().pending).toBe(0), 20_000)
  })

  it('has it delivered again when it could not take effect', async () => {
    const bot = await hooked()
    let times = 0
    bot.onReceive = async () => {
      if (times++ < 2) throw new Error('the database is busy')
    }
    await bot.world.send(SARI, 'Halo')
    await bot.next()
    expect(times).toBe(3)
  })

  it.each([
    ['a wrong secret', { update_id: 1 }, 'wrong', 'forbidden'],
    ['no secret', { update_id: 1 }, undefined, 'forbidden'],
    ['a body that is no update', ['x'], SECRET, 'bad'],
    ['an update without an id', { message: {} }, SECRET, 'bad'],
    ['an update that means nothing', { update_id: 1, poll: {} }, SECRET, 'ok'],
    ['an update that is malformed', { update_id: 1, message: {} }, SECRET, 'ok'],
  ])('answers %s', async (_what, body, secret, verdict) => {
    const bot = await hooked()
    expect(await bot.telegram.handleUpdate(body, secret)).toBe(verdict)
    expect(bot.received).toEqual([])
  })

  it('forbids every delivery when it polls', async () => {
    const bot = await polled()
    expect(await bot.telegram.handleUpdate({ update_id: 1 }, '')).toBe('forbidden')
  })

  it('takes nothing more once it stops', async () => {
    const bot = await hooked()
    await bot.telegram.stop()
    await expect(bot.telegram.handleUpdate({ update_id: 1 }, SECRET)).rejects.toThrow('not started')
  })
})
