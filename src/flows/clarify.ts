import { defineFlow } from './define.ts'
import { opening } from './intents.ts'
import { choiceOf } from './prompts/choice.ts'
import { given } from './prompts/given.ts'

/** "Did you mean …?": the likeliest wishes behind words that could mean several. */
export const clarify = defineFlow({
  name: 'clarify',
  version: 1,
  idle: true,
  steps: {
    intents: given<readonly string[]>(),
    entities: given<{ readonly [entity: string]: string | number }>(),
    pick: choiceOf(({ answers }) => [
      ...(answers['intents'] as readonly string[]).map((value) => ({
        value,
        label: { key: `common:intent.${value}` },
      })),
      { value: 'other', label: { key: 'common:intent.other' } },
    ]),
  },
  complete: ({ pick = 'other', entities = {} }) => ({
    replies: [],
    next:
      pick === 'other'
        ? { flow: 'home', answers: [] }
        : (opening(pick, entities) ?? { flow: 'officer', answers: [] }),
  }),
})
