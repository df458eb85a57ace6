import { z } from '@hono/zod-openapi'
import type { Application } from '../../../db/partners/applications.ts'
import type { Company } from '../../../db/partners/companies.ts'
import type { Contract } from '../../../db/partners/contracts.ts'
import type { Opportunity } from '../../../db/partners/opportunities.ts'
import { CERTIFICATES, APPLICATION_STATES, PATTERNS } from '../../../flows/partnership/partners.ts'
import { OUTCOMES, REASON_KINDS } from '../../../flows/partnership/matching.ts'
import { SECTORS } from '../../../flows/sectors.ts'
import { UNITS } from '../../../flows/understand/quantity.ts'
import { Day, Region, regionText } from '../places.ts'
import { iso, Time } from '../registrations/schemas.ts'

const words = (max: number) => z.string().trim().min(2).max(max)
const place = z.string().nullable().openapi({ example: 'Kabupaten Banyuwangi' })
const kept = { version: z.int(), createdAt: Time, updatedAt: Time }
const id = z.string().regex(/^[\w-]{1,24}$/)

export const CompanyParam = z.object({ company: id })
export const OpportunityParam = z.object({ opportunity: id })
export const ApplicationParam = z.object({ application: id })
export const ContractParam = z.object({ contract: id })

const company = {
  name: words(120),
  about: words(1000),
  region: Region,
  source: words(300).openapi({ description: 'Where this is known from; owners read it' }),
  status: z.enum(['active', 'closed']).default('active'),
}

/** A company as an officer enters it. */
export const NewCompany = z.strictObject(company).openapi('NewCompany')
export const CompanySchema = z
  .object({
    id: z.string(),
    ...company,
    place,
    open: z.int().openapi({ description: 'Open needs' }),
    ...kept,
  })
  .openapi('Company')

const opportunity = {
  company: id,
  product: words(120),
  sector: z.enum(SECTORS),
  volume: z.int().min(1).max(1_000_000_000).openapi({ description: 'So many of the unit in each period' }),
  unit: z.enum(UNITS),
  period: z.enum(['day', 'week', 'month', 'year']),
  quality: words(500),
  certificates: z
    .array(z.enum(Object.keys(CERTIFICATES) as (keyof typeof CERTIFICATES)[]))
    .max(6)
    .default([]),
  region: Region.openapi({ description: 'Where suppliers are wanted' }),
  pattern: z.enum(PATTERNS).openapi({ description: 'The pattern of partnership by PP 7/2021' }),
  months: z.int().min(1).max(240).nullable().default(null).openapi({ description: 'Length of the contract' }),
  sinceOn: Day,
  closesOn: Day.nullable().default(null),
  status: z.enum(['open', 'closed']).default('open'),
}

/** A need as an officer enters it. */
export const NewOpportunity = z.strictObject(opportunity).openapi('NewOpportunity')
export const OpportunitySchema = z
  .object({
    id: z.string(),
    ...opportunity,
    sector: z.string(),
    unit: z.string(),
    certificates: z.array(z.string()),
    pattern: z.string(),
    companyName: z.string(),
    place,
    applications: z.int(),
    ...kept,
  })
  .openapi('Opportunity')

const Reason = z
  .object({
    kind: z.enum(REASON_KINDS),
    outcome: z.enum(OUTCOMES),
    what: z.array(z.string()).optional().openapi({ description: 'Certificates that are missing' }),
  })
  .openapi('MatchReason')

/** An owner who may answer a need. */
export const MatchSchema = z
  .object({
    score: z.int().openapi({ description: '0 to 100' }),
    reasons: z.array(Reason),
    number: z.string(),
    businessName: z.string(),
    ownerName: z.string(),
    product: z.string(),
    sector: z.string(),
    regency: z.string(),
    place: z.string(),
    sharing: z.boolean().openapi({ description: 'Lets their data be shared with companies' }),
    cards: z.int().openapi({ description: 'Product cards' }),
  })
  .openapi('Match')

/** An application; names are masked. */
export const ApplicationSchema = z
  .object({
    id: z.string(),
    opportunity: z.string(),
    company: z.string(),
    wanted: z.string(),
    state: z.enum(APPLICATION_STATES),
    reason: z.string().nullable(),
    number: z.string().nullable(),
    businessName: z.string().nullable(),
    ownerName: z.string().nullable(),
    regency: z.string().nullable(),
    place,
    sharing: z.boolean().openapi({
      description: 'Whether the owner still lets their data be shared; without it there is no card',
    }),
    card: z
      .object({
        product: z.string(),
        capacity: z.int().openapi({ description: 'A month' }),
        unit: z.string(),
        certificates: z.array(z.string()),
        photos: z.array(z.string()),
      })
      .nullable(),
    ...kept,
  })
  .openapi('Application')

export const ContractSchema = z
  .object({
    id: z.string(),
    application: z.string(),
    product: z.string(),
    company: z.string(),
    number: z.string().nullable(),
    businessName: z.string().nullable(),
    regency: z.string().nullable(),
    place,
    expects: z.string(),
    startsOn: z.string(),
    endsOn: z.string(),
    endedOn: z.string().nullable(),
    endedBecause: z.string().nullable(),
    notes: z.array(z.object({ year: z.int(), quality: z.string(), management: z.string() })),
    ...kept,
  })
  .openapi('Contract')

const timed = <T extends Times>({ createdAt, updatedAt, ...rest }: T) => ({
  ...rest,
  createdAt: iso(createdAt),
  updatedAt: iso(updatedAt),
})

interface Times {
  readonly createdAt: number
  readonly updatedAt: number
}

/** As the API tells it: times in ISO 8601, the place by name. */
export const companyShown = (one: Company) => ({ ...timed(one), place: regionText(one.region) })

/** As the API tells it: times in ISO 8601, the place by name. */
export const opportunityShown = (one: Opportunity) => ({
  ...timed(one),
  certificates: [...one.certificates],
  place: regionText(one.region),
})

/** As the API tells it, without who the contact is. */
export function applicationShown({ contactId: _contactId, channel: _channel, ...one }: Application) {
  const { card, regency } = one
  return {
    ...timed(one),
    place: regionText(regency),
    card: card && { ...card, certificates: [...card.certificates], photos: [...card.photos] },
  }
}

/** As the API tells it, without who the contact is. */
export function contractShown({ contactId: _contactId, channel: _channel, ...one }: Contract) {
  return { ...timed(one), place: regionText(one.regency), notes: [...one.notes] }
}
