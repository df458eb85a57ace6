import { describe, expect, it } from 'vitest'
import { SARI, polled } from './telegram-bot.ts'

const GROUP = -100_200

describe('Telegram in groups', () => {
  it.each(['/menu', '/daftar@uji_bot', 'halo @uji_bot, bagaimana?'])(
    'points at the private chat when called by "%s", once',
    async (text) => {
      const bot = await polled()
      bot.world.addGroup(GROUP)
      bot.world.addUser(SARI, { language_code: 'en' })
      await bot.world.send(SARI, text, { chatId: GROUP })
      const { text: pointer } = await bot.world.waitReply(GROUP)
      expect(pointer).toBe('Private chat: https://t.me/uji_bot')
      await bot.world.send(SARI, text, { chatId: GROUP })
      await bot.world.quiet(GROUP, 150)
      expect(bot.world.transcript(GROUP).filter(({ from }) => from === 'bot')).toHaveLength(1)
      expect(bot.received).toEqual([])
    },
  )

  it.each(['halo semua', '/menu@bot_lain', 'uji_bot2'])('says nothing to "%s"', async (text) => {
    const bot = await polled()
    bot.world.addGroup(GROUP)
    await bot.world.send(SARI, text, { chatId: GROUP })
    await bot.world.quiet(GROUP, 150)
    expect(bot.world.transcript(GROUP).filter(({ from }) => from === 'bot')).toEqual([])
  })
})
