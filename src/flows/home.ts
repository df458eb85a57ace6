import { contentNeeds } from './content.ts'
import { defineFlow } from './define.ts'
import { choiceOf } from './prompts/choice.ts'
import type { Option, StepContext } from './prompts/prompt.ts'
import { matters, STANDING } from './standing.ts'
import type { Facts, Text } from './types.ts'

interface Known {
  readonly number: string
  readonly status: string
}

const known = (facts: Facts) => facts['registration'] as Known | null | undefined

/** What fits a small screen: lines about what is under way, and buttons that lead there. */
const LINES = 4
const NEXT = 3

const OFFERS = ['financing', 'pirt', 'programmes', 'training', 'cluster', 'partnership', 'guarantee', 'faq']
const OWN = ['profile', 'language', 'officer']

/** Where this owner stands, and first what they would naturally do next. */
export const home = defineFlow({
  name: 'home',
  version: 1,
  idle: true,
  steps: { pick: choiceOf(({ facts }: StepContext) => [...next(facts), ...destinations(facts)]) },
  needs: () => [STANDING, ...contentNeeds('pirtSteps')],
  params: {
    pick: (_, { facts }) => ({
      standing: [
        standingOf(facts),
        ...matters(facts)
          .slice(0, LINES)
          .map(({ line }) => line),
      ],
    }),
  },
  complete({ pick = 'status' }, { facts }) {
    const matter = matters(facts).find(({ kind }) => pick === `next.${kind}`)
    const to = pick.startsWith('next.') ? 'home' : pick
    return { replies: [], next: { flow: matter?.flow ?? to, answers: matter?.answers ?? [] } }
  },
})

function standingOf(facts: Facts): Text {
  const registration = known(facts)
  if (!registration) return { key: 'home:welcome' }
  const { number, status } = registration
  return { key: 'home:registered', params: { number, status: { key: `status:short.${status}` } } }
}

const next = (facts: Facts): readonly Option[] =>
  matters(facts)
    .slice(0, NEXT)
    .map(({ kind, about }) => ({
      value: `next.${kind}`,
      label: about ? { key: `home:open.${kind}`, params: { about } } : { key: `home:open.${kind}` },
    }))

function destinations(facts: Facts): readonly Option[] {
  const own = ordered(facts)
  const led = new Set(
    matters(facts)
      .slice(0, NEXT)
      .map(({ flow }) => flow),
  )
  return own
    .filter((flow) => flow !== 'registration' || !led.has(flow))
    .map((flow) => ({
      value: flow,
      label: { key: flow === 'registration' && known(facts) ? 'common:go.change' : `common:go.${flow}` },
    }))
}

/** Who is not registered yet begins with that; who waits for an officer looks at it; the others go on. */
function ordered(facts: Facts): readonly string[] {
  const status = known(facts)?.status
  if (status === undefined || status === 'withdrawn') return ['registration', 'status', ...OFFERS, ...OWN]
  if (status === 'submitted') return ['status', ...OFFERS, 'registration', ...OWN]
  return [...OFFERS, 'status', 'registration', ...OWN]
}
