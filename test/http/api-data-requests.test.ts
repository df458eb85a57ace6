import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Message } from '../../src/bot/channel.ts'
import { openHouse } from '../bot/house.ts'
import { register } from '../bot/owner.ts'
import { tellNotices } from '../bot/tell.ts'
import { KINDS } from '../db/stores.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

interface Request {
  readonly id: string
  readonly number: string | null
  readonly overdue: boolean
  readonly hoursLeft: number | null
  readonly doneBy: string | null
}

describe.each(KINDS)('what owners ask of their data on a $kind', ({ open }) => {
  let house: ApiHouse
  let officer: { readonly id: string; readonly key: string }
  beforeAll(async () => {
    house = await apiHouse(open)
    officer = await house.key('officer', '35')
  }, 60_000)
  afterAll(() => house.drop())

  const ask = (method: string, path: string, body?: unknown) =>
    house.call(officer.key, method, `/data-requests${path}`, { body })
  const call = async <T = Request>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await ask(method, path, body)
    expect([method, path, response.status < 300]).toEqual([method, path, true])
    return (await response.json()) as T
  }
  const newest = async (): Promise<string> => {
    const sql = 'select number from registrations order by created_at desc limit 1'
    return (await house.database.store.read({ sql, args: [] })).rows[0]![0] as string
  }
  const owner = async () => {
    const address = await register(openHouse(house.database))
    return { address, number: await newest() }
  }

  it('are noted with their clock; what is overdue comes first', async () => {
    const { number } = await owner()
    const late = await call('POST', '', { number, kind: 'copy', channel: 'letter' })
    expect(late).toMatchObject({ number, overdue: false, hoursLeft: 72 })
    const fresh = await call('POST', '', { number, kind: 'copy', channel: 'phone' })
    await house.database.store.write([
      { sql: 'update data_requests set due_at = 5 where id = ?1', args: [late.id] },
    ])
    const { items } = await call<{ items: Request[] }>('GET', '')
    expect(items.map(({ id, overdue }) => [id, overdue])).toEqual([
      [late.id, true],
      [fresh.id, false],
    ])
    expect((await call<{ items: Request[] }>('GET', '?state=overdue')).items).toHaveLength(1)
    expect((await ask('POST', '', { number: 'NK-NONE', kind: 'copy', channel: 'phone' })).status).toBe(400)
  })

  it('are answered with everything that is held, unmasked and audited', async () => {
    const { number } = await owner()
    const { id } = await call('POST', '', { number, kind: 'copy', channel: 'counter' })
    const held = await call<{ [table: string]: Record<string, unknown>[] }>('POST', `/${id}/copy`, {})
    expect(held['registrations']![0]).toMatchObject({
      owner_name: 'Sri Wahyuni',
      business_name: 'Keripik Bu Sri',
    })
    expect(held['consents']!.map(({ wording }) => typeof wording)).toContain('string')
    expect(held['addresses']).toHaveLength(1)
    expect((await house.office.audit.list(1))[0]).toMatchObject({ action: 'dataRequest.read', subject: id })
    expect(await call('POST', `/${id}/done`, { kind: 'copy' })).toMatchObject({
      doneBy: officer.id,
      doneByName: 'officer 35',
      hoursLeft: null,
    })
    expect((await ask('POST', `/${id}/done`, { kind: 'copy' })).status).toBe(409)
  })

  it('are done: what is erased is gone, and the owner is told', async () => {
    const { address, number } = await owner()
    const { id } = await call('POST', '', { number, kind: 'erase', channel: 'letter' })
    expect((await ask('POST', `/${id}/copy`, {})).status).toBe(409)
    expect((await ask('POST', `/${id}/done`, { kind: 'copy' })).status).toBe(409)
    expect(await call('POST', `/${id}/done`, { kind: 'erase' })).toMatchObject({
      number: null,
      doneBy: officer.id,
      doneByName: 'officer 35',
    })
    const { rows } = await house.database.store.read({
      sql: 'select count(*) from registrations where number = ?1',
      args: [number],
    })
    expect(Number(rows[0]![0])).toBe(0)
    await tellNotices(house.database, new Date(Date.now() + 86_400_000).setUTCHours(5, 0, 0, 0))
    const { rows: sent } = await house.database.store.read({
      sql: `select body_sealed from outbox where address = ?1 and state = 'pending'`,
      args: [address],
    })
    const message = JSON.parse(house.database.vault.open(sent.at(-1)![0] as Uint8Array)) as Message
    expect(message.text).toContain('sudah dihapus')
  })

  it('withdraw a registration', async () => {
    const { number } = await owner()
    const { id } = await call('POST', '', { number, kind: 'withdraw', channel: 'letter' })
    await call('POST', `/${id}/done`, { kind: 'withdraw' })
    expect((await house.office.registrations.byNumber({ type: 'nation' }, number))?.status).toBe('withdrawn')
  })
})
