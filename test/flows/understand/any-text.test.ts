import * as fc from 'fast-check'
import { it } from 'vitest'
import { KINDS, readAs } from '../../../src/flows/understand/explain.ts'
import { readNib, readPirt } from '../../../src/flows/understand/ids.ts'
import { matchLabel } from '../../../src/flows/understand/match.ts'
import { readNumber } from '../../../src/flows/understand/numbers.ts'
import { readPick } from '../../../src/flows/understand/picks.ts'
import { readPeriod } from '../../../src/flows/understand/rupiah.ts'

it('reads any text at all without throwing', () => {
  const labels = [{ value: 'a', words: ['Kopi bubuk'] }]
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
      for (const kind of KINDS) readAs(kind, text, '2026-11-22')
      for (const read of [readNib, readPirt, readNumber, readPeriod]) read(text)
      readPick(text, 4)
      matchLabel(text, labels)
    }),
    { numRuns: 300 },
  )
})
