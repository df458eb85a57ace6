import { annualised, businessClass, type SalesPeriod, TIMES_A_YEAR } from './business-class.ts'
import { type AnswersOf, type Completion, defineFlow, goTo } from '../define.ts'
import { ofAge, surelyMinor } from '../prompts/bands.ts'
import { choice, consent, yesNo } from '../prompts/choice.ts'
import { isMinor, nib, nik } from '../prompts/identity.ts'
import { people, rupiah, rupiahText, year } from '../prompts/number.ts'
import { optional, type Prompt, unread } from '../prompts/prompt.ts'
import { region } from '../prompts/region.ts'
import { review } from '../prompts/review.ts'
import { goods, name } from '../prompts/text.ts'
import { SECTORS } from '../sectors.ts'
import type { Answer, Effect, Facts, Json, Text, TurnContext } from '../types.ts'

/** Raised with every change to what the consent texts promise: a consent is to one wording (UU 27/2022 art. 22). */
const CONSENT_VERSION = 1
const TRILLION = 1_000_000_000_000

/** Sends nothing of a business that is beyond micro, small and medium: it is told so, and its answers can be changed. */
function msmeOnly(prompt: Prompt<'submit'>): Prompt<'submit'> {
  return {
    ...prompt,
    read(input, at) {
      const reading = prompt.read(input, at)
      const isLarge = classOf(at.answers as unknown as Registered).class === 'large'
      return reading.type === 'value' && isLarge ? unread('notMsme') : reading
    },
  }
}

const steps = {
  language: choice('id', 'en', 'jv', 'su'),
  consent: consent(),
  sharing: yesNo(),
  messages: yesNo(),
  ownerName: name({ min: 2, max: 80, person: true }),
  nik: optional(nik()),
  adult: ofAge({ sure: 'underage' }),
  underage: surelyMinor({ asked: 'adult' }),
  businessName: { ...name({ min: 2, max: 120 }), anyName: true },
  product: goods({ min: 3, max: 160 }),
  sector: choice(...SECTORS),
  province: region('province', { fills: { regency: 'regency', district: 'district' } }),
  regency: region('regency', { within: 'province', fills: { district: 'district' } }),
  district: region('district', { within: 'regency' }),
  yearStarted: year({ min: 1900 }),
  capital: rupiah({ min: 0, max: TRILLION }),
  sales: rupiah({ min: 0, max: TRILLION, period: 'salesPeriod' }),
  salesPeriod: choice('day', 'week', 'month', 'year'),
  workers: people({ max: 100_000 }),
  nib: optional(nib()),
  export: choice('never', 'tried', 'regularly'),
  confirm: msmeOnly(review()),
}

/** The answers a review shows, all given. */
interface Registered {
  readonly nik: string | null
  readonly capital: number
  readonly sales: number
  readonly salesPeriod: SalesPeriod
  readonly [step: string]: Json
}

/** Who the owner is, what the business is, where it works and how big it is. */
export const registration = defineFlow({
  name: 'registration',
  version: 1,
  steps,
  when: {
    language: (_, facts) => facts['languageChosen'] !== true,
    consent: (_, facts) => isFirst(facts),
    sharing: (_, facts) => isFirst(facts),
    messages: (_, facts) => isFirst(facts),
    adult: (answers) => answers.nik === null,
    underage: (answers) => answers.adult === false,
    salesPeriod: (answers) => answers.sales !== 0,
  },
  params: {
    regency: ({ province }) => ({ place: placeName('province', province) }),
    district: ({ regency }) => ({ place: placeName('regency', regency) }),
  },
  again: { language: { key: 'registration:language.again' }, consent: { key: 'registration:consent.again' } },
  says: { sales: inAYear, salesPeriod: inAYear },
  effects: {
    language: ({ language }) => [{ type: 'setLanguage', language: language ?? 'id' }],
    consent: ({ consent }) => [consented('registration', 'consent', consent === 'agree')],
    sharing: ({ sharing }) => [consented('sharing', 'sharing', sharing === true)],
    messages: ({ messages }) => [consented('messages', 'messages', messages === true)],
  },
  ends(answers, ctx) {
    if (answers.consent === 'decline') return { key: 'registration:declined' }
    const minor = typeof answers.nik === 'string' && isMinor(answers.nik, ctx.today)
    return minor || answers.underage === 'minor' ? { key: 'registration:minor' } : null
  },
  summary(answers) {
    const { class: size, by } = classOf(answers as unknown as Registered)
    const source: Text = { key: `registration:class.by.${by}` }
    return [{ key: `registration:class.${size}`, params: { source } }]
  },
  needs(answers, asked) {
    if (asked === null) return [{ fact: 'registrationAnswers', argument: '' }]
    return asked === 'confirm' && typeof answers.nik === 'string'
      ? [{ fact: 'nikHolder', argument: answers.nik }]
      : []
  },
  prefill: (facts) => (facts['registrationAnswers'] as readonly Answer[] | null | undefined) ?? [],
  complete: (answers, ctx) => submit(answers as unknown as Registered, ctx),
})

/** Reads back what sales told by the day, week or month come to. */
function inAYear({ sales, salesPeriod }: AnswersOf<typeof steps>): Text | null {
  if (!sales || salesPeriod === undefined || salesPeriod === 'year') return null
  const amount = rupiahText(annualised(sales, salesPeriod))
  return { key: 'registration:annualised', params: { amount, times: TIMES_A_YEAR[salesPeriod] } }
}

/** Who is registered has consented, until they withdraw; single consents are changed under their own data. */
function isFirst(facts: Facts): boolean {
  const known = facts['registration'] as { readonly status: string } | null | undefined
  return known == null || known.status === 'withdrawn'
}

function submit(answers: Registered, ctx: TurnContext): Completion {
  const known = ctx.facts['registration'] as { readonly number: string } | null | undefined
  const number = known?.number ?? registrationNumber(ctx.code)
  const { language: _language, consent: _consent, sharing: _sharing, messages: _messages, ...rest } = answers
  const isFood = rest['sector'] === 'foodProducts'
  const { adult: _adult, underage: _underage, confirm: _confirm, sales, salesPeriod, ...business } = rest
  return {
    replies: [
      {
        text: [
          { key: known ? 'registration:updated' : 'registration:submitted', params: { number } },
          { key: 'registration:whatNext' },
        ],
        choices: [goTo('status'), goTo('fit'), goTo(isFood ? 'pirt' : 'training'), goTo('home')],
      },
    ],
    effects: [
      {
        ...business,
        type: 'submitRegistration',
        id: ctx.code,
        number,
        annualSales: annualised(sales, salesPeriod ?? 'year'),
        class: classOf(answers).class,
      },
    ],
  }
}

const classOf = ({ capital, sales, salesPeriod }: Registered) =>
  businessClass({ capital, annualSales: annualised(sales, salesPeriod ?? 'year') })

/** `NK-7F3K-9Q2M`: short enough to read out over the phone. */
const registrationNumber = (code: string): string => `NK-${code.slice(0, 4)}-${code.slice(4, 8)}`

/** A consent given or refused to the words of a step of this conversation. */
export const consented = (purpose: string, step: string, given: boolean): Effect => ({
  type: 'recordConsent',
  purpose,
  given,
  wordingKey: `registration:${step}`,
  wordingVersion: CONSENT_VERSION,
})

function placeName(step: 'province' | 'regency', code: string | undefined): Text {
  return code === undefined
    ? { text: '' }
    : steps[step].show(code, { flow: '', step, answers: {}, today: '', facts: {} })
}
