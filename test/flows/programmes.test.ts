import { describe, expect, it } from 'vitest'
import { SEED } from '../../src/db/seed.ts'
import { opening } from '../../src/flows/intents.ts'
import { programmes } from '../../src/flows/programmes/programmes.ts'
import type { Answer, Json } from '../../src/flows/types.ts'
import { understand } from '../../src/flows/understand/intents.ts'
import { talk, type Setting } from '../talk.ts'

const around = (registration: readonly Answer[] | null = null): Setting => ({
  look: ({ fact }) =>
    (fact === 'registrationAnswers' ? registration : (SEED as { [kind: string]: unknown })[fact]) as Json,
})

const list = (code: string) =>
  talk(programmes, ['[training]', '[foodProducts]'], {
    ...around(),
    known: [{ step: 'region', value: code }],
  }).screen

describe('programmes', () => {
  it('answers "what is there for a shrimp farmer in Banyuwangi?"', () => {
    const { entities } = understand('program apa untuk petambak udang di banyuwangi', { today: '2026-11-22' })
    const opened = opening('programmes', entities)
    expect(opened).toEqual({
      flow: 'programmes',
      answers: [
        { step: 'sector', value: 'shrimp' },
        { step: 'region', value: '35.10' },
      ],
    })
    const { screen, transcript } = talk(programmes, ['[permit]'], { ...around(), known: opened!.answers })
    expect(transcript.at(-1)).toContain('Kabupaten Banyuwangi')
    expect(screen).toContain('kampung-budidaya')
    expect(screen).not.toContain('desa-wisata')
  })

  it('keeps programmes of one place from those elsewhere', () => {
    expect(list('35.10')).toContain('pirt-pnm')
    expect(list('35.10.01')).toContain('pirt-pnm')
    expect(list('35')).toContain('pirt-pnm')
    expect(list('32.73')).not.toContain('pirt-pnm')
  })

  it('uses what a registered owner has told', () => {
    const registered = [
      { step: 'sector', value: 'coffee' },
      { step: 'regency', value: '35.10' },
    ]
    const { transcript } = talk(programmes, ['[export]'], around(registered))
    expect(transcript.at(-1)).toContain('registration:sector.coffee')
  })

  it('shows who runs it, how to join, until when, what is much like it and its source, then the list again', () => {
    const { transcript, next } = talk(programmes, ['[export]', '[all]', '[bisa-ekspor]'], around())
    const card = transcript.at(-1)!
    for (const part of [
      'by(Kementerian Perdagangan)',
      'apply(',
      'untilUnknown',
      'overlaps(',
      'content:source(',
    ])
      expect(card).toContain(part)
    const again = talk(programmes, [], { ...around(), known: next!.answers })
    expect(again.screen).toContain('bisa-ekspor')
  })

  it('puts what is confirmed first', () => {
    const { screen } = talk(programmes, ['[capital]', '[all]'], around())
    const confirmed = new Set(
      SEED.programmes.flatMap((one) =>
        (one as { status: string }).status === 'published' ? [(one as { id: string }).id] : [],
      ),
    )
    const marks = screen
      .filter((id) => !id.startsWith('!') && !id.startsWith('other'))
      .map((id) => confirmed.has(id))
    expect(marks).toEqual(marks.toSorted((a, b) => Number(b) - Number(a)))
  })

  it('takes another need or sector', () => {
    const other = (pick: string) =>
      talk(programmes, ['[export]', '[coffee]', `[${pick}]`], around()).next!.answers
    expect(talk(programmes, [], { ...around(), known: other('otherNeed') }).transcript.at(-1)).toBe(
      'bot: need',
    )
    expect(talk(programmes, [], { ...around(), known: other('otherSector') }).transcript.at(-1)).toBe(
      'bot: sector',
    )
  })

  it('says so when nothing fits, with a way on', () => {
    const { transcript, screen } = talk(programmes, ['[export]', '[coffee]'], { look: () => null })
    expect(transcript.at(-1)).toContain('none')
    expect(screen).toEqual(['otherNeed', 'otherSector'])
  })
})
