import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { createDocumentWorker } from '../../src/bot/documents.ts'
import { createClusterQueues } from '../../src/db/clusters/cluster-queues.ts'
import { seedClusters } from '../../src/db/clusters/cluster-seed.ts'
import { createDocuments, FOUNDING } from '../../src/db/pirt/documents.ts'
import { seedContent } from '../../src/db/seed.ts'
import { openFileDatabase, type TestDatabase } from '../db/stores.ts'
import { type House, openHouse } from './house.ts'
import { ANSWERS, register } from './owner.ts'
import { tellNotices } from './tell.ts'

/** In Jakarta. */
const NOON = Date.parse('2026-11-30T12:00:00+07:00')
const DAY = 86_400_000

let database: TestDatabase
let house: House
beforeAll(async () => {
  database = await openFileDatabase()
  await seedContent(database.store)
  await seedClusters(database.store)
})
afterAll(() => database.drop())
beforeEach(() => void (house = openHouse(database)))

const run = (sql: string, ...args: (string | number)[]) => database.store.write([{ sql, args }])
const rows = async (sql: string, ...args: string[]) => (await database.store.read({ sql, args })).rows
const told = async (address: Address, at = NOON): Promise<readonly string[]> => {
  await tellNotices(database, at)
  const sent = await rows(
    `select body_sealed from outbox where address = ?1 and holder is null order by id`,
    address,
  )
  return sent.map(([body]) => (JSON.parse(database.vault.open(body as Uint8Array)) as Message).text)
}
const button = (message: Message | undefined, words: string) => {
  const found = message?.buttons?.find(({ label }) => label.includes(words))
  if (!found) throw new Error(`No "${words}" among ${message?.buttons?.map(({ label }) => label).join(', ')}`)
  return `[${found.label}]`
}

/** A cluster that its leader proposed in chat and an officer approved. */
async function open(name: string, capacity = 100): Promise<{ id: string; leader: Address }> {
  const leader = await register(house)
  for (const said of ['usulkan klaster kopi baru', name, 'keripik singkong', 'toko oleh-oleh', 'kirim']) {
    if (said.startsWith('usul')) {
      const [menu] = await house.say(leader, 'klaster')
      await house.say(leader, button(menu, 'Usulkan'))
    } else await house.say(leader, said)
  }
  await run(
    'update clusters set approved_at = 1, updated_at = 1, capacity = ?2 where name = ?1',
    name,
    capacity,
  )
  const [row] = await rows('select id from clusters where name = ?1', name)
  return { id: row![0] as string, leader }
}
async function cardOf(owner: Address, name: string): Promise<Message> {
  const [menu] = await house.say(owner, 'klaster')
  const [list] = await house.say(owner, button(menu, 'Cari klaster'))
  const [card] = await house.say(owner, button(list, name))
  return card!
}
async function ask(owner: Address, name: string): Promise<Message> {
  const card = await cardOf(owner, name)
  const way = card.buttons!.some(({ label }) => label === 'Minta gabung') ? 'Minta gabung' : 'daftar tunggu'
  await house.say(owner, button(card, way))
  return (await house.say(owner, 'setuju'))[0]!
}
const states = async (id: string) => {
  const found = await rows(
    'select state, count(*) from cluster_members where cluster_id = ?1 group by state',
    id,
  )
  return Object.fromEntries(found.map(([state, n]) => [state, Number(n)])) as { [state: string]: number }
}
async function accept(leader: Address): Promise<Message> {
  const [desk] = await house.say(leader, 'permintaan gabung')
  const [request] = await house.say(leader, button(desk, 'Keripik Bu Sri'))
  return (await house.say(leader, button(request, 'Terima')))[0]!
}

describe('finding a cluster', () => {
  it('takes trade and place from the sentence, and asks a registered owner for neither', async () => {
    await open('Klaster Kopi Ijen')
    await run(`update clusters set sector = 'coffee' where name = 'Klaster Kopi Ijen'`)
    const owner = await register(house)
    const [list] = await house.say(owner, 'pengen gabung klaster kopi')
    expect(list?.text).toContain('Ada <b>1</b> klaster')
    expect(list?.text).toContain('Kabupaten Banyuwangi')
    const [card] = await house.say(owner, button(list, 'Kopi Ijen'))
    expect(card?.text).toContain('Ketua: Keripik Bu Sri')
    expect(card?.text).toContain('Pembeli: toko oleh-oleh')
    expect(card?.text).toContain('1 dari 100')
    const [elsewhere] = await house.say(owner, 'klaster kopi di bandung ada apa aja')
    expect(elsewhere?.text).toMatch(/Belum ada klaster|Maksud/)
  })

  it('tells of a ministry’s cluster with its source, and that it takes no requests here', async () => {
    const owner = `web:${crypto.randomUUID()}` as Address
    const [list] = await house.say(owner, 'cari klaster fesyen muslim')
    const shown = list?.text.includes('Di mana?') ? (await house.say(owner, 'di mana saja'))[0] : list
    const [card] = await house.say(owner, button(shown, 'Fesyen'))
    expect(card?.text).toContain('Menurut sumbernya: 550')
    expect(card?.text).toContain('10.000–20.000')
    expect(card?.text).toContain('Belum menerima permintaan')
    expect(card?.buttons?.map(({ label }) => label)).not.toContain('Minta gabung')
  })
})

describe('joining a cluster', () => {
  it('asks for consent, is accepted by the leader in chat, and the owner is told', async () => {
    const { id, leader } = await open('Klaster Singkong Satu')
    const owner = await register(house)
    expect((await ask(owner, 'Singkong Satu')).text).toContain('sudah dikirim')
    const consent = await rows(
      `select given, w.body from consents c join wordings w on w.hash = c.wording where purpose = 'cluster'
       and contact_id = (select contact_id from addresses where address = ?1)`,
      owner,
    )
    expect(consent[0]?.[0]).toBe(1)
    expect(consent[0]?.[1]).toContain('ketua klaster')
    expect((await told(leader)).at(-1)).toContain('<b>Keripik Bu Sri</b> minta gabung')
    const [desk] = await house.say(leader, 'permintaan gabung')
    const [request] = await house.say(leader, button(desk, 'Keripik Bu Sri'))
    expect(request?.text).toContain('Sri Wahyuni')
    expect(request?.text).not.toMatch(/\d{16}|08\d{8}/)
    expect((await house.say(leader, 'terima'))[0]?.text).toContain('sekarang anggota')
    expect(await states(id)).toEqual({ member: 2 })
    expect((await told(owner)).at(-1)).toContain('sekarang anggota <b>Klaster Singkong Satu')
    expect((await cardOf(owner, 'Singkong Satu')).text).toContain('Anda anggota')
  })

  it('sends nothing without consent, and asks who is not registered to register', async () => {
    const { id } = await open('Klaster Singkong Dua')
    const owner = await register(house)
    const card = await cardOf(owner, 'Singkong Dua')
    await house.say(owner, button(card, 'Minta gabung'))
    expect((await house.say(owner, 'tidak setuju'))[0]?.text).toContain('tidak dikirim')
    const stranger = `web:${crypto.randomUUID()}` as Address
    await house.say(stranger, 'klaster di banyuwangi ada apa aja')
    const [list] = await house.say(stranger, 'semua bidang')
    const [again] = await house.say(stranger, button(list, 'Singkong Dua'))
    const [answer] = await house.say(stranger, button(again, 'Minta gabung'))
    expect(answer?.text).toContain('daftarkan dulu')
    expect(answer?.buttons?.map(({ label }) => label)).toEqual(['Daftar usaha sekarang', 'Nanti saja'])
    expect(await states(id)).toEqual({ member: 1 })
  })

  it('goes on by one word or button where a newcomer was sent to register', async () => {
    const { id } = await open('Klaster Singkong Empat')
    for (const word of ['[Lanjutkan yang tadi]', 'lanjut']) {
      const newcomer = `web:${crypto.randomUUID()}` as Address
      await house.say(newcomer, 'klaster di banyuwangi ada apa aja')
      const [list] = await house.say(newcomer, 'semua bidang')
      const [card] = await house.say(newcomer, button(list, 'Singkong Empat'))
      await house.say(newcomer, button(card, 'Minta gabung'))
      const [asked] = await house.say(newcomer, 'daftar')
      expect(asked?.text).toContain('Mau pakai bahasa apa?')
      for (const answer of ANSWERS.slice(1)) await house.say(newcomer, answer)
      const registered = house.last(newcomer)
      expect(registered?.text).toMatch(/NK-\w{4}-\w{4}/)
      expect(registered?.text).toContain('Permintaan gabung klaster')
      const [consent] = await house.say(newcomer, word)
      expect(consent?.text).toContain('Untuk gabung ke <b>Klaster Singkong Empat</b>, ketua klaster')
      await house.say(newcomer, 'setuju')
    }
    expect(await states(id)).toEqual({ member: 1, asked: 2 })
  })

  it('is told what joining takes, at its card', async () => {
    const { id } = await open('Klaster Singkong Lima')
    await run(`update clusters set asks = ?2 where id = ?1`, id, '{"id":"Punya PIRT"}')
    const owner = await register(house)
    await cardOf(owner, 'Singkong Lima')
    const words = ['syaratnya apa', 'apa aja syaratnya', 'syarat gabung apa', 'gimana cara gabungnya']
    for (const one of [...words, 'biayanya berapa', 'persyaratan']) {
      const [terms] = await house.say(owner, one)
      expect(terms?.text).toContain('Syarat gabung Klaster Singkong Lima')
      expect(terms?.text).toContain('Punya PIRT')
    }
    expect((await house.say(owner, 'gabung'))[0]?.text).toContain('Untuk gabung ke <b>Klaster Singkong Lima')
  })

  it('is among what an owner sees of their data, and ends when they withdraw it', async () => {
    const { id, leader } = await open('Klaster Data')
    const owner = await register(house)
    await ask(owner, 'Klaster Data')
    await accept(leader)
    expect((await house.say(owner, 'data saya'))[0]?.text).toContain('Klaster: <b>Klaster Data</b>')
    await house.say(owner, '[Tarik persetujuan]')
    await house.say(owner, '[Ya, tarik]')
    expect(await states(id)).toEqual({ left: 1, member: 1 })
  })

  it('tells a refused owner why, keeps that sealed, and lets them ask again', async () => {
    const { id, leader } = await open('Klaster Singkong Tiga')
    const owner = await register(house)
    await ask(owner, 'Singkong Tiga')
    const [desk] = await house.say(leader, 'permintaan gabung')
    const [request] = await house.say(leader, button(desk, 'Keripik Bu Sri'))
    await house.say(leader, button(request, 'Tolak'))
    await house.say(leader, 'khusus pengolah kopi')
    expect(await states(id)).toEqual({ member: 1, refused: 1 })
    expect((await told(owner)).at(-1)).toContain('khusus pengolah kopi')
    const sealed = await rows(`select reason_sealed from cluster_members where state = 'refused'`)
    expect(Buffer.from(sealed[0]![0] as Uint8Array).toString()).not.toContain('kopi')
    expect((await cardOf(owner, 'Singkong Tiga')).text).toContain('khusus pengolah kopi')
    await ask(owner, 'Singkong Tiga')
    expect(await states(id)).toEqual({ member: 1, asked: 1 })
  })

  it('queues at a full cluster, and moves up when somebody leaves', async () => {
    const { id, leader } = await open('Klaster Penuh', 2)
    const first = await register(house)
    const second = await register(house)
    await ask(first, 'Klaster Penuh')
    await accept(leader)
    expect((await ask(second, 'Klaster Penuh')).text).toContain('sedang penuh')
    expect((await cardOf(second, 'Klaster Penuh')).text).toContain('nomor 1 di daftar tunggu')
    const queues = createClusterQueues(database.store, database.vault)
    expect(await queues.settle(NOON)).toBe(0)
    const card = await cardOf(first, 'Klaster Penuh')
    await house.say(first, button(card, 'Keluar'))
    await house.say(first, 'ya')
    expect(await queues.settle(NOON)).toBe(1)
    expect(await queues.settle(NOON)).toBe(0)
    expect((await told(second)).at(-1)).toContain('Ada tempat di <b>Klaster Penuh')
    await accept(leader)
    expect(await states(id)).toEqual({ left: 1, member: 2 })
  })

  it('never has more members than places, however many are accepted at once', async () => {
    const { id, leader } = await open('Klaster Rebutan', 3)
    const owners: Address[] = []
    for (let n = 0; n < 4; n++) owners.push(await register(house))
    for (const owner of owners) await ask(owner, 'Klaster Rebutan')
    const other = await register(house)
    await run(
      `insert into cluster_members (id, cluster_id, contact_id, role, state, asked_at, updated_at)
       select 'second', ?1, contact_id, 'leader', 'member', 1, 1 from addresses where address = ?2`,
      id,
      other,
    )
    // The cluster has one place left, and two leaders who look at the same desk.
    const desks = await Promise.all([leader, other].map((one) => house.say(one, 'permintaan gabung')))
    const picks = desks.map(([desk], at) => `[${desk!.buttons![at]!.label}]`)
    await Promise.all([leader, other].map((one, at) => house.say(one, picks[at]!)))
    const answers = await Promise.all([leader, other].map((one) => house.say(one, 'terima')))
    expect(answers.map(([answer]) => answer?.text.includes('sekarang anggota')).sort()).toEqual([false, true])
    expect(await states(id)).toEqual({ asked: 3, member: 3 })
    expect(await rows(`select count(*) from inbox where state = 'dead'`)).toEqual([[0]])
  })
})

describe('the leader of a cluster', () => {
  it('writes to the members, who read it again on the cluster’s page', async () => {
    const { leader } = await open('Klaster Kabar')
    const owner = await register(house)
    await ask(owner, 'Klaster Kabar')
    await accept(leader)
    const card = await cardOf(leader, 'Klaster Kabar')
    await house.say(leader, button(card, 'Tulis pengumuman'))
    const [preview] = await house.say(leader, 'Rapat Sabtu pukul 9 di balai desa')
    expect(preview?.text).toContain('Kirim ke 1 anggota')
    expect((await house.say(leader, 'ya'))[0]?.text).toContain('sedang dikirim')
    expect((await told(owner)).at(-1)).toContain('Rapat Sabtu pukul 9')
    expect((await told(leader)).join()).not.toContain('Rapat Sabtu')
    expect((await cardOf(owner, 'Klaster Kabar')).text).toContain('Rapat Sabtu pukul 9')
    const announced = await rows('select body_sealed from cluster_announcements')
    expect(Buffer.from(announced[0]![0] as Uint8Array).toString()).not.toContain('Rapat')
  })

  it('is who proposed it, one proposal at a time, and nobody else may decide', async () => {
    const { id, leader } = await open('Klaster Usulan')
    await run('update clusters set approved_at = null where id = ?1', id)
    const [menu] = await house.say(leader, 'klaster')
    expect((await house.say(leader, button(menu, 'Usulkan')))[0]?.text).toContain('masih diperiksa')
    const owner = await register(house)
    expect((await house.say(owner, 'permintaan gabung'))[0]?.text).toContain('untuk ketua klaster')
    expect((await cardOf(leader, 'Usulan').catch(() => null))?.text ?? '').not.toContain('Minta gabung')
  })

  it('is asked only in its own day', async () => {
    const { leader } = await open('Klaster Malam')
    const owner = await register(house)
    await ask(owner, 'Klaster Malam')
    const night = Date.parse('2026-11-30T23:30:00+07:00') + 30 * DAY
    expect((await told(leader, night)).join()).not.toContain('Klaster Malam')
    expect((await told(leader, night + DAY / 2)).join()).toContain('Klaster Malam')
  })
})

describe('becoming a cooperative', () => {
  it('counts the founders who confirm in chat, and shows members how far it is', async () => {
    const { id, leader } = await open('Klaster Koperasi')
    const owners: Address[] = []
    for (let n = 0; n < 8; n++) owners.push(await register(house))
    await run(
      `insert into cluster_members (id, cluster_id, contact_id, state, asked_at, joined_at, updated_at)
       select 'm' || contact_id, ?1, contact_id, 'member', 1, 1, 1 from addresses
       where address in (select value from json_each(?2))`,
      id,
      JSON.stringify(owners),
    )
    expect(await rows('select stage from clusters where id = ?1', id)).toEqual([['active']])
    const [menu] = await house.say(leader, 'gimana cara bikin koperasi')
    const [steps] = await house.say(leader, button(menu, 'Klaster Koperasi'))
    expect(steps?.text).toContain('paling sedikit 9 orang')
    await house.say(leader, button(steps, 'Mulai mendirikan'))
    expect((await told(owners[0]!)).at(-1)).toContain('Mau ikut menjadi pendiri?')
    expect((await told(leader)).join()).not.toContain('Mau ikut menjadi pendiri?')
    for (const founder of [leader, ...owners]) {
      const [mine] = await house.say(founder, 'koperasi')
      const [list] = await house.say(founder, button(mine, 'Klaster Koperasi'))
      expect(list?.buttons?.map(({ label }) => label)).not.toContain('➡️ Akta notaris koperasi')
      await house.say(founder, button(list, 'Saya ikut mendirikan'))
    }
    const page = async () => {
      const [mine] = await house.say(leader, 'koperasi')
      return (await house.say(leader, button(mine, '🪜')))[0]!
    }
    expect((await page()).text).toContain('<b>9</b> (paling sedikit 9)')
    for (const step of ['Rapat pembentukan', 'Akta notaris', 'Pengesahan']) {
      const [one] = await house.say(leader, button(await page(), step))
      await house.say(leader, button(one, 'Langkah ini selesai'))
      await house.say(leader, step === 'Rapat pembentukan' ? 'Koperasi Singkong Jaya' : 'AHU-0001234')
      expect((await house.say(leader, '20 november 2026'))[0]?.text).toContain('Dicatat selesai')
    }
    const done = await page()
    expect(done.text).toContain('Koperasi: Koperasi Singkong Jaya')
    expect(done.text).toContain('Berbadan hukum sejak 20 November 2026')
    expect(done.text).toContain('3 koperasi mendirikan koperasi sekunder')
    expect(await rows('select stage from clusters where id = ?1', id)).toEqual([['cooperative']])
  })

  it('keeps a paper sealed, and asks for another when it is none', async () => {
    const { id, leader } = await open('Klaster Berkas')
    const [menu] = await house.say(leader, 'koperasi')
    const [steps] = await house.say(leader, button(menu, 'Klaster Berkas'))
    await house.say(leader, button(steps, 'Mulai mendirikan'))
    const send = async (file: string) => {
      const [again] = await house.say(leader, 'koperasi')
      const [list] = await house.say(leader, button(again, 'Klaster Berkas'))
      const [step] = await house.say(leader, button(list, 'Rapat pembentukan'))
      await house.say(leader, button(step, 'Kirim berkasnya'))
      const paper = { kind: 'document', id: file, mime: 'application/pdf', size: 100, name: null } as const
      return (await house.say(leader, { type: 'file', file: paper }))[0]!
    }
    const PDF = Buffer.from('%PDF-1.7\nberita acara\n%%EOF\n')
    const worker = createDocumentWorker({
      channels: new Map([
        [
          'web',
          {
            name: 'web',
            fetchFile: async ({ id }: { id: string }) => (id === 'good' ? PDF : Buffer.from('?')),
          },
        ],
      ]) as never,
      documents: createDocuments(database.store, database.vault, FOUNDING),
      wake: () => {},
      isShared: false,
      logger: { warn: () => {} },
    })
    expect((await send('bad')).text).toContain('Berkas diterima')
    await worker.round()
    expect((await told(leader, Date.now())).at(-1)).toContain(
      'koperasi <b>Klaster Berkas</b> tidak bisa dipakai',
    )
    await send('good')
    await worker.round()
    const [paper] = await rows(
      `select d.state, b.bytes_sealed from cooperative_documents d
       join cooperative_document_bytes b on b.document_id = d.id
       join cooperatives c on c.id = d.cooperative_id where c.cluster_id = ?1`,
      id,
    )
    expect(paper![0]).toBe('checked')
    expect(Buffer.from(paper![1] as Uint8Array).includes(PDF)).toBe(false)
  })
})
