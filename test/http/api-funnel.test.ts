import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTurns, type TurnCommit } from '../../src/db/turns/turns.ts'
import { sampleCommit, sampleKey } from '../db/turn-samples.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

const step = { flow: 'faq', step: 'question' }
const asked = { ...step, type: 'asked' } as const
const answered = { ...step, type: 'answered' } as const
const unread = { ...step, type: 'rejected', reason: 'tooShort' } as const

interface Funnel {
  readonly started: number
  readonly steps: readonly {
    readonly step: string
    readonly asked: number
    readonly left: number
    readonly medianSeconds: number | null
    readonly unread: readonly object[]
  }[]
}

let house: ApiHouse
let cluster: string

/** Somebody in that place, or nowhere, to whom that happened in turns two seconds apart. */
async function owner(place: object | null, ...turns: TurnCommit['events'][]): Promise<void> {
  const address = `web:${randomUUID()}`
  if (place) await house.register({ ...place }, address)
  const { load, commit } = createTurns(house.database.store, house.database.vault)
  const began = Date.now() - 60_000
  for (const [nth, events] of turns.entries()) {
    const key = sampleKey(address)
    const [state] = await load([key])
    const turn = sampleCommit(key, state!, { at: began + nth * 2000, runs: [], events })
    expect(await commit([turn], 'test')).toEqual(['committed'])
  }
}

beforeAll(async () => {
  house = await apiHouse()
  await owner({ regency: '35.10' }, [asked], [unread], [answered])
  cluster = await house.cluster('35.10')
  await owner({ regency: '35.09' }, [{ flow: 'faq', type: 'started', step: null }, asked])
  await owner({ province: '34', regency: '34.04' }, [asked])
  await owner(null, [asked])
})
afterAll(() => house.drop())

async function funnel(region: string | null, query = '?flow=faq'): Promise<Response> {
  const { key } = await house.key('viewer', region)
  return house.call(key, 'GET', `/statistics/funnel${query}`)
}

describe('the funnel of a conversation', () => {
  it.each([
    [null, 4, 3],
    ['35', 2, 1],
    ['35.10', 1, 0],
    ['35.09,34.04', 2, 2],
    ['11', 0, 0],
    ['cluster', 1, 0],
  ])('counts within %s only', async (region, asked, left) => {
    const response = await funnel(region === 'cluster' ? `cluster:${cluster}` : region)
    const { steps } = (await response.json()) as Funnel
    expect(steps.find(({ step }) => step === 'question')).toMatchObject({ asked, left })
  })

  it('tells a region what was not read there, and how long answers take', async () => {
    const [local, province, elsewhere] = await Promise.all(
      ['35.10', '35', '34'].map(async (region) => (await (await funnel(region)).json()) as Funnel),
    )
    expect(local!.steps[0]).toMatchObject({
      unread: [{ reason: 'tooShort', count: 1 }],
      medianSeconds: 4,
    })
    expect(elsewhere!.steps[0]).toMatchObject({ unread: [], medianSeconds: null })
    expect([local!.started, province!.started]).toEqual([0, 1])
  })

  it('looks no further back than it is asked to', async () => {
    await owner({ regency: '35.11' })
    await house.database.store.write([
      {
        sql: `insert into events (contact_id, at, turn, n, channel, flow, step, type)
          select contact_id, ?1, 90, 1, 'web', 'faq', 'question', 'asked' from registrations where regency = '35.11'`,
        args: [Date.now() - 40 * 86_400_000],
      },
    ])
    const counted = []
    for (const days of [30, 60]) {
      const { steps } = (await (await funnel('35.11', `?flow=faq&days=${days}`)).json()) as Funnel
      counted.push(steps[0]!.asked)
    }
    expect(counted).toEqual([0, 1])
  })

  it('is told of the registration to the nation alone: whoever leaves that has no place', async () => {
    expect((await funnel(null, '')).status).toBe(200)
    const response = await funnel('35', '')
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ field: 'flow' }] }])
  })
})
