import { z } from '@hono/zod-openapi'
import type { Handover } from '../../../db/office/handover-rows.ts'
import { regionName } from '../../../flows/understand/regions.ts'
import type { People } from '../../../db/office/people.ts'
import { HolderName, named } from '../names.ts'
import { iso, Time } from '../registrations/schemas.ts'

/** A conversation of an owner with an officer, as lists show it. */
export const Listed = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'claimed', 'closed']),
    region: z.string().nullable().openapi({ description: 'Null for an owner who is not registered' }),
    place: z.string().nullable(),
    number: z.string().nullable().openapi({ description: 'Of the registration' }),
    doing: z
      .object({ flow: z.string(), step: z.string().nullable() })
      .nullable()
      .openapi({ description: 'The conversation with the bot that the owner was in' }),
    openedAt: Time,
    dueAt: Time.nullable().openapi({ description: 'By when an answer is owed; null while none is' }),
    overdue: z.boolean(),
    claimedBy: z.string().nullable().openapi({ description: 'The id of a person or a key' }),
    claimedByName: HolderName,
    claimedAt: Time.nullable(),
    answeredAt: Time.nullable().openapi({ description: 'When it was first answered' }),
    closedAt: Time.nullable(),
    closedBy: z.enum(['owner', 'officer']).nullable(),
  })
  .openapi('Handover')

/** The same with what was said. */
export const Detail = Listed.extend({
  topic: z.string().nullable(),
  messages: z.array(z.object({ from: z.enum(['owner', 'officer']), text: z.string(), at: Time })),
}).openapi('HandoverDetail')

/** Conversations as people read them. */
export function shownAll(people: People, all: readonly Handover[]) {
  return named(people, all.map(shown), 'claimedBy')
}

/** A conversation with times and places as people read them, without what is ours alone. */
function shown({ contactId: _contactId, address: _address, flow, step, ...handover }: Handover) {
  const { region, openedAt, dueAt, claimedAt, answeredAt, closedAt } = handover
  return {
    ...handover,
    state: stateOf(handover),
    place: region && regionName(region),
    doing: flow === null ? null : { flow, step },
    openedAt: iso(openedAt),
    dueAt: isoOrNull(dueAt),
    overdue: dueAt !== null && dueAt < Date.now(),
    claimedAt: isoOrNull(claimedAt),
    answeredAt: isoOrNull(answeredAt),
    closedAt: isoOrNull(closedAt),
  }
}

const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at))

function stateOf({ claimedAt, closedAt }: Pick<Handover, 'claimedAt' | 'closedAt'>) {
  if (closedAt !== null) return 'closed' as const
  return claimedAt === null ? ('waiting' as const) : ('claimed' as const)
}
