import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createOutbox, whatsappLimits } from '../../src/bot/outbox/outbox.ts'
import type { OutboxOptions } from '../../src/bot/outbox/outbox.ts'
import { createSurroundings, FATES, row } from './outbox-fakes.ts'
import type { Surroundings } from './outbox-fakes.ts'

const logger = pino({ level: 'silent' })
const SARI = 'telegram:1'
const BUDI = 'telegram:2'
const MINUTE = 60_000

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

const open = (around: Surroundings, more: Partial<OutboxOptions> = {}) =>
  createOutbox({ ...around.process(), logger, ...more })
const texts = (around: Surroundings) => around.attempts.map(({ outgoing }) => outgoing.message.text)
const times = (around: Surroundings) => around.attempts.map(({ at }) => at - around.attempts[0]!.at)

describe('the outbox', () => {
  it('sends at once and settles in groups', async () => {
    const around = createSurroundings()
    const outbox = open(around)
    const rows = Array.from({ length: 200 }, (_, number) => row(number, `telegram:${number}`))
    outbox.deliver(around.commit(...rows))
    await vi.advanceTimersByTimeAsync(30)
    expect(around.outcome(rows[7]!)).toMatchObject({
      state: 'sent',
      externalId: `x${rows[7]!.id}`,
      error: null,
    })
    expect(around.writes.length).toBe(1)
    expect(outbox.stats()).toEqual({ depth: 0, oldestAgeMs: 0, sending: 0 })
  })

  it('keeps the order of an address, with one message under way, while others go on', async () => {
    const around = createSurroundings()
    const outbox = open(around)
    around.fates.push(FATES.slow)
    outbox.deliver(around.commit(row(1, SARI), row(2, SARI), row(3, BUDI)))
    await vi.advanceTimersByTimeAsync(20)
    expect(texts(around)).toEqual(['1', '3'])
    await vi.advanceTimersByTimeAsync(30)
    expect(texts(around)).toEqual(['1', '3', '2'])
  })

  it('lets a reply overtake broadcasts, at its own address and at others', async () => {
    const around = createSurroundings()
    const outbox = open(around, { limits: { telegram: { concurrency: 1 } } })
    around.fates.push(FATES.slow)
    outbox.deliver(around.commit(row(1, BUDI), row(2, BUDI, 'broadcast'), row(3, SARI, 'broadcast')))
    outbox.deliver(around.commit(row(4, SARI)))
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(texts(around)).toEqual(['1', '4', '3', '2'])
  })

  it('pauses the whole account for exactly as long as it is told', async () => {
    const around = createSurroundings()
    const outbox = open(around)
    around.fates.push({ error: FATES.throttled.error })
    outbox.deliver(around.commit(row(1, SARI)))
    await vi.advanceTimersByTimeAsync(100)
    outbox.deliver(around.commit(row(2, BUDI)))
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(texts(around).toSorted()).toEqual(['1', '1', '2'])
    expect(times(around)).toEqual([0, 1_500, 1_500])
  })

  it('pauses one chat alone when the wait is for that chat', async () => {
    const around = createSurroundings()
    const outbox = open(around)
    around.fates.push(FATES.chatThrottled)
    outbox.deliver(around.commit(row(1, SARI), row(2, BUDI)))
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(texts(around)).toEqual(['1', '2', '1'])
    expect(times(around)).toEqual([0, 0, 700])
  })

  it('tries one message at a time while the platform is out of reach, and is there within seconds when it is back', async () => {
    const around = createSurroundings()
    const outbox = open(around)
    around.fates.push(...Array.from({ length: 60 }, () => FATES.unreachable))
    outbox.deliver(
      around.commit(...Array.from({ length: 40 }, (_, number) => row(number, `telegram:${number}`))),
    )
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(around.shown).toHaveLength(0)
    expect(around.attempts.length).toBeGreaterThan(48)
    expect(around.attempts.length).toBeLessThan(60)
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(around.shown).toHaveLength(40)
    expect(around.open()).toBe(0)
  })

  it('sends a reply again after an ambiguous failure, under the same id, and counts the attempt before', async () => {
    const around = createSurroundings()
    const outbox = open(around)
    around.fates.push(FATES.answerLost, FATES.lost)
    const [reply] = around.commit(row(1, SARI))
    outbox.deliver([reply!])
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(around.attempts.map(({ outgoing }) => [outgoing.id, outgoing.attempt])).toEqual([
      [reply!.id, 1],
      [reply!.id, 2],
      [reply!.id, 3],
    ])
    expect(around.attempts.map(({ recorded }) => recorded)).toEqual([1, 2, 3])
    expect(around.outcome(reply!)?.state).toBe('sent')
  })

  it.each(['broadcast', 'reminder'] as const)(
    'never sends a %s again that may have arrived',
    async (kind) => {
      const around = createSurroundings()
      const outbox = open(around)
      around.fates.push(FATES.answerLost)
      const [message] = around.commit(row(1, SARI, kind))
      outbox.deliver([message!])
      await vi.advanceTimersByTimeAsync(60 * MINUTE)
      expect(around.attempts).toHaveLength(1)
      expect(around.outcome(message!)?.state).toBe('unknown')
    },
  )

  it('drops what else is owed to a contact who blocked the bot, until they write again', async () => {
    const around = createSurroundings()
    const outbox = open(around)
    around.fates.push(FATES.blocked)
    const rows = around.commit(row(1, SARI), row(2, SARI), row(3, SARI, 'broadcast'), row(4, BUDI))
    outbox.deliver(rows)
    await vi.advanceTimersByTimeAsync(50)
    expect(rows.map((one) => around.outcome(one)?.error ?? null)).toEqual([
      'blocked',
      'blocked',
      'blocked',
      null,
    ])
    expect(around.blocked).toEqual([SARI])
    outbox.deliver(around.commit(row(5, SARI)))
    await vi.advanceTimersByTimeAsync(50)
    expect(around.shown).toContain(row(5, SARI).id)
  })

  it('gives up on what is refused, and goes on with the next', async () => {
    const around = createSurroundings()
    const outbox = open(around)
    around.fates.push(FATES.refused)
    const rows = around.commit(row(1, SARI), row(2, SARI))
    outbox.deliver(rows)
    await vi.advanceTimersByTimeAsync(50)
    expect(rows.map((one) => around.outcome(one)?.state)).toEqual(['failed', 'sent'])
  })

  it('gives up on a body that cannot be read', async () => {
    const around = createSurroundings()
    const outbox = open(around)
    const broken = { ...row(1, SARI), body: '{' }
    outbox.deliver(around.commit(broken, row(2, SARI)))
    await vi.advanceTimersByTimeAsync(50)
    expect(around.outcome(broken)).toMatchObject({ state: 'failed', error: 'fault' })
    expect(texts(around)).toEqual(['2'])
  })

  it('gives up on a reply after a day', async () => {
    const around = createSurroundings()
    const outbox = open(around)
    around.fates.push(...Array.from({ length: 30_000 }, () => FATES.unreachable))
    const rows = around.commit(row(1, SARI))
    outbox.deliver(rows)
    await vi.advanceTimersByTimeAsync(23 * 60 * MINUTE)
    expect(around.outcome(rows[0]!)).toBeUndefined()
    await vi.advanceTimersByTimeAsync(62 * MINUTE)
    expect(around.outcome(rows[0]!)).toMatchObject({ state: 'failed', error: 'expired' })
  })

  it('lets a burst of replies to one Telegram chat pass, and a flood wait without keeping others', async () => {
    const around = createSurroundings()
    const outbox = open(around)
    outbox.deliver(around.commit(...Array.from({ length: 90 }, (_, number) => row(number, SARI))))
    outbox.deliver(around.commit(row(100, BUDI)))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(around.shown).toHaveLength(61)
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(around.shown).toHaveLength(91)
    expect(times(around).findLast((time) => time < MINUTE)).toBeLessThan(1_000)
  })

  it('keeps the limits of an account and of a chat', async () => {
    const around = createSurroundings('whatsapp')
    const outbox = open(around, { limits: { whatsapp: whatsappLimits(20) } })
    const addresses = ['whatsapp:1', 'whatsapp:1', 'whatsapp:2', 'whatsapp:1']
    outbox.deliver(around.commit(...addresses.map((address, number) => row(number, address))))
    outbox.deliver(
      around.commit(
        ...Array.from({ length: 40 }, (_, number) => row(number + 10, `whatsapp:${number + 10}`)),
      ),
    )
    await vi.advanceTimersByTimeAsync(10 * MINUTE)
    const at = times(around)
    expect(around.shown).toHaveLength(44)
    for (const [index, time] of at.entries())
      if (index >= 20) expect(time - at[index - 20]!).toBeGreaterThanOrEqual(MINUTE)
    const chat = around.attempts
      .filter(({ outgoing }) => outgoing.address === 'whatsapp:1')
      .map((one) => one.at)
    expect(chat[1]! - chat[0]!).toBeGreaterThanOrEqual(1_000)
    expect(chat[2]! - chat[1]!).toBeGreaterThanOrEqual(1_000)
  })
})

const noDatabase = () => Promise.reject(new Error('no database'))

describe('after a restart', () => {
  it('goes on with what an earlier process left: replies again, in order; broadcasts only if never begun', async () => {
    const around = createSurroundings()
    around.put(row(1, SARI), 'sending', 1)
    around.put(row(2, SARI), 'pending', 0)
    around.put(row(3, SARI, 'broadcast'), 'sending', 1)
    around.put(row(4, SARI, 'broadcast'), 'pending', 0)
    const outbox = open(around)
    await outbox.start()
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(texts(around)).toEqual(['1', '2', '4'])
    expect(around.attempts.map(({ outgoing, recorded }) => [outgoing.attempt, recorded])).toEqual([
      [2, 2],
      [1, 1],
      [1, 1],
    ])
    expect(around.outcome(row(3, SARI))?.state).toBe('unknown')
  })

  it('leaves alone what belongs to a channel that is off', async () => {
    const around = createSurroundings()
    around.put(row(1, 'whatsapp:1'), 'pending', 0)
    const outbox = open(around)
    await outbox.start()
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect([around.attempts.length, around.open(), outbox.stats().depth]).toEqual([0, 1, 0])
  })

  it('fails to start without its database', async () => {
    const around = createSurroundings()
    const { channels, queries } = around.process()
    const outbox = createOutbox({ channels, queries: { ...queries, owed: noDatabase }, logger })
    await expect(outbox.start()).rejects.toThrow('no database')
  })
})

describe('now and then', () => {
  it('takes on what others put into the database', async () => {
    const around = createSurroundings()
    const outbox = open(around, { every: 1_000 })
    await outbox.start()
    around.put(row(1, SARI, 'broadcast'), 'pending', 0)
    await vi.advanceTimersByTimeAsync(1_100)
    around.put(row(2, SARI, 'broadcast'), 'pending', 0)
    outbox.wake()
    await vi.advanceTimersByTimeAsync(1_100)
    expect(texts(around)).toEqual(['1', '2'])
    await outbox.stop()
  })

  it('takes on what a process that is gone has left, once it can no longer be under way', async () => {
    const around = createSurroundings()
    const outbox = open(around, { every: 1_000 })
    await outbox.start()
    around.put(row(1, SARI), 'sending', 1)
    around.put(row(2, BUDI, 'broadcast'), 'sending', 1)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(texts(around)).toEqual([])
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(texts(around)).toEqual(['1'])
    expect(around.outcome(row(2, BUDI))?.state).toBe('unknown')
    await outbox.stop()
  })

  it('does not take on again what went out while it was looking', async () => {
    const around = createSurroundings()
    const { channels, queries } = around.process()
    const owed: typeof queries.owed = async (range) => {
      const page = await queries.owed(range)
      await new Promise((resolve) => setTimeout(resolve, 500))
      return page
    }
    const outbox = createOutbox({ channels, queries: { ...queries, owed }, logger })
    around.fates.push({ shown: true, ms: 11_900 })
    outbox.deliver(around.commit(row(1, SARI)))
    await vi.advanceTimersByTimeAsync(11_700)
    outbox.wake()
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(around.shown).toHaveLength(1)
  })
})

describe('a graceful stop', () => {
  it('sends what may go now and records it', async () => {
    const around = createSurroundings()
    const outbox = open(around, { limits: { telegram: { concurrency: 1 } } })
    around.fates.push(FATES.slow, FATES.slow, FATES.slow)
    outbox.deliver(around.commit(row(1, SARI), row(2, BUDI), row(3, SARI)))
    const stopped = outbox.stop(5_000)
    await vi.advanceTimersByTimeAsync(200)
    await stopped
    expect([around.shown.length, around.open()]).toEqual([3, 0])
  })

  it('does not wait for what has to wait, nor longer than it may', async () => {
    const around = createSurroundings()
    const outbox = open(around)
    around.fates.push({ ms: 60_000, shown: true })
    outbox.deliver(around.commit(row(1, SARI)))
    const begun = Date.now()
    const stopped = outbox.stop(5_000).then(() => Date.now() - begun)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await stopped).toBeLessThanOrEqual(6_000)
    expect(around.open()).toBe(1)
  })
})

describe('with more than fits in memory', () => {
  it('leaves the rest in the database and comes back for it, in order', async () => {
    const around = createSurroundings()
    const outbox = open(around, { most: 10, limits: { telegram: { concurrency: 1 } } })
    const rows = Array.from({ length: 2_000 }, (_, number) => row(number, `telegram:${number % 7}`))
    for (const one of rows) {
      outbox.deliver(around.commit(one))
      if (outbox.stats().depth > 10) throw new Error('too many in memory')
      await vi.advanceTimersByTimeAsync(0)
    }
    await vi.advanceTimersByTimeAsync(60 * MINUTE)
    expect(around.open()).toBe(0)
    expect(new Set(around.shown).size).toBe(2_000)
    for (let address = 0; address < 7; address++) {
      const ids = around.attempts.filter(({ outgoing }) => outgoing.address === `telegram:${address}`)
      expect(ids.map(({ outgoing }) => outgoing.id)).toEqual(
        ids.map(({ outgoing }) => outgoing.id).toSorted(),
      )
    }
  })
})

describe('with a database in trouble', () => {
  it('keeps results until they can be written', async () => {
    const around = createSurroundings()
    const { channels, queries } = around.process()
    const settle = vi
      .fn(queries.settle)
      .mockRejectedValueOnce(new Error('busy'))
      .mockRejectedValueOnce(new Error('busy'))
    const outbox = createOutbox({ channels, queries: { ...queries, settle }, logger })
    outbox.deliver(around.commit(row(1, SARI)))
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect([around.open(), around.shown.length, outbox.stats().depth]).toEqual([0, 1, 0])
  })

  it('does not send again before the attempt is recorded', async () => {
    const around = createSurroundings()
    const { channels, queries } = around.process()
    const recordAttempt = vi
      .fn(queries.recordAttempt)
      .mockImplementation(() => Promise.reject(new Error('busy')))
    const outbox = createOutbox({ channels, queries: { ...queries, recordAttempt }, logger })
    around.fates.push(FATES.lost)
    outbox.deliver(around.commit(row(1, SARI)))
    await vi.advanceTimersByTimeAsync(10 * MINUTE)
    expect(around.attempts).toHaveLength(1)
    recordAttempt.mockImplementation(queries.recordAttempt)
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(around.attempts).toHaveLength(2)
  })
})
