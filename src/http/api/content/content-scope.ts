import type { Versioned } from '../../../db/content/content-edits.ts'
import { covers, type Scope, scopeOf } from '../../../db/office/scope.ts'
import type { ContentKind } from '../../../flows/content.ts'

/** Kinds whose items say where they hold: what holds only elsewhere is not there, and what holds only here may be changed here. */
const PLACED: readonly ContentKind[] = ['programmes', 'pirtVariations']

/** Whether items of this kind may be for some regions only: admins of a region write these too. */
export const isPlaced = (kind: ContentKind): boolean => PLACED.includes(kind)

/** Whether an item concerns anybody within the scope. One without regions is for the whole country. */
export function concerns(scope: Scope, item: Versioned['item']): boolean {
  const regions = regionsOf(item)
  return scope.type === 'nation' || regions.length === 0 || regions.some((code) => meets(scope, code))
}

/** Whether an item concerns nobody else, so that who sees the scope may change it. */
export function belongs(scope: Scope, item: Versioned['item']): boolean {
  const regions = regionsOf(item)
  if (scope.type === 'nation') return true
  return regions.length > 0 && regions.every((code) => covers(scope, scopeOf(code)))
}

const regionsOf = ({ regions }: Versioned['item']): readonly string[] => (regions ?? []) as readonly string[]

const meets = (scope: Scope, code: string): boolean =>
  covers(scope, scopeOf(code)) || covers(scopeOf(code), scope)
