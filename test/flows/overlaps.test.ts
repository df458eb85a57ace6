import { describe, expect, it } from 'vitest'
import { SEED } from '../../src/db/seed.ts'
import type { Programme } from '../../src/flows/content.ts'
import { overlapsOf } from '../../src/flows/programmes/overlaps.ts'

const [sample] = SEED.programmes as readonly Programme[]
const programme = (id: string, fields: Partial<Programme>): Programme => ({
  ...sample!,
  id,
  agency: id,
  needs: ['training'],
  sectors: [],
  regions: [],
  validFrom: null,
  until: null,
  overlaps: [],
  ...fields,
})
const found = (one: Partial<Programme>, other: Partial<Programme>) =>
  overlapsOf([programme('a', one), programme('b', other)])

describe('programmes that overlap', () => {
  it('are for the same need, sector, place and time, of two agencies', () => {
    expect(found({}, {})).toMatchObject([{ needs: ['training'], sectors: [], regions: [], declared: false }])
    expect(found({}, { needs: ['capital'] })).toEqual([])
    expect(found({}, { agency: 'a' })).toEqual([])
    expect(found({ sectors: ['coffee'] }, { sectors: ['rice'] })).toEqual([])
    expect(found({ sectors: ['coffee'] }, {})).toMatchObject([{ sectors: ['coffee'] }])
  })

  it('meet in the smaller of two places', () => {
    expect(found({ regions: ['35'] }, { regions: ['35.10'] })).toMatchObject([{ regions: ['35.10'] }])
    expect(found({ regions: ['35.09'] }, { regions: ['35.10'] })).toEqual([])
  })

  it('run at the same time; one without an end goes on', () => {
    expect(found({ until: '2026-06-30' }, { validFrom: '2026-07-01' })).toEqual([])
    expect(found({ until: '2026-07-01' }, { validFrom: '2026-07' })).toHaveLength(1)
    expect(found({ validFrom: '2020' }, { validFrom: '2026' })).toHaveLength(1)
  })

  it('come with the most shared needs first, and say what is known already', () => {
    const all = overlapsOf([
      programme('a', { needs: ['training'] }),
      programme('b', { needs: ['training', 'market'], overlaps: ['c'] }),
      programme('c', { needs: ['market', 'training'] }),
    ])
    expect(all.map(({ programmes }) => programmes.map(({ id }) => id).join(''))).toEqual(['bc', 'ab', 'ac'])
    expect(all[0]!.declared).toBe(true)
  })
})
