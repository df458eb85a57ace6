import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { type House, openHouse } from '../bot/house.ts'
import { register } from '../bot/owner.ts'
import { tellNotices } from '../bot/tell.ts'
import { planNomination, planOrganisation, planRepresentative } from '../db/organisations.ts'
import { KINDS } from '../db/stores.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

const DAY = 86_400_000
/** At noon in Jakarta: what can wait for the day is told then. */
const NOON = (Math.floor(Date.now() / DAY) + 1) * DAY + 5 * 3_600_000

interface Nomination {
  readonly id: string
  readonly state: string
  readonly version: number
}
interface Answered extends Nomination {
  readonly items: readonly Nomination[]
  readonly errors: readonly { readonly field: string }[]
  readonly quotas: readonly { readonly used: number; readonly left: number }[]
}

describe.each(KINDS)('organisations that propose owners on a $kind', ({ open }) => {
  let api: ApiHouse
  let house: House
  let officer: { readonly id: string; readonly key: string }
  let admin: string
  beforeAll(async () => {
    api = await apiHouse(open)
    house = openHouse(api.database)
    officer = await api.key('officer', '35')
    admin = (await api.key('admin')).key
  }, 60_000)
  afterAll(() => api.drop())

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    { match, key = officer.key }: { match?: number; key?: string } = {},
  ) => {
    const headers = match === undefined ? undefined : { 'if-match': `"${match}"` }
    const response = await api.call(key, method, path, { body, headers })
    const text = await response.text()
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answered }
  }
  const rows = async (sql: string, ...args: string[]) => (await api.database.store.read({ sql, args })).rows
  const numberOf = async (address: Address) =>
    (
      await rows(
        'select number from registrations r join addresses a on a.contact_id = r.contact_id where a.address = ?1',
        address,
      )
    )[0]![0] as string
  const told = async (address: Address): Promise<string> => {
    await tellNotices(api.database, NOON)
    const found = await api.database.store.read({
      sql: `select body_sealed from outbox where address = ?1 and state = 'pending' order by id desc limit 1`,
      args: [address],
    })
    const body = found.rows[0]?.[0]
    return body === undefined ? '' : (JSON.parse(api.database.vault.open(body as Uint8Array)) as Message).text
  }

  it('are entered with a quota for each province and a representative, by an admin of the nation', async () => {
    const { body, status } = await call('POST', '/organisations', { name: 'SOKSI' }, { key: admin })
    expect(status).toBe(201)
    const changed = {
      name: 'SOKSI',
      quotas: [
        { province: '35', quota: 2 },
        { province: '11', quota: 2 },
      ],
    }
    const path = `/organisations/${body.id}`
    expect((await call('PUT', path, changed, { key: admin, match: 1 })).status).toBe(200)
    expect((await call('PUT', path, changed, { key: admin, match: 1 })).status).toBe(412)
    const twice = {
      name: 'SOKSI',
      quotas: [
        { province: '35', quota: 2 },
        { province: '35', quota: 3 },
      ],
    }
    expect((await call('PUT', path, twice, { key: admin, match: 2 })).body.errors[0]!.field).toBe('quotas')
    // Who sees a province sees its quota, and no other.
    expect((await call('GET', path)).body.quotas).toMatchObject([
      { province: '35', quota: 2, used: 0, left: 2 },
    ])
    expect((await call('GET', path, undefined, { key: admin })).body.quotas).toHaveLength(2)
    const people = `${path}/representatives`
    expect(
      (await call('POST', people, { caller: officer.id, number: 'NK-NONE-0000' }, { key: admin })).status,
    ).toBe(400)
    const key = await api.key('officer', '35')
    expect((await call('POST', people, { caller: key.id }, { key: admin })).body.items).toMatchObject([
      { kind: 'caller', caller: key.id, callerName: 'officer 35' },
    ])
    expect((await call('POST', people, { caller: key.id }, { key: admin })).status).toBe(409)
    expect((await call('DELETE', `${people}/${key.id}`, undefined, { key: admin })).status).toBe(204)
    expect(await rows('select count(*) from representatives where organisation_id = ?1', body.id)).toEqual([
      [0],
    ])
  })

  it('propose an owner, who accepts in chat and is told of each state until the bank has paid', async () => {
    const organisation = await planOrganisation(api.database)
    const owner = await register(house)
    const number = await numberOf(owner)
    expect((await house.say(owner, 'jalur bank'))[0]?.text).toContain('Belum ada organisasi')
    const proposed = await call('POST', '/nominations', { number, organisation })
    expect([proposed.status, proposed.body.state]).toEqual([201, 'proposed'])
    expect(await told(owner)).toContain('<b>Himpunan Contoh</b> mengusulkan usaha Anda')
    const path = `/nominations/${proposed.body.id}`
    expect((await call('POST', `${path}/move`, { to: 'trained' }, { match: 1 })).status).toBe(409)

    expect((await house.say(owner, 'jalur bank'))[0]?.text).toContain('Kalau Anda terima')
    expect((await house.say(owner, 'terima'))[0]?.text).toContain('▶️ selesai pelatihan (berikutnya)')
    const accepted = (await call('GET', path)).body
    expect(accepted).toMatchObject({ state: 'accepted', version: 2, ownerName: 'S•• W••••••' })
    expect(
      await rows(
        'select w.body like ?2 from nominations n join wordings w on w.hash = n.wording where n.id = ?1',
        accepted.id,
        '%lembaga penjamin%',
      ),
    ).toEqual([[1]])

    const move = (to: string, match: number) =>
      call('POST', `${path}/move`, { to, reason: `sudah ${to}` }, { match })
    expect((await move('bankReady', 2)).status).toBe(409)
    expect((await move('trained', 1)).status).toBe(412)
    for (const [at, state] of ['trained', 'bankReady', 'financed'].entries()) {
      expect((await move(state, at + 2)).body).toMatchObject({ state, version: at + 3 })
      expect(await told(owner)).toContain('Jalur ke bank (usulan <b>Himpunan Contoh</b>)')
    }
    expect((await house.say(owner, 'jalur bank'))[0]?.text).toContain('💬 sudah financed')
    expect(
      (await rows('select state from nomination_steps where nomination_id = ?1', accepted.id))
        .flat()
        .toSorted(),
    ).toEqual(['accepted', 'bankReady', 'financed', 'proposed', 'trained'])
    expect((await api.office.audit.list(1))[0]).toMatchObject({
      action: 'nomination.financed',
      subject: accepted.id,
    })
  })

  it('have a state that was recorded by mistake taken back, one at a time, with a reason the owner reads', async () => {
    const owner = await register(house)
    const nomination = await planNomination(
      api.database,
      await planOrganisation(api.database),
      await numberOf(owner),
    )
    const move = (to: string, match: number, reason?: string) =>
      call('POST', `/nominations/${nomination}/move`, { to, reason }, { match })
    expect((await move('proposed', 1, 'salah catat')).status).toBe(409)
    await move('trained', 1)
    await move('bankReady', 2)
    expect((await move('accepted', 3, 'salah catat')).status).toBe(409)
    expect((await move('trained', 3)).body.errors).toMatchObject([{ field: 'reason' }])
    await told(owner)
    expect((await move('trained', 3, 'Berkas usaha lain tercatat di sini')).body).toMatchObject({
      state: 'trained',
      version: 4,
    })
    expect(await told(owner)).toContain('diperbaiki petugas: sekarang <b>selesai pelatihan</b>')
    expect((await house.say(owner, 'jalur bank'))[0]?.text).toContain('💬 Berkas usaha lain')
    const reached = 'select state from nomination_steps where nomination_id = ?1'
    expect((await rows(reached, nomination)).flat()).toEqual(['trained'])
    expect((await api.office.audit.list(1))[0]).toMatchObject({
      action: 'nomination.takenBack',
      detail: { from: 'bankReady', to: 'trained' },
    })
    expect((await move('bankReady', 4)).body).toMatchObject({ state: 'bankReady' })
  })

  it('never propose more than their quota, however many at once, and get a place back that is declined', async () => {
    const organisation = await planOrganisation(api.database, { quota: 2 })
    const owners = await Promise.all(Array.from({ length: 8 }, () => api.register({})))
    const statuses = await Promise.all(
      owners.map(async (number) => (await call('POST', '/nominations', { number, organisation })).status),
    )
    expect(statuses.toSorted()).toEqual([201, 201, ...Array.from({ length: 6 }, () => 409)])
    expect(await rows('select count(*) from nominations where organisation_id = ?1', organisation)).toEqual([
      [2],
    ])
    expect((await call('GET', `/organisations/${organisation}`)).body.quotas).toMatchObject([
      { used: 2, left: 0 },
    ])
    await api.database.store.write([
      {
        sql: `update nominations set state = 'declined' where organisation_id = ?1 and rowid = (select max(rowid) from nominations where organisation_id = ?1)`,
        args: [organisation],
      },
    ])
    const late = owners[statuses.indexOf(409)]!
    expect((await call('POST', '/nominations', { number: late, organisation })).status).toBe(201)
    expect(
      (await call('POST', '/nominations', { number: owners[statuses.lastIndexOf(409)], organisation }))
        .status,
    ).toBe(409)
  })

  it('let a proposal run out by itself, and make room for another', async () => {
    const organisation = await planOrganisation(api.database, { quota: 1 })
    const owner = await register(house)
    const id = await planNomination(api.database, organisation, await numberOf(owner), 'proposed')
    await api.database.store.write([
      { sql: 'update nominations set expires_at = 5 where id = ?1', args: [id] },
    ])
    expect((await call('GET', `/nominations/${id}`)).body.state).toBe('expired')
    expect((await house.say(owner, 'jalur bank'))[0]?.text).toContain('sudah lewat waktunya')
    const other = await api.register({})
    expect((await call('POST', '/nominations', { number: other, organisation })).status).toBe(201)
    expect(await rows('select state from nominations where id = ?1', id)).toEqual([['expired']])
  })

  it('see their own only, when a key speaks for one, and record no progress', async () => {
    const [own, other] = [await planOrganisation(api.database), await planOrganisation(api.database)]
    const key = await api.key('officer', '35')
    await call('POST', `/organisations/${own}/representatives`, { caller: key.id }, { key: admin })
    const mine = await call('POST', '/nominations', { number: await api.register({}) }, { key: key.key })
    expect(mine.status).toBe(201)
    const theirs = await planNomination(api.database, other, await api.register({}))
    expect((await call('GET', `/nominations/${theirs}`, undefined, { key: key.key })).status).toBe(404)
    const { items } = (await call('GET', '/nominations', undefined, { key: key.key })).body
    expect(items.map(({ id }) => id)).toEqual([mine.body.id])
    const wrong = { number: await api.register({}), organisation: other }
    expect((await call('POST', '/nominations', wrong, { key: key.key })).body.errors[0]!.field).toBe(
      'organisation',
    )
    const away = { number: await api.register({ province: '34', regency: '34.04' }) }
    expect((await call('POST', '/nominations', away, { key: key.key })).body.errors[0]!.field).toBe('number')
    expect(
      (
        await call(
          'POST',
          `/nominations/${mine.body.id}/move`,
          { to: 'accepted' },
          { key: key.key, match: 1 },
        )
      ).status,
    ).toBe(403)
  })

  it('propose in chat, too, and are told of the answer', async () => {
    const organisation = await planOrganisation(api.database, { quota: 1 })
    const [speaker, owner, another] = [await register(house), await register(house), await register(house)]
    expect((await house.say(speaker, 'usulkan'))[0]?.text).toContain('hanya bisa dilakukan wakil organisasi')
    await planRepresentative(api.database, organisation, await numberOf(speaker))
    expect((await house.say(speaker, 'usulkan'))[0]?.text).toContain('Jawa Timur: sisa 1 dari 1')
    expect((await house.say(speaker, await numberOf(owner)))[0]?.text).toContain('Keripik Bu Sri')
    expect((await house.say(speaker, 'ya'))[0]?.text).toContain('diusulkan')
    await house.say(speaker, 'usulkan')
    expect((await house.say(speaker, await numberOf(another)))[0]?.text).toContain(
      'Kuota organisasi Anda di Jawa Timur sudah habis',
    )
    await house.say(speaker, 'batal')
    await house.say(owner, 'jalur bank')
    expect((await house.say(owner, 'tidak'))[0]?.text).toContain('tidak Anda ambil')
    expect(await told(speaker)).toContain('tidak mengambil usulan Anda')
    expect((await house.say(speaker, 'usulkan'))[0]?.text).toContain('tidak diambil')
    expect((await house.say(speaker, await numberOf(owner)))[0]?.text).toContain('Keripik Bu Sri')
  })

  it('leave nothing of an owner who has everything deleted', async () => {
    const owner = await register(house)
    const id = await planNomination(api.database, await planOrganisation(api.database), await numberOf(owner))
    await house.say(owner, 'hapus semua data saya')
    await house.say(owner, 'ya')
    expect(await rows('select count(*) from nominations where id = ?1', id)).toEqual([[0]])
    expect((await call('GET', `/nominations/${id}`)).status).toBe(404)
  })
})
