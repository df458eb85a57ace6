import type { StoredRun, TurnCommit, TurnKey, TurnState } from './turns.ts'

type Contact = NonNullable<TurnState['contact']>

/** What a contact's address alone tells. */
type Place = Pick<Contact, 'id' | 'address' | 'blocked' | 'phone'>
const DETAILS = ['language', 'failures', 'messagesStopped', 'timeZone'] as const

interface Person {
  readonly contact: Omit<Contact, keyof Place>
  readonly runs: readonly StoredRun[]
  readonly registration: TurnState['registration']
  readonly handover: TurnState['handover']
}

/**
 * What was loaded or committed lately, so that a contact in mid-conversation is not read again with every message.
 * It may be out of date, and that does no harm: everything a state tells is written together with a higher lock, and
 * a commit over an old lock is refused.
 */
export interface TurnMemory {
  recall(key: TurnKey): TurnState | null
  /** The commit without what is stored already, and whether of the contact only the active flow is new. */
  lighten(commit: TurnCommit): { readonly commit: TurnCommit; readonly plain: boolean }
  learn(key: TurnKey, state: TurnState): void
  /** After a commit: what the next turn of this contact finds. */
  follow(commit: TurnCommit): void
  forget(commit: TurnCommit): void
}

/** Holds the last `size` places and as many persons. */
export function createTurnMemory(size: number): TurnMemory {
  const places = new Map<string, Place>()
  const persons = new Map<string, Person>()

  /** Whoever was put in longest ago goes first. */
  function put<T>(map: Map<string, T>, key: string, value: T): void {
    map.delete(key)
    map.set(key, value)
    if (map.size > size) map.delete(map.keys().next().value!)
  }

  function recall({ address }: TurnKey): TurnState | null {
    const place = places.get(address)
    const person = place && persons.get(place.id)
    if (!person) return null
    const { contact, runs, registration, handover } = person
    return { seen: null, attempts: 0, contact: { ...contact, ...place }, runs, registration, handover }
  }

  function forget({ key, contact }: TurnCommit): void {
    places.delete(key.address)
    persons.delete(contact.id)
  }

  return {
    recall,

    lighten(commit) {
      const known = recall(commit.key)?.contact
      const { contact } = commit
      if (!known || known.id !== contact.id) return { commit, plain: false }
      const plain = DETAILS.every((field) => known[field] === contact[field])
      if (contact.phone === null || contact.phone !== known.phone) return { commit, plain }
      return { commit: { ...commit, contact: { ...contact, phone: null } }, plain }
    },

    learn({ address: at }, { contact, runs, registration, handover }) {
      if (!contact) return
      const { id, address, blocked, phone, ...rest } = contact
      put(places, at, { id, address, blocked, phone })
      put(persons, id, { contact: rest, runs, registration, handover })
    },

    follow(commit) {
      const { at, contact, runs, endedFlows, effects } = commit
      const person = persons.get(contact.id)
      // What effects leave behind is theirs to know, and a new contact's address may have others beside it.
      const isLast = person?.contact.lock === contact.lock
      if (!person || !isLast || effects.length > 0 || contact.phone !== null) return forget(commit)
      const { language, activeFlow, failures, messagesStopped, timeZone } = contact
      const changed = new Set([...endedFlows, ...runs.map(({ run }) => run.flow)])
      put(persons, contact.id, {
        contact: {
          lock: person.contact.lock + 1,
          language,
          activeFlow,
          failures,
          messagesStopped,
          timeZone,
          lastInboundAt: at,
        },
        runs: [...person.runs.filter(({ run }) => !changed.has(run.flow)), ...runs],
        registration: person.registration,
        handover: person.handover,
      })
    },

    forget,
  }
}
