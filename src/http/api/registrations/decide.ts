import type { Decision } from '../../../db/registrations/decisions.ts'
import type { Registration } from '../../../db/registrations/registrations.ts'
import { type Scope, scopeOf } from '../../../db/office/scope.ts'
import type { KeyHolder } from '../../auth.ts'
import { Problem } from '../../problem.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { changed, conflict, notFound } from '../refusals.ts'

/** What an officer wants done. */
export type Wanted =
  | { readonly type: 'verify' }
  | {
      readonly type: 'return'
      readonly fields: readonly { readonly field: string; readonly reason: string }[]
    }
  | { readonly type: 'reject'; readonly reason: string }
  | { readonly type: 'assign'; readonly assignee: string | null }

export interface By {
  readonly scope: Scope
  readonly keyHolder: KeyHolder
}

const TYPES = { verify: 'verified', return: 'returned', reject: 'rejected', assign: 'assigned' } as const

/** Does what is wanted and tells the owner, in one commit. Throws the Problem why it cannot. `version` null: any. */
export async function decide(
  dependencies: ApiDependencies,
  by: By,
  asked: { readonly number: string; readonly version: number | null; readonly wanted: Wanted },
): Promise<Registration> {
  const { office, wakeOutbox } = dependencies
  const registration = await checked(dependencies, by, asked)
  const decision = await decisionOf(dependencies, by, registration, asked.wanted)
  if ((await office.decisions.decide(decision)) === 'changed') throw changed('registration')
  if (decision.notices.length > 0) wakeOutbox()
  return (await office.registrations.byNumber(by.scope, asked.number)) ?? registration
}

/** The registration, when all that is wanted can be done with it as it stands. */
export async function checked(
  { office }: ApiDependencies,
  by: By,
  {
    number,
    version,
    wanted,
  }: { readonly number: string; readonly version: number | null; readonly wanted: Wanted },
): Promise<Registration> {
  const registration = await office.registrations.byNumber(by.scope, number)
  if (!registration) throw notFound('registration')
  if (version !== null && registration.version !== version) throw changed('registration')
  if (registration.status === 'withdrawn') {
    throw conflict('The owner has withdrawn this registration.')
  }
  if (wanted.type !== 'assign' && TYPES[wanted.type] === registration.status) {
    throw conflict(`This registration is ${registration.status} already.`)
  }
  if (wanted.type === 'assign') await checkAssignee(office, assigneeOf(wanted, by), registration)
  return registration
}

async function decisionOf(
  { office, notify }: ApiDependencies,
  by: By,
  registration: Registration,
  wanted: Wanted,
): Promise<Decision> {
  const type = TYPES[wanted.type]
  const returned = wanted.type === 'return' ? wanted.fields : undefined
  const reason = wanted.type === 'reject' ? wanted.reason : undefined
  const contact = type === 'assigned' ? null : await office.contacts.byId(registration.contactId)
  return {
    registration,
    actor: by.keyHolder.id,
    at: Date.now(),
    type,
    ...(returned && { returned }),
    ...(reason !== undefined && { reason }),
    ...(wanted.type === 'assign' && { assignee: assigneeOf(wanted, by) }),
    notices:
      contact && type !== 'assigned'
        ? notify(contact, { type, number: registration.number, returned, reason })
        : [],
  }
}

function assigneeOf({ assignee }: Extract<Wanted, { type: 'assign' }>, { keyHolder }: By): string | null {
  return assignee === 'me' ? keyHolder.id : assignee
}

async function checkAssignee(
  { apiKeys, people, registrations }: ApiDependencies['office'],
  id: string | null,
  { number }: Registration,
): Promise<void> {
  if (id === null) return
  const holder = (await apiKeys.list()).find((key) => key.id === id) ?? (await people.byId(id))
  const works = holder && holder.revokedAt === null && holder.role !== 'viewer'
  const sees = works && (await registrations.byNumber(scopeOf(holder.region), number))
  if (sees) return
  throw new Problem(400, 'Bad request', 'There is no such officer who sees the registration.', {
    errors: [{ field: 'assignee', message: 'must be `me`, null, or the id of an officer or of their key' }],
  })
}
