import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address, Message } from '../../src/bot/channel.ts'
import { seedContent } from '../../src/db/seed.ts'
import { openFileDatabase, type TestDatabase } from '../db/stores.ts'
import { openHouse } from './house.ts'
import { register } from './owner.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openFileDatabase()
  await seedContent(database.store)
})
afterAll(() => database.drop())

/** What somebody who is not registered is told last. */
async function told(...words: readonly string[]): Promise<Message> {
  const house = openHouse(database)
  const address: Address = `web:${crypto.randomUUID()}`
  for (const one of words) await house.say(address, one)
  return house.last(address)!
}

const labels = ({ buttons = [] }: Message) => buttons.map(({ label }) => label)

describe('a sentence at a menu', () => {
  it('is understood whole, rather than by the one word that a line of the menu has too', async () => {
    expect((await told('menu', 'cari klaster singkong banyuwangi')).text).toContain('Singkong dan umbi')
    expect((await told('program petani', '1', 'hapus data saya')).text).toContain('dihapus selamanya')
  })

  it('picks no line by one word of many', async () => {
    const { text } = await told('lamaran saya', 'ada perusahaan yg cari keripik?')
    expect(text).toContain('keripik')
  })

  it('means what the menu is about, where it could mean several things', async () => {
    expect((await told('pirt', 'abon lele')).text).toContain('abon lele')
    expect(labels(await told('pirt', 'abon lele'))).not.toContain('kemitraan')
    expect((await told('cari klaster kopi di banyuwangi', 'gabung')).text).toContain(
      'Di klaster, usaha sebidang',
    )
  })

  it('is asked about where the menu would only be shown again', async () => {
    expect((await told('pirt', 'nib saya ilang')).text).toContain('Maksud Anda')
  })

  it('that says no more than yes picks none of its lines', async () => {
    const { text, buttons } = await told('modal', 'iya')
    expect(text).not.toContain('Sama-sama')
    expect(text).toContain('pilih salah satu')
    expect(buttons).toEqual((await told('modal')).buttons)
  })

  it('that agrees picks the only meaning that was asked about', async () => {
    expect(labels(await told('nama usaha'))).toEqual(['data saya', 'Bukan itu semua'])
    expect((await told('nama usaha', 'iya')).text).toContain('Ini data yang kami simpan')
  })

  it('that tells of something is not taken for calling off', async () => {
    expect((await told('menu', 'sudah bayar tapi belum keluar')).text).toContain('Maksud Anda')
  })

  it('that leads nowhere tells who waits for a person that they are in the queue', async () => {
    const { text } = await told('petugas', 'nib saya belum keluar', 'zxcvb qwrtp dong')
    expect(text).toContain('dalam antrean petugas')
  })

  it('that leads nowhere leaves the menu in front', async () => {
    const { text, buttons } = await told('modal', 'zxcvb qwrtp')
    expect(text).toContain('belum paham')
    expect(buttons).toEqual((await told('modal')).buttons)
  })

  it('never asks whether thanks or a greeting were meant', async () => {
    expect((await told('ok')).text).toContain('Sama-sama')
    expect((await told('modal', '👍')).text).toContain('Sama-sama')
    expect((await told('halo kak selamat siang mau tanya dong')).text).toContain('Apa yang bisa saya bantu')
  })
})

describe('what a sentence names already', () => {
  it('is the language', async () => {
    expect((await told('menu', 'ganti bahasa sunda')).text).toContain('réncang usaha')
    expect((await told('switch to english')).text).toContain('What can I do for you')
    expect((await told('English please')).text).toContain('What can I do for you')
  })

  it('is a P-IRT number', async () => {
    expect((await told('cek nomor pirt 2063510010001-27')).text).toContain('2063510010001-27')
  })

  it.each([
    ['kur super mikro bunganya', 'Pinjaman paling banyak Rp10 juta'],
    ['syarat pnm mekaar', 'tanggung renteng'],
    ['umi', 'Pegadaian'],
  ])('is the way to be financed: %s', async (words, card) => {
    expect((await told(words)).text).toContain(card)
    expect((await told('modal', 'syarat lpdb', words)).text).toContain(card)
  })

  it('is what is wanted of a loan', async () => {
    expect((await told('mana pinjaman yang cocok buat saya')).text).toContain('Modalnya untuk apa')
    expect((await told('tolong hitung cicilan dong')).text).toContain('Berapa pinjamannya')
  })

  it.each([
    ['usul klaster baru', 'mengusulkan klaster'],
    ['tanda mitra nakal', 'KPPU'],
    ['label pirt saya udah bener belum', 'Label, 1 dari 12'],
    ['pirt saya mau habis gimana perpanjangannya', 'Perpanjang sebelum habis'],
    ['pelatihan yang saya ikuti', 'belum terdaftar'],
    ['lihat kartu produk buat kemitraan', 'artu produk'],
  ])('is the part of a conversation that is wanted: %s', async (words, said) => {
    expect((await told(words)).text).toContain(said)
  })

  it.each([
    ['ada bantuan mesin buat usaha keripik?', 'Alat dan mesin'],
    ['program ekspor keripik dari pemerintah', 'Ekspor'],
    ['berapa pajak umkm', 'bidang usaha apa'],
  ])('is what a programme should help with: %s', async (words, said) => {
    expect((await told(words)).text).toContain(said)
  })

  it('is another sum or term of an instalment', async () => {
    const loan = ['hitung cicilan', '20jt 2 tahun']
    expect((await told(...loan, 'kalau 5 tahun?')).text).toContain('Rp386.656')
    expect((await told(...loan, '30 juta')).text).toContain('<b>Rp30.000.000</b>, 2 tahun')
    expect((await told(...loan, '30 juta setahun')).text).toContain('<b>Rp30.000.000</b>, 1 tahun')
    expect((await told(...loan, '1')).text).toContain('berapa lama')
  })

  it('is what the loan just reckoned asks for', async () => {
    const loan = ['hitung cicilan', '20jt 2 tahun']
    expect((await told(...loan, 'syaratnya apa')).text).toContain('KUR mikro')
    expect((await told(...loan, 'syaratnya apa', 'syaratnya apa')).text).toContain('Mau apa selanjutnya?')
  })

  it('is no erasure where somebody is interested', async () => {
    expect((await told('saya tertarik')).text).not.toContain('dihapus selamanya')
    expect((await told('syarat kur mikro', 'saya tertarik')).text).toContain('Berapa yang Anda butuhkan')
  })

  it('is no erasure, without asking, where its word may as well be another one mistyped', async () => {
    for (const words of ['kapan dibuak', 'kami di desa Bulusari kecamatan Tarokan']) {
      const { text, buttons } = await told(words)
      expect(text).not.toContain('dihapus selamanya')
      expect(labels({ text, buttons: buttons! })).not.toContain('hapus data saya')
    }
    expect((await told('dihapsu aja data saya')).text).toContain('dihapus selamanya')
  })

  it('is all of two wishes', async () => {
    const { buttons } = await told('saya mau daftar pelatihan sekaligus pinjam modal')
    expect(buttons!.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['pelatihan', 'modal dan pembiayaan']),
    )
  })
})

describe('a question about the service itself', () => {
  it.each([
    ['apa itu naikkelas', 'Layanan obrolan gratis'],
    ['apakah ini resmi?', 'tidak pernah meminta uang'],
    ['ini beneran dari pemerintah?', 'tidak pernah meminta uang'],
    ['bunga kur sekarang berapa', 'Bunga KUR berapa'],
    ['data saya dipakai buat apa?', 'Tidak dijual'],
    ['kalo ga punya agunan gimana?', 'tidak ada agunan tambahan'],
    ['pinjol aman ga?', 'Periksa dulu izinnya'],
    ['saya belum 17 tahun boleh daftar?', 'Anak di bawah umur'],
    ['apa bedanya koperasi sama klaster', 'mengganti koperasi'],
  ])('is answered: %s', async (words, said) => {
    expect((await told(words)).text).toContain(said)
  })
})

describe('a question with a known answer in the middle of another conversation', () => {
  it('is answered, and the question that was open asked again with it', async () => {
    const answer = await told('modal', '1', '1', 'brp bunga kur mikro')
    expect(answer.text).toContain('Bunga KUR berapa')
    expect(answer.text).toContain('Sumber')
    expect(answer.text).toContain('butuhkan')
    expect((await told('modal', '1', '1', 'brp bunga kur mikro', '20 juta')).text).toContain('berjalan')
  })

  it('is answered rather than taken for a wish, at the consent too', async () => {
    const answer = await told('daftar', '1', 'siapa yg liat data saya?')
    expect((await told('seberapa siap ke bank', 'jamkrindo bayar brp')).text).toContain(
      'Biaya penjaminan KUR',
    )
    expect(answer.text).toContain('tersamar')
    expect(labels(answer)).toEqual(['Setuju', 'Tidak setuju'])
    expect((await told('daftar', '1', 'siapa yg liat data saya?', 'setuju')).text).toContain('dibagikan')
  })
})

it('how long a P-IRT number is good for is told as far as it is certain', async () => {
  const { text } = await told('pirt saya mau habis gimana perpanjangannya')
  expect(text).toContain('Aturan 2018 menyebut 5 tahun, tetapi ada sumber baru yang berbeda')
  expect(text).toContain('Belum dipastikan')
})

const photo = (size: number) =>
  ({
    type: 'file',
    file: { kind: 'photo', id: 'x', mime: 'image/jpeg', size, name: null },
  }) as const

describe('a photo sent to the page of a product', () => {
  const product = [
    'pirt',
    'keripik singkong',
    'kering',
    'suhu ruang',
    '6 bulan',
    'rumah',
    'manual',
    'sendiri',
  ]
  const sent = async (size: number) => {
    const house = openHouse(database)
    const address = await register(house)
    for (const words of [...product, 'tidak ada', 'mulai']) await house.say(address, words)
    const [asked] = await house.say(address, photo(size))
    await house.say(address, 'surat komitmen')
    return [asked!, house.last(address)!] as const
  }

  it('is kept as the paper that it is said to be', async () => {
    const [asked, kept] = await sent(900)
    expect(labels(asked)).toContain('Surat komitmen')
    expect(kept.text).toContain('Surat komitmen: diterima')
  })

  it('is asked for again when it is too large', async () => {
    const [asked, again] = await sent(9_000_000)
    expect(labels(asked)).toContain('Surat komitmen')
    expect(again.request?.type).toBe('file')
  })
})

it('messages are asked for again in everyday words, and not taken for the next page', async () => {
  expect((await told('stop', 'terima info lagi')).text).toContain('menerima info program lagi')
  expect((await told('menu', 'tolong kirimi lagi kabarnya')).text).not.toContain('Ganti bahasa')
})

describe('a list with nothing in it', () => {
  it('ends without blank lines', async () => {
    const house = openHouse(database)
    const address = await register(house)
    for (const words of ['kemitraan', '1']) await house.say(address, words)
    const { text } = house.last(address)!
    expect(text).toContain('Belum ada kebutuhan yang cocok')
    expect(text).toBe(text.trimEnd())
    expect(await told('kemitraan', '2')).toMatchObject({ text: expect.not.stringMatching(/\s$/) as string })
  })
})

it('what is held is shown for a word', async () => {
  const words = ['data saya', 'profil']
  for (const one of words) expect((await told(one)).text).toContain('data usaha yang kami simpan')
})
