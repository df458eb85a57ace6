import common from '../../../locales/id/common.json' with { type: 'json' }
import words from '../../../locales/id/registration.json' with { type: 'json' }

/** The steps of a registration in the order in which they are asked. */
export const STEPS = [
  'language',
  'consent',
  'sharing',
  'messages',
  'ownerName',
  'nik',
  'adult',
  'businessName',
  'product',
  'sector',
  'province',
  'regency',
  'district',
  'yearStarted',
  'capital',
  'sales',
  'salesPeriod',
  'workers',
  'nib',
  'export',
  'confirm',
] as const
export type Step = (typeof STEPS)[number]

/** What an owner understands of a message: the question it asks, and whether it complains of the last answer. */
export interface Question {
  readonly step: Step | 'registered' | 'other'
  readonly refused: boolean
}

/** A message as an owner sees it; `data` is what a button sends. */
export interface Seen {
  readonly text: string
  readonly buttons: readonly { readonly text: string; readonly data?: string }[]
}

/** Reads the question from the buttons' data where there are any, else from the product's own words for each step. */
export function questionIn({ text, buttons }: Seen): Question {
  const said = bare(text)
  if (REGISTERED.some((phrase) => said.includes(phrase))) return { step: 'registered', refused: false }
  return {
    step: tappedStep(buttons) ?? saidStep(said) ?? 'other',
    refused: REFUSALS.some((phrase) => said.includes(phrase)),
  }
}

/** What a choice is called on its button. */
export function labelOf(step: Step, value: string): string {
  const label = WORDS[`${step}.${value}`]
  if (!label) throw new Error(`the product has no words for ${step}.${value}`)
  return bare(label)
}

/** The typed way of leaving a question out. */
export const SKIP = common.skip

const WORDS: Readonly<Record<string, string>> = words

function tappedStep(buttons: Seen['buttons']): Step | undefined {
  const [, step] = buttons.find(({ data }) => data?.startsWith('registration:'))?.data?.split(':') ?? []
  return STEPS.find((one) => one === step)
}

/** Of the questions whose words occur, the last: a summary or a note may come before. */
function saidStep(said: string): Step | undefined {
  const found = QUESTIONS.map(([step, phrase]) => [step, said.lastIndexOf(phrase)] as const)
  return found.filter(([, at]) => at >= 0).sort((a, b) => b[1] - a[1])[0]?.[0]
}

/** A text without marks, tags and what is put in: its longest fixed part. */
const phraseOf = (text = ''): string =>
  bare(text)
    .split(/\{\{\w+\}\}|\n/u)
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '')
    .trim()

/** A text without HTML tags or WhatsApp's marks. */
const bare = (text: string): string => text.replace(/<[^>]*>|[*_~]/gu, '')

const QUESTIONS = STEPS.map((step) => [step, phraseOf(WORDS[step])] as const)
const REGISTERED = [phraseOf(words.submitted), phraseOf(words.updated)]
const REFUSALS = Object.entries(common).flatMap(([key, text]) =>
  key.startsWith('reasons.') ? phraseOf(text) : [],
)
