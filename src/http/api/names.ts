import { z } from '@hono/zod-openapi'
import type { People } from '../../db/office/people.ts'

/** The name beside an id of a person or a key. */
export const HolderName = z.string().nullable().openapi({ description: 'The name of that person or key' })

/** Who did what, said by name too: beside each of the fields, `<field>Name`. */
export async function named<T extends { readonly [field in F]: string | null }, const F extends string>(
  people: People,
  rows: readonly T[],
  ...fields: readonly F[]
): Promise<(T & { [field in `${F}Name`]: string | null })[]> {
  const ids = new Set(rows.flatMap((row) => fields.flatMap((field) => row[field] ?? [])))
  const names = ids.size > 0 ? await people.names([...ids]) : new Map<string, string>()
  const nameOf = (id: string | null) => (id === null ? null : (names.get(id) ?? null))
  return rows.map((row) => ({
    ...row,
    ...(Object.fromEntries(fields.map((field) => [`${field}Name`, nameOf(row[field])])) as {
      [field in `${F}Name`]: string | null
    }),
  }))
}
