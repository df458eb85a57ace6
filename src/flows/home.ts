import { defineFlow } from './define.ts'
import { choiceOf } from './prompts/choice.ts'
import type { StepContext } from './prompts/prompt.ts'
import type { Facts } from './types.ts'

interface Known {
  readonly number: string
  readonly status: string
}

const known = (facts: Facts) => facts['registration'] as Known | null | undefined

/** Where this owner stands, what the product can do now, and first what they would naturally do next. */
export const home = defineFlow({
  name: 'home',
  version: 1,
  idle: true,
  steps: { pick: choiceOf(destinations) },
  params: {
    pick: (_, { facts }) => {
      const registration = known(facts)
      return {
        standing: registration
          ? {
              key: 'home:registered',
              params: { number: registration.number, status: { key: `status:short.${registration.status}` } },
            }
          : { key: 'home:welcome' },
      }
    },
  },
  complete: ({ pick }) => ({ replies: [], next: { flow: pick ?? 'status', answers: [] } }),
})

function destinations({ facts }: StepContext) {
  const first = known(facts) ? ['status', 'registration'] : ['registration', 'status']
  const offers = ['financing', 'pirt', 'programmes', 'training', 'cluster', 'partnership', 'guarantee', 'faq']
  return [...first, ...offers, 'profile', 'language', 'officer'].map((value) => ({
    value,
    label: { key: value === 'registration' && known(facts) ? 'common:go.change' : `common:go.${value}` },
  }))
}
