import type { ContentKind, ContentOf } from '../../flows/content.ts'
import { SECTORS } from '../../flows/sectors.ts'
import { isRegion } from '../../flows/understand/regions.ts'

/** What is wrong with an item that has the right shape. */
export interface Fault {
  readonly field: string
  readonly message: string
}

/** The ids that there are of each kind. */
export type Known = (kind: ContentKind) => ReadonlySet<string>

/** The kinds that an item points at: they must be known to check it. */
export const POINTS_AT: { readonly [kind in ContentKind]?: readonly ContentKind[] } = {
  programmes: ['agencies', 'programmes'],
  trainings: ['agencies'],
  pirtRules: ['pirtRoutes', 'pirtGroups'],
}

/** Checks what a shape cannot: that an item points at what there is, and is published only when somebody read its source. */
export function faultsOf<K extends ContentKind>(kind: K, item: ContentOf<K>, known: Known): Fault[] {
  const check = CHECKS[kind] as ((item: ContentOf<K>, known: Known) => Fault[]) | undefined
  return [...published(item as unknown as Published), ...(check?.(item, known) ?? [])]
}

interface Published {
  readonly status: string
  readonly verifiedAt: string | null
  readonly confidence: string
}

function published({ status, verifiedAt, confidence }: Published): Fault[] {
  if (status !== 'published') return []
  return [
    ...(verifiedAt === null
      ? [{ field: 'verifiedAt', message: 'must be the day somebody read it in its source, to be published' }]
      : []),
    ...(confidence === 'V' || confidence === 'V1'
      ? []
      : [{ field: 'confidence', message: 'must be V or V1 to be published: read in a source' }]),
  ]
}

const CHECKS: { readonly [K in ContentKind]?: (item: ContentOf<K>, known: Known) => Fault[] } = {
  programmes: ({ id, agency, sectors, regions, overlaps }, known) => [
    ...missing('agency', [agency], known('agencies'), 'agency'),
    ...missing('sectors', sectors, new Set<string>(SECTORS), 'sector'),
    ...noRegions(regions),
    ...missing('overlaps', overlaps, known('programmes'), 'programme'),
    ...(overlaps.includes(id) ? [{ field: 'overlaps', message: 'names the programme itself' }] : []),
  ],
  trainings: ({ agency }, known) => missing('agency', [agency], known('agencies'), 'agency'),
  pirtRules: ({ route, except }, known) => [
    ...(route === null ? [] : missing('route', [route], known('pirtRoutes'), 'route')),
    ...missing('except', except, known('pirtGroups'), 'group'),
  ],
  pirtVariations: ({ regions }) => noRegions(regions),
  products: ({ rules }) => twice(rules),
  guarantees: ({ rules }) => twice(rules),
}

function missing(field: string, ids: readonly string[], known: ReadonlySet<string>, what: string): Fault[] {
  return ids.filter((id) => !known.has(id)).map((id) => ({ field, message: `there is no ${what} "${id}"` }))
}

const noRegions = (codes: readonly string[]): Fault[] =>
  codes
    .filter((code) => !isRegion(code))
    .map((code) => ({ field: 'regions', message: `there is no region ${code}` }))

function twice(rules: readonly { readonly id: string }[]): Fault[] {
  const ids = rules.map(({ id }) => id)
  return ids
    .filter((id, at) => ids.indexOf(id) !== at)
    .map((id) => ({ field: 'rules', message: `names the rule "${id}" twice` }))
}
