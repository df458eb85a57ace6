import type { Input, Reading } from '../types.ts'
import { readYesNo } from '../understand/yes-no.ts'
import { type Option, type Prompt, type StepContext, unread, value } from './prompt.ts'

const keyOf = (at: StepContext, choice: string) => ({ key: `${at.flow}:${at.step}.${choice}` })

/** One of a few fixed answers. Typed labels, numbers and near misses are turned into a choice before they get here. */
export function choice<const T extends string>(...values: readonly T[]): Prompt<T> {
  return {
    options: () => values.map((value) => ({ value })),
    read(input) {
      const found = input.type === 'choice' && values.find((value) => value === input.value)
      return found ? value(found) : unread(input.type === 'unsupported' ? 'unsupported' : 'needChoice')
    },
    show: (picked, at) => keyOf(at, picked),
    stands: (picked) => values.includes(picked),
    list: values.length > 6,
  }
}

/** Words that agree by themselves, whatever else is said with them. */
const AGREES =
  /(?<!\p{L})(?:setuju|stuju|satuju|sarujuk|bersedia|boleh|silah?kan|i?ya|yoi|siap|oke?|gas\p{L}{0,4}|inggih|nggih|muhun|monggo|mangga|agree|yes|sure)(?!\p{L})/iu

/** A consent: given in any plain words, and refused in those of its own only, for a refusal ends what it is asked for. */
export function consent(): Prompt<'agree' | 'decline'> {
  const asked = choice('agree', 'decline')
  return {
    ...asked,
    strict: true,
    read(input, at) {
      if (input.type !== 'text' || !AGREES.test(input.text)) return asked.read(input, at)
      const said = readYesNo(input.text)
      return said.type === 'value' && said.value ? value('agree') : unread('needChoice')
    },
  }
}

/** One of the answers that the facts hold at the moment (open trainings, my products). */
export function choiceOf(list: (at: StepContext) => readonly Option[]): Prompt<string> {
  const find = (value: string, at: StepContext) => list(at).find((option) => option.value === value)
  return {
    options: list,
    read(input, at) {
      const found = input.type === 'choice' && find(input.value, at)
      return found ? value(found.value) : unread(input.type === 'unsupported' ? 'unsupported' : 'needChoice')
    },
    show: (picked, at) => find(picked, at)?.label ?? { text: picked },
    stands: (picked, at) => find(picked, at) !== undefined,
    list: true,
    varies: true,
  }
}

/** Yes or no, in four languages, slang and signs. */
export function yesNo(): Prompt<boolean> {
  return {
    options: () => [{ value: 'yes' }, { value: 'no' }],
    read(input: Input): Reading<boolean> {
      if (input.type === 'choice') {
        return input.value === 'yes' || input.value === 'no'
          ? value(input.value === 'yes')
          : unread('needChoice')
      }
      if (input.type === 'text') return readYesNo(input.text)
      return unread(input.type === 'unsupported' ? 'unsupported' : 'needChoice')
    },
    show: (answer, at) => keyOf(at, answer ? 'yes' : 'no'),
  }
}
