import { type Completion, defineFlow, goTo } from './define.ts'
import { answering, clockOf, momentText } from './office-hours.ts'
import { given } from './prompts/given.ts'
import { optional } from './prompts/prompt.ts'
import { text } from './prompts/text.ts'
import type { Choice, Facts, Text } from './types.ts'

interface Doing {
  readonly flow: string
  readonly step: string | null
}

/** Goes back to the bot; typed, the word on it does the same. */
export const finish: Choice = {
  flow: 'go',
  step: 'finish',
  value: '-',
  label: { key: 'officer:finish' },
  action: true,
}

const waits = (facts: Facts): boolean => facts['handover'] != null

/** Hands an owner over to a person, with what they were doing and what they ask. */
export const officer = defineFlow({
  name: 'officer',
  version: 1,
  steps: {
    /** What the owner was doing when they asked for a person. */
    doing: optional(given<{ readonly flow: string; readonly step: string | null }>()),
    /** The words with which they asked. */
    said: optional(given<string>()),
    question: optional({ ...text({ min: 2, max: 500 }), open: true }),
  },
  when: { question: (_, facts) => !waits(facts) },
  prefill: (facts) => [
    { step: 'doing', value: facts['doing'] ?? null },
    { step: 'said', value: null },
  ],
  params: { question: (_, { facts }) => ({ hours: hours(facts) }) },
  complete({ doing, said, question }, { facts }): Completion {
    const { due } = answering(clockOf(facts))
    if (waits(facts)) return told({ key: 'officer:waits' }, facts)
    const before = doing as Doing | null | undefined
    return {
      ...told({ key: 'officer:handedOver', params: { due: momentText(due, clockOf(facts)) } }, facts),
      effects: [
        {
          type: 'openHandover',
          topic: [said, question].filter((words) => words != null).join('\n') || null,
          flow: before?.flow ?? null,
          step: before?.step ?? null,
          dueAt: due,
        },
      ],
    }
  },
})

function told(text: Text, facts: Facts): Completion {
  const region = facts['registration'] ? [] : [{ key: 'officer:unregistered' }]
  return {
    replies: [{ text: [text, ...region], choices: [finish, goTo('home')] }],
  }
}

function hours(facts: Facts): Text {
  const clock = clockOf(facts)
  const { open, from } = answering(clock)
  return open
    ? { key: 'officer:atWork' }
    : { key: 'officer:backAt', params: { from: momentText(from, clock) } }
}
