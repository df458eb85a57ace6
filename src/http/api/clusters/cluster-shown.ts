import { z } from '@hono/zod-openapi'
import type { Member } from '../../../db/clusters/cluster-members.ts'
import type { ClusterFields, OfficeCluster } from '../../../db/clusters/clusters.ts'
import { covers, type Scope, scopeOf } from '../../../db/office/scope.ts'
import { STAGES } from '../../../flows/clusters/clusters.ts'
import { SECTORS } from '../../../flows/sectors.ts'
import { isRegion, regionName } from '../../../flows/understand/regions.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { badField } from '../refusals.ts'

const Id = z.string().regex(/^[\w-]{1,40}$/)
export const ClusterParam = z.object({ cluster: Id })
export const MemberParam = ClusterParam.extend({ member: Id })
export const GroupParam = ClusterParam.extend({ group: Id })

export const CooperativeParam = z.object({ cooperative: Id })
export const StepParam = CooperativeParam.extend({ step: Id })

const words = z.string().trim().min(1).max(500)
const Wording = z
  .strictObject({ id: words, en: words.optional(), jv: words.optional(), su: words.optional() })
  .openapi({ example: { id: 'Kopi sangrai', en: 'Roasted coffee' } })

const fields = {
  name: z.string().trim().min(3).max(80),
  kind: z.enum(['export', 'holding', 'other']),
  sector: z.enum(SECTORS),
  region: z
    .string()
    .regex(/^\d{2}(\.\d{2})?$/, 'must be a province such as 35, or a regency such as 35.10')
    .nullable()
    .openapi({ description: 'Null: of the nation' }),
  capacity: z.int().min(1).max(1_000_000).openapi({ description: 'How many members it can have' }),
  accepting: z.boolean().default(true).openapi({ description: 'Takes requests to join in chat' }),
  sells: Wording,
  buyers: Wording.nullable().default(null),
  gives: Wording.nullable().default(null),
  asks: Wording.nullable().default(null),
  anchor: z.string().trim().min(2).max(120).nullable().default(null),
  reportedMembers: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .openapi({ description: 'How many its source counts' }),
  source: z.string().trim().min(3).max(300).openapi({ description: 'Shown to owners' }),
  sourceOn: z
    .string()
    .regex(/^\d{4}(-\d{2}){0,2}$/, 'must be YYYY, YYYY-MM or YYYY-MM-DD')
    .nullable()
    .default(null),
  status: z.enum(['published', 'needs verification']).default('published'),
}

/** A cluster as an officer enters it. */
export const NewCluster = z.strictObject(fields).openapi('NewCluster')

export const Stage = z.enum(STAGES)
export const Cluster = z
  .object({
    ...fields,
    id: z.string(),
    place: z.string().nullable(),
    stage: Stage.openapi({ description: 'Follows from members, the cooperative and exports' }),
    members: z.int(),
    waiting: z.int(),
    requests: z.int(),
    proposed: z.boolean().openapi({ description: 'By an owner, in chat' }),
    approvedAt: Time.nullable(),
    exportingSince: z.string().nullable(),
    closedAt: Time.nullable(),
    version: z.int(),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi('Cluster')

export const ClusterMember = z
  .object({
    id: z.string(),
    state: z.enum(['asked', 'waiting', 'member', 'refused', 'left', 'removed']),
    role: z.enum(['member', 'leader']),
    group: z.string().nullable(),
    number: z.string().nullable().openapi({ description: 'Of the registration' }),
    ownerName: z.string().nullable().openapi({ example: 'S••• A•••••' }),
    businessName: z.string().nullable(),
    regency: z.string().nullable(),
    place: z.string().nullable(),
    askedAt: Time,
    joinedAt: Time.nullable(),
    version: z.int(),
  })
  .openapi('ClusterMember')

const isoOr = (at: number | null): string | null => (at === null ? null : iso(at))

/** A cluster with times and places as people read them. */
export function shown({ province, regency, ...rest }: OfficeCluster) {
  const region = regency ?? province
  return {
    ...rest,
    sector: rest.sector as (typeof SECTORS)[number],
    region,
    place: region && regionName(region),
    approvedAt: isoOr(rest.approvedAt),
    closedAt: isoOr(rest.closedAt),
    createdAt: iso(rest.createdAt),
    updatedAt: iso(rest.updatedAt),
  }
}

/** As the API tells it: times in ISO 8601, the regency by name. */
export function shownMember(member: Member) {
  const { regency, askedAt, joinedAt } = member
  return {
    ...member,
    place: regency && regionName(regency),
    askedAt: iso(askedAt),
    joinedAt: isoOr(joinedAt),
  }
}

/** What an officer entered, when its place is there and within what the key sees. */
export function readCluster(scope: Scope, { region, ...rest }: z.infer<typeof NewCluster>): ClusterFields {
  checkRegion(scope, region)
  const regency = region !== null && region.includes('.') ? region : null
  return { ...rest, province: region?.slice(0, 2) ?? null, regency }
}

/** Throws the Problem of a region that there is not, or that lies beyond what is seen. */
export function checkRegion(scope: Scope, region: string | null): void {
  const known = region === null || isRegion(region)
  if (known && covers(scope, scopeOf(region))) return
  throw badField('region', known ? 'must lie within what your key sees' : 'is no region that there is')
}
