import type { Reading } from '../types.ts'
import { readDate } from './dates.ts'
import { readNik } from './ids.ts'
import { understand } from './intents.ts'
import { readPhone } from './phone.ts'
import { readRegion } from './regions.ts'
import { readRupiah } from './rupiah.ts'
import { readYesNo } from './yes-no.ts'

export const KINDS = ['intent', 'rupiah', 'region', 'date', 'yesno', 'nik', 'phone'] as const
export type Kind = (typeof KINDS)[number]

/** From this likeliness (0–1) that nothing of ours is meant, "something else" is named among the offered meanings. */
const DOUBT = 0.1

/**
 * What the product makes of a line, as `naik-kelas understand` prints it: `value`, `ask` where it would ask which,
 * and a null value where it would ask again.
 */
export function readAs(
  kind: Kind,
  line: string,
  today: string,
): { readonly input: string; readonly [field: string]: unknown } {
  switch (kind) {
    case 'intent':
      return intentOf(line, today)
    case 'rupiah':
      return shown(line, readRupiah(line))
    case 'region':
      return shown(line, readRegion(line))
    case 'date':
      return shown(line, readDate(line, today))
    case 'yesno':
      return shown(line, readYesNo(line), (yes) => (yes ? 'yes' : 'no'))
    case 'phone':
      return shown(line, readPhone(line))
    case 'nik':
      return shown(line, readNik(line, today), ({ nik, regency, birthDate, sex }) => ({
        nik,
        regency,
        birthDate,
        sex,
      }))
  }
}

function intentOf(line: string, today: string) {
  const { decision, intents, other, entities, why } = understand(line, { today, unasked: true })
  const [first] = intents
  if (decision !== 'ask')
    return { input: line, value: first!.intent, confidence: first!.confidence, entities, why }
  const offered: string[] = intents.map(({ intent }) => intent)
  return { input: line, ask: other >= DOUBT ? [...offered, 'out_of_scope'] : offered, entities, why }
}

function shown<T>(input: string, reading: Reading<T>, show: (value: T) => unknown = (value) => value) {
  if (reading.type === 'value') return { input, value: show(reading.value) }
  if (reading.type === 'ask') return { input, ask: reading.options.map(show) }
  return { input, value: null, reason: reading.reason }
}
