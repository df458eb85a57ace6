import type { Input, Reading } from '../types.ts'
import { readDays } from '../understand/durations.ts'
import { readNumber } from '../understand/numbers.ts'
import { choice } from './choice.ts'
import type { Prompt, StepContext } from './prompt.ts'

/** Words that compare are those of a choice, not a number of one's own. */
const COMPARES =
  /bawah|atas|kurang|lebih|belum|under|over|below|above|more|less|ngandhap|nginggil|handap|luhur/i

/** Whether words tell of a number that no list could be picked by. */
const isOwn = (input: Input): input is Extract<Input, { type: 'text' }> =>
  input.type === 'text' && !COMPARES.test(input.text)

const ADULT = 21
const MARRIAGEABLE = 18

/** How old somebody is, as lenders ask it: picked, or told in years. */
export function ageBand(): Prompt<'adult' | 'married' | 'young'> {
  const bands = choice('adult', 'married', 'young')
  return {
    ...bands,
    read(input, at) {
      const told = isOwn(input) ? readNumber(input.text) : null
      if (told?.type !== 'value' || told.value < 10 || told.value > 110) return bands.read(input, at)
      if (told.value >= ADULT) return { type: 'value', value: 'adult' }
      if (told.value < MARRIAGEABLE) return { type: 'value', value: 'young' }
      return { type: 'ask', options: ['married', 'young'] }
    },
  }
}

const SIX_MONTHS = 180

/** How long a business has run, as lenders ask it: picked, told as a time, or by the year it began. */
export function runningBand(): Prompt<'no' | 'under6' | 'over6'> {
  const bands = choice('no', 'under6', 'over6')
  return {
    ...bands,
    read: (input, at) => (isOwn(input) ? sinceWhen(input.text, at) : null) ?? bands.read(input, at),
  }
}

function sinceWhen(text: string, { today }: StepContext): Reading<'under6' | 'over6'> | null {
  const days = readDays(text)
  if (days.type === 'value') return { type: 'value', value: days.value < SIX_MONTHS ? 'under6' : 'over6' }
  const year = Number(/\b(?:19|20)\d\d\b/.exec(text)?.[0])
  // A business begun late last year may be younger than six months.
  return year < Number(today.slice(0, 4)) - 1 ? { type: 'value', value: 'over6' } : null
}
