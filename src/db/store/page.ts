/** Where the next page begins: after the row with this value in the sorted column and this id. */
export type Cursor = readonly [value: number, id: string]

export interface Page<T> {
  readonly items: readonly T[]
  readonly next: Cursor | null
}

/** A page of what was found, where one more than `limit` was asked for: if it came, another page begins after the last. */
export function pageFrom<T>(found: readonly T[], limit: number, at: (last: T) => Cursor): Page<T> {
  return { items: found.slice(0, limit), next: found.length > limit ? at(found[limit - 1]!) : null }
}
