import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Address, Channel } from '../../src/bot/channel.ts'
import { createDocumentWorker } from '../../src/bot/documents.ts'
import { FileTooLarge } from '../../src/bot/file-too-large.ts'
import { createDocuments } from '../../src/db/pirt/documents.ts'
import { createOutbox } from '../../src/db/turns/outbox.ts'
import { seedContent } from '../../src/db/seed.ts'
import type { Input } from '../../src/flows/types.ts'
import { openFileDatabase, type TestDatabase } from '../db/stores.ts'
import { type House, openHouse } from './house.ts'
import { ANSWERS, register } from './owner.ts'
import { tellNotices } from './tell.ts'

const PDF = Buffer.from('%PDF-1.7\nsurat komitmen\n%%EOF\n')
const ZIP = Buffer.from('PK\u0003\u0004 not what it says')
const MINUTE = 60_000

let database: TestDatabase
let house: House
let now = Date.now()
beforeAll(async () => {
  database = await openFileDatabase()
  await seedContent(database.store)
})
afterAll(() => database.drop())
beforeEach(() => {
  // a new process for each test
  house = openHouse(database)
  now = Date.now()
})

const openWorker = (fetchFile: NonNullable<Channel['fetchFile']>) => {
  const web = { name: 'web', fetchFile } as unknown as Channel
  return createDocumentWorker({
    channels: new Map([['web', web]]),
    documents: createDocuments(database.store, database.vault),
    wake: () => undefined,
    isShared: false,
    logger: { warn: () => undefined },
    now: () => now,
  })
}

const upload: Input = {
  type: 'file',
  file: { kind: 'document', id: 'F1', mime: 'application/pdf', size: 1000, name: 'surat.pdf' },
}

/** What is answered about dry crisps made at home. */
const CHECKED = ['kering', 'suhu ruang', '3 bulan', 'di rumah', 'manual', 'sendiri', 'tidak ada']

/** A registered owner whose product is tracked, with its page in front. */
async function owner(): Promise<Address> {
  const address = await register(house)
  for (const said of ['mau urus pirt untuk keripik singkong', '[Apakah produk saya PIRT?]', ...CHECKED])
    await house.say(address, said)
  expect(house.last(address)?.text).toContain('bisa PIRT')
  await house.say(address, '[Mulai urus PIRT-nya]')
  return address
}

const send = async (address: Address): Promise<void> => {
  await house.say(address, '[Kirim berkas]')
  await house.say(address, '[Surat komitmen]')
  await house.say(address, upload)
}

async function stored(address: Address) {
  const { rows } = await database.store.read({
    sql: `select d.id, d.state, d.reason, b.bytes_sealed from documents d left join document_bytes b on b.document_id = d.id
      where d.contact_id = (select contact_id from addresses where address = ?1)`,
    args: [address],
  })
  return rows.map(([id, state, reason, sealed]) => ({ id: id as string, state, reason, sealed }))
}

const told = (address: Address) =>
  createOutbox({ ...database, holder: 'x' })
    .mailbox(address)
    .then((letters) => letters.at(-1)?.body ?? '')

const page = async (address: Address): Promise<string> => {
  await house.say(address, 'pirt')
  const [shown] = await house.say(address, house.last(address)!.buttons![0]!.label)
  return shown!.text
}

describe('an owner on the way to P-IRT', () => {
  it('checks a product, tracks it, and finds it again after a restart', async () => {
    const address = await owner()
    expect(house.last(address)?.text).toContain('👉 <b>Punya NIB</b>')
    house = openHouse(database)
    await house.say(address, 'selesai')
    expect(house.last(address)?.text).toContain('👉 <b>Ajukan PB-UMKU SPP-IRT di OSS</b>')
    house = openHouse(database)
    const [menu] = await house.say(address, 'pirt')
    expect(menu?.buttons?.[0]?.label).toBe('keripik singkong (2/7)')
  })

  it('who has not registered does so in between, and comes back to the product that was checked', async () => {
    const address: Address = `web:${crypto.randomUUID()}`
    for (const said of ['mau urus pirt untuk keripik singkong', '[Apakah produk saya PIRT?]', ...CHECKED])
      await house.say(address, said)
    await house.say(address, '[Mulai urus PIRT-nya]')
    expect(house.last(address)?.text).toContain('daftarkan dulu usaha Anda')
    for (const said of ANSWERS.with(0, '[Daftar usaha sekarang]')) await house.say(address, said)
    expect(house.last(address)?.text).toContain('Urus PIRT Anda belum selesai')
    await house.say(address, 'lanjut')
    expect(house.last(address)?.text).toContain('🍱 <b>keripik singkong</b>')
  })

  it('has several products, and each may go', async () => {
    const address = await owner()
    for (const said of ['cek nomor pirt', '2153510010001-31', 'lewati', '[Produk baru]', 'keripik ubi'])
      await house.say(address, said)
    const [menu] = await house.say(address, 'pirt')
    const labels = menu!.buttons!.map(({ label }) => label)
    expect(labels.slice(0, 2)).toEqual(['keripik singkong (1/7)', 'keripik ubi (7/7)'])
    await house.say(address, '[keripik ubi (7/7)]')
    expect(house.last(address)?.text).toContain('P-IRT 2153510010001-31')
    await house.say(address, '[Hapus produk ini]')
    await house.say(address, 'ya')
    const [after] = await house.say(address, 'pirt')
    expect(after!.buttons!.map(({ label }) => label)).not.toContain('keripik ubi (7/7)')
  })

  it('finds nothing left once the data is erased', async () => {
    const address = await owner()
    await send(address)
    await openWorker(async () => PDF).round()
    await house.say(address, 'hapus semua data saya')
    await house.say(address, 'ya')
    expect(await stored(address)).toEqual([])
  })
})

describe('a paper', () => {
  it('is fetched, looked into and kept sealed, without a turn waiting for it', async () => {
    const address = await owner()
    await send(address)
    expect(house.last(address)?.text).toContain('📥 Surat komitmen')
    await openWorker(async () => PDF).round()
    const [paper] = await stored(address)
    expect(paper).toMatchObject({ state: 'checked', reason: null })
    expect(Buffer.from(paper!.sealed as Uint8Array).includes('komitmen')).toBe(false)
    expect(await createDocuments(database.store, database.vault).bytes(paper!.id)).toEqual(PDF)
    expect(await page(address)).toContain('✅ Surat komitmen: diterima')
  })

  it('that is not what it says is rejected, and its owner told why', async () => {
    const address = await owner()
    await send(address)
    await openWorker(async () => ZIP).round()
    await tellNotices(database)
    expect(await stored(address)).toMatchObject([{ state: 'rejected', reason: 'type', sealed: null }])
    expect(await told(address)).toContain('isinya bukan foto JPG/PNG atau PDF')
    expect(await page(address)).toContain('❌ Surat komitmen: ditolak')
  })

  it('that is larger than it says is rejected', async () => {
    const address = await owner()
    await send(address)
    const worker = openWorker(async (_, limit) => {
      throw new FileTooLarge(limit)
    })
    await worker.round()
    expect(await stored(address)).toMatchObject([{ state: 'rejected', reason: 'size' }])
  })

  it('left by a crash is taken up at the next start', async () => {
    const address = await owner()
    await send(address)
    await createDocuments(database.store, database.vault).take(['web'], now, now + 5 * MINUTE, 9)
    const worker = openWorker(async () => PDF)
    expect(await worker.round()).toBe(0)
    await worker.start()
    await worker.stop()
    await worker.round()
    expect(await stored(address)).toMatchObject([{ state: 'checked' }])
  })

  it('that cannot be fetched is tried again, and at last asked for anew', async () => {
    const address = await owner()
    await send(address)
    const worker = openWorker(() => Promise.reject(new Error('offline')))
    for (let tries = 0; tries < 5; tries++) {
      expect(await stored(address)).toMatchObject([{ state: 'received' }])
      await worker.round()
      now += 6 * MINUTE
    }
    expect(await stored(address)).toMatchObject([{ state: 'rejected', reason: 'unreachable' }])
  })

  it('gives way to a newer one, also while it is being fetched', async () => {
    const address = await owner()
    await send(address)
    const worker = openWorker(async () => {
      await send(address)
      return PDF
    })
    await worker.round()
    const papers = await stored(address)
    expect(papers).toMatchObject([{ state: 'received', sealed: null }])
  })
})
