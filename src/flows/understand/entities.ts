import type { Evidence } from './evidence.ts'
import { readDate } from './dates.ts'
import { readPirt } from './ids.ts'
import { readRupiah } from './rupiah.ts'
import { fold } from './text.ts'
import aspects from './vocabulary/aspects.json' with { type: 'json' }
import type { Vocabulary } from './vocabulary.ts'

/** What a message tells besides the wish, so that it is not asked again. */
export interface Entities {
  /** Whole rupiah. */
  readonly amount?: number
  /** How long, in months: for a loan. */
  readonly months?: number
  /** A Kemendagri code; only when one place is meant. */
  readonly region?: string
  readonly sector?: string
  /** The product in the owner's words. */
  readonly product?: string
  readonly date?: string
  /** What the message is about besides its wish: `pirt` for a training about it. */
  readonly topic?: string
  /** One of the languages that we speak, when only one is named. */
  readonly language?: string
  readonly pirtNumber?: string
  /** Conversations about what is wanted more closely: `simulator` for what a loan costs a month. */
  readonly aspects?: readonly string[]
  /** What a programme should help with (a value of its own step). */
  readonly need?: string
}

const TOPICS: Readonly<Record<string, string>> = {
  pirt: 'pirt',
  foodLicence: 'pirt',
  halal: 'halal',
  skill: 'marketing',
  cooperative: 'cooperative',
  kur: 'financing',
  financing: 'financing',
  partnership: 'partnership',
  businessNumber: 'licence',
  trademark: 'trademark',
}

const LANGUAGES: Readonly<Record<string, RegExp>> = {
  id: /\b(?:bahasa indonesia|basa indonesia|indonesian?|melayu)\b/,
  en: /\b(?:english|inggris|inggeris|enggres|inglish)\b/,
  jv: /\b(?:jawa|jowo|jawi|javanese)\b/,
  su: /\b(?:sunda|sundanese)\b/,
}

/** Parts of a wish by the conversations that are about them, and the words that ask for each. */
const ASPECTS = readersOf(aspects.conversations)
/** What an owner may need of a programme. */
const NEEDS = readersOf(aspects.needs)

function readersOf(
  words: Readonly<Record<string, readonly string[]>>,
): readonly (readonly [string, RegExp])[] {
  return Object.entries(words).map(([name, some]) => [name, new RegExp(`\\b(?:${some.join('|')})\\b`)])
}

/** Amount, time, place, sector, product, date and topic of a message, as far as they are plain. */
export function entitiesIn(
  text: string,
  evidence: Evidence,
  vocabulary: Vocabulary,
  today: string,
): Entities {
  const amount = amountIn(text)
  const months = monthsIn(text)
  const region = regionOf(evidence)
  const trade = evidence.hits.find(
    ({ concept, sureness }) => vocabulary.concepts[concept]?.sector && sureness > 0.8,
  )
  const sector = trade && vocabulary.concepts[trade.concept]?.sector
  const product = productIn(evidence, vocabulary)
  const date = dateIn(text, today)
  const topic = evidence.hits.map(({ concept }) => TOPICS[concept]).find((topic) => topic !== undefined)
  const folded = fold(text)
  const language = languageIn(folded)
  const [need] = NEEDS.find(([, asks]) => asks.test(folded)) ?? []
  const named = ASPECTS.filter(([, asks]) => asks.test(folded)).map(([flow]) => flow)
  const pirtNumber = /\d{6}|irt/i.test(text) ? readPirt(text) : null
  return {
    ...(amount !== null && { amount }),
    ...(months !== null && { months }),
    ...(region !== null && { region }),
    ...(sector !== undefined && { sector }),
    ...(product !== null && { product }),
    ...(date !== null && { date }),
    ...(topic !== undefined && { topic }),
    ...(named.length > 0 && { aspects: named }),
    ...(need !== undefined && { need }),
    ...(language !== null && { language }),
    ...(pirtNumber?.type === 'value' && { pirtNumber: pirtNumber.value.number }),
  }
}

function languageIn(folded: string): string | null {
  const [named, ...others] = Object.keys(LANGUAGES).filter((language) => LANGUAGES[language]!.test(folded))
  return named !== undefined && others.length === 0 ? named : null
}

/** Only amounts with their unit or written out: a lone `3` is not money. */
function amountIn(text: string): number | null {
  if (!/\d|juta|ribu|miliar|milyar|sejuta/i.test(text)) return null
  // A term beside it is not a part of it: `50 juta 3 tahun`.
  const reading = readRupiah(fold(text).replace(TERM, ' , '))
  if (reading.type !== 'value' || reading.value < 10_000) return null
  return /\d{9,}/.test(text.replace(/\D/g, '')) && !/[.,]|jt|juta|rb|ribu|rp/i.test(text)
    ? null
    : reading.value
}

const TERM =
  /(\d{1,2}|se|sa|satu|dua|tiga|empat|lima|enam)\s?(bulan|bln|tahun|thn|th|taun|wulan|months?|years?)\b(?!\s*(?:lalu|depan|yang lalu|ini))/

function monthsIn(text: string): number | null {
  const found = TERM.exec(fold(text))
  if (found === null) return null
  const counts = ['', 'satu', 'dua', 'tiga', 'empat', 'lima', 'enam']
  const count = /^\d/.test(found[1]!) ? Number(found[1]) : Math.max(1, counts.indexOf(found[1]!))
  return /^(bulan|bln|wulan|month)/.test(found[2]!) ? count : count * 12
}

function regionOf({ places }: Evidence): string | null {
  const codes = places.flatMap(({ codes }) => codes)
  const deepest = places.map(({ codes }) => codes).filter((codes) => codes.length === 1)
  if (codes.length === 1) return codes[0]!
  const [first, ...others] = deepest.map(([code]) => code!).toSorted((a, b) => b.length - a.length)
  if (first === undefined) return common(codes)
  return others.every((other) => first.startsWith(other)) ? first : null
}

/** City and regency of one name lie in one province: that much is certain. */
function common(codes: readonly string[]): string | null {
  const provinces = new Set(codes.map((code) => code.slice(0, 2)))
  return provinces.size === 1 ? [...provinces][0]! : null
}

/** Neighbouring words for wares, as written: `keripik singkong`. */
function productIn({ hits, tokens }: Evidence, vocabulary: Vocabulary): string | null {
  const wares = hits.filter(({ concept, sureness }) => vocabulary.concepts[concept]?.sector && sureness > 0.8)
  const [first] = wares
  if (first === undefined) return null
  let end = first.to
  for (const ware of wares) if (ware.from <= end) end = Math.max(end, ware.to)
  return tokens.slice(first.from, end).join(' ')
}

/** What a date has in it; without it there is none to look for. */
const DATED =
  /\d|besok|bsk|lusa|sesuk|isuk|enjing|pageto|kemar|wingi|minggu|senin|selasa|rabu|kamis|jumat|sabtu|hari ini|tomorrow|today/i

function dateIn(text: string, today: string): string | null {
  if (!DATED.test(text) || /\d{9,}/.test(text)) return null
  const reading = readDate(text, today)
  return reading.type === 'value' ? reading.value : null
}
