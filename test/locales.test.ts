import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Language, LANGUAGES } from '../src/bot/channel.ts'
import { COMMANDS, createCommands } from '../src/bot/commands.ts'
import { loadTexts } from '../src/bot/texts.ts'
import { registrations } from '../src/db/registrations/registration-schema.ts'
import { FAQ_TOPICS, PROGRAMME_NEEDS, TRAINING_TOPICS } from '../src/flows/content.ts'
import type { Flow } from '../src/flows/define.ts'
import { FLOWS } from '../src/flows/index.ts'
import { APPLICATION_STATES, PATTERNS } from '../src/flows/partnership/partners.ts'
import { STAGES } from '../src/flows/clusters/clusters.ts'
import { NOTICE_CATEGORIES } from '../src/flows/notice.ts'
import { NOMINATION_STATES } from '../src/flows/nominations/nominations.ts'
import { DECLINES } from '../src/flows/financing/interest-notices.ts'
import { CHECKS, DOCUMENT_KINDS } from '../src/flows/pirt/pirt-cases.ts'
import { REFUSALS } from '../src/flows/pirt/pirt-document.ts'
import { STATES } from '../src/flows/training/sessions.ts'
import { SECTORS } from '../src/flows/sectors.ts'
import { promptOf, stepContext } from '../src/flows/steps.ts'
import { REASONS } from '../src/flows/types.ts'
import { UNITS } from '../src/flows/understand/quantity.ts'
import { INTENTS } from '../src/flows/understand/vocabulary.ts'

const LOCALES = new URL('../locales/', import.meta.url)
const CONSENT = 'registration:consent'
const LONGEST = { button: 40, question: 1000, consent: 1500, callback: 64 }

/** All words of a language by `namespace:key`. */
const WORDS = Object.fromEntries(LANGUAGES.map((language) => [language, read(language)])) as {
  readonly [language in Language]: { readonly [key: string]: string }
}
const KEYS = Object.keys(WORDS.id)
const steps = Object.values(FLOWS).flatMap((flow) =>
  Object.keys(flow.steps)
    .filter((step) => !promptOf(flow, step).given)
    .map((step) => ({ flow, step, name: `${flow.name}:${step}` })),
)
const optionsOf = ({ flow, step }: { flow: Flow; step: string }) =>
  (promptOf(flow, step).options?.(at(flow, step)) ?? []).map(({ value, label }) => ({
    value,
    label: label ?? { key: `${flow.name}:${step}.${value}` },
  }))
const labelKeys = [
  ...steps.flatMap((step) => optionsOf(step).flatMap(({ label }) => ('key' in label ? [label.key] : []))),
  ...steps.map(({ name }) => `${name}.label`),
]

/** Flows that only another flow opens, with what it knows. */
const NO_BUTTON = [
  'permissions',
  'copy',
  'withdraw',

  ...Object.keys(FLOWS).filter((name) => /^pirt(?!$|Number|Label|Case|Renewal)/.test(name)),
  'clarify',
  'elsewhere',
  'leave',
  'verdicts',
  'product',
  'estimate',
  'interest',
  'sessions',
  'signUp',
  'feedback',
  'seek',
  'needs',
  'need',
  'apply',
  'card',
  'cardPhoto',
  'clusterList',
  'clusterJoin',
  'clusterLeave',
  'clusterQueue',
  'clusterRequest',
  'cooperativeSteps',
  'foundingSteps',
  'foundingStep',
  'foundingDone',
  'foundingDocument',
]

/**
 * What may stand in the gaps of keys that the source puts together, by their pattern.
 * Those of flows and steps are not here: they are found by going through all flows.
 */
const GAPS: { readonly [pattern: string]: readonly string[] } = {
  'common:*': ['greeting', 'thanks'],
  'common:commands.*': COMMANDS,
  'common:file.*': ['photo', 'document'],
  'common:flow.*': Object.values(FLOWS).flatMap(({ name, idle, steps }) =>
    idle || Object.keys(steps).length === 0 ? [] : [name],
  ),
  'common:go.*': [
    ...Object.keys(FLOWS).filter((name) => !NO_BUTTON.includes(name)),
    'change',
    'continue',
    'askAgain',
  ],
  'common:intent.*': [...INTENTS.filter((intent) => intent !== 'out_of_scope'), 'other'],
  'common:month.*': Array.from({ length: 12 }, (_, at) => `${at + 1}`),
  'common:reasons.*': REASONS,
  'content:rule.*': ['passed', 'failed', 'failed.fix', 'ask', 'ask.fix'],
  'faq:question.*': FAQ_TOPICS,
  'home:open.*': [
    'nomination',
    'offer',
    'training',
    'returned',
    'pirt',
    'requests',
    'cluster',
    'applications',
    'contracts',
    'unfinished',
  ],
  'notices:dataRequest.*': ['copy', 'withdraw', 'erase'],
  'interest:declined.*': DECLINES,
  'interest:sent.*': ['officer', 'bank', 'anchor'],
  'interest:to.*': ['officer', 'bank', 'anchor'],
  'profile:action.*': [
    'registration',
    'permissions',
    'switches',
    'copy',
    'link',
    'language',
    'withdraw',
    'erase',
  ],
  'product:action.*': ['documents', 'simulator', 'fit', 'interest', 'others'],
  'product:verdict.*': ['fits', 'ask', 'no'],
  'programmes:need.*': ['all', ...PROGRAMME_NEEDS],
  'programmes:pick.*': ['otherNeed', 'otherSector'],
  'training:topic.*': ['all', ...TRAINING_TOPICS],
  'training:place.*': ['any', 'online'],
  'sessions:pick.*': ['otherTopic', 'otherPlace', 'otherDate', 'myTrainings'],
  'session:act.*': ['signUp', 'wait', 'mine', 'notify', 'forget', 'others'],
  'session:level.*': ['basic', 'advanced'],
  'signUp:*': ['signed', 'waiting'],
  'myTrainings:act.*': ['accept', 'decline', 'cancel', 'checkIn', 'feedback', 'certificate', 'others'],
  'myTrainings:option.*': STATES,
  'myTrainings:state.*': STATES,
  'verdicts:*': ['fits', 'ask', 'no'],
  'common:unit.*': UNITS,
  'needs:pick.*': ['all', 'otherSector', 'otherPlace', 'cards', 'partnership'],
  'need:act.*': ['apply', 'mine', 'fairness', 'others'],
  'need:pattern.*': PATTERNS,
  'need:period.*': ['day', 'week', 'month', 'year'],
  'nomination:state.*': NOMINATION_STATES,
  'nomination:stage.*': NOMINATION_STATES,
  'nomination:next.*': NOMINATION_STATES,
  'nominationNotice:*': ['moved', 'corrected', 'accepted', 'declined'],
  'partnerNotice:*': ['shortlisted', 'accepted', 'declined'],
  'match:*.*': [
    ...['product', 'place', 'capacity', 'certificates'].flatMap((kind) =>
      ['met', 'partly', 'missing'].map((outcome) => `${kind}.${outcome}`),
    ),
    'sector.met',
    'sector.missing',
    'place.unknown',
    'capacity.unknown',
  ],
  'applications:act.*': ['contract', 'withdraw', 'need', 'others'],
  'applications:option.*': APPLICATION_STATES,
  'applications:state.*': APPLICATION_STATES,
  'cluster:own.*': ['asked', 'waiting', 'member'],
  'cluster:pick.*': ['find', 'propose', 'cooperative'],
  'clusterList:pick.*': ['otherSector', 'otherPlace', 'propose'],
  'clusterCard:*': ['sells', 'buyers', 'gives', 'asks'],
  'clusterCard:act.*': [
    'join',
    'wait',
    'terms',
    'withdraw',
    'leave',
    'desk',
    'announce',
    'cooperative',
    'others',
  ],
  'clusterCard:next.*': STAGES.slice(1),
  'clusterCard:role.*': ['member', 'leader', 'proposer'],
  'clusterCard:stage.*': STAGES,
  'clusterNotice:*': [
    'accepted',
    'refused',
    'movedUp',
    'removed',
    'approved',
    'declined',
    'leader',
    'closed',
  ],
  'clusterQueue:option.*': ['asked', 'waiting'],
  'clusterJoin:done.*': ['asked', 'waiting'],
  'clusterRequest:class.*': registrations.class.enumValues,
  'clusterRequest:decide.*': ['accept', 'refuse', 'later'],
  'cooperative:pick.*': ['primary', 'secondary', 'training', 'find'],
  'foundingSteps:pick.*': ['begin', 'confirm', 'withdraw', 'back'],
  'foundingSteps:step.*': ['done', 'now', 'later'],
  'foundingStep:act.*': ['done', 'undo', 'take', 'document', 'back'],
  'foundingStep:paper.*': ['missing', 'received', 'checked', 'rejected'],
  'pirt:pick.*': ['check', 'number', 'labelCheck', 'steps', 'renewal', 'training'],
  'pirtCase:deadline.*': ['ahead', 'past'],
  'pirtCase:pick.*': [
    'done',
    'undo',
    'documents',
    'commitment',
    'number',
    'verified',
    'labelCheck',
    'training',
    'drop',
    'pirt',
  ],
  'pirtCase:step.*': ['done', 'now', 'later'],
  'pirtDocument:kind.*': DOCUMENT_KINDS,
  'pirtDocument:reason.*': ['type', 'size', 'unreachable', ...REFUSALS],
  'pirtDocument:state.*': ['missing', 'received', 'checked', 'accepted', 'rejected', 'expired'],
  'pirtLabel:*': ['mend', 'note', 'must', 'may'],
  'pirtNumber:expired.*': ['yes', 'no', 'perhaps'],
  'pirtNumber:keep.*': ['new', 'no'],
  'pirtNumber:packaging.*': ['1', '2', '3', '4', '5', '6', '7', '8'],
  'pirtVerdict:outcome.*': ['fits', 'mend', 'ask', 'elsewhere'],
  'pirtVerdict:pick.*': ['track', 'steps', 'regroup', 'again', 'officer', 'pirt'],
  'pirtVerified:*': ['yes', 'no'],
  'pirtVerified:check.*': CHECKS,
  'registration:*': ['consent', 'sharing', 'messages'],
  'registration:*.*': ['sharing.yes', 'sharing.no', 'messages.yes', 'messages.no'],
  'registration:*.label': Object.keys(FLOWS['registration']!.steps),
  'registration:sector.*': SECTORS,
  'registration:class.*': ['micro', 'small', 'medium', 'large'],
  'registration:class.by.*': ['sales', 'capital'],
  'switches:*': ['isOn', 'isOff'],
  'switches:category.*': NOTICE_CATEGORIES,
  'status:*': registrations.status.enumValues,
  'status:short.*': registrations.status.enumValues,
}
const OF_FLOWS = ['*:*', '*:*.*', '*:*.none', '*:*.help', '*:*.label', '*:*.submit']

const source = sourceKeys()
const used = new Set([
  ...source.plain,
  ...source.patterns.flatMap((pattern) =>
    (GAPS[pattern] ?? []).map((word) => pattern.replace(/\*(?:.*\*)?/, word)),
  ),
  ...steps.flatMap(({ name }) => [name, `${name}.label`, `${name}.help`]),
  ...labelKeys,
])

describe('the words that conversations need', () => {
  it.each(steps)('$name is asked, named and explained', ({ name }) => {
    expect([name, `${name}.label`, `${name}.help`].filter((key) => !KEYS.includes(key))).toEqual([])
  })

  it.each(steps)('$name has a label for each of its choices', (step) => {
    const keys = optionsOf(step).flatMap(({ label }) => ('key' in label ? [label.key] : []))
    expect(keys.filter((key) => !KEYS.includes(key))).toEqual([])
  })

  it.each(steps)('$name is given what its words leave open', ({ flow, step, name }) => {
    const given = Object.keys(flow.params?.[step]?.({}, { today: '2026-11-22', facts: {}, code: '' }) ?? {})
    expect(gaps(WORDS.id[name]!).filter((gap) => !given.includes(gap))).toEqual([])
  })

  it.each(steps)('$name has choices that fit into a button', (step) => {
    for (const value of [...optionsOf(step).map(({ value }) => value), '!previous', '~99', '35.10.09']) {
      const data = `${step.name}:${value}`
      expect(data).toMatch(/^[\x21-\x7e]+$/)
      expect(data.length).toBeLessThanOrEqual(LONGEST.callback)
    }
  })

  it('are all there for every key in the source', () => {
    expect([...used].filter((key) => !KEYS.includes(key))).toEqual([])
  })

  it('are known for every key that the source puts together (if not, add its pattern to GAPS)', () => {
    expect(source.patterns.filter((pattern) => !OF_FLOWS.includes(pattern) && !(pattern in GAPS))).toEqual([])
  })

  it('are all there is: no key is left over', () => {
    expect(KEYS.filter((key) => !used.has(key.replace(/\.words$/, '')))).toEqual([])
  })
})

describe.each(LANGUAGES)('in %s', (language) => {
  const words = WORDS[language]
  const texts = loadTexts(LOCALES)
  const command = createCommands(texts)

  it('there are the same words as in Indonesian', () => {
    expect(Object.keys(words).toSorted()).toEqual(KEYS.toSorted())
  })

  it.each(KEYS)('%s says something, with the same gaps and sound marks', (key) => {
    expect(words[key]!.trim()).not.toBe('')
    expect(gaps(words[key]!)).toEqual(gaps(WORDS.id[key]!))
    expect(tangled(words[key]!)).toBe(false)
  })

  it('every sentence is translated', () => {
    if (language === 'id') return
    expect(KEYS.filter((key) => words[key] === WORDS.id[key] && plain(words[key]!).length > 30)).toEqual([])
  })

  it('labels fit on a button', () => {
    const buttons = [
      ...labelKeys,
      ...KEYS.filter((key) => /^common:(go|intent|skip|\w+Page|share)/.test(key)),
    ]
    const long = buttons.filter(
      (key) => !key.endsWith('.words') && [...(words[key] ?? '')].length > LONGEST.button,
    )
    expect(long).toEqual([])
  })

  it('questions fit on a small screen', () => {
    const long = steps
      .map(({ name }) => name)
      .filter((name) => words[name]!.length > (name === CONSENT ? LONGEST.consent : LONGEST.question))
    expect(long).toEqual([])
  })

  it('consent tells the seven things that UU 27/2022 art. 21 asks for', () => {
    const numbered = words[CONSENT]!.split('\n').filter((line) => /^[1-7]\. <b>/.test(line))
    expect(numbered.map((line) => line[0])).toEqual(['1', '2', '3', '4', '5', '6', '7'])
    expect(words[CONSENT]).toContain('27/2022')
  })

  it('words to type are understood when typed', () => {
    const told = Object.values(words).flatMap((text) =>
      [...text.matchAll(/(?:ketik|ngetik|type|typing) <b>(.+?)<\/b>/gi)].map(([, word]) => word!),
    )
    const always = [...words['common:help']!.matchAll(/<b>(.+?)<\/b>/g)].map(([, word]) => word!)
    expect([...told, ...always].filter((word) => command(word, language) === null)).toEqual([])
    expect(always).toHaveLength(7)
  })

  it('choices named in an explanation are on the buttons', () => {
    const astray = steps.flatMap((step) => {
      const labels = optionsOf(step).map(({ label }) => texts.label(language, label))
      return [...words[`${step.name}.help`]!.matchAll(/<b>(.+?)<\/b>/g)]
        .map(([, word]) => word!)
        .filter((word) => command(word, language) === null && !labels.some((label) => label.startsWith(word)))
    })
    expect(astray).toEqual([])
  })

  it('lists of words are lower case, and say nothing twice', () => {
    const lists = KEYS.filter((key) => /\.words$|:commands\./.test(key)).map((key) => words[key]!)
    for (const list of lists) {
      expect(list).toBe(list.toLowerCase())
      const each = list.split('|')
      expect(each).toEqual([...new Set(each.map((word) => word.trim()))].filter(Boolean))
    }
  })

  it.each(steps)('no word means two choices of $name', (step) => {
    const meant = optionsOf(step).flatMap(({ label }) => texts.names(language, label))
    expect(meant.filter((word, at) => meant.indexOf(word) !== at)).toEqual([])
  })
})

it('no word means two commands, whatever the languages', () => {
  const meant = Map.groupBy(
    LANGUAGES.flatMap((language) =>
      COMMANDS.flatMap((name) =>
        WORDS[language][`common:commands.${name}`]!.split('|').map((word) => ({ word, name })),
      ),
    ),
    ({ word }) => word,
  )
  const torn = [...meant].filter(([, commands]) => new Set(commands.map(({ name }) => name)).size > 1)
  expect(torn.map(([word]) => word)).toEqual([])
})

it('slash commands are the same in every language', () => {
  for (const name of COMMANDS) {
    const slashed = LANGUAGES.map((language) =>
      WORDS[language][`common:commands.${name}`]!.split('|')
        .filter((word) => word.startsWith('/'))
        .toSorted(),
    )
    expect(slashed).toEqual(slashed.map(() => slashed[0]))
  }
})

function read(language: Language): { readonly [key: string]: string } {
  const folder = new URL(`${language}/`, LOCALES)
  return Object.fromEntries(
    readdirSync(folder).flatMap((file) => {
      const words = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { [key: string]: string }
      return Object.entries(words).map(([key, text]) => [`${file.replace('.json', '')}:${key}`, text])
    }),
  )
}

/** The keys that the source names in full, and the patterns of those it puts together. */
function sourceKeys(): { readonly plain: readonly string[]; readonly patterns: readonly string[] } {
  const folder = new URL('../src/', import.meta.url)
  const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .join('\n')
  const namespaces = [...new Set(KEYS.map((key) => key.split(':')[0]))].join('|')
  const plain = [
    ...code.matchAll(new RegExp(`'((?:${namespaces}):[a-z]\\w*(?:\\.\\w+)*)'`, 'gi')),
    ...code.matchAll(/[kK]ey: '([^']+:[^']+)'/g),
  ]
  const put = code.matchAll(/[kK]ey: `((?:\$\{(?:[^{}`]|`[^`]*`)*\}|[^`$])*)`/g)
  return {
    plain: plain.map(([, key]) => key!),
    patterns: [...new Set([...put].map(([, key]) => key!.replaceAll(/\$\{(?:[^{}`]|`[^`]*`)*\}/g, '*')))],
  }
}

function at(flow: Flow, step: string) {
  const intents = INTENTS.filter((intent) => intent !== 'out_of_scope')
  return stepContext(flow, step, { intents }, { today: '2026-11-22', facts: {}, code: '' })
}

function gaps(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!))].toSorted()
}

/** A text without its gaps and marks. */
const plain = (text: string): string => text.replaceAll(/\{\{\w+\}\}|<\/?\w+>/g, '')

/** Whether a text has marks other than bold and italic, or marks that are not closed in order. */
function tangled(text: string): boolean {
  const left = text.replaceAll(/<b>[^<>]+<\/b>|<i>[^<>]+<\/i>/g, '')
  return /[<>]|&\w+;/.test(left)
}
