import type { Reading } from '../types.ts'
import { amountsIn } from './amounts.ts'
import { readDate } from './dates.ts'
import { slips } from './distance.ts'
import { readPhone } from './phone.ts'
import { regionIndex } from './region-index.ts'
import { mentionsIn, type Mention } from './region-mentions.ts'
import { fold, words } from './text.ts'

export type Level = 'province' | 'regency' | 'district'

/** More places than this are not offered: the contact is asked to be more precise. */
const OFFERED = 8

/** Only whether it is a day is asked. */
const ANY_DAY = '2000-01-01'

const LENGTHS: Readonly<Record<Level, number>> = { province: 2, regency: 5, district: 8 }

/**
 * The Kemendagri code of the place that a text names, at a level if one is asked for and inside a region if one is given.
 * A place named more precisely than asked fills the deeper step (`regency`, `district`) too; shared names ask.
 */
export function readRegion(
  text: string,
  { level, within }: { readonly level?: Level; readonly within?: string } = {},
): Reading<string> {
  const mentions = mentionsIn(text)
  const here = within === undefined ? null : inside(text, mentions, within, level)
  if (here !== null) return here
  const isGuessed = mentions.every(({ typo }) => typo !== 'none')
  if (isGuessed && isOtherKind(text)) return { type: 'unread', reason: 'placeWanted' }
  const { codes, sure } = agreed(mentions)
  if (codes.length === 0) return { type: 'unread', reason: 'notAPlace' }
  if (within !== undefined && !codes.some((code) => holds(within, code) || code === within)) {
    return { type: 'unread', reason: 'placeElsewhere', params: { place: regionName(codes[0]!) } }
  }
  const kept = within === undefined ? codes : codes.filter((code) => holds(within, code) || code === within)
  return atLevel(kept, level, sure, mentions)
}

/** Whether figures are plainly a sum, a day or a number to call: letters beside them are no misspelt name. */
function isOtherKind(text: string): boolean {
  if (!/\d/.test(text)) return false
  return (
    amountsIn(fold(text)).amounts.some(({ scaled, exact }) => scaled || exact) ||
    readDate(text, ANY_DAY).type === 'value' ||
    readPhone(text).type === 'value'
  )
}

/** A region's name as it is written in full: `Kabupaten Banyuwangi`, `DKI Jakarta`; the code itself when unknown. */
export function regionName(code: string): string {
  return regionIndex().official.get(code) ?? code
}

/** Codes of the regions directly within one, or of the provinces. */
export function regionsWithin(code: string | null): readonly string[] {
  return regionIndex().children.get(code ?? '') ?? []
}

/** Whether it is a Kemendagri code of a province, a regency or city, or a district, as they are now. */
export function isRegion(code: string): boolean {
  return regionIndex().official.has(code)
}

/** The code of the region that a region lies directly in; null for provinces. */
export function parentOf(code: string): string | null {
  return code.length > 2 ? code.slice(0, -3) : null
}

/** The time zone of a region of any level (Keppres 41/1987). */
export function timeZoneOf(code: string): 'Asia/Jakarta' | 'Asia/Makassar' | 'Asia/Jayapura' {
  const province = Number(code.slice(0, 2))
  if (province >= 81) return 'Asia/Jayapura'
  return province >= 63 || (province >= 51 && province <= 53) ? 'Asia/Makassar' : 'Asia/Jakarta'
}

const related = (a: string, b: string): boolean => a === b || holds(a, b) || holds(b, a)

const holds = (region: string, code: string): boolean => code.startsWith(`${region}.`)

/** Among the few places inside a region, names are found with more typos and districts without being called so. */
function inside(
  text: string,
  mentions: readonly Mention[],
  within: string,
  level: Level | undefined,
): Reading<string> | null {
  const [whole, typed] = spellingsOf(text)
  const limit = typed.length >= 7 ? 2 : typed.length >= 3 ? 1 : 0
  const { codes: best, off } = nearest(within, [whole, typed], limit)
  const named = mentions.flatMap(({ codes, typo }) =>
    codes.filter((code) => typo === 'none' && holds(within, code)),
  )
  if (named.length > 0 && off !== 0) {
    return atLevel(marked(named, mentions), level ?? levelOf(named[0]!), true, mentions)
  }
  if (best.length === 0) return null
  const sure = typed.length >= 5 || off === 0
  const meant = best.filter((code) => named.includes(code))
  return atLevel(marked(meant.length > 0 ? meant : best, mentions), level ?? levelOf(best[0]!), sure, [])
}

/** The letters of a text, and those without what kind of region it is. */
function spellingsOf(text: string): readonly [string, string] {
  const all = words(text)
  const bare = all.filter((word) => !/^(kec|kecamatan|kab|kabupaten|kota|di)$/.test(word))
  return [all.join(''), bare.join('')]
}

/** The regions inside one that are named most nearly, and by how many slips they are off; none beyond the limit. */
function nearest(
  within: string,
  typed: readonly string[],
  limit: number,
): { readonly codes: readonly string[]; readonly off: number } {
  const { spelt } = regionIndex()
  const regions = regionsWithin(within).map((code) => ({ code, names: spelt.get(code)! }))
  const same = regions.filter(({ names }) => names.some((name) => typed.includes(name)))
  if (same.length > 0) return { codes: same.map(({ code }) => code), off: 0 }
  const offs = regions.map(({ names }) =>
    Math.min(...names.flatMap((name) => typed.map((one) => slips(one, name, limit)))),
  )
  const off = Math.min(limit + 1, ...offs)
  return { codes: regions.filter((_, at) => offs[at] === off && off <= limit).map(({ code }) => code), off }
}

const levelOf = (code: string): Level =>
  code.length === 2 ? 'province' : code.length === 5 ? 'regency' : 'district'

/** The places that all mentions agree on, the most precise ones; `sure` when no short typo had to be guessed. */
function agreed(mentions: readonly Mention[]): { codes: readonly string[]; sure: boolean } {
  const exact = mentions.filter(({ typo }) => typo === 'none')
  const used = exact.length > 0 && !mentions.some(({ typo }) => typo === 'likely') ? exact : mentions
  const certain = used.filter(({ marker, codes }) => marker !== null || codes.some((code) => code.length < 8))
  const fits = ({ codes }: Mention) =>
    certain.every((other) => codes.some((code) => other.codes.some((o) => related(code, o))))
  const lists = used
    .filter((mention) => certain.includes(mention) || fits(mention))
    .map((mention) => {
      const codes = marked(mention.codes, [mention])
      const others = used.filter((other) => other !== mention)
      const fitting = codes.filter((code) =>
        others.every(({ codes }) => codes.some((other) => related(code, other))),
      )
      return fitting.length > 0 ? fitting : codes
    })
  const all = lists.flat()
  const together = lists.every((list) =>
    list.some((code) => lists.every((other) => other.some((o) => related(code, o)))),
  )
  const depth = Math.max(0, ...lists.map((list) => Math.min(...list.map((code) => code.length))))
  const codes = together
    ? (lists.find((list) => Math.min(...list.map((code) => code.length)) === depth) ?? [])
    : all
  return { codes: [...new Set(codes)], sure: used.every(({ typo }) => typo !== 'short') }
}

/** Codes of the kind that the text says (`kota`, `kab.`, `prov.`), or all where it says none or none is of it. */
function marked(codes: readonly string[], mentions: readonly Mention[]): readonly string[] {
  const marker = mentions.find(({ marker }) => marker !== null)?.marker ?? null
  const kept = codes.filter((code) => {
    if (marker === 'province') return code.length === 2
    if (marker === 'district') return code.length === 8
    if (marker === 'city') return code.length === 5 && code[3] === '7'
    return marker === 'regency' ? code.length === 5 && code[3] !== '7' : true
  })
  return kept.length > 0 ? kept : codes
}

function atLevel(
  codes: readonly string[],
  level: Level | undefined,
  sure: boolean,
  mentions: readonly Mention[],
): Reading<string> {
  const led =
    level === undefined && mentions.length === 1 && mentions[0]!.leading && mentions[0]!.marker === null
  const wanted = led ? codes.slice(0, 1) : lowered(codes, level)
  const named = mentions.some(({ marker }) => marker === 'district')
  const length = level === undefined ? (named ? LENGTHS.district : LENGTHS.regency) : LENGTHS[level]
  const options = [...new Set(wanted.map((code) => code.slice(0, length)))]
  if (options.length === 0 || options.length > OFFERED) return { type: 'unread', reason: 'vague' }
  if (options.length > 1 || !sure) return { type: 'ask', options }
  const [value] = options as [string]
  if (level !== undefined && value.length < length) return { type: 'unread', reason: 'vague' }
  const deepest = wanted.length === 1 ? wanted[0]! : value
  const fills = {
    ...(deepest.length >= 5 && length < 5 ? { regency: deepest.slice(0, 5) } : {}),
    ...(deepest.length === 8 && length < 8 ? { district: deepest } : {}),
  }
  return Object.keys(fills).length > 0 ? { type: 'value', value, fills } : { type: 'value', value }
}

/** A province where a regency is wanted stands for the city of its name, and for all its regencies when they are few. */
function lowered(codes: readonly string[], level: Level | undefined): readonly string[] {
  if (level !== 'regency' && level !== 'district') return codes
  const length = LENGTHS[level]
  const deep = codes.filter((code) => code.length >= length)
  const children = codes.filter((code) => code.length === length - 3).flatMap((code) => regionsWithin(code))
  const few = children.length > 0 && children.length <= OFFERED
  return few ? [...new Set([...deep, ...children])] : deep.length > 0 ? deep : codes
}
