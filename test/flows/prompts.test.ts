import { describe, expect, it } from 'vitest'
import { ageBand, runningBand } from '../../src/flows/prompts/bands.ts'
import { choice, choiceOf, yesNo } from '../../src/flows/prompts/choice.ts'
import { date } from '../../src/flows/prompts/date.ts'
import { file } from '../../src/flows/prompts/file.ts'
import { given } from '../../src/flows/prompts/given.ts'
import { isMinor, maskNik, nib, nik, phone } from '../../src/flows/prompts/identity.ts'
import { number, rupiah, rupiahText, year } from '../../src/flows/prompts/number.ts'
import { location } from '../../src/flows/prompts/place.ts'
import { optional, type Prompt, type StepContext } from '../../src/flows/prompts/prompt.ts'
import { region } from '../../src/flows/prompts/region.ts'
import { review } from '../../src/flows/prompts/review.ts'
import { name, text } from '../../src/flows/prompts/text.ts'
import type { FileRef, Input, Json } from '../../src/flows/types.ts'

const at = (more: Partial<StepContext> = {}): StepContext => ({
  flow: 'flow',
  step: 'step',
  answers: {},
  today: '2026-11-22',
  facts: {},
  ...more,
})

/** What a prompt makes of an input, at a glance: the value, `reason`, or the meanings offered. */
function reads<T extends Json>(prompt: Prompt<T>, input: string | Input, context = at()) {
  const reading = prompt.read(typeof input === 'string' ? { type: 'text', text: input } : input, context)
  switch (reading.type) {
    case 'value':
      return reading.value
    case 'ask':
      return { ask: reading.options }
    case 'unread':
      return { reason: reading.reason }
  }
}

const tap = (value: string): Input => ({ type: 'choice', flow: 'flow', step: 'step', value })
const why = (reason: string) => ({ reason })
const needed = (text: string) => nik().needs!({ type: 'text', text }, at())
const heldBy = (holder: string) => at({ facts: { nikHolder: holder } })
const sorted = (reading: unknown) => ({ ask: (reading as { ask: string[] }).ask.toSorted() })
const sticker: Input = { type: 'unsupported', kind: 'sticker' }
const place: Input = { type: 'location', latitude: -8.219_23, longitude: 114.369_17 }

describe('a band that lenders ask for', () => {
  const at = { flow: 'fit', step: 'age', answers: {}, today: '2026-11-22', facts: {} }
  const read = (prompt: Prompt<string>, text: string) => {
    const reading = prompt.read({ type: 'text', text }, at)
    return reading.type === 'value' ? reading.value : reading.type === 'ask' ? reading.options : null
  }

  it.each([
    ['35', 'adult'],
    ['umur saya 45 tahun', 'adult'],
    ['dua puluh lima', 'adult'],
    ['21', 'adult'],
    ['19 thn', ['married', 'young']],
    ['16', 'young'],
    ['2', null],
    ['di bawah 21', null],
    ['tua', null],
  ])('reads the age %j as %j', (text, band) => expect(read(ageBand(), text)).toEqual(band))

  it.each([
    ['5 tahun', 'over6'],
    ['setahun', 'over6'],
    ['3 bulan', 'under6'],
    ['6 bulan', 'over6'],
    ['sejak 2019', 'over6'],
    ['sejak 2025', null],
    ['kurang dari 6 bulan', null],
    ['1', null],
  ])('reads how long a business has run, %j, as %j', (text, band) =>
    expect(read(runningBand(), text)).toEqual(band),
  )
})

describe('every prompt', () => {
  const prompts: { readonly [name: string]: Prompt } = {
    text: text({ min: 1, max: 10 }),
    choice: choice('a', 'b') as unknown as Prompt,
    choiceOf: choiceOf(() => [{ value: 'a' }]) as unknown as Prompt,
    yesNo: yesNo() as unknown as Prompt,
    number: number({ min: 0, max: 9 }) as unknown as Prompt,
    year: year({ min: 1900 }) as unknown as Prompt,
    rupiah: rupiah({ min: 0, max: 9 }) as unknown as Prompt,
    date: date() as unknown as Prompt,
    nik: nik() as unknown as Prompt,
    nib: nib() as unknown as Prompt,
    phone: phone() as unknown as Prompt,
    region: region('province') as unknown as Prompt,
    review: review() as unknown as Prompt,
  }
  it.each(Object.entries(prompts))('asks for words instead of a sticker: %s', (_, prompt) => {
    expect(reads(prompt, sticker)).toEqual(why('unsupported'))
  })
  it.each(Object.entries(prompts))('says what it needs instead of a place on the map: %s', (_, prompt) => {
    expect(reads(prompt, place)).toEqual(why(prompt.options ? 'needChoice' : 'needText'))
  })
  it.each(Object.entries(prompts))('refuses a tap that is not on offer: %s', (_, prompt) => {
    expect(reads(prompt, tap('elsewhere'))).toHaveProperty('reason')
  })
})

describe('text', () => {
  const prompt = text({ min: 2, max: 12 })
  it.each<[string, Json]>([
    ['Sri', 'Sri'],
    ['  Bu   Sri \n Wahyuni', why('tooLong')],
    ['  Bu   \n Sri ', 'Bu Sri'],
    ['ꦱꦿꦶ', 'ꦱꦿꦶ'],
    ['👍 Sri', '👍 Sri'],
    ['S', why('tooShort')],
    ['', why('tooShort')],
    ['👍👍👍', why('tooShort')],
    ['1234', why('tooShort')],
    ['a'.repeat(12), 'a'.repeat(12)],
    ['😀'.repeat(11) + 'a', '😀'.repeat(11) + 'a'],
  ])('reads %j', (typed, result) => expect(reads(prompt, typed)).toEqual(result))
  it('tells how long an answer is that is too long', () => {
    expect(prompt.read({ type: 'text', text: 'x'.repeat(13) }, at())).toEqual({
      type: 'unread',
      reason: 'tooLong',
      params: { max: 12, length: 13 },
    })
  })
})

describe('a choice', () => {
  const prompt = choice('agree', 'decline')
  it('takes a tap among its values', () => expect(reads(prompt, tap('agree'))).toBe('agree'))
  it('leaves typed words to whoever knows the labels', () =>
    expect(reads(prompt, 'agree')).toEqual(why('needChoice')))
  it('asks again when an answer is no longer offered', () => {
    expect(prompt.stands!('agree', at())).toBe(true)
    expect(prompt.stands!('perhaps' as 'agree', at())).toBe(false)
  })
  it('is drawn as a list when it is long', () => {
    expect(choice('a', 'b').list).toBe(false)
    expect(choice('a', 'b', 'c', 'd', 'e', 'f', 'g').list).toBe(true)
  })
})

describe('a choice from facts', () => {
  const prompt = choiceOf(({ facts }) =>
    (facts['open'] as string[]).map((value) => ({ value, label: { text: value.toUpperCase() } })),
  )
  const open = at({ facts: { open: ['batik', 'jahit'] } })
  it('offers what the facts hold', () => expect(prompt.options!(open)).toHaveLength(2))
  it('takes one of them', () => expect(reads(prompt, tap('jahit'), open)).toBe('jahit'))
  it('refuses what has gone', () => expect(reads(prompt, tap('las'), open)).toEqual(why('needChoice')))
  it('shows an answer by its label, and one that has gone by itself', () => {
    expect(prompt.show('batik', open)).toEqual({ text: 'BATIK' })
    expect(prompt.show('las', open)).toEqual({ text: 'las' })
  })
})

describe('yes or no', () => {
  it.each<[string | Input, Json]>([
    [tap('yes'), true],
    [tap('no'), false],
    [tap('maybe'), why('needChoice')],
    ['iya', true],
    ['nggih', true],
    ['muhun', true],
    ['gak', false],
    ['mboten', false],
    ['henteu', false],
    ['bingung', why('vague')],
  ])('reads %j', (typed, result) => expect(reads(yesNo(), typed)).toEqual(result))
  it('shows its answers by their own words', () => {
    expect(yesNo().show(true, at())).toEqual({ key: 'flow:step.yes' })
    expect(yesNo().show(false, at())).toEqual({ key: 'flow:step.no' })
  })
})

describe('a number', () => {
  it.each<[string, Json]>([
    ['3', 3],
    ['tiga', 3],
    ['3 orang', 3],
    ['selusin', 12],
    ['1', 1],
    ['100', 100],
    ['0', why('tooSmall')],
    ['101', why('tooLarge')],
    ['-2', why('negative')],
    ['2,5', why('notWhole')],
    ['2-3', why('range')],
    ['puluhan', why('vague')],
    ['saya', why('notANumber')],
  ])('between 1 and 100 reads %j', (typed, result) => {
    expect(reads(number({ min: 1, max: 100 }), typed)).toEqual(result)
  })
})

describe('a year', () => {
  it.each<[string, Json]>([
    ['2015', 2015],
    ['sejak thn 2015', 2015],
    ["'15", 2015],
    ['98', 1998],
    ['26', 2026],
    ['27', 1927],
    ['3 tahun lalu', 2023],
    ['2 bulan lalu', 2026],
    ['14 bulan', 2025],
    ['kemarin', 2026],
    ['baru buka minggu ini', 2026],
    ['dua tahun lalu', 2024],
    ['sepuluh tahun yang lalu', 2016],
    ['setahun lalu', 2025],
    ['2,5 tahun', 2024],
    ['10 years ago', 2016],
    ['rong taun kepungkur', 2024],
    ['tilu taun katukang', 2023],
    ['tahun lalu', 2025],
    ['tahun ini', 2026],
    ['taun iki', 2026],
    ['2026', 2026],
    ['2027', why('inFuture')],
    ['1899', why('tooLongAgo')],
    ['3-5 tahun lalu', why('range')],
    ['puluhan tahun lalu', why('vague')],
    ['dari dulu', why('notADate')],
    ['201', why('notADate')],
  ])('reads %j on 22 November 2026', (typed, result) => {
    expect(reads(year({ min: 1900 }), typed)).toEqual(result)
  })
})

describe('an amount of rupiah', () => {
  const prompt = rupiah({ min: 0, max: 1_000_000_000_000, period: 'per' })
  it.each<[string, Json]>([
    ['5 juta', 5_000_000],
    ['1,5jt', 1_500_000],
    ['Rp 750.000', 750_000],
    ['0', 0],
    ['2 triliun', why('tooLarge')],
    ['5-10 juta', why('range')],
    ['lumayan', why('vague')],
    ['mboh', why('notANumber')],
    ['5', { ask: [5_000_000, 5_000, 5_000_000_000] }],
  ])('reads %j', (typed, result) => expect(reads(prompt, typed)).toEqual(result))

  it.each([
    ['2jt sebulan', 'month'],
    ['500rb per hari', 'day'],
    ['3 juta/minggu', 'week'],
    ['120 juta setahun', 'year'],
    ['2 juta', null],
  ])('in %j finds the period %s', (typed, per) => {
    expect(prompt.read({ type: 'text', text: typed }, at())).toMatchObject({ fills: { per } })
  })

  it('fills nothing without a step for the period', () => {
    expect(rupiah({ min: 0, max: 9e9 }).read({ type: 'text', text: '2jt sebulan' }, at())).toEqual({
      type: 'value',
      value: 2_000_000,
    })
  })

  it.each([
    [0, 'Rp0'],
    [750, 'Rp750'],
    [5_000_000, 'Rp5.000.000'],
    [1_000_000_000_000, 'Rp1.000.000.000.000'],
  ])('writes %d as %s', (amount, text) => expect(rupiahText(amount)).toEqual({ text }))
})

describe('a date', () => {
  const prompt = date({ min: '2026-01-01', max: 'today' })
  it.each<[string, Json]>([
    ['17 agustus 2026', '2026-08-17'],
    ['kemarin', '2026-11-21'],
    ['hari ini', '2026-11-22'],
    ['besok', why('inFuture')],
    ['31 desember 2025', why('tooLongAgo')],
    ['entahlah', why('notADate')],
  ])('reads %j', (typed, result) => expect(reads(prompt, typed)).toEqual(result))
  it('is shown with the month in words', () => {
    expect(prompt.show('2026-08-07', at())).toEqual({
      key: 'common:date',
      params: { day: 7, month: { key: 'common:month.8' }, year: 2026 },
    })
  })
})

describe('a NIK', () => {
  it.each<[string, Json]>([
    ['3510014508900003', '3510014508900003'],
    ['3510 0145 0890 0003', '3510014508900003'],
    ['NIK saya 3510014508900003 ya', '3510014508900003'],
    ['351001450890', why('nikLength')],
    ['9910014508900003', why('nikProvince')],
    ['3510013213900003', why('nikBirthDate')],
    ['3510014508900000', why('nikSerial')],
    ['nanti saja', why('notANumber')],
  ])('reads %j', (typed, result) => expect(reads(nik(), typed)).toEqual(result))

  it('asks for its holder only when it is one', () => {
    expect(needed('3510 0145 0890 0003')).toEqual([{ fact: 'nikHolder', argument: '3510014508900003' }])
    expect(needed('3510')).toEqual([])
  })

  it('is refused when somebody else holds it, and not when it is the owner', () => {
    expect(reads(nik(), '3510014508900003', heldBy('other'))).toEqual(why('nikTaken'))
    expect(reads(nik(), '3510014508900003', heldBy('self'))).toBe('3510014508900003')
    expect(nik().stands!('3510014508900003', heldBy('other'))).toBe(false)
  })

  it('is never shown whole', () => {
    expect(nik().show('3510014508900003', at())).toEqual({ text: '3510••••••••0003' })
    expect(maskNik('3510014508900003')).not.toContain('0145')
  })

  it.each([
    ['3510012211080001', '2026-11-21', true],
    ['3510012211080001', '2026-11-22', false],
    ['3510016902080001', '2026-02-28', true],
    ['3510016902080001', '2026-03-01', false],
    ['3510014508900003', '2026-11-22', false],
  ])('%s is of a minor on %s: %s', (number, today, minor) => expect(isMinor(number, today)).toBe(minor))
})

describe('a NIB', () => {
  it.each<[string, Json]>([
    ['1234567890123', '1234567890123'],
    ['1234 5678 90123', '1234567890123'],
    ['12345', why('nibLength')],
    ['12345678901234', why('nibLength')],
  ])('reads %j', (typed, result) => expect(reads(nib(), typed)).toEqual(result))
})

describe('a phone number', () => {
  it.each<[string | Input, Json]>([
    ['0812-3456-7890', '+6281234567890'],
    [{ type: 'phone', phone: '+6281234567890', own: false }, '+6281234567890'],
    ['12', why('notAPhone')],
    ['+44 20 7946 0958', why('phoneElsewhere')],
  ])('reads %j', (typed, result) => expect(reads(phone(), typed)).toEqual(result))

  it('of the owner is taken from the platform only', () => {
    const own = phone({ own: true })
    expect(reads(own, { type: 'phone', phone: '+6281234567890', own: true })).toBe('+6281234567890')
    expect(reads(own, { type: 'phone', phone: '+6281234567890', own: false })).toEqual(why('needOwnPhone'))
    expect(reads(own, '081234567890')).toEqual(why('needOwnPhone'))
  })

  it('is shown masked', () => {
    expect(phone().show('+6281234567890', at())).toEqual({ text: '+62812••••890' })
  })
})

describe('a region', () => {
  const province = region('province', { fills: { regency: 'town' } })
  const regency = region('regency', { within: 'province' })
  const eastJava = at({ answers: { province: '35' } })

  it.each<[string, Json]>([
    ['jawa timur', '35'],
    ['Jatim', '35'],
    ['jwa timur', '35'],
    ['banyuwangi', '35'],
    ['atlantis', why('notAPlace')],
  ])('a province is read from %j', (typed, result) => expect(reads(province, typed)).toEqual(result))

  it.each<[string | Input, Json]>([
    ['banyuwangi', '35.10'],
    ['kota malang', '35.73'],
    ['malang', { ask: ['35.07', '35.73'] }],
    ['bandung', why('placeElsewhere')],
    [tap('35.10'), '35.10'],
    [tap('32.05'), why('stale')],
    [tap('35'), why('stale')],
    [tap('!!'), why('stale')],
  ])('a regency of Jawa Timur is read from %j', (typed, result) => {
    const reading = reads(regency, typed, eastJava)
    expect(typeof reading === 'object' && 'ask' in (reading as object) ? sorted(reading) : reading).toEqual(
      result,
    )
  })

  it('gives what it knows besides to the steps that ask for it', () => {
    expect(province.read({ type: 'text', text: 'banyuwangi' }, at())).toEqual({
      type: 'value',
      value: '35',
      fills: { town: '35.10' },
    })
  })

  it('no longer stands when it lies elsewhere, or is of another level', () => {
    expect(regency.stands!('35.10', eastJava)).toBe(true)
    expect(regency.stands!('32.05', eastJava)).toBe(false)
    expect(regency.stands!('35', eastJava)).toBe(false)
    expect(regency.stands!('35.99', eastJava)).toBe(false)
  })

  it('lists the regencies of the province', () => {
    expect(regency.options!(eastJava)).toHaveLength(38)
    expect(province.options).toBeUndefined()
  })
})

describe('a place on the map', () => {
  it('is taken as it is, and shown in short', () => {
    expect(reads(location(), place)).toEqual({ latitude: -8.219_23, longitude: 114.369_17 })
    expect(location().show({ latitude: -8.2, longitude: 114.369_171 }, at())).toEqual({
      text: '-8.20000, 114.36917',
    })
  })
  it('is asked for when words come', () => expect(reads(location(), 'Genteng')).toEqual(why('needLocation')))
})

describe('a file', () => {
  const photo: FileRef = { kind: 'photo', id: 'x', mime: 'image/jpeg', size: 90_000, name: null }
  const sent = (more: Partial<FileRef>): Input => ({ type: 'file', file: { ...photo, ...more } })
  it.each<[string | Input, Json]>([
    [sent({}), { ...photo }],
    [sent({ size: null }), { ...photo, size: null }],
    [sent({ mime: 'application/zip' }), why('fileType')],
    [sent({ size: 5 * 1_048_576 + 1 }), why('fileSize')],
    ['nanti', why('needFile')],
    [sticker, why('needFile')],
  ])('reads %j', (input, result) => expect(reads(file(), input)).toEqual(result))
  it('is shown by its name, or its kind', () => {
    expect(file().show({ ...photo, name: 'menu.pdf' }, at())).toEqual({ text: 'menu.pdf' })
    expect(file().show({ ...photo }, at())).toEqual({ key: 'common:file.photo' })
  })
})

describe('a review', () => {
  it('takes its submission by a tap, and never by words alone', () => {
    expect(reads(review(), tap('submit'))).toBe('submit')
    expect(reads(review(), 'submit')).toEqual(why('needChoice'))
  })
})

describe('an answer given at the start', () => {
  it('is never read from what comes', () => {
    expect(given().given).toBe(true)
    expect(reads(given(), 'anything')).toEqual(why('invalid'))
  })
})

describe('an optional prompt', () => {
  it('reads what the prompt reads, and may be passed over', () => {
    expect(optional(nib()).optional).toBe(true)
    expect(reads(optional(nib()), '1234567890123')).toBe('1234567890123')
  })
})

const named = (typed: string, person = true) =>
  name({ min: 2, max: 80, person }).read({ type: 'text', text: typed }, at())

describe('a name', () => {
  it.each([
    ['Siti Aminah 😊🙏', 'Siti Aminah'],
    ['nama saya Siti Aminah', 'Siti Aminah'],
    ['saya Budi', 'Budi'],
    ['my name is Adi', 'Adi'],
    ['nami kula Sri Lestari', 'Sri Lestari'],
    ['Namira Asmarani', 'Namira Asmarani'],
    ['Sayaka', 'Sayaka'],
    ['Asma Nadia', 'Asma Nadia'],
    ['Abdi Setiawan', 'Abdi Setiawan'],
    ['abdi teh Asep', 'Asep'],
    ['Nami Kulawati', 'Nami Kulawati'],
    ['nami: Sri', 'Sri'],
    ['jenengku Budi', 'Budi'],
    ['nama lengkap saya adalah Dewi', 'Dewi'],
    ['Joko Hidayat Kami', 'Joko Hidayat Kami'],
    ['saya Ahmad Wijaya Gimana', 'Ahmad Wijaya Gimana'],
  ])('is taken without what is said around it: %s', (typed, value) => {
    expect(named(typed)).toEqual({ type: 'value', value })
  })

  it.each(['saya bingung isi NIK, ktp saya hilang', 'kenapa harus nama asli', 'nanti saya tanya suami dulu'])(
    'of a person is not read from a sentence: %s',
    (typed) => {
      expect(named(typed)).toMatchObject({ type: 'unread', reason: 'unreadable' })
    },
  )

  it('of a business may begin with any word', () => {
    expect(named('Aku Suka Bakso', false)).toEqual({ type: 'value', value: 'Aku Suka Bakso' })
    expect(named('nama usahanya Batik Jaya 🎉', false)).toEqual({ type: 'value', value: 'Batik Jaya' })
  })
})
