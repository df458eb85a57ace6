import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { seedContent } from '../../src/db/seed.ts'
import { planSession } from '../db/sessions.ts'
import { KINDS, type TestDatabase } from '../db/stores.ts'
import { type House, openHouse } from './house.ts'
import { register } from './owner.ts'

const first = ({ buttons }: Message) => buttons![0]!.label

describe.each(KINDS)('the home of an owner on a $kind', ({ open }) => {
  let database: TestDatabase
  let house: House
  beforeAll(async () => {
    database = await open()
    await seedContent(database.store)
  })
  afterAll(() => database.drop())
  beforeEach(() => void (house = openHouse(database)))

  const write = (sql: string, ...args: (string | number | Uint8Array | null)[]) =>
    database.store.write([{ sql, args }])
  const contactOf = async (address: Address) => {
    const { rows } = await database.store.read({
      sql: 'select contact_id from addresses where address = ?1',
      args: [address],
    })
    return rows[0]![0] as string
  }
  const home = async (address: Address): Promise<Message> => (await house.say(address, 'menu'))[0]!
  const withPirt = async (address: Address, deadlineOn: string | null) =>
    write(
      `insert into pirt_cases (id, contact_id, product, food_group, step, deadline_on, verified, created_at, updated_at)
        values (?1, ?2, 'Abon lele', '01', 'nib', ?3, '[]', 0, 0)`,
      crypto.randomUUID().slice(0, 8),
      await contactOf(address),
      deadlineOn,
    )
  const sitsIn = async (address: Address, state: 'signed' | 'offered') => {
    const session = await planSession(database)
    await write(
      `insert into signups (session_id, contact_id, state, channel, queued_at, updated_at) values (?1, ?2, ?3, 'web', 0, 0)`,
      session,
      await contactOf(address),
      state,
    )
  }

  it('begins with the registration for whoever has none', async () => {
    const message = await home(`web:${crypto.randomUUID()}`)
    expect(message.text).toContain('Saya <b>NaikKelas</b>')
    expect(first(message)).toBe('Daftar usaha')
  })

  it('tells where a registration stands and looks at it first while an officer has it', async () => {
    const address = await register(house)
    const message = await home(address)
    expect(message.text).toContain('menunggu diperiksa')
    expect(first(message)).toBe('Status pendaftaran')
    await write(
      `update registrations set status = 'verified' where contact_id = ?1`,
      await contactOf(address),
    )
    await write('update contacts set lock = lock + 1')
    expect(first(await home(address))).toBe('Modal dan cicilan')
  })

  it('leads back to what was left unfinished, where it was', async () => {
    const address: Address = `web:${crypto.randomUUID()}`
    for (const said of ['daftar', '[Bahasa Indonesia]', 'setuju', 'boleh', '[Tidak usah]', 'Sri Wahyuni'])
      await house.say(address, said)
    const message = await home(address)
    expect(message.text).toContain('Belum selesai: Pendaftaran usaha')
    const [next] = await house.say(address, `[${first(message)}]`)
    expect(next?.text).toContain('Kita lanjutkan')
    expect(next?.text).toContain('NIK')
  })

  it('puts what waits for the owner before what runs its course', async () => {
    const address = await register(house)
    await sitsIn(address, 'signed')
    await withPirt(address, '2027-01-15')
    const message = await home(address)
    expect(message.text).toContain('PIRT Abon lele: Punya NIB. Batas komitmen 15 Januari 2027.')
    expect(message.text).toContain('🎓')
    expect(message.buttons!.slice(0, 2).map(({ label }) => label)).toEqual([
      '🧾 Lanjutkan Abon lele',
      '🎓 Pelatihan saya',
    ])
    expect((await house.say(address, `[${first(message)}]`))[0]?.text).toContain('Abon lele')
  })

  it('asks first for the answer to a seat that is kept', async () => {
    const address = await register(house)
    await withPirt(address, null)
    await sitsIn(address, 'offered')
    const message = await home(address)
    expect(message.text).toContain('Ada kursi untuk Anda')
    const [card] = await house.say(address, `[${first(message)}]`)
    expect(card?.buttons?.map(({ label }) => label)).toContain('Ya, saya ikut')
  })

  it('names the fields that an officer gave back, and asks for just these', async () => {
    const address = await register(house)
    const returned = JSON.stringify([{ field: 'product', reason: 'kurang jelas' }])
    await write(
      `update registrations set status = 'returned', returned_sealed = ?2 where contact_id = ?1`,
      await contactOf(address),
      database.vault.seal(returned),
    )
    await write('update contacts set lock = lock + 1')
    const message = await home(address)
    expect(message.text).toContain('perlu diperbaiki')
    expect(message.buttons!.map(({ label }) => label).filter((label) => /Ubah data/.test(label))).toEqual([])
    const [asked] = await house.say(address, `[${first(message)}]`)
    expect(asked?.text).toContain('Apa yang Anda buat atau jual?')
  })

  it('stays short, whatever is under way', async () => {
    const address = await register(house)
    await house.say(address, 'hitung cicilan')
    await sitsIn(address, 'offered')
    await withPirt(address, '2027-02-01')
    const { text, buttons } = await home(address)
    expect(text.length).toBeLessThan(700)
    expect(buttons!.length).toBeLessThan(15)
  })
})
