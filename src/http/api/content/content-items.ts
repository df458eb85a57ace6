import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Versioned } from '../../../db/content/content-edits.ts'
import { faultsOf, type Known, POINTS_AT } from '../../../db/content/faults.ts'
import { SCHEMAS } from '../../../db/content/schemas.ts'
import type { Office } from '../../../db/office/office.ts'
import type { ContentKind } from '../../../flows/content.ts'
import { Problem } from '../../problem.ts'
import { belongs, concerns } from './content-scope.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { badField, badFields, changed, notFound } from '../refusals.ts'

export const Id = z.string().regex(/^[a-z0-9-]{1,30}$/, 'must be small letters, digits and dashes')
export const Versions = z.object({ version: z.int(), updatedAt: Time })

/** What an item of a kind must hold. */
export const itemSchema = (kind: ContentKind) => SCHEMAS[kind] as unknown as z.ZodType<Versioned['item']>

/** Writes an item that is whole and may be written here. Throws the Problem why it cannot. */
export async function write(
  office: Office,
  c: Context,
  {
    kind,
    item,
    version,
  }: { readonly kind: ContentKind; readonly item: Versioned['item']; readonly version: number },
): Promise<Versioned> {
  if (!belongs(c.get('scope'), item)) throw badField('regions', 'must lie within what your key sees')
  const faults = faultsOf(kind, item as never, await knownTo(office, kind))
  if (faults.length > 0) {
    throw badFields(faults)
  }
  const id = item['id'] as string
  const entry = {
    actor: c.get('keyHolder').id,
    action: version === 0 ? 'content.added' : 'content.changed',
    subject: `${kind}/${id}`,
    detail: { version: version + 1, status: item['status']!, requestId: c.get('requestId') },
  }
  if ((await office.content.write([{ kind, item, version }], entry)) === 'changed') throw changed('item')
  return (await office.content.find(kind, id))!
}

async function knownTo(office: Office, kind: ContentKind): Promise<Known> {
  const kinds = POINTS_AT[kind] ?? []
  const ids = await Promise.all(
    kinds.map(async (one) => [one, new Set((await office.content.all(one)).map(idOf))] as const),
  )
  const known = new Map<ContentKind, ReadonlySet<string>>(ids)
  return (one) => known.get(one) ?? new Set()
}

/** An item that concerns whoever asks. */
export async function find(office: Office, c: Context, kind: ContentKind, id: string): Promise<Versioned> {
  const found = await office.content.find(kind, id)
  if (!found || !concerns(c.get('scope'), found.item)) throw notFound('item')
  return found
}

/** An item that whoever asks may change: a national one is kept by those who see the nation. */
export async function findOwn(office: Office, c: Context, kind: ContentKind, id: string): Promise<Versioned> {
  const found = await find(office, c, kind, id)
  if (!belongs(c.get('scope'), found.item))
    throw new Problem(
      403,
      'Forbidden',
      'It holds beyond what your key sees: an admin of the nation keeps it.',
    )
  return found
}

const idOf = ({ item }: Versioned): string => item['id'] as string

/** With the time as people read it. */
export function shown<T extends { readonly updatedAt: number }>({ updatedAt, ...rest }: T) {
  return { ...rest, updatedAt: iso(updatedAt) }
}

/** An item with its ETag. */
export function answer<S extends 200 | 201>(c: Context, found: Versioned, status: S) {
  return c.json(shown(found), status, { etag: `"${found.version}"` })
}
