import { describe, expect, it, vi } from 'vitest'
import type { Message } from '../../src/bot/channel.ts'
import { SARI, failure, met, told } from './telegram-bot.ts'

const button = (label: string, action = false) => ({ label, data: `f:s:${label.slice(0, 9)}`, action })
const inlineRows = async (message: Partial<Message>) => {
  const bot = await met()
  await bot.say(message)
  const { raw } = await bot.world.waitReply(SARI)
  const markup = (raw as { reply_markup: { inline_keyboard: { text: string }[][] } }).reply_markup
  return markup.inline_keyboard.map((row) => row.map(({ text }) => text))
}

describe('Telegram draws', () => {
  it('short buttons two to a row, long ones alone, actions below', async () => {
    const buttons = ['Ya', 'Tidak', 'Makanan dan minuman olahan', 'Jasa'].map((label) => button(label))
    const rows = await inlineRows({ buttons: [button('Kembali', true), ...buttons, button('Lewati', true)] })
    expect(rows).toEqual([['Ya', 'Tidak'], ['Makanan dan minuman olahan'], ['Jasa'], ['Kembali', 'Lewati']])
  })

  it('a list in one column', async () => {
    const rows = await inlineRows({ list: true, buttons: ['A', 'B', 'C'].map((label) => button(label)) })
    expect(rows).toEqual([['A'], ['B'], ['C']])
  })

  it.each([
    ['phone', 'request_contact'],
    ['location', 'request_location'],
  ] as const)('a request for the %s, with the other choices as words', async (type, field) => {
    const bot = await met()
    await bot.say({ request: { type, label: 'Bagikan' }, buttons: [button('Lewati', true)] })
    const { keyboard } = await bot.world.waitReply(SARI)
    expect(keyboard).toMatchObject([{ text: 'Bagikan', [field]: true }, { text: 'Lewati' }])
    await bot.world.send(SARI, { tap: 'Bagikan' })
    expect((await bot.next()).input.type).toBe(type)
  })

  it('the keyboard of a request away again, also under a message with buttons', async () => {
    const bot = await met()
    await bot.say({ request: { type: 'location', label: 'Bagikan' } })
    await bot.say({ text: 'Terima kasih', clearRequest: true, buttons: [button('Ya')] })
    await expect(bot.world.send(SARI, { tap: 'Bagikan' })).rejects.toThrow('no button')
    await bot.world.send(SARI, { tap: 'Ya' })
    expect((await bot.next()).input.type).toBe('choice')
  })

  it('bold, italic and entities', async () => {
    const bot = await met()
    await bot.say({ text: '<b>Nama</b> &amp; <i>usaha</i> &lt;3' })
    expect((await bot.world.waitReply(SARI, undefined, 5_000, { from: 0 })).text).toBe('Nama & usaha <3')
  })

  it('words whose marks cannot be read without any, rather than not at all', async () => {
    const bot = await met()
    await bot.say({ text: '<b>Nama &lt;' })
    expect((await bot.world.waitReply(SARI, undefined, 5_000, { from: 0 })).text).toBe('Nama <')
  })

  it('a long text in parts, the buttons under the last', async () => {
    const bot = await met()
    const paragraphs = Array.from({ length: 9 }, (_, n) => `<b>${n}</b> ${'kata '.repeat(200)}`)
    await bot.say({ text: paragraphs.join('\n\n'), buttons: [button('Ya')] })
    const parts = told(bot)
    expect(parts.map(({ buttons }) => buttons.length)).toEqual([0, 0, 1])
    expect(parts.every(({ text }) => text.length <= 4096 && /^\d kata/.test(text))).toBe(true)
  })

  it('only what is missing when a long text is tried again', async () => {
    const bot = await met({ limits: { perChat: 1, chatBurst: 1 } })
    const text = `${'a'.repeat(4_000)}\n\n${'b'.repeat(4_000)}`
    const error = await failure(bot.say({ text }))
    expect(error?.retryAfter).toBe(1_000)
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await bot.say({ text })
    expect(told(bot).map((one) => one.text[0])).toEqual(['a', 'b'])
  })

  it('that an answer is on its way', async () => {
    const bot = await met()
    await bot.telegram.typing!(`telegram:${SARI}`)
    expect(bot.world.calls().at(-1)).toMatchObject({ method: 'sendChatAction', ok: true })
  })

  it('its commands in each language', async () => {
    const bot = await met()
    const described = () => bot.world.status().commands.map(({ description }) => description)
    await vi.waitFor(() => expect(described()).toHaveLength(5), 20_000)
    expect(new Set(described())).toEqual(new Set(['Menu utama', 'Main menu', 'Menu (jv)', 'Menu (su)']))
  })
})
