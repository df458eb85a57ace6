import { REGISTERED } from '../financing/applicant.ts'
import { contentNeeds, contentOf } from '../content.ts'
import { type Completion, defineFlow, goTo } from '../define.ts'
import { consent, yesNo } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import { name } from '../prompts/text.ts'
import { sessionOf } from './session.ts'
import { dateOf, nameOf, placeLines, trainingOf } from './sessions.ts'
import type { Facts, Params, Text } from '../types.ts'

/** Raised with every change to what the consent text promises. */
const CONSENT_VERSION = 1

/** A seat in a session, or a place in its queue. Nothing is asked that is known already. */
export const signUp = defineFlow({
  name: 'signUp',
  version: 1,
  about: 'pick',
  steps: {
    pick: given<string>(),
    again: yesNo(),
    consent: consent(),
    name: name({ min: 2, max: 80, person: true }),
  },
  when: {
    again: (_, facts) => sessionOf(facts)?.before != null,
    consent: ({ again }, facts) => again !== false && isUnknown(facts),
    name: ({ again, consent }, facts) => again !== false && consent === 'agree' && isUnknown(facts),
  },
  params: { again: (_, { facts }) => taughtBefore(facts) },
  effects: {
    consent: ({ consent }) => [
      {
        type: 'recordConsent',
        purpose: 'training',
        given: consent === 'agree',
        wordingKey: 'signUp:consent',
        wordingVersion: CONSENT_VERSION,
      },
    ],
  },
  ends: ({ consent }) => (consent === 'decline' ? { key: 'signUp:declined' } : null),
  needs: ({ pick = '' }) => [
    ...contentNeeds('trainings', 'agencies'),
    REGISTERED,
    { fact: 'trainingSession', argument: pick },
  ],
  complete: ({ again, name = null }, { facts }) =>
    again === false ? said([{ key: 'signUp:leftOut' }]) : seat(name, facts),
})

/** With no seat left, a place in the queue. Who was quicker meanwhile is told by the commit, and this is said anew. */
function seat(name: string | null, facts: Facts): Completion {
  const known = sessionOf(facts)
  if (known === null || !known.open) return said([{ key: 'session:closed' }])
  if (known.mine !== null && known.mine !== 'cancelled') return said([{ key: 'signUp:already' }])
  const claim = known.left > 0 ? 'signed' : 'waiting'
  const place = { key: 'common:lines', params: { lines: placeLines(known, facts) } }
  const done = { key: `signUp:${claim}`, params: { title: nameOf(facts, known) } }
  return {
    ...said(claim === 'signed' ? [done, place] : [done]),
    effects: [{ type: 'signUp', session: known.id, claim, name }],
  }
}

/** Neither registered nor named before: asked for a name, and for consent to keep it. */
function isUnknown(facts: Facts): boolean {
  const registration = facts['registration'] as { readonly status: string } | null | undefined
  const registered = registration != null && registration.status !== 'withdrawn'
  return !registered && sessionOf(facts)?.named !== true
}

function taughtBefore(facts: Facts): Params {
  const known = sessionOf(facts)?.before
  if (!known) return { title: '', agency: '', date: '' }
  const by = trainingOf(facts, known.training)?.agency
  const agency = contentOf(facts, 'agencies').find(({ id }) => id === by)
  return {
    title: nameOf(facts, known),
    agency: agency ? { wording: agency.title } : { text: '—' },
    date: dateOf(known.at),
  }
}

const said = (text: readonly Text[]): Completion => ({
  replies: [{ text, choices: [goTo('myTrainings'), goTo('training'), goTo('home')] }],
})
