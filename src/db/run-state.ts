import type { Answer, Run } from '../flows/types.ts'

type Pair = readonly [Answer['step'], Answer['value']]

/** A run as the text that is sealed: of its answers, which are most of it, only step and value. */
export function textOf(run: Run): string {
  return JSON.stringify({ ...run, answers: run.answers.map(pair), undone: run.undone.map(pair) })
}

/** Runs from before answers were pairs are read too. */
export function runOf(text: string): Run {
  const { answers, undone, ...rest } = JSON.parse(text) as Packed
  return { ...rest, answers: answers.map(answerOf), undone: undone.map(answerOf) }
}

type Stored = Pair | Answer

type Packed = Omit<Run, 'answers' | 'undone'> & {
  readonly answers: readonly Stored[]
  readonly undone: readonly Stored[]
}

const pair = ({ step, value }: Answer): Pair => [step, value]

function answerOf(stored: Stored): Answer {
  return 'step' in stored ? stored : { step: stored[0], value: stored[1] }
}
