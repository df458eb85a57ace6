import { z } from '@hono/zod-openapi'
import type { Cursor } from '../../db/store/page.ts'
import { badField } from './refusals.ts'

/** What is asked of a list that comes in pages. */
export const Paged = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(300).optional().openapi({ description: 'The `next` of the page before' }),
}

/** One page of it. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() })

/** Where the next page begins, as callers hand it back: it belongs to one order. */
export function cursorText(cursor: Cursor, sort: string): string {
  return Buffer.from(JSON.stringify([sort, ...cursor])).toString('base64url')
}

/** Throws the Problem of a text that is no cursor, or one of another order. */
export function readCursor(text: string, sort: string): Cursor {
  try {
    const [made, value, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    if (made === sort && Number.isSafeInteger(value) && typeof id === 'string') return [value as number, id]
  } catch {
    // Answered below, as any other text that is no cursor.
  }
  throw badField('after', 'must be the `next` of a page with the same sort')
}
