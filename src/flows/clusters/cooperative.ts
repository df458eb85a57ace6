import { about, joined, MY_CLUSTERS } from './clusters.ts'
import { contentNeeds, contentOf, sourceLine } from '../content.ts'
import { type Completion, defineFlow, goTo } from '../define.ts'
import { stepsOf, stepText } from './foundings.ts'
import { choiceOf } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import type { Facts, Text } from '../types.ts'

/** Becoming a cooperative: how far the owner's own clusters are, and how it is done. */
export const cooperative = defineFlow({
  name: 'cooperative',
  version: 1,
  idle: true,
  steps: {
    pick: choiceOf(({ facts }) => [
      ...joined(facts).map(({ id, name }) => ({
        value: id,
        label: { key: 'cooperative:own', params: { name } },
      })),
      ...['primary', 'secondary', 'training', 'find'].map((value) => ({
        value,
        label: { key: `cooperative:pick.${value}` },
      })),
    ]),
  },
  params: {
    pick: (_, { facts }) => ({
      level: levelLines('primary', facts),
      hint: { key: joined(facts).length > 0 ? 'cooperative:member' : 'cooperative:noCluster' },
    }),
  },
  needs: () => [...contentNeeds('cooperativeLevels'), MY_CLUSTERS],
  complete({ pick = '' }): Completion {
    switch (pick) {
      case 'find':
        return { replies: [], next: { flow: 'cluster', answers: [] } }
      case 'training':
        return { replies: [], next: { flow: 'training', answers: [{ step: 'topic', value: 'cooperative' }] } }
      case 'primary':
      case 'secondary':
        return { replies: [], next: { flow: 'cooperativeSteps', answers: [{ step: 'level', value: pick }] } }
      default:
        return { replies: [], next: { flow: 'foundingSteps', answers: about(pick) } }
    }
  },
})

/** The steps of a founding, looked through one by one. */
export const cooperativeSteps = defineFlow({
  name: 'cooperativeSteps',
  version: 1,
  idle: true,
  steps: {
    level: given<string>(),
    pick: choiceOf(({ answers, facts }) => [
      ...stepsOf(facts, String(answers['level'] ?? 'primary')).map(({ id, title }) => ({
        value: id,
        label: { wording: title },
      })),
      { value: 'cooperative', label: { key: 'common:go.cooperative' }, action: true },
    ]),
  },
  params: {
    pick: ({ level = 'primary' }, { facts }) => ({ level: levelLines(level, facts) }),
  },
  needs: () => contentNeeds('cooperativeSteps', 'cooperativeLevels'),
  complete({ pick, level = 'primary' }, { facts }): Completion {
    const step = stepsOf(facts, level).find(({ id }) => id === pick)
    if (!step) return { replies: [], next: { flow: 'cooperative', answers: [] } }
    return {
      replies: [
        {
          text: [...stepText(step, stepsOf(facts, level)), sourceLine(step)],
          choices: [goTo('cooperative'), goTo('cluster'), goTo('home')],
        },
      ],
    }
  },
})

function levelLines(level: string, facts: Facts): readonly Text[] {
  const known = contentOf(facts, 'cooperativeLevels').find(({ id }) => id === level)
  if (!known) return []
  return [
    { key: 'content:heading', params: { title: { wording: known.title } } },
    { wording: known.text },
    sourceLine(known),
  ]
}
