import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address } from '../../src/bot/channel.ts'
import { seedContent } from '../../src/db/seed.ts'
import { openFileDatabase, type TestDatabase } from '../db/stores.ts'
import { type House, openHouse } from './house.ts'

describe.each(['telegram', 'whatsapp'])('asking about money on %s', (channel) => {
  let database: TestDatabase
  let house: House
  let people = 0
  beforeAll(async () => {
    database = await openFileDatabase()
    await seedContent(database.store)
    house = openHouse(database)
  })
  afterAll(() => database?.drop())

  /** What was answered last, to a newcomer who says all this. */
  async function hears(...said: readonly string[]) {
    const address = `${channel}:${++people}` as Address
    for (const what of said) await house.say(address, what)
    const last = house.last(address)!
    return { address, text: last.text, labels: (last.buttons ?? []).map(({ label }) => label) }
  }

  it('opens the simulator with what a sentence told', async () => {
    const { text, labels } = await hears('cicilan 50 juta 3 tahun')
    expect(text).toContain('<b>Rp1.521.097</b>')
    expect(labels).toContain('Lama lain')
  })

  it('goes on from there: another term, then an interest with its consent', async () => {
    const said = ['kur 50jt cicilan 3th brp', 'lama lain', '2', 'saya berminat', 'petugas', 'boleh']
    const { address, text } = await hears(...said)
    expect(text).toContain('Sudah diteruskan ke petugas')
    const { rows } = await database.store.read({
      sql: `select i.product, i.amount, i.recipient, w.body from interests i
        join wordings w on w.hash = i.wording join addresses a on a.contact_id = i.contact_id where a.address = ?1`,
      args: [address],
    })
    expect(rows.map(([product, amount, recipient]) => [product, Number(amount), recipient])).toEqual([
      ['kur-mikro', 50_000_000, 'officer'],
    ])
    expect(rows[0]![3]).toContain('hanya untuk keperluan ini')
  })

  it('reads numbers and names where the choices come from what is stored', async () => {
    const listed = await hears('modal', 'lihat semua pilihan', 'mulai usaha')
    expect(listed.labels).toEqual([
      'KUR super mikro (sampai Rp10 juta)',
      'UMi: pembiayaan ultra mikro',
      'PNM Mekaar (kelompok perempuan)',
    ])
    expect((await hears('modal', 'lihat semua pilihan', 'mulai usaha', '3')).text).toContain(
      'tanggung renteng',
    )
    expect((await hears('modal', 'lihat semua pilihan', 'mulai usaha', 'mekar')).text).toContain(
      'tanggung renteng',
    )
  })

  it('takes a question as a question where questions are asked', async () => {
    const { text } = await hears('tanya jawab', 'gimana cara urus pirt?')
    expect(text).toContain('sppirt.pom.go.id')
    expect(text).toContain('Sumber:')
  })

  it.each([
    ['kur tanpa jaminan ada?', 'agunan tambahan'],
    ['frozen food bs pirt?', 'BPOM MD'],
    ['kelompok kami 7 orang bs jd koperasi?', 'paling sedikit 9 orang'],
    ['blt umkm cair kapan', 'Belum dipastikan'],
  ])('answers a clear question at once: %s', async (asked, answer) => {
    expect((await hears(asked)).text).toContain(answer)
  })

  it.each([
    'mau pinjam modal',
    'saya mau daftar umkm',
    'ganti bahasa',
    'urus pirt',
    'kur 50jt cicilan 3th brp',
  ])('leaves a wish a wish: %s', async (wished) => {
    expect((await hears(wished)).text).not.toContain('Sumber: Hukum')
    expect((await hears(wished)).labels).not.toContain('Tanya yang lain')
  })

  it('finds programmes for a place and a trade in one sentence', async () => {
    const { text } = await hears('program apa untuk petambak udang di banyuwangi', 'izin')
    expect(text).toContain('Kabupaten Banyuwangi')
  })

  it('speaks the contact’s language, answers that come from data too', async () => {
    const { text } = await hears('bahasa', 'english', 'questions and answers', 'kur tanpa jaminan')
    expect(text).toContain('Is there KUR without collateral?')
    expect(text).toContain('no extra collateral')
    expect(text).toContain('Source:')
  })
})
