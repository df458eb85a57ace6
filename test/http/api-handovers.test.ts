import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { type House, openHouse } from '../bot/house.ts'
import { ANSWERS, register } from '../bot/owner.ts'
import { KINDS } from '../db/stores.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

/** A Friday evening and a Tuesday morning in Banyuwangi. */
const FRIDAY_EVENING = Date.UTC(2026, 10, 20, 11, 0)
const TUESDAY_MORNING = Date.UTC(2026, 10, 24, 3, 0)

interface Listed {
  readonly id: string
  readonly state: string
  readonly number: string | null
  readonly dueAt: string | null
  readonly overdue: boolean
}
interface Detail extends Listed {
  readonly topic: string | null
  readonly doing: object | null
  readonly messages: readonly { readonly from: string; readonly text: string }[]
}

describe.each(KINDS)('an owner and an officer on a $kind', ({ open }) => {
  let api: ApiHouse
  let house: House
  let now = FRIDAY_EVENING
  let officer: { readonly id: string; readonly key: string }
  beforeAll(async () => {
    api = await apiHouse(open)
    house = openHouse(api.database, { now: () => now })
    officer = await api.key('officer', '35')
  }, 60_000)
  afterAll(() => api.drop())

  const call = async <T>(method: string, path: string, body?: unknown, key = officer.key): Promise<T> => {
    const response = await api.call(key, method, `/handovers${path}`, { body })
    expect([path, response.status]).toEqual([path, 200])
    return (await response.json()) as T
  }
  const status = async (method: string, path: string, key: string, body?: unknown) =>
    (await api.call(key, method, `/handovers${path}`, { body })).status
  const opened = async (address: Address): Promise<string> => {
    const { rows } = await api.database.store.read({
      sql: 'select id from handovers where address = ?1 order by opened_at desc limit 1',
      args: [address],
    })
    return rows[0]![0] as string
  }
  const detail = async (id: string) => call<Detail>('GET', `/${id}`)
  /** What the officers' side had the owner told, in order. */
  const sent = async (address: Address): Promise<Message[]> => {
    const { rows } = await api.database.store.read({
      sql: `select body_sealed from outbox where address = ?1 and state = 'pending' order by id`,
      args: [address],
    })
    return rows.map(([body]) => JSON.parse(api.database.vault.open(body as Uint8Array)) as Message)
  }
  /** An owner whom the officer attends to. */
  const attended = async (): Promise<{ owner: Address; id: string }> => {
    const owner = await register(house)
    await house.say(owner, 'petugas')
    await house.say(owner, 'kenapa lama?')
    const id = await opened(owner)
    await call('POST', `/${id}/claim`, {})
    return { owner, id }
  }

  it('waits, is claimed, written to while the bot is silent, and closed; then the bot asks again what was open', async () => {
    const owner = await register(house)
    await house.say(owner, 'hitung cicilan')
    const [asked] = await house.say(owner, 'petugas')
    expect(asked?.text).toContain('Petugas bertugas lagi 23 November 2026 pukul 08.00 WIB')
    const [queued] = await house.say(owner, 'kenapa pendaftaran saya lama?')
    expect(queued?.text).toContain('paling lambat 24 November 2026 pukul 08.00 WIB')
    const id = await opened(owner)

    // Until somebody has it the bot answers as ever.
    expect((await house.say(owner, 'petugas'))[0]?.text).toContain('sudah dalam antrean')
    expect((await house.say(owner, 'status'))[0]?.text).toContain('menunggu diperiksa')
    const [question] = await house.say(owner, 'hitung cicilan')

    expect(await call('POST', `/${id}/claim`, {})).toMatchObject({
      state: 'claimed',
      claimedBy: officer.id,
      claimedByName: 'officer 35',
    })
    expect((await sent(owner)).at(-1)?.text).toContain('Petugas sudah membaca')
    expect(await house.say(owner, 'halo bu, 50 juta')).toEqual([])
    expect(await house.say(owner, 'status')).toEqual([])
    const read = await detail(id)
    expect(read).toMatchObject({ topic: 'kenapa pendaftaran saya lama?', doing: { flow: 'simulator' } })
    expect(read.number).toMatch(/^NK-/)
    expect(read.messages.map(({ from, text }) => [from, text])).toEqual([
      ['owner', 'halo bu, 50 juta'],
      ['owner', 'status'],
    ])
    expect((await api.office.audit.list(1))[0]).toMatchObject({ action: 'handover.read', subject: id })

    const woken = api.woken()
    expect(await call('POST', `/${id}/answer`, { text: 'Besok <diperiksa>' })).toMatchObject({ dueAt: null })
    expect(api.woken()).toBe(woken + 1)
    expect((await sent(owner)).at(-1)?.text).toBe('<b>Petugas:</b> Besok &lt;diperiksa&gt;')
    expect(await house.say(owner, 'baik, terima kasih')).toEqual([])
    expect((await detail(id)).dueAt).not.toBeNull()

    expect(await call('POST', `/${id}/close`, {})).toMatchObject({ state: 'closed', closedBy: 'officer' })
    const over = (await sent(owner)).at(-1)!.text
    expect(over).toContain('sudah selesai')
    expect(over).toContain(question!.text.split('\n').at(-1))
    expect((await house.say(owner, '50 juta'))[0]?.text).not.toContain('petugas')
  })

  it('takes what is delivered twice once, and what is no text back to the owner', async () => {
    const { owner, id } = await attended()
    const message = { externalId: randomUUID() }
    await house.say(owner, 'sekali saja', message)
    expect(await house.say(owner, 'sekali saja', message)).toEqual([])
    const [refused] = await house.say(owner, { type: 'unsupported', kind: 'voice' })
    expect(refused?.text).toContain('hanya bisa membaca tulisan')
    expect((await detail(id)).messages).toHaveLength(1)
  })

  it('goes back to the bot when the owner says so, and asks when they seem to want to', async () => {
    const { owner, id } = await attended()
    for (const word of ['menu', 'bot']) {
      const [asks] = await house.say(owner, word)
      expect(asks?.text).toContain('Mau kembali ke bot?')
    }
    expect(await house.say(owner, 'tunggu sebentar')).toEqual([])
    expect((await house.say(owner, 'selesai'))[0]?.text).toContain('siap membantu lagi')
    expect(await detail(id)).toMatchObject({ state: 'closed', closedBy: 'owner' })
    expect((await house.say(owner, 'status'))[0]?.text).toContain('menunggu diperiksa')
    expect(await status('POST', `/${id}/close`, officer.key, {})).toBe(409)
    const { messages } = await detail(id)
    expect(messages.map(({ text }) => text)).toEqual(['tunggu sebentar'])
  })

  it('can be skipped past the question, and comes back to an unfinished registration', async () => {
    const owner: Address = `web:${randomUUID()}`
    for (const answer of ANSWERS.slice(0, 8)) await house.say(owner, answer)
    await house.say(owner, 'petugas')
    await house.say(owner, '[Bicara dengan petugas]')
    const [queued] = await house.say(owner, 'lewati')
    expect(queued?.text).toContain('petugas pusat')
    expect(queued?.buttons?.map(({ label }) => label)).toContain('Lanjutkan yang tadi')
    await house.say(owner, '[Lanjutkan yang tadi]')
    const id = await opened(owner)
    const nation = (await api.key('officer')).key
    expect(await status('GET', `/${id}`, officer.key)).toBe(404)
    await call('POST', `/${id}/claim`, {}, nation)
    expect(await call<Detail>('GET', `/${id}`, undefined, nation)).toMatchObject({
      topic: null,
      region: null,
      doing: { flow: 'registration', step: 'businessName' },
    })
    await call('POST', `/${id}/close`, {}, nation)
    expect((await sent(owner)).at(-1)?.text).toContain('nama usaha')
    expect((await house.say(owner, ANSWERS[8]!))[0]?.text).not.toContain('petugas')
  })

  it('promises an answer by the same hour of the next working day when asked at work', async () => {
    now = TUESDAY_MORNING
    const owner = await register(house)
    expect((await house.say(owner, 'petugas'))[0]?.text).toContain('Sekarang jam kerja')
    expect((await house.say(owner, 'mau tanya'))[0]?.text).toContain('25 November 2026 pukul 10.00 WIB')
  })

  it('is one officer’s at a time, and is not there for another region', async () => {
    const { id } = await attended()
    const [colleague, elsewhere, viewer] = [
      (await api.key('officer', '35.10')).key,
      (await api.key('officer', '11')).key,
      (await api.key('viewer', '35')).key,
    ]
    expect(await status('POST', `/${id}/claim`, colleague, {})).toBe(409)
    expect(await status('POST', `/${id}/answer`, colleague, { text: 'halo' })).toBe(409)
    expect(await status('POST', `/${id}/claim`, colleague, { takeOver: true })).toBe(200)
    expect(await status('POST', `/${id}/answer`, colleague, { text: 'halo' })).toBe(200)
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['POST', '/claim', {}],
      ['POST', '/answer', { text: 'halo' }],
      ['POST', '/close', {}],
    ] as const)
      expect(await status(method, `/${id}${path}`, elsewhere, body)).toBe(404)
    expect((await call<{ items: Listed[] }>('GET', '?state=open', undefined, elsewhere)).items).toEqual([])
    expect(await status('GET', '', viewer)).toBe(403)
    expect(await call('GET', '/count', undefined, elsewhere)).toEqual({ waiting: 0, claimed: 0, overdue: 0 })
  })

  it('is listed with the longest overdue first, page by page', async () => {
    const owner = await register(house)
    await house.say(owner, 'petugas')
    await house.say(owner, 'lewati')
    const all = await call<{ items: Listed[] }>('GET', '')
    const dues = all.items.map(({ dueAt }) => dueAt ?? '9')
    expect(dues).toEqual(dues.toSorted())
    const ids: string[] = []
    for (let after = ''; ;) {
      const page = await call<{ items: Listed[]; next: string | null }>('GET', `?limit=1${after}`)
      ids.push(...page.items.map(({ id }) => id))
      if (page.next === null) break
      after = `&after=${page.next}`
    }
    expect(ids).toEqual(all.items.map(({ id }) => id))
    const counts = await call<{ waiting: number; claimed: number }>('GET', '/count')
    expect(counts.waiting + counts.claimed).toBe(all.items.length)
    const closed = await call<{ items: Listed[] }>('GET', '?state=closed')
    expect(closed.items.every(({ state }) => state === 'closed')).toBe(true)
  })

  it('leaves nothing behind of an owner who has everything deleted', async () => {
    const { owner } = await attended()
    await house.say(owner, 'rahasia')
    await house.say(owner, 'selesai')
    await house.say(owner, 'hapus semua data saya')
    await house.say(owner, 'ya')
    const { rows } = await api.database.store.read({
      sql: 'select count(*) from handovers where address = ?1',
      args: [owner],
    })
    expect(rows).toEqual([[0]])
  })
})
