import { defineFlow, goTo } from '../define.ts'
import { choice } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import { isChange } from '../advance.ts'
import type { Flow } from '../define.ts'
import type { Run } from '../types.ts'

/** Answers that are too many to lose by one word. */
const MANY = 3

/** Whether calling a run off would lose what its owner would have to tell all over again. */
export function isDear(flow: Flow, run: Run): boolean {
  const told = run.answers.filter(({ step }) => flow.steps[step]?.given !== true)
  return told.length >= MANY && !isChange(flow, run)
}

/** Asks once what becomes of the answers before a conversation is called off. */
export const leave = defineFlow({
  name: 'leave',
  version: 1,
  idle: true,
  steps: { flow: given<string>(), pick: choice('stay', 'later', 'drop') },
  params: { pick: ({ flow }) => ({ name: { key: `common:flow.${flow}` } }) },
  complete({ flow = 'home', pick }) {
    if (pick === 'stay') return { replies: [], next: { flow, answers: [] } }
    if (pick === 'later') return { replies: [{ text: [{ key: 'leave:kept' }], choices: [goTo('home')] }] }
    return {
      replies: [{ text: [{ key: 'common:cancelled' }], choices: [goTo('home')] }],
      effects: [{ type: 'dropRun', flow }],
    }
  },
})
