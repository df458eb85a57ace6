import { describe, expect, it } from 'vitest'
import { guarantee } from '../../src/flows/financing/guarantee.ts'
import { nominate } from '../../src/flows/nominations/nominate.ts'
import { nomination } from '../../src/flows/nominations/nomination.ts'
import { NOMINATION_STATES } from '../../src/flows/nominations/nominations.ts'
import type { Json } from '../../src/flows/types.ts'
import { talk } from '../talk.ts'

const KNOWN = {
  id: 'j1',
  organisation: 'Himpunan Contoh',
  state: 'proposed',
  answerBy: '2026-12-06',
  reason: null as string | null,
  steps: [{ state: 'proposed', on: '2026-11-22' }],
}
const standing = (myNomination: object | null) => ({
  look: ({ fact }: { fact: string }) => (fact === 'myNomination' ? (myNomination as Json) : null),
})

describe('the way to a bank', () => {
  it('is opened from the guarantees, and says how to be proposed when nobody has done so', () => {
    expect(talk(guarantee, ['[nomination]'], { look: () => null }).next?.flow).toBe('nomination')
    const { transcript, screen } = talk(nomination, [], standing(null))
    expect(transcript).toEqual(['bot: none'])
    expect(screen).toEqual(['go guarantee', 'go bankable', 'go officer', 'go home'])
  })

  it('is accepted to the words that are shown, and then tells what comes next', () => {
    const { transcript, effects } = talk(nomination, ['hm', 'ya', '[accept]'], standing(KNOWN))
    expect(transcript[0]).toContain('Himpunan Contoh')
    expect(transcript[0]).toContain('consent')
    expect(transcript.filter((line) => line.includes('reasons.needChoice'))).toHaveLength(2)
    expect(transcript.at(-1)).toContain('state.accepted(Himpunan Contoh)')
    expect(transcript.at(-1)).toContain('done(stage.accepted, date(22, month.11, 2026)); now(stage.trained)')
    expect(effects).toMatchObject([
      { type: 'answerNomination', id: 'j1', accepted: true, wordingKey: 'nomination:consent' },
    ])
  })

  it('can be declined, which ends it', () => {
    const { transcript, effects } = talk(nomination, ['[decline]'], standing(KNOWN))
    expect(effects).toMatchObject([{ accepted: false }])
    expect(transcript.at(-1)).toContain('next.declined')
    expect(transcript.at(-1)).not.toContain('path')
  })

  it.each(NOMINATION_STATES.filter((state) => state !== 'proposed'))(
    'tells where it stands and what is next: %s',
    (state) => {
      const { transcript, run } = talk(
        nomination,
        [],
        standing({ ...KNOWN, state, reason: 'Pelatihan 3 hari' }),
      )
      expect(run.status).toBe('completed')
      for (const words of [`state.${state}`, `next.${state}`, 'Pelatihan 3 hari'])
        expect(transcript[0]).toContain(words)
    },
  )
})

describe('a representative in chat', () => {
  const represented = {
    organisation: 'Himpunan Contoh',
    quotas: [{ province: '35', quota: 2, used: 1 }],
    nominations: [{ business: 'Kopi Osing', regency: '35.10', state: 'trained' }],
  }
  const nominees: { readonly [number: string]: object } = {
    'NK-7F3K-9Q2M': { number: 'NK-7F3K-9Q2M', business: 'Keripik Bu Sri', regency: '35.10', verdict: 'open' },
    'NK-AAAA-AAAA': { number: 'NK-AAAA-AAAA', business: 'Batik', regency: '35.10', verdict: 'taken' },
    'NK-BBBB-BBBB': { number: 'NK-BBBB-BBBB', business: 'Batik', regency: '35.10', verdict: 'full' },
  }
  const speaking = {
    look: ({ fact, argument }: { fact: string; argument: string }) =>
      ((fact === 'represented' ? represented : nominees[argument]) ?? null) as Json,
  }

  it('sees the places left and whom they proposed, and proposes by number after one look', () => {
    const { transcript, effects } = talk(nominate, ['nk 7f3k 9q2m', 'ya'], speaking)
    expect(transcript[0]).toContain('quota(Jawa Timur, 2, 1)')
    expect(transcript[0]).toContain('nominated(Kopi Osing, Kabupaten Banyuwangi, nomination:stage.trained)')
    expect(transcript[2]).toBe('bot: sure(Keripik Bu Sri, Kabupaten Banyuwangi)')
    expect(effects).toEqual([{ type: 'proposeNomination', id: '7F3K9Q2MXW5T', number: 'NK-7F3K-9Q2M' }])
  })

  it.each([
    ['nomornya lupa', 'nomineeUnknown'],
    ['NK-AAAA-AAAA', 'nomineeTaken'],
    ['NK-BBBB-BBBB', 'nomineeFull(Jawa Timur)'],
  ])('is told why not: %s', (number, reason) => {
    const { transcript, run } = talk(nominate, [number], speaking)
    expect(transcript.at(-1)).toContain(`reasons.${reason}`)
    expect(run.asked).toBe('number')
  })

  it('can think again, and nobody else can propose', () => {
    expect(talk(nominate, ['7f3k9q2m', 'tidak'], speaking).effects).toEqual([])
    const { transcript, screen } = talk(nominate, [], { look: () => null })
    expect(transcript).toEqual(['bot: notYours'])
    expect(screen).toEqual(['go officer', 'go home'])
  })
})
