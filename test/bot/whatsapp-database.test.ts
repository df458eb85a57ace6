import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { linkedBot } from './whatsapp-bot.ts'
import type { BotStore } from './whatsapp-store.ts'

const sari = '6281234567890'
let setting: Awaited<ReturnType<typeof linkedBot>>

afterEach(() => setting.close())

const away = () => pause(1 + Math.random() * 6)

/** A database a few milliseconds away. */
function distant(store: BotStore) {
  return {
    keys: {
      ...store.keys,
      async get(kind: string, ids: readonly string[]) {
        await away()
        return store.keys.get(kind, ids)
      },
      async set(entries: Parameters<BotStore['keys']['set']>[0]) {
        await away()
        await store.keys.set(entries)
        await away()
      },
    },
    async journal(rows: Parameters<BotStore['journal']>[0]) {
      await away()
      await store.journal(rows)
      await away()
    },
  }
}

it('is far away, and somebody new who writes and is answered in bursts is understood, in order', async () => {
  setting = await linkedBot({}, { tamper: distant })
  const { world, bot } = setting
  const texts = Array.from({ length: 30 }, (_, n) => `pesan ${n}`)
  const sent: Promise<unknown>[] = []
  for (const [n, text] of texts.entries()) {
    sent.push(world.send(sari, text))
    if (n % 3 === 0) await world.waitReply(sari, () => true, 20_000, { from: 0 }).catch(() => undefined)
  }
  await Promise.all(sent)
  const replies = () => world.transcript(sari).filter(({ from, kind }) => from === 'bot' && kind === 'text')
  await expect.poll(() => replies().length, { timeout: 30_000 }).toBe(30)
  expect(replies().map(({ text }) => text)).toEqual(texts.map((text) => `gema: ${text}`))
  expect(bot.incoming).toHaveLength(30)
  expect(world.status().problems).toEqual([])
})

it('does not take a message: WhatsApp is not told that it arrived, and is asked for it again', async () => {
  let refusals = 2
  setting = await linkedBot(
    {},
    {
      tamper: (store) => ({
        async journal(rows) {
          if (refusals-- > 0) throw new Error('disk full')
          await store.journal(rows)
        },
      }),
    },
  )
  const { world, bot } = setting
  const { id } = (await world.send(sari, 'halo')) as { id: string }
  await world.waitReply(sari, 'gema: halo')
  expect(world.received(id)?.retries).toBe(2)
  expect(bot.incoming).toHaveLength(1)
})

it('does not take a turn: the message is handed on again', async () => {
  let refusals = 2
  setting = await linkedBot(
    {},
    {
      wrap: (inlet) => ({
        ...inlet,
        async receive(incoming) {
          if (refusals-- > 0) throw new Error('locked')
          await inlet.receive(incoming)
        },
      }),
    },
  )
  const { world, bot } = setting
  await world.send(sari, 'halo')
  await world.waitReply(sari, 'gema: halo')
  expect(bot.incoming).toHaveLength(1)
  expect(JSON.stringify(bot.logged)).not.toContain('halo')
})
