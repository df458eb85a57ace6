import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiHouse, apiHouse } from './api-house.ts'

let house: ApiHouse
let leader: string
let members: string[]
beforeAll(async () => {
  house = await apiHouse()
  members = [
    await house.register({ province: '35', regency: '35.10', businessName: 'Bambu Sri', sector: 'bamboo' }),
    await house.register({ province: '35', regency: '35.10', businessName: 'Bambu Adi', sector: 'crafts' }),
  ]
  const cluster = await house.cluster('35.10')
  await house.register({ province: '35', regency: '35.10', businessName: 'Bambu Lain', sector: 'bamboo' })
  leader = (await house.key('officer', `cluster:${cluster}`)).key
})
afterAll(() => house.drop())

const get = async (path: string, key = leader) =>
  (await house.call(key, 'GET', path)).json() as Promise<{ [field: string]: unknown }>
const numbers = async (path: string, key = leader) =>
  ((await get(path, key))['items'] as { number: string }[]).map(({ number }) => number)

describe('whoever sees a cluster', () => {
  it('lists, searches, counts and exports its members, and nobody else of their place', async () => {
    expect((await numbers('/registrations')).sort()).toEqual(members.toSorted())
    expect((await numbers('/registrations?text=bambu')).sort()).toEqual(members.toSorted())
    expect(await numbers('/registrations?regency=35.10&sector=bamboo')).toEqual([members[0]])
    expect(await numbers('/registrations?province=35&status=submitted&sort=annualSales')).toHaveLength(2)
    expect(await numbers('/registrations?regency=35.09')).toEqual([])
    expect(await get('/registrations/count')).toMatchObject({ count: 2, exact: true })
    const file = await (await house.call(leader, 'GET', '/registrations/export')).text()
    expect(file).toContain('Bambu Sri')
    expect(file).not.toContain('Bambu Lain')
  })

  it('counts them by what they are', async () => {
    expect(await get('/statistics/registrations?by=sector')).toMatchObject({
      total: 2,
      groups: [
        { group: 'bamboo', count: 1 },
        { group: 'crafts', count: 1 },
      ],
    })
    expect(await get('/statistics/registrations?by=month&from=2020-01&to=2020-12')).toMatchObject({
      total: 0,
    })
  })

  it('loses sight of those who leave', async () => {
    const left = await house.register({ province: '34', regency: '34.02', businessName: 'Pergi' })
    const cluster = await house.cluster('34.02')
    const { key } = await house.key('viewer', `cluster:${cluster}`)
    expect(await numbers('/registrations', key)).toEqual([left])
    await house.database.store.write([
      { sql: `update cluster_members set state = 'left' where cluster_id = ?1`, args: [cluster] },
    ])
    expect(await numbers('/registrations', key)).toEqual([])
    expect((await house.call(key, 'GET', `/registrations/${left}`)).status).toBe(404)
  })
})

describe('keys of a cluster', () => {
  it('are made and seen by who sees where it lies', async () => {
    const cluster = await house.cluster('35.07')
    const admin = async (region: string | null) => (await house.key('admin', region)).key
    const make = async (region: string | null, of: string) => {
      const body = { name: 'ketua', role: 'viewer', region: of }
      return (await house.call(await admin(region), 'POST', '/keys', { body })).status
    }
    expect(await make('35', `cluster:${cluster}`)).toBe(201)
    expect(await make(null, `cluster:${cluster}`)).toBe(201)
    expect(await make('34', `cluster:${cluster}`)).toBe(400)
    expect(await make(null, 'cluster:none')).toBe(400)
    expect(await make(`cluster:${cluster}`, '35.07')).toBe(400)
    const seen = async (region: string) => JSON.stringify(await get('/keys', await admin(region)))
    expect(await seen('35.07')).toContain(`cluster:${cluster}`)
    expect(await seen('34')).not.toContain(`cluster:${cluster}`)
  })
})

it('filters by a cluster what a region sees of it', async () => {
  const cluster = await house.cluster('35.10')
  await house.register({ province: '35', regency: '35.10', businessName: 'Baru' })
  const key = async (region: string | null) => (await house.key('viewer', region)).key
  expect(await numbers(`/registrations?cluster=${cluster}`, await key('35'))).toHaveLength(3)
  expect(await numbers(`/registrations?cluster=${cluster}`, await key('34'))).toEqual([])
})
