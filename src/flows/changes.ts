import type { Flow } from './define.ts'
import { answersOf, promptOf, stepContext } from './steps.ts'
import type { Run, Text, TurnContext } from './types.ts'

/** The steps whose answers can be changed from the review, in the order they are asked. */
export function changeable(flow: Flow, run: Run, ctx: TurnContext): readonly string[] {
  const answers = answersOf(flow, run, ctx)
  return Object.keys(flow.steps).filter((step) => {
    const { review, given } = promptOf(flow, step)
    return answers[step] !== undefined && !review && !given
  })
}

/** A line for every answer, as the owner may see it. */
export const reviewLines = (flow: Flow, run: Run, ctx: TurnContext): readonly Text[] =>
  changeable(flow, run, ctx).map((step) => lineOf(flow, run, step, ctx))

/** A line for one of the answers. */
export function lineOf(flow: Flow, run: Run, step: string, ctx: TurnContext): Text {
  const answers = answersOf(flow, run, ctx)
  const value = answers[step] ?? null
  const shown =
    value === null
      ? { key: 'common:notGiven' }
      : promptOf(flow, step).show(value, stepContext(flow, step, answers, ctx))
  return { key: 'common:line', params: { label: { key: `${flow.name}:${step}.label` }, value: shown } }
}
