import { describe, expect, it } from 'vitest'
import { SEED } from '../../src/db/seed.ts'
import { type Faq, FAQ_TOPICS } from '../../src/flows/content.ts'
import { faq } from '../../src/flows/faq.ts'
import { searchFaqs } from '../../src/flows/search.ts'
import type { Json } from '../../src/flows/types.ts'
import { talk, type Setting } from '../talk.ts'

const faqs = SEED.faqs as readonly Faq[]
const around: Setting = { look: ({ fact }) => ((SEED as { [kind: string]: unknown })[fact] ?? null) as Json }

describe('searching the frequent questions', () => {
  it.each(faqs.map(({ id, title }) => [title.id, id]))('finds itself: %s', (title, id) => {
    expect(searchFaqs(title, faqs)[0]?.faq.id).toBe(id)
  })

  it.each([
    ['bi cheking jelek bs kur gak', 'kur-slik'],
    ['kur tanpa jaminan ada?', 'kur-agunan'],
    ['usaha baru 2 bulan bs minjem ga', 'kur-usaha-baru'],
    ['frozn food bs pirt?', 'frozen'],
    ['pirt bayar ga min', 'pirt-biaya'],
    ['pirt brp lama jadinya', 'pirt-lama'],
    ['nugget rumahan ijinnya apa', 'nugget'],
    ['roti tahan 4 hari', 'tahan-pendek'],
    ['nib itu apa', 'nib-apa'],
    ['halal gratis masih ada ga', 'halal-gratis'],
    ['bikin koprasi minimal brp org', 'koperasi-minimal'],
    ['kelompok kami 7 orang bs jd koperasi?', 'koperasi-tujuh'],
    ['jamkrindo itu apa', 'jaminan-apa'],
    ['pnm mekaar cara masuknya gmn', 'mekaar-apa'],
    ['dikerjain pabrik, lapor kemana', 'lapor-mitra'],
    ['transfer biaya adm kur 250rb ke siapa', 'kur-biaya'],
    ['blt umkm cair kapan', 'blt'],
    ['nomor pirt ini artinya apa', 'pirt-nomor'],
    ['is there KUR without collateral', 'kur-agunan'],
  ])('finds %s among the best', (typed, id) => {
    expect(
      searchFaqs(typed, faqs)
        .slice(0, 3)
        .map(({ faq }) => faq.id),
    ).toContain(id)
  })

  it.each(['cuaca hari ini', 'skor bola semalam', '', '!!!', 'asdfgh qwerty'])(
    'finds nothing in %j',
    (typed) => {
      expect(searchFaqs(typed, faqs)).toEqual([])
    },
  )
})

describe('asking', () => {
  it('is answered at once when it is clear, with the source and what to do next', () => {
    const { transcript, screen } = talk(faq, ['bi cheking jelek bs kur gak'], around)
    expect(transcript.at(-1)).toContain('riwayat kredit (SLIK)')
    expect(transcript.at(-1)).toContain('content:source(')
    expect(screen).toEqual(['go faq', 'go financing', 'go officer', 'go home'])
  })

  it('offers the likeliest when it is not', () => {
    const { transcript, screen } = talk(faq, ['pirt'], around)
    expect(transcript.at(-1)).toBe('bot: pick')
    expect(screen).toHaveLength(6)
    expect(talk(faq, ['pirt', `[${screen[0]}]`], around).transcript.at(-1)).toContain('content:source(')
  })

  it('leads to a person when none of them is meant, or nothing is found', () => {
    for (const inputs of [['pirt', '[none]'], ['cuaca besok']])
      expect(talk(faq, inputs, around).screen).toEqual(['go officer', 'go faq', 'go home'])
  })

  it('has questions under every topic', () => {
    for (const topic of FAQ_TOPICS) expect(talk(faq, [`[${topic}]`], around).screen.length).toBeGreaterThan(3)
  })

  it('takes another topic after a change of mind', () => {
    const { screen } = talk(faq, ['[halal]', '/back', '[guarantee]'], around)
    expect(screen).toContain('jamkrida')
  })

  it('asks again for signs that ask nothing', () => {
    expect(talk(faq, ['??'], around).transcript.at(-1)).toContain('reasons.tooShort')
  })

  it('says of what is not confirmed whom to ask', () => {
    expect(talk(faq, ['Bunga PNM Mekaar berapa?'], around).transcript.at(-1)).toContain(
      'content:unconfirmed(',
    )
  })
})
