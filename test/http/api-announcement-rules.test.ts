import { afterAll, beforeAll, expect, it } from 'vitest'
import { seedContent } from '../../src/db/seed.ts'
import { planSession } from '../db/sessions.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

const RULE = { name: 'Pelatihan PIRT', topic: 'pirt', sectors: ['coffee'], reach: 'province' }

let house: ApiHouse
let admin: string
beforeAll(async () => {
  house = await apiHouse()
  await seedContent(house.database.store)
  admin = (await house.key('admin')).key
})
afterAll(() => house.drop())

const rows = async (sql: string, ...args: string[]) => (await house.database.store.read({ sql, args })).rows

it('a rule is written switched off, and is about what comes after it was switched on', async () => {
  const made = await house.call(admin, 'POST', '/announcement-rules', { body: RULE })
  expect(made.status).toBe(201)
  const rule = (await made.json()) as { id: string; on: boolean; everyDays: number }
  expect(rule).toMatchObject({ on: false, everyDays: 7, topic: 'pirt', training: null })
  expect(await rows('select on_since from announcement_rules where id = ?1', rule.id)).toEqual([[null]])

  const body = { ...RULE, on: true }
  const change = (etag?: string) =>
    house.call(admin, 'PUT', `/announcement-rules/${rule.id}`, {
      body,
      ...(etag && { headers: { 'if-match': etag } }),
    })
  expect((await change()).status).toBe(428)
  expect((await change('"1"')).headers.get('etag')).toBe('"2"')
  expect((await change('"1"')).status).toBe(412)
  const [[since]] = (await rows('select on_since from announcement_rules where id = ?1', rule.id)) as [
    [number],
  ]
  expect(Number(since)).toBeGreaterThan(0)
  const audited = await rows(`select action from audit where subject = ?1 order by id`, rule.id)
  expect(audited).toEqual([['announcement-rule.added'], ['announcement-rule.changed']])
})

it('tells beforehand how many owners it reaches, and why others are left out', async () => {
  await house.register({ province: '35', regency: '35.10', sector: 'coffee' })
  await house.register({ province: '34', regency: '34.04', sector: 'coffee' })
  const session = await planSession(house.database)
  const made = await house.call(admin, 'POST', '/announcement-rules', { body: RULE })
  const { id } = (await made.json()) as { id: string }
  const path = `/announcement-rules/${id}/preview`
  const counted = await house.call(admin, 'GET', `${path}?session=${session}`)
  expect(await counted.json()).toMatchObject({ told: 0, leftOut: { noConsent: 1, tooSoon: 0 } })
  expect((await house.call(admin, 'GET', `${path}?session=nothing`)).status).toBe(404)
})

it('says of a session that the rule is not about, and counts nobody', async () => {
  await house.register({ province: '35', regency: '35.10', sector: 'coffee' })
  const session = await planSession(house.database)
  const preview = async (rule: object) => {
    const made = await house.call(admin, 'POST', '/announcement-rules', { body: { ...RULE, ...rule } })
    const { id } = (await made.json()) as { id: string }
    const counted = await house.call(admin, 'GET', `/announcement-rules/${id}/preview?session=${session}`)
    return (await counted.json()) as { concerns: boolean; leftOut: { noConsent: number } }
  }
  expect(await preview({})).toMatchObject({ concerns: true })
  for (const other of [{ topic: 'halal' }, { training: 'ekspor-kemendag' }, { region: '34' }])
    expect(await preview(other)).toMatchObject({ concerns: false, told: 0, leftOut: { noConsent: 0 } })
})

it.each([
  ['sectors.0', { ...RULE, sectors: ['weather'] }],
  ['region', { ...RULE, region: '99.99' }],
  ['training', { ...RULE, training: 'no-such-training' }],
  ['everyDays', { ...RULE, everyDays: 0 }],
  ['reach', { ...RULE, reach: 'world' }],
])('names the field that is wrong: %s', async (field, body) => {
  const refused = await house.call(admin, 'POST', '/announcement-rules', { body })
  expect(refused.status).toBe(400)
  expect(await refused.json()).toMatchObject({ errors: [{ field }] })
})
