import { describe, expect, it } from 'vitest'
import { SEED } from '../../src/db/seed.ts'
import { applications } from '../../src/flows/partnership/applications.ts'
import { apply } from '../../src/flows/partnership/apply.ts'
import { card, cardPhoto, cards } from '../../src/flows/partnership/card.ts'
import { contracts } from '../../src/flows/partnership/contracts.ts'
import { fairness } from '../../src/flows/partnership/fairness.ts'
import { need } from '../../src/flows/partnership/need.ts'
import { needs, seek } from '../../src/flows/partnership/needs.ts'
import { partnership } from '../../src/flows/partnership/partnership.ts'
import type { Json } from '../../src/flows/types.ts'
import { opening } from '../../src/flows/intents.ts'
import { understand } from '../../src/flows/understand/intents.ts'
import { type Setting, talk } from '../talk.ts'

const NEED = {
  id: 'n1',
  company: 'PT Contoh Rasa',
  product: 'keripik singkong',
  sector: 'foodProducts',
  volume: 300,
  unit: 'kg',
  period: 'month',
  quality: 'renyah',
  certificates: ['pirt', 'halal'],
  region: '35.10',
  pattern: 'supplyChain',
  months: 12,
  sinceOn: '2027-01-01',
  closesOn: '2026-12-31',
  source: 'Data uji',
  updatedOn: '2026-11-20',
}
const OTHER = {
  ...NEED,
  id: 'n2',
  product: 'kain batik tulis',
  sector: 'fashion',
  certificates: [],
  region: null,
}
const CARD = {
  id: 'k1',
  product: 'keripik singkong pedas',
  capacity: 500,
  unit: 'kg',
  certificates: ['halal'],
  photos: 1,
}
const REGISTRATION = [
  { step: 'product', value: 'keripik singkong' },
  { step: 'sector', value: 'foodProducts' },
  { step: 'regency', value: '35.10' },
  { step: 'nib', value: '1234567890123' },
]
const OWNER = { registration: { number: 'NK-1', status: 'verified' } }

const around = (
  stored: { readonly [fact: string]: unknown } = {},
  facts = OWNER as Setting['facts'],
): Setting => ({
  facts,
  look: ({ fact }) =>
    (({ registrationAnswers: REGISTRATION, ...(SEED as object), ...stored })[fact] as Json | undefined) ??
    null,
})
const openNeed = { ...NEED, open: true, mine: null }

describe('the menu of partnership', () => {
  it('leads to each of its parts', () => {
    const picks = ['fit', 'browse', 'cards', 'applications', 'contracts', 'fairness']
    expect(picks.map((pick) => talk(partnership, [`[${pick}]`]).next?.flow)).toEqual([
      'seek',
      'seek',
      'cards',
      'applications',
      'contracts',
      'fairness',
    ])
  })

  it.each([
    ['cari perusahaan yang mau ambil keripik saya', 'needs', 'keripik'],
    ['mau jadi pemasok', 'partnership', undefined],
    ['ada PT yg butuh kripik gak', 'needs', 'kripik'],
  ])('is opened by “%s”', (sentence, flow, product) => {
    const { intents, entities } = understand(sentence, { today: '2026-11-22' })
    const opened = opening(intents[0]!.intent, entities)
    expect(opened?.flow).toBe(flow)
    expect(opened?.answers.find(({ step }) => step === 'words')?.value).toBe(product)
  })
})

describe('what companies need', () => {
  const found = [OTHER, NEED]
  const list = {
    known: [
      { step: 'mode', value: 'all' },
      { step: 'words', value: null },
      { step: 'sector', value: 'all' },
      { step: 'place', value: 'any' },
    ],
  }
  const searching = (more: readonly { step: string; value: Json }[]) => [
    ...list.known.filter(({ step }) => !more.some((one) => one.step === step)),
    ...more,
  ]

  it('is asked for by sector and place only where the owner says so', () => {
    expect(talk(seek, [], { ...around(), known: [{ step: 'mode', value: 'all' }] }).next).toMatchObject({
      flow: 'needs',
    })
    const { next } = talk(seek, ['jember'], {
      ...around(),
      known: [
        { step: 'mode', value: 'all' },
        { step: 'place', value: null },
      ],
    })
    expect(next?.answers).toContainEqual({ step: 'place', value: '35.09' })
  })

  it('asks who is unknown for the product before it says what fits', () => {
    const unknown = around({ registrationAnswers: null }, {})
    const { transcript, next } = talk(seek, ['kopi bubuk'], {
      ...unknown,
      known: [{ step: 'mode', value: 'fit' }],
    })
    expect(transcript[0]).toBe('bot: product')
    expect(next?.answers).toContainEqual({ step: 'words', value: 'kopi bubuk' })
    expect(talk(seek, [], { ...around(), known: [{ step: 'mode', value: 'fit' }] }).next?.flow).toBe('needs')
  })

  it('lists all, and opens one', () => {
    const { transcript, screen, next } = talk(needs, ['[n2]'], { ...around({ openNeeds: found }), ...list })
    expect(transcript[0]).toContain('found(2)')
    expect(screen).toEqual([])
    expect(next).toMatchObject({
      flow: 'need',
      answers: [
        { step: 'need', value: 'n2' },
        { step: 'words', value: null },
      ],
    })
  })

  it('lists what fits, best first, with the reasons', () => {
    const known = searching([{ step: 'mode', value: 'fit' }])
    const { transcript, screen } = talk(needs, [], { ...around({ openNeeds: found }), known })
    expect(screen).toEqual(['n1', 'all', 'otherSector', 'otherPlace', 'cards', 'partnership'])
    expect(transcript[0]).toContain('match:product.met')
    expect(transcript[0]).toContain('match:certificates.missing(P-IRT, Halal)')
  })

  it('takes along the product that a sentence named, and widens the search when nobody wants it', () => {
    expect(
      talk(needs, [], {
        ...around({ openNeeds: found }),
        known: searching([{ step: 'words', value: 'keripik' }]),
      }).screen[0],
    ).toBe('n1')
    const none = talk(needs, [], {
      ...around({ openNeeds: found }),
      known: searching([{ step: 'words', value: 'madu' }]),
    })
    expect(none.transcript[0]).toContain('noneFor(madu)')
    expect(none.screen).toEqual(['all', 'otherSector', 'otherPlace', 'cards', 'partnership'])
  })

  it('says kindly that there is nothing yet, and what to do meanwhile', () => {
    const { transcript, screen } = talk(needs, [], { ...around({ openNeeds: null }), ...list })
    expect(transcript[0]).toContain('bot: pick(none,')
    expect(screen).toContain('cards')
  })

  it('shows one with everything about it, how well it fits, and the way to apply', () => {
    const known = [{ step: 'need', value: 'n1' }]
    const { transcript, screen } = talk(need, [], { ...around({ need: openNeed, myCards: [CARD] }), known })
    for (const words of [
      'PT Contoh Rasa',
      'renyah',
      'need:closes',
      'supplyChain',
      'match:capacity.met',
      'Data uji',
    ])
      expect(transcript[0]).toContain(words.replace('need:', ''))
    expect(screen).toEqual(['apply', 'fairness', 'others'])
    const mine = (state: string | null, open = true) =>
      talk(need, [], { ...around({ need: { ...openNeed, open, mine: state } }), known }).screen[0]
    expect([mine('applied'), mine('withdrawn'), mine(null, false)]).toEqual(['mine', 'apply', 'fairness'])
    expect(talk(need, [], { ...around({ need: null }), known }).transcript[0]).toContain('gone')
  })
})

describe('applying', () => {
  const known = [{ step: 'need', value: 'n1' }]
  const with_ = (stored: object, facts?: Setting['facts']) => ({
    ...around({ need: openNeed, ...stored }, facts ?? OWNER),
    known,
  })

  it('uses the only card, asks for consent, and sends after a last look', () => {
    const { transcript, effects, answers } = talk(apply, ['ya', '[send]'], with_({ myCards: [CARD] }))
    expect(answers).toMatchObject({ card: 'k1', share: true })
    expect(transcript[0]).toBe('bot: share')
    expect(transcript[2]).toContain('NIB, Halal')
    expect(effects.map(({ type }) => type)).toEqual(['recordConsent', 'applyForNeed'])
    expect(effects[1]).toMatchObject({ need: 'n1', card: 'k1' })
  })

  it('asks for no consent that was given before, and sends nothing without one', () => {
    const asked = talk(apply, [], with_({ myCards: [CARD], consents: { sharing: 1 } }))
    expect(asked.transcript[0]).toContain('confirm(')
    const refused = talk(apply, ['tidak'], with_({ myCards: [CARD], consents: { sharing: 0 } }))
    expect(refused.transcript.at(-1)).toBe('bot: notShared')
    expect(refused.effects.map(({ type }) => type)).toEqual(['recordConsent'])
  })

  it('has a card made first by who has none, or changed by who wants to', () => {
    expect(talk(apply, [], with_({})).next).toEqual({
      flow: 'card',
      answers: [{ step: 'applyTo', value: 'n1' }],
    })
    const edited = talk(apply, ['[edit]'], with_({ myCards: [CARD], consents: { sharing: 1 } }))
    expect(edited.next).toMatchObject({ flow: 'card' })
    expect(edited.next?.answers).toContainEqual({ step: 'capacity', value: { amount: 500, unit: 'kg' } })
    const two = talk(apply, ['[k2]', '/back', '[new]'], with_({ myCards: [CARD, { ...CARD, id: 'k2' }] }))
    expect(two.next?.flow).toBe('card')
  })

  it.each([
    ['nobody who is not registered', { registration: null }, openNeed, 'first(' + openNeed.company + ')'],
    ['nothing that is closed', OWNER, { ...openNeed, open: false }, 'need:closed'],
    ['nothing twice', OWNER, { ...openNeed, mine: 'shortlisted' }, 'already'],
    ['nothing that is gone', OWNER, null, 'need:gone'],
  ])('takes %s', (_, facts, need, words) => {
    const { transcript, effects } = talk(apply, [], with_({ need, myCards: [CARD] }, facts as never))
    expect(transcript).toEqual([`bot: ${words}`])
    expect(effects).toEqual([])
  })

  it('can be called off at the end', () => {
    const { transcript, effects } = talk(
      apply,
      ['[no]'],
      with_({ myCards: [CARD], consents: { sharing: 1 } }),
    )
    expect([transcript.at(-1), effects]).toEqual(['bot: kept', []])
  })
})

describe('a product card', () => {
  it('is made in two answers by who has registered, and goes on to its photos', () => {
    const made = talk(card, ['banyak', '200', '200 kg', 'halal sama sni', '[submit]'], around())
    expect(made.transcript.filter((line) => line.includes('reasons.'))).toHaveLength(2)
    expect(made.effects).toEqual([
      {
        type: 'keepCard',
        id: '7F3K9Q2MXW5T',
        product: 'keripik singkong',
        capacity: 200,
        unit: 'kg',
        certificates: ['halal', 'sni'],
      },
    ])
    expect(made.next).toEqual({
      flow: 'cardPhoto',
      answers: [
        { step: 'card', value: '7F3K9Q2MXW5T' },
        { step: 'applyTo', value: null },
      ],
    })
    expect(made.transcript.at(-3)).toContain('known(NIB)')
  })

  it('is changed in one part and keeps the rest', () => {
    const { next } = talk(cards, ['[k1]'], around({ myCards: [CARD] }))
    const setting = { ...around({ myCards: [CARD] }), known: next!.answers }
    const { effects } = talk(card, ['[change]', '[~1]', '2 ton', '[submit]'], setting)
    expect(effects).toMatchObject([
      { id: 'k1', product: CARD.product, capacity: 2000, certificates: ['halal'] },
    ])
  })

  it('is not kept of who has not registered, nor beyond ten', () => {
    expect(talk(card, [], around({}, {})).transcript).toEqual(['bot: first'])
    const ten = Array.from({ length: 10 }, (_, at) => ({ ...CARD, id: `k${at}` }))
    const { transcript, effects } = talk(
      card,
      ['keripik', '5 kg', '[none]', '[submit]'],
      around({ myCards: ten }),
    )
    expect([transcript.at(-1), effects]).toEqual(['bot: tooMany', []])
  })

  it('takes photos one by one, refuses other files, and goes back to the application', () => {
    const photo = { kind: 'photo' as const, id: 'f1', mime: 'image/jpeg', size: 9, name: null }
    const setting = {
      known: [
        { step: 'card', value: 'k1' },
        { step: 'applyTo', value: 'n1' },
      ],
    }
    const taken = talk(cardPhoto, [{ type: 'file', file: photo }], setting)
    expect(taken.effects).toMatchObject([{ type: 'receivePhoto', card: 'k1', file: photo }])
    expect(taken.next?.flow).toBe('cardPhoto')
    const paper = talk(cardPhoto, [{ type: 'file', file: { ...photo, mime: 'application/pdf' } }], setting)
    expect(paper.transcript.at(-1)).toContain('reasons.fileType')
    expect(talk(cardPhoto, ['/skip'], setting).next).toEqual({
      flow: 'apply',
      answers: [{ step: 'need', value: 'n1' }],
    })
  })
})

const one = (more: object = {}) => ({
  id: 'a1',
  need: 'n1',
  product: 'keripik singkong',
  company: 'PT Contoh Rasa',
  state: 'shortlisted',
  reason: 'Kirim contoh dulu',
  changedOn: '2026-11-20',
  contract: false,
  ...more,
})

describe('what came of it', () => {
  it('tells the state and the reason, and can be taken back until it is decided', () => {
    const setting = around({ myApplications: [one()] })
    const { transcript, effects } = talk(applications, ['[a1]', '[withdraw]', 'ya'], setting)
    expect(transcript[2]).toContain('Kirim contoh dulu')
    expect(effects).toEqual([{ type: 'withdrawApplication', id: 'a1' }])
    expect(talk(applications, ['[a1]', '[withdraw]', 'tidak'], setting).effects).toEqual([])
    const decided = talk(
      applications,
      ['[a1]'],
      around({ myApplications: [one({ state: 'accepted', contract: true })] }),
    )
    expect(decided.screen).toEqual(['contract', 'need', 'others'])
  })

  it('says that there is none yet', () => {
    expect(talk(applications, [], around()).transcript[0]).toContain('none')
    expect(talk(contracts, [], around()).transcript[0]).toContain('none')
  })

  it.each([
    [{ endsOn: '2027-06-30' }, 'running'],
    [{ endsOn: '2026-12-22' }, 'ending(30)'],
    [{ endsOn: '2026-11-01' }, 'over'],
    [{ startsOn: '2026-12-01' }, 'ahead'],
    [{ endedOn: '2026-10-01', endedBecause: 'pabrik tutup' }, 'pabrik tutup'],
  ])('tells where a contract stands: %j', (more, words) => {
    const contract = {
      id: 't1',
      product: 'keripik',
      company: 'PT Contoh Rasa',
      expects: '300 kg per bulan',
      startsOn: '2026-01-01',
      endsOn: '2027-06-30',
      endedOn: null,
      endedBecause: null,
      notes: [{ year: 2026, quality: 'kadar air turun', management: 'pembukuan rapi' }],
      ...more,
    }
    const { transcript } = talk(contracts, ['[t1]'], around({ myContracts: [contract] }))
    for (const said of ['300 kg per bulan', 'kadar air turun', words])
      expect(transcript.at(-1)).toContain(said)
  })

  it('tells the signs of abuse and where to complain, with the sources', () => {
    const { transcript, screen } = talk(fairness, [], around())
    expect(transcript[0]).toContain('Pembayaran sangat lama')
    expect(transcript[0]).toContain('KPPU')
    expect(transcript[0]).toContain('content:source(Hukumonline; Neraca')
    expect(screen).toEqual(['go officer', 'go partnership', 'go home'])
    expect(talk(fairness, [], around({ faqs: [] })).transcript[0]).toContain('none')
  })
})
