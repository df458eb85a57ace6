import type { Quantity } from '../understand/quantity.ts'
import { slips } from '../understand/distance.ts'
import { words } from '../understand/text.ts'

/** What a company needs, as far as it can be compared. */
export interface Wanted {
  readonly product: string
  readonly sector: string
  readonly volume: number
  readonly unit: string
  readonly period: 'day' | 'week' | 'month' | 'year'
  readonly certificates: readonly string[]
  /** A Kemendagri code, or null for the whole country. */
  readonly region: string | null
}

/** What somebody can deliver. What nobody told is null. */
export interface Supplier {
  /** Descriptions of products. */
  readonly products: readonly string[]
  readonly sector: string | null
  readonly regency: string | null
  /** A month. */
  readonly capacity: Quantity | null
  readonly certificates: readonly string[]
}

export const REASON_KINDS = ['product', 'sector', 'place', 'capacity', 'certificates'] as const
type ReasonKind = (typeof REASON_KINDS)[number]
export const OUTCOMES = ['met', 'partly', 'missing', 'unknown'] as const

/** One thing that was compared. `what` names the certificates that are missing. */
export interface MatchReason {
  readonly kind: ReasonKind
  readonly outcome: (typeof OUTCOMES)[number]
  readonly what?: readonly string[]
}

/** How well they go together, 0 to 100, and why. 0 where neither product nor sector is the same. */
export interface Match {
  readonly score: number
  readonly reasons: readonly MatchReason[]
}

/** What each comparison adds at most. */
const WEIGHT: { readonly [kind in ReasonKind]: number } = {
  product: 40,
  sector: 20,
  place: 15,
  capacity: 15,
  certificates: 10,
}
/** What is not known counts for less than enough, and for more than too little. */
const UNKNOWN = 0.4
/** A sector that says nothing of what is made. */
const ANY_SECTOR = 'other'
/** Times a month that a period comes, in working days and weeks. */
const A_MONTH = { day: 26, week: 52 / 12, month: 1, year: 1 / 12 } as const

type Compared = MatchReason & { readonly share: number }

/** Holds a need against one who may answer it. Pure arithmetic: the same for owners in chat and officers in lists. */
export function match(wanted: Wanted, supplier: Supplier): Match {
  const [product, sector] = [productOf(wanted, supplier), sectorOf(wanted, supplier)]
  const compared = [product, sector, placeOf(wanted, supplier), capacityOf(wanted, supplier)]
  const all = [...compared, certificatesOf(wanted, supplier)]
  const related = product.share > 0 || sector.share > 0
  const points = all.reduce((sum, { kind, share }) => sum + WEIGHT[kind] * share, 0)
  return {
    score: related ? Math.round(points) : 0,
    reasons: all.map(({ share: _share, ...reason }) => reason),
  }
}

/** The best of several suppliers of one owner, who may make more than one thing. */
export function bestMatch(wanted: Wanted, suppliers: readonly Supplier[]): Match {
  return suppliers.map((supplier) => match(wanted, supplier)).toSorted((a, b) => b.score - a.score)[0]!
}

/** How much of what one text names (0 to 1) another names too, with a slip allowed in longer words. */
export function sharedWords(wanted: string, described: readonly string[]): number {
  const asked = telling(wanted)
  const told = described.flatMap(telling)
  if (asked.length === 0) return 0
  return asked.filter((word) => told.some((other) => isSame(word, other))).length / asked.length
}

const EMPTY = new Set(
  'dan atau untuk dari yang dengan rasa aneka olahan produk asli segar khas the and of for with'.split(' '),
)

const telling = (text: string): readonly string[] => [
  ...new Set(words(text).filter((word) => word.length > 2 && !EMPTY.has(word))),
]

const isSame = (a: string, b: string): boolean =>
  a === b || (Math.min(a.length, b.length) >= 6 && slips(a, b, 1) <= 1)

function productOf({ product }: Wanted, { products }: Supplier): Compared {
  const share = sharedWords(product, products)
  return { kind: 'product', share, outcome: share === 1 ? 'met' : share > 0 ? 'partly' : 'missing' }
}

function sectorOf(wanted: Wanted, { sector }: Supplier): Compared {
  const same = sector === wanted.sector && sector !== ANY_SECTOR
  return { kind: 'sector', share: same ? 1 : 0, outcome: same ? 'met' : 'missing' }
}

function placeOf({ region }: Wanted, { regency }: Supplier): Compared {
  const kind = 'place'
  if (region === null) return { kind, share: 0.7, outcome: 'met' }
  if (regency === null) return { kind, share: UNKNOWN, outcome: 'unknown' }
  if (region === regency || regency.startsWith(`${region}.`)) return { kind, share: 1, outcome: 'met' }
  const near = region.slice(0, 2) === regency.slice(0, 2)
  return { kind, share: near ? 0.5 : 0, outcome: near ? 'partly' : 'missing' }
}

function capacityOf({ volume, unit, period }: Wanted, { capacity }: Supplier): Compared {
  const kind = 'capacity'
  if (capacity === null || capacity.unit !== unit) return { kind, share: UNKNOWN, outcome: 'unknown' }
  const covered = capacity.amount / (volume * A_MONTH[period])
  if (covered >= 1) return { kind, share: 1, outcome: 'met' }
  return covered >= 0.3
    ? { kind, share: UNKNOWN + 0.2, outcome: 'partly' }
    : { kind, share: 0.2, outcome: 'missing' }
}

function certificatesOf({ certificates: asked }: Wanted, { certificates: held }: Supplier): Compared {
  const kind = 'certificates'
  const what = asked.filter((one) => !held.includes(one))
  if (what.length === 0) return { kind, share: 1, outcome: 'met' }
  const share = 1 - what.length / asked.length
  return { kind, share, outcome: share > 0 ? 'partly' : 'missing', what }
}
