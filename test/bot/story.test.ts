import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { toldOf } from '../../src/flows/registration/told.ts'
import { openFileDatabase, type TestDatabase } from '../db/stores.ts'
import { openHouse } from './house.ts'
import { register } from './owner.ts'

let database: TestDatabase
beforeAll(async () => void (database = await openFileDatabase()))
afterAll(() => database.drop())

const STORY = 'saya bu Sri jual keripik di Sidoarjo sejak 2018 omzet 2 juta sehari karyawan 3'

async function told(...words: readonly string[]): Promise<Message> {
  const house = openHouse(database)
  const address: Address = `web:${crypto.randomUUID()}`
  for (const one of words) await house.say(address, one)
  return house.last(address)!
}

describe('a whole business told in one message', () => {
  it('begins its registration, reads back what was understood, and asks for the rest only', async () => {
    const { text } = await told(STORY)
    for (const part of ['keripik', 'Kabupaten Sidoarjo', '2018', 'Rp2.000.000', 'Per hari', 'Selamat datang'])
      expect(text).toContain(part)
    const rest = ['1', 'setuju', 'boleh', 'tidak', 'Sri Wahyuni', 'lewati', 'ya', 'Keripik Bu Sri']
    expect((await told(STORY, ...rest)).text).toContain('bidang apa')
    expect((await told(STORY, ...rest, 'makanan')).text).toContain('kecamatan mana')
    expect((await told(STORY, ...rest, 'makanan', 'candi')).text).toContain('modal usaha')
    const review = await told(STORY, ...rest, 'makanan', 'candi', '5jt', '4', 'lewati', 'belum')
    expect(review.text).toContain('Mulai tahun: <b>2018</b>')
    expect(review.text).toContain('Penjualan: <b>Rp2.000.000</b>')
  })

  it('may be told at any question of the registration, and answers none that was answered', async () => {
    expect((await told('daftar', '1', STORY)).text).toContain('Setuju data Anda disimpan')
    const before = [
      'daftar',
      '1',
      'setuju',
      'boleh',
      'tidak',
      'Sri Wahyuni',
      'lewati',
      'ya',
      'Keripik Bu Sri',
    ]
    expect((await told(...before, STORY)).text).toContain('bidang apa')
    const later = await told(...before, 'tempe goreng', 'makanan', STORY)
    expect(later.text).toContain('kecamatan mana')
    const review = await told(
      ...before,
      'tempe goreng',
      'makanan',
      STORY,
      'candi',
      '5jt',
      '4',
      'lewati',
      'belum',
    )
    expect(review.text).toContain('tempe goreng')
  })

  it('goes on with a registration that was left', async () => {
    const left = ['daftar', '1', 'setuju', 'boleh', 'tidak', 'Sri Wahyuni', 'menu']
    expect((await told(...left, STORY)).text).toContain('Berapa NIK Anda')
  })

  it('changes what is held of who is registered, once the rest fits', async () => {
    const house = openHouse(database)
    const address = await register(house)
    await house.say(address, 'menu')
    await house.say(address, STORY)
    expect(house.last(address)!.text).toContain('kecamatan mana')
    await house.say(address, 'candi')
    expect(house.last(address)!.text).toContain('Mulai tahun: <b>2018</b>')
    expect(house.last(address)!.text).toContain('Nama usaha: <b>Keripik Bu Sri</b>')
  })

  it('is nothing of the kind where something else is wanted', async () => {
    expect((await told('saya jual keripik di Sidoarjo sejak 2018 butuh modal 20 juta')).text).not.toContain(
      'Selamat datang',
    )
  })
})

describe('what a wish to register names already', () => {
  it('is not asked again', async () => {
    const rest = ['1', 'setuju', 'boleh', 'tidak', 'Sri Wahyuni', 'lewati', 'ya', 'Keripik Bu Sri']
    const { text } = await told('mau daftar usaha keripik di sidoarjo', ...rest, 'makanan')
    expect(text).toContain('kecamatan mana')
  })
})

const parts = (text: string) =>
  Object.fromEntries(toldOf(text, '2026-11-29').map(({ step, value }) => [step, value]))

describe('a story', () => {
  it.each([
    [
      STORY,
      {
        product: 'keripik',
        province: '35',
        regency: '35.15',
        yearStarted: 2018,
        sales: 2_000_000,
        salesPeriod: 'day',
      },
    ],
    [
      'Pak Joko, usaha warung kopi di malang, mulai 2020',
      { product: 'kopi', province: '35', yearStarted: 2020 },
    ],
    [
      'kula sadean tempe ing Bantul wiwit 2015',
      { product: 'tempe', province: '34', regency: '34.02', yearStarted: 2015 },
    ],
    [
      'abdi icalan batagor di Garut ti taun 2019',
      { product: 'batagor', province: '32', regency: '32.05', yearStarted: 2019 },
    ],
    [
      'I sell cassava chips since 2018, sales 2 million a month',
      { product: 'cassava chips', yearStarted: 2018, sales: 2_000_000, salesPeriod: 'month' },
    ],
    ['jualan gantungan kunci sudah lama', { product: 'gantungan kunci' }],
    ['mau jual apa ya', {}],
    ['daftar usaha saya', {}],
  ])('%s', (text, told) => {
    expect(parts(text)).toEqual(told)
  })
})
