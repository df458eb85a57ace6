import { expect, it } from 'vitest'
import { crashBroadcast } from './broadcast.ts'

it(
  'sends a broadcast to nobody twice and forgets nobody, however often it is killed',
  { timeout: 200_000 },
  async () => {
    const figures = await crashBroadcast({ kills: 4, recipients: 200, seed: 7, pace: 60 })
    expect(figures).toMatchObject({ kills: 4, recipients: 200, twice: 0, problems: [] })
    expect(figures.states['unknown'] ?? 0).toBeLessThanOrEqual(figures.inFlight)
    expect(figures.mostInFlight).toBeLessThanOrEqual(8)
  },
)
