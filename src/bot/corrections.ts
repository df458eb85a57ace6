import { changeable } from '../flows/changes.ts'
import { answersOf, promptOf, stepContext } from '../flows/steps.ts'
import type { Input, TurnContext } from '../flows/types.ts'
import { asks } from './astray.ts'
import { answerTo, partOf, type picked } from './picked.ts'
import type { Scene } from './scene.ts'
import type { Texts } from './texts.ts'

type Active = NonNullable<Scene['active']>

/** Words that take back what was just said, before what is meant instead: `eh salah, maksudnya 4`. */
const CORRECTS =
  /^(?:eh+|waduh|aduh|maaf|sorry)?[\s,.]*(?:(?:salah(?:\s+(?:ketik|tulis|ding|deng|nulis|ngetik))?|ralat|koreksi|keliru|kleru|klentu|lepat|typo|wrong|i meant?)(?!\p{L})[\s,.:;!-]*(?:(?:maksud(?:nya|ku|\s+saya|e|ipun)?|(?:se)?harusnya|kudune|y(?:an)?g\s+b[ei]ne?a?r)(?!\p{L})[\s,.:;-]*)?)(.+)$/iu

/** So many answers back may be meant: a sum and its time are told together. */
const BACK = 2

/** Words in a review that name an answer and what it should be: `ganti nama usaha jadi Dapur Sari`. */
const BECOMES =
  /^(.+?)\s+(?:jadi|menjadi|dadi|dados|janten|harusnya|seharusnya|yang benar|to)\s*[:=]?\s+(.+)$/iu

/** Takes words that correct the answer just given, or any in a review: the question in front stays, and is asked again. */
export async function corrects(text: string, active: Active, scene: Scene, texts: Texts): Promise<boolean> {
  const ctx = await scene.surroundings()
  const how = { language: scene.language, texts, at: 'question' } as const
  const meant = CORRECTS.exec(text.trim())?.[1]
  const found =
    changed(text, active, ctx, how) ??
    (meant === undefined || asks(meant) ? null : corrected(meant, active, ctx, how))
  if (found === null) return false
  await scene.advance({ type: 'correct', ...found })
  return true
}

type How = Parameters<typeof picked>[4]
interface Correction {
  readonly step: string
  readonly answer: Input
}

function changed(text: string, active: Active, ctx: TurnContext, how: How): Correction | null {
  const { flow, run } = active
  const isReview = flow.steps[run.asked ?? '']?.review === true && !run.offered
  const [, part, meant] = (isReview && BECOMES.exec(text.trim())) || []
  const named = part === undefined ? null : partOf(part, active, ctx, how)
  if (named?.type !== 'choice' || meant === undefined) return null
  const step = changeable(flow, run, ctx)[Number(named.value.slice(1))]!
  const answer = answerAt(step, meant, active, ctx, how)
  return answer && { step, answer }
}

/** What words answer to a step, as if it were asked. */
function answerAt(
  step: string,
  text: string,
  { flow, run }: Active,
  ctx: TurnContext,
  how: How,
): Input | null {
  const { offered: _offered, page: _page, shown: _shown, ...plain } = run
  return answerTo(text, { flow, run: { ...plain, asked: step } }, ctx, how)
}

function corrected(text: string, active: Active, ctx: TurnContext, how: How): Correction | null {
  const { flow, run } = active
  const answers = answersOf(flow, run, ctx)
  const given = run.answers.filter(({ step }) => step in answers && promptOf(flow, step).given !== true)
  const last = given.slice(-BACK).toReversed()
  const sure = last.find(({ step }) => {
    const prompt = promptOf(flow, step)
    if (prompt.needs || prompt.free) return false
    return prompt.read({ type: 'text', text }, stepContext(flow, step, answers, ctx)).type === 'value'
  })
  const step = (sure ?? last[0])?.step
  const answer = step === undefined ? null : answerAt(step, text, active, ctx, how)
  return answer && { step: step!, answer }
}
