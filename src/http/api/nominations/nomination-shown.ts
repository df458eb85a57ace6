import { z } from '@hono/zod-openapi'
import type { NominationShown } from '../../../db/nominations/nominations.ts'
import type { Organisation } from '../../../db/nominations/organisations.ts'
import { placesIn, type Scope } from '../../../db/office/scope.ts'
import { NOMINATION_STATES } from '../../../flows/nominations/nominations.ts'
import { isRegion, regionName } from '../../../flows/understand/regions.ts'
import { HolderName } from '../names.ts'
import { iso, Time } from '../registrations/schemas.ts'

const id = z.string().regex(/^[\w-]{1,24}$/)
export const OrganisationParam = z.object({ organisation: id })
export const NominationParam = z.object({ nomination: id })

const Name = z.string().trim().min(3).max(120)
const Province = z
  .string()
  .regex(/^\d{2}$/, 'must be a province such as 35')
  .refine(isRegion, 'is no province that there is')
  .openapi({ example: '35' })

export const NewOrganisation = z.strictObject({ name: Name }).openapi('NewOrganisation')

/** An organisation as an admin changes it: quotas that are left out are gone. */
export const ChangedOrganisation = z
  .strictObject({
    name: Name,
    status: z.enum(['active', 'closed']).default('active'),
    quotas: z
      .array(z.strictObject({ province: Province, quota: z.int().min(0).max(1_000_000) }))
      .max(60)
      .refine(
        (quotas) => new Set(quotas.map(({ province }) => province)).size === quotas.length,
        'must name each province once',
      ),
  })
  .openapi('ChangedOrganisation')

export const OrganisationSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z.enum(['active', 'closed']),
    quotas: z.array(
      z.object({ province: z.string(), place: z.string(), quota: z.int(), used: z.int(), left: z.int() }),
    ),
    version: z.int(),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi('Organisation')

export const RepresentativeSchema = z
  .object({
    kind: z.enum(['caller', 'contact']),
    caller: z.string().nullable().openapi({ description: 'The id of a key, or of a person who signs in' }),
    callerName: HolderName,
    number: z.string().nullable().openapi({ description: 'Of the registration of who speaks in chat' }),
    createdAt: Time,
  })
  .openapi('Representative')

export const NominationSchema = z
  .object({
    id: z.string(),
    organisation: z.string(),
    organisationName: z.string(),
    state: z.enum(NOMINATION_STATES),
    reason: z.string().nullable(),
    number: z.string(),
    businessName: z.string(),
    ownerName: z.string(),
    regency: z.string(),
    place: z.string(),
    province: z.string(),
    expiresAt: Time.openapi({ description: 'Until when the owner can answer' }),
    steps: z.array(z.object({ state: z.string(), at: Time })),
    version: z.int(),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi('Nomination')

/** An organisation with the quotas of the provinces that the scope sees whole. */
export function organisationShown({ quotas, createdAt, updatedAt, ...one }: Organisation, scope: Scope) {
  const seen = quotas.filter(
    ({ province }) => scope.type === 'nation' || (scope.type === 'province' && placesIn(scope) === province),
  )
  return {
    ...one,
    quotas: seen.map((quota) => ({
      ...quota,
      place: regionName(quota.province),
      left: Math.max(0, quota.quota - quota.used),
    })),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  }
}

/** As the API tells it, without who the contact is. */
export function nominationShown({ contactId: _contactId, ...one }: NominationShown) {
  return {
    ...one,
    place: regionName(one.regency),
    expiresAt: iso(one.expiresAt),
    steps: one.steps.map(({ state, at }) => ({ state, at: iso(at) })),
    createdAt: iso(one.createdAt),
    updatedAt: iso(one.updatedAt),
  }
}
