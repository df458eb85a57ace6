import { defineFlow } from './define.ts'
import { flowOf } from './intents.ts'
import { choiceOf } from './prompts/choice.ts'
import { given } from './prompts/given.ts'

/** "Did you mean …?": the likeliest wishes behind words that could mean several. */
export const clarify = defineFlow({
  name: 'clarify',
  version: 1,
  idle: true,
  steps: {
    intents: given<readonly string[]>(),
    pick: choiceOf(({ answers }) => [
      ...(answers['intents'] as readonly string[]).map((value) => ({
        value,
        label: { key: `common:intent.${value}` },
      })),
      { value: 'other', label: { key: 'common:intent.other' } },
    ]),
  },
  complete: ({ pick = 'other' }) => ({
    replies: [],
    next: { flow: pick === 'other' ? 'home' : (flowOf(pick) ?? 'officer'), answers: [] },
  }),
})
