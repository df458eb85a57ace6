import { env } from 'node:process'
import { Bot } from 'grammy'
import type { Update } from 'grammy/types'

/*
 * The ceiling: a grammY bot that answers everything and keeps nothing. Like @grammyjs/runner it handles up to 500
 * updates at once and fetches the next while it does; grammY's own loop would handle one at a time.
 */

const AT_ONCE = 500

const bot = new Bot(env.TELEGRAM_BOT_TOKEN ?? '', { client: { apiRoot: env.TELEGRAM_API_ROOT ?? '' } })
bot.on('message', (chat) => chat.reply('ok'))
await bot.init()

let offset = 0
let running = 0
let free: (() => void) | undefined

for (;;) {
  const updates: Update[] = await bot.api.getUpdates({ offset, timeout: 30 })
  for (const update of updates) {
    offset = update.update_id + 1
    void handle(update)
  }
  if (running >= AT_ONCE) await new Promise<void>((resolve) => (free = resolve))
}

async function handle(update: Update): Promise<void> {
  running += 1
  await bot.handleUpdate(update).catch((error: unknown) => console.error(error))
  running -= 1
  if (running < AT_ONCE) free?.()
}
