import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Address } from '../../src/bot/channel.ts'
import { createCertificates } from '../../src/db/training/certificates.ts'
import { seedContent } from '../../src/db/seed.ts'
import { moveSession, planSession } from '../db/sessions.ts'
import { openFileDatabase, type TestDatabase } from '../db/stores.ts'
import { fixture } from '../http/fixture.ts'
import { type House, openHouse } from './house.ts'
import { register } from './owner.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const CODE = 'K7M2QXA9'

let database: TestDatabase
let house: House
beforeAll(async () => {
  database = await openFileDatabase()
  await seedContent(database.store)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.store.write([{ sql: 'delete from training_sessions', args: [] }])
  house = openHouse(database)
})

/** An owner with a seat in a session that begins so many milliseconds from now. */
async function seated(startsIn: number): Promise<{ session: string; owner: Address }> {
  const session = await planSession(database, { code: CODE })
  const owner = await register(house)
  const [list] = await house.say(owner, 'pelatihan pirt')
  await house.say(owner, `[${list!.buttons![0]!.label}]`)
  expect((await house.say(owner, '[Ikut pelatihan ini]'))[0]?.text).toContain('Anda terdaftar')
  await moveSession(database, session, Date.now() + startsIn)
  return { session, owner }
}
const present = async (owner: Address) => {
  await house.say(owner, 'hadir')
  return (await house.say(owner, 'k7m2-qxa9'))[0]!.text
}

async function attended() {
  const { session, owner } = await seated(0)
  await present(owner)
  await moveSession(database, session, Date.now() - 5 * HOUR)
  return { session, owner }
}

describe('checking in', () => {
  it('takes the code at the venue, in any writing, on the day itself', async () => {
    const { owner } = await seated(0)
    expect(await present(owner)).toContain('Selamat datang')
    expect(await present(owner)).toContain('sudah dicatat')
  })

  it('explains a code that is wrong, of another day, or of a training without a seat', async () => {
    const { owner } = await seated(3 * DAY)
    expect(await present(owner)).toContain('hanya berlaku pada hari pelatihannya')
    expect((await house.say(owner, 'AAAA-AAAA'))[0]?.text).toContain('tidak dikenal')
    const other = await register(house)
    expect(await present(other)).toContain('belum punya kursi')
  })

  it('is too late a day after the end', async () => {
    const { owner } = await seated(-2 * DAY)
    expect(await present(owner)).toContain('hanya berlaku pada hari pelatihannya')
  })
})

describe('after a training', () => {
  it('asks two questions and keeps the answers', async () => {
    const { session, owner } = await attended()
    await house.say(owner, 'pelatihan saya')
    await house.say(owner, '[Beri kesan]')
    expect((await house.say(owner, 'entahlah'))[0]?.text).toContain('pilih salah satu')
    await house.say(owner, '[⭐⭐⭐⭐ Bermanfaat]')
    expect((await house.say(owner, 'praktiknya kurang lama'))[0]?.text).toContain('Terima kasih')
    const { rows } = await database.store.read({
      sql: 'select rating, words_sealed from training_feedback where session_id = ?1',
      args: [session],
    })
    expect(Number(rows[0]![0])).toBe(4)
    expect(database.vault.open(rows[0]![1] as Uint8Array)).toBe('praktiknya kurang lama')
  })

  it('gives a certificate that anybody can check, and nobody can forge', async () => {
    const { owner } = await attended()
    await house.say(owner, 'sertifikat saya')
    const [told] = await house.say(owner, '[Sertifikat saya]')
    const [, own] = /(https:\S+key=\S+)/.exec(told!.text)!
    const { pathname: file, search } = new URL(own!)
    const pathname = file.replace('.pdf', '')
    const { app } = await fixture({ certificates: createCertificates(database.store, database.vault) })
    const shown = async (path: string) => {
      const answer = await app.request(path)
      return { status: answer.status, text: await answer.text() }
    }
    const open = await shown(pathname)
    expect(open.status).toBe(200)
    expect(open.text).toContain('asli')
    expect(open.text).toContain('S•• W••••••')
    expect(open.text).not.toContain('Sri Wahyuni')
    expect((await shown(pathname + search)).text).toContain('Sri Wahyuni')
    expect((await shown(`${pathname}?key=AAAAAAAAAAAAAAAAAAAAAA`)).text).not.toContain('Sri Wahyuni')
    const pdf = await shown(file + search)
    expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, '%PDF-'])
    expect((await shown(file)).status).toBe(403)
    for (const forged of ['NKP-0000-0000', 'NKP-0000-0000.pdf', 'NKP-1', '%3Cscript%3E']) {
      const { status, text } = await shown(`/certificates/${forged}`)
      expect(status).toBe(404)
      expect(text).not.toContain('<script>')
    }
  })

  it('tells the number of a certificate, and no link, where nothing can be opened', async () => {
    house = openHouse(database, { site: () => null })
    const { owner } = await attended()
    await house.say(owner, 'sertifikat saya')
    const [told] = await house.say(owner, '[Sertifikat saya]')
    expect(told!.text).toMatch(/NKP-\w{4}-\w{4}/)
    expect(told!.text).not.toMatch(/http|localhost|null|key=/)
  })

  it('has no certificate before the end', async () => {
    const { session, owner } = await seated(0)
    await present(owner)
    const [card] = await house.say(owner, 'pelatihan saya')
    expect(card?.buttons?.map(({ label }) => label)).not.toContain('Sertifikat saya')
    const { rows } = await database.store.read({
      sql: 'select number from training_certificates where session_id = ?1',
      args: [session],
    })
    const found = createCertificates(database.store, database.vault).find(String(rows[0]![0]), Date.now())
    expect(await found).toBeNull()
  })
})
