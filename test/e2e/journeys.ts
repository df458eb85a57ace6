import { expect } from 'vitest'
import { ANSWERS } from '../bot/owner.ts'
import { callApi } from './admin.ts'
import type { Move, Person, Sent } from './people.ts'
import type { Program } from './program.ts'

/** How somebody answers: by what is on the screen, or in words of their own. */
export type Manner = 'tapping' | 'typing'

/** One answer, tapped by its label or typed. */
const answer = (manner: Manner, label: string, words: string): Move =>
  manner === 'tapping' ? { tap: label } : words

export async function register(person: Person): Promise<void> {
  for (const said of ANSWERS) {
    const label = /^\[(.+)\]$/.exec(said)?.[1]
    await person.say(label === undefined ? said : { tap: label })
  }
}

/** From a sentence with a sum to an interest that an officer, or a bank, is told of. */
export async function askForMoney(person: Person, manner: Manner): Promise<void> {
  await register(person)
  await person.say('cicilan 50 juta 3 tahun', 'Rp1.521.097')
  await person.say(answer(manner, 'Saya berminat', 'berminat'), 'Diteruskan ke siapa')
  await person.say(answer(manner, 'Bank penyalur', 'ke bri aja'), 'hanya untuk keperluan ini')
  await person.say(answer(manner, 'Boleh', 'iya boleh'), 'diteruskan petugas ke bank')
}

/** Which of all the products fits, and why. */
export async function findWhatFits(person: Person, manner: Manner): Promise<void> {
  await person.say('modal mana yang cocok', 'Modalnya untuk apa')
  await person.say(answer(manner, 'Modal kerja (bahan, stok)', 'buat bahan'), 'Berapa yang Anda butuhkan')
  await person.say('8 juta', 'umur')
  await person.say(answer(manner, '21 tahun ke atas', 'umur saya 35'), 'Surat usaha')
  await person.say(answer(manner, 'NIB', 'nib'), 'riwayat kredit')
  await person.say(answer(manner, 'Lancar / belum pernah meminjam', 'lancar'), 'Kredit apa')
  await person.say(answer(manner, 'Tidak ada', 'ga ada'), 'anggota kelompok')
  await person.say(answer(manner, 'Tidak', 'bukan'), 'Khusus perempuan')
  await person.say(answer(manner, 'Tidak', 'tidak'), 'Hasilnya')
  await person.say({ tap: /KUR super mikro/ }, 'Sumber')
}

const PDF: Sent = {
  name: 'surat komitmen.pdf',
  mime: 'application/pdf',
  bytes: Buffer.from('%PDF-1.7\nsurat komitmen\n%%EOF\n'),
}
const JPEG: Sent = {
  name: 'label.jpg',
  mime: 'image/jpeg',
  bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array<number>(64).fill(7), 0xff, 0xd9]),
}
const FALSE: Sent = { name: 'nib.pdf', mime: 'application/pdf', bytes: Buffer.from('PK\u0003\u0004 no PDF') }

/** A product is checked, tracked, and its papers are sent: one is no PDF, whatever it says. */
export async function goForPirt(person: Person, manner: Manner): Promise<void> {
  await register(person)
  await person.say('mau urus pirt untuk keripik singkong', 'Izin PIRT')
  await person.say({ tap: 'Apakah produk saya PIRT?' }, 'bentuknya kering')
  await person.say(answer(manner, 'Kering', 'kering'), 'disimpan dan dijual')
  await person.say('suhu ruang', 'Berapa lama')
  await person.say('3 bulan', 'Dibuat di mana')
  await person.say(answer(manner, 'Di rumah tinggal', 'dirumah sendiri'), 'Alatnya')
  await person.say(answer(manner, 'Manual', 'manual'), 'buatan Anda sendiri')
  await person.say(answer(manner, 'Buatan sendiri', 'sendiri'), 'khasiat')
  await person.say(answer(manner, 'Tidak ada', 'tidak ada'), 'bisa PIRT')
  await person.say(answer(manner, 'Mulai urus PIRT-nya', 'mulai urus'), /👉 \*?Punya NIB/)
  await sendPaper(person, 'Surat komitmen', PDF)
  await sendPaper(person, 'Gambar label', JPEG)
  await sendPaper(person, 'NIB', FALSE)
  await person.hear('isinya bukan foto JPG/PNG atau PDF', 40_000)
  await person.say('pirt', 'Mulai dari mana')
  const page = await person.say({ tap: /^keripik singkong/ }, 'Surat komitmen')
  expect(page).toMatch(/✅ Surat komitmen: diterima[^]*✅ Gambar label: diterima[^]*❌ NIB: ditolak/)
}

async function sendPaper(person: Person, label: string, file: Sent): Promise<void> {
  await person.say({ tap: 'Kirim berkas' }, 'Berkas apa')
  await person.say({ tap: label }, 'paling besar 5 MB')
  await person.say({ file }, 'diterima dan sedang diperiksa')
  await person.hear('Apa yang mau dikerjakan')
}

/** An officer reads, answers and closes; the bot is silent in between, and then asks again what was open. */
export async function talkToAnOfficer(person: Person, bot: Program): Promise<void> {
  await person.say('daftar', 'Mau pakai bahasa apa')
  await person.say('petugas', 'Apa yang ingin Anda tanyakan')
  await person.say('Apakah warung saya boleh ikut?', 'Sudah diteruskan ke petugas')
  const { items } = await callApi<{ items: { id: string }[] }>(bot, 'GET', '/handovers')
  const path = `/handovers/${items[0]!.id}`
  await callApi(bot, 'POST', `${path}/claim`, {})
  await person.hear('selama itu saya diam')
  const before = person.heard()
  await person.tell('Warungnya di Genteng, Bu')
  expect(person.heard()).toBe(before)
  await callApi(bot, 'POST', `${path}/answer`, { text: 'Boleh, silakan daftar.' })
  await person.hear('Boleh, silakan daftar.')
  const { messages } = await callApi<{ messages: { text: string }[] }>(bot, 'GET', path)
  expect(messages.map(({ text }) => text)).toContain('Warungnya di Genteng, Bu')
  await callApi(bot, 'POST', `${path}/close`, {})
  await person.hear('sudah selesai')
  await person.say('lanjut', 'Mau pakai bahasa apa')
}

/** In the middle of a question, the language changes and changes back; another wish comes up, and is come back from. */
export async function changeTheirMind(person: Person, manner: Manner): Promise<void> {
  await person.say('daftar', 'Mau pakai bahasa apa')
  await person.say({ tap: 'Bahasa Indonesia' }, 'UU 27/2022')
  await person.say(answer(manner, 'Setuju', 'setuju'), 'bank')
  await person.say('ganti bahasa', 'Mau pakai bahasa apa')
  await person.say(answer(manner, 'English', 'inggris'), /English[^]*bank/)
  await person.say('language', 'Which language')
  await person.say(answer(manner, 'Bahasa Indonesia', 'indonesia'), /bahasa Indonesia[^]*bank/)
  await person.say(answer(manner, 'Jangan', 'tidak'), 'info pelatihan')
  await person.say('eh kalau mau urus PIRT gimana?', 'Pindah dulu')
  await person.say('Izin PIRT', 'Mulai dari mana')
  await person.say('lanjut', 'info pelatihan')
  await person.say('batal', 'Berhenti dari')
  await person.say(answer(manner, 'Simpan, nanti lagi', 'nanti saja'), 'masih tersimpan')
  await person.say('lanjut', 'info pelatihan')
}

/** Everything that is held is destroyed at the owner's word. */
export async function eraseEverything(person: Person, manner: Manner): Promise<void> {
  await register(person)
  await person.say('status', /NK-\w{4}-\w{4}/)
  await person.say('hapus semua data saya', 'hapus')
  await person.say(answer(manner, 'Ya, hapus', 'ya'), 'sudah dihapus')
  await person.say('status', 'belum terdaftar')
}

/** A cluster is proposed in the chat and approved; its leader takes in who asks to join. */
export async function growACluster([leader, owner]: readonly [Person, Person], bot: Program): Promise<void> {
  const name = 'Klaster Uji Genteng'
  await Promise.all([register(leader), register(owner)])
  await leader.say('klaster', /klaster/i)
  await leader.say({ tap: /Usulkan/ })
  await leader.say(name)
  await leader.say('keripik singkong')
  await leader.say('toko oleh-oleh', name)
  await leader.say('kirim', name)
  type Proposal = { readonly id: string; readonly name: string; readonly version: number }
  const { items } = await callApi<{ items: Proposal[] }>(bot, 'GET', '/clusters?stage=proposed')
  const { id, version } = items.find((one) => one.name === name)!
  await callApi(bot, 'POST', `/clusters/${id}/approve`, {}, version)
  await leader.hear('Anda ketuanya')
  await owner.say('klaster', /klaster/i)
  await owner.say({ tap: /Cari klaster/ }, 'klaster')
  await owner.say({ tap: new RegExp(name) }, 'toko oleh-oleh')
  await owner.say({ tap: 'Minta gabung' }, 'ketua')
  await owner.say('setuju', 'sudah dikirim')
  await leader.hear('minta gabung')
  await leader.say('permintaan gabung', '1 permintaan gabung')
  await leader.say({ tap: /Keripik Bu Sri/ }, 'Sri Wahyuni')
  await leader.say('terima', 'sekarang anggota')
  await owner.hear('Selamat')
  await owner.say('klaster', /klaster/i)
  await owner.say({ tap: new RegExp(name) }, 'Anda anggota')
}

/** A card with a picture answers what a company needs; what the company decides is seen in the chat. */
export async function supply(person: Person, manner: Manner, bot: Program): Promise<void> {
  await register(person)
  const name = `PT Uji ${manner}`
  await planNeed(bot, name)
  await person.say('cari perusahaan yang mau ambil keripik saya', 'kebutuhan perusahaan')
  await person.say({ tap: new RegExp(name) }, '300 kg per bulan')
  await person.say(answer(manner, 'Lamar kebutuhan ini', 'lamar'), 'sebulan')
  await person.say('500 kg', 'Sertifikat apa')
  await person.say('halal', 'Sudah benar')
  await person.say(answer(manner, 'Ya, simpan', 'ya'), 'Kirim foto produk')
  await person.say({ file: JPEG }, 'sedang diperiksa')
  await person.say('lewati', 'Ini yang dikirim')
  await person.say(answer(manner, 'Kirim', 'kirim'), 'Lamaran terkirim')
  await decide(bot, name)
  await person.say('lamaran saya', 'lamaran Anda')
  await person.say({ tap: /keripik singkong/ }, 'Masuk daftar pendek')
}

/** A company and what it needs, as an officer enters them. */
async function planNeed(bot: Program, name: string): Promise<void> {
  const about = { name, about: 'Membeli keripik untuk toko.', region: null, source: 'Data uji' }
  const { id: company } = await callApi<{ id: string }>(bot, 'POST', '/companies', about)
  await callApi(bot, 'POST', '/opportunities', {
    company,
    product: 'keripik singkong',
    sector: 'foodProducts',
    volume: 300,
    unit: 'kg',
    period: 'month',
    quality: 'renyah',
    region: '35.10',
    pattern: 'supplyChain',
    months: 12,
    sinceOn: new Date(Date.now() + 60 * 86_400 * SECOND).toISOString().slice(0, 10),
  })
}

async function decide(bot: Program, company: string): Promise<void> {
  const { items } = await callApi<{ items: { id: string; company: string; version: number }[] }>(
    bot,
    'GET',
    '/applications',
  )
  const { id, version } = items.find((one) => one.company === company)!
  await callApi(bot, 'POST', `/applications/${id}/decide`, { state: 'shortlisted' }, version)
}

const SECOND = 1000

/** A session with one seat: who waits for it gets it when the other cancels, and says yes. */
export async function waitForASeat([first, second]: readonly [Person, Person], bot: Program): Promise<void> {
  await planSession(bot, { training: 'pkp-dinkes', quota: 1, startsIn: 10 * 86_400 * SECOND })
  await register(first)
  await openSession(first, 'daftar pelatihan pirt', /sisa 1/)
  await first.say({ tap: 'Ikut pelatihan ini' }, 'Anda terdaftar')
  await openSession(second, 'pelatihan pirt', /penuh/)
  await second.say({ tap: 'Masuk daftar tunggu' }, 'UU 27/2022')
  await second.say('setuju', /nama/i)
  await second.say('Siti Aminah', 'daftar tunggu')
  await first.say('pelatihan saya', 'Anda punya kursi')
  await first.say({ tap: 'Batal ikut' }, 'Yakin batal')
  await first.say('ya', 'batal ikut')
  await second.hear('Ada kursi untuk Anda', 100 * SECOND)
  await second.say('pelatihan saya', 'konfirmasi sebelum')
  await second.say('ya', 'milik Anda')
}

/** Signed up, there by the code of the day, asked how it was, and given a certificate that anybody can check. */
export async function learn(person: Person, bot: Program): Promise<void> {
  await register(person)
  const starts = 30 * SECOND
  const session = await planSession(bot, {
    training: 'ekspor-kemendag',
    quota: 5,
    startsIn: starts,
    lasting: 2 * SECOND,
  })
  const ended = Date.now() + starts + 3 * SECOND
  await openSession(person, 'pelatihan ekspor', /sisa 5/)
  await person.say({ tap: 'Ikut pelatihan ini' }, 'Anda terdaftar')
  const { code } = await callApi<{ code: string }>(bot, 'GET', `/sessions/${session}/check-in`)
  await person.say('hadir', 'Ketikkan kode')
  await person.say(code.toLowerCase(), 'Selamat datang')
  await new Promise((resolve) => setTimeout(resolve, ended - Date.now()))
  await person.say('pelatihan saya', 'Anda hadir')
  await person.say({ tap: 'Beri kesan' }, 'Seberapa bermanfaat')
  await person.say({ tap: '⭐⭐⭐⭐ Bermanfaat' })
  await person.say('praktiknya kurang lama', 'Terima kasih')
  await person.say('sertifikat saya', 'Anda hadir')
  const told = await person.say({ tap: 'Sertifikat saya' }, /certificates\/NKP-/)
  const address = new URL(/https?:\S+key=\S+/.exec(told)![0])
  const certificate = await fetch(`${bot.url}${address.pathname}${address.search}`)
  expect([certificate.status, certificate.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  const open = await fetch(`${bot.url}${address.pathname.replace('.pdf', '')}`)
  expect(await open.text()).toContain('S•• W••••••')
}

async function openSession(person: Person, words: string, option: RegExp): Promise<void> {
  await person.say(words, /jadwal/)
  await person.say({ tap: option }, 'kursi')
}

interface Planned {
  readonly training: string
  readonly quota: number
  /** Milliseconds from now. */
  readonly startsIn: number
  readonly lasting?: number
}

/** An officer enters a session, where it is not just about midnight. */
async function planSession(bot: Program, { training, quota, startsIn, lasting }: Planned): Promise<string> {
  const starts = Date.now() + startsIn
  const hour = Number(
    new Date(starts).toLocaleString('en', { hour: 'numeric', hourCycle: 'h23', timeZone: 'Asia/Jakarta' }),
  )
  const [regency, venue] = hour === 23 ? ['91.71', 'Aula Jayapura'] : ['35.10', 'Aula Dinkes']
  const { id } = await callApi<{ id: string }>(bot, 'POST', '/sessions', {
    training,
    venue,
    regency,
    quota,
    startsAt: new Date(starts).toISOString(),
    endsAt: new Date(starts + (lasting ?? 3_600_000)).toISOString(),
    closesAt: new Date(starts).toISOString(),
  })
  return id
}
