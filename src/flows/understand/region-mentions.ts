import { slips } from './distance.ts'
import { numberParts } from './number-words.ts'
import { keyOf, nearDistricts, regionIndex } from './region-index.ts'
import { once, words } from './text.ts'
import vocabulary from './vocabulary/places.json' with { type: 'json' }

type Marker = keyof typeof vocabulary.markers

/** A place named in a text. */
export interface Mention {
  /** Codes of the places that go by the name. */
  readonly codes: readonly string[]
  /** What the text says it is (`kota`, `kec.`), if anything. */
  readonly marker: Marker | null
  /** The name was mistyped; `short` ones are too short to be sure of. */
  readonly typo: 'none' | 'likely' | 'short'
  readonly leading: boolean
}

/** Letters of a province's code. */
const PROVINCE = 2
/** Letters of a district's code: there are so many that a slip of a short name may be any word ("salon", Salo). */
const DISTRICT = 8

/** Words of the longest name. */
const LONGEST = 5
/** Names of several words with this many letters are known through a typo even where a shorter name stands in them. */
const LONG = 8

const markers = new Map(
  (Object.keys(vocabulary.markers) as Marker[]).flatMap((marker) =>
    vocabulary.markers[marker].map((word) => [word, marker] as const),
  ),
)
const spellings = new Map(Object.entries(vocabulary.spellings))
const filler = new Set(vocabulary.filler)
const everyday = new Set(vocabulary.everyday)
const leading = new Set(vocabulary.leading.map(keyOf))

interface Span {
  readonly from: number
  readonly to: number
  readonly key: string
}

/** The places that a text names, as far as they are known; mistyped names only where no other name stands. */
export const mentionsIn = once((text: string): readonly Mention[] => {
  const tokens = words(text).map((word) => spellings.get(word) ?? word)
  const taken = new Set<number>()
  const found: { span: Span; mention: Mention }[] = []
  const take = (span: Span, codes: readonly string[], typo: Mention['typo']) => {
    for (let at = span.from; at < span.to; at++) taken.add(at)
    const mention = { codes, marker: markerAt(tokens, span), typo, leading: leading.has(span.key) }
    found.push({ span, mention })
  }
  const free = (span: Span) =>
    !Array.from({ length: span.to - span.from }, (_, at) => span.from + at).some((at) => taken.has(at))
  const { places, districts, nearPlaces } = regionIndex()
  const spans = spansOf(tokens)
  for (const span of spans.filter(({ from, to }) => to - from > 1)) {
    if (!free(span) || !isName(tokens, span)) continue
    const codes = places.get(span.key) ?? districts.get(span.key)
    const near = codes === undefined && span.key.length >= LONG ? nearPlaces.near(span.key) : []
    if (codes !== undefined) take(span, codes, 'none')
    else if (near.length > 0 && near[0]!.slips === 1 && isClean(tokens, span)) {
      take(span, [...new Set(near.flatMap(({ word }) => places.get(word)!))], 'likely')
    }
  }
  for (const names of [places, districts]) {
    for (const span of spans.filter(({ from, to }) => to - from === 1)) {
      const codes =
        free(span) && isName(tokens, span) && span.key.length > 2 ? names.get(span.key) : undefined
      const called = names === places && markerAt(tokens, span) === 'district'
      if (codes !== undefined && codes.length > 0 && !called)
        take(span, [...codes, ...mistaken(span, names)], 'none')
    }
  }
  for (const { span, codes } of mistyped(tokens, spans.filter(free), found.length > 0)) {
    const short = span.key.length <= (codes.every((code) => code.length === DISTRICT) ? 5 : 4)
    if (free(span)) take(span, codes, short ? 'short' : 'likely')
  }
  const inOrder = found.toSorted((a, b) => a.span.from - b.span.from).map(({ mention }) => mention)
  return withoutVillages(inOrder)
})

/** Villages and streets go by the names of districts and cities elsewhere: they tell nothing beside where they lie. */
function withoutVillages(mentions: readonly Mention[]): readonly Mention[] {
  const others = mentions.filter(({ marker }) => marker !== 'village')
  return others.some(({ codes }) => codes.every((code) => code.length > PROVINCE)) ? others : mentions
}

/** All runs of words that may be a name, longest first. */
function spansOf(tokens: readonly string[]): readonly Span[] {
  const spans: Span[] = []
  for (let length = Math.min(LONGEST, tokens.length); length > 0; length--) {
    for (let from = 0; from + length <= tokens.length; from++) {
      spans.push({ from, to: from + length, key: tokens.slice(from, from + length).join('') })
    }
  }
  return spans
}

/** A name does not begin with a word such as `kota` on its own, nor is it one of the small words around names. */
function isName(tokens: readonly string[], { from, to }: Span): boolean {
  const [first] = tokens.slice(from, to)
  return to - from > 1 || (!filler.has(first!) && !markers.has(first!))
}

/** A district's name may be a slip of a bigger place's: `Jambe` of Jambi. */
function mistaken({ key }: Span, names: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const { places, districts, nearPlaces } = regionIndex()
  return names === districts ? nearPlaces.near(key).flatMap(({ word }) => places.get(word) ?? []) : []
}

/** Small words part names from what stands around them; all that was written may be a name with one inside. */
function isClean(tokens: readonly string[], { from, to }: Span): boolean {
  return to - from === tokens.length || !tokens.slice(from, to).some((token) => filler.has(token))
}

function markerAt(tokens: readonly string[], { from, to }: Span): Marker | null {
  // A marker behind a name is that name's only when no other name follows ("banyuwangi kec genteng").
  return markerOf(tokens[from - 1]) ?? (to === tokens.length - 1 ? markerOf(tokens[to]) : null)
}

function markerOf(token: string | undefined): Marker | null {
  if (token === undefined) return null
  const exact = markers.get(token)
  if (exact !== undefined) return exact
  if (token.length < 3 || regionIndex().places.has(token) || filler.has(token)) return null
  return [...markers].find(([word]) => word.length >= 4 && slips(token, word, 1) === 1)?.[1] ?? null
}

function mistyped(tokens: readonly string[], free: readonly Span[], anyFound: boolean) {
  const telling = tokens.filter((token) => !filler.has(token) && !markers.has(token))
  if (telling.length > LONGEST + 1 && !tokens.some((token) => markers.has(token))) return []
  return free
    .filter((span) => {
      const inside = tokens.slice(span.from, span.to)
      if (span.key.length < (anyFound ? 5 : 3) || everyday.has(span.key)) return false
      if (inside.every((token) => everyday.has(token) || numberParts(token) !== null)) return false
      return !inside.some(
        (token) =>
          filler.has(token) ||
          (markers.has(token) && inside.length === 1 && (tokens.length > 1 || token.length < 5)),
      )
    })
    .map((span) => ({ span, ...nearest(span.key, markerAt(tokens, span)) }))
    .filter(({ codes }) => codes.length > 0)
    .toSorted((a, b) => a.slips - b.slips || b.span.key.length - a.span.key.length)
}

function nearest(key: string, marker: Marker | null): { codes: readonly string[]; slips: number } {
  const { places, nearPlaces, districts } = regionIndex()
  const near = marker === 'district' ? [] : nearPlaces.near(key)
  if (near.length > 0) {
    return { codes: [...new Set(near.flatMap(({ word }) => places.get(word)!))], slips: near[0]!.slips }
  }
  const far = key.length >= 5 || marker === 'district' ? nearDistricts().near(key) : []
  return {
    codes: [...new Set(far.flatMap(({ word }) => districts.get(word)!))],
    slips: (far[0]?.slips ?? 0) + 1,
  }
}
