import { z } from '@hono/zod-openapi'
import type { OfficeCase, OfficeDocument } from '../../../db/pirt/pirt-office.ts'
import { CHECKS, DOCUMENT_KINDS } from '../../../flows/pirt/pirt-cases.ts'
import { regionName } from '../../../flows/understand/regions.ts'
import { iso, Time } from '../registrations/schemas.ts'

const Day = z.string().openapi({ example: '2027-03-01' })
export const Checks = z
  .array(z.enum(CHECKS))
  .max(CHECKS.length)
  .refine((all) => new Set(all).size === all.length, 'names a check twice')

export const Case = z
  .object({
    id: z.string(),
    number: z.string().openapi({ description: 'Of the registration' }),
    businessName: z.string(),
    regency: z.string(),
    place: z.string(),
    product: z.string(),
    foodGroup: z.string(),
    step: z.string().openapi({ description: 'The id of a step (content), or `done`' }),
    commitmentOn: Day.nullable(),
    deadlineOn: Day.nullable(),
    pirtNumber: z.string().nullable(),
    expiry: Day.nullable().openapi({ description: 'A day, or only the year that the number tells' }),
    verified: Checks.openapi({ description: 'What the health office has passed' }),
    version: z.int(),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi('PirtCase')

export const Document = z
  .object({
    id: z.string(),
    kind: z.enum(DOCUMENT_KINDS),
    state: z.enum(['received', 'checked', 'accepted', 'rejected']).openapi({
      description: '`received`: still on its way; `checked`: it waits for an officer',
    }),
    reason: z.string().nullable(),
    mime: z.string().nullable(),
    size: z.int().nullable(),
    updatedAt: Time,
  })
  .openapi('PirtDocument')

/** A case with times and places as people read them. */
export function shownCase({ contactId: _contactId, createdAt, updatedAt, verified, ...rest }: OfficeCase) {
  return {
    ...rest,
    verified: verified as (typeof CHECKS)[number][],
    place: regionName(rest.regency),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  }
}

/** What is known of a paper, not what it holds. */
export function shownDocument({ id, kind, state, reason, mime, size, updatedAt }: OfficeDocument) {
  return {
    id,
    kind: kind as (typeof DOCUMENT_KINDS)[number],
    state,
    reason,
    mime,
    size,
    updatedAt: iso(updatedAt),
  }
}
