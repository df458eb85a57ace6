import { describe, expect, it } from 'vitest'
import { SendError } from '../../src/bot/send-error.ts'
import { SARI, failure, met, told } from './telegram-bot.ts'

describe('Telegram tells why a message did not arrive', () => {
  it.each([
    ['429', { kind: '429', retryAfter: 7 }, { kind: 'throttled', retryAfter: 7_000, wholeAccount: true }],
    ['5xx', { kind: '5xx' }, { kind: 'ambiguous', maybeSent: true }],
    ['a connection dropped before', { kind: 'drop', when: 'before' }, { kind: 'ambiguous', maybeSent: true }],
    ['a connection dropped after', { kind: 'drop', when: 'after' }, { kind: 'ambiguous', maybeSent: true }],
    ['a block', { kind: 'blocked', userId: SARI }, { kind: 'blocked', retryable: false }],
    ['a deleted account', { kind: 'deactivated', userId: SARI }, { kind: 'blocked', retryable: false }],
    [
      'a token that is no longer valid',
      { kind: 'unauthorized', method: 'sendMessage' },
      { kind: 'unreachable', retryable: true },
    ],
  ] as const)('%s', async (_what, fault, expected) => {
    const bot = await met()
    await bot.world.injectFault(fault)
    const error = await failure(bot.say({}))
    expect(error).toBeInstanceOf(SendError)
    expect(error).toMatchObject(expected)
  })

  it('an unknown chat', async () => {
    const bot = await met()
    const sent = bot.telegram.send({
      id: 'A',
      address: 'telegram:999',
      attempt: 1,
      message: { text: 'Halo' },
    })
    expect(await failure(sent)).toMatchObject({ kind: 'blocked' })
  })

  it('a message that Telegram will never take', async () => {
    const bot = await met()
    expect(await failure(bot.say({ text: ' ' }))).toMatchObject({ kind: 'refused', retryable: false })
  })

  it('that nobody is there', async () => {
    const bot = await met()
    await bot.telegram.stop()
    await bot.world.close()
    expect(await failure(bot.say({}))).toMatchObject({ kind: 'unreachable', maybeSent: false })
  })

  it('without giving the text away', async () => {
    const bot = await met()
    await bot.world.injectFault('5xx')
    const error = await failure(bot.say({ text: 'rahasia' }))
    expect(
      JSON.stringify([error, error?.message, error?.stack, error?.cause, String(error?.cause)]),
    ).not.toMatch(/rahasia/)
  })

  it('never when all is well, however slow', async () => {
    const bot = await met()
    await bot.world.injectFault({ kind: 'slow', ms: 300, method: 'sendMessage' })
    expect(await bot.say({})).toEqual({ externalId: expect.stringMatching(/^\d+$/) })
  })
})

describe('a file', () => {
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('IEND')])
  const file = { id: 'f1', name: 'brosur.png', mime: 'image/png' }

  it('is uploaded once, with the words and buttons under it', async () => {
    let read = 0
    const bot = await met(undefined, {
      files: async () => {
        read += 1
        return png
      },
    })
    const buttons = [{ label: 'Daftar', data: 'go:training:pirt' }]
    await bot.say({ text: '<b>Pelatihan</b> PKP', file, buttons }, 'A'.repeat(24))
    await bot.say({ text: 'Sekali lagi', file }, 'B'.repeat(24))
    const [first, second] = told(bot)
    expect(first).toMatchObject({ kind: 'photo', text: 'Pelatihan PKP', file: { bytes: png } })
    expect(first!.buttons.map(({ text }) => text)).toEqual(['Daftar'])
    expect(second).toMatchObject({ kind: 'photo', text: 'Sekali lagi', file: { bytes: png } })
    expect(read).toBe(1)
  })

  it('goes before words that are too long to stand under it', async () => {
    const bot = await met(undefined, { files: async () => Buffer.from('%PDF-1.4 %%EOF') })
    const pdf = { id: 'f2', name: 'brosur.pdf', mime: 'application/pdf' }
    await bot.say({ text: 'panjang '.repeat(200).trim(), file: pdf })
    expect(told(bot).map(({ kind }) => kind)).toEqual(['document', 'text'])
  })

  it('that is gone is no message', async () => {
    const bot = await met()
    expect(await failure(bot.say({ file }))).toMatchObject({ kind: 'refused' })
  })
})
