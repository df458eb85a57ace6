import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Value } from '../../src/db/store/store.ts'
import { type ApiHouse, apiHouse, type CallOptions } from './api-house.ts'

interface Page {
  readonly items: readonly { readonly number: string; readonly businessName: string }[]
  readonly next: string | null
  readonly spelled: object
}

let house: ApiHouse
let admin: string
let officer: { readonly id: string; readonly key: string }
beforeAll(async () => {
  house = await apiHouse()
  admin = (await house.key('admin')).key
  officer = await house.key('officer', '35')
  const businesses: { readonly [name: string]: { readonly [field: string]: string | number } } = {
    'Warung Sri Rejeki': { regency: '35.10', annualSales: 600_000_000 },
    'Kopi Bu Sri': { regency: '35.10', sector: 'coffee', annualSales: 100, nib: '1234567890123' },
    'Kopi Gayo': { province: '11', regency: '11.04', district: '11.04.01', sector: 'coffee' },
  }
  for (const [businessName, fields] of Object.entries(businesses)) {
    await house.register({ sector: 'culinary', businessName, ...fields })
  }
})
afterAll(() => house.drop())

const get = (path: string, key = officer.key) => house.call(key, 'GET', path)
const post = (path: string, options: CallOptions, key = officer.key) => house.call(key, 'POST', path, options)
const names = async (query: string, key = admin) => {
  const response = await get(`/registrations?${query}`, key)
  expect(response.status).toBe(200)
  return ((await response.json()) as Page).items.map(({ businessName }) => businessName)
}
const select = async (sql: string, ...args: string[]): Promise<readonly (readonly Value[])[]> =>
  (await house.database.store.read({ sql, args })).rows
const match = (version: number) => ({ 'if-match': `"${version}"` })

describe('lists', () => {
  it.each([
    ['regency=35.10', ['Kopi Bu Sri', 'Warung Sri Rejeki']],
    ['q=sector:kopi', ['Kopi Gayo', 'Kopi Bu Sri']],
    ['q=sector:kopi+regency:35.10', ['Kopi Bu Sri']],
    ['q=sales>500jt', ['Warung Sri Rejeki']],
    ['q=-sector:coffee', ['Warung Sri Rejeki']],
    ['q="warung+sri"', ['Warung Sri Rejeki']],
    ['text=warnug', ['Warung Sri Rejeki']],
    ['hasNib=yes', ['Kopi Bu Sri']],
    ['hasNib=no&sector=coffee', ['Kopi Gayo']],
    ['sort=annualSales', ['Kopi Bu Sri', 'Kopi Gayo', 'Warung Sri Rejeki']],
    ['registeredTo=2000-01-01', []],
    ['assignee=none&province=11', ['Kopi Gayo']],
  ])('finds by %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected)
  })

  it('goes on where a page ended, and says how a word was read', async () => {
    const first = (await (await get('/registrations?limit=1&text=koppi', admin)).json()) as Page
    expect(first.items.map(({ businessName }) => businessName)).toEqual(['Kopi Gayo'])
    const again = await get(`/registrations?limit=1&text=kopi&after=${first.next}`, admin)
    expect(((await again.json()) as Page).items.map(({ businessName }) => businessName)).toEqual([
      'Kopi Bu Sri',
    ])
    const misspelt = (await (await get('/registrations?text=wrung', admin)).json()) as Page
    expect(misspelt.spelled).toEqual({ wrung: ['warung'] })
  })

  it('holds no place outside the scope', async () => {
    expect(await names('sector=coffee', officer.key)).toEqual(['Kopi Bu Sri'])
    expect(await names('province=11', officer.key)).toEqual([])
    const count = await get('/registrations/count?q=kopi')
    expect(await count.json()).toMatchObject({ count: 1, exact: true })
  })

  it.each([
    ['q=regncy:35.10', 'q', 0],
    ['q=kopi+regency:banyuwangi', 'q', 13],
    ['q=sales>lots', 'q', 6],
    ['q="never+ends', 'q', 0],
    ['q=nik:3510014503850003', 'q', 0],
    ['sort=name', 'sort', undefined],
    ['after=nonsense', 'after', undefined],
    ['colour=red', 'colour', undefined],
    ['sector=gold', 'sector', undefined],
    ['limit=1000', 'limit', undefined],
  ])('says what is wrong with %s', async (query, field, position) => {
    const response = await get(`/registrations?${query}`)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const { errors } = (await response.json()) as { errors: { field: string; position?: number }[] }
    expect(errors[0]).toMatchObject({ field, ...(position !== undefined && { position }) })
  })
})

describe('decisions', () => {
  it('returns fields: the owner is told in chat and asked for just these', async () => {
    const number = await house.register({ businessName: 'Dikembalikan' })
    const body = { fields: [{ field: 'nib', reason: 'Angkanya kurang satu' }] }
    const response = await post(`/registrations/${number}/return`, { body, headers: match(1) })
    expect([response.status, response.headers.get('etag')]).toEqual([200, '"2"'])
    expect(await response.json()).toMatchObject({ status: 'returned', returned: body.fields })
    const [[contactId, version]] = (await select(
      'select contact_id, version from registrations where number = ?1',
      number,
    )) as [[string, number]]
    expect(Number(version)).toBe(2)
    const [[sealed, state]] = (await select(
      `select body_sealed, state from outbox where contact_id = ?1 and kind = 'reply' order by id desc limit 1`,
      contactId,
    )) as [[Uint8Array, string]]
    const told = JSON.parse(house.database.vault.open(sealed)) as {
      text: string
      buttons: { data: string }[]
    }
    expect(state).toBe('pending')
    expect(told.text).toContain('Angkanya kurang satu')
    expect(told.buttons[0]!.data).toMatch(/^go:registration/)
    expect(house.woken()).toBeGreaterThan(0)
    const timeline = await get(`/registrations/${number}/timeline`)
    expect(((await timeline.json()) as { items: unknown[] }).items.at(-1)).toMatchObject({
      kind: 'change',
      type: 'returned',
      actor: officer.id,
      actorName: 'officer 35',
      detail: { returned: body.fields },
    })
    expect((await house.office.audit.list(1))[0]).toMatchObject({
      actor: officer.id,
      action: 'registration.returned',
      subject: number,
      detail: { version: 1, fields: ['nib'] },
    })
  })

  it('refuses what was read before somebody else changed it, and what carries no version', async () => {
    const number = await house.register()
    expect((await post(`/registrations/${number}/verify`, { body: {} })).status).toBe(428)
    expect((await post(`/registrations/${number}/verify`, { body: {}, headers: match(1) })).status).toBe(200)
    const late = await post(`/registrations/${number}/reject`, {
      body: { reason: 'ganda' },
      headers: match(1),
    })
    expect(late.status).toBe(412)
    expect(await select('select status, version from registrations where number = ?1', number)).toEqual([
      ['verified', 2],
    ])
    expect((await post(`/registrations/${number}/verify`, { body: {}, headers: match(2) })).status).toBe(409)
  })

  it('assigns to officers who see the place, and to nobody else', async () => {
    const number = await house.register()
    const other = await house.key('officer', '11')
    const to = (assignee: string | null, version: number) =>
      post(`/registrations/${number}/assign`, { body: { assignee }, headers: match(version) })
    expect((await to(other.id, 1)).status).toBe(400)
    expect((await to('me', 1)).status).toBe(200)
    expect(await select('select assignee from registrations where number = ?1', number)).toEqual([
      [officer.id],
    ])
    expect(await names('assignee=me', officer.key)).toHaveLength(1)
    const name = { assignee: officer.id, assigneeName: 'officer 35' }
    expect(await (await get(`/registrations/${number}`)).json()).toMatchObject(name)
    expect(await (await get('/registrations?assignee=me')).json()).toMatchObject({ items: [name] })
    const timeline = (await (await get(`/registrations/${number}/timeline`)).json()) as { items: unknown[] }
    expect(timeline.items.at(-1)).toMatchObject({ detail: name })
    expect((await to(null, 2)).status).toBe(200)
  })

  it('keeps a note sealed, and shows it in the timeline', async () => {
    const number = await house.register()
    const note = 'Sudah ditelepon'
    expect((await post(`/registrations/${number}/notes`, { body: { note } })).status).toBe(204)
    const [[sealed]] = (await select(
      'select detail_sealed from registration_log order by id desc limit 1',
    )) as [[Uint8Array]]
    expect(Buffer.from(sealed).includes(note)).toBe(false)
    expect(await (await get(`/registrations/${number}/timeline`)).text()).toContain(note)
  })

  it('decides on many, first as a dry run, each by itself', async () => {
    const numbers = [await house.register(), await house.register()]
    const outside = await house.register({ province: '11', regency: '11.04' })
    const items = [...numbers.map((number) => ({ number, version: 1 })), { number: outside }]
    const run = async (dryRun: boolean) => {
      const response = await post('/registrations/bulk', {
        body: { items, action: { type: 'verify' }, dryRun },
      })
      return ((await response.json()) as { items: { status: number }[] }).items.map(({ status }) => status)
    }
    const statuses = () =>
      select(`select status from registrations where number in (?1, ?2, ?3)`, ...numbers, outside)
    expect(await run(true)).toEqual([200, 200, 404])
    expect((await statuses()).flat()).toEqual(['submitted', 'submitted', 'submitted'])
    expect(await run(false)).toEqual([200, 200, 404])
    expect((await statuses()).flat().sort()).toEqual(['submitted', 'verified', 'verified'])
    expect(await run(false)).toEqual([412, 412, 404])
  })
})

describe('personal data', () => {
  it('is masked, and shown only with a line in the audit log', async () => {
    const number = await house.register({ nik: '3510014503850003', ownerName: 'Siti Aminah' })
    const masked = await (await get(`/registrations/${number}`)).text()
    expect(masked).not.toContain('Aminah')
    expect(masked).toContain('3510••••••••0003')
    const body = { reason: 'menelepon pemilik' }
    const shown = await post(`/registrations/${number}/unmask`, { body })
    expect(await shown.json()).toEqual({ ownerName: 'Siti Aminah', nik: '3510014503850003', phones: [] })
    expect((await house.office.audit.list(1))[0]).toMatchObject({
      actor: officer.id,
      action: 'registration.unmasked',
      subject: number,
    })
    const found = await post('/registrations/lookup', { body: { nik: '3510014503850003' } })
    expect(await found.json()).toEqual({ number })
    expect(JSON.stringify(await house.office.audit.list(5))).not.toContain('3510014503850003')
    expect(await house.office.audit.verify()).toMatchObject({ brokenAt: null })
  })
})

describe('idempotency keys', () => {
  it('have a request take effect once, and answer it alike', async () => {
    const body = { name: 'program', role: 'viewer', region: '35' }
    const headers = { 'idempotency-key': 'make-a-key-1' }
    const first = await post('/keys', { body, headers }, admin)
    const second = await post('/keys', { body, headers }, admin)
    expect([first.status, second.status]).toEqual([201, 201])
    expect(await second.json()).toEqual(await first.json())
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    const made = (await house.office.apiKeys.list()).filter(({ name }) => name === 'program')
    expect(made).toHaveLength(1)
    const other = await post('/keys', { body: { ...body, name: 'other' }, headers }, admin)
    expect(other.status).toBe(422)
  })

  it('do not keep refusals, nor secrets in the open', async () => {
    const headers = { 'idempotency-key': 'make-a-key-2' }
    const wrong = await post('/keys', { body: { name: 'x', role: 'viewer', region: null }, headers }, admin)
    const right = await post('/keys', { body: { name: 'xx', role: 'viewer', region: null }, headers }, admin)
    expect([wrong.status, right.status]).toEqual([400, 201])
    const { key } = (await right.json()) as { key: string }
    const rows = await select('select answer_sealed from idempotency_keys where answer_sealed is not null')
    expect(rows.some(([sealed]) => Buffer.from(sealed as Uint8Array).includes(key))).toBe(false)
  })

  it('let nobody who has the database guess what was asked', async () => {
    const body = { nik: '3510014503850005' }
    await house.register({ regency: '35.10', businessName: 'Batik', ...body })
    const path = '/registrations/lookup'
    await post(path, { body, headers: { 'idempotency-key': 'look-up-1' } })
    const asked = JSON.stringify([`/api/v1${path}`, {}, null]) + JSON.stringify(body)
    const guess = createHash('sha256').update(asked).digest('base64url')
    const [[kept] = []] = await select(`select request_hash from idempotency_keys where key = 'look-up-1'`)
    expect(kept).toMatch(/^[\w-]{43}$/)
    expect(kept).not.toBe(guess)
  })
})

describe('keys', () => {
  it('are made within what the maker sees, and open nothing once revoked', async () => {
    const regional = (await house.key('admin', '35')).key
    const beyond = await post('/keys', { body: { name: 'wide', role: 'viewer', region: null } }, regional)
    expect(beyond.status).toBe(400)
    const body = { name: 'near', role: 'officer', region: '35.10,35.09' }
    const made = (await (await post('/keys', { body }, regional)).json()) as { id: string; key: string }
    expect((await get('/registrations', made.key)).status).toBe(200)
    const listed = await (await get('/keys', regional)).text()
    expect(listed).toContain(made.id)
    expect(listed).not.toContain(made.key)
    expect((await house.call(regional, 'DELETE', `/keys/${made.id}`)).status).toBe(204)
    expect((await get('/registrations', made.key)).status).toBe(401)
    expect((await house.call(regional, 'DELETE', `/keys/${made.id}`)).status).toBe(404)
  })
})

describe('statistics', () => {
  it.each([
    ['sector', admin],
    ['regency', admin],
    ['class', admin],
    ['status', admin],
    ['month', admin],
    ['province', admin],
  ])('count by %s what the list counts', async (by) => {
    for (const region of [null, '35', '35.10,11.04']) {
      const { key } = await house.key('viewer', region)
      const counted = (await (await get('/registrations/count', key)).json()) as { count: number }
      const answer = (await (await get(`/statistics/registrations?by=${by}`, key)).json()) as {
        total: number
      }
      expect([region, answer.total]).toEqual([region, counted.count])
    }
  })

  it('tell where owners leave a conversation', async () => {
    const response = await get('/statistics/funnel?days=3660', admin)
    const { steps } = (await response.json()) as { steps: { step: string; asked: number }[] }
    expect(steps.find(({ step }) => step === 'nik')!.asked).toBeGreaterThan(0)
  })
})
