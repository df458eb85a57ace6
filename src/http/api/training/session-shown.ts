import { z } from '@hono/zod-openapi'
import type { Office } from '../../../db/office/office.ts'
import { covers, type Scope, scopeOf } from '../../../db/office/scope.ts'
import type { SessionFields, TrainingSession } from '../../../db/training/training-sessions.ts'
import { isRegion, regionName, timeZoneOf } from '../../../flows/understand/regions.ts'
import { iso, Time } from '../registrations/schemas.ts'
import { badFields } from '../refusals.ts'

const HOUR = 3_600_000

export const SessionParam = z.object({ session: z.string().regex(/^[\w-]{1,24}$/) })

const fields = {
  training: z
    .string()
    .max(30)
    .openapi({ example: 'pkp-dinkes', description: 'The id of a training (content)' }),
  venue: z
    .string()
    .trim()
    .min(3)
    .max(200)
    .nullable()
    .default(null)
    .openapi({ description: 'Null: only online' }),
  map: z
    .url({ protocol: /^https$/ })
    .max(500)
    .nullable()
    .default(null),
  link: z
    .url({ protocol: /^https$/ })
    .max(500)
    .nullable()
    .default(null)
    .openapi({ description: 'Of an online session; told to those with a seat' }),
  regency: z
    .string()
    .regex(/^\d{2}\.\d{2}$/, 'must be a regency such as 35.10')
    .nullable()
    .default(null)
    .openapi({ description: 'Of the venue; for an online session, whose it is. Null for the nation’s' }),
  quota: z.int().min(1).max(10_000),
}

const At = z.iso.datetime({ offset: true }).openapi({ example: '2026-12-10T09:00:00+07:00' })

/** A session as an officer enters it. */
export const NewSession = z
  .strictObject({ ...fields, startsAt: At, endsAt: At, closesAt: At.optional() })
  .openapi('NewSession')

export const Session = z
  .object({
    id: z.string(),
    status: z.enum(['open', 'cancelled']),
    training: z.string(),
    startsAt: Time,
    endsAt: Time,
    closesAt: Time.openapi({ description: 'Until when owners can sign up' }),
    timeZone: z.string(),
    venue: z.string().nullable(),
    map: z.string().nullable(),
    link: z.string().nullable(),
    regency: z.string().nullable(),
    place: z.string().nullable(),
    quota: z.int(),
    left: z.int(),
    signed: z.int(),
    offered: z.int().openapi({ description: 'Seats that wait for the owner’s yes' }),
    waiting: z.int(),
    attended: z.int(),
    absent: z.int(),
    version: z.int(),
  })
  .openapi('Session')

/** A session with times and places as people read them. */
export function shown(session: TrainingSession) {
  const { startsAt, endsAt, closesAt, regency } = session
  const place = regency && regionName(regency)
  return { ...session, place, startsAt: iso(startsAt), endsAt: iso(endsAt), closesAt: iso(closesAt) }
}

/** A session that is whole: throws the Problem that names the fields that do not go together. */
export async function readSession(
  { content }: Office,
  scope: Scope,
  { startsAt, endsAt, closesAt, ...rest }: z.infer<typeof NewSession>,
): Promise<SessionFields> {
  const [starts, ends] = [Date.parse(startsAt), Date.parse(endsAt)]
  const closes = closesAt === undefined ? starts - HOUR : Date.parse(closesAt)
  const { venue, link, regency, training } = rest
  const faults = [
    fault('training', (await content.find('trainings', training)) === null, 'there is no such training'),
    fault('startsAt', starts <= Date.now(), 'must be in the future'),
    fault(
      'endsAt',
      ends <= starts || ends - starts > 31 * 24 * HOUR,
      'must follow the beginning within a month',
    ),
    fault('closesAt', closes > starts, 'must not be after the beginning'),
    fault('link', venue === null && link === null, 'must be there for a session without a venue'),
    fault('regency', venue !== null && regency === null, 'must be there for a venue'),
    fault('regency', regency !== null && !isRegion(regency), 'is no region that there is'),
    fault('regency', !within(scope, regency), 'must lie within what your key sees'),
  ].flat()
  if (faults.length > 0) {
    throw badFields(faults)
  }
  const timeZone = regency === null ? 'Asia/Jakarta' : timeZoneOf(regency)
  return { ...rest, startsAt: starts, endsAt: ends, closesAt: closes, timeZone }
}

const fault = (field: string, wrong: boolean, message: string) => (wrong ? [{ field, message }] : [])

const within = (scope: Scope, regency: string | null): boolean =>
  regency === null ? scope.type === 'nation' : !isRegion(regency) || covers(scope, scopeOf(regency))
