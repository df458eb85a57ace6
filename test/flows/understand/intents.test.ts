import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hurried, measure, measureValues, mistyped, sentencesOf } from '../../../bench/understand.ts'
import { readAs } from '../../../src/flows/understand/explain.ts'
import { understand } from '../../../src/flows/understand/intents.ts'
import { samples } from './samples.ts'

const today = '2026-11-22'
const WISHES = [
  ['daftar umkm', 'register'],
  ['pinjam modal', 'financing'],
  ['ikut pelatihan', 'training'],
  ['urus pirt', 'pirt'],
  ['bikin koperasi', 'cooperative'],
  ['gabung klaster', 'cluster'],
  ['cari mitra usaha', 'partnership'],
] as const

describe('understand', () => {
  it.each(samples('intents'))('leads "%s" to %s, or offers it', (text, expected) => {
    const read = readAs('intent', text, today)
    expect(read['ask'] ?? [read['value']]).toContain(expected)
  })

  it.each([
    ['jadwal pelatihan pirt', 'training'],
    ['daftar klaster kopi', 'cluster'],
    ['pendaftaran saya sudah sampai mana', 'status'],
    ['assalamualaikum pak, mau daftar usaha', 'register'],
    ['halo kak, syarat kur apa aja', 'financing'],
    ['kelompok tani mau jadi koperasi', 'cooperative'],
    ['jangan kirim info lagi', 'unsubscribe'],
    ['hapus data saya', 'delete_data'],
    ['ubah data saya', 'profile'],
    ['ganti bahasa', 'language'],
    ['g4bung klst3r', 'cluster'],
    ['pndftran umkm', 'register'],
    ['bukan mau daftar, mau tanya pelatihan', 'training'],
    ['calo minta uang 500rb buat urus kur', 'officer'],
    ['mau pinjam uang buat kur', 'financing'],
    ['mauikutpelatihan', 'training'],
    ['mau ikut pelathanekspor', 'training'],
    ['pinjam50jt', 'financing'],
    ['pnjaman mdal usha', 'financing'],
    ['pndftaranx smpe mana', 'status'],
    ['gbung klster kpoi', 'cluster'],
    // Both of two words that ran together are mistyped, or one is in no dictionary.
    ['pealtihansudh mulai?', 'training'],
    ['pembiayansyariah umkm', 'financing'],
    // The vowels of a region, and a slip besides.
    ['hoyong milu palatihvn', 'training'],
    // The ending is mistyped, or has the `n` that many leave out.
    ['pelatihannyw online', 'training'],
    ['keripik buatan sendiri izinya apa', 'pirt'],
    // A slip in a short or regional spelling.
    ['indaik jadi lai', 'cancel'],
    ['thx bng', 'thanks'],
    // Two neighbours that changed places, rather than a short stem that is there by chance.
    ['jangna kirim info', 'unsubscribe'],
    // What the words are about, not the words alone.
    ['makasih atas beantuannya', 'thanks'],
    ['wis gak ush wae', 'cancel'],
    ['ga ush kirim2 lagi', 'unsubscribe'],
    ['usaha saya belum didata dinas', 'register'],
    ['when will you verify my shop', 'status'],
    // What was done or is not wanted is told, not asked for.
    ['sudah punya pirt tinggal cari pinjaman', 'financing'],
    ['sudah pernah pinjam kur sekarang mau ikut pelatihan', 'training'],
    // How long it has taken, and what has not come.
    ['daftarku sampe saiki durung metu', 'status'],
    ['saya pernah daftar, tapi tidak ada kabar', 'status'],
    // What Makassar Malay sets on words, and what stands in the middle of a phrase.
    ['sudahma daftar tapi belumpi ada kabarnya', 'status'],
    ['kamu itu siapa sih', 'menu'],
    // Who buys, what money is short for, who answers.
    ['duit kula telas', 'financing'],
    ['tak kuat beli kompor', 'financing'],
    ['connect me to somebody', 'officer'],
    ['i only speak english', 'language'],
  ])('takes "%s" for %s', (text, intent) => {
    expect(understand(text, { today })).toMatchObject({
      decision: 'go',
      intents: expect.arrayContaining([expect.objectContaining({ intent })]),
    })
    expect(understand(text, { today }).intents[0]!.intent).toBe(intent)
  })

  it('is as sure of a typo near to several spellings of one word as of one near to one', () => {
    const { intents } = understand('klster', { today })
    expect(intents[0]).toMatchObject({ intent: 'cluster' })
    expect(intents[0]!.confidence).toBeGreaterThan(0.9)
  })

  it('hears no wish in words that only hold the letters of one', () => {
    for (const words of ['kita', 'katanya', 'ktanya']) {
      expect(understand(words, { today }).intents.map(({ intent }) => intent)).not.toContain('financing')
    }
  })

  it.each(['aya keloxmpok pengrajin bambu', 'ngii formulirnya dmn', 'ganti nama usaha'])(
    'opens what is alone likely sooner where nothing was asked: "%s"',
    (text) => {
      expect(understand(text, { today }).decision).toBe('ask')
      expect(understand(text, { today, unasked: true }).decision).toBe('go')
    },
  )

  it.each(['penting', 'mungkin', 'sumber', 'rebus'])(
    'takes the everyday word "%s" for no slip in one of ours',
    (words) => {
      expect(understand(words, { today })).toMatchObject({ decision: 'none' })
    },
  )

  it('offers the programmes to who asks for social aid for a business', () => {
    const { decision, intents } = understand('bansos buat umkm masih ada?', { today })
    expect([decision, intents[0]!.intent]).toEqual(['ask', 'programmes'])
  })

  it('opens no registration for a mistyped other thing', () => {
    expect(understand('daftr haij antri brp thun', { today, unasked: true }).decision).not.toBe('go')
  })

  it('knows a word without vowels for the one with the fewest left out', () => {
    const wishes = understand('bng', { today }).intents.map(({ intent }) => intent)
    expect(wishes).not.toContain('financing')
    expect(wishes).not.toContain('delete_data')
  })

  it.each(['sudah', 'beli'])('does not take "%s" for somebody spoken to', (words) => {
    expect(understand(words, { today }).intents.map(({ intent }) => intent)).not.toContain('greeting')
  })

  it.each([
    ['siapa mau ambil kerupuk satu ton', 'partnership'],
    ['rumah saya punya sertifikat, bank belum percaya', 'guarantee'],
    ['sudah kirim semua kok hening', 'status'],
    ['udah daftar lima minggu', 'status'],
    ['saya kena tipu pinjol', 'officer'],
    ['pengen jago bikin roti', 'training'],
    ['nelayan sini mau punya badan usaha', 'cooperative'],
    ['surat buat kue apa ya', 'pirt'],
    ['gimana nasib urusan saya', 'status'],
  ])('thinks first, at "%s", of %s', (text, intent) => {
    expect(understand(text, { today }).intents[0]!.intent).toBe(intent)
  })

  it.each(['nanti sore jemput adik ya', 'siapa menang tadi malam', 'besok pagi hujan'])(
    'takes the time of day within "%s" for no greeting',
    (text) => {
      expect(understand(text, { today }).intents.map(({ intent }) => intent)).not.toContain('greeting')
    },
  )

  it.each(['pagi', 'malem kak', 'sore bu, apa kabar'])('is greeted by the time of day: "%s"', (text) => {
    expect(understand(text, { today })).toMatchObject({ decision: 'go', intents: [{ intent: 'greeting' }] })
  })

  it('never opens what was done or is not wanted instead of what is wanted now', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...WISHES], { minLength: 2, maxLength: 2 }),
        fc.constantFrom('sudah', 'wis', 'tos', 'bukan mau', 'tidak jadi', 'gak butuh'),
        fc.constantFrom(' tapi ', ', sekarang mau ', ' nanging arep ', ', cuma mau ', ' hoyong ', ' mau '),
        ([before, now], mark, turn) => {
          const { intents } = understand(`${mark} ${before![0]}${turn}${now![0]}`, { today })
          expect(intents[0]!.intent).toBe(now![1])
        },
      ),
    )
  })

  it('never erases or silences what was asked to be left', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('jangan', 'jgn', 'ojo', 'ulah', 'tidak usah', 'ga mau', 'dont'),
        fc.constantFrom('dihapus', 'dibusak', 'dihentikan'),
        fc.constantFrom('data saya', 'akun saya', 'pesannya'),
        (refusal, deed, what) => {
          const { decision, intents } = understand(`${refusal} ${deed} ${what}`, { today, unasked: true })
          const opened = decision === 'go' ? intents[0]!.intent : null
          expect(['delete_data', 'unsubscribe', 'cancel']).not.toContain(opened)
        },
      ),
    )
  })

  it.each(['ga mau, hapus aja data saya', 'saya tidak setuju, hapus data saya', 'jangan simpan data saya'])(
    'erases where it is asked for after a no: "%s"',
    (text) => {
      expect(understand(text, { today }).intents[0]).toMatchObject({ intent: 'delete_data' })
    },
  )

  it('offers both of two wishes in one breath', () => {
    const { decision, intents } = understand('mau daftar usaha sekalian tanya kur', { today })
    expect([decision, intents.map(({ intent }) => intent).toSorted()]).toEqual([
      'ask',
      ['financing', 'register'],
    ])
  })

  it.each(['jadwal bola malam ini', 'cuaca besok', 'qwerty', 'jual akun ml', 'tell me a joke', ''])(
    'knows that "%s" is none of ours',
    (text) => {
      expect(understand(text, { today })).toMatchObject({
        decision: 'none',
        intents: [{ intent: 'out_of_scope' }],
      })
    },
  )

  it('keeps what the sentence tells besides', () => {
    expect(understand('mau pinjem 50jt buat beli oven 3 tahun', { today }).entities).toMatchObject({
      amount: 50_000_000,
      months: 36,
    })
    expect(understand('kluster kopi di jember', { today }).entities).toMatchObject({
      region: '35.09',
      sector: 'coffee',
    })
    expect(understand('kripik pisang bisa pirt?', { today }).entities).toMatchObject({
      product: 'kripik pisang',
      sector: 'foodProducts',
      topic: 'pirt',
    })
  })

  it('learns words while it runs', () => {
    const extra = { concepts: { kur: { words: 'zakonomi' } } }
    expect(understand('zakonomi dong', { today }).decision).toBe('none')
    expect(understand('zakonomi dong', { today, extra })).toMatchObject({
      decision: 'go',
      intents: [{ intent: 'financing' }],
    })
  })

  it('says why', () => {
    expect(understand('syarat kur', { today }).why).toContain('“kur” (kur) → financing +6.0')
  })
})

const PARTS = ['develop', 'develop-2', 'develop-6', 'develop-7', 'develop-8', 'measure', 'measure-2']

describe('the corpus', () => {
  it.each(PARTS)('is understood: %s', (part) => {
    const figures = measure(sentencesOf(part))
    expect(figures.offered).toBeGreaterThanOrEqual(0.95)
    expect(figures.wrong).toBeLessThan(0.02)
    expect(figures.outOfScope).toBeGreaterThanOrEqual(0.9)
  })

  it.each(PARTS)('is understood with a typo in every long word: %s', (part) => {
    const typed = sentencesOf(part).map(({ text, labels }, at) => ({
      text: mistyped(text, at + 1),
      labels,
    }))
    const figures = measure(typed)
    expect(figures.offered).toBeGreaterThanOrEqual(0.9)
    expect(figures.wrong).toBeLessThan(0.02)
  })

  it.each(PARTS)('is understood typed in a hurry: %s', (part) => {
    const typed = sentencesOf(part).map(({ text, labels }, at) => ({ text: hurried(text, at + 1), labels }))
    const figures = measure(typed)
    expect(figures.offered).toBeGreaterThanOrEqual(0.93)
    expect(figures.wrong).toBeLessThan(0.02)
  })

  it.each(['develop', 'develop-2', 'develop-7', 'measure'])('has its values read: %s', (part) => {
    const { right } = measureValues(part)
    const [good, all] = [...right.values()].reduce(([good, all], [g, a]) => [good + g, all + a], [0, 0])
    expect(good / all).toBeGreaterThanOrEqual(0.95)
  })
})
