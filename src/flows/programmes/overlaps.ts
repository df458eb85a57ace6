import type { Programme } from '../content.ts'

/** Two programmes of different agencies that give much the same, to the same owners, at the same time. */
export interface Overlap {
  readonly programmes: readonly [Programme, Programme]
  readonly needs: readonly string[]
  /** Empty for all. */
  readonly sectors: readonly string[]
  /** Kemendagri codes; empty for the whole country. */
  readonly regions: readonly string[]
  /** Somebody has said so already, in the content. */
  readonly declared: boolean
}

/** Every two that overlap, those that share most first. */
export function overlapsOf(programmes: readonly Programme[]): readonly Overlap[] {
  return programmes
    .flatMap((one, at) => programmes.slice(at + 1).flatMap((other) => overlap(one, other) ?? []))
    .toSorted((a, b) => b.needs.length - a.needs.length)
}

function overlap(one: Programme, other: Programme): Overlap | null {
  const needs = one.needs.filter((need) => other.needs.includes(need))
  const sectors = common(one.sectors, other.sectors, (a, b) => (a === b ? a : null))
  const regions = common(one.regions, other.regions, narrower)
  if (one.agency === other.agency || needs.length === 0 || !sectors || !regions || !atOnce(one, other))
    return null
  const declared = one.overlaps.includes(other.id) || other.overlaps.includes(one.id)
  return { programmes: [one, other], needs, sectors, regions, declared }
}

/** What two lists share, of which an empty one means everything; null when that is nothing. */
function common(
  ones: readonly string[],
  others: readonly string[],
  shared: (a: string, b: string) => string | null,
): readonly string[] | null {
  if (ones.length === 0) return others
  if (others.length === 0) return ones
  const both = ones.flatMap((one) => others.flatMap((other) => shared(one, other) ?? []))
  return both.length > 0 ? [...new Set(both)] : null
}

/** Of a place and one within it, the one within. */
const narrower = (a: string, b: string): string | null => (a.startsWith(b) ? a : b.startsWith(a) ? b : null)

/** One that has no end goes on. */
const atOnce = (one: Programme, other: Programme): boolean =>
  begins(other.validFrom, one.until) && begins(one.validFrom, other.until)

const begins = (from: string | null, until: string | null): boolean =>
  from === null || until === null || from <= until
