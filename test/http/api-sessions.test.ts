import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { createCertificates } from '../../src/db/training/certificates.ts'
import { seedContent } from '../../src/db/seed.ts'
import type { Value } from '../../src/db/store/store.ts'
import { type House, openHouse } from '../bot/house.ts'
import { register } from '../bot/owner.ts'
import { tellNotices } from '../bot/tell.ts'
import { moveSession } from '../db/sessions.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

interface Session {
  readonly id: string
  readonly version: number
  readonly [field: string]: unknown
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

let api: ApiHouse
let house: House
let officer: string
let elsewhere: string
beforeAll(async () => {
  api = await apiHouse()
  await seedContent(api.database.store)
  house = openHouse(api.database)
  officer = (await api.key('officer', '35')).key
  elsewhere = (await api.key('officer', '34')).key
})
afterAll(() => api.drop())

const at = (days: number, hours = 0) => new Date(Date.now() + days * DAY + hours * HOUR).toISOString()
const entered = (fields: object = {}) => ({
  training: 'pkp-dinkes',
  startsAt: at(10),
  endsAt: at(10, 3),
  venue: 'Aula Dinkes',
  regency: '35.10',
  quota: 2,
  ...fields,
})
const call = async <T = Session>(
  method: string,
  path: string,
  body?: unknown,
  version?: number,
): Promise<T> => {
  const headers: Record<string, string> = version === undefined ? {} : { 'if-match': `"${version}"` }
  const response = await api.call(officer, method, `/sessions${path}`, { body, headers })
  expect([method, path, response.status < 300]).toEqual([method, path, true])
  return (await response.json()) as T
}
const status = async (method: string, path: string, body?: unknown, version = 1, key = officer) =>
  (await api.call(key, method, `/sessions${path}`, { body, headers: { 'if-match': `"${version}"` } })).status
const select = async (sql: string, ...args: string[]): Promise<readonly (readonly Value[])[]> =>
  (await api.database.store.read({ sql, args })).rows
const told = async (address: Address): Promise<string[]> => {
  await tellNotices(api.database)
  const rows = await select(
    `select body_sealed from outbox where address = ?1 and state = 'pending' order by id`,
    address,
  )
  return rows.map(([body]) => (JSON.parse(api.database.vault.open(body as Uint8Array)) as Message).text)
}
/** A registered owner takes a seat, or a place in the queue, of the only session in Banyuwangi. */
async function join(): Promise<Address> {
  const owner = await register(house)
  const [list] = await house.say(owner, 'daftar pelatihan pirt di banyuwangi')
  const button = list!.buttons!.find(({ label }) => label.includes('Banyuwangi'))!
  const [card] = await house.say(owner, `[${button.label}]`)
  await house.say(owner, `[${card!.buttons![0]!.label}]`)
  return owner
}
const closeAll = () =>
  api.database.store.write([{ sql: `update training_sessions set status = 'cancelled'`, args: [] }])
/** How a session with these fields is refused. */
const faults = async (fields: object) => {
  const response = await api.call(officer, 'POST', '/sessions', { body: entered(fields) })
  const { errors = [] } = (await response.json()) as { errors?: { field: string }[] }
  return [response.status, ...errors.map(({ field }) => field)]
}

describe('entering sessions', () => {
  it('refuses what does not go together, by field', async () => {
    expect(await faults({ training: 'none' })).toEqual([400, 'training'])
    expect(await faults({ startsAt: at(-1), endsAt: at(-1, 3) })).toEqual([400, 'startsAt'])
    expect(await faults({ endsAt: at(9) })).toEqual([400, 'endsAt'])
    expect(await faults({ venue: null })).toEqual([400, 'link'])
    expect(await faults({ regency: '35.99' })).toEqual([400, 'regency'])
    expect(await faults({ regency: '34.04' })).toEqual([400, 'regency'])
    expect(await faults({ venue: null, regency: null, link: 'https://meet.example/1' })).toEqual([
      400,
      'regency',
    ])
  })

  it('shows a session to owners and to its region’s officers, with its code as text and as a QR code', async () => {
    const session = await call('POST', '', entered({ regency: '35.07', quota: 5 }))
    expect(session).toMatchObject({
      left: 5,
      timeZone: 'Asia/Jakarta',
      place: 'Kabupaten Malang',
      version: 1,
    })
    expect(await status('GET', `/${session.id}`, undefined, 1, elsewhere)).toBe(404)
    const { code } = await call<{ code: string }>('GET', `/${session.id}/check-in`)
    expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    const qr = await api.call(officer, 'GET', `/sessions/${session.id}/check-in/qr`)
    expect([qr.headers.get('content-type'), (await qr.text()).slice(0, 4)]).toEqual(['image/svg+xml', '<svg'])
    const owner = await register(house)
    const [list] = await house.say(owner, 'daftar pelatihan pirt di kabupaten malang')
    expect(list?.text).toContain('Kabupaten Malang')
  })

  it('lists by the beginning, page by page', async () => {
    const early = await call('POST', '', entered({ regency: '35.08', startsAt: at(1), endsAt: at(1, 3) }))
    const late = await call('POST', '', entered({ regency: '35.08', startsAt: at(40), endsAt: at(40, 3) }))
    const page = async (query: string) => call<{ items: Session[]; next: string | null }>('GET', `?${query}`)
    const first = await page('limit=1')
    expect(first.items[0]!.id).toBe(early.id)
    expect((await page('sort=-startsAt&limit=1')).items[0]!.id).toBe(late.id)
    const rest = await page(`after=${first.next!}&limit=200`)
    expect(rest.items.map(({ id }) => id)).not.toContain(early.id)
    expect((await page('from=2098-01-01')).items).toEqual([])
    expect((await page('training=halal-bpjph')).items).toEqual([])
  })
})

describe('changing a session', () => {
  it('tells everybody who has signed up, once, and gives new seats to the queue', async () => {
    await closeAll()
    const session = await call('POST', '', entered({ quota: 1 }))
    const [first, second] = [await join(), await join()]
    expect(await call('GET', `/${session.id}`)).toMatchObject({ signed: 1, waiting: 1, left: 0 })
    expect(await status('PUT', `/${session.id}`, entered(), 7)).toBe(412)
    const moved = await call(
      'PUT',
      `/${session.id}`,
      entered({ quota: 2, venue: 'Pendopo', startsAt: at(11), endsAt: at(11, 2) }),
      1,
    )
    expect(moved).toMatchObject({ version: 2, signed: 1, offered: 1, venue: 'Pendopo' })
    for (const owner of [first, second]) {
      const texts = (await told(owner)).filter((text) => text.includes('berubah'))
      expect(texts).toHaveLength(1)
      expect(texts[0]).toContain('Pendopo')
    }
    expect(await status('PUT', `/${session.id}`, entered({ quota: 1 }), 2)).toBe(400)
    const wider = {
      ...entered({ quota: 9, venue: 'Pendopo' }),
      startsAt: moved['startsAt'],
      endsAt: moved['endsAt'],
    }
    await call('PUT', `/${session.id}`, wider, 2)
    expect((await told(first)).filter((text) => text.includes('berubah'))).toHaveLength(1)
    expect(await select('select action from audit where subject = ?1', session.id)).toHaveLength(3)
  })

  it('calls it off with a word to everybody, and not twice', async () => {
    await closeAll()
    const session = await call('POST', '', entered())
    const owner = await join()
    expect(await call('POST', `/${session.id}/cancel`, {}, 1)).toMatchObject({ status: 'cancelled' })
    expect((await told(owner)).at(-1)).toContain('batal diadakan')
    expect(await status('POST', `/${session.id}/cancel`, {}, 2)).toBe(409)
    expect(await status('PUT', `/${session.id}`, entered(), 2)).toBe(409)
  })
})

describe('who comes', () => {
  it('is listed masked, unmasked with a reason, noted as there, and given and taken a certificate', async () => {
    await closeAll()
    const session = await call('POST', '', entered())
    await join()
    await join()
    const { items } = await call<{ items: { participant: string; name: string; number: string }[] }>(
      'GET',
      `/${session.id}/signups?limit=1`,
    )
    expect(items[0]!.name).toBe('S•• W••••••')
    expect(items[0]!.number).toMatch(/^NK-/)
    expect(await status('GET', `/${session.id}/signups`, undefined, 1, elsewhere)).toBe(404)
    const names = await call<{ items: { name: string }[] }>('POST', `/${session.id}/signups/unmask`, {
      reason: 'pintu',
    })
    expect(names.items.map(({ name }) => name)).toEqual(['Sri Wahyuni', 'Sri Wahyuni'])
    expect((await api.office.audit.list(1))[0]).toMatchObject({
      action: 'session.unmasked',
      subject: session.id,
    })

    const { participant } = items[0]!
    const attend = (state: string) => ({
      participants: [
        { participant, state },
        { participant: 'nobody', state },
      ],
    })
    expect(await status('POST', `/${session.id}/attendance`, attend('attended'))).toBe(409)
    await moveSession(api.database, session.id, Date.now() - 5 * HOUR)
    expect(await call('POST', `/${session.id}/attendance`, attend('attended'))).toEqual({
      items: [
        { participant, done: true },
        { participant: 'nobody', done: false },
      ],
    })
    const issued = async () =>
      (
        await call<{ items: { number: string; name: string; revokedAt: string | null }[] }>(
          'GET',
          `/${session.id}/certificates`,
        )
      ).items
    const [certificate] = await issued()
    expect(certificate).toMatchObject({ name: 'S•• W••••••', revokedAt: null })
    const valid = async () =>
      (await createCertificates(api.database.store, api.database.vault).find(
        certificate!.number,
        Date.now(),
      )) !== null
    expect(await valid()).toBe(true)
    const path = `/${session.id}/certificates/${certificate!.number}/revoke`
    expect(await status('POST', path, { reason: 'orang lain yang datang' })).toBe(204)
    expect(await status('POST', path, { reason: 'orang lain yang datang' })).toBe(404)
    expect(await valid()).toBe(false)
    await call('POST', `/${session.id}/attendance`, attend('attended'))
    expect([await valid(), (await issued()).length]).toEqual([true, 1])
    await call('POST', `/${session.id}/attendance`, attend('absent'))
    expect([
      await valid(),
      await select('select state from signups where contact_id = ?1', participant),
    ]).toEqual([false, [['absent']]])
  })

  it('says what it thinks, without its name', async () => {
    await closeAll()
    const session = await call('POST', '', entered())
    const rate = (who: string, rating: number, words: string | null) => ({
      sql: `insert into training_feedback (session_id, contact_id, rating, words_sealed, at) values (?1, ?2, ?3, ?4, ?5)`,
      args: [session.id, who, rating, words === null ? null : api.database.vault.seal(words), rating],
    })
    await api.database.store.write([rate('a', 5, 'Bagus'), rate('b', 4, null)])
    expect(await call('GET', `/${session.id}/feedback`)).toEqual({
      count: 2,
      average: 4.5,
      ratings: [0, 0, 0, 1, 1],
      words: ['Bagus'],
    })
  })
})
