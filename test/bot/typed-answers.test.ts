import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { openFileDatabase, type TestDatabase } from '../db/stores.ts'
import { openHouse } from './house.ts'
import { ANSWERS } from './owner.ts'

let database: TestDatabase
beforeAll(async () => void (database = await openFileDatabase()))
afterAll(() => database.drop())

/** What a new owner is told last who answers up to the question that `at` would answer, and then types this. */
async function typed(at: string, ...words: readonly string[]): Promise<Message> {
  const house = openHouse(database)
  const address: Address = `web:${crypto.randomUUID()}`
  for (const answer of [...ANSWERS.slice(0, ANSWERS.indexOf(at)), ...words]) await house.say(address, answer)
  return house.last(address)!
}

const labels = ({ buttons = [] }: Message) => buttons.map(({ label }) => label)

describe('a long list, by typing', () => {
  it('is turned forth and back', async () => {
    expect(labels(await typed('genteng', 'berikutnya'))).toContain('Kalibaru')
    expect(labels(await typed('genteng', 'berikutnya', 'lagi'))).toContain('Licin')
    expect(labels(await typed('genteng', 'berikutnya', 'sebelumnya'))).toContain('Pesanggaran')
  })

  it('is counted as it is on the screen', async () => {
    const picked = await typed(
      'makanan',
      'berikutnya',
      '3',
      'banyuwangi',
      'genteng',
      ...ANSWERS.slice(13, 19),
    )
    expect(picked.text).toContain('Makanan/minuman kemasan')
  })

  it('knows names of its other pages', async () => {
    expect((await typed('genteng', 'licin')).text).toContain('Sejak tahun berapa')
  })
})

describe('a regency that a city shares its name with', () => {
  it('leaves the two to choose from, and the others a step back', async () => {
    expect(labels(await typed('banyuwangi', 'malang'))).toEqual(['Kabupaten Malang', 'Kota Malang'])
    expect((await typed('banyuwangi', 'malang', '2')).text).toContain('Kota Malang')
    expect(labels(await typed('banyuwangi', 'malang', 'kembali'))).toContain('Kabupaten Pacitan')
    expect(labels(await typed('banyuwangi', 'yogya'))).toHaveLength(5)
  })
})

describe('a word that works anywhere', () => {
  it('is an answer where a choice goes by it', async () => {
    expect((await typed('setuju', 'lanjut')).text).toContain('dibagikan ke bank')
  })

  it('is an answer out of bounds where numbers are asked', async () => {
    expect((await typed('3', '0')).text).toContain('paling sedikit 1')
  })
})

describe('a wish in the middle of a question', () => {
  it('to hear no more is granted at once', async () => {
    expect((await typed('2015', 'eh saya mau stop dapat info')).text).toContain(
      'tidak akan mengirim info lagi',
    )
  })

  it('to call it off is granted at once', async () => {
    expect((await typed('2015', 'gak jadi daftar deh')).text).toContain('dibatalkan')
  })
})

describe('a change in the review', () => {
  it('that is called off leaves every answer as it was', async () => {
    expect((await typed('ya', 'ubah', 'ga jadi')).text).toContain('Keripik Bu Sri')
    expect((await typed('ya', 'ubah', 'nama usaha', 'ga jadi')).text).toContain('Keripik Bu Sri')
  })

  it('that is named by half asks which one', async () => {
    expect(labels(await typed('ya', 'ubah', 'nama')).toSorted()).toEqual(['Nama pemilik', 'Nama usaha'])
  })
})

describe('meanings offered after unclear words', () => {
  it('leave the other answers open', async () => {
    expect((await typed('makanan', 'salah ketik', 'lainnya')).text).toContain('provinsi')
  })
})

describe('the number of workers', () => {
  it.each([
    ['sendirian aja', '1'],
    ['saya sendiri', '1'],
    ['5 orang', '5'],
  ])('is read from %j', async (words, count) => {
    const review = await typed('3', words, 'lewati', 'belum pernah')
    expect(review.text).toContain(`Tenaga kerja: <b>${count}</b>`)
  })

  it('is not guessed where somebody else is named', async () => {
    expect((await typed('3', 'sendiri sama istri')).text).toContain('belum menemukan angka')
  })
})

it('a question about money says what to write where there is none', async () => {
  expect((await typed('2jt sebulan', 'belum ada')).text).toContain('Tulis <i>0</i>')
})

it('a picture where nothing was asked is not called a voice message only', async () => {
  const house = openHouse(database)
  const file = { kind: 'photo', id: 'x', mime: 'image/jpeg', size: 9, name: null } as const
  const [answer] = await house.say(`web:${crypto.randomUUID()}`, { type: 'file', file })
  expect(answer?.text).toContain('gambar')
})
