import type { Reading, Text } from '../types.ts'
import { isRegion, parentOf, readRegion, regionName, regionsWithin } from '../understand/regions.ts'
import { type Prompt, type StepContext, unread, value, words } from './prompt.ts'

type Level = 'province' | 'regency' | 'district'
const CODE_LENGTH = { province: 2, regency: 5, district: 8 } as const

interface RegionOptions {
  /** The step whose answer the place must lie in. */
  readonly within?: string
  /** Steps that a finer place answers too ("banyuwangi" names its province). */
  readonly fills?: { readonly [level in Level]?: string }
}

/** A place by its Kemendagri code; typed by name, alias or misspelling, or picked from the list. */
export function region(level: Level, { within, fills = {} }: RegionOptions = {}): Prompt<string> {
  const parent = (at: { answers: { readonly [step: string]: unknown } }) =>
    within === undefined ? undefined : (at.answers[within] as string | undefined)
  const stands = (code: string, at: StepContext) => {
    if (code.length !== CODE_LENGTH[level] || !isRegion(code)) return false
    const place = parent(at)
    return place === undefined || code.startsWith(`${place}.`) || parentOf(code) === place
  }
  return {
    list: true,
    ...(level !== 'province' && {
      options: (at) =>
        regionsWithin(parent(at) ?? null).map((code) => ({ value: code, label: placeText(code) })),
    }),
    read(input, at) {
      if (input.type === 'choice') return stands(input.value, at) ? value(input.value) : unread('stale')
      const read = words(input)
      if ('unread' in read) return read.unread
      const place = parent(at)
      const reading = readRegion(read.text, { level, ...(place !== undefined && { within: place }) })
      return level === 'province' ? narrowed(named(reading, fills), read.text, fills) : named(reading, fills)
    },
    show: placeText,
    stands,
  }
}

const placeText = (code: string): Text => ({ text: regionName(code) })

/** A province named by a regency whose name a city has too leaves only those to choose from. */
function narrowed(
  reading: Reading<string>,
  text: string,
  { regency }: NonNullable<RegionOptions['fills']>,
): Reading<string> {
  if (reading.type !== 'value' || regency === undefined || reading.fills?.[regency] !== undefined)
    return reading
  const finer = readRegion(text, { level: 'regency', within: reading.value })
  const few = finer.type === 'ask' && finer.options.length < regionsWithin(reading.value).length
  return few ? { ...reading, narrows: { [regency]: finer.options } } : reading
}

/** Renames the levels that a reading fills to the steps of the flow; levels it has no step for are dropped. */
function named(
  reading: Reading<string>,
  fills: { readonly [level: string]: string | undefined },
): Reading<string> {
  if (reading.type !== 'value' || !reading.fills) return reading
  const steps = Object.entries(reading.fills).flatMap(([level, code]) => {
    const step = fills[level]
    return step === undefined ? [] : [[step, code] as const]
  })
  return { ...reading, fills: Object.fromEntries(steps) }
}
