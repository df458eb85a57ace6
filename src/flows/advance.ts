import { ask, doubt, type Extras, narrow, offer, reject, settled, unoffered, withChoice } from './asking.ts'
import { changeable, lineOf } from './changes.ts'
import { type Flow, goTo } from './define.ts'
import {
  answersOf,
  choicesOf,
  isAsked,
  nextStep,
  pageOf,
  promptOf,
  stepContext,
  withAnswer,
} from './steps.ts'
import type { Answer, Input, Json, Reply, Run, Text, Turn, TurnContext } from './types.ts'

/** Begins a flow, with what is known of its answers already, and asks its first question. */
export function start(flow: Flow, ctx: TurnContext, known: readonly Answer[] = []): Turn {
  const answers = [...(flow.prefill?.(ctx.facts, ctx.today) ?? []), ...known].reduce(
    (all, { step, value }) => (step in flow.steps ? withAnswer(all, step, value) : all),
    [] as readonly Answer[],
  )
  const run: Run = {
    flow: flow.name,
    version: flow.version,
    status: 'open',
    asked: null,
    answers,
    undone: [],
    misses: 0,
  }
  return proceed(flow, run, ctx, { events: [{ type: 'started', step: null }] })
}

/**
 * Takes an open run one turn further. Pure: reads no clock, no database and no language, so that a turn can be
 * replayed from a stored run and an input. Always ends in a question or in the end of the flow.
 */
export function advance(flow: Flow, stored: Run, input: Input, ctx: TurnContext): Turn {
  const run = migrate(flow, stored)
  const step = run.asked
  if (input.type === 'cancel' && !isChange(flow, run)) return cancel(run)
  if (step === null || !isAsked(flow, step, answersOf(flow, run, ctx), ctx))
    return proceed(flow, settled(run), ctx)
  switch (input.type) {
    case 'cancel':
    case 'back':
      return back(flow, run, ctx)
    case 'undo':
      return undo(flow, run, ctx)
    case 'repeat':
      return ask(flow, run, ctx, { brief: input.brief === true })
    case 'help':
      return ask(flow, run, ctx, {
        lead: [{ key: `${flow.name}:${step}.help` }],
        events: [{ type: 'helped', step }],
      })
    case 'skip':
      return skip(flow, run, step, ctx)
    case 'choice':
      return pick(flow, run, step, input, ctx)
    case 'candidates':
      return narrow(flow, run, step, input.values, ctx)
    case 'perhaps':
      return doubt(flow, run, step, input.text, ctx)
    case 'correct':
      return correct(flow, run, input, ctx)
    default:
      return read(flow, run, step, input, ctx)
  }
}

/** Whether the question is which answer to change, or for the new one: who calls that off keeps all the others. */
export function isChange(flow: Flow, run: Run): boolean {
  const choosing = run.offered !== undefined && run.asked !== null && flow.steps[run.asked]?.review === true
  return run.changing === true || choosing
}

/** Brings a run stored by an older version up to this one. Steps that came or went need no migration. */
export function migrate(flow: Flow, run: Run): Run {
  if (run.version === flow.version) return run
  let { answers, undone } = run
  for (let version = run.version + 1; version <= flow.version; version += 1) {
    const migration = flow.migrations?.[version]
    if (migration) [answers, undone] = [migration(answers), migration(undone)]
  }
  return { ...unoffered(run), version: flow.version, answers, undone }
}

function pick(
  flow: Flow,
  run: Run,
  step: string,
  input: Extract<Input, { type: 'choice' }>,
  ctx: TurnContext,
): Turn {
  if (input.flow !== run.flow || input.step !== step) return reject(flow, run, step, 'stale', ctx)
  const prompt = promptOf(flow, step)
  if (input.value === '!skip') return skip(flow, run, step, ctx)
  const detour = flow.detours?.[step]?.[input.value]
  if (detour) return { run, replies: [], events: [], effects: [], next: { flow: detour, answers: [] } }
  if (input.value === '!next' || input.value === '!previous') return turnPage(flow, run, input.value, ctx)
  if (prompt.review && input.value === 'change')
    return offer(flow, run, step, changeable(flow, run, ctx), ctx)
  if (!input.value.startsWith('~')) return read(flow, run, step, input, ctx)
  const offered = run.offered ?? (prompt.review ? changeable(flow, run, ctx) : [])
  const meaning = offered[Number(input.value.slice(1))]
  if (meaning === undefined) return reject(flow, run, step, 'stale', ctx)
  if (prompt.review) return change(flow, run, String(meaning), ctx)
  const option = prompt
    .options?.(stepContext(flow, step, answersOf(flow, run, ctx), ctx))
    .some(({ value }) => value === meaning)
  return option
    ? read(flow, run, step, { ...input, value: String(meaning) }, ctx)
    : accept(flow, run, step, meaning, {}, ctx)
}

function read(flow: Flow, run: Run, step: string, input: Input, ctx: TurnContext): Turn {
  const reading = promptOf(flow, step).read(input, stepContext(flow, step, answersOf(flow, run, ctx), ctx))
  switch (reading.type) {
    case 'value':
      return accept(flow, run, step, reading.value, reading.fills ?? {}, ctx, reading.narrows)
    case 'ask':
      return offer(flow, filled(flow, run, reading.fills), step, reading.options, ctx, reading.doubt)
    case 'unread':
      return reject(flow, run, step, reading.reason, ctx, reading.params)
  }
}

/**
 * Keeps an answer. What was taken back on the way here is given again: going back two questions to mend one
 * does not cost the other.
 */
function accept(
  flow: Flow,
  run: Run,
  step: string,
  value: Json,
  fills: { readonly [step: string]: Json },
  ctx: TurnContext,
  narrows: Extras['narrows'] = {},
): Turn {
  const answers = run.undone
    .toReversed()
    .reduce((all, taken) => withAnswer(all, taken.step, taken.value), run.answers)
  const given = Object.entries({ [step]: value, ...fills }).filter(([name]) => name in flow.steps)
  const next: Run = settled(filled(flow, { ...run, answers, undone: [] }, Object.fromEntries(given)))
  const counted = answersOf(flow, next, ctx)
  const steps = given.map(([name]) => name).filter((name) => name === step || name in counted)
  return proceed(flow, next, ctx, {
    narrows,
    lead: steps.slice(-1).flatMap((name) => flow.says?.[name]?.(counted) ?? []),
    events: steps.map((name) => ({ type: 'answered', step: name })),
    effects: steps.flatMap((name) => flow.effects?.[name]?.(counted) ?? []),
  })
}

/** A run that knows what else was said in unclear words. */
function filled(flow: Flow, run: Run, fills: { readonly [step: string]: Json } = {}): Run {
  const also = Object.entries(fills).filter(([name]) => name in flow.steps)
  if (also.length === 0) return run
  return { ...run, answers: also.reduce((all, [name, value]) => withAnswer(all, name, value), run.answers) }
}

/** Asks the next question, or ends the flow when all is said. */
function proceed(flow: Flow, run: Run, ctx: TurnContext, so: Partial<Extras> = {}): Turn {
  const answers = answersOf(flow, run, ctx)
  const { lead = [], events = [], effects = [], narrows = {} } = so
  const end = flow.ends?.(answers, ctx)
  if (end) {
    return {
      run: { ...run, status: 'cancelled', asked: null },
      replies: [{ text: [...lead, end], choices: [goTo('home'), goTo('officer')] }],
      events: [...events, { type: 'cancelled', step: null }],
      effects,
    }
  }
  const step = nextStep(flow, answers, ctx)
  if (step !== null) {
    const offered = narrows[step]
    return ask(flow, { ...run, asked: step, ...(offered && { offered }) }, ctx, so)
  }
  const { replies, effects: lasting = [], next } = flow.complete(answers, ctx)
  return {
    run: { ...run, status: 'completed', asked: null },
    replies: lead.length > 0 ? led(replies, lead) : replies,
    events: [...events, { type: 'completed', step: null }],
    effects: [...effects, ...lasting],
    ...(next && { next }),
  }
}

function skip(flow: Flow, run: Run, step: string, ctx: TurnContext): Turn {
  if (!promptOf(flow, step).optional) return reject(flow, run, step, 'cannotSkip', ctx)
  return accept(flow, run, step, null, {}, ctx)
}

/** Takes the newest answer that counts back; a change under way is given up instead. */
function back(flow: Flow, run: Run, ctx: TurnContext): Turn {
  if (run.offered) return ask(flow, unoffered(run), ctx, { events: [{ type: 'reverted', step: run.asked }] })
  if (run.changing) return undo(flow, run, ctx)
  const counted = answersOf(flow, run, ctx)
  const last = run.answers.findLast(({ step }) => step in counted && !promptOf(flow, step).given)
  if (!last) {
    const turn = ask(flow, run, ctx, { lead: [{ key: 'common:reasons.firstQuestion' }] })
    return { ...turn, replies: turn.replies.map((reply) => withChoice(reply, goTo('home'))) }
  }
  const answers = run.answers.filter((answer) => answer !== last)
  return ask(flow, { ...settled(run), answers, undone: [...run.undone, last], asked: last.step }, ctx, {
    events: [{ type: 'reverted', step: last.step }],
  })
}

/** Gives again what was last taken back. */
function undo(flow: Flow, run: Run, ctx: TurnContext): Turn {
  const last = run.undone.at(-1)
  if (!last) return ask(flow, run, ctx, { lead: [{ key: 'common:reasons.nothingToUndo' }] })
  const answers = withAnswer(run.answers, last.step, last.value)
  const restored = { ...settled(run), answers, undone: run.undone.slice(0, -1) }
  return proceed(flow, restored, ctx, { events: [{ type: 'restored', step: last.step }] })
}

/** Asks one answered question again; back leaves its answer as it was. */
function change(flow: Flow, run: Run, step: string, ctx: TurnContext): Turn {
  const answer = run.answers.find((answer) => answer.step === step)
  if (!answer || !changeable(flow, run, ctx).includes(step)) return ask(flow, settled(run), ctx)
  const answers = run.answers.filter((other) => other !== answer)
  return ask(
    flow,
    { ...settled(run), answers, undone: [...run.undone, answer], asked: step, changing: true },
    ctx,
    {
      events: [{ type: 'changed', step }],
    },
  )
}

/** Takes another answer for one given already, and comes back to the question asked. */
function correct(
  flow: Flow,
  run: Run,
  { step, answer }: Extract<Input, { type: 'correct' }>,
  ctx: TurnContext,
): Turn {
  const answers = run.answers.filter((other) => other.step !== step)
  const turn = advance(flow, { ...settled(run), answers, asked: step }, answer, ctx)
  if (!turn.events.some(({ type }) => type === 'answered')) return ask(flow, run, ctx)
  return {
    ...turn,
    replies: led(turn.replies, [{ key: 'common:corrected' }, lineOf(flow, turn.run, step, ctx)]),
  }
}

function turnPage(flow: Flow, run: Run, direction: '!next' | '!previous', ctx: TurnContext): Turn {
  const page = pageOf(choicesOf(flow, run, ctx), (run.page ?? 0) + (direction === '!next' ? 1 : -1))
  return ask(flow, { ...run, page }, ctx)
}

function cancel(run: Run): Turn {
  return {
    run: { ...run, status: 'cancelled', asked: null },
    replies: [{ text: [{ key: 'common:cancelled' }], choices: [goTo('home')] }],
    events: [{ type: 'cancelled', step: run.asked }],
    effects: [],
  }
}

const led = (replies: readonly Reply[], lead: readonly Text[]): readonly Reply[] =>
  replies.map((reply, index) => (index === 0 ? { ...reply, text: [...lead, ...reply.text] } : reply))
