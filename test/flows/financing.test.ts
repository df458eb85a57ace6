import { describe, expect, it } from 'vitest'
import { SEED } from '../../src/db/seed.ts'
import { estimate } from '../../src/flows/financing/estimate.ts'
import { financing } from '../../src/flows/financing/financing.ts'
import { fit } from '../../src/flows/financing/fit.ts'
import { interest } from '../../src/flows/financing/interest.ts'
import { opening } from '../../src/flows/intents.ts'
import { product } from '../../src/flows/financing/product.ts'
import { simulator } from '../../src/flows/financing/simulator.ts'
import type { Answer, FactRequest, Json } from '../../src/flows/types.ts'
import { verdicts } from '../../src/flows/financing/verdicts.ts'
import { talk, type Setting } from '../talk.ts'

/** What the shell would have loaded; `registration` are the answers of a registered owner. */
const around = (registration: readonly Answer[] | null = null): Setting => ({
  facts: { registration: registration && { number: 'NK-7F3K-9Q2M', status: 'verified' } },
  look: ({ fact }: FactRequest) =>
    (fact === 'registrationAnswers' ? registration : (SEED as { [kind: string]: unknown })[fact]) as Json,
})
const SRI: readonly Answer[] = [
  { step: 'yearStarted', value: 2015 },
  { step: 'nib', value: '1234567890123' },
  { step: 'nik', value: '3510014508900003' },
  { step: 'sector', value: 'foodProducts' },
]
/** Sri, in a cluster. */
const within = (cluster: { readonly [field: string]: Json }): Setting => {
  const { look, ...rest } = around(SRI)
  return { ...rest, look: (request) => (request.fact === 'myClusters' ? [cluster] : look!(request)) }
}
const valueOf = (answers: readonly Answer[] | undefined, step: string) =>
  answers?.find((answer) => answer.step === step)?.value

const asked = (amount: string) =>
  talk(fit, ['[equipment]', amount, '[over6]', '[adult]', '[nib]'], around()).transcript
const recipients = (setting: Setting) => talk(interest, ['[kur-mikro]', '50 juta'], setting).screen

describe('financing', () => {
  it('leads to what fits, to instalments, to guarantees', () => {
    for (const way of ['fit', 'simulator', 'guarantee'])
      expect(talk(financing, [`[${way}]`], around()).next).toEqual({ flow: way, answers: [] })
  })

  it('shows the products for a need, and opens one', () => {
    const { screen, next } = talk(financing, ['[browse]', '[cooperative]', '[lpdb]'], around())
    expect(screen).toEqual([])
    expect(next).toEqual({ flow: 'product', answers: [{ step: 'product', value: 'lpdb' }] })
    expect(talk(financing, ['[browse]', '[start]'], around()).screen).toEqual([
      'kur-super-mikro',
      'umi',
      'mekaar',
    ])
  })

  it('lets a mind be changed', () => {
    const { screen } = talk(financing, ['[browse]', '[cooperative]', '/back', '[start]'], around())
    expect(screen).toContain('mekaar')
  })
})

describe('which financing fits', () => {
  const ALL = ['[working]', '50 juta', '[over6]', '[adult]', '[nib]', '[clean]', '[none]', '[group]']

  it('asks what the rules turn on, and hands over what was told', () => {
    const { transcript, next } = talk(fit, ALL, around())
    expect(transcript.filter((line) => line.startsWith('bot'))).toEqual([
      'bot: need',
      'bot: amount',
      'bot: running',
      'bot: age',
      'bot: legality',
      'bot: record',
      'bot: credit',
      'bot: membership',
    ])
    expect(next?.flow).toBe('verdicts')
    expect(valueOf(next?.answers, 'applicant')).toEqual({
      amount: 50_000_000,
      monthsRunning: 6,
      age: 'adult',
      legality: 'nib',
      record: 'clean',
      credit: 'none',
      membership: 'group',
      abroad: false,
    })
  })

  it('never asks a registered owner what is known', () => {
    const { transcript } = talk(fit, ['[working]', '50 juta'], around(SRI))
    expect(transcript.at(-1)).toBe('bot: record')
  })

  it('never asks a member of a cluster whether they are one, and a member of a cooperative how only where it counts', () => {
    const cluster = { id: 'bambu', name: 'Klaster Bambu', state: 'member', stage: 'active', anchor: null }
    const until = ['[working]', '50 juta', '[clean]']
    expect(talk(fit, [...until, '[none]'], within(cluster)).next?.flow).toBe('verdicts')
    const founded = within({ ...cluster, stage: 'cooperative' })
    const { next } = talk(fit, [...until, '[none]'], founded)
    expect(valueOf(next?.answers, 'applicant')).toMatchObject({ membership: 'cooperative' })
    const { run } = talk(fit, ['[cooperative]', '500 juta'], founded)
    expect(run.asked).toBe('membership')
  })

  it('asks for the age of somebody whose NIK says under 21, and the time of a business begun this year', () => {
    const young = [
      { step: 'yearStarted', value: 2026 },
      { step: 'nik', value: '3510010101070001' },
    ]
    const { transcript } = talk(fit, ['[working]', '5 juta'], around(young))
    expect(transcript.at(-1)).toBe('bot: running')
    expect(talk(fit, ['[working]', '5 juta', '[over6]'], around(young)).transcript.at(-1)).toBe('bot: age')
  })

  it('asks for a tax number only above fifty million', () => {
    expect(asked('50 juta').at(-1)).toBe('bot: record')
    expect(asked('60 juta').at(-1)).toBe('bot: taxNumber')
  })

  it('asks again for what it cannot read, then offers a person', () => {
    const { transcript, screen } = talk(fit, ['[working]', 'entahlah', 'lihat nanti', 'hmm'], around())
    expect(transcript.filter((line) => line.includes('amount.help')).length).toBe(3)
    expect(screen).toContain('go officer')
  })

  it('takes back two answers and goes on from there', () => {
    const { transcript, answers } = talk(fit, [...ALL.slice(0, 4), '/back', '/back', '[under6]'], around())
    expect(transcript.at(-1)).toBe('bot: legality')
    expect(answers).toMatchObject({ running: 'under6', age: 'adult' })
  })

  it('asks a new business about support, since that opens the smallest KUR', () => {
    const { transcript } = talk(fit, ['[start]', '5 juta', '[no]'], around())
    expect(transcript.at(-1)).toBe('bot: supported')
  })
})

describe('the verdicts', () => {
  const known: readonly Answer[] = [
    { step: 'need', value: 'working' },
    {
      step: 'applicant',
      value: {
        amount: 50_000_000,
        monthsRunning: 6,
        age: 'adult',
        legality: 'nib',
        record: 'late',
        credit: 'none',
        membership: 'none',
      },
    },
  ]

  it('put what fits first and open a product with its reasons', () => {
    const { screen, next } = talk(verdicts, ['[kur-mikro]'], { ...around(), known })
    expect(screen).toEqual([])
    expect(next?.flow).toBe('product')
    const shown = talk(product, [], { ...around(), known: next!.answers }).transcript.at(-1)!
    expect(shown).toContain('product:verdict.no'.replace('product:', ''))
    expect(shown).toContain('content:rule.failed.fix(Riwayat kredit (SLIK) baik')
    expect(shown).toContain('content:source(')
    expect(shown).toContain('fraud')
  })

  it('can be asked for anew', () => {
    expect(talk(verdicts, ['[again]'], { ...around(), known }).next?.flow).toBe('fit')
  })
})

describe('a product', () => {
  const known = [{ step: 'product', value: 'kur-mikro' }]

  it('shows its papers and comes back to what can be done with it', () => {
    const { transcript, next } = talk(product, ['[documents]'], { ...around(), known })
    expect(transcript.at(-1)).toContain('e-KTP suami-istri')
    const again = talk(product, [], { ...around(), known: next!.answers })
    expect(again.transcript.at(-1)).toBe('bot: action(KUR mikro (Rp10–100 juta))')
    expect(again.screen).toEqual(['documents', 'simulator', 'fit', 'interest', 'others'])
  })

  it('marks what nobody has confirmed with whom to ask', () => {
    const { transcript } = talk(product, [], { ...around(), known: [{ step: 'product', value: 'ulamm' }] })
    expect(transcript.at(-1)).toContain('content:unconfirmed(kantor PNM)')
  })

  it('leads on', () => {
    const next = (pick: string) => talk(product, [`[${pick}]`], { ...around(), known }).next
    expect(next('simulator')).toEqual({ flow: 'simulator', answers: known })
    expect(next('interest')).toEqual({ flow: 'interest', answers: known })
    expect(next('fit')?.flow).toBe('fit')
    expect(next('others')?.flow).toBe('financing')
  })

  it('survives a product that was taken away', () => {
    const { screen } = talk(product, [], { look: () => null, known })
    expect(screen).toEqual([])
  })
})

describe('the simulator', () => {
  it('opens directly from a sentence', () => {
    expect(opening('financing', { amount: 50_000_000, months: 36 })).toEqual({
      flow: 'simulator',
      answers: [
        { step: 'amount', value: 50_000_000 },
        { step: 'months', value: 36 },
      ],
    })
    const known = opening('financing', { amount: 50_000_000, months: 36 })!.answers
    const { next } = talk(simulator, [], { ...around(), known })
    expect(next).toEqual({
      flow: 'estimate',
      answers: [
        { step: 'amount', value: 50_000_000 },
        { step: 'months', value: 36 },
        { step: 'percent', value: 6 },
        { step: 'product', value: 'kur-mikro' },
      ],
    })
    const shown = talk(estimate, [], { ...around(), known: next!.answers }).transcript.at(-1)!
    for (const figure of ['Rp1.521.097', 'Rp1.638.889', 'Rp4.759.489', '11,1 %'])
      expect(shown).toContain(figure)
  })

  it('reads a sum and its term in one answer', () => {
    expect(talk(simulator, ['50 juta 3 tahun'], around()).next?.answers.slice(0, 2)).toEqual([
      { step: 'amount', value: 50_000_000 },
      { step: 'months', value: 36 },
    ])
  })

  it.each([
    ['3 tahun', 36],
    ['36 bulan', 36],
    ['36', 36],
    ['setahun', 12],
    ['satu setengah tahun', 18],
    ['2,5 tahun', 30],
    ['18 wulan', 18],
    ['2 years', 24],
    ['[24]', 24],
  ])('reads %s as %i months', (typed, months) => {
    expect(valueOf(talk(simulator, ['50 juta', typed], around()).next?.answers, 'months')).toBe(months)
  })

  it('asks whether a bare three is years or months', () => {
    const { screen } = talk(simulator, ['50 juta', '3'], around())
    expect(screen).toEqual(['~0', '~1'])
    expect(valueOf(talk(simulator, ['50 juta', '3', '[~0]'], around()).next?.answers, 'months')).toBe(36)
  })

  it('refuses a term no lender gives', () => {
    expect(talk(simulator, ['50 juta', '30 tahun'], around()).transcript.at(-1)).toContain('tooLarge')
  })

  it('asks for a rate where none is known, and takes the owner’s', () => {
    const { transcript } = talk(simulator, ['2 miliar', '5 tahun'], around())
    expect(transcript.at(-1)).toBe('bot: percent')
    const told = talk(simulator, ['2 miliar', '5 tahun', 'banyak', '7,5 persen'], around())
    expect(valueOf(told.next?.answers, 'percent')).toBe(7.5)
  })

  it('keeps what stays when another term, sum or rate is tried', () => {
    const known = talk(simulator, ['5 juta 12 bulan'], around()).next!.answers
    const next = (pick: string) => talk(estimate, [`[${pick}]`], { ...around(), known }).next
    expect(next('months')?.answers.map(({ step }) => step)).toEqual(['amount', 'product'])
    expect(next('amount')?.answers.map(({ step }) => step)).toEqual(['months'])
    expect(valueOf(next('rate')?.answers, 'own')).toBe(true)
    expect(talk(simulator, [], { ...around(), known: next('rate')!.answers }).transcript.at(-1)).toBe(
      'bot: percent',
    )
    expect(next('fit')).toEqual({ flow: 'fit', answers: [{ step: 'amount', value: 5_000_000 }] })
  })
})

describe('handing an interest on', () => {
  it('records it with the words agreed to', () => {
    const { effects, screen } = talk(interest, ['[kur-mikro]', '50 juta', '[officer]', '[yes]'], around())
    expect(effects).toEqual([
      {
        type: 'recordInterest',
        product: 'kur-mikro',
        amount: 50_000_000,
        to: 'officer',
        cluster: null,
        wordingKey: 'interest:share',
        wordingVersion: 1,
      },
    ])
    expect(screen).toContain('go home')
  })

  it('hands nothing on without consent', () => {
    const { effects, transcript } = talk(interest, ['[kur-mikro]', '50 juta', '[officer]', '[no]'], around())
    expect(effects).toEqual([])
    expect(transcript.at(-1)).toContain('kept')
  })

  it('offers a bank to the registered, and the anchor to members of a cluster', () => {
    expect(recipients(around())).toEqual(['officer'])
    expect(recipients(around(SRI))).toEqual(['officer', 'bank'])
    const cluster = { id: 'bambu', name: 'Klaster Bambu', state: 'member', stage: 'active', anchor: null }
    expect(recipients(within(cluster))).toEqual(['officer', 'bank'])
    const anchored = { ...cluster, anchor: 'PT Bambu Jaya' }
    expect(recipients(within({ ...anchored, state: 'asked' }))).toEqual(['officer', 'bank'])
    expect(recipients(within(anchored))).toEqual(['officer', 'bank', 'anchor'])
    const { effects, turns } = talk(
      interest,
      ['[kur-mikro]', '50 juta', '[anchor]', '[yes]'],
      within(anchored),
    )
    expect(JSON.stringify(turns)).toContain('PT Bambu Jaya')
    expect(effects).toMatchObject([{ to: 'anchor', cluster: 'bambu' }])
  })
})
