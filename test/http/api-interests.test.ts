import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Message } from '../../src/bot/channel.ts'
import { seedContent } from '../../src/db/seed.ts'
import { tellNotices } from '../bot/tell.ts'
import { interestSample } from '../db/interest-samples.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

let house: ApiHouse
let officer: { readonly id: string; readonly key: string }
let colleague: string
let number: string
beforeAll(async () => {
  house = await apiHouse()
  await seedContent(house.database.store)
  officer = await house.key('officer', '35')
  colleague = (await house.key('officer', '35')).key
  number = await house.register({ province: '35', regency: '35.10' })
})
afterAll(() => house.drop())

interface Interest {
  readonly id: string
  readonly [field: string]: unknown
}
const call = async <T = Interest>(method: string, path: string, body?: unknown, version = 1): Promise<T> => {
  const headers = { 'if-match': `"${version}"` }
  const response = await house.call(officer.key, method, `/interests${path}`, { body, headers })
  expect([method, path, response.status]).toEqual([method, path, 200])
  return (await response.json()) as T
}
const status = async (path: string, body: object, version = 1, key = officer.key) =>
  (await house.call(key, 'POST', `/interests${path}`, { body, headers: { 'if-match': `"${version}"` } }))
    .status
const told = async (): Promise<string[]> => {
  await tellNotices(house.database, new Date(Date.now() + 86_400_000).setUTCHours(5, 0, 0, 0))
  const { rows } = await house.database.store.read({
    sql: `select body_sealed from outbox where state = 'pending' order by id`,
    args: [],
  })
  return rows.map(([body]) => (JSON.parse(house.database.vault.open(body as Uint8Array)) as Message).text)
}

describe('wishes to be financed', () => {
  it('are listed by state, product and recipient, within the scope', async () => {
    const first = await interestSample(house.database, number, { at: 1 })
    const second = await interestSample(house.database, number, {
      at: 2,
      product: 'kur-kecil',
      recipient: 'bank',
    })
    await interestSample(house.database, await house.register({ province: '34', regency: '34.04' }))
    const ids = async (query: string) =>
      (await call<{ items: Interest[] }>('GET', `?${query}`)).items.map(({ id }) => id)
    expect(await ids('')).toEqual([second, first])
    expect(await ids('product=kur-kecil')).toEqual([second])
    expect(await ids('recipient=officer')).toEqual([first])
    expect(await ids('state=done')).toEqual([])
    const { next } = await call<{ next: string }>('GET', '?limit=1')
    expect(await ids(`after=${next}`)).toEqual([first])
    expect(await call('GET', `/${first}`)).toMatchObject({
      ownerName: 'S••• A•••••',
      number,
      amount: 50_000_000,
    })
  })

  it('are taken by one officer, followed to their outcome, and told to the owner', async () => {
    const id = await interestSample(house.database, number)
    expect(await status(`/${id}/outcome`, { type: 'applied' })).toBe(409)
    expect(await call('POST', `/${id}/take`, {})).toMatchObject({
      takenBy: officer.id,
      takenByName: 'officer 35',
      version: 2,
    })
    expect((await told()).at(-1)).toContain('sudah ditangani petugas')
    expect(await status(`/${id}/take`, {}, 2, colleague)).toBe(409)
    expect(await status(`/${id}/outcome`, { type: 'applied' }, 1)).toBe(412)
    await call('POST', `/${id}/outcome`, { type: 'contacted' }, 2)
    await call('POST', `/${id}/outcome`, { type: 'applied' }, 3)
    const before = await told()
    expect(before.at(-1)).toContain('diteruskan ke penyalur')
    expect(await status(`/${id}/outcome`, { type: 'financed' }, 4)).toBe(400)
    const financed = await call('POST', `/${id}/outcome`, { type: 'financed', amount: 45_000_000 }, 4)
    expect(financed).toMatchObject({ outcome: 'financed', financed: 45_000_000 })
    expect((await told()).at(-1)).toContain('Rp45.000.000')
    expect(await status(`/${id}/outcome`, { type: 'contacted' }, 5)).toBe(409)
  })

  it('that are declined say why, and what next; not when the owner changed their mind', async () => {
    const [refused, left] = [
      await interestSample(house.database, number),
      await interestSample(house.database, number),
    ]
    for (const [id, reason] of [
      [refused, 'collateral'],
      [left, 'owner'],
    ] as const) {
      await call('POST', `/${id}/take`, {})
      await call('POST', `/${id}/outcome`, { type: 'declined', reason }, 2)
    }
    const texts = (await told()).filter((text) => text.includes('belum bisa diberikan'))
    expect(texts).toHaveLength(1)
    expect(texts[0]).toContain('agunannya belum cukup')
  })

  it('are counted by what became of them', async () => {
    const counts = await house.office.interests.outcomes({ type: 'nation' }, 3, Date.now() + 1)
    const of = (outcome: string) =>
      counts.filter((one) => one.outcome === outcome && one.product === 'kur-mikro')
    expect(of('financed')).toMatchObject([{ count: 1, financed: 45_000_000 }])
    expect(of('declined')).toMatchObject([{ count: 2 }])
    expect(
      await house.office.interests.outcomes({ type: 'province', code: '12' }, 0, Date.now() + 1),
    ).toEqual([])
  })
})
