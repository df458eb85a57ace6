import { reviewLines } from './changes.ts'
import { type Flow, goTo } from './define.ts'
import { answersOf, choicesOf, onScreen, promptOf, stepContext } from './steps.ts'
import type { Choice, FlowEvent, Json, Params, Reason, Reply, Run, Text, Turn, TurnContext } from './types.ts'

const STRIKES = 3

/** What a turn says and does beside its question. */
export interface Extras {
  readonly lead: readonly Text[]
  readonly events: readonly FlowEvent[]
  readonly effects: Turn['effects']
  /** A long question is asked in short. */
  readonly brief: boolean
  /** What is left to choose from at a later question. */
  readonly narrows: { readonly [step: string]: readonly Json[] }
}

/** Puts the question asked, after what is to be said first. */
export function ask(
  flow: Flow,
  { shown: _shown, ...run }: Run,
  ctx: TurnContext,
  { lead = [], events = [], effects = [], brief = false }: Partial<Extras> = {},
): Turn {
  const step = run.asked!
  const prompt = promptOf(flow, step)
  const answers = answersOf(flow, run, ctx)
  const choosing = prompt.review && run.offered
  const isNoAnswer = events.some(({ type }) => type === 'rejected' || type === 'helped')
  const readsBack = prompt.review && !choosing && !events.some(isNoPick)
  const short = isNoAnswer || brief ? flow.again?.[step] : undefined
  const question = choosing
    ? { key: 'common:whichToChange' }
    : (short ?? { key: `${flow.name}:${step}`, params: flow.params?.[step]?.(answers, ctx) ?? {} })
  const lines = readsBack ? [{ key: 'common:lines', params: { lines: reviewLines(flow, run, ctx) } }] : []
  const summary = readsBack ? (flow.summary?.(answers, ctx) ?? []) : []
  const choices = onScreen(choicesOf(flow, run, ctx), run)
  const reply: Reply = {
    text: [...lead, ...lines, ...summary, question],
    ...(choices.length > 0 && { choices }),
    ...((prompt.list || run.offered) && { list: true }),
    ...(prompt.request && { request: prompt.request }),
  }
  const onList = prompt.varies && !run.offered ? { shown: linesOf(choices) } : {}
  return {
    run: { ...run, ...onList },
    replies: [reply],
    events: [...events, { type: 'asked', step }],
    effects,
  }
}

/** Something other than a button of the review: nothing of it has changed. */
const isNoPick = ({ type, reason }: FlowEvent): boolean =>
  type === 'helped' || reason === 'needChoice' || reason === 'unsupported'

const linesOf = (choices: readonly Choice[]): readonly string[] =>
  choices.filter(({ action }) => !action).map(({ value }) => value)

/** Offers meanings or steps to choose from, and nothing else. */
export function offer(
  flow: Flow,
  run: Run,
  step: string,
  offered: readonly Json[],
  ctx: TurnContext,
  doubt: Text = { key: 'common:whichOne' },
): Turn {
  const lead: readonly Text[] = promptOf(flow, step).review ? [] : [doubt]
  return ask(flow, { ...unoffered(run), misses: 0, offered }, ctx, {
    lead,
    events: [{ type: 'offered', step }],
  })
}

/** Offers the choices that typed words came near. */
export function narrow(
  flow: Flow,
  run: Run,
  step: string,
  values: readonly string[],
  ctx: TurnContext,
): Turn {
  const prompt = promptOf(flow, step)
  const options = prompt.options?.(stepContext(flow, step, answersOf(flow, run, ctx), ctx)) ?? []
  const near: readonly Json[] = values.flatMap((value) => {
    if (value.startsWith('~')) return run.offered?.[Number(value.slice(1))] ?? []
    return !prompt.review && options.some((option) => option.value === value) ? value : []
  })
  return near.length === 0 ? reject(flow, run, step, 'needChoice', ctx) : offer(flow, run, step, near, ctx)
}

/** Shows what words would answer as a choice: saying them again, or picking it, answers. */
export function doubt(flow: Flow, run: Run, step: string, text: string, ctx: TurnContext): Turn {
  const at = stepContext(flow, step, answersOf(flow, run, ctx), ctx)
  const reading = promptOf(flow, step).read({ type: 'text', text }, at)
  if (reading.type !== 'value') return ask(flow, run, ctx)
  const lead = [{ key: 'common:perhaps', params: { words: text } }]
  return ask(flow, { ...unoffered(run), offered: [reading.value] }, ctx, {
    lead,
    events: [{ type: 'offered', step }],
  })
}

/** Says what was wrong with an example, and asks again; from the third time on with a way round. */
export function reject(
  flow: Flow,
  run: Run,
  step: string,
  reason: Reason,
  ctx: TurnContext,
  params: Params = {},
): Turn {
  const misses = run.misses + 1
  const prompt = promptOf(flow, step)
  const stuck = misses >= STRIKES
  const explain = stuck || (!prompt.options && reason !== 'stale')
  const hint: readonly Text[] = explain ? [{ key: `${flow.name}:${step}.help` }] : []
  const wayRound: readonly Text[] = stuck
    ? [{ key: prompt.optional ? 'common:stuckOptional' : 'common:stuck' }]
    : []
  const turn = ask(flow, { ...run, misses }, ctx, {
    lead: [{ key: `common:reasons.${reason}`, params }, ...hint, ...wayRound],
    events: [{ type: 'rejected', step, reason }],
  })
  return stuck ? { ...turn, replies: turn.replies.map((reply) => withChoice(reply, goTo('officer'))) } : turn
}

/** The reply with one more choice at its end. */
export const withChoice = (reply: Reply, choice: ReturnType<typeof goTo>): Reply => ({
  ...reply,
  choices: [...(reply.choices ?? []), choice],
})

/** A run on its way to another question: nothing offered, no page turned, no misses. */
export function settled({ changing: _changing, ...run }: Run): Run {
  return { ...unoffered(run), misses: 0 }
}

/** A run whose question is asked plainly again: no meanings offered, and from the first page. */
export function unoffered({ offered: _offered, page: _page, ...run }: Run): Run {
  return run
}
