import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SEED, seedContent } from '../../src/db/seed.ts'
import { interestSample } from '../db/interest-samples.ts'
import { pirtSample } from '../db/pirt-samples.ts'
import { planSession } from '../db/sessions.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

let house: ApiHouse
let officer: string
let number: string
beforeAll(async () => {
  house = await apiHouse()
  await seedContent(house.database.store)
  officer = (await house.key('officer', '35')).key
  number = await house.register({ province: '35', regency: '35.10', yearStarted: 2010, sector: 'coffee' })
  await house.register({ province: '34', regency: '34.04', yearStarted: 2010 })
})
afterAll(() => house.drop())

const get = async <T>(path: string): Promise<T> => {
  const response = await house.call(officer, 'GET', path)
  expect([path, response.status]).toEqual([path, 200])
  return (await response.json()) as T
}
const contact = async (): Promise<string> => {
  const sql = 'select contact_id from registrations where number = ?1'
  return (await house.database.store.read({ sql, args: [number] })).rows[0]![0] as string
}
const attended = async (session: string, who: string, state = 'attended') =>
  house.database.store.write([
    {
      sql: `insert into signups (session_id, contact_id, state, channel, queued_at, updated_at)
        values (?1, ?2, ?3, 'web', 1, 1)`,
      args: [session, who, state],
    },
  ])

describe('what came of it all', () => {
  it('is counted for trainings, P-IRT and financing, within the scope', async () => {
    const session = await planSession(house.database)
    await attended(session, await contact())
    await attended(session, 'somebody', 'absent')
    const trainings = await get<{ items: object[] }>('/statistics/trainings')
    expect(trainings.items).toEqual([
      {
        training: 'pkp-dinkes',
        sessions: 1,
        cancelled: 0,
        signed: 0,
        waiting: 0,
        attended: 1,
        absent: 1,
        certificates: 0,
        rating: null,
      },
    ])
    await pirtSample(house.database, number, { deadline: '2020-01-01' })
    await pirtSample(house.database, number, { verified: ['product', 'label', 'training', 'place'] })
    expect((await get<{ items: object[] }>('/statistics/pirt')).items).toEqual([
      { step: 'verification', count: 2, numbered: 0, verified: 1, overdue: 1 },
    ])
    await interestSample(house.database, number)
    expect((await get<{ items: object[] }>('/statistics/interests')).items).toMatchObject([
      { product: 'kur-mikro', recipient: 'officer', outcome: 'new', count: 1, financed: 0 },
    ])
  })

  it('shows programmes that overlap, where the scope is', async () => {
    const { items } = await get<{ items: { regions: string[]; programmes: { agency: string }[] }[] }>(
      '/statistics/overlaps',
    )
    expect(items.length).toBeGreaterThan(0)
    for (const { regions, programmes } of items) {
      expect(programmes[0]!.agency).not.toBe(programmes[1]!.agency)
      expect(regions.length === 0 || regions.some((code) => code.startsWith('35'))).toBe(true)
    }
  })

  it('shows who got the same training again', async () => {
    await attended(
      await planSession(house.database, { training: 'pirt-pnm', startsAt: Date.now() - 1000 }),
      await contact(),
    )
    const { owners, items } = await get<{ owners: number; items: { number: string; times: object[] }[] }>(
      '/statistics/repeated-trainings',
    )
    expect(owners).toBe(1)
    expect(items[0]).toMatchObject({ number, theme: 'food-safety' })
    expect(items[0]!.times).toHaveLength(2)
  })
})

describe('who would be affected by other rules', () => {
  interface Affected {
    readonly total: number
    readonly sampled: number
    readonly changes: readonly { readonly from: string; readonly to: string; readonly examples: string[] }[]
  }
  const product = SEED.products.find((one) => (one as { id: string }).id === 'kur-super-mikro') as {
    readonly rules: readonly { readonly id: string }[]
  }
  const affected = async (rules: readonly object[], assume: object, key = officer): Promise<Affected> => {
    const response = await house.call(key, 'POST', '/content/products/kur-super-mikro/affected', {
      body: { item: { ...product, rules }, assume },
    })
    expect(response.status).toBe(200)
    return (await response.json()) as Affected
  }

  it('says how many verdicts change, from what to what, of whom; and nothing is written', async () => {
    expect(await affected(product.rules, {})).toEqual({ total: 1, sampled: 1, changes: [] })
    const stricter = product.rules.map((rule) =>
      rule.id === 'amount' ? { ...rule, any: [{ fact: 'amount', max: 1_000_000 }] } : rule,
    )
    const { total, changes } = await affected(stricter, { amount: 5_000_000 })
    expect(total).toBe(1)
    expect(changes).toMatchObject([{ to: 'no', sampled: 1, estimated: 1, examples: [number] }])
    const nation = (await house.key('officer')).key
    expect((await affected(stricter, { amount: 5_000_000 }, nation)).total).toBe(2)
    expect((await house.office.content.find('products', 'kur-super-mikro'))?.version).toBe(1)
  })
})

describe('counts', () => {
  it.each([
    ['', 2],
    ['province=35', 1],
    ['regency=35.10&sector=coffee', 1],
    ['regency=35.10&province=34', 0],
    ['sector=coffee,rice&province=35,34', 2],
    ['status=verified', 0],
    ['sector=coffee&class=micro', 2],
  ])('are exact for %s', async (query, count) => {
    const { key } = await house.key('viewer')
    const response = await house.call(key, 'GET', `/registrations/count?${query}`)
    expect(await response.json()).toMatchObject({ count, exact: true })
  })

  it('are told before an export', async () => {
    const response = await house.call(officer, 'GET', '/registrations/export?sector=coffee')
    const lines = (await response.text()).trimEnd().split('\r\n').length
    expect([response.headers.get('x-total-rows'), lines]).toEqual(['1', 2])
  })
})
