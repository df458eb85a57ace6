import { soughtFor } from './partnership/partnership.ts'
import type { Answer } from './types.ts'
import type { Entities } from './understand/entities.ts'
import { words } from './understand/text.ts'

/** The conversation that each wish opens. A wish without one yet is answered with a person. */
const FLOW_OF: { readonly [intent: string]: string } = {
  register: 'registration',
  status: 'status',
  cluster: 'cluster',
  cooperative: 'cooperative',
  financing: 'financing',
  guarantee: 'guarantee',
  pirt: 'pirt',
  programmes: 'programmes',
  training: 'training',
  partnership: 'partnership',
  profile: 'profile',
  delete_data: 'erase',
  language: 'language',
  officer: 'officer',
  menu: 'home',
}

const FINANCING = /^(?:financing|fit|verdicts|product|simulator|estimate|interest|guarantee|bankable)$/
/** The conversations that are about a wish, besides the one that it opens. */
const ABOUT: { readonly [intent: string]: RegExp } = {
  financing: FINANCING,
  guarantee: FINANCING,
  pirt: /^pirt/,
  training: /^(?:training|sessions?|signUp|myTrainings|checkIn|feedback)$/,
  cluster: /^(?:cluster|cooperative)/,
  cooperative: /^(?:cluster|cooperative)/,
  partnership: /^(?:partner|opportunit|need|card|appl|contract|fairness)/,
}

/** Whether a conversation is what an intent asks for, or a part of it. */
export const isAbout = (flow: string, intent: string): boolean =>
  flowOf(intent) === flow || ABOUT[intent]?.test(flow) === true

/** The flow that an intent opens, or null while there is none. */
export const flowOf = (intent: string): string | null => FLOW_OF[intent] ?? null

/**
 * The conversation that a sentence opens, with what it told already; null while there is none. A product named `at`
 * the PIRT menu is checked.
 */
export function opening(
  intent: string,
  entities: Entities,
  at: string | null = null,
): { readonly flow: string; readonly answers: readonly Answer[] } | null {
  const flow = flowOf(intent)
  if (flow === null) return null
  const { amount, months, sector, region, product, topic, date, language, pirtNumber, aspects, need } =
    entities
  if (intent === 'pirt' && pirtNumber !== undefined)
    return { flow: 'pirtNumber', answers: told({ number: pirtNumber }) }
  const aspect = intent === 'guarantee' ? undefined : aspects?.find((named) => isAbout(named, intent))
  if (aspect !== undefined) return { flow: aspect, answers: told({ amount, months }) }
  switch (intent) {
    case 'financing':
      if (amount === undefined) return { flow, answers: [] }
      return { flow: months === undefined ? 'fit' : 'simulator', answers: told({ amount, months }) }
    case 'programmes':
      return { flow, answers: told({ need, sector, region }) }
    case 'cluster':
      if (sector === undefined && region === undefined) return { flow, answers: [] }
      return { flow: 'clusterFind', answers: told({ sector, place: region?.slice(0, 5) }) }
    case 'pirt':
      return { flow: at === flow && product !== undefined ? 'pirtCheck' : flow, answers: told({ product }) }
    case 'language':
      return { flow, answers: told({ language }) }
    case 'training': {
      const day = date === undefined ? undefined : `${date}/${date}`
      return { flow, answers: told({ topic, place: region?.slice(0, 5), date: day }) }
    }
    case 'partnership': {
      const place = region?.slice(0, 5)
      if (product === undefined && place === undefined) return { flow, answers: [] }
      return { flow: 'needs', answers: soughtFor({ product, sector, place }) }
    }
    default:
      return { flow, answers: [] }
  }
}

/** The way to be financed that words name by all words of its id (`kur super mikro`), the longest one; null for none. */
export function productNamed(text: string, products: readonly { readonly id: string }[]): string | null {
  const said = new Set(words(text))
  const named = products
    .map(({ id }) => id.split('-'))
    .filter((parts) => parts.every((part) => said.has(part)))
  return named.toSorted((a, b) => b.length - a.length)[0]?.join('-') ?? null
}

const told = (entities: { readonly [step: string]: string | number | undefined }): readonly Answer[] =>
  Object.entries(entities).flatMap(([step, value]) => (value === undefined ? [] : [{ step, value }]))
