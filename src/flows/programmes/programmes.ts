import { registered, REGISTERED } from '../financing/applicant.ts'
import { contentNeeds, contentOf, type Programme, PROGRAMME_NEEDS, sourceLine, titleOf } from '../content.ts'
import { type Completion, defineFlow } from '../define.ts'
import { dateText } from '../prompts/date.ts'
import { choiceOf } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import { optional } from '../prompts/prompt.ts'
import { SECTORS } from '../sectors.ts'
import type { Answer, Answers, Facts, Text } from '../types.ts'
import { regionName } from '../understand/regions.ts'

/** Actions at the end of the list: another need, another sector. */
const TURNS = ['otherNeed', 'otherSector']

/** "What is there for a shrimp farmer in Banyuwangi?": programmes by need, sector and place. */
export const programmes = defineFlow({
  name: 'programmes',
  version: 1,
  idle: true,
  about: 'sector',
  steps: {
    need: choiceOf(() => ['all', ...PROGRAMME_NEEDS].map((value) => ({ value, label: needLabel(value) }))),
    sector: choiceOf(() => ['all', ...SECTORS].map((value) => ({ value, label: sectorLabel(value) }))),
    /** Where the owner is, when that is known. */
    region: optional(given<string>()),
    pick: choiceOf(({ answers, facts }) => [
      ...found(answers, facts).map((programme) => ({ value: programme.id, label: titleOf(programme) })),
      ...TURNS.map((value) => ({ value, label: { key: `programmes:pick.${value}` }, action: true })),
    ]),
  },
  params: {
    pick: (answers, { facts }) => ({
      found: countOf(found(answers, facts).length),
      need: needLabel(String(answers.need)),
      sector: sectorLabel(String(answers.sector)),
      place: placeOf(answers.region),
    }),
  },
  needs: () => [...contentNeeds('programmes', 'agencies'), REGISTERED],
  prefill(facts) {
    const { sector, regency } = registered(facts)
    return [
      { step: 'region', value: regency ?? null },
      ...(typeof sector === 'string' ? [{ step: 'sector', value: sector }] : []),
    ]
  },
  complete(answers, { facts }): Completion {
    const programme = contentOf(facts, 'programmes').find(({ id }) => id === answers.pick)
    return {
      replies: programme ? [{ text: card(programme, facts) }] : [],
      next: { flow: 'programmes', answers: kept(answers) },
    }
  },
})

/** The answers that stay; "another sector" asks for one even where the registration tells it. */
function kept({ need, sector, region, pick }: Answers): readonly Answer[] {
  const place: Answer = { step: 'region', value: region ?? null }
  if (pick === 'otherNeed') return [place, { step: 'sector', value: sector ?? 'all' }]
  if (pick === 'otherSector')
    return [place, { step: 'need', value: need ?? 'all' }, { step: 'sector', value: null }]
  return [place, { step: 'need', value: need ?? 'all' }, { step: 'sector', value: sector ?? 'all' }]
}

/** The programmes for this need, sector and place: confirmed ones first, then those made for the sector. */
function found({ need, sector, region }: Answers, facts: Facts): readonly Programme[] {
  const here = typeof region === 'string' ? region : null
  return contentOf(facts, 'programmes')
    .filter(
      ({ needs, sectors, regions }) =>
        (need === 'all' || needs.some((one) => one === need)) &&
        (sector === 'all' || sectors.length === 0 || sectors.some((one) => one === sector)) &&
        (regions.length === 0 || here === null || regions.some((code) => overlaps(code, here))),
    )
    .toSorted((a, b) => rank(a) - rank(b))
}

/** Lower comes first. */
const rank = ({ status, sectors, regions }: Programme) =>
  (status === 'published' ? 0 : 4) + (regions.length > 0 ? 0 : 2) + (sectors.length > 0 ? 0 : 1)

/** One place lies in the other. */
const overlaps = (a: string, b: string): boolean => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`)

function card(programme: Programme, facts: Facts): readonly Text[] {
  const agency = contentOf(facts, 'agencies').find(({ id }) => id === programme.agency)
  const alike = contentOf(facts, 'programmes').filter(({ id }) => programme.overlaps.includes(id))
  const lines: readonly Text[] = [
    ...(agency ? [{ key: 'programmes:by', params: { agency: { wording: agency.title } } }] : []),
    { key: 'programmes:apply', params: { apply: { wording: programme.apply } } },
    programme.until === null
      ? { key: 'programmes:untilUnknown' }
      : { key: 'programmes:until', params: { date: dateText(programme.until) } },
  ]
  return [
    { key: 'content:heading', params: { title: titleOf(programme) } },
    { wording: programme.text },
    { key: 'common:lines', params: { lines } },
    ...(programme.regions.length > 0
      ? [{ key: 'programmes:only', params: { place: placesOf(programme) } }]
      : []),
    ...(alike.length > 0 ? [{ key: 'programmes:overlaps', params: { others: alike.map(bullet) } }] : []),
    sourceLine(programme),
  ]
}

const bullet = (programme: Programme): Text => ({
  key: 'content:bullet',
  params: { title: titleOf(programme) },
})

const placesOf = ({ regions }: Programme): Text => ({ text: regions.map(regionName).join(', ') })

const placeOf = (region: string | null | undefined): Text =>
  region == null ? { text: '' } : { key: 'programmes:near', params: { place: { text: regionName(region) } } }

const needLabel = (need: string): Text => ({ key: `programmes:need.${need}` })

const sectorLabel = (sector: string): Text => ({
  key: sector === 'all' ? 'programmes:sector.all' : `registration:sector.${sector}`,
})

const countOf = (n: number): Text =>
  n === 0 ? { key: 'programmes:none' } : { key: 'programmes:found', params: { n } }
