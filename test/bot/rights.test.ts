import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Address } from '../../src/bot/channel.ts'
import { planApplication, planContract, planNeed } from '../db/needs.ts'
import { planNomination, planOrganisation } from '../db/organisations.ts'
import { openFileDatabase, type TestDatabase } from '../db/stores.ts'
import { type House, openHouse } from './house.ts'
import { register } from './owner.ts'

let database: TestDatabase
let house: House
beforeAll(async () => {
  database = await openFileDatabase()
  house = openHouse(database)
})
afterAll(() => database.drop())

const count = async (table: string, address: Address) => {
  const { rows } = await database.store.read({
    sql: `select count(*) from ${table} where contact_id = (select contact_id from addresses where address = ?1)`,
    args: [address],
  })
  return Number(rows[0]![0])
}

it('shows an owner all that is held, with the NIK masked', async () => {
  const address = await register(house, { nik: '3510014508900003' })
  const [shown] = await house.say(address, 'data apa saja yang disimpan tentang saya')
  expect(shown?.text).toContain('Keripik Bu Sri')
  expect(shown?.text).toContain('3510••••••••0003')
  expect(shown?.text).not.toContain('3510014508900003')
})

it('gives a copy of the data and keeps the request with its deadline', async () => {
  const address = await register(house)
  await house.say(address, 'data saya')
  const [copy] = await house.say(address, '[Minta salinan data]')
  expect(copy?.text).toContain('Sri Wahyuni')
  const { rows } = await database.store.read({
    sql: `select kind, due_at - requested_at, done_at is not null from data_requests
      where contact_id = (select contact_id from addresses where address = ?1)`,
    args: [address],
  })
  expect(rows).toEqual([['copy', 259_200_000, 1]])
})

it('copies product cards, offers, contracts and who proposes the owner, too', async () => {
  const address = await register(house)
  const { rows } = await database.store.read({
    sql: `select number from registrations r join addresses a on a.contact_id = r.contact_id where a.address = ?1`,
    args: [address],
  })
  const number = rows[0]![0] as string
  const need = await planNeed(database)
  await planContract(database, await planApplication(database, number, { need, state: 'accepted' }))
  await planNomination(database, await planOrganisation(database), number)
  await house.say(address, 'data saya')
  const [copy] = await house.say(address, '[Minta salinan data]')
  for (const line of [
    'Kartu produk: <b>keripik singkong pedas, 500 kg sebulan; sertifikat: Halal; foto: 1</b>',
    'Lamaran: <b>keripik singkong · PT Contoh Rasa. ✅ Diterima',
    'Kontrak: <b>keripik singkong · PT Contoh Rasa, 1 Januari 2026 – 31 Desember 2099. 300 kg per bulan</b>',
    'Usulan jalur bank: <b>Himpunan Contoh: diterima pemilik usaha</b>',
  ])
    expect(copy?.text).toContain(line)
})

it('stops using the data of an owner who withdraws, and asks for consent again before registering anew', async () => {
  const address = await register(house)
  await house.say(address, 'data saya')
  await house.say(address, '[Tarik persetujuan]')
  const [done] = await house.say(address, '[Ya, tarik]')
  expect(done?.text).toContain('sudah ditarik')
  expect((await house.say(address, 'status'))[0]?.text).toContain('sudah Anda tarik')
  expect((await house.say(address, 'daftar'))[0]?.text).toContain('UU 27/2022')
})

it('destroys everything on request, after asking once more', async () => {
  const address = await register(house)
  await house.say(address, 'hapus semua data saya')
  expect((await house.say(address, 'tidak'))[0]?.text).toContain('tetap tersimpan')
  expect(await count('registrations', address)).toBe(1)
  await house.say(address, 'hapus semua data saya')
  expect((await house.say(address, 'ya'))[0]?.text).toContain('sudah dihapus')
  expect(await count('registrations', address)).toBe(0)
  expect(await count('runs', address)).toBe(0)
  expect((await house.say(address, 'status'))[0]?.text).toContain('belum terdaftar')
})

it('changes single consents without touching the registration', async () => {
  const address = await register(house)
  await house.say(address, 'data saya')
  await house.say(address, '[Ubah izin berbagi dan info]')
  await house.say(address, 'jangan')
  await house.say(address, 'tidak usah')
  const [shown] = await house.say(address, 'data saya')
  expect(shown?.text).toContain('Dibagikan ke bank/perusahaan: <b>Jangan</b>')
  expect(await count('registrations', address)).toBe(1)
})

it('joins two accounts of one person by a code, so that both see the same registration', async () => {
  const first = await register(house)
  const second = `whatsapp:${crypto.randomUUID()}` as Address
  await house.say(first, 'hubungkan')
  const [given] = await house.say(first, '[Minta kode]')
  const code = /<b>(\w{3}-\w{3})<\/b>/.exec(given!.text)![1]!
  await house.say(second, 'hubungkan')
  await house.say(second, 'masukkan kode')
  expect((await house.say(second, 'AAA-AAA'))[0]?.text).toContain('tidak ada atau sudah tidak berlaku')
  expect((await house.say(second, code))[0]?.text).toContain('S•• W••••••')
  expect((await house.say(second, 'ya'))[0]?.text).toContain('sudah tergabung')
  expect((await house.say(second, 'status'))[0]?.text).toContain('menunggu diperiksa')
})
