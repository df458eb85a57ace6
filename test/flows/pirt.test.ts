import { describe, expect, it } from 'vitest'
import { SEED } from '../../src/db/seed.ts'
import { opening } from '../../src/flows/intents.ts'
import { pirtCase } from '../../src/flows/pirt/pirt-case.ts'
import type { PirtCase } from '../../src/flows/pirt/pirt-cases.ts'
import { pirtCheck } from '../../src/flows/pirt/pirt-check.ts'
import { pirtCommitment, pirtVerified } from '../../src/flows/pirt/pirt-commitment.ts'
import { pirtDocument } from '../../src/flows/pirt/pirt-document.ts'
import { pirtLabel } from '../../src/flows/pirt/pirt-label.ts'
import { pirtNumber } from '../../src/flows/pirt/pirt-number.ts'
import { pirtTrack } from '../../src/flows/pirt/pirt-track.ts'
import { pirtVerdict } from '../../src/flows/pirt/pirt-verdict.ts'
import { pirt, pirtRenewal, pirtSteps } from '../../src/flows/pirt/pirt.ts'
import type { Answer, FileRef, Input, Json, Run } from '../../src/flows/types.ts'
import { understand } from '../../src/flows/understand/intents.ts'
import { talk, type Setting } from '../talk.ts'

const REGISTERED: Setting['facts'] = { registration: { number: 'NK-1', status: 'submitted' } }
const CASE: PirtCase = {
  id: 'CASE00000001',
  product: 'keripik singkong',
  group: '15',
  step: 'nib',
  commitmentOn: null,
  deadlineOn: null,
  number: null,
  expiry: null,
  verified: [],
  version: 1,
  documents: [],
}

const around = (
  cases: readonly PirtCase[] = [],
  { registration = null, ...more }: Setting & { registration?: readonly Answer[] | null } = {},
): Setting => ({
  ...more,
  look: ({ fact }) => {
    if (fact === 'pirtCases') return cases
    if (fact === 'registrationAnswers') return registration as Json
    return (SEED as { [kind: string]: unknown })[fact] as Json
  },
})
const of = (one: PirtCase): Setting => around([one], { known: [{ step: 'case', value: one.id }] })
const asked = (inputs: readonly (string | Input)[]) =>
  talk(pirtCheck, inputs, around())
    .turns.map(({ run }) => run.asked)
    .filter((step) => step !== null)
const told = (next: { readonly answers: readonly Answer[] } | undefined) =>
  next?.answers.find(({ step }) => step === 'told')?.value

describe('is it PIRT at all?', () => {
  it('asks only what its name and group do not tell, and ends in a verdict', () => {
    const inputs = ['kopi bubuk', '[room]', '3 bulan', '[home]', '[manual]', '[own]', '[none]']
    expect(asked(inputs)).toEqual([
      'product',
      'storage',
      'shelfLife',
      'place',
      'equipment',
      'origin',
      'claims',
    ])
    const { next } = talk(pirtCheck, inputs, around())
    expect(next?.flow).toBe('pirtVerdict')
    expect(told(next)).toMatchObject({ group: '10', form: 'dry', process: 'plain', shelfLife: 'long' })
  })

  it('stops as soon as it is certain that it goes elsewhere', () => {
    const { next } = talk(pirtCheck, ['nugget ayam'], around())
    expect(told(next)).toEqual({ group: 'frozen', form: 'wet' })
  })

  it('asks for the group where the name leaves it open, also by a similar food', () => {
    const open = talk(pirtCheck, ['abon'], around())
    expect(open.run.asked).toBe('group')
    expect(open.screen.slice(0, 3)).toEqual(['01', '02', '03'])
    expect(talk(pirtCheck, ['cemilan nenek', 'seperti keripik tempe'], around()).answers['group']).toBe('15')
    expect(talk(pirtCheck, ['cemilan nenek', 'mirip keripik'], around()).screen).toContain('~0')
  })

  it('goes back to change one’s mind, and takes another product’s group with it', () => {
    const { answers, run } = talk(
      pirtCheck,
      ['kopi bubuk', '[room]', '/back', '/back', 'jahe instan'],
      around(),
    )
    expect(answers['product']).toBe('jahe instan')
    expect(run.asked).toBe('shelfLife')
  })

  it('explains after bad answers, and takes a way round at the third', () => {
    const { turns } = talk(pirtCheck, ['kopi bubuk', 'hmm', 'apa ya', 'tidak paham'], around())
    expect(turns.at(-1)!.replies[0]!.choices?.map(({ step }) => step)).toContain('officer')
  })

  it.each([
    ['4 hari', 'short'],
    ['7 hari', 'week'],
    ['seminggu', 'week'],
    ['2 minggu', 'long'],
    ['sebulan', 'long'],
  ])('reads %s', (said, life) => {
    const { answers } = talk(pirtCheck, ['kopi bubuk', '[room]', said], around())
    expect(answers['shelfLife']).toBe(life)
  })

  it('offers the product that is registered', () => {
    const registration = [{ step: 'product', value: 'kopi bubuk' }]
    const { answers } = talk(pirtCheck, ['[registered]'], around([], { registration }))
    expect(answers['product']).toBe('kopi bubuk')
  })
})

const verdict = (told: Json, setting: Setting = {}, inputs: readonly string[] = []) =>
  talk(pirtVerdict, inputs, {
    ...around(),
    ...setting,
    known: [
      { step: 'product', value: 'bakso' },
      { step: 'told', value: told },
    ],
  })

describe('the verdict', () => {
  it('says why not, where it goes instead, and where that is written', () => {
    const { transcript, screen } = verdict({ group: 'frozen', form: 'wet' })
    for (const part of ['outcome.elsewhere', 'BPOM MD', 'Hukum Expert', 'source('])
      expect(transcript[0]).toContain(part)
    expect(screen).not.toContain('track')
  })

  it('keeps a product of a registered owner only', () => {
    const { next: chosen } = verdict({ group: '15', form: 'dry' }, {}, ['[track]'])
    expect(chosen?.flow).toBe('pirtTrack')
    const track = (facts: Setting['facts'], inputs: readonly string[] = [], from?: Run) =>
      talk(pirtTrack, inputs, {
        ...around(),
        known: chosen!.answers,
        ...(facts && { facts }),
        ...(from && { from }),
      })
    const waiting = track({}, ['[register]'])
    expect(waiting.effects).toEqual([])
    expect([waiting.run.status, waiting.next?.flow]).toEqual(['open', 'registration'])
    expect(track({}, ['[later]']).next?.flow).toBe('pirt')
    expect(track(REGISTERED, ['/repeat'], waiting.run).effects).toMatchObject([{ product: 'bakso' }])
    const { effects, next } = track(REGISTERED)
    expect(effects).toMatchObject([{ type: 'keepPirtCase', product: 'bakso', group: '15', step: 'nib' }])
    expect(next?.flow).toBe('pirtCase')
  })

  it('asks for the group again when it was not the right one', () => {
    const { next } = verdict({ group: 'frozen', form: 'wet' }, {}, ['[regroup]'])
    expect(talk(pirtCheck, [], { ...around(), known: next!.answers }).run.asked).toBe('group')
  })
})

describe('the menu', () => {
  it('keeps the product that was named', () => {
    const { intents, entities } = understand('mau urus pirt untuk keripik singkong', { today: '2026-11-22' })
    expect(intents[0]?.intent).toBe('pirt')
    const { next } = talk(pirt, ['[check]'], { ...around(), known: opening('pirt', entities)!.answers })
    expect(next).toEqual({ flow: 'pirtCheck', answers: [{ step: 'product', value: 'keripik singkong' }] })
  })

  it('leads to the training that the commitment promises', () => {
    const training = { flow: 'training', answers: [{ step: 'topic', value: 'pirt' }] }
    expect(talk(pirt, ['[training]'], around()).next).toEqual(training)
    expect(talk(pirtCase, ['[training]'], of(CASE)).next).toEqual(training)
  })

  it('shows each product and how far it is', () => {
    const second = { ...CASE, id: 'CASE00000002', product: 'abon', step: 'done' }
    const { screen, next } = talk(pirt, ['[CASE00000002]'], around([CASE, second]))
    expect(screen).toEqual([])
    expect(next?.flow).toBe('pirtCase')
    expect(talk(pirt, [], around([CASE, second])).screen.slice(0, 2)).toEqual([CASE.id, second.id])
  })

  it('tells the steps with papers, source and what is done otherwise in the owner’s regency', () => {
    const registration = [{ step: 'regency', value: '35.10' }]
    const there = talk(pirtSteps, ['[commitment]'], around([], { registration })).transcript.at(-1)
    for (const part of ['Unggah surat komitmen', 'paper(', 'source(', 'Banyuwangi'])
      expect(there).toContain(part)
    expect(talk(pirtSteps, ['[commitment]'], around()).transcript.at(-1)).not.toContain('Banyuwangi')
  })
})

describe('a product on its way', () => {
  it('goes step by step, and back', () => {
    const { effects, next } = talk(pirtCase, ['[done]'], of(CASE))
    expect(effects).toMatchObject([{ type: 'keepPirtCase', id: CASE.id, step: 'oss' }])
    const again = talk(pirtCase, ['[undo]'], { ...of(CASE), known: next!.answers })
    expect(again.effects).toMatchObject([{ step: 'nib' }])
  })

  it('shows what was just changed until the database has it, then what the database says', () => {
    const { next } = talk(pirtCase, ['[done]'], of(CASE))
    const page = (stored: PirtCase) =>
      talk(pirtCase, [], { ...of(stored), known: next!.answers }).transcript[0]
    expect(page(CASE)).toContain('step.now(Ajukan PB-UMKU')
    expect(page({ ...CASE, version: 2, step: 'form' })).toContain('step.now(Isi data produk')
  })

  it('asks for the day when the commitment is signed, and reckons three months unless the letter says otherwise', () => {
    const signed = talk(pirtCase, ['[done]'], of({ ...CASE, step: 'commitment' }))
    expect(signed.next?.flow).toBe('pirtCommitment')
    const known = signed.next!.answers
    const usual = talk(pirtCommitment, ['3 November 2026', '/skip'], { ...around(), known })
    expect(usual.effects).toMatchObject([
      { commitmentOn: '2026-11-03', deadlineOn: '2027-02-03', step: 'form' },
    ])
    const own = talk(pirtCommitment, ['besok', 'kemarin', '3 Mei 2027'], { ...around(), known })
    expect(own.effects).toMatchObject([{ commitmentOn: '2026-11-21', deadlineOn: '2027-05-03' }])
  })

  it('warns when the time limit is over', () => {
    const { transcript } = talk(pirtCase, [], of({ ...CASE, deadlineOn: '2026-11-21' }))
    expect(transcript[0]).toContain('deadline.past')
  })

  it('turns the four checks over', () => {
    const { effects, next } = talk(pirtVerified, ['[training]'], of(CASE))
    expect(effects).toMatchObject([{ verified: ['training'] }])
    expect(talk(pirtVerified, ['[training]'], { ...of(CASE), known: next!.answers }).effects).toMatchObject([
      { verified: [] },
    ])
  })
})

const file = (more: Partial<FileRef> = {}): Input => ({
  type: 'file',
  file: { kind: 'document', id: 'F1', mime: 'application/pdf', size: 1000, name: 'surat.pdf', ...more },
})

const refused = (more: Partial<FileRef>) =>
  talk(pirtDocument, ['[picture]', file(more)], of(CASE)).transcript.at(-1)

describe('papers', () => {
  it('are taken as photo or PDF up to 5 MB, and noted at once', () => {
    const { effects, next } = talk(pirtDocument, ['[commitment]', 'ini', file()], of(CASE))
    expect(effects).toMatchObject([{ type: 'receiveDocument', case: CASE.id, kind: 'commitment' }])
    const { transcript } = talk(pirtCase, [], { ...of(CASE), known: next!.answers })
    expect(transcript[0]).toContain('pirtDocument:state.received(pirtDocument:kind.commitment)')
  })

  it('are refused when too large or of another type', () => {
    expect(refused({ size: 6_000_000 })).toContain('reasons.fileSize(5)')
    expect(refused({ mime: 'application/zip' })).toContain('reasons.fileType')
  })

  it('show their state: missing, received, rejected with the reason, expired', () => {
    const documents = [
      { kind: 'nib', state: 'rejected', reason: 'type' },
      { kind: 'certificate', state: 'checked', reason: null },
    ] as const
    const [shown] = talk(pirtCase, [], of({ ...CASE, documents, expiry: '2025' })).transcript
    expect(shown).toContain('state.missing(pirtDocument:kind.commitment)')
    expect(shown).toContain('state.rejected(pirtDocument:kind.nib, pirtDocument:reason.type)')
    expect(shown).toContain('state.expired(pirtDocument:kind.certificate)')
  })
})

const said = (year: string) =>
  talk(pirtNumber, [`2153510010001-${year}`, '/skip'], around()).transcript.join()

describe('the number', () => {
  it('is explained group by group, and its end told, with the days to think of renewing', () => {
    const { transcript } = talk(pirtNumber, ['P-IRT 2153510010001-31', '/skip'], around())
    expect(transcript[2]).toContain('digits.packaging(packaging.2)')
    expect(transcript[2]).toContain('digits.group(15, Olahan biji, kacang dan umbi)')
    expect(transcript[2]).toContain('Banyuwangi')
    expect(transcript.at(-1)).toContain('expired.no(inYear(2031))')
    expect(transcript.at(-1)).toContain('1, month.1, 2030')
  })

  it.each(['12345', '9153510010001-31', '2993510010001-31', '2159910010001-31', 'P-IRT 206351001000'])(
    'refuses %s',
    (number) => expect(talk(pirtNumber, [number], around()).run.asked).toBe('number'),
  )

  it('says when it has ended, may have, or cannot be', () => {
    expect(said('25')).toContain('expired.yes')
    expect(said('26')).toContain('expired.perhaps')
    expect(said('39')).toContain('tooLate')
  })

  it('is kept with a product, with its day where that is known, or with a new one', () => {
    const kept = (inputs: readonly string[]) =>
      talk(pirtNumber, inputs, { ...around([CASE]), facts: REGISTERED }).effects
    const number = '215351001000131'
    expect(kept([number, '14 Mei 2031', `[${CASE.id}]`])).toMatchObject([
      { id: CASE.id, number, expiry: '2031-05-14', product: 'keripik singkong' },
    ])
    expect(kept([number, '/skip', '[new]', 'keripik ubi'])).toMatchObject([
      { number, expiry: '2031', product: 'keripik ubi', group: '15', step: 'verification' },
    ])
    expect(kept([number, '/skip', '[no]'])).toEqual([])
  })

  it('is found again among the renewals', () => {
    const [shown] = talk(pirtRenewal, [], around([{ ...CASE, expiry: '2028' }])).transcript
    expect(shown).toContain('keripik singkong')
    expect(shown).toContain('expired.no')
  })
})

const walk = (answers: readonly string[]) => {
  let known: readonly Answer[] = []
  for (const answer of answers) {
    const round = talk(pirtLabel, [`[${answer}]`], { ...around(), known })
    if (!round.next) return round
    known = round.next.answers
  }
  return talk(pirtLabel, [], { ...around(), known })
}

describe('the label', () => {
  const all = Array.from({ length: 12 }, () => 'yes')

  it('passes with the seven mandatory things, whatever else is missing', () => {
    const { transcript } = walk(all.with(3, 'no').with(6, 'no').with(9, 'no').with(10, 'no').with(11, 'no'))
    expect(transcript.at(-1)).toContain('passed(7)')
    expect(transcript.at(-1)).toContain('optional(')
  })

  it('says what to mend', () => {
    const { transcript } = walk(all.with(1, 'no').with(5, 'no'))
    expect(transcript.at(-1)).toContain('failed(7, 5)')
    expect(transcript.at(-1)).toContain('mend(Komposisi, Tulis semua bahan yang dipakai.)')
    expect(transcript.at(-1)).toContain('mend(Tanggal kedaluwarsa')
  })

  it('goes back to the one before', () => {
    const { transcript } = walk(['yes', 'no', 'previous'])
    expect(transcript.at(-1)).toContain('has(2, 12, Komposisi')
  })
})
