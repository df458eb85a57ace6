import { regionIndex } from './region-index.ts'
import vocabulary from './vocabulary/places.json' with { type: 'json' }

/** A place inside a sentence about something else. */
export interface Place {
  readonly codes: readonly string[]
  readonly from: number
  readonly to: number
}

const LONGEST = 4
/** Words after which a place is likely. */
const BEFORE = new Set(vocabulary.leads)
/** Names that are also everyday words count only after one of the words above. */
const DOUBTFUL = new Set(vocabulary.doubtful)
/** Of those, the ones that mean a place more often than not. */
const PLACES = new Set(vocabulary.mostlyPlaces)

/** The provinces, regencies and cities named in a tokenised sentence; mistyped ones only after a word such as `di`. */
export function placesIn(tokens: readonly string[], isWord: (at: number) => boolean): readonly Place[] {
  const { places, nearPlaces } = regionIndex()
  const found: Place[] = []
  const keys = tokens.map(spelt)
  for (let from = 0; from < tokens.length; from++) {
    const led = BEFORE.has(tokens[from - 1] ?? '')
    for (let length = Math.min(LONGEST, tokens.length - from); length > 0; length--) {
      let key = keys[from]!
      for (let at = from + 1; at < from + length; at++) key += keys[at]!
      const codes = places.get(key)
      const certain =
        led || length > 1 || (!DOUBTFUL.has(key) && key.length > 3 && !isWord(from)) || PLACES.has(key)
      if (codes !== undefined && codes.length > 0 && certain && key.length > 2) {
        found.push({ codes: marked(codes, tokens[from - 1]), from, to: from + length })
        from += length - 1
        break
      }
      if (length > 1 || !led || key.length < 6 || isWord(from)) continue
      const near = nearPlaces.near(key)
      if (near.length === 0) continue
      const likely = [...new Set(near.flatMap(({ word }) => places.get(word)!))]
      found.push({ codes: marked(likely, tokens[from - 1]), from, to: from + 1 })
    }
  }
  return found
}

const spellings = new Map(Object.entries(vocabulary.spellings))
const spelt = (token: string): string => spellings.get(token) ?? token

function marked(codes: readonly string[], before: string | undefined): readonly string[] {
  if (before !== 'kota' && before !== 'kab' && before !== 'kabupaten') return codes
  const kept = codes.filter((code) => code.length === 5 && (code[3] === '7') === (before === 'kota'))
  return kept.length > 0 ? kept : codes
}
