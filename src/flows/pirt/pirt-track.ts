import { mayKeep } from '../financing/applicant.ts'
import { contentNeeds } from '../content.ts'
import { defineFlow } from '../define.ts'
import { changed, newCase } from './pirt-cases.ts'
import { given } from '../prompts/given.ts'
import { registerFirst, TO_REGISTRATION } from '../registration/register-first.ts'

/** Keeps a product that was checked. Who has not registered does so first, and comes back to it here. */
export const pirtTrack = defineFlow({
  name: 'pirtTrack',
  version: 1,
  steps: { product: given<string>(), group: given<string>(), first: registerFirst() },
  when: { first: (_, facts) => !mayKeep(facts) },
  detours: { first: TO_REGISTRATION },
  needs: () => contentNeeds('pirtSteps'),
  complete({ product = '', group = 'other', first }, { facts, code }) {
    if (first === 'later') return { replies: [], next: { flow: 'pirt', answers: [] } }
    const { effects, next } = changed(newCase(code, product, group, facts), {})
    return { replies: [{ text: [{ key: 'pirtTrack:tracked' }] }], effects, next }
  },
})
