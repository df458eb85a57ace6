import { stageText } from './clusters/clusters.ts'
import { titleOf } from './content.ts'
import { stepsOf } from './pirt/pirt-cases.ts'
import { dateText } from './prompts/date.ts'
import { momentText } from './training/sessions.ts'
import type { Answer, FactRequest, Facts, Text, Wording } from './types.ts'

/** Asks the shell for what an owner has under way, of each kind that which comes first. */
export const STANDING: FactRequest = { fact: 'standing', argument: '' }

interface Standing {
  /** The fields of the registration that an officer gave back. */
  readonly returned: readonly string[]
  readonly training: {
    readonly id: string
    readonly title: Wording
    readonly startsAt: number
    readonly timeZone: string
    readonly state: 'offered' | 'signed'
    /** Until when an offer stands. */
    readonly until: number | null
  } | null
  readonly pirt: {
    readonly id: string
    readonly product: string
    readonly step: string
    readonly deadlineOn: string | null
    readonly rejected: boolean
  } | null
  readonly cluster: {
    readonly id: string
    readonly name: string
    readonly stage: Parameters<typeof stageText>[0]
    readonly state: 'asked' | 'waiting' | 'member'
    /** Of others, which this owner is to decide. */
    readonly requests: number
  } | null
  readonly contract: { readonly company: string; readonly endsOn: string } | null
  readonly shortlisted: { readonly company: string } | null
  readonly nomination: { readonly organisation: string } | null
}

/** One thing that stands somewhere: a line about it, and where its button leads. */
interface Matter {
  readonly kind: string
  readonly line: Text
  /** What its button names. */
  readonly about?: Text
  readonly flow: string
  readonly answers: readonly Answer[]
  /** The owner's own move: it comes before what only runs its course. */
  readonly waits: boolean
}

/** What an owner has under way, what waits for them first. */
export function matters(facts: Facts): readonly Matter[] {
  const standing = facts[STANDING.fact] as unknown as Standing | null | undefined
  const known = standing
    ? [nomination(standing), offer(standing), returned(standing), pirt(standing, facts), requests(standing)]
    : []
  const unfinished = unfinishedIn(facts).filter(({ flow }) => !known.some((one) => one?.flow === flow))
  const running = standing
    ? [training(standing), shortlisted(standing), contract(standing), cluster(standing)]
    : []
  return [...known, ...unfinished, ...running]
    .filter((matter) => matter !== null)
    .toSorted((a, b) => Number(b.waits) - Number(a.waits))
}

function nomination({ nomination: known }: Standing): Matter | null {
  if (!known) return null
  const line = { key: 'home:nomination', params: { organisation: known.organisation } }
  return { line, kind: 'nomination', flow: 'nomination', answers: [], waits: true }
}

const dated = ({ title, startsAt, timeZone }: NonNullable<Standing['training']>) => ({
  title: { wording: title },
  when: momentText(startsAt, timeZone),
})

function offer({ training: known }: Standing): Matter | null {
  if (known?.state !== 'offered') return null
  return {
    line: { key: 'home:offer', params: dated(known) },
    kind: 'offer',
    flow: 'myTrainings',
    answers: [{ step: 'pick', value: known.id }],
    waits: true,
  }
}

function training({ training: known }: Standing): Matter | null {
  if (known?.state !== 'signed') return null
  return {
    line: { key: 'home:training', params: dated(known) },
    kind: 'training',
    flow: 'myTrainings',
    answers: [{ step: 'pick', value: known.id }],
    waits: false,
  }
}

function returned({ returned: fields }: Standing): Matter | null {
  if (fields.length === 0) return null
  const names = fields.map((field): Text => ({
    key: 'content:bullet',
    params: { title: { key: `registration:${field}.label` } },
  }))
  const line = { key: 'home:returned', params: { fields: names } }
  return { line, kind: 'returned', flow: 'registration', answers: [], waits: true }
}

function pirt({ pirt: known }: Standing, facts: Facts): Matter | null {
  if (!known) return null
  const { id, product, deadlineOn, rejected } = known
  const step = stepsOf(facts).find((one) => one.id === known.step)
  const now: Text = step ? titleOf(step) : { key: 'home:pirtDone' }
  const line: Text = rejected
    ? { key: 'home:pirtRejected', params: { product } }
    : deadlineOn === null
      ? { key: 'home:pirt', params: { product, step: now } }
      : { key: 'home:pirtDeadline', params: { product, step: now, date: dateText(deadlineOn) } }
  const answers = [{ step: 'case', value: id }]
  return { line, kind: 'pirt', about: { text: product }, flow: 'pirtCase', answers, waits: true }
}

function requests({ cluster: known }: Standing): Matter | null {
  if (!known || known.requests === 0) return null
  const line = { key: 'home:requests', params: { name: known.name, n: known.requests } }
  return {
    line,
    kind: 'requests',
    flow: 'clusterDesk',
    answers: [{ step: 'cluster', value: known.id }],
    waits: true,
  }
}

function cluster({ cluster: known }: Standing): Matter | null {
  if (!known || known.requests > 0) return null
  const line: Text =
    known.state === 'member'
      ? { key: 'home:member', params: { name: known.name, stage: stageText(known.stage) } }
      : { key: 'home:asked', params: { name: known.name } }
  return {
    line,
    kind: 'cluster',
    flow: 'clusterCard',
    answers: [{ step: 'cluster', value: known.id }],
    waits: false,
  }
}

function shortlisted({ shortlisted: known }: Standing): Matter | null {
  if (!known) return null
  const line = { key: 'home:shortlisted', params: { company: known.company } }
  return { line, kind: 'applications', flow: 'applications', answers: [], waits: false }
}

function contract({ contract: known }: Standing): Matter | null {
  if (!known) return null
  const line = { key: 'home:contract', params: { company: known.company, date: dateText(known.endsOn) } }
  return { line, kind: 'contracts', flow: 'contracts', answers: [], waits: false }
}

/** The conversation that was left unfinished last. */
function unfinishedIn(facts: Facts): readonly Matter[] {
  const [left] = (facts['unfinished'] ?? []) as readonly string[]
  if (left === undefined) return []
  const name: Text = { key: `common:flow.${left}` }
  return [
    {
      line: { key: 'home:unfinished', params: { name } },
      kind: 'unfinished',
      about: name,
      flow: left,
      answers: [],
      waits: true,
    },
  ]
}
