import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Channel, Inlet } from '../../src/bot/channel.ts'
import { keepLease } from '../../src/bot/lease.ts'
import { leased } from '../../src/bot/leased.ts'
import type { Leases } from '../../src/db/leases.ts'

const inlet: Inlet = { receive: async () => {}, reachability: async () => {} }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a lease', () => {
  it('is renewed for as long as it is kept', async () => {
    const leases = fakeLeases()
    const lease = keepLease({ leases, name: 'polling', holder: 'a', span: 3000 })
    expect(await lease.acquire()).toBe(true)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await keepLease({ leases, name: 'polling', holder: 'b', span: 3000 }).acquire()).toBe(false)
    await lease.release()
    expect(await keepLease({ leases, name: 'polling', holder: 'b', span: 3000 }).acquire()).toBe(true)
  })

  it('counts as lost before anybody else can have it when the database is gone', async () => {
    const leases = fakeLeases()
    const lease = keepLease({ leases, name: 'polling', holder: 'a', span: 3000 })
    const lost = vi.fn()
    lease.onLost(lost)
    await lease.acquire()
    leases.isGone = true
    await vi.advanceTimersByTimeAsync(2900)
    expect(lost).toHaveBeenCalledTimes(1)
  })

  it('is lost when somebody else has it', async () => {
    const leases = fakeLeases()
    const lease = keepLease({ leases, name: 'polling', holder: 'a', span: 3000 })
    const lost = vi.fn()
    lease.onLost(lost)
    await lease.acquire()
    leases.held.set('polling', { holder: 'b', fence: 9, until: Infinity })
    await vi.advanceTimersByTimeAsync(1000)
    expect(lost).toHaveBeenCalledTimes(1)
  })
})

describe('a leased channel', () => {
  it('fetches in one process only; another takes over when that one stops', async () => {
    const leases = fakeLeases()
    const [one, two] = ['a', 'b'].map((holder) => {
      const made: ReturnType<typeof fakeChannel>[] = []
      const lease = keepLease({ leases, name: 'polling', holder, span: 3000 })
      return { made, channel: leased(() => made[made.push(fakeChannel()) - 1]!, lease) }
    })
    await one!.channel.start(inlet)
    await vi.advanceTimersByTimeAsync(10)
    await two!.channel.start(inlet)
    await vi.advanceTimersByTimeAsync(20_000)
    expect([one, two].map((process) => process!.channel.state().state)).toEqual(['online', 'off'])
    await one!.channel.stop()
    await vi.advanceTimersByTimeAsync(6000)
    expect(two!.channel.state().state).toBe('online')
    expect(two!.made[0]!.start).toHaveBeenCalledTimes(1)
    await two!.channel.stop()
  })

  it('stops fetching when the lease is lost, sends on, and starts anew with a fresh channel', async () => {
    const leases = fakeLeases()
    const made: ReturnType<typeof fakeChannel>[] = []
    const lease = keepLease({ leases, name: 'polling', holder: 'a', span: 3000 })
    const channel = leased(() => made[made.push(fakeChannel()) - 1]!, lease)
    await channel.start(inlet)
    await vi.advanceTimersByTimeAsync(10)
    leases.isGone = true
    await vi.advanceTimersByTimeAsync(4000)
    expect(made[0]!.stop).toHaveBeenCalledTimes(1)
    expect(channel.state().state).toBe('off')
    await channel.send({ id: 'A', address: 'telegram:1', message: { text: '' }, attempt: 1 })
    leases.isGone = false
    await vi.advanceTimersByTimeAsync(6000)
    expect(made[1]!.start).toHaveBeenCalledTimes(1)
    await channel.stop()
  })
})

function fakeChannel() {
  return {
    name: 'telegram',
    start: vi.fn(async () => {}),
    stop: vi.fn(async () => {}),
    send: vi.fn(async () => ({ externalId: '1' })),
    state: () => ({ state: 'online' }),
  } satisfies Channel
}

interface FakeLeases extends Leases {
  readonly held: Map<string, { holder: string; fence: number; until: number }>
  isGone: boolean
}

/** Leases in memory, as the database keeps them. */
function fakeLeases(): FakeLeases {
  const held: FakeLeases['held'] = new Map()
  const leases: FakeLeases = {
    held,
    isGone: false,
    async acquire(name, holder, span, now) {
      if (leases.isGone) throw new Error('no database')
      const current = held.get(name)
      if (current && current.until > now && current.holder !== holder) return null
      const fence = current?.holder === holder ? current.fence : (current?.fence ?? 0) + 1
      held.set(name, { holder, fence, until: now + span })
      return fence
    },
    async renew({ name, holder, fence }, span, now) {
      if (leases.isGone) throw new Error('no database')
      const current = held.get(name)
      if (current?.holder !== holder || current.fence !== fence || current.until <= now) return false
      held.set(name, { holder, fence, until: now + span })
      return true
    },
    async end() {},
    async release({ name, holder }) {
      if (held.get(name)?.holder === holder) held.delete(name)
    },
  }
  return leases
}
