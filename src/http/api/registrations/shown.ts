import type { People } from '../../../db/office/people.ts'
import type { Registration } from '../../../db/registrations/registrations.ts'
import { regionName } from '../../../flows/understand/regions.ts'
import { named } from '../names.ts'
import { iso } from './schemas.ts'

/** A registration with times and places as people read them. */
export function shown<T extends Times & { readonly regency: string }>({ createdAt, updatedAt, ...rest }: T) {
  return { ...rest, place: regionName(rest.regency), createdAt: iso(createdAt), updatedAt: iso(updatedAt) }
}

interface Times {
  readonly createdAt: number
  readonly updatedAt: number
}

/** One registration, without the ids that are ours alone. */
export async function detailed(
  { id: _id, contactId: _contactId, returned, ...rest }: Registration,
  people: People,
) {
  const [one] = await named(people, [shown(rest)], 'assignee')
  return { ...one!, returned: [...returned] }
}
