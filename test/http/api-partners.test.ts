import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { type House, openHouse } from '../bot/house.ts'
import { register } from '../bot/owner.ts'
import { tellNotices } from '../bot/tell.ts'
import { planApplication, planNeed } from '../db/needs.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

const DAY = 86_400_000
/** At noon in Jakarta: what can wait for the day is told then. */
const NOON = (Math.floor(Date.now() / DAY) + 1) * DAY + 5 * 3_600_000
const COMPANY = {
  name: 'PT Rasa Jaya',
  about: 'Makanan ringan',
  region: '35.10',
  source: 'Surat perusahaan 3/2026',
}
const NEED = {
  product: 'keripik singkong',
  sector: 'foodProducts',
  volume: 300,
  unit: 'kg',
  period: 'month',
  quality: 'renyah, kadar air di bawah 4%',
  certificates: ['halal'],
  region: '35.10',
  pattern: 'supplyChain',
  months: 12,
  sinceOn: '2099-03-01',
  closesOn: '2099-01-31',
}

let api: ApiHouse
let house: House
let officer: { readonly id: string; readonly key: string }
beforeAll(async () => {
  api = await apiHouse()
  house = openHouse(api.database)
  officer = await api.key('officer', '35')
}, 60_000)
afterAll(() => api.drop())

/** What the API answers: a thing, a page of them, or a problem. */
interface Answered extends Item {
  readonly items: readonly Item[]
  readonly next: string | null
  readonly errors: readonly { readonly field: string }[]
}
interface Item {
  readonly id: string
  readonly number: string
  readonly reasons: readonly object[]
  readonly notes: readonly { readonly quality: string }[]
  readonly [field: string]: unknown
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  { match, key = officer.key }: { match?: number; key?: string } = {},
) {
  const response = await api.call(key, method, path, {
    body,
    ...(match !== undefined && { headers: { 'if-match': `"${match}"` } }),
  })
  return {
    status: response.status,
    etag: response.headers.get('etag'),
    body: (await response.json()) as Answered,
  }
}
const one = async (sql: string, ...args: string[]) => (await api.database.store.read({ sql, args })).rows[0]
/** What an owner was told by itself, oldest first. */
const told = async (address: Address): Promise<string[]> => {
  await tellNotices(api.database, NOON)
  const { rows } = await api.database.store.read({
    sql: `select body_sealed from outbox where address = ?1 and kind in ('reply', 'reminder') and state = 'pending' order by id`,
    args: [address],
  })
  return rows.map(([body]) => (JSON.parse(api.database.vault.open(body as Uint8Array)) as Message).text)
}
const numberOf = async (address: Address) =>
  (await one(
    'select number from registrations r join addresses a on a.contact_id = r.contact_id where a.address = ?1',
    address,
  ))![0] as string

/** The fields that a need is refused for. */
const fields = async (body: object) =>
  (
    (await call('POST', '/opportunities', { ...NEED, company: 'none', ...body })).body.errors as {
      field: string
    }[]
  ).map(({ field }) => field)

async function contract() {
  const address = await register(house)
  const id = await planApplication(api.database, await numberOf(address), {
    need: await planNeed(api.database),
    state: 'accepted',
  })
  const soon = new Date(Date.now() + 200 * DAY).toISOString().slice(0, 10)
  const { body } = await call('POST', `/applications/${id}/contract`, {
    startsOn: '2026-01-01',
    endsOn: soon,
    expects: '300 kg per bulan',
  })
  return { address, path: `/contracts/${body.id}`, id: body.id as string, soon }
}

describe('companies and what they need', () => {
  it('are entered, found by owners at once, changed over the version read, and closed', async () => {
    const company = await call('POST', '/companies', COMPANY)
    expect([company.status, company.etag, company.body.place]).toEqual([201, '"1"', 'Kabupaten Banyuwangi'])
    const need = await call('POST', '/opportunities', { ...NEED, company: company.body.id })
    expect([need.status, need.body.companyName, need.body.version]).toEqual([201, 'PT Rasa Jaya', 1])
    const owner = await register(house)
    const list = await house.say(owner, 'cari perusahaan yang mau ambil keripik saya')
    expect(list[0]?.buttons?.[0]?.label).toContain('PT Rasa Jaya')
    const path = `/opportunities/${need.body.id}`
    expect((await call('PUT', path, { ...NEED, company: company.body.id })).status).toBe(428)
    const closed = { ...NEED, company: company.body.id, status: 'closed' }
    expect((await call('PUT', path, closed, { match: 1 })).body).toMatchObject({
      status: 'closed',
      version: 2,
    })
    expect((await call('PUT', path, closed, { match: 1 })).status).toBe(412)
    expect(await one('select status, version from opportunities where id = ?1', need.body.id)).toEqual([
      'closed',
      2,
    ])
    expect((await house.say(owner, 'cari perusahaan yang mau ambil keripik saya'))[0]?.text).toContain(
      'Belum ada perusahaan',
    )
    expect((await api.office.audit.list(1))[0]).toMatchObject({
      action: 'opportunity.changed',
      subject: need.body.id,
    })
  })

  it('are refused by the field that is wrong', async () => {
    expect(await fields({})).toEqual(['company'])
    expect(await fields({ closesOn: '2099-04-01' })).toEqual(['company', 'closesOn'])
    expect(await fields({ region: '34.04' })).toEqual(['region'])
    expect(await fields({ unit: 'karung', pattern: 'ijon' })).toEqual(['unit', 'pattern'])
    expect(await fields({ region: '99' })).toEqual(['region'])
  })

  it('of the whole country are seen everywhere and kept by the nation', async () => {
    const nation = (await api.key('officer')).key
    const { body } = await call('POST', '/companies', { ...COMPANY, region: null }, { key: nation })
    expect((await call('GET', `/companies/${body.id}`)).status).toBe(200)
    expect((await call('PUT', `/companies/${body.id}`, COMPANY, { match: 1 })).status).toBe(403)
    expect((await call('POST', '/companies', { ...COMPANY, region: null })).body.errors[0]!.field).toBe(
      'region',
    )
  })

  it('are listed page by page, and only where they concern somebody', async () => {
    const elsewhere = (await api.key('officer', '34.04')).key
    await planNeed(api.database, { region: '35.10' })
    const ids: string[] = []
    for (let after = ''; ;) {
      const { body } = await call('GET', `/opportunities?limit=1${after}`)
      ids.push(...body.items.map(({ id }) => id))
      if (body.next === null) break
      after = `&after=${body.next}`
    }
    expect(new Set(ids).size).toBe(ids.length)
    expect((await call('GET', '/opportunities?limit=200')).body.items.map(({ id }) => id)).toEqual(ids)
    expect((await call('GET', '/opportunities', undefined, { key: elsewhere })).body.items).toEqual([])
  })

  it('name the owners who may answer, best first, with the reasons and masked names', async () => {
    const need = await planNeed(api.database, { certificates: ['halal'] })
    const best = await api.register({
      product: 'keripik singkong',
      sector: 'foodProducts',
      nib: '1234567890123',
    })
    await planApplication(api.database, best, { need: await planNeed(api.database) })
    const other = await api.register({ product: 'sambal', sector: 'foodProducts' })
    const away = await api.register({
      product: 'keripik singkong',
      sector: 'foodProducts',
      province: '34',
      regency: '34.04',
    })
    const { body } = await call('GET', `/opportunities/${need}/matches?limit=100`)
    const numbers = body.items.map(({ number }) => number)
    expect(numbers).toContain(other)
    expect(numbers).not.toContain(away)
    const first = body.items.find(({ number }) => number === best)
    expect(first).toMatchObject({ score: 100, ownerName: 'S••• A•••••', sharing: true, cards: 1 })
    expect(first!.reasons).toContainEqual({ kind: 'certificates', outcome: 'met' })
    expect(numbers.indexOf(best)).toBeLessThan(numbers.indexOf(other))
    expect((await api.office.audit.list(1))[0]).toMatchObject({
      action: 'opportunity.matched',
      subject: need,
    })
  })
})

describe('applications', () => {
  it('are short-listed and accepted, become a contract, and the owner is told of each in chat', async () => {
    const need = await planNeed(api.database)
    const owner = await register(house)
    const [list] = await house.say(owner, 'cari perusahaan yang mau ambil keripik saya')
    await house.say(owner, `[${list!.buttons!.find(({ data }) => data.endsWith(need))!.label}]`)
    for (const answer of ['lamar', '500 kg', 'belum ada', 'ya', 'lewati', 'kirim'])
      await house.say(owner, answer)
    const listed = await call('GET', `/applications?opportunity=${need}`)
    expect(listed.body.items).toHaveLength(1)
    const { id } = listed.body.items[0]!
    const read = await call('GET', `/applications/${id}`)
    expect(read.body).toMatchObject({
      state: 'applied',
      ownerName: 'S•• W••••••',
      card: { capacity: 500, unit: 'kg' },
    })
    expect(read.body.number).toBe(await numberOf(owner))

    const path = `/applications/${id}/decide`
    const shortlisted = await call(
      'POST',
      path,
      { state: 'shortlisted', reason: 'Kirim contoh 2 bungkus' },
      { match: 1 },
    )
    expect(shortlisted.body).toMatchObject({ state: 'shortlisted', version: 2 })
    expect((await told(owner)).at(-1)).toContain('masuk daftar pendek <b>PT Contoh Rasa</b>')
    expect((await told(owner)).at(-1)).toContain('Kirim contoh 2 bungkus')
    expect((await call('POST', path, { state: 'accepted' }, { match: 1 })).status).toBe(412)
    expect(
      (
        await call('POST', `/applications/${id}/contract`, {
          startsOn: '2099-01-01',
          endsOn: '2099-12-31',
          expects: '300 kg per bulan',
        })
      ).status,
    ).toBe(409)
    expect((await call('POST', path, { state: 'accepted' }, { match: 2 })).status).toBe(200)
    expect((await told(owner)).at(-1)).toContain('menerima lamaran Anda')
    expect(
      (await call('POST', path, { state: 'declined', reason: 'berubah pikiran' }, { match: 3 })).status,
    ).toBe(409)

    const contract = {
      startsOn: '2099-01-01',
      endsOn: '2099-12-31',
      expects: '300 kg per bulan, dibayar 14 hari',
    }
    const made = await call('POST', `/applications/${id}/contract`, contract)
    expect(made.status).toBe(201)
    expect((await call('POST', `/applications/${id}/contract`, contract)).status).toBe(409)
    expect((await told(owner)).at(-1)).toContain('1 Januari 2099 – 31 Desember 2099')
    expect(await one('select state, version from applications where id = ?1', id)).toEqual(['accepted', 3])
    const [contracts] = await house.say(owner, 'kontrak saya')
    expect((await house.say(owner, `[${contracts!.buttons![0]!.label}]`))[0]?.text).toContain(
      'dibayar 14 hari',
    )
  })

  it('are declined with a reason only, and show no card once sharing is withdrawn', async () => {
    const number = await api.register({})
    const id = await planApplication(api.database, number, {
      need: await planNeed(api.database),
      sharing: false,
    })
    const { body } = await call('GET', `/applications/${id}`)
    expect(body).toMatchObject({ sharing: false, card: null })
    expect((await call('GET', `/applications/${id}/photos/p-${id}`)).status).toBe(404)
    const path = `/applications/${id}/decide`
    expect((await call('POST', path, { state: 'accepted' }, { match: 1 })).status).toBe(409)
    expect((await call('POST', path, { state: 'declined' }, { match: 1 })).body.errors[0]!.field).toBe(
      'reason',
    )
    expect(
      (await call('POST', path, { state: 'declined', reason: 'belum cocok' }, { match: 1 })).status,
    ).toBe(200)
    const sealed = (await one('select reason_sealed from applications where id = ?1', id))![0] as Uint8Array
    expect(api.database.vault.open(sealed)).toBe('belum cocok')
  })

  it('show pictures of the product', async () => {
    const id = await planApplication(api.database, await api.register({}), {
      need: await planNeed(api.database),
    })
    const response = await api.call(officer.key, 'GET', `/applications/${id}/photos/p-${id}`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect((await response.bytes()).length).toBe(8)
  })

  it('belong to the region of the owner and to that of the need', async () => {
    const away = (await api.key('officer', '34')).key
    const number = await api.register({ province: '34', regency: '34.04' })
    const id = await planApplication(api.database, number, { need: await planNeed(api.database) })
    expect((await call('GET', `/applications/${id}`, undefined, { key: away })).status).toBe(200)
    expect((await call('GET', `/applications/${id}`)).status).toBe(200)
    const third = (await api.key('officer', '51')).key
    expect((await call('GET', `/applications/${id}`, undefined, { key: third })).status).toBe(404)
    expect((await call('GET', '/applications', undefined, { key: third })).body.items).toEqual([])
  })
})

describe('contracts', () => {
  it('remind their owner sixty days before they end, unless they run longer or are over by then', async () => {
    const { id, path, address, soon } = await contract()
    const due = async () =>
      await one(
        `select due_at, once from notices where type = 'contractRenewal' and settled_at is null and once like 'contract/${id}/%'`,
      )
    const [dueAt] = (await due())!
    expect(Math.round((Date.parse(`${soon}T09:00:00+07:00`) - Number(dueAt)) / DAY)).toBe(60)
    await told(address)
    await tellNotices(api.database, Number(dueAt) + 3_600_000)
    expect((await told(address)).at(-1)).toContain('Bicarakan perpanjangan')
    const longer = new Date(Date.now() + 500 * DAY).toISOString().slice(0, 10)
    expect((await call('POST', `${path}/renew`, { endsOn: longer }, { match: 1 })).body).toMatchObject({
      endsOn: longer,
      version: 2,
    })
    expect((await due())![1]).toBe(`contract/${id}/renewal/${longer}`)
    expect(
      (await call('POST', `${path}/end`, { on: '2026-12-01', reason: 'pabrik tutup' }, { match: 2 })).body
        .endedOn,
    ).toBe('2026-12-01')
    expect(await due()).toBeUndefined()
    expect((await told(address)).at(-1)).toContain('pabrik tutup')
    expect((await call('POST', `${path}/renew`, { endsOn: '2099-12-31' }, { match: 3 })).status).toBe(409)
  })

  it('keep a note of each year, which the owner reads', async () => {
    const { address, path, id } = await contract()
    const note = { year: 2026, quality: 'kadar air turun ke 3%', management: 'pembukuan rapi' }
    expect((await call('POST', `${path}/notes`, note, { match: 1 })).body.notes).toEqual([note])
    expect(
      (await call('POST', `${path}/notes`, { ...note, quality: 'naik lagi' }, { match: 2 })).body.notes[0]!
        .quality,
    ).toBe('naik lagi')
    expect(await one('select count(*) from contract_notes where contract_id = ?1', id)).toEqual([1])
    expect(await one('select quality from contract_notes where contract_id = ?1', id)).toEqual([
      expect.stringMatching(/^sealed:/),
    ])
    expect((await told(address)).at(-1)).toContain('catatan mutu dan manajemen 2026')
    const [list] = await house.say(address, 'kontrak saya')
    expect((await house.say(address, `[${list!.buttons![0]!.label}]`))[0]?.text).toContain('Mutu: naik lagi')
    expect((await call('GET', '/contracts?running=true')).body.items.map(({ id }) => id)).toContain(id)
    expect((await call('GET', '/contracts?running=false')).body.items.map(({ id }) => id)).not.toContain(id)
    expect(
      (await call('POST', `${path}/renew`, { endsOn: '2025-01-01' }, { match: 3 })).body.errors[0]!.field,
    ).toBe('endsOn')
  })
})
