import { answersOf, promptOf, stepContext } from '../flows/steps.ts'
import type { Answer, Input, Run, TurnContext } from '../flows/types.ts'
import { asks } from './astray.ts'
import { offerOf, picked } from './picked.ts'
import type { Scene } from './scene.ts'
import type { Texts } from './texts.ts'

type Active = NonNullable<Scene['active']>

/** Words that take back what was just said, before what is meant instead: `eh salah, maksudnya 4`. */
const CORRECTS =
  /^(?:eh+|waduh|aduh|maaf|sorry)?[\s,.]*(?:(?:salah(?:\s+(?:ketik|tulis|ding|deng|nulis|ngetik))?|ralat|koreksi|keliru|kleru|klentu|lepat|typo|wrong|i meant?)(?!\p{L})[\s,.:;!-]*(?:(?:maksud(?:nya|ku|\s+saya|e|ipun)?|(?:se)?harusnya|kudune|y(?:an)?g\s+b[ei]ne?a?r)(?!\p{L})[\s,.:;-]*)?)(.+)$/iu

/** So many answers back may be meant: a sum and its time are told together. */
const BACK = 2

/** Takes words that correct the answer just given: the question in front stays, and is asked again. */
export async function corrects(text: string, active: Active, scene: Scene, texts: Texts): Promise<boolean> {
  const meant = CORRECTS.exec(text.trim())?.[1]
  if (meant === undefined || asks(meant)) return false
  const ctx = await scene.surroundings()
  const found = corrected(meant, active, ctx, { language: scene.language, texts, at: 'question' })
  if (found === null) return false
  await scene.advance({ type: 'correct', ...found })
  return true
}

function corrected(
  text: string,
  { flow, run }: Active,
  ctx: TurnContext,
  how: Parameters<typeof picked>[4],
): { readonly step: string; readonly answer: Input } | null {
  const answers = answersOf(flow, run, ctx)
  const given = run.answers.filter(({ step }) => step in answers && promptOf(flow, step).given !== true)
  const last = given.slice(-BACK).toReversed()
  const said = { type: 'text', text } as const
  const reads = ({ step }: Answer) => {
    const prompt = promptOf(flow, step)
    return !prompt.needs && prompt.read(said, stepContext(flow, step, answers, ctx)).type === 'value'
  }
  const sure = last.find((answer) => promptOf(flow, answer.step).free !== true && reads(answer))
  if (sure) return { step: sure.step, answer: said }
  const [newest] = last
  if (!newest) return null
  if (reads(newest)) return { step: newest.step, answer: said }
  const { offered: _offered, page: _page, shown: _shown, ...plain } = run
  const at: Active = { flow, run: { ...plain, asked: newest.step } satisfies Run }
  const answer = picked(text, offerOf(at, ctx), at, ctx, how)
  return answer?.type === 'choice' ? { step: newest.step, answer } : null
}
