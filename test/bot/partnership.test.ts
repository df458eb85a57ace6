import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { createDocumentWorker } from '../../src/bot/documents.ts'
import { PICTURES } from '../../src/bot/file-content.ts'
import { createDocuments, PHOTOS } from '../../src/db/pirt/documents.ts'
import { seedContent } from '../../src/db/seed.ts'
import { planNeed } from '../db/needs.ts'
import { KINDS, type TestDatabase } from '../db/stores.ts'
import { type House, openHouse } from './house.ts'
import { ANSWERS, register } from './owner.ts'
import { tellNotices } from './tell.ts'

const button = (message: Message | undefined, words: string) => {
  const found = message?.buttons?.find(({ label }) => label.includes(words))
  if (!found) throw new Error(`No "${words}" among ${message?.buttons?.map(({ label }) => label).join(', ')}`)
  return `[${found.label}]`
}
const photo = (id: string) =>
  ({ type: 'file', file: { kind: 'photo', id, mime: 'image/png', size: 9, name: null } }) as const

describe.each(KINDS)('an owner and the needs of companies on a $kind', ({ open }) => {
  let database: TestDatabase
  let house: House
  beforeAll(async () => {
    database = await open()
    await seedContent(database.store)
    house = openHouse(database)
  }, 60_000)
  afterAll(() => database?.drop())
  beforeEach(() => database.store.write([{ sql: `update opportunities set status = 'closed'`, args: [] }]))

  const rows = async (sql: string, address: Address) =>
    (
      await database.store.read({
        sql: `${sql} where contact_id = (select contact_id from addresses where address = ?1)`,
        args: [address],
      })
    ).rows
  const states = async (address: Address) => (await rows('select state from applications', address)).flat()

  /** Opens the need that the list shows first, as a product's name finds it. */
  async function openFirst(owner: Address) {
    const [list] = await house.say(owner, 'cari perusahaan yang mau ambil keripik saya')
    return house.say(owner, button(list, 'PT Contoh Rasa'))
  }

  /** Makes a card for whoever has none, and stops before the last question. */
  async function fillCard(owner: Address, capacity = '500 kg') {
    await house.say(owner, 'lamar')
    await house.say(owner, capacity)
    await house.say(owner, 'halal')
    const [kept, photo] = await house.say(owner, 'ya')
    expect(kept?.text).toContain('Kartu produk tersimpan')
    expect(photo?.text).toContain('Kirim foto produk')
  }

  it('goes on to apply after whoever is new has registered', async () => {
    await planNeed(database)
    const owner: Address = `web:${randomUUID()}`
    await openFirst(owner)
    const [first] = await house.say(owner, 'lamar')
    expect(first?.text).toContain('Untuk melamar ke <b>PT Contoh Rasa</b>')
    await house.say(owner, 'ya')
    for (const answer of ANSWERS.slice(1)) await house.say(owner, answer)
    expect(house.last(owner)?.text).toContain('Lamaran kemitraan')
    expect((await house.say(owner, 'lanjut'))[0]?.text).toContain('sebulan')
    await house.say(owner, '500 kg')
    await house.say(owner, 'halal')
    await house.say(owner, 'ya')
    await house.say(owner, 'lewati')
    await house.say(owner, 'ya')
    expect(await states(owner)).toEqual(['applied'])
  })

  it('finds one by the product, makes a card on the way, consents, applies, and sees where it stands', async () => {
    await planNeed(database, { certificates: ['halal', 'pirt'] })
    const owner = await register(house)
    const [card] = await openFirst(owner)
    expect(card?.text).toContain('300 kg per bulan')
    expect(card?.text).toContain('✅ Produknya sama')
    expect(card?.text).toContain('❌ Belum ada: Halal, P-IRT')
    await fillCard(owner)
    const [last] = await house.say(owner, 'lewati')
    expect(last?.text).toContain('Ini yang dikirim ke <b>PT Contoh Rasa</b>')
    expect(last?.text).toContain('500 kg')
    expect((await house.say(owner, 'ya'))[0]?.text).toContain('Lamaran terkirim')
    expect(await states(owner)).toEqual(['applied'])
    const [mine] = await house.say(owner, 'lamaran saya')
    expect((await house.say(owner, button(mine, 'keripik singkong')))[0]?.text).toContain('menunggu dibaca')
    await house.say(owner, 'tarik')
    await house.say(owner, 'ya')
    expect(await states(owner)).toEqual(['withdrawn'])
    const [again] = await openFirst(owner)
    expect(again?.text).toContain('✅ Kapasitas Anda cukup')
    await house.say(owner, 'lamar')
    await house.say(owner, 'kirim')
    expect(await states(owner)).toEqual(['applied'])
  })

  it('sends nothing of who does not let their data be shared', async () => {
    await planNeed(database)
    const owner = await register(house)
    await database.store.write([{ sql: 'update consents set given = 0', args: [] }])
    await openFirst(owner)
    await fillCard(owner)
    expect((await house.say(owner, 'lewati'))[0]?.text).toContain('hanya untuk keperluan kemitraan')
    expect((await house.say(owner, 'jangan'))[0]?.text).toContain('tidak ada yang dikirim')
    expect(await states(owner)).toEqual([])
    await openFirst(owner)
    await house.say(owner, 'lamar')
    await house.say(owner, 'boleh')
    await house.say(owner, 'kirim')
    expect(await states(owner)).toEqual(['applied'])
    const { rows } = await database.store.read({
      sql: `select w.body from consents c join wordings w on w.hash = c.wording where purpose = 'sharing' and given order by at desc limit 1`,
      args: [],
    })
    expect(rows[0]![0]).toContain('kepada perusahaan yang Anda lamar')
  })

  it('says so when a need was closed while the owner was looking', async () => {
    const id = await planNeed(database)
    const owner = await register(house)
    await openFirst(owner)
    await fillCard(owner)
    await house.say(owner, 'lewati')
    await database.store.write([
      { sql: `update opportunities set status = 'closed' where id = ?1`, args: [id] },
    ])
    expect((await house.say(owner, 'kirim'))[0]?.text).toContain('sudah ditutup')
    expect(await states(owner)).toEqual([])
  })

  it('keeps three photos at most, sealed, and tells of those that are none: of a PDF, too', async () => {
    const owner = await register(house)
    await house.say(owner, 'kartu produk')
    await house.say(owner, '[Buat kartu baru]')
    for (const answer of ['500 kg', 'belum ada', 'ya']) await house.say(owner, answer)
    for (const id of ['1', '2', '3', '4']) await house.say(owner, photo(id))
    expect(await rows('select count(*) from card_photos', owner)).toEqual([[3]])
    const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('IHDR IEND')])
    const FILES: { readonly [id: string]: Buffer } = {
      3: Buffer.from('%PDF-1.7 %%EOF'),
      4: Buffer.from('?'),
    }
    const photos = createDocuments(database.store, database.vault, PHOTOS)
    const worker = createDocumentWorker({
      channels: new Map([
        [
          'web',
          {
            name: 'web',
            fetchFile: async ({ id }: { id: string }) => FILES[id] ?? PNG,
          } as never,
        ],
      ]),
      documents: photos,
      types: PICTURES,
      wake: () => {},
      isShared: false,
      logger: { warn: () => {} },
    })
    expect(await worker.round()).toBe(3)
    const kept = await rows('select state, id from card_photos', owner)
    expect(kept.map(([state]) => state).toSorted()).toEqual(['checked', 'rejected', 'rejected'])
    expect(await photos.bytes(kept.find(([state]) => state === 'checked')![1] as string)).toEqual(PNG)
    expect(await tellNotices(database)).toBe(2)
    await house.say(owner, 'lewati')
    await house.say(owner, 'hapus semua data saya')
    await house.say(owner, 'ya')
    for (const table of ['card_photos', 'product_cards', 'applications'])
      expect(await rows(`select count(*) from ${table}`, owner)).toEqual([[0]])
  })

  it('asks who is not registered to register first', async () => {
    await planNeed(database)
    const owner: Address = `telegram:${randomUUID()}`
    const [card] = await openFirst(owner)
    expect(card?.text).toContain('Tempat Anda belum kami ketahui')
    expect((await house.say(owner, 'lamar'))[0]?.text).toContain('perlu terdaftar dulu')
  })

  it('says kindly that there is nothing yet', async () => {
    const [menu] = await house.say(`whatsapp:${randomUUID()}`, 'kemitraan')
    expect(menu?.buttons?.map(({ label }) => label)).toContain('Semua kebutuhan perusahaan')
    const [none] = await house.say(`whatsapp:${randomUUID()}`, 'cari perusahaan yang mau ambil keripik saya')
    expect(none?.text).toContain('Belum ada perusahaan yang mencari <b>keripik')
  })
})
