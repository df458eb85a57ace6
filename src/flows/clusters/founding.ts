import { about, clusterAmong, clusterOf, joined, MY_CLUSTERS, onlyOf } from './clusters.ts'
import { contentOf, sourceLine } from '../content.ts'
import { type Completion, defineFlow, goTo } from '../define.ts'
import {
  canFinish,
  type Founding,
  foundingOf,
  isDone,
  isLeader,
  isNaming,
  minimumOf,
  needFounding,
  nextOf,
  stepOf,
  stepsOf,
  stepText,
} from './foundings.ts'
import { choiceOf } from '../prompts/choice.ts'
import { date, dateText } from '../prompts/date.ts'
import { file } from '../prompts/file.ts'
import { given } from '../prompts/given.ts'
import type { Option } from '../prompts/prompt.ts'
import { text } from '../prompts/text.ts'
import type { Answer, Effect, Facts, Text } from '../types.ts'

/** A step is picked by its id behind this. */
const STEP = 's.'

/** The founding of the one cluster that the owner is in, or of one of several. */
export const founding = defineFlow({
  name: 'founding',
  version: 1,
  idle: true,
  steps: { cluster: clusterAmong(joined) },
  needs: () => [MY_CLUSTERS],
  prefill: (facts) => onlyOf(joined(facts)),
  ends: (_, { facts }) => (joined(facts).length > 0 ? null : { key: 'founding:noCluster' }),
  complete: ({ cluster = '' }) => ({ replies: [], next: { flow: 'foundingSteps', answers: about(cluster) } }),
})

/** How far the cooperative of a cluster is: the checklist of its founding, its founders, and what comes next. */
export const foundingSteps = defineFlow({
  name: 'foundingSteps',
  version: 1,
  idle: true,
  about: 'cluster',
  steps: { cluster: given<string>(), pick: choiceOf(({ facts }) => actions(facts)) },
  params: { pick: (_, { facts }) => ({ card: card(facts) }) },
  needs: ({ cluster }) => needFounding(cluster),
  complete({ cluster = '', pick = '' }, { code }): Completion {
    if (pick.startsWith(STEP))
      return { replies: [], next: { flow: 'foundingStep', answers: at(cluster, pick) } }
    switch (pick) {
      case 'begin':
        return said({ key: 'foundingSteps:begun' }, { type: 'beginFounding', cluster, id: code })
      case 'confirm':
      case 'withdraw':
        return said(
          { key: pick === 'confirm' ? 'foundingSteps:confirmed' : 'foundingSteps:withdrawn' },
          { type: 'foundCooperative', cluster, confirmed: pick === 'confirm' },
        )
      default:
        return { replies: [], next: { flow: 'clusterCard', answers: about(cluster) } }
    }
  },
})

const at = (cluster: string, pick: string): readonly Answer[] => [
  ...about(cluster),
  { step: 'step', value: pick.slice(STEP.length) },
]

function actions(facts: Facts): readonly Option[] {
  const known = foundingOf(facts)
  if (!known) return [...(isLeader(facts) ? [act('begin')] : []), act('back')]
  const own = known.establishedOn === null ? [act(known.mine === 'confirmed' ? 'withdraw' : 'confirm')] : []
  const steps = stepsOf(facts).map(({ id, title }) => ({
    value: `${STEP}${id}`,
    label: { key: `foundingSteps:step.${stateOf(id, facts)}`, params: { title: { wording: title } } },
  }))
  return [...own, ...steps, act('back')]
}

const act = (value: string): Option => ({ value, label: { key: `foundingSteps:pick.${value}` } })

const stateOf = (id: string, facts: Facts): 'done' | 'now' | 'later' =>
  isDone(id, facts) ? 'done' : nextOf(facts)?.id === id ? 'now' : 'later'

function card(facts: Facts): readonly Text[] {
  const known = foundingOf(facts)
  const cluster = clusterOf(facts)?.name ?? ''
  const level = contentOf(facts, 'cooperativeLevels').find(({ id }) => id === 'primary')
  if (!known)
    return [
      { key: 'foundingSteps:title', params: { name: cluster } },
      { key: isLeader(facts) ? 'foundingSteps:mayBegin' : 'foundingSteps:notBegun' },
      ...(level ? [{ wording: level.text }, sourceLine(level)] : []),
    ]
  return [
    { key: 'foundingSteps:title', params: { name: known.name ?? cluster } },
    { key: 'foundingSteps:founders', params: { n: known.founders, minimum: minimumOf(facts) } },
    ...progress(known, facts),
  ]
}

function progress({ establishedOn, secondary }: Founding, facts: Facts): readonly Text[] {
  const steps = stepsOf(facts)
  const next = nextOf(facts)
  return [
    {
      key: 'foundingSteps:progress',
      params: { n: steps.filter(({ id }) => isDone(id, facts)).length, count: steps.length },
    },
    ...(establishedOn === null
      ? []
      : [{ key: 'foundingSteps:established', params: { date: dateText(establishedOn) } }]),
    ...(next
      ? [
          {
            key: 'foundingSteps:next',
            params: { title: { wording: next.title }, who: { wording: next.responsible } },
          },
        ]
      : []),
    ...(establishedOn === null ? [] : [secondaryLine(secondary, facts)]),
  ]
}

/** Which secondary cooperative it belongs to, or how it gets to one. */
function secondaryLine(secondary: Founding['secondary'], facts: Facts): Text {
  const minimum = minimumOf(facts, 'secondary')
  if (!secondary) return { key: 'foundingSteps:secondaryNext', params: { minimum } }
  const params = { name: secondary.name ?? '—', n: secondary.cooperatives, minimum }
  return {
    key: secondary.establishedOn === null ? 'foundingSteps:secondaryForming' : 'foundingSteps:secondary',
    params,
  }
}

/** One step of a cluster's founding: what to do and prepare, who looks after it, its paper, and what can be done now. */
export const foundingStep = defineFlow({
  name: 'foundingStep',
  version: 1,
  idle: true,
  steps: {
    cluster: given<string>(),
    step: given<string>(),
    act: choiceOf(({ answers, facts }) =>
      stepActions(String(answers['step']), facts).map((value) => ({
        value,
        label: { key: `foundingStep:act.${value}` },
      })),
    ),
  },
  params: { act: ({ step = '' }, { facts }) => ({ card: stepCard(step, facts) }) },
  needs: ({ cluster }) => needFounding(cluster),
  complete({ cluster = '', step = '', act }, { facts, today }): Completion {
    const known = [...about(cluster), { step: 'step', value: step }]
    const kept = { type: 'keepFoundingStep', cluster, step, number: null, name: null }
    switch (act) {
      case 'done':
        return stepOf(facts, step)?.number || isNaming(step)
          ? { replies: [], next: { flow: 'foundingDone', answers: known } }
          : said({ key: 'foundingStep:done' }, { ...kept, doneOn: today })
      case 'undo':
        return said({ key: 'foundingStep:undone' }, { ...kept, doneOn: null })
      case 'take':
        return said({ key: 'foundingStep:taken' }, { type: 'takeFoundingStep', cluster, step })
      case 'document':
        return { replies: [], next: { flow: 'foundingDocument', answers: known } }
      default:
        return { replies: [], next: { flow: 'foundingSteps', answers: about(cluster) } }
    }
  },
})

function stepActions(id: string, facts: Facts): readonly string[] {
  const step = stepOf(facts, id)
  const known = foundingOf(facts)
  if (!step || !known) return ['back']
  const own = known.steps.some((one) => one.step === id && one.own)
  const change = isDone(id, facts) ? 'undo' : 'done'
  const may = isLeader(facts) && canFinish(step, facts)
  return [...(may ? [change] : []), ...(own ? [] : ['take']), 'document', 'back']
}

function stepCard(id: string, facts: Facts): readonly Text[] {
  const step = stepOf(facts, id)
  const known = foundingOf(facts)
  if (!step || !known) return [{ key: 'foundingStep:gone' }]
  const kept = known.steps.find((one) => one.step === id)
  const paper = known.documents.find(({ kind }) => kind === id)
  return [
    ...stepText(step, stepsOf(facts)),
    ...(kept?.doneOn ? [{ key: 'foundingStep:doneOn', params: { date: dateText(kept.doneOn) } }] : []),
    ...(kept?.number ? [{ key: 'foundingStep:number', params: { number: kept.number } }] : []),
    ...(kept?.responsible ? [{ key: 'foundingStep:takenBy', params: { business: kept.responsible } }] : []),
    { key: `foundingStep:paper.${paper?.state ?? 'missing'}` },
    ...(isLeader(facts) && !isDone(id, facts) && !canFinish(step, facts)
      ? [{ key: 'foundingStep:founders', params: { minimum: minimumOf(facts) } }]
      : []),
    sourceLine(step),
  ]
}

/** A step that ends with a paper, or a name: what is asked before it counts as done. */
export const foundingDone = defineFlow({
  name: 'foundingDone',
  version: 1,
  steps: {
    cluster: given<string>(),
    step: given<string>(),
    name: text({ min: 3, max: 100 }),
    number: text({ min: 1, max: 60 }),
    doneOn: date({ max: 'today' }),
  },
  when: {
    name: ({ step }) => isNaming(step),
    number: ({ step }, facts) => stepOf(facts, step)?.number === true,
  },
  needs: ({ cluster }) => needFounding(cluster),
  complete: ({ cluster = '', step = '', name = null, number = null, doneOn = '' }) =>
    said({ key: 'foundingStep:done' }, { type: 'keepFoundingStep', cluster, step, doneOn, number, name }),
})

/** The paper of a step, as a photo or a PDF. */
export const foundingDocument = defineFlow({
  name: 'foundingDocument',
  version: 1,
  steps: { cluster: given<string>(), step: given<string>(), file: file({ maxBytes: 5 * 1_048_576 }) },
  needs: ({ cluster }) => needFounding(cluster),
  complete: ({ cluster = '', step = '', file: ref }, { code }) =>
    said({ key: 'foundingDocument:received' }, {
      type: 'receiveFoundingDocument',
      id: code,
      cluster,
      step,
      file: ref ?? null,
    } as Effect),
})

const said = (words: Text, effect: Effect): Completion => ({
  replies: [{ text: [words], choices: [goTo('founding'), goTo('cluster'), goTo('home')] }],
  effects: [effect],
})
