import { Bot, GrammyError, InlineKeyboard, InputFile, Keyboard } from 'grammy'
import type { Context } from 'grammy'
import { pause } from '../loopback.ts'

/** A small grammY bot that shows what a world carries; the self test talks to it. */
export function echoBot({ token, apiRoot }: { token: string; apiRoot: string }): Bot {
  const bot = new Bot(token, { client: { apiRoot } })
  bot.api.config.use(async (call, method, payload, signal) => {
    for (;;) {
      const result = await call(method, payload, signal)
      const wait = result.ok ? undefined : result.parameters?.retry_after
      if (wait === undefined) return result
      await pause(wait * 1000)
    }
  })
  bot.command('start', (chat) =>
    chat.reply('Halo!', { reply_markup: new InlineKeyboard().text('Pesan', 'order:1') }),
  )
  bot.command('number', (chat) =>
    chat.reply('Share', { reply_markup: new Keyboard().requestContact('Nomor saya').oneTime() }),
  )
  bot.callbackQuery('order:1', async (chat) => {
    await chat.answerCallbackQuery({ text: 'ok' })
    await chat.editMessageText('ordered')
  })
  bot.command('photo', (chat) =>
    chat.replyWithPhoto(new InputFile(Buffer.from('jpeg'), 'menu.jpg'), { caption: 'Menu' }),
  )
  bot.command('long', (chat) => report(chat, () => chat.reply('x'.repeat(4097))))
  bot.command('html', (chat) => report(chat, () => chat.reply('<b>open', { parse_mode: 'HTML' })))
  bot.on('message:contact', (chat) => chat.reply(`number ${chat.message.contact.phone_number}`))
  bot.on('message:location', (chat) => chat.reply(`at ${chat.message.location.latitude}`))
  bot.on('message:document', async (chat) => {
    const { file_path: path } = await chat.getFile()
    const response = await fetch(`${apiRoot}/file/bot${token}/${path}`)
    await chat.reply(`${(await response.arrayBuffer()).byteLength} bytes`)
  })
  bot.on('message:text', (chat) => chat.reply(`echo ${chat.message.text}`))
  bot.catch(() => undefined)
  return bot
}

/** Says what the Bot API said against it. */
async function report(chat: Context, send: () => Promise<unknown>): Promise<void> {
  const problem = await send().catch((error: unknown) => error)
  await chat.reply(problem instanceof GrammyError ? `${problem.error_code} ${problem.description}` : 'fine')
}
