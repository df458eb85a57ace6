import type { Flow } from './define.ts'
import type { Option, Prompt, StepContext } from './prompts/prompt.ts'
import type { Answer, Answers, Choice, FactRequest, Input, Json, Run, TurnContext } from './types.ts'

/** How many lines of a long list are shown at once: they fit a small screen. */
export const PAGE = 10

/** The prompt of a step of that flow. */
export function promptOf(flow: Flow, step: string): Prompt {
  const prompt = flow.steps[step]
  if (!prompt) throw new Error(`Flow '${flow.name}' has no step '${step}'`)
  return prompt
}

// A turn asks several times for the answers of a run, which stay the same while it moves from question to question.
const counted = new WeakMap<
  Run['answers'],
  { readonly flow: Flow; readonly ctx: TurnContext; readonly answers: Answers }
>()

/** The answers that count: of steps that are asked under the present conditions, and that still fit the others. */
export function answersOf(flow: Flow, run: Run, ctx: TurnContext): Answers {
  const known = counted.get(run.answers)
  if (known?.flow === flow && known.ctx === ctx) return known.answers
  const answers = countAnswers(flow, run, ctx)
  counted.set(run.answers, { flow, ctx, answers })
  return answers
}

function countAnswers(flow: Flow, run: Run, ctx: TurnContext): Answers {
  const given = new Map(run.answers.map(({ step, value }) => [step, value]))
  const answers: { [step: string]: Json } = {}
  for (const step of Object.keys(flow.steps)) {
    const value = given.get(step)
    if (value === undefined || !isAsked(flow, step, answers, ctx)) continue
    if (stands(flow, step, value, answers, ctx)) answers[step] = value
  }
  return answers
}

/** The first step that applies and has no answer that stands; null when all is said. */
export function nextStep(flow: Flow, answers: Answers, ctx: TurnContext): string | null {
  return (
    Object.keys(flow.steps).find(
      (step) => answers[step] === undefined && isAsked(flow, step, answers, ctx),
    ) ?? null
  )
}

/** Whether a step is asked at all, given the answers. */
export function isAsked(flow: Flow, step: string, answers: Answers, ctx: TurnContext): boolean {
  return step in flow.steps && (flow.when?.[step]?.(answers, ctx.facts) ?? true)
}

function stands(flow: Flow, step: string, value: Json, answers: Answers, ctx: TurnContext): boolean {
  const prompt = promptOf(flow, step)
  if (value === null) return prompt.optional === true
  return prompt.stands?.(value, stepContext(flow, step, answers, ctx)) ?? true
}

/** What the prompt of a step may know of this turn. */
export function stepContext(flow: Flow, step: string, answers: Answers, ctx: TurnContext): StepContext {
  return { flow: flow.name, step, answers, today: ctx.today, facts: ctx.facts }
}

/**
 * Everything that may be picked in answer to the question asked, on all pages of its list.
 * A contact's typed number counts those that are not actions.
 */
export function choicesOf(flow: Flow, run: Run, ctx: TurnContext): readonly Choice[] {
  const step = run.asked
  if (step === null || !(step in flow.steps)) return []
  const prompt = promptOf(flow, step)
  const at = stepContext(flow, step, answersOf(flow, run, ctx), ctx)
  const choice = (value: string, label: Choice['label'], action?: boolean): Choice => ({
    flow: flow.name,
    step,
    value,
    label,
    ...(action && { action }),
  })
  const picks = run.offered
    ? run.offered.map((meaning, index) => choice(`~${index}`, offeredLabel(flow, prompt, meaning, at)))
    : (prompt.options?.(at) ?? []).map((option) =>
        choice(option.value, optionLabel(option, at), option.action),
      )
  return prompt.optional ? [...picks, choice('!skip', { key: 'common:skip' }, true)] : picks
}

/** In a review the meanings offered are the steps that can be changed. */
function offeredLabel(flow: Flow, prompt: Prompt, meaning: Json, at: StepContext): Choice['label'] {
  if (prompt.review) return { key: `${flow.name}:${String(meaning)}.label` }
  const option = prompt.options?.(at).find(({ value }) => value === meaning)
  if (option) return optionLabel(option, at)
  return prompt.offers?.(meaning) ?? prompt.show(meaning, at)
}

const optionLabel = ({ value, label }: Option, at: StepContext): Choice['label'] =>
  label ?? { key: `${at.flow}:${at.step}.${value}` }

/** The part of a long list that is on the screen, with the way to the rest. */
export function onScreen(choices: readonly Choice[], run: Run): readonly Choice[] {
  const picks = choices.filter((choice) => !choice.action)
  if (picks.length <= PAGE + 2) return choices
  const page = pageOf(choices, run.page ?? 0)
  const turn = (value: string, key: string): Choice => ({ ...picks[0]!, value, label: { key }, action: true })
  return [
    ...picks.slice(page * PAGE, (page + 1) * PAGE),
    ...((page + 1) * PAGE < picks.length ? [turn('!next', 'common:nextPage')] : []),
    ...(page > 0 ? [turn('!previous', 'common:previousPage')] : []),
    ...choices.filter((choice) => choice.action),
  ]
}

/** A page that a list really has, nearest to the one wanted. */
export function pageOf(choices: readonly Choice[], wanted: number): number {
  const last = Math.ceil(choices.filter((choice) => !choice.action).length / PAGE) - 1
  return Math.max(0, Math.min(wanted, last))
}

/** What must be looked up before this input can be read; with no run, before the flow can start with what is known. */
export function needsOf(
  flow: Flow,
  run: Run | null,
  input: Input,
  ctx: TurnContext,
  known: readonly Answer[] = [],
): readonly FactRequest[] {
  const answers = run
    ? answersOf(flow, run, ctx)
    : Object.fromEntries(known.map(({ step, value }) => [step, value]))
  const asked = run?.asked ?? null
  const always = flow.needs?.(answers, asked) ?? []
  const prompt = asked === null ? undefined : flow.steps[asked]
  if (asked === null || !prompt?.needs) return always
  return [...always, ...prompt.needs(input, stepContext(flow, asked, answers, ctx))]
}

/** The answers with one set, as the newest. */
export function withAnswer(answers: readonly Answer[], step: string, value: Json): readonly Answer[] {
  return [...answers.filter((answer) => answer.step !== step), { step, value }]
}
