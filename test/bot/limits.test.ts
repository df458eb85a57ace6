import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGate, createGates } from '../../src/bot/limits.ts'
import type { Limit } from '../../src/bot/limits.ts'

const limit = fc.record({ count: fc.integer({ min: 1, max: 6 }), per: fc.integer({ min: 1, max: 1_000 }) })
const limits = fc.array(limit, { minLength: 1, maxLength: 3 })
const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 80 })

/** When each goes that arrives so long after the one before, and goes as soon as it may. */
function departures(limits: readonly Limit[], gaps: readonly number[]): number[] {
  const gate = createGate(limits)
  let [arrived, now] = [0, 0]
  return gaps.map((gap) => {
    arrived += gap
    now = Math.max(now, arrived)
    now += gate.wait(now)
    gate.take(now)
    return now
  })
}

const fits = (times: readonly number[], { count, per }: Limit) =>
  times.every((time, at) => at < count || time - times[at - count]! >= per)

describe('a gate', () => {
  it('never lets more through than a limit allows, in any window', () => {
    fc.assert(
      fc.property(limits, gaps, (limits, gaps) => {
        const times = departures(limits, gaps)
        expect(limits.every((limit) => fits(times, limit))).toBe(true)
      }),
    )
  })

  it('keeps nobody longer than a limit demands', () => {
    fc.assert(
      fc.property(limits, gaps, (limits, gaps) => {
        const times = departures(limits, gaps)
        let arrived = 0
        for (const [at, gap] of gaps.entries()) {
          arrived += gap
          const earliest = limits.map(({ count, per }) => (times[at - count] ?? -Infinity) + per)
          expect(times[at]).toBe(Math.max(arrived, times[at - 1] ?? 0, ...earliest))
        }
      }),
    )
  })

  it('without limits lets everything through', () => {
    const gate = createGate([])
    gate.take(0)
    expect(gate.wait(0)).toBe(0)
  })
})

describe('gates', () => {
  it('keep the limits of each key by itself', () => {
    const gates = createGates([{ count: 1, per: 1_000 }])
    gates.take('a', 0)
    expect([gates.wait('a', 400), gates.wait('b', 400)]).toEqual([600, 0])
  })

  it('forget a key once its limits no longer reach back to it', () => {
    const gates = createGates([{ count: 2, per: 1_000 }])
    for (let key = 0; key < 5_000; key++) gates.take(`chat ${key}`, key)
    expect(gates.size).toBeLessThanOrEqual(1_001)
    expect(gates.wait('chat 4999', 4_999)).toBe(0)
  })

  it('without limits remember nobody', () => {
    const gates = createGates([])
    gates.take('a', 0)
    expect(gates.size).toBe(0)
  })
})
