import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedContent } from '../../src/db/seed.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'
import { draftBroadcast, owner } from './broadcast-house.ts'

interface Preview {
  readonly matched: number
  readonly channels: { readonly [channel: string]: number }
  readonly leftOut: { readonly [reason: string]: number }
  readonly outsideScope: readonly string[]
  readonly sample: readonly { readonly number: string; readonly ownerName: string }[]
  readonly messages: readonly {
    readonly channel: string
    readonly language: string
    readonly text: string
    readonly length: number
  }[]
}

let house: ApiHouse
let admin: string
beforeAll(async () => {
  house = await apiHouse()
  await seedContent(house.database.store)
  admin = (await house.key('admin', '35')).key
})
afterAll(() => house.drop())

const write = (sql: string, ...args: (string | number | null)[]) =>
  house.database.store.write([{ sql, args }])

/** Somebody was at a training, as the venue's code showed. */
async function taught(contactId: string, training: string): Promise<void> {
  await write(
    `insert into training_sessions (id, training, starts_at, ends_at, time_zone, quota, closes_at, check_in_code, created_at)
      values (?1, ?2, 1, 2, 'Asia/Jakarta', 10, 1, ?1, 1) on conflict do nothing`,
    `s-${training}`,
    training,
  )
  await write(
    `insert into signups (session_id, contact_id, state, channel, queued_at, updated_at) values (?1, ?2, 'attended', 'web', 1, 1)`,
    `s-${training}`,
    contactId,
  )
}

async function hasPirt(contactId: string, number: string | null): Promise<void> {
  await write(
    `insert into pirt_cases (id, contact_id, product, food_group, step, number, verified, created_at, updated_at)
      values (?1, ?2, 'keripik', '1', 'oss', ?3, '[]', 1, 1)`,
    contactId,
    contactId,
    number,
  )
}

async function previewOf(more: object, key = admin): Promise<Preview> {
  const response = await house.call(key, 'POST', '/broadcasts', {
    body: { name: 'Uji', audience: {}, message: { text: { id: 'Halo {name}' } }, ...more },
  })
  const { id } = (await response.json()) as { id: string }
  return (await (await house.call(key, 'GET', `/broadcasts/${id}/preview`)).json()) as Preview
}

const draftFor = (q: string) =>
  house.call(admin, 'POST', '/broadcasts', {
    body: { name: 'Uji', audience: { q }, message: { text: { id: 'Halo' } } },
  })

describe('a broadcast as it is drafted', () => {
  it('finds food businesses of a place without P-IRT whose owners never took PKP', async () => {
    const district = '35.10.77'
    const here = { sector: 'foodProducts', district }
    const wanted = await owner(house, here)
    await hasPirt(wanted.contactId, null)
    await hasPirt((await owner(house, here)).contactId, '206351000012345')
    await taught((await owner(house, here)).contactId, 'pkp-dinkes')
    await owner(house, { sector: 'coffee', district })
    const found = await previewOf({
      audience: { q: `sector:makanan kecamatan:${district} pirt:no -took:pkp` },
    })
    expect(found).toMatchObject({ matched: 1, channels: { telegram: 1 }, leftOut: {} })
    expect(found.sample).toEqual([
      {
        number: wanted.number,
        ownerName: 'S••• A•••••',
        businessName: 'Keripik Tempe Malang',
        place: 'Kabupaten Banyuwangi',
        channel: 'telegram',
      },
    ])
  })

  it('says why others are left out', async () => {
    const here = { regency: '35.11', district: '35.11.01' }
    await owner(house, here, { phone: '+6281' })
    await owner(house, here, { phone: '+6281' })
    await owner(house, here, { consents: false })
    await owner(house, here, { stopped: true })
    await owner(house, here, { blocked: true })
    await owner(house, here, { address: 'whatsapp:628123@s.whatsapp.net' })
    await owner(house, here, { address: 'web:1' })
    const withdrawn = await owner(house, here)
    await write(`update registrations set status = 'withdrawn' where number = ?1`, withdrawn.number)
    expect(await previewOf({ audience: { regency: '35.11' } })).toMatchObject({
      matched: 8,
      channels: { telegram: 1, web: 1 },
      leftOut: { samePerson: 1, noConsent: 1, optedOut: 1, blocked: 1, noAddress: 1, withdrawn: 1 },
    })
  })

  it('stays within what its author sees, and says which places lie outside', async () => {
    await owner(house, { province: '34', regency: '34.04', district: '34.04.01' })
    await owner(house, { regency: '35.09', district: '35.09.01' })
    const found = await previewOf({ audience: { regency: '34.04,35.09' } })
    expect(found).toMatchObject({ matched: 1, outsideScope: ['34.04'] })
  })

  it('shows the message on each channel, in each language, with its length', async () => {
    const text = { id: 'Halo {name}, ada pelatihan.', en: 'Hello {name}, there is a training.' }
    const buttons = [{ label: { id: 'Daftar', en: 'Sign up' }, opens: 'training', about: 'pirt' }]
    const found = await previewOf({
      audience: { regency: '35.99' },
      message: { text, buttons },
      channels: ['telegram', 'whatsapp'],
      acceptWhatsAppRisk: true,
    })
    expect(found.messages).toHaveLength(4)
    expect(found.messages[0]!).toMatchObject({
      channel: 'telegram',
      language: 'id',
      text: 'Halo Siti Aminah, ada pelatihan.\n\nTidak ingin menerima info seperti ini? Balas berhenti.',
      buttons: ['Daftar'],
      parts: 1,
    })
    const whatsapp = found.messages.find((one) => one.channel === 'whatsapp' && one.language === 'en')!
    expect(whatsapp.text).toContain('1. Sign up')
    expect(whatsapp.length).toBe(whatsapp.text.length)
  })

  it.each([
    [{ message: { text: { id: 'Halo {nama}' } } }, 'message.text.id'],
    [{ message: { text: { en: 'Hello' } } }, 'message.text.id'],
    [
      { message: { text: { id: 'a' }, buttons: [{ label: { id: 'b' }, opens: 'session' }] } },
      'message.buttons.0.about',
    ],
    [{ channels: ['whatsapp'] }, 'acceptWhatsAppRisk'],
    [{ validUntil: '2020-01-01T00:00:00.000Z' }, 'validUntil'],
    [{ quiet: { from: 7, to: 7 } }, 'quiet'],
    [{ audience: { q: 'colour:red' } }, 'q'],
    [{ pace: 2000 }, 'pace'],
  ])('refuses %j', async (more, field) => {
    const body = { name: 'Uji', audience: {}, message: { text: { id: 'Halo' } }, ...more }
    const response = await house.call(admin, 'POST', '/broadcasts', { body })
    expect(response.status).toBe(400)
    expect(((await response.json()) as { errors: { field: string }[] }).errors[0]!.field).toBe(field)
  })

  it.each([
    ['session', 'nowhere', 'there is no such session'],
    ['signUp', 't.nothing', 'there is no such training'],
    ['product', 'nothing', 'there is no such product'],
    ['training', 'dancing', 'there is no such topic; there are pirt, '],
    ['programmes', 'dancing', 'there is no such sector'],
  ])('refuses a button that opens %s about %s', async (opens, about, message) => {
    const buttons = [
      { label: { id: 'a' }, opens: 'home' },
      { label: { id: 'b' }, opens, about },
    ]
    const said = { text: { id: 'Halo' }, buttons }
    const body = { name: 'Uji', audience: {}, message: said }
    const id = await draftBroadcast(house)
    for (const response of [
      await house.call(admin, 'POST', '/broadcasts', { body }),
      await house.call(admin, 'PATCH', `/broadcasts/${id}`, {
        body: { message: said },
        headers: { 'if-match': '"1"' },
      }),
    ]) {
      expect(response.status).toBe(400)
      const { errors } = (await response.json()) as { errors: { field: string; message: string }[] }
      expect(errors).toEqual([
        { field: 'message.buttons.1.about', message: expect.stringContaining(message) },
      ])
    }
  })

  it('is not started when the session that a button opens was cancelled since', async () => {
    const { contactId } = await owner(house)
    await taught(contactId, 'pkp-bpom')
    const buttons = [{ label: { id: 'Daftar' }, opens: 'session', about: 's-pkp-bpom' }]
    const id = await draftBroadcast(house, { message: { text: { id: 'Halo' }, buttons } })
    const call = (action: string, body: object) =>
      house.call(admin, 'POST', `/broadcasts/${id}/${action}`, { body, headers: { 'if-match': '"1"' } })
    await write(`update training_sessions set status = 'cancelled' where id = 's-pkp-bpom'`)
    for (const response of [
      await call('start', {}),
      await call('schedule', { at: new Date(Date.now() + 86_400_000).toISOString() }),
    ]) {
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({
        errors: [{ field: 'message.buttons.0.about', message: 'this session is cancelled' }],
      })
    }
  })

  it('points at a training in its audience that there is not', async () => {
    for (const q of ['took:pkp', 'took:halal', '-pelatihan:pkp-dinkes,marketing']) {
      expect((await draftFor(q)).status, q).toBe(201)
    }
    const response = await draftFor('pirt:no -took:pkp,dancing')
    expect(response.status).toBe(400)
    expect(((await response.json()) as { errors: object[] }).errors).toEqual([
      { field: 'q', message: 'there is no training, topic or theme "dancing"', position: 18 },
    ])
  })

  it('is changed at the version that was read, and is there for nobody who sees another place', async () => {
    const id = await draftBroadcast(house)
    const patch = (version: number) =>
      house.call(admin, 'PATCH', `/broadcasts/${id}`, {
        body: { name: 'Lain' },
        headers: { 'if-match': `"${version}"` },
      })
    expect((await patch(2)).status).toBe(412)
    expect((await patch(1)).status).toBe(200)
    expect(await (await draftFor('pirt:no')).json()).toMatchObject({
      createdByName: expect.stringContaining('admin'),
      approvedByName: null,
    })
    const elsewhere = (await house.key('admin', '34')).key
    expect((await house.call(elsewhere, 'GET', `/broadcasts/${id}`)).status).toBe(404)
    const seen = async (key: string) =>
      (
        (await (await house.call(key, 'GET', '/broadcasts?limit=200')).json()) as { items: { id: string }[] }
      ).items.map((one) => one.id)
    expect(await seen(admin)).toContain(id)
    expect(await seen(elsewhere)).not.toContain(id)
    const national = await draftBroadcast(house, {}, null)
    expect(await seen(admin)).not.toContain(national)
    const { rows } = await house.database.store.read({
      sql: `select action from audit where subject = ?1 order by id`,
      args: [id],
    })
    expect(rows.flat()).toEqual(['broadcast.created', 'broadcast.changed'])
  })
})
