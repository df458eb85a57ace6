import type { Input, Reading } from '../types.ts'
import { readDays } from '../understand/durations.ts'
import { readNumber } from '../understand/numbers.ts'
import { choice, yesNo } from './choice.ts'
import { OF_AGE } from './identity.ts'
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

const OLDER = /atas|lebih|over|above|older|luhur|langkung|nginggil/i
const YOUNGER = /bawah|kurang|under|below|younger|handap|ngandhap/i

/**
 * Whether somebody is of age: yes or no, or how old they are, or born in which year. A child's age that is called one
 * settles also what is asked after a no, at the step `sure`: a bare number may answer another question.
 */
export function ofAge({ sure }: { readonly sure: string }): Prompt<boolean> {
  const asked = yesNo()
  return {
    ...asked,
    read(input, at) {
      const told = isOfAge(input, at)
      if (told === null) return asked.read(input, at)
      const isCalled = input.type === 'text' && /\p{L}/u.test(input.text)
      return { type: 'value', value: told, ...(!told && isCalled && { fills: { [sure]: 'minor' } }) }
    },
  }
}

/** Makes sure that a no to the question of age, at the step `asked`, meant what it says: it may have been for another. */
export function surelyMinor({ asked }: { readonly asked: string }): Prompt<'minor' | 'adult'> {
  const sure = choice('minor', 'adult')
  return {
    ...sure,
    read(input, at) {
      const told = isOfAge(input, at)
      const reading: Reading<'minor' | 'adult'> =
        told === null ? sure.read(input, at) : { type: 'value', value: told ? 'adult' : 'minor' }
      const isAdult = reading.type === 'value' && reading.value === 'adult'
      return isAdult ? { ...reading, fills: { [asked]: true } } : reading
    },
  }
}

/** Whether an age or a year of birth is that of an adult; null where none is told. */
function isOfAge(input: Input, { today }: StepContext): boolean | null {
  const told = input.type === 'text' ? readNumber(input.text) : null
  if (told?.type !== 'value') return null
  const { text } = input as Extract<Input, { type: 'text' }>
  if (told.value === OF_AGE && OLDER.test(text)) return true
  if (told.value <= OF_AGE && YOUNGER.test(text)) return false
  const age = told.value > 1900 ? Number(today.slice(0, 4)) - told.value : told.value
  const isUnclear = age < 10 || age > 110 || (told.value > 1900 && age === OF_AGE)
  return isUnclear ? null : age >= OF_AGE
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
