import type { Json } from '../../flows/types.ts'

/** An aggregate of rows with their places: a server reads no order within an aggregate, so `inOrder` puts them in it. */
export const ranked = (place: string, row: string): string => `json_group_array(json_array(${place}, ${row}))`

/** The rows that `ranked` gave, by their places. */
export function inOrder<T extends Json = Json>(text: unknown): T[] {
  const rows = JSON.parse(text as string) as [number, T][]
  return rows.toSorted(([a], [b]) => a - b).map(([, row]) => row)
}
