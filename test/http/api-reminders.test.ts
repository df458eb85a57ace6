import { afterAll, beforeAll, expect, it } from 'vitest'
import { seedReminders } from '../../src/db/seed.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

let house: ApiHouse
let admin: string
beforeAll(async () => {
  house = await apiHouse()
  await seedReminders(house.database.store)
  admin = (await house.key('admin')).key
})
afterAll(() => house.drop())

const change = (body: object, etag = '"1"') =>
  house.call(admin, 'PUT', '/reminders/training-3-days', { body, headers: { 'if-match': etag } })

it('an admin sees when owners are reminded of what, and changes it', async () => {
  const listed = (await (await house.call(admin, 'GET', '/reminders')).json()) as { items: { id: string }[] }
  expect(listed.items.map(({ id }) => id)).toContain('pirt-expiry-12-months')
  const changed = await change({ offset: '-P2D', within: 'P1D', on: false })
  expect(await changed.json()).toMatchObject({ id: 'training-3-days', offset: '-P2D', on: false, version: 2 })
  expect((await change({ offset: '-P1D', within: 'P1D', on: true })).status).toBe(412)
  const { rows } = await house.database.store.read({
    sql: `select offset, "on" from reminders where id = 'training-3-days'`,
    args: [],
  })
  expect(rows).toEqual([['-P2D', 0]])
  const audited = await house.database.store.read({
    sql: `select count(*) from audit where action = 'reminder.changed' and subject = 'training-3-days'`,
    args: [],
  })
  expect(audited.rows).toEqual([[1]])
})

it('names the field that is wrong', async () => {
  const refused = await change({ offset: 'three days', within: 'P1D', on: true }, '"2"')
  expect(await refused.json()).toMatchObject({ status: 400, errors: [{ field: 'offset' }] })
})
