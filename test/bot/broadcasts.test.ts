import { afterEach, describe, expect, it } from 'vitest'
import { SendError } from '../../src/bot/send-error.ts'
import { createAudit } from '../../src/db/office/audit.ts'
import { createBroadcastSending } from '../../src/db/broadcasts/broadcast-sending.ts'
import { forgetStatements } from '../../src/db/effects/rights.ts'
import { prune } from '../../src/db/upkeep/maintenance.ts'
import { createOutbox } from '../../src/db/turns/outbox.ts'
import { seedContent } from '../../src/db/seed.ts'
import { KINDS } from '../db/stores.ts'
import { owner, type OwnerFields } from '../http/broadcast-house.ts'
import { until } from '../worlds/loopback.ts'
import { type BroadcastHouse, broadcastHouse } from './broadcast-house.ts'
import { openHouse } from './house.ts'

let house: BroadcastHouse
const open = async (options?: Parameters<typeof broadcastHouse>[0]) => (house = await broadcastHouse(options))
afterEach(() => house.drop())

async function owners(count: number, so: OwnerFields = {}) {
  const all = []
  for (let n = 0; n < count; n++) all.push(await owner(house, {}, so))
  return all
}

const run = (sql: string, ...args: (string | number | null)[]) => house.database.store.write([{ sql, args }])
/** What the audit log says that the product did itself. */
const deeds = async (id: string) =>
  (await createAudit(house.database.store, house.database.vault).list(100))
    .filter(({ subject, actor }) => subject === id && actor === 'product')
    .map(({ action, detail }) => [action, detail])
    .reverse()
const addresses = () => house.taken.map(({ address }) => address)
const HOUR = 3_600_000

describe('a broadcast', () => {
  it('reaches everybody once, in their language, with what is theirs in it', async () => {
    await open()
    await seedContent(house.database.store)
    const all = await owners(30)
    const english = await owner(house, { businessName: 'Kopi & Co' }, { language: 'en' })
    const refused = await owner(house, {}, { consents: false })
    const text = { id: 'Halo {name} dari {place}', en: 'Hello {business}' }
    const buttons = [{ label: { id: 'Daftar', en: 'Sign up' }, opens: 'session', about: 't.pkp-dinkes' }]
    const id = await house.draft({ message: { text, buttons } })
    await house.launch()
    expect(await house.act(id, 'start')).toBe(200)
    await house.is(id, 'finished')
    expect(addresses().sort()).toEqual([...all, english].map(({ address }) => address).sort())
    expect(await house.counts(id)).toEqual({ sent: 31, 'skipped noConsent': 1 })
    const told = house.taken.find(({ address }) => address === all[0]!.address)!
    expect(told.message).toEqual({
      text: 'Halo Siti Aminah dari Kabupaten Banyuwangi\n\n<i>Tidak ingin menerima info seperti ini? Balas</i> <b>berhenti</b>.',
      buttons: [{ label: 'Daftar', data: 'go:session:t.pkp-dinkes' }],
    })
    const other = house.taken.find(({ address }) => address === english.address)!
    expect(other.message.text).toMatch(/^Hello Kopi &amp; Co\n/)
    expect(addresses()).not.toContain(refused.address)
  })

  it('does so on a libSQL server as well', async () => {
    await open({ open: KINDS[1].open })
    await owners(12)
    await owner(house, {}, { consents: false })
    const id = await house.draft()
    await house.launch()
    await house.act(id, 'start')
    await house.is(id, 'finished')
    expect(await house.counts(id)).toEqual({ sent: 12, 'skipped noConsent': 1 })
    expect(new Set(addresses()).size).toBe(12)
  })

  it('is not started by its author alone where a second person must approve it', async () => {
    await open()
    const id = await house.draft()
    await run('update broadcasts set needs_approval = 1')
    expect(await house.act(id, 'start')).toBe(409)
    expect(await house.act(id, 'approve')).toBe(409)
    const other = (await house.key('admin')).key
    const approve = await house.call(other, 'POST', `/broadcasts/${id}/approve`, {
      body: {},
      headers: { 'if-match': '"1"' },
    })
    expect(approve.status).toBe(200)
    expect(await house.act(id, 'start')).toBe(200)
  })

  it('does not reach who said stop, blocked the bot or withdrew a consent after the audience was frozen', async () => {
    await open()
    const [stopped, blocked, refused, kept] = await owners(4)
    const id = await house.draft()
    house.fate = () => 'hangs'
    // Nobody is sent to before the audience is frozen and changed.
    await run(
      `insert into leases (name, holder, fence, expires_at) values ('broadcasts:telegram', 'x', 1, ?1)`,
      Date.now() + HOUR,
    )
    const launched = await house.launch()
    await run(
      `update leases set expires_at = ?1, holder = 'x' where name = 'broadcasts:telegram'`,
      Date.now() + HOUR,
    )
    await house.act(id, 'start')
    const frozen = async () => (await house.counts(id))['pending'] === 4
    for (let tries = 0; !(await frozen()) && tries < 500; tries++)
      await new Promise((resolve) => setTimeout(resolve, 10))
    await run('update contacts set messages_stopped = 1 where id = ?1', stopped!.contactId)
    await run('update addresses set blocked_at = 1 where address = ?1', blocked!.address)
    await run(
      `insert into consents (contact_id, purpose, given, wording, channel, external_id, at)
        values (?1, 'messages', 0, 'w', 'web', '2', 9)`,
      refused!.contactId,
    )
    house.fate = () => undefined
    await run(`update leases set expires_at = 0 where name = 'broadcasts:telegram'`)
    launched.runner.wake()
    await house.is(id, 'finished')
    expect(addresses()).toEqual([kept!.address])
    expect(await house.counts(id)).toEqual({
      sent: 1,
      'skipped optedOut': 1,
      'skipped blocked': 1,
      'skipped noConsent': 1,
    })
  })

  it('pauses at once, goes on, and is cancelled for good', async () => {
    await open({ perSecond: 20 })
    await owners(60)
    const id = await house.draft()
    await house.launch()
    await house.act(id, 'start')
    await until(() => house.taken.length >= 10, 20_000, 'messages')
    await house.act(id, 'pause')
    const then = house.taken.length
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(house.taken.length - then).toBeLessThanOrEqual(1)
    expect((await house.counts(id))['pending']).toBeGreaterThan(30)
    await house.act(id, 'resume')
    await until(() => house.taken.length >= then + 10, 20_000, 'more messages')
    await house.act(id, 'cancel')
    const waiting = async () => {
      const { pending = 0, leased = 0, sending = 0 } = await house.counts(id)
      return pending + leased + sending
    }
    for (let tries = 0; (await waiting()) > 0 && tries < 1_000; tries++)
      await new Promise((resolve) => setTimeout(resolve, 10))
    expect(await house.act(id, 'resume')).toBe(409)
    const { sent = 0, 'skipped cancelled': cancelled = 0 } = await house.counts(id)
    expect(sent + cancelled).toBe(60)
    expect(new Set(addresses()).size).toBe(house.taken.length)
  })

  it('shares the pace with others that run', async () => {
    await open({ perSecond: 40 })
    const ids = []
    for (const [district, count] of [
      ['35.10.01', 80],
      ['35.10.02', 40],
    ] as const) {
      for (let n = 0; n < count; n++) await owner(house, { district })
      ids.push(await house.draft({ audience: { district }, message: { text: { id: district } } }))
    }
    for (const id of ids) await house.act(id, 'start')
    await house.launch()
    const isFirst = ({ message }: (typeof house.taken)[number]) => message.text.startsWith('35.10.01')
    const second = () => house.taken.findIndex((taken) => !isFirst(taken))
    await until(() => second() >= 0 && house.taken.length >= second() + 24, 20_000, 'messages of both')
    const share = house.taken.slice(second(), second() + 24).filter(isFirst)
    expect(share.length).toBeGreaterThanOrEqual(6)
    expect(share.length).toBeLessThanOrEqual(18)
  })

  it('never sends again what may have arrived', async () => {
    await open()
    const all = await owners(5)
    house.fate = ({ address }) =>
      address === all[0]!.address ? SendError.ambiguous(new Error('reset')) : undefined
    const id = await house.draft()
    await house.launch()
    await house.act(id, 'start')
    await house.is(id, 'finishedWithUnknown')
    expect(await house.counts(id)).toEqual({ sent: 4, 'unknown no answer from the platform': 1 })
  })

  it('sends once, later, what the platform did not take', async () => {
    await open()
    const all = await owners(5)
    let refusals = 3
    house.fate = () => (refusals-- > 0 ? SendError.throttled(200) : undefined)
    const id = await house.draft()
    await house.launch()
    await house.act(id, 'start')
    await house.is(id, 'finished')
    expect(addresses().sort()).toEqual(all.map(({ address }) => address).sort())
  })

  it('stops by itself when too much fails, and is sent again to just those whom it failed to reach', async () => {
    await open()
    await owners(60)
    house.fate = () => SendError.refused('Bad Request')
    const id = await house.draft()
    await house.launch()
    await house.act(id, 'start')
    await house.is(id, 'paused')
    const shown = (await (await house.call(house.admin, 'GET', `/broadcasts/${id}`)).json()) as {
      reason: string
    }
    expect(await deeds(id)).toEqual([
      ['broadcast.begun', {}],
      ['broadcast.halted', { reason: shown.reason }],
    ])
    expect(shown.reason).toMatch(/^20 of the last 20 messages failed, the last one with: Bad Request/)
    house.fate = () => undefined
    await house.act(id, 'resume')
    await house.is(id, 'finished')
    const failed = (await house.counts(id))['failed Bad Request']!
    expect(failed).toBeGreaterThanOrEqual(20)
    const before = new Set(addresses())
    const response = await house.call(house.admin, 'POST', `/broadcasts/${id}/resend`, { body: {} })
    const again = (await response.json()) as { id: string; resendOf: string }
    expect(again.resendOf).toBe(id)
    await house.act(again.id, 'start')
    await house.is(again.id, 'finished')
    expect(await house.counts(again.id)).toEqual({ sent: failed })
    const later = addresses().slice(before.size)
    expect(later.filter((address) => before.has(address))).toEqual([])
  })

  it('waits where it is night, and drops who is not reached in time', async () => {
    await open()
    const hour = Math.floor(Date.now() / HOUR + 7) % 24
    const west = await owner(house, {}, { timeZone: 'Asia/Jakarta' })
    const east = await owner(house, {}, { timeZone: 'Asia/Makassar' })
    const quiet = { from: hour, to: (hour + 1) % 24 }
    const id = await house.draft({ quiet, validUntil: new Date(Date.now() + 2_500).toISOString() })
    await house.launch()
    await house.act(id, 'start')
    await until(() => house.taken.length > 0, 10_000, 'the first message')
    expect(addresses()).toEqual([east.address])
    await house.is(id, 'finished')
    expect(addresses()).not.toContain(west.address)
    expect(await house.counts(id)).toEqual({ sent: 1, 'skipped expired': 1 })
  })

  it('is not one too many for anybody', async () => {
    await open({ perWeek: 1 })
    await owners(3)
    await house.launch()
    for (const expected of [{ sent: 3 }, { 'skipped tooOften': 3 }]) {
      const id = await house.draft()
      await house.act(id, 'start')
      await house.is(id, 'finished')
      expect(await house.counts(id)).toEqual(expected)
    }
  })

  it('counts new trainings that announced themselves', async () => {
    await open({ perWeek: 1 })
    const [first] = await owners(2)
    await run(
      `insert into notices (once, contact_id, type, data, urgent, due_at, settled_at, outcome, created_at)
        values ('announced/x', ?1, 'trainingAnnounced', '{}', 0, 1, ?2, 'told', 1)`,
      first!.contactId,
      Date.now(),
    )
    await house.launch()
    const id = await house.draft()
    await house.act(id, 'start')
    await house.is(id, 'finished')
    expect(await house.counts(id)).toEqual({ sent: 1, 'skipped tooOften': 1 })
  })

  it('starts at its time, or is missed when nobody was there', async () => {
    await open()
    await owners(1)
    const soon = await house.draft()
    await house.act(soon, 'schedule', { at: new Date(Date.now() + 300).toISOString() })
    const late = await house.draft({ validUntil: new Date(Date.now() + HOUR).toISOString() })
    await house.act(late, 'schedule', { at: new Date(Date.now() + 100).toISOString() })
    await run('update broadcasts set valid_until = 1 where id = ?1', late)
    await house.launch()
    await house.is(soon, 'finished')
    await house.is(late, 'missed')
    expect(await deeds(soon)).toEqual([
      ['broadcast.begun', {}],
      ['broadcast.finished', { state: 'finished' }],
    ])
    expect(await deeds(late)).toEqual([['broadcast.missed', {}]])
    expect(house.taken).toHaveLength(1)
  })

  it('writes on WhatsApp to those it knows first, and to few others in a day', async () => {
    await open({ strangersPerDay: 2 })
    const strangers = []
    for (let n = 0; n < 4; n++) {
      strangers.push(await owner(house, {}, { address: `whatsapp:62811${n}@s.whatsapp.net`, wroteAt: 1 }))
    }
    const known = await owner(house, {}, { address: 'whatsapp:62822@s.whatsapp.net' })
    const id = await house.draft({ channels: ['whatsapp'], acceptWhatsAppRisk: true })
    await house.launch()
    await house.act(id, 'start')
    await until(() => house.taken.length === 3, 10_000, 'messages')
    expect(addresses()[0]).toBe(known.address)
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(house.taken).toHaveLength(3)
    expect(await house.counts(id)).toEqual({ sent: 3, pending: 2 })
    house.restriction = 'WhatsApp restricts the number'
    await house.is(id, 'paused')
  })

  it('goes on after its process died: nobody twice, nobody forgotten', async () => {
    await open()
    const all = await owners(40)
    const id = await house.draft()
    const first = await house.launch()
    let calls = 0
    house.fate = () => (++calls > 15 ? 'hangs' : undefined)
    await house.act(id, 'start')
    await until(() => calls > 15, 10_000, 'calls')
    await until(() => house.taken.length === 15, 10_000, 'messages')
    first.die()
    await new Promise((resolve) => setTimeout(resolve, 100))
    house.fate = () => undefined
    await house.launch()
    await house.is(id, 'finishedWithUnknown')
    const counts = await house.counts(id)
    expect(new Set(addresses()).size).toBe(house.taken.length)
    const unknown = counts['unknown left while it was being sent']!
    expect(counts['sent']! + unknown).toBe(40)
    expect(unknown).toBeLessThanOrEqual(calls)
    expect(all).toHaveLength(40)
  })

  it('tells what became of each recipient, also that it was read', async () => {
    await open()
    const seen = await owner(house, {}, { address: 'whatsapp:62833@s.whatsapp.net' })
    const stopped = await owner(house, {}, { stopped: true })
    const id = await house.draft({ channels: ['whatsapp', 'telegram'], acceptWhatsAppRisk: true })
    await house.launch()
    await house.act(id, 'start')
    await house.is(id, 'finished')
    const { store, vault } = house.database
    const { rows } = await store.read({ sql: `select id from outbox where kind = 'broadcast'`, args: [] })
    const outbox = createOutbox({ store, vault, holder: 'x' })
    await outbox.receipt(rows[0]![0] as string, 'delivered')
    expect(await house.counts(id)).toMatchObject({ delivered: 1 })
    await outbox.receipt(rows[0]![0] as string, 'read')
    const get = (path: string) => house.call(house.admin, 'GET', `/broadcasts/${id}/${path}`)
    const { items } = (await (await get('recipients?state=read')).json()) as { items: object[] }
    expect(items).toEqual([
      {
        number: seen.number,
        businessName: 'Keripik Tempe Malang',
        place: 'Kabupaten Banyuwangi',
        channel: 'whatsapp',
        state: 'read',
        reason: null,
        sentAt: expect.any(String),
        deliveredAt: expect.any(String),
        readAt: expect.any(String),
      },
    ])
    const first = (await (await get('recipients?limit=1')).json()) as { items: object[]; next: string }
    const second = (await (await get(`recipients?limit=1&after=${first.next}`)).json()) as { items: object[] }
    expect([...first.items, ...second.items]).toHaveLength(2)
    const lines = (await (await get('export')).text()).trim().split('\r\n')
    expect(lines[0]).toContain('number,businessName,regency,channel,state,reason,sentAt')
    expect(lines.find((line) => line.includes(stopped.number))).toContain('skipped,optedOut')
    await (await get('export?format=xlsx&state=skipped')).arrayBuffer()
    const exports = (await (await house.call(house.admin, 'GET', '/exports')).json()) as { items: object[] }
    const done = { of: 'broadcast', broadcast: id, state: 'finished' }
    expect(exports.items).toMatchObject([
      { ...done, format: 'xlsx', filters: { state: 'skipped' }, rows: 1, rowsWritten: 1 },
      { ...done, format: 'csv', filters: { state: null }, rows: 2, rowsWritten: 2 },
    ])
  })

  it('can be tried on oneself first', async () => {
    await open()
    const me = await owner(house)
    const id = await house.draft({ message: { text: { id: 'Halo {name}' } } })
    await house.launch()
    expect(await house.act(id, 'test', { number: me.number })).toBe(202)
    const { rows } = await house.database.store.read({
      sql: 'select body_sealed from outbox where address = ?1',
      args: [me.address],
    })
    expect(house.database.vault.open(rows[0]![0] as Uint8Array)).toContain(
      '<i>Uji coba, hanya untuk Anda:</i>\\n\\nHalo Siti Aminah',
    )
    expect(await house.act(id, 'test', { number: 'NK-NONE' })).toBe(400)
  })

  it('is answered on WhatsApp with the number or the words of a button', async () => {
    await open()
    const address = 'whatsapp:62844@s.whatsapp.net'
    const reader = await owner(house, {}, { address, wroteAt: Date.now() - HOUR })
    const buttons = [
      { label: { id: 'Lihat pelatihan PIRT', en: 'See PIRT trainings' }, opens: 'training', about: 'pirt' },
      { label: { id: 'Menu' }, opens: 'home' },
    ]
    const message = { text: { id: 'Ada pelatihan.' }, buttons }
    const id = await house.draft({ channels: ['whatsapp'], acceptWhatsAppRisk: true, message })
    const bot = openHouse(house.database)
    await house.launch()
    await house.act(id, 'start')
    await house.is(id, 'finished')
    const opened = async (text: string) => {
      await bot.say(address, text)
      const { rows } = await house.database.store.read({
        sql: `select active_flow from contacts where id = ?1`,
        args: [reader.contactId],
      })
      return rows[0]![0]
    }
    expect(await opened('1')).toBe('sessions')
    expect(await opened('menu')).toBe('home')
    // The menu was shown since: its own numbers count.
    expect(await opened('1')).not.toBe('sessions')
    await opened('batal')
    await opened('menu')
    expect(await opened('lihat pelatihan pirt')).toBe('sessions')
  })

  it('brings a file along, and a link to it in the web chat', async () => {
    await open()
    await owner(house)
    const reader = await owner(house, {}, { address: 'web:reader' })
    const id = await house.draft()
    const put = (body: Buffer) =>
      house.app.request(`/api/v1/broadcasts/${id}/file?name=brosur.pdf`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${house.admin}`,
          'if-match': '"1"',
          'content-type': 'application/pdf',
        },
        body: new Uint8Array(body),
      })
    expect((await put(Buffer.from('MZ'))).status).toBe(400)
    expect((await put(Buffer.alloc(4 * 1_048_576 + 1))).status).toBe(413)
    const pdf = Buffer.from('%PDF-1.4 isi %%EOF')
    const { message } = (await (await put(pdf)).json()) as { message: { file: { id: string } } }
    const { rows } = await house.database.store.read({
      sql: 'select bytes_sealed from broadcast_files',
      args: [],
    })
    expect(Buffer.from(rows[0]![0] as Uint8Array).includes('isi')).toBe(false)
    await house.launch()
    await house.act(id, 'start')
    await house.is(id, 'finished')
    const told = (address: string) => house.taken.find((one) => one.address === address)!.message
    const telegram = house.taken.find(({ address }) => address.startsWith('telegram:'))!
    expect(telegram.message.file).toEqual({ ...message.file, name: 'brosur.pdf', mime: 'application/pdf' })
    expect(told(reader.address).text).toContain(`https://naik.example/files/${message.file.id}`)
    const shown = await house.app.request(`/files/${message.file.id}`)
    expect(shown.headers.get('content-type')).toBe('application/pdf')
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(pdf)
    expect((await house.app.request('/files/1')).status).toBe(404)
  })
})

const people = async () =>
  (
    await house.database.store.read({
      sql: 'select contact_id, address, outbox_id from broadcast_recipients order by broadcast, contact_id',
      args: [],
    })
  ).rows
const forget = (contactId: string) => house.database.store.write(forgetStatements(contactId))
const quietNow = () => {
  const hour = (new Date().getUTCHours() + 7) % 24
  return { from: hour, to: (hour + 2) % 24 }
}

describe('the recipients of a broadcast', () => {
  it('are counted, and not known any more, once their data was erased', async () => {
    await open()
    const [erased, kept] = await owners(2)
    const id = await house.draft()
    await house.launch()
    await house.act(id, 'start')
    await house.is(id, 'finished')
    await forget(erased!.contactId)
    expect(await house.counts(id)).toEqual({ sent: 2 })
    const [other, nobody] = await people()
    expect(other!.slice(0, 2)).toEqual([kept!.contactId, kept!.address])
    expect(nobody).toEqual([expect.stringMatching(/^~[0-9a-f]{24}$/), null, null])
  })

  it('are not written to when their data was erased while they waited', async () => {
    await open()
    const [erased] = await owners(3)
    const id = await house.draft({ quiet: quietNow() })
    await house.launch()
    await house.act(id, 'start')
    await expect.poll(() => house.counts(id), { timeout: 20_000 }).toEqual({ pending: 3 })
    await forget(erased!.contactId)
    expect(await house.counts(id)).toEqual({ pending: 2, 'skipped erased': 1 })
    await run('update broadcasts set quiet = null')
    await house.is(id, 'finished')
    expect(addresses()).not.toContain(erased!.address)
    expect(await house.counts(id)).toEqual({ sent: 2, 'skipped erased': 1 })
  })

  it('do not wait again when their data was erased during a call that then was not made', async () => {
    await open()
    const [erased] = await owners(1)
    const id = await house.draft()
    house.fate = () => 'hangs'
    await house.launch()
    await house.act(id, 'start')
    await expect.poll(() => house.counts(id), { timeout: 20_000 }).toEqual({ sending: 1 })
    await forget(erased!.contactId)
    const [[contact, address, outboxId]] = (await people()) as [[string, null, string]]
    expect([contact[0], address]).toEqual(['~', null])
    await createBroadcastSending({ ...house.database, perWeek: 9 }).giveBack([outboxId])
    expect(await house.counts(id)).toEqual({ 'skipped erased': 1 })
  })

  it('are forgotten 90 days after its end, a page at a time, and their number stays', async () => {
    await open()
    const all = await owners(2)
    const [old, late] = [await house.draft(), await house.draft()]
    await house.launch()
    for (const id of [old, late]) {
      await house.act(id, 'start')
      await house.is(id, 'finished')
    }
    const now = Date.now() + 91 * 24 * HOUR
    await run('update broadcasts set ended_at = ?2 where id = ?1', late, now - 89 * 24 * HOUR)
    await run(
      `insert into broadcast_recipients (broadcast, contact_id, n, state, address, zone, rank)
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 1100)
        select (select serial from broadcasts where id = ?1), 'c' || i, i, 'failed', 'telegram:' || i, 7, 0 from n`,
      old,
    )
    await prune(house.database.store, now)
    expect(await house.counts(old)).toEqual({ sent: 2, failed: 1100 })
    const known = (await people()).filter(([, address]) => address !== null)
    expect(known.map(([contact]) => contact)).toEqual(all.map(({ contactId }) => contactId).sort())
    expect(await prune(house.database.store, now)).toBe(0)
  })
})
