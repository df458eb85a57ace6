import { describe, expect, it } from 'vitest'
import { afterClose } from '../../src/bot/whatsapp-closing.ts'

const calm = { failures: 0, versionAsked: false, backoff: 500, jitter: 0.5 }

describe('after a close', () => {
  it.each([
    [515, 'again', false],
    [408, 'again', false],
    [428, 'again', false],
    [503, 'again', false],
    [500, 'again', false],
    [599, 'again', false],
    [429, 'again', true],
    [440, 'stop', true],
    [403, 'stop', true],
    [401, 'relink', true],
    [411, 'relink', true],
    [405, 'newVersion', false],
  ])('%i means %s', (code, type, alert) => {
    const next = afterClose(code, calm)
    expect(next.type).toBe(type)
    expect('alert' in next).toBe(alert)
  })

  it('a wanted restart waits for nothing, unless it is wanted again and again', () => {
    expect(afterClose(515, calm)).toMatchObject({ after: 0 })
    expect(afterClose(515, { ...calm, failures: 3 })).toMatchObject({ after: 3000 })
  })

  it('the wait doubles up to a minute and never gives up', () => {
    const waits = [0, 1, 2, 6, 7, 100].map((failures) => afterClose(408, { ...calm, failures }))
    expect(waits).toMatchObject([375, 750, 1500, 24_000, 45_000, 45_000].map((after) => ({ after })))
  })

  it('two bots do not come back at the same moment', () => {
    expect(afterClose(408, { ...calm, jitter: 0 })).toMatchObject({ after: 250 })
    expect(afterClose(408, { ...calm, jitter: 1 })).toMatchObject({ after: 500 })
  })

  it('a session that keeps breaking is told to the operator', () => {
    expect(afterClose(500, { ...calm, failures: 3 })).toMatchObject({ type: 'again', alert: true })
  })

  it('a version refused although it is the newest is not asked for in a loop', () => {
    const next = afterClose(405, { ...calm, versionAsked: true })
    expect(next).toMatchObject({ type: 'again', after: 600_000, alert: true })
  })

  it('a plea for a pause is met with minutes', () => {
    expect(afterClose(429, calm)).toMatchObject({ after: 600_000 })
  })
})
