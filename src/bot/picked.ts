import { changeable } from '../flows/changes.ts'
import { answersOf, choicesOf, onScreen, promptOf, stepContext } from '../flows/steps.ts'
import type { Choice, Input, TurnContext } from '../flows/types.ts'
import { readYesNo } from '../flows/understand/yes-no.ts'
import { type Offer, readChoice } from './choices.ts'
import type { Scene } from './scene.ts'

type Active = NonNullable<Scene['active']>

/** Where nothing is asked. */
export const NOTHING: Offer = { choices: [], shown: [] }

/** What can be picked in answer to the question in front. */
export function offerOf({ flow, run }: Active, ctx: TurnContext): Offer {
  const choices = choicesOf(flow, run, ctx)
  const now = onScreen(choices, run)
  return { choices, shown: run.shown ? asShown(run.shown, choices, now) : now }
}

/** A list as it was shown: lines that came since are not counted, and one that is gone is picked in vain. */
function asShown(
  lines: readonly string[],
  choices: readonly Choice[],
  now: readonly Choice[],
): readonly Choice[] {
  const [any] = now
  const line = (value: string) =>
    choices.find((choice) => choice.value === value) ?? { ...any!, value, label: { text: '' }, action: false }
  return [...(any ? lines.map(line) : []), ...now.filter(({ action }) => action)]
}

/** Whether a pick only turns a list's pages. */
export const isPaging = (input: Input): boolean => input.type === 'choice' && input.value.startsWith('!')

/**
 * What typed words pick; where a few meanings are offered, the question's other answers can still be named. Who is asked
 * what to change, and says that all is well, is read it back once more.
 */
export function picked(
  text: string,
  offer: Offer,
  { flow, run }: Active,
  ctx: TurnContext,
  how: Parameters<typeof readChoice>[2],
): Input | null {
  const { offered, ...plain } = run
  const isReview = flow.steps[run.asked ?? '']?.review === true
  if (isReview && !offered) return partOf(text, { flow, run }, ctx, how) ?? readChoice(text, offer, how)
  const all = offered ? choicesOf(flow, plain, ctx) : []
  if (offered?.length === 1 && !isReview && agrees(text)) return tap(offer.choices[0]!)
  const named = readChoice(text, offer, how) ?? readChoice(text, { choices: all, shown: [] }, how)
  return isReview && named?.type === 'choice' && named.value === 'submit' ? { type: 'back' } : named
}

/** What words answer to the question in front, read by itself or picked; null where that is not sure, or must be looked up. */
export function answerTo(
  text: string,
  active: Active,
  ctx: TurnContext,
  how: Parameters<typeof readChoice>[2],
): Input | null {
  const { flow, run } = active
  const prompt = promptOf(flow, run.asked!)
  if (prompt.needs) return null
  const said = { type: 'text', text } as const
  const at = stepContext(flow, run.asked!, answersOf(flow, run, ctx), ctx)
  if (prompt.read(said, at).type === 'value') return said
  const named = picked(text, offerOf(active, ctx), active, ctx, how)
  return named?.type === 'choice' ? named : null
}

/** Whether words say yes, and nothing else. A thumb up alone is thanks. */
export function agrees(text: string): boolean {
  if (!/\p{L}/u.test(text)) return false
  const said = readYesNo(text)
  return said.type === 'value' && said.value
}

const tap = ({ flow, step, value }: Choice): Input => ({ type: 'choice', flow, step, value })

/** Words that ask for a change, beside what is to be changed. */
const CHANGES =
  /(?<!\p{L})(?:ganti|g[ae]nt[oi]s|ubah|rubah|robih|owahi|ralat|edit|koreksi|betulkan|benerin|perbaiki|salah|keliru|kleru|lepat|change|correct|fix|wrong)\p{L}*/giu

/** The answer in a review that words name to be changed: `ganti nama usaha`, `omzetnya salah`. */
export function partOf(
  text: string,
  { flow, run }: Active,
  ctx: TurnContext,
  how: Parameters<typeof readChoice>[2],
): Input | null {
  const part = text.replace(CHANGES, ' ')
  if (part.trim() === '') return null
  const parts = choicesOf(flow, { ...run, offered: changeable(flow, run, ctx) }, ctx)
  const named = readChoice(part, { choices: parts, shown: [] }, { ...how, at: 'menu' })
  return named?.type === 'choice' ? named : null
}
