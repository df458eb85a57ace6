import { describe, expect, it } from 'vitest'
import { registration } from '../../src/flows/registration/registration.ts'
import type { Answer, Input } from '../../src/flows/types.ts'
import { type Setting, talk } from '../talk.ts'

/** What an owner of a small crisp maker in Banyuwangi answers, question by question. */
const OWNER: { readonly [step: string]: readonly string[] } = {
  language: ['[id]'],
  consent: ['[agree]'],
  sharing: ['[yes]'],
  messages: ['[no]'],
  ownerName: ['Sri Wahyuni'],
  nik: ['3510014508900003'],
  businessName: ['Keripik Bu Sri'],
  product: ['keripik singkong dan rempeyek'],
  sector: ['[foodProducts]'],
  province: ['jawa timur'],
  regency: ['banyuwangi'],
  district: ['genteng'],
  yearStarted: ['2015'],
  capital: ['5 juta'],
  sales: ['500rb'],
  salesPeriod: ['[day]'],
  workers: ['3'],
  nib: ['/skip'],
  export: ['[never]'],
}

/** The answers up to a step, without it. */
function before(step: string): readonly string[] {
  const steps = Object.keys(OWNER)
  return steps.slice(0, steps.indexOf(step)).flatMap((name) => OWNER[name]!)
}

const all = Object.values(OWNER).flat()

/** What the bot says to the last of some inputs, given after the questions before a step. */
function atStep(step: string, inputs: readonly (string | Input)[], setting?: Setting) {
  const played = talk(registration, [...before(step), ...inputs], setting)
  return { ...played, said: played.transcript.at(-1)!.replace('bot: ', '') }
}

describe('registering a business', () => {
  it('goes from the first word to a registration number', () => {
    const { transcript, run, screen } = talk(registration, [...all, '[submit]'])
    expect(transcript).toEqual([
      'bot: language',
      'owner: [id]',
      'bot: consent',
      'owner: [agree]',
      'bot: sharing',
      'owner: [yes]',
      'bot: messages',
      'owner: [no]',
      'bot: ownerName',
      'owner: Sri Wahyuni',
      'bot: nik',
      'owner: 3510014508900003',
      'bot: businessName',
      'owner: Keripik Bu Sri',
      'bot: product',
      'owner: keripik singkong dan rempeyek',
      'bot: sector',
      'owner: [foodProducts]',
      'bot: province',
      'owner: jawa timur',
      'bot: regency(Jawa Timur)',
      'owner: banyuwangi',
      'bot: district(Kabupaten Banyuwangi)',
      'owner: genteng',
      'bot: yearStarted',
      'owner: 2015',
      'bot: capital',
      'owner: 5 juta',
      'bot: sales',
      'owner: 500rb',
      'bot: salesPeriod',
      'owner: [day]',
      'bot: annualised(Rp156.000.000, 312) | workers',
      'owner: 3',
      'bot: nib',
      'owner: /skip',
      'bot: export',
      'owner: [never]',
      'bot: ' +
        'language.label = language.id; consent.label = consent.agree; sharing.label = sharing.yes; ' +
        'messages.label = messages.no; ownerName.label = Sri Wahyuni; nik.label = 3510••••••••0003; ' +
        'businessName.label = Keripik Bu Sri; product.label = keripik singkong dan rempeyek; ' +
        'sector.label = sector.foodProducts; province.label = Jawa Timur; regency.label = Kabupaten Banyuwangi; ' +
        'district.label = Genteng; yearStarted.label = 2015; capital.label = Rp5.000.000; ' +
        'sales.label = Rp500.000; salesPeriod.label = salesPeriod.day; workers.label = 3; nib.label = notGiven; ' +
        'export.label = export.never | class.micro(class.by.sales) | confirm',
      'owner: [submit]',
      'bot: submitted(NK-7F3K-9Q2M) | whatNext',
    ])
    expect(run.status).toBe('completed')
    expect(screen).toEqual(['go status', 'go fit', 'go pirt', 'go home'])
  })

  it('submits exactly the answers given, once, with sales for the whole year and the class', () => {
    const submitted = talk(registration, [...all, '[submit]']).effects.filter(
      ({ type }) => type === 'submitRegistration',
    )
    expect(submitted).toEqual([
      {
        type: 'submitRegistration',
        id: '7F3K9Q2MXW5T',
        number: 'NK-7F3K-9Q2M',
        ownerName: 'Sri Wahyuni',
        nik: '3510014508900003',
        businessName: 'Keripik Bu Sri',
        product: 'keripik singkong dan rempeyek',
        sector: 'foodProducts',
        province: '35',
        regency: '35.10',
        district: '35.10.09',
        yearStarted: 2015,
        capital: 5_000_000,
        annualSales: 156_000_000,
        workers: 3,
        nib: null,
        export: 'never',
        class: 'micro',
      },
    ])
  })

  it('records the three consents one by one, at the moment each is given', () => {
    const { turns } = talk(registration, all)
    const recorded = turns.map(({ effects }) => effects.filter(({ type }) => type === 'recordConsent'))
    expect(recorded.slice(2, 5)).toEqual([
      [expect.objectContaining({ purpose: 'registration', given: true, wordingKey: 'registration:consent' })],
      [expect.objectContaining({ purpose: 'sharing', given: true, wordingKey: 'registration:sharing' })],
      [expect.objectContaining({ purpose: 'messages', given: false, wordingKey: 'registration:messages' })],
    ])
    expect(recorded.flat()).toHaveLength(3)
  })

  it('leaves out the language when it has been chosen before', () => {
    expect(talk(registration, [], { facts: { languageChosen: true } }).transcript).toEqual(['bot: consent'])
  })

  it('counts every question, answer and the end, so that a funnel can be drawn', () => {
    const { events } = talk(registration, [...all, '[submit]'])
    const answered = events.filter(({ type }) => type === 'answered').map(({ step }) => step)
    expect(answered).toEqual([...Object.keys(OWNER), 'confirm'])
    expect(events[0]).toEqual({ type: 'started', step: null })
    expect(events.at(-1)).toEqual({ type: 'completed', step: null })
  })
})

describe('a change of mind', () => {
  it('goes back one question, answers it anew and goes on', () => {
    const { transcript } = atStep('product', ['/back', 'Rempeyek Sri'])
    expect(transcript.slice(-4)).toEqual([
      'owner: /back',
      'bot: businessName',
      'owner: Rempeyek Sri',
      'bot: product',
    ])
  })

  it('goes back past a question that was not asked', () => {
    const { transcript } = atStep('businessName', ['/back', '/skip', '/back', '3510014508900003', '/back'])
    expect(transcript.filter((line) => line.startsWith('bot: ')).slice(-5)).toEqual([
      'bot: nik',
      'bot: adult',
      'bot: nik',
      'bot: businessName',
      'bot: nik',
    ])
  })

  it('goes back two questions to mend one without asking the other again', () => {
    expect(atStep('product', ['/back', '/back', '/skip']).said).toBe('adult')
    expect(atStep('product', ['/back', '/back', '3510014508900003']).said).toBe('product')
  })

  it('undoes a back', () => {
    const { transcript, answers } = atStep('product', ['/back', '/undo'])
    expect(transcript.at(-1)).toBe('bot: product')
    expect(answers['businessName']).toBe('Keripik Bu Sri')
  })

  it('changes one line from the review and returns to the review', () => {
    const { transcript, run } = talk(registration, [...all, '[change]', '[~4]', 'Sri Wahyuningsih'])
    expect(transcript.slice(-6, -1)).toEqual([
      'owner: [change]',
      'bot: whichToChange',
      'owner: [~4]',
      'bot: ownerName',
      'owner: Sri Wahyuningsih',
    ])
    expect(transcript.at(-1)).toMatch('ownerName.label = Sri Wahyuningsih')
    expect(run.asked).toBe('confirm')
  })

  it('leaves the answer as it was when the owner goes back instead of changing it', () => {
    const { transcript } = talk(registration, [...all, '[change]', '[~4]', '/back'])
    expect(transcript.at(-1)).toMatch('ownerName.label = Sri Wahyuni;')
  })

  it('asks what follows again when the province changes, and nothing else', () => {
    const { transcript } = talk(registration, [...all, '[change]', '[~9]', 'jawa barat', 'garut', 'cibatu'])
    expect(transcript.slice(-7, -1)).toEqual([
      'bot: province',
      'owner: jawa barat',
      'bot: regency(Jawa Barat)',
      'owner: garut',
      'bot: district(Kabupaten Garut)',
      'owner: cibatu',
    ])
    expect(transcript.at(-1)).toMatch('regency.label = Kabupaten Garut; district.label = Cibatu; yearStarted')
  })

  it('cancels kindly, and asks for nothing more', () => {
    const { transcript, run, effects } = atStep('capital', ['/cancel'])
    expect(transcript.at(-1)).toBe('bot: cancelled')
    expect(run.status).toBe('cancelled')
    expect(effects.some(({ type }) => type === 'submitRegistration')).toBe(false)
  })
})

describe('an answer that cannot be read', () => {
  it.each<[step: string, typed: string | Input, reason: string]>([
    ['consent', 'hmm', 'reasons.needChoice'],
    ['sharing', 'gimana ya', 'reasons.needChoice'],
    ['ownerName', 'S', 'reasons.tooShort(2) | ownerName.help'],
    ['ownerName', '081234567890', 'reasons.unreadable | ownerName.help'],
    ['ownerName', 'Sri '.repeat(30), 'reasons.tooLong(80, 119) | ownerName.help'],
    ['ownerName', { type: 'unsupported', kind: 'voice' }, 'reasons.unsupported | ownerName.help'],
    [
      'ownerName',
      { type: 'location', latitude: -8.2, longitude: 114.3 },
      'reasons.needText | ownerName.help',
    ],
    ['nik', '35100145089', 'reasons.nikLength(11, 5) | nik.help'],
    ['nik', 'lupa', 'reasons.notANumber | nik.help'],
    ['nik', '9910014508900003', 'reasons.nikProvince(99) | nik.help'],
    ['nik', '3510014513900003', 'reasons.nikBirthDate(451390) | nik.help'],
    ['nik', '3510014508900000', 'reasons.nikSerial | nik.help'],
    ['product', 'ab', 'reasons.tooShort(3) | product.help'],
    ['sector', { type: 'unsupported', kind: 'sticker' }, 'reasons.unsupported'],
    ['province', 'atlantis', 'reasons.notAPlace | province.help'],
    ['yearStarted', '2031', 'reasons.inFuture(2026) | yearStarted.help'],
    ['yearStarted', '1805', 'reasons.tooLongAgo(1900) | yearStarted.help'],
    ['yearStarted', 'dulu sekali', 'reasons.notADate | yearStarted.help'],
    ['capital', 'lumayan', 'reasons.vague | capital.help'],
    ['capital', 'banyak', 'reasons.vague | capital.help'],
    ['capital', '5-10 juta', 'reasons.range | capital.help'],
    ['capital', '2000 triliun', 'reasons.tooLarge(Rp1.000.000.000.000) | capital.help'],
    ['sales', '3 juta sampai 5 juta', 'reasons.range | sales.help'],
    ['sales', 'tidak tentu', 'reasons.vague | sales.help'],
    ['workers', '0', 'reasons.tooSmall(1) | workers.help'],
    ['workers', '250000', 'reasons.tooLarge(100000) | workers.help'],
    ['workers', '-3', 'reasons.negative | workers.help'],
    ['nib', '12345', 'reasons.nibLength(5, 8) | nib.help'],
    ['export', 'ke mana?', 'reasons.needChoice'],
  ])('to %s, %j, is answered with its reason and the run stays where it was', (step, typed, reason) => {
    const asked = atStep(step, [])
    const { said, run, events } = atStep(step, [typed])
    const question = step === 'consent' ? 'consent.again' : asked.said.split(' | ').at(-1)
    expect(said).toBe(`${reason} | ${question}`)
    expect(run).toEqual({ ...asked.run, misses: 1 })
    expect(events.at(-2)).toMatchObject({ type: 'rejected', step })
  })

  it('is met with an example and a person at the third try', () => {
    const { transcript, screen } = atStep('consent', ['a', 'b', 'c'])
    expect(transcript.filter((line) => line.startsWith('bot: ')).slice(-3)).toEqual([
      'bot: reasons.needChoice | consent.again',
      'bot: reasons.needChoice | consent.again',
      'bot: reasons.needChoice | consent.help | stuck | consent.again',
    ])
    expect(screen).toEqual(['agree', 'decline', 'go officer'])
  })

  it('shows the way past an optional question at the third try', () => {
    const { said, screen } = atStep('nik', ['a', 'b', 'c'])
    expect(said).toBe('reasons.notANumber | nik.help | stuckOptional | nik')
    expect(screen).toEqual(['!skip', 'go officer'])
  })

  it('counts three tries anew at every question', () => {
    expect(atStep('ownerName', ['S', 'S', 'Sri', 'x']).said).not.toMatch('stuck')
  })

  it('may not be skipped where the law or the form needs it', () => {
    expect(atStep('ownerName', ['/skip']).said).toBe('reasons.cannotSkip | ownerName.help | ownerName')
  })

  it('from a button of an earlier question is recognised as late', () => {
    const { said, answers } = atStep('businessName', ['[consent:decline]'])
    expect(said).toBe('reasons.stale | businessName')
    expect(answers['consent']).toBe('agree')
  })

  it('from the list of another province is recognised as late', () => {
    const { said, run } = atStep('province', ['jawa barat', '[regency:35.10]'])
    expect(said).toMatch('reasons.stale | regency(Jawa Barat)')
    expect(run.asked).toBe('regency')
  })
})

describe('who may register', () => {
  it('keeps nothing of an owner who declines, and records that no consent was given', () => {
    const { transcript, run, effects } = talk(registration, ['[id]', '[decline]'])
    expect(transcript.at(-1)).toBe('bot: declined')
    expect(run.status).toBe('cancelled')
    expect(effects.at(-1)).toMatchObject({ type: 'recordConsent', purpose: 'registration', given: false })
  })

  it('declines too when consent is taken back in the review', () => {
    expect(talk(registration, [...all, '[change]', '[~1]', '[decline]']).transcript.at(-1)).toBe(
      'bot: declined',
    )
  })

  it.each([
    ['3510012311080001', 'a day short of eighteen', 'minor'],
    ['3510012211080001', 'eighteen today', 'businessName'],
  ])('reads the age from NIK %s: %s', (nik, _, said) => {
    expect(atStep('nik', [nik]).said).toBe(said)
  })

  it('asks for the age when there is no NIK, makes sure of a no, and ends kindly with a minor', () => {
    const { transcript, run } = atStep('nik', ['[!skip]', '[no]', '[minor]'])
    expect(transcript.slice(-5)).toEqual([
      'bot: adult',
      'owner: [no]',
      'bot: underage',
      'owner: [minor]',
      'bot: minor',
    ])
    expect(run.status).toBe('cancelled')
  })

  it.each(['umur 16', 'baru 15 tahun', 'di bawah 18', 'lahir 2012'])(
    'ends kindly, without another question, with whoever tells a child’s age: %s',
    (words) => expect(atStep('nik', ['[!skip]', words]).said).toBe('minor'),
  )

  it.each(['ga pernah', 'ga ada', 'belum', 'jangan', 'belum punya ktp', 'bukan', 'tidak'])(
    'never ends by doubtful words at the question of age: %s',
    (words) => {
      const asked = atStep('nik', ['[!skip]', words])
      expect(asked.said).toBe('underage')
      expect(asked.run.status).toBe('open')
      expect(atStep('nik', ['[!skip]', words, '35 tahun']).said).toBe('businessName')
      expect(atStep('nik', ['[!skip]', words, '[adult]']).answers).toMatchObject({ adult: true })
      expect(atStep('nik', ['[!skip]', words, '17']).said).toBe('minor')
    },
  )

  it.each(['16', '2015'])('makes sure of a bare number that would be a child’s: %s', (words) => {
    expect(atStep('nik', ['[!skip]', words]).said).toBe('underage')
  })

  it.each(['gak ada masalah', 'ga masalah', 'ndak papa'])('takes %j for a yes', (words) =>
    expect(atStep('nik', ['[!skip]', words]).said).toBe('businessName'),
  )

  it('registers nothing of the question whether a no was meant', () => {
    const { effects } = talk(registration, [
      ...before('nik'),
      '/skip',
      '[no]',
      '[adult]',
      ...all.slice(all.indexOf('3510014508900003') + 1),
      '[submit]',
    ])
    expect(effects.at(-1)).toMatchObject({ type: 'submitRegistration' })
    expect(effects.at(-1)).not.toHaveProperty('underage')
  })

  it('goes on with an adult who would rather not give a NIK', () => {
    expect(atStep('nik', ['[!skip]', 'iya sudah']).said).toBe('businessName')
  })

  it('does not register a business above the bounds, says why, and keeps its answers to be changed', () => {
    const figures = ['20 miliar', '60 miliar setahun', '900', '/skip', '[regularly]']
    const { transcript, run, effects } = atStep('capital', [...figures, '[submit]'])
    expect(transcript.at(-3)).toMatch('class.large(class.by.sales) | confirm')
    expect(transcript.at(-1)).toMatch(/^bot: reasons\.notMsme \| .*Sri Wahyuni.* \| confirm$/)
    expect(run.status).toBe('open')
    expect(effects.some(({ type }) => type === 'submitRegistration')).toBe(false)
  })
})

describe('what owners put into one answer', () => {
  it('takes the month from "2jt sebulan" and reads the year back', () => {
    const { said, answers } = atStep('sales', ['2jt sebulan'])
    expect(said).toBe('annualised(Rp24.000.000, 12) | workers')
    expect(answers).toMatchObject({ sales: 2_000_000, salesPeriod: 'month' })
  })

  it('says nothing to a sum that is for a year already', () => {
    expect(atStep('sales', ['120 juta setahun']).said).toBe('workers')
  })

  it('does not ask for a period when nothing has been sold yet, and goes by the capital', () => {
    const { transcript } = atStep('sales', ['0', '3', '/skip', '[never]'])
    expect(transcript.at(-1)).toMatch('class.micro(class.by.capital) | confirm')
    expect(transcript).not.toContain('bot: salesPeriod')
  })

  it('takes province and regency from "banyuwangi"', () => {
    const { said, answers } = atStep('province', ['banyuwangi'])
    expect(said).toBe('district(Kabupaten Banyuwangi)')
    expect(answers).toMatchObject({ province: '35', regency: '35.10' })
  })

  it('asks which one is meant when a name is shared, and takes the pick', () => {
    const { transcript, screen } = atStep('province', ['jawa timur', 'malang'])
    expect(transcript.at(-1)).toBe('bot: whichOne | regency(Jawa Timur)')
    expect(screen).toEqual(['~0', '~1'])
    expect(atStep('province', ['jawa timur', 'malang', '[~1]']).said).toMatch(/^district\(K\w+ Malang\)$/)
  })

  it('lists the regencies of the province a page at a time', () => {
    const { transcript, screen } = atStep('regency', ['[!next]', '[!next]'])
    expect(transcript.at(-1)).toBe('bot: regency(Jawa Timur)')
    expect(screen).toHaveLength(12)
    expect(screen.slice(-2)).toEqual(['!next', '!previous'])
  })

  it('reads a fill in the middle of a change and goes back to the review', () => {
    const { transcript } = talk(registration, [...all, '[change]', '[!next]', '[~14]', '1 juta seminggu'])
    expect(transcript.at(-1)).toMatch(/^bot: annualised\(Rp52\.000\.000, 52\) \| language\.label/)
  })

  it('asks for the period again when only the sum is changed', () => {
    const { transcript } = talk(registration, [...all, '[change]', '[!next]', '[~14]', '9 juta', '[month]'])
    expect(transcript.slice(-3)).toEqual([
      'bot: salesPeriod',
      'owner: [month]',
      expect.stringMatching(/^bot: annualised\(Rp108\.000\.000, 12\) \| language/),
    ])
  })
})

describe('somebody who is registered already', () => {
  const registered: readonly Answer[] = Object.entries({
    consent: 'agree',
    sharing: true,
    messages: false,
    ownerName: 'Sri Wahyuni',
    nik: '3510014508900003',
    businessName: 'Keripik Bu Sri',
    product: 'keripik singkong',
    sector: 'foodProducts',
    province: '35',
    regency: '35.10',
    district: '35.10.09',
    yearStarted: 2015,
    capital: 5_000_000,
    sales: 24_000_000,
    salesPeriod: 'year',
    workers: 3,
    nib: null,
    export: 'never',
  }).map(([step, value]) => ({ step, value }))
  const setting: Setting = {
    facts: { languageChosen: true, registration: { number: 'NK-AAAA-BBBB', status: 'verified' } },
    look: ({ fact }) => (fact === 'registrationAnswers' ? registered.map((answer) => ({ ...answer })) : null),
  }

  it('is not asked for consents again, and begins at the review', () => {
    expect(talk(registration, [], setting).transcript[0]).toMatch(
      /^bot: ownerName\.label = Sri Wahyuni; .+businessName\.label = Keripik Bu Sri.+confirm$/,
    )
  })

  it('updates under the same number instead of registering twice', () => {
    const { transcript, effects } = talk(
      registration,
      ['[change]', '[!next]', '[~12]', '5', '[submit]'],
      setting,
    )
    expect(transcript.at(-1)).toBe('bot: updated(NK-AAAA-BBBB) | whatNext')
    expect(effects).toEqual([
      expect.objectContaining({ type: 'submitRegistration', number: 'NK-AAAA-BBBB', workers: 5 }),
    ])
  })

  it('is pointed to the linking of accounts when another account holds the NIK', () => {
    const { said, run } = atStep('nik', ['3510 0145 0890 0003'], {
      look: ({ fact, argument }) =>
        fact === 'nikHolder' && argument === '3510014508900003' ? 'other' : null,
    })
    expect(said).toBe('reasons.nikTaken | nik.help | nik')
    expect(run.asked).toBe('nik')
  })

  it('may register again with a NIK of their own', () => {
    expect(atStep('nik', ['3510014508900003'], { look: () => 'self' }).said).toBe('businessName')
  })

  it('is asked for the NIK again when somebody else registered it before the submission', () => {
    const { run: from } = talk(registration, all)
    const { transcript, effects } = talk(registration, ['[confirm:submit]'], { from, look: () => 'other' })
    expect(transcript.at(-1)).toMatch(/nik$/)
    expect(effects).toEqual([])
  })
})

it('takes what is made or sold out of the sentence that tells it', () => {
  expect(atStep('product', ['Saya membuat tempe dan tahu']).answers).toMatchObject({
    product: 'tempe dan tahu',
  })
  expect(atStep('product', ['jualan online']).answers).toMatchObject({ product: 'jualan online' })
})

it('takes the name of a business out of the sentence that tells it', () => {
  const said = ['Usaha saya saya beri nama Tempe Barokah']
  expect(atStep('businessName', said).answers).toMatchObject({ businessName: 'Tempe Barokah' })
})

it.each(['50 juta sebulan', '2 juta setahun', '20jt'])('takes no sum for a year: %s', (words) => {
  expect(atStep('yearStarted', [words]).said).toMatch(/^reasons\.notADate \| .*yearStarted$/)
})

it.each([
  ['saya dan 2 karyawan', 3],
  ['me and 3 others', 4],
  ['3 orang termasuk saya', 3],
])('counts who counts the others besides: %s', (words, workers) =>
  expect(atStep('workers', [words]).answers).toMatchObject({ workers }),
)

it.each(['300rb sehri', '9 juta sebuln', 'sedino 400 ewu', '2 juta sbulan'])(
  'asks for no time that sales were told with: %s',
  (words) => expect(atStep('sales', [words]).said).toMatch(/^annualised.* \| workers$/),
)

describe('a value of another kind', () => {
  const KINDS = ['2 juta sehari', '500rb', '0812-3456-7890', '12 maret 2020']
  const SPELT = ['dua juta', 'lima ratus ribu', 'sepuluh tahun', 'sudah lama']

  it.each(KINDS)('is no misspelt place: %s', (words) => {
    expect(atStep('province', [words]).said).toMatch(/^reasons\.placeWanted \| province\.help \| province$/)
    expect(atStep('district', [words]).said).toMatch(/^reasons\.placeWanted \| district/)
    expect(atStep('province', [words]).run.offered).toBeUndefined()
  })

  it.each(SPELT)('is no misspelt place in words either: %s', (words) =>
    expect(atStep('province', [words]).said).toMatch(/^reasons\.notAPlace/),
  )

  it('hides no place that is named beside it', () => {
    expect(atStep('province', ['banyuwangi, omset 2 juta']).answers).toMatchObject({ regency: '35.10' })
    expect(atStep('province', ['lima puluh kota']).answers).toMatchObject({ regency: '13.07' })
  })

  it.each(KINDS)('is nobody’s name: %s', (words) =>
    expect(atStep('ownerName', [words]).said).toMatch(/ownerName$/),
  )
})
