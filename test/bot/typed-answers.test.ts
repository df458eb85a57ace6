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

it('is kept whole where it holds what the database would cut it off at, or what does not show', async () => {
  const house = openHouse(database)
  const address: Address = `web:${crypto.randomUUID()}`
  const named = 'Keripik\0 Bu\u202e Sri'
  for (const answer of ANSWERS.with(ANSWERS.indexOf('Keripik Bu Sri'), named))
    await house.say(address, answer)
  const { rows } = await database.store.read({
    sql: `select business_name from registrations r join addresses a on a.contact_id = r.contact_id where address = ?1`,
    args: [address],
  })
  expect(rows).toEqual([['Keripik Bu Sri']])
})

describe('a command with a slash', () => {
  it('is never taken for the name that is asked for', async () => {
    const { text } = await typed('Keripik Bu Sri', '/start')
    expect(text).toContain('Belum selesai')
    expect(text).not.toContain('/start')
  })
})

describe('a language', () => {
  it.each([
    ['id', 'Sebelum mulai'],
    ['en', 'Before we begin'],
  ])('is chosen by its code: %s', async (code, next) => {
    expect((await typed('[Bahasa Indonesia]', code)).text).toContain(next)
  })
})

describe('a deep link', () => {
  it.each([
    ['register', 'Mau pakai bahasa apa?'],
    ['daftar', 'Mau pakai bahasa apa?'],
    ['pelatihan', 'Pelatihan'],
    ['izin_pirt', 'PIRT'],
    ['back', 'NaikKelas'],
    ['ref_42', 'NaikKelas'],
  ])('opens what it names: %s', async (payload, opened) => {
    const house = openHouse(database)
    const address: Address = `telegram:${Math.floor(Math.random() * 1e9)}`
    const [reply] = await house.say(address, '/start', { payload })
    expect(reply?.text).toContain(opened)
  })
})

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
      '4',
      'banyuwangi',
      'genteng',
      ...ANSWERS.slice(13, 19),
    )
    expect(picked.text).toContain('Bambu dan rotan')
  })

  it('begins with what most owners are in', async () => {
    expect(labels(await typed('makanan')).slice(0, 2)).toEqual([
      'Makanan/minuman kemasan',
      'Warung, kuliner, katering',
    ])
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
    const { text } = await typed('2015', 'eh saya mau stop dapat info')
    expect(text).toContain('tidak akan mengirim info lagi')
    expect(text).toContain('Sejak tahun berapa')
  })

  it.each(['gak jadi daftar deh', 'batal'])('to call it off (%j) is asked about once', async (words) => {
    expect(labels(await typed('2015', words))).toEqual([
      'Lanjut mengisi',
      'Simpan, nanti lagi',
      'Hapus jawabannya',
    ])
    expect((await typed('2015', words, 'lanjut')).text).toContain('Sejak tahun berapa')
    expect((await typed('2015', words, 'nanti')).text).toContain('jawaban Anda masih tersimpan')
    expect((await typed('2015', words, 'nanti', 'menu', 'lanjut')).text).toContain('Sejak tahun berapa')
    expect((await typed('2015', words, 'batal')).text).toContain('Jawaban tadi tidak dipakai')
    expect((await typed('2015', words, 'hapus jawabannya', 'lanjut')).text).toContain(
      'Apa yang bisa saya bantu',
    )
  })

  it('to call it off is granted at once where little was told yet', async () => {
    expect((await typed('setuju', 'batal')).text).toContain('dibatalkan')
  })
})

describe('a sentence in the middle of a question', () => {
  it.each([
    ['setuju', 'ada pinjaman modal ga ya?', 'modal dan pembiayaan'],
    ['Keripik Bu Sri', 'mau ikut pelatihan ekspor', 'pelatihan'],
    ['keripik singkong', 'mau ngomong sama orang aja', 'petugas'],
    ['makanan', 'mau gabung klaster bambu', 'klaster usaha'],
    ['banyuwangi', 'mau ikut pelatihan ekspor', 'pelatihan'],
    ['banyuwangi', 'mau ngomong sama orang aja', 'petugas'],
  ])('is not read as an answer by a part of it: at %j, %j', async (at, words, wish) => {
    const { text } = await typed(at, words)
    expect(text).toContain('Pindah dulu?')
    expect(text).toContain(wish)
  })

  it.each([
    ['lanjut', 'UU 27/2022'],
    ['tidak', 'UU 27/2022'],
    ['ya', 'Ini data yang kami simpan'],
    ['1', 'Ini data yang kami simpan'],
    ['setuju', 'dibagikan ke bank'],
    ['modal dan cicilan', 'mau mulai dari mana'],
  ])(
    'is asked about, and the answer (%s) gives no consent unless it is the consent’s own',
    async (words, said) => {
      const { text } = await typed('setuju', 'mau lihat data saya', words)
      expect(text).toContain(said)
    },
  )

  it('leaves the question to be answered as if nothing had been said', async () => {
    expect((await typed('banyuwangi', 'mau ikut pelatihan ekspor', 'banyuwangi')).text).toContain('kecamatan')
    expect((await typed('banyuwangi', 'mau ikut pelatihan ekspor', 'nanti aja')).text).toContain(
      'provinsi mana',
    )
    expect((await typed('banyuwangi', 'mau ikut pelatihan ekspor', 'iya')).text).toContain(
      'Pemasaran, daring',
    )
  })

  it('that asks is explained to, and no consent is refused by it', async () => {
    const { text } = await typed('setuju', 'ini datanya aman ga?')
    expect(text).toContain('Tanpa persetujuan')
    expect((await typed('setuju', 'ini datanya aman ga?', 'setuju')).text).toContain('dibagikan ke bank')
  })

  it('that wants what is asked about is an answer', async () => {
    expect((await typed('[Tidak usah]', 'mau dong dapat info pelatihan')).text).toContain('nama lengkap')
    expect((await typed('banyuwangi', 'saya mau di banyuwangi aja')).text).toContain('kecamatan')
  })
})

it.each([
  ['batal gabung', 'tidak ada yang diubah'],
  ['batal ikut', 'belum terdaftar di pelatihan'],
  ['hapus lamaran', 'belum melamar'],
  ['unduh data saya', 'Ini data yang kami simpan'],
])('to take something back leads to it, or tells that nothing was done: %s', async (words, said) => {
  const { text } = await typed('daftar', words)
  expect(text).toContain(said)
  expect(text).not.toContain('dihapus selamanya')
})

describe('a question about the question', () => {
  it.each(['kenapa harus setuju? datanya dijual gak', 'datanya dijual gak', 'maksudnya', 'kenapa?'])(
    'refuses no consent and is explained to in short: %s',
    async (words) => {
      const { text } = await typed('setuju', words)
      expect(text).toContain('Tanpa persetujuan')
      expect(text).toContain('Penjelasannya ada di atas')
      expect(text).not.toContain('UU 27/2022')
      expect((await typed('setuju', words, 'setuju')).text).toContain('dibagikan ke bank')
    },
  )

  it.each([
    ['Keripik Bu Sri', 'kalau belum punya nama gimana?', 'Pakai nama Anda saja'],
    ['keripik singkong', 'boleh lebih dari satu ga?', 'Contoh: <i>keripik singkong'],
    ['5jt', 'modal itu termasuk sawah ga?', 'Kira-kira saja boleh'],
    ['2015', 'ini wajib diisi ga?', 'Contoh: <i>2015'],
    ['belum pernah', 'lewat shopee dihitung ga?', 'lewat perantara'],
  ])('is no answer, and is explained to: at %j, %s', async (at, words, said) => {
    const { text } = await typed(at, words)
    expect(text).toContain(said)
    expect(text).not.toContain('belum menemukan')
  })

  it('is told what the question is for, where any words would be an answer', async () => {
    expect((await typed('Sri Wahyuni', 'kenapa harus nama asli?')).text).toContain('nama lengkap')
  })

  it('shows the whole of it again to whoever comes back', async () => {
    expect((await typed('setuju', 'Siti', 'setuju', 'kembali')).text).toContain('UU 27/2022')
  })
})

describe('words that only look like a choice', () => {
  it('answer no yes-or-no question', async () => {
    expect((await typed('[Ya, sudah]', 'sales')).text).toContain('berusia 18 tahun')
    expect((await typed('[Tidak usah]', 'ganti nama usaha')).text).toContain('mengirim info')
  })

  it('open nothing when they say no', async () => {
    expect((await typed('daftar', 'menu', 'ga usah')).text).toContain('tidak ada yang diubah')
  })
})

describe('the age of an owner', () => {
  it.each(['saya 35 tahun', 'umur 42', 'lahir 1985', 'di atas 18'])('is read from %j', async (words) => {
    expect((await typed('[Ya, sudah]', words)).text).toContain('nama usaha')
  })

  it.each(['umur 16', 'di bawah 18', 'lahir 2012'])('of a child is read from %j', async (words) => {
    expect((await typed('[Ya, sudah]', words)).text).toContain('18 tahun ke atas')
  })
})

it('who writes ‘gausah’ in one word says no', async () => {
  expect((await typed('[Tidak usah]', 'gausah')).text).toContain('nama lengkap')
  expect((await typed('setuju', 'gausah')).text).toContain('tidak menyimpan data usaha')
})

it.each(['iya', 'ga', 'Ok', 'ya sudah', 'oke boleh'])('a plain %s is no name', async (words) => {
  const { text } = await typed('Sri Wahyuni', words)
  expect(text).toContain('Contoh: <i>Sri Wahyuni</i>')
})

it.each(['Ahmad Wijaya Gimana', 'Siti Aminah Kumaha'])('a name may end in what asks: %s', async (owner) => {
  expect((await typed('Sri Wahyuni', owner)).text).toContain('NIK')
})

it('words about what is asked lead nowhere else', async () => {
  const { text } = await typed('lewati', 'Mohon maaf, KTP saya sedang dipinjam anak saya')
  expect(text).not.toContain('Pindah dulu?')
  expect(text).toContain('Boleh dilewati')
  expect((await typed('lewati', 'males ah')).text).toContain('berusia 18 tahun')
})

it('a yes takes the only meaning that was offered', async () => {
  expect((await typed('Keripik Bu Sri', 'Admin', 'ya')).text).toContain('Apa yang Anda buat')
})

describe('two answers in one message', () => {
  it.each([
    ['2015', '2017, modalnya 15 juta', 'Modal usaha: <b>Rp15.000.000</b>', 'penjualan (omzet)'],
    ['5jt', '5 juta, omset 9 juta sebulan', 'Penjualan: <b>Rp9.000.000</b>', 'Berapa orang'],
    [
      '[Ya, sudah]',
      'sudah, nama usahanya Yanti Salon',
      'Nama usaha: <b>Yanti Salon</b>',
      'Apa yang Anda buat',
    ],
    ['keripik singkong', 'salon rambut, di surabaya', 'Kota Surabaya', 'bidang apa'],
    ['Sri Wahyuni', 'Yanti, umur 40', 'Usia 18 tahun ke atas: <b>Ya, sudah</b>', 'NIK'],
  ])('are both taken, and read back: at %j, %s', async (at, words, said, next) => {
    const { text } = await typed(at, words)
    expect(text).toContain(said)
    expect(text).toContain(next)
  })

  it('are none where one is the name of a business, or a wish', async () => {
    expect((await typed('Keripik Bu Sri', 'Warung Modal 5 Juta', 'kue')).text).not.toContain('Rp5.000.000')
    expect((await typed('5jt', 'butuh modal 10 juta')).text).toContain('Pindah dulu?')
  })

  it('ask how many work there, who was left out of it', async () => {
    expect((await typed('2jt sebulan', '9 juta sebulan, karyawan 2')).text).toContain('Berapa orang')
  })
})

describe('a correction of the answer just given', () => {
  it.each([
    ['lewati', 'eh salah, Dewi Lestari', 'Nama pemilik: <b>Dewi Lestari</b>', 'NIK'],
    ['2jt sebulan', 'salah ketik, maksudnya 7 juta', 'Modal usaha: <b>Rp7.000.000</b>', 'omzet'],
    ['3', 'ralat 3 juta sebulan', 'Penjualan: <b>Rp3.000.000</b>', 'Berapa orang'],
    ['banyuwangi', 'eh salah, kuliner', 'Bidang usaha: <b>Warung, kuliner, katering</b>', 'provinsi'],
    ['2015', 'keliru, rogojampi', 'Kecamatan: <b>Rogojampi</b>', 'Sejak tahun'],
  ])('is taken, and the question asked again: at %j, %s', async (at, words, said, question) => {
    const { text } = await typed(at, words)
    expect(text).toContain('sudah saya ganti')
    expect(text).toContain(said)
    expect(text).toContain(question)
  })

  it('is none where nothing else is meant, or no answer fits', async () => {
    expect((await typed('genteng', 'salah')).text).not.toContain('sudah saya ganti')
    expect((await typed('2015', 'salah, entahlah')).text).toContain('Sejak tahun berapa')
  })
})

describe('a word that steers the conversation', () => {
  it('is no misspelt place', async () => {
    expect((await typed('banyuwangi', 'jepara', 'kembali')).text).toContain('kabupaten atau kota mana')
  })
})

describe('a consent', () => {
  it.each(['saya setuju, terima kasih atas penjelasannya', 'gaskeun', 'silakan, Nak', 'setju', '1'])(
    'is given in any plain words: %s',
    async (words) => expect((await typed('setuju', words)).text).toContain('dibagikan ke bank'),
  )

  it.each([
    'saya kurang setuju',
    'boleh tau dulu datanya buat apa',
    'boleh lihat dulu',
    'setuju ga ya',
    'sudah',
  ])('is not given by a word in a sentence: %s', async (words) =>
    expect((await typed('setuju', words)).text).toContain('Setuju data Anda disimpan'),
  )
})

describe('a refusal', () => {
  it.each(['setuju, boleh dibagikan, tapi jangan kirim promosi', 'ya tapi jangan disebar'])(
    'that begins with agreeing ends nothing: %s',
    async (words) => expect((await typed('setuju', words)).text).toContain('Setuju data Anda disimpan'),
  )

  it.each(['tidak setuju', 'ga setuju', 'saya nggak setuju', 'jangan'])(
    'that is plain is taken: %s',
    async (words) => expect((await typed('setuju', words)).text).toContain('tidak menyimpan data usaha'),
  )
})

describe('a name that is also a word that works anywhere', () => {
  it.each(['Admin', 'Menu', 'Bantuan', 'Pelatihan'])(
    '(%s) is asked about, and taken when it is said again',
    async (name) => {
      const asked = await typed('Keripik Bu Sri', name)
      expect(asked.text).toContain(`Apakah “${name}” jawaban Anda?`)
      expect(labels(asked)).toContain(name)
      for (const again of [name, '1']) {
        expect((await typed('Keripik Bu Sri', name, again)).text).toContain('Apa yang Anda buat atau jual')
        const rest = ANSWERS.slice(ANSWERS.indexOf('keripik singkong'), ANSWERS.indexOf('ya'))
        expect((await typed('Keripik Bu Sri', name, again, ...rest)).text).toContain(
          `Nama usaha: <b>${name}</b>`,
        )
      }
      expect((await typed('Keripik Bu Sri', name, 'Keripik Bu Sri')).text).toContain(
        'Apa yang Anda buat atau jual',
      )
    },
  )

  it('still leads where it says, by its button', async () => {
    expect((await typed('Keripik Bu Sri', 'menu', '[Menu]')).text).toContain('Apa yang bisa saya bantu')
    expect((await typed('Keripik Bu Sri', 'bantuan')).text).toContain('kembali')
  })

  it.each(['Batal Puasa Snack', 'Menu Bu Tini', 'Kembali Segar'])(
    'is taken where it is only a part of one: %s',
    async (name) => {
      expect((await typed('Keripik Bu Sri', name)).text).toContain('Apa yang Anda buat atau jual')
    },
  )
})

describe('another language in the middle of a conversation', () => {
  it('asks the open question again in it', async () => {
    const asked = await typed('2015', 'ganti bahasa', 'English')
    expect(asked.text).toContain('English')
    expect(asked.text).toContain('Since which year')
  })

  it.each([
    ['ya', 'bahasa jawa', 'Gantos'],
    ['ya', 'ganti bhs indonesia', 'Ubah'],
    ['ya', 'ganti ke bahasa sunda', 'Gentos'],
    ['ya', 'ubah ke english dong', 'Change'],
  ])('is spoken at once in the review, which stays as it was: %s, %s', async (at, words, change) => {
    const asked = await typed(at, words)
    expect(labels(asked)).toContain(change)
    expect(asked.text).toContain('Keripik Bu Sri')
    expect((await typed(at, words, 'kirim')).text).toContain('NK-')
  })

  it('is asked for where none is named', async () => {
    expect(labels(await typed('ya', 'ubah bahasa'))).toContain('Basa Sunda')
    expect((await typed('ya', 'ubah bahasa', 'english')).text).toContain('Is everything correct')
  })

  it.each(['5jt', 'banyuwangi', 'makanan', 'setuju'])('is spoken at once at the question %j', async (at) => {
    expect((await typed(at, 'pakai bahasa jawa dong')).text).toContain('basa Jawa')
  })

  it('may be what a business is about', async () => {
    expect((await typed('Keripik Bu Sri', 'Les Bahasa Inggris')).text).toContain('Apa yang Anda buat')
    expect((await typed('keripik singkong', 'kursus bahasa jawa')).text).toContain('bidang apa')
    expect((await typed('keripik singkong', 'pakai bahasa jawa saja')).text).toContain('Pindah dulu?')
    expect((await typed('keripik singkong', 'pakai bahasa jawa saja', 'ya')).text).toContain(
      'panjenengan damel',
    )
  })

  it('shows the menu again in it', async () => {
    const house = openHouse(database)
    const address: Address = `web:${crypto.randomUUID()}`
    for (const words of ['menu', 'ganti bahasa', 'inggris']) await house.say(address, words)
    expect(house.last(address)!.text).toContain('What can I do for you')
  })
})

describe('a business beyond the bounds of the law', () => {
  it('is told so with what holds for it, and loses no answer', async () => {
    const large = ['20 miliar', '60 miliar setahun', '3', 'lewati', 'belum pernah', 'kirim']
    const told = await typed('5jt', ...large)
    expect(told.text).toContain('melewati batas UMKM')
    expect(told.text).toContain('Keripik Bu Sri')
    const mended = await typed('5jt', ...large, 'ubah', 'penjualan', '20 juta setahun', 'kirim')
    expect(mended.text).toMatch(/NK-\w{4}-\w{4}/)
  })
})

describe('a change in the review', () => {
  it('that is called off leaves every answer as it was', async () => {
    expect((await typed('ya', 'ubah', 'ga jadi')).text).toContain('Keripik Bu Sri')
    expect((await typed('ya', 'ubah', 'nama usaha', 'ga jadi')).text).toContain('Keripik Bu Sri')
  })

  it.each([
    ['ganti omzet', 'penjualan (omzet)'],
    ['nama usahanya salah', 'Apa nama usaha'],
    ['ubah kecamatan', 'kecamatan mana'],
  ])('that is named at once is asked for at once: %s', async (words, question) => {
    expect((await typed('ya', words)).text).toContain(question)
    expect((await typed('ya', words, 'ga jadi')).text).toContain('Apakah semua sudah benar')
  })

  it.each([
    ['ganti nama usaha jadi Dapur Sari', 'Nama usaha: <b>Dapur Sari</b>'],
    ['omzetnya harusnya 8 juta sebulan', 'Penjualan: <b>Rp8.000.000</b>'],
    ['ubah bidang jadi kuliner', 'Bidang usaha: <b>Warung, kuliner, katering</b>'],
  ])('that tells the new answer with it is made at once: %s', async (words, line) => {
    const { text } = await typed('ya', words)
    expect(text).toContain('sudah saya ganti')
    expect(text).toContain(line)
    expect(text).toContain('Apakah semua sudah benar?')
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

  it('is made sure of where a year may have slipped in, by a mere yes', async () => {
    expect((await typed('3', '2015')).text).toContain('2.015 orang?')
    expect((await typed('3', '2015', 'ya')).text).toContain('NIB')
    expect((await typed('3', '2015', '3')).text).toContain('NIB')
  })

  it('is not guessed where somebody else is named', async () => {
    expect((await typed('3', 'sendiri sama istri')).text).toContain('belum menemukan angka')
  })
})

it('a question about money says what to write where there is none', async () => {
  expect((await typed('2jt sebulan', 'belum ada')).text).toContain('Tulis <i>0</i>')
})

describe('a sum that is absurdly small for a business', () => {
  it.each(['2018', '5000', 'rp 3.500'])('is asked about, rather than taken: %s', async (words) => {
    const asked = await typed('5jt', words)
    expect(asked.text).toContain('Berapa modal usaha Anda')
    expect(labels(asked)).toHaveLength(3)
  })

  it('may be a year, which is no sum', async () => {
    expect((await typed('5jt', '2018')).text).toContain('Itu jumlah uang atau tahun?')
    expect((await typed('5jt', '5000')).text).not.toContain('tahun?')
    expect((await typed('5jt', '2018', '5 juta')).text).toContain('penjualan (omzet)')
  })

  it('is settled by its unit alone', async () => {
    expect(labels(await typed('5jt', '5000'))).toContain('5 juta (Rp5.000.000)')
    for (const unit of ['juta', 'ribu', '2', 'yang juta'])
      expect((await typed('5jt', '5000', unit)).text).toContain('penjualan (omzet)')
  })

  it('is taken where its unit is told, and so is none at all', async () => {
    for (const words of ['5 ribu', '5000 rupiah', '10.000', '0'])
      expect((await typed('5jt', words)).text).toContain('penjualan (omzet)')
  })

  it('keeps the time that it was told for, and reads back what a year comes to', async () => {
    const { text } = await typed('2jt sebulan', '500 sehari', 'ribu')
    expect(text).toContain('Rp156.000.000')
    expect(text).toContain('Berapa orang')
  })
})

it('a picture where nothing was asked is not called a voice message only', async () => {
  const house = openHouse(database)
  const file = { kind: 'photo', id: 'x', mime: 'image/jpeg', size: 9, name: null } as const
  const [answer] = await house.say(`web:${crypto.randomUUID()}`, { type: 'file', file })
  expect(answer?.text).toContain('gambar')
})

describe('a review', () => {
  const REVIEW = [...ANSWERS.slice(ANSWERS.indexOf('3')), 'ubah']

  it('asks in short what words that are no answer to it mean', async () => {
    const { text } = await typed('ya', 'ehm sebentar')
    expect(text).toContain('Apakah semua sudah benar?')
    expect(text).not.toContain('Keripik Bu Sri')
  })

  it.each(['kirim', 'bener'])('is read back to who changes nothing after all: %s', async (words) => {
    const { text } = await typed('3', ...REVIEW.slice(0, 3), 'ubah', words)
    expect(text).toContain('Keripik Bu Sri')
    expect(text).toContain('Apakah semua sudah benar?')
    expect((await typed('3', ...REVIEW.slice(0, 3), 'ubah', words, 'kirim')).text).toContain('NK-')
  })
})

const edited = (text: string) => ({ type: 'text', text, edited: true }) as const

describe('a message edited after it was answered', () => {
  it('answers no later question', async () => {
    const house = openHouse(database)
    const address: Address = `web:${crypto.randomUUID()}`
    for (const answer of ANSWERS.slice(0, ANSWERS.indexOf('Keripik Bu Sri'))) await house.say(address, answer)
    await house.say(address, edited('Sri Wahyuningsih'))
    expect(house.last(address)!.text).toContain('ketik <b>kembali</b>')
    expect(house.last(address)!.text).toContain('Apa nama usaha Anda?')
  })

  it('answers the question that its words were no answer to', async () => {
    const house = openHouse(database)
    const address: Address = `web:${crypto.randomUUID()}`
    for (const answer of [...ANSWERS.slice(0, ANSWERS.indexOf('2015')), 'dulu skali'])
      await house.say(address, answer)
    await house.say(address, edited('2015'))
    expect(house.last(address)!.text).toContain('modal usaha')
  })
})
