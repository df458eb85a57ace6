import { describe, expect, it, vi } from 'vitest'
import type { TelegramAction } from '../worlds/telegram/types.ts'
import { SARI, met, polled } from './telegram-bot.ts'

describe('Telegram reads', () => {
  const fileId = expect.any(String)
  const cases: [string, TelegramAction, object][] = [
    ['text', 'Halo', { input: { type: 'text', text: 'Halo' }, locale: 'id' }],
    ['a command to this bot by name', '/menu@uji_bot', { input: { type: 'text', text: '/menu' } }],
    ['a deep link', '/start ref_42', { input: { type: 'text', text: '/start' }, payload: 'ref_42' }],
    [
      "the contact's own number, vouched for",
      { contact: true },
      { input: { type: 'phone', phone: '+6281255550001', own: true }, phone: '+6281255550001' },
    ],
    [
      "somebody else's number",
      { contact: { phone_number: '0812999', first_name: 'Budi', user_id: 77 } },
      { input: { type: 'phone', phone: '0812999', own: false } },
    ],
    [
      'a number from the phone book',
      { contact: { phone_number: '0812999', first_name: 'Budi' } },
      { input: { type: 'phone', phone: '0812999', own: false } },
    ],
    [
      'a location',
      { location: { latitude: -8.2, longitude: 114.3 } },
      { input: { type: 'location', latitude: -8.2, longitude: 114.3 } },
    ],
    [
      'a photo',
      { photo: Buffer.alloc(9_000), caption: 'Toko' },
      {
        input: {
          type: 'file',
          file: { kind: 'photo', id: fileId, mime: 'image/jpeg', size: 9_000, name: null },
        },
      },
    ],
    [
      'a document',
      { document: { name: 'nib.pdf', bytes: Buffer.alloc(50), mime: 'application/pdf' } },
      {
        input: {
          type: 'file',
          file: { kind: 'document', id: fileId, mime: 'application/pdf', size: 50, name: 'nib.pdf' },
        },
      },
    ],
    ['a voice note', { voice: Buffer.from('v') }, { input: { type: 'unsupported', kind: 'voice' } }],
    ['a video', { video: Buffer.from('v') }, { input: { type: 'unsupported', kind: 'video' } }],
    ['a sticker', { sticker: '👍' }, { input: { type: 'unsupported', kind: 'sticker' } }],
  ]

  it.each(cases)('%s', async (_what, action, expected) => {
    const bot = await polled()
    bot.world.addUser(SARI, { phone: '6281255550001' })
    await bot.world.send(SARI, action)
    expect(await bot.next()).toMatchObject({ channel: 'telegram', address: `telegram:${SARI}`, ...expected })
  })

  it('a tap, and takes its waiting mark off while the turn still runs', async () => {
    const bot = await met()
    await bot.say({ buttons: [{ label: 'Setuju', data: 'registration:consent:agree' }] })
    const turn = Promise.withResolvers<void>()
    bot.onReceive = () => turn.promise
    await bot.world.send(SARI, { tap: 'Setuju' })
    await bot.world.waitReply(SARI, undefined, 5_000, { kinds: 'callback_answer' })
    turn.resolve()
    const input = { type: 'choice', flow: 'registration', step: 'consent', value: 'agree' }
    expect((await bot.next()).input).toEqual(input)
  })

  it('a tap on a button of another make as one that belongs to no question', async () => {
    const bot = await met()
    await bot.say({ buttons: [{ label: 'Lama', data: 'old' }] })
    await bot.world.send(SARI, { tap: 'Lama' })
    expect((await bot.next()).input).toEqual({ type: 'choice', flow: '', step: '', value: 'old' })
  })

  it('an edited text as a new answer, under an id of its own', async () => {
    const bot = await polled()
    await bot.world.send(SARI, 'Kripik')
    const first = await bot.next()
    const [said] = bot.world.transcript(SARI)
    await bot.world.send(SARI, { edit: { id: said!.id!, text: 'Keripik' } })
    const second = await bot.next()
    expect(second.input).toEqual({ type: 'text', text: 'Keripik', edited: true })
    expect(second.externalId).not.toBe(first.externalId)
  })

  it('the same id when Telegram delivers twice', async () => {
    const bot = await polled()
    await bot.world.send(SARI, 'Halo')
    const first = await bot.next()
    await bot.world.injectFault({ kind: 'duplicateUpdate', userId: SARI })
    expect((await bot.next()).externalId).toBe(first.externalId)
  })

  it('a block and its end', async () => {
    const bot = await polled()
    await bot.world.send(SARI, { block: true })
    await bot.world.send(SARI, { unblock: true })
    await vi.waitFor(() => expect(bot.changes.map((one) => one.reachable)).toEqual([false, true]), 20_000)
    expect(bot.changes[0]).toMatchObject({ address: `telegram:${SARI}`, at: expect.any(Number) })
  })

  it.each<[string, Record<string, object>]>([
    ['a message without a chat', { message: { message_id: 1, text: 'x' } }],
    [
      'a message with a nonsensical chat',
      { message: { chat: { id: 'x', type: 'private' }, text: 'x', date: 1 } },
    ],
    ['a kind that nobody asked for', { poll: { id: '1' } }],
    ['a tap without its message', { callback_query: { id: '1', from: { id: 1 }, data: 'a:b:c' } }],
    ['a pinned message', { message: { chat: { id: 5, type: 'private' }, date: 1, pinned_message: {} } }],
    [
      'a live location that moves',
      { edited_message: { chat: { id: 5, type: 'private' }, date: 1, location: {} } },
    ],
  ])('past %s to what follows', async (_what, update) => {
    const bot = await polled()
    await bot.world.send(SARI, { update })
    await bot.world.send(SARI, 'Halo')
    expect((await bot.next()).input).toEqual({ type: 'text', text: 'Halo' })
    await vi.waitFor(() => expect(bot.world.status().pending).toBeLessThanOrEqual(1), 20_000)
  })
})
