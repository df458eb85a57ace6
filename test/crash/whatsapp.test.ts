import { expect, it } from 'vitest'
import { crashOnWhatsApp } from './whatsapp.ts'

it(
  'loses nothing on WhatsApp, not even when it is killed as it says "delivered"',
  {
    timeout: 400_000,
  },
  async () => {
    const figures = await crashOnWhatsApp({ kills: 6, owners: 4, seed: 3 })
    expect(figures).toMatchObject({ kills: 6, owners: 4, right: 4, lost: 0, unanswered: 0, problems: [] })
    expect(figures.moments).toHaveProperty('at a delivery receipt')
    expect(figures.twice).toBeLessThanOrEqual(figures.inFlight)
  },
)
