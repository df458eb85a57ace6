import { expect, it } from 'vitest'
import { crashOnTelegram } from './telegram.ts'

it('loses nothing on Telegram however often it is killed', { timeout: 400_000 }, async () => {
  const figures = await crashOnTelegram({ kills: 10, owners: 20, seed: 1 })
  expect(figures).toMatchObject({ kills: 10, owners: 20, right: 20, lost: 0, unanswered: 0, problems: [] })
  expect(figures.twice).toBeLessThanOrEqual(figures.inFlight)
})
