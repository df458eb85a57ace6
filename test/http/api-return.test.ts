import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse } from '../bot/house.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

let house: ApiHouse
beforeAll(async () => void (house = await apiHouse()))
afterAll(() => house.drop())

it('asks an owner again for just what an officer gave back', async () => {
  const owner = 'web:returned-owner'
  const number = await house.register({ businessName: 'Kopi Bu Sri', nib: '1234567890123' }, owner)
  const { key } = await house.key('officer', '35')
  const body = {
    fields: [
      { field: 'nib', reason: 'Angkanya tidak terdaftar' },
      { field: 'workers', reason: 'Termasuk pemilik' },
    ],
  }
  const headers = { 'if-match': '"1"' }
  expect((await house.call(key, 'POST', `/registrations/${number}/return`, { body, headers })).status).toBe(
    200,
  )

  const { say } = openHouse(house.database)
  const [status] = await say(owner, 'status')
  expect(status!.text).toContain('Angkanya tidak terdaftar')
  expect(status!.text).toContain('Termasuk pemilik')
  const [workers] = await say(owner, { type: 'choice', flow: 'go', step: 'registration', value: '-' })
  expect(workers!.text).toContain('orang yang bekerja')
  const [nib] = await say(owner, '4')
  expect(nib!.text).toContain('NIB')
  const [review] = await say(owner, '9876543210987')
  expect(review!.text).toContain('Kopi Bu Sri')
  await say(owner, { type: 'choice', flow: 'registration', step: 'confirm', value: 'submit' })

  const detail = await house.call(key, 'GET', `/registrations/${number}`)
  expect(await detail.json()).toMatchObject({
    status: 'submitted',
    returned: [],
    workers: 4,
    nib: '9876543210987',
    businessName: 'Kopi Bu Sri',
  })
  const timeline = await (await house.call(key, 'GET', `/registrations/${number}/timeline`)).text()
  expect(timeline).toContain('"workers":[3,4]')
})
