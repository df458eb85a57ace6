import { z } from '@hono/zod-openapi'
import { covers, type Scope, scopeOf } from '../../db/office/scope.ts'
import { isRegion, regionName } from '../../flows/understand/regions.ts'
import { Problem } from '../problem.ts'
import { badField } from './refusals.ts'

/** Where something is: a province or a regency by its code, or null for the whole country. */
export const Region = z
  .string()
  .regex(/^\d{2}(\.\d{2})?$/, 'must be a province or regency such as 35 or 35.10')
  .refine(isRegion, 'is no region that there is')
  .nullable()
  .openapi({ type: ['string', 'null'], example: '35.10', description: 'Null: the whole country' })

/** A day, `YYYY-MM-DD`. */
export const Day = z.iso.date().openapi({ example: '2027-01-01' })

/** The name of a Kemendagri code; null is the nation. */
export const regionText = (region: string | null): string | null => region && regionName(region)

/** Whether who sees the scope may change what is there. */
const within = (scope: Scope, region: string | null): boolean =>
  scope.type === 'nation' || (region !== null && covers(scope, scopeOf(region)))

/** Throws the Problem of who changes what holds beyond what they see. */
export function mustBeOwn(scope: Scope, region: string | null): void {
  if (within(scope, region)) return
  throw new Problem(
    403,
    'Forbidden',
    'It holds beyond what your key sees: an officer of the nation keeps it.',
  )
}

/** Throws the Problem of who puts something where they do not see. */
export function mustLieWithin(scope: Scope, region: string | null): void {
  if (within(scope, region)) return
  throw badField('region', 'must lie within what your key sees')
}
