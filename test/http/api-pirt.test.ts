import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedContent } from '../../src/db/seed.ts'
import type { Message } from '../../src/bot/channel.ts'
import { tellNotices } from '../bot/tell.ts'
import { pirtSample } from '../db/pirt-samples.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

interface Case {
  readonly id: string
  readonly version: number
  readonly deadlineOn: string | null
  readonly documents: readonly { readonly state: string; readonly reason: string | null }[]
}

let house: ApiHouse
let officer: string
let number: string
beforeAll(async () => {
  house = await apiHouse()
  await seedContent(house.database.store)
  officer = (await house.key('officer', '35')).key
  number = await house.register({ province: '35', regency: '35.10' })
})
afterAll(() => house.drop())

const call = async <T>(method: string, path: string, body?: unknown, version = 1): Promise<T> => {
  const headers = { 'if-match': `"${version}"` }
  const response = await house.call(officer, method, `/pirt${path}`, { body, headers })
  expect([method, path, response.status]).toEqual([method, path, 200])
  return (await response.json()) as T
}
const status = async (method: string, path: string, body?: unknown, version = 1) =>
  (await house.call(officer, method, `/pirt${path}`, { body, headers: { 'if-match': `"${version}"` } }))
    .status
const told = async (): Promise<string[]> => {
  await tellNotices(house.database)
  const { rows } = await house.database.store.read({
    sql: `select body_sealed from outbox where state = 'pending' order by id`,
    args: [],
  })
  return rows.map(([body]) => (JSON.parse(house.database.vault.open(body as Uint8Array)) as Message).text)
}
/** Tomorrow at noon in Jakarta: what is not urgent is told by day. */
const noon = () => new Date(Date.now() + 86_400_000).setUTCHours(5, 0, 0, 0)

describe('products on their way to a number', () => {
  it('are listed by deadline within the scope, and filtered', async () => {
    const far = await pirtSample(house.database, number, { deadline: '2027-05-01' })
    const near = await pirtSample(house.database, number, { deadline: '2027-01-01' })
    const none = await pirtSample(house.database, number, {
      verified: ['product', 'label', 'training', 'place'],
    })
    await pirtSample(house.database, await house.register({ province: '34', regency: '34.04' }))
    const ids = async (query: string) =>
      (await call<{ items: Case[]; next: string | null }>('GET', `/cases?${query}`)).items.map(({ id }) => id)
    expect(await ids('')).toEqual([near.id, far.id, none.id])
    const { next } = await call<{ next: string }>('GET', '/cases?limit=1')
    expect(await ids(`after=${next}`)).toEqual([far.id, none.id])
    expect(await ids('deadlineTo=2027-02-01')).toEqual([near.id])
    expect(await ids('verified=yes')).toEqual([none.id])
    expect(await ids('regency=35.09')).toEqual([])
    expect((await ids('toReview=yes')).length).toBe(3)
  })

  it('show their papers and what is done otherwise where they are', async () => {
    const { id } = await pirtSample(house.database, number)
    const found = await call<Case & { variations: { id: string }[] }>('GET', `/cases/${id}`)
    expect(found).toMatchObject({ number, place: 'Kabupaten Banyuwangi', documents: [{ state: 'checked' }] })
    expect(found.variations.map((one) => one.id)).toEqual(['banyuwangi-pkp'])
  })

  it('take the checks that are passed, over the version that was read; the owner is told of the new ones', async () => {
    const { id } = await pirtSample(house.database, number, { verified: ['label'] })
    expect(await status('PATCH', `/cases/${id}`, {})).toBe(400)
    expect(await status('PATCH', `/cases/${id}`, { pirtNumber: '123' })).toBe(400)
    const change = { verified: ['label', 'training'], expiry: '2030-01-01' }
    expect(await call('PATCH', `/cases/${id}`, change)).toMatchObject({ ...change, version: 2 })
    expect(await status('PATCH', `/cases/${id}`, change)).toBe(412)
    await tellNotices(house.database, noon())
    const last = (await told()).at(-1)!
    expect(last).toContain('sudah menyatakan lulus')
    expect(last).toContain('Pelatihan PKP')
    expect(last).not.toContain('Label')
  })
})

describe('papers', () => {
  it('are downloaded as they were sent, and that is in the audit log', async () => {
    const { document } = await pirtSample(house.database, number)
    const response = await house.call(officer, 'GET', `/pirt/documents/${document}`)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(response.headers.get('content-disposition')).toContain('attachment')
    expect(Buffer.from(await response.arrayBuffer()).toString('latin1')).toBe('\x89PNG')
    expect((await house.office.audit.list(1))[0]).toMatchObject({
      action: 'document.read',
      subject: document,
    })
  })

  it('are refused with a reason that the owner is told, then accepted', async () => {
    const { id, document } = await pirtSample(house.database, number)
    expect(await status('POST', `/documents/${document}/reject`, { reason: 'ugly' })).toBe(400)
    const refusal = { reason: 'unreadable', note: 'Foto ulang di tempat terang.' }
    expect(await call('POST', `/documents/${document}/reject`, refusal)).toMatchObject({ state: 'rejected' })
    const last = (await told()).at(-1)!
    expect(last).toContain('tidak terbaca jelas')
    expect(last).toContain('Foto ulang di tempat terang.')
    expect(await status('POST', `/documents/${document}/accept`, {}, 1)).toBe(412)
    expect(await status('POST', `/documents/${document}/reject`, refusal, 2)).toBe(409)
    expect(await call('POST', `/documents/${document}/accept`, {}, 2)).toMatchObject({ state: 'accepted' })
    expect((await call<Case>('GET', `/cases/${id}`)).documents).toMatchObject([
      { state: 'accepted', reason: null },
    ])
  })
})
