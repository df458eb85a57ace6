import { expect, it } from 'vitest'
import { chaosOnTelegram } from './chaos-telegram.ts'
import { chaosOnWhatsApp } from './chaos-whatsapp.ts'

const NOTHING_LOST = { lost: 0, unanswered: 0, problems: [] }

it('loses nothing and keeps the limits while Telegram is in trouble', { timeout: 300_000 }, async () => {
  const figures = await chaosOnTelegram({ ms: 6_000, owners: 12, seed: 5 })
  expect(figures).toMatchObject({ right: 12, ...NOTHING_LOST })
  expect(figures.waits).toBeGreaterThan(0)
})

it('loses nothing and keeps the limits while WhatsApp is in trouble', { timeout: 300_000 }, async () => {
  expect(await chaosOnWhatsApp({ ms: 10_000, owners: 3, seed: 5 })).toMatchObject({
    right: 3,
    ...NOTHING_LOST,
  })
})
