import * as fc from 'fast-check'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createOutbox } from '../../src/bot/outbox/outbox.ts'
import { createSurroundings, FATES, row } from './outbox-fakes.ts'
import type { Fate, Surroundings } from './outbox-fakes.ts'

const logger = pino({ level: 'silent' })
const limits = { telegram: { concurrency: 3, chat: [{ count: 2, per: 900 }] } }

/** What happens while messages go out: one is committed, time passes, or the process is killed and started again. */
const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('owed' as const), chat: fc.nat(3), broadcast: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('time' as const), ms: fc.nat(2_500) }) },
  { weight: 1, arbitrary: fc.constant({ type: 'kill' as const }) },
)
const { blocked: _blocked, refused: _refused, ...passing } = FATES
const fates = fc.array(fc.constantFrom<Fate>(...Object.values(passing)), { maxLength: 30 })

/** Lives through it all, and then through as long as it takes. */
async function live(
  happenings: readonly (typeof happening extends fc.Arbitrary<infer T> ? T : never)[],
  fate: Fate[],
) {
  const around = createSurroundings()
  around.fates.push(...fate)
  const start = async () => {
    const outbox = createOutbox({ ...around.process(), logger, limits, most: 6, every: 60_000 })
    await outbox.start()
    return outbox
  }
  let outbox = await start()
  let number = 0
  for (const event of happenings) {
    if (event.type === 'owed') {
      number += 1
      const kind = event.broadcast ? 'broadcast' : 'reply'
      outbox.deliver(around.commit(row(number, `telegram:${event.chat}`, kind)))
    } else if (event.type === 'time') await vi.advanceTimersByTimeAsync(event.ms)
    else {
      around.kill()
      outbox = await start()
    }
  }
  for (let waits = 0; around.open() > 0 && waits < 200; waits++) await vi.advanceTimersByTimeAsync(30_000)
  return { around, owed: number }
}

const attemptsOf = (around: Surroundings, address: string, kind: string) =>
  around.attempts.filter(
    ({ outgoing }) => outgoing.address === address && around.kindOf(outgoing.id) === kind,
  )

describe('whatever happens, the outbox', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
  afterEach(() => void vi.useRealTimers())

  it('keeps its promises', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 60 }), fates, async (happenings, fate) => {
        const { around } = await live(happenings, fate)
        expect(around.open()).toBe(0)
        for (const id of around.ids()) {
          const shown = around.shown.filter((one) => one === id).length
          if (around.kindOf(id) === 'reply') expect(shown).toBeGreaterThanOrEqual(1)
          else expect(shown).toBeLessThanOrEqual(1)
        }
        expect(around.attempts.every(({ outgoing, recorded }) => recorded >= outgoing.attempt)).toBe(true)
        expect(around.attempts.every(({ beside }) => beside === 0)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('keeps the order of each address', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 60 }), fates, async (happenings, fate) => {
        const { around } = await live(happenings, fate)
        for (let chat = 0; chat < 4; chat++) {
          for (const kind of ['reply', 'broadcast']) {
            const ids = attemptsOf(around, `telegram:${chat}`, kind).map(({ outgoing }) => outgoing.id)
            const firsts = [...new Set(ids)]
            expect(firsts).toEqual(firsts.toSorted())
          }
        }
      }),
      { numRuns: 150 },
    )
  })

  it('keeps the waits it is asked for and the limit of each chat, to the millisecond', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 60 }), fates, async (happenings, fate) => {
        const { around } = await live(
          happenings.filter(({ type }) => type !== 'kill'),
          fate,
        )
        for (const { fate: asked, at, outgoing } of around.attempts) {
          if (!asked.error?.retryAfter) continue
          const later = around.attempts.filter((one) => one.at > at && one.at < at + asked.error!.retryAfter)
          const hit = later.filter(
            (one) => asked.error!.wholeAccount || one.outgoing.address === outgoing.address,
          )
          expect(hit).toEqual([])
        }
        for (let chat = 0; chat < 4; chat++) {
          const at = around.attempts.filter(({ outgoing }) => outgoing.address === `telegram:${chat}`)
          for (let n = 2; n < at.length; n++) expect(at[n]!.at - at[n - 2]!.at).toBeGreaterThanOrEqual(900)
        }
      }),
      { numRuns: 150 },
    )
  })
})
