import { registered } from '../financing/applicant.ts'
import { defineFlow } from '../define.ts'
import { type Match, sharedWords } from './matching.ts'
import { cardsOf, matchOf, type Need, placeOf, reasonLines, SUPPLIER } from './partners.ts'
import { choiceOf } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import { optional, type StepContext } from '../prompts/prompt.ts'
import { text } from '../prompts/text.ts'
import { venue } from '../prompts/venue.ts'
import { SECTORS } from '../sectors.ts'
import type { Answer, Answers, Facts, Text } from '../types.ts'

/** How many of the best are explained in the list itself. */
const EXPLAINED = 3

/** What is looked for among the needs: everything, or what fits the owner; of one sector and near one place. */
export const seek = defineFlow({
  name: 'seek',
  version: 1,
  idle: true,
  steps: {
    /** `fit` holds each need against the owner. */
    mode: given<string>(),
    /** A product that was named already. */
    words: optional(given<string>()),
    product: text({ min: 3, max: 160 }),
    sector: choiceOf(() => ['all', ...SECTORS].map((value) => ({ value, label: sectorLabel(value) }))),
    place: venue({ online: false }),
  },
  when: { product: ({ mode, words }, facts) => mode === 'fit' && words == null && isUnknown(facts) },
  needs: () => SUPPLIER,
  prefill: () => [
    { step: 'words', value: null },
    { step: 'sector', value: 'all' },
    { step: 'place', value: 'any' },
  ],
  complete: ({ product, words = null, ...wanted }) => ({
    replies: [],
    next: { flow: 'needs', answers: filters({ ...wanted, words: product ?? words }) },
  }),
})

/** The needs found; each can be opened. */
export const needs = defineFlow({
  name: 'needs',
  version: 1,
  idle: true,
  steps: {
    mode: given<string>(),
    words: optional(given<string>()),
    sector: given<string>(),
    place: given<string>(),
    pick: choiceOf((at) => [
      ...found(at).map(({ need, match }) => ({ value: need.id, label: labelOf(need, match, at.answers) })),
      ...actions(at.answers).map((value) => ({ value, label: { key: `needs:pick.${value}` }, action: true })),
    ]),
  },
  params: {
    pick(answers, { facts, today }) {
      const all = found({ answers, facts, today })
      return {
        found: countText(all.length, answers),
        filter: filterText(answers),
        reasons: answers.mode === 'fit' ? all.slice(0, EXPLAINED).map(explained) : { text: '' },
      }
    },
  },
  needs: ({ sector = 'all', place = 'any', words = null }) => [
    ...SUPPLIER,
    { fact: 'openNeeds', argument: JSON.stringify({ sector, place, words }) },
  ],
  complete({ pick = '', ...wanted }) {
    switch (pick) {
      case 'otherSector':
      case 'otherPlace':
        return { replies: [], next: { flow: 'seek', answers: asking(pick, wanted) } }
      case 'all':
        return { replies: [], next: { flow: 'needs', answers: filters({ mode: 'all' }) } }
      case 'cards':
      case 'partnership':
        return { replies: [], next: { flow: pick, answers: [] } }
      default:
        return {
          replies: [],
          next: {
            flow: 'need',
            answers: [
              { step: 'need', value: pick },
              { step: 'words', value: wanted.words ?? null },
            ],
          },
        }
    }
  },
})

const filters = ({
  mode = 'all',
  words = null,
  sector = 'all',
  place = 'any',
}: Answers): readonly Answer[] => [
  { step: 'mode', value: mode },
  { step: 'words', value: words },
  { step: 'sector', value: sector },
  { step: 'place', value: place },
]

/** The same search with one thing asked anew. A product that was named gives way to a sector. */
const asking = (turn: 'otherSector' | 'otherPlace', wanted: Answers): readonly Answer[] =>
  turn === 'otherSector'
    ? [...filters({ ...wanted, mode: 'all', words: null }), { step: 'sector', value: null }]
    : [...filters(wanted), { step: 'place', value: null }]

const isUnknown = (facts: Facts): boolean =>
  typeof registered(facts)['product'] !== 'string' && cardsOf(facts).length === 0

/** What else can be done with the list: a search for a product can be widened. */
const actions = ({ words, mode }: Answers): readonly string[] => [
  ...(typeof words === 'string' || mode === 'fit' ? ['all'] : []),
  'otherSector',
  'otherPlace',
  'cards',
  'partnership',
]

interface Found {
  readonly need: Need
  readonly match: Match
}

/** In the order that the shell gives; those for a product, or that fit, best first. */
function found({
  answers,
  facts,
  today,
}: Pick<StepContext, 'answers' | 'facts' | 'today'>): readonly Found[] {
  const words = typeof answers['words'] === 'string' ? answers['words'] : null
  const all = ((facts['openNeeds'] ?? []) as unknown as readonly Need[]).map((need) => ({
    need,
    match: matchOf(need, facts, today, words),
  }))
  if (answers['mode'] === 'fit') return best(all.filter(({ match }) => match.score > 0))
  return words === null ? all : best(all.filter(({ need }) => sharedWords(words, [need.product]) > 0))
}

const best = (all: readonly Found[]) => all.toSorted((a, b) => b.match.score - a.match.score)

const labelOf = ({ product, company, region }: Need, { score }: Match, { mode }: Answers): Text => ({
  key: mode === 'fit' ? 'needs:fitting' : 'needs:option',
  params: { product, company, score, place: placeOf(region) },
})

const explained = ({ need, match }: Found): Text => ({
  key: 'needs:explained',
  params: { product: need.product, score: match.score, reasons: reasonLines(match) },
})

function countText(n: number, { mode, words }: Answers): Text {
  if (n > 0) return { key: mode === 'fit' ? 'needs:fits' : 'needs:found', params: { n } }
  if (typeof words === 'string' && mode !== 'fit') return { key: 'needs:noneFor', params: { product: words } }
  return { key: mode === 'fit' ? 'needs:noneFits' : 'needs:none' }
}

const filterText = ({ words, sector = 'all', place = 'any', mode }: Answers): Text =>
  typeof words === 'string' || mode === 'fit'
    ? { text: '' }
    : {
        key: 'needs:filter',
        params: {
          sector: sectorLabel(String(sector)),
          place: place === 'any' ? { key: 'seek:place.any' } : placeOf(String(place)),
        },
      }

const sectorLabel = (sector: string): Text => ({
  key: sector === 'all' ? 'seek:sector.all' : `registration:sector.${sector}`,
})
