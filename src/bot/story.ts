import { isChange } from '../flows/advance.ts'
import { besides } from '../flows/registration/besides.ts'
import { noted, tellingOf, toldOf } from '../flows/registration/told.ts'
import { promptOf } from '../flows/steps.ts'
import { answerTo } from './picked.ts'
import type { Scene } from './scene.ts'
import type { Texts } from './texts.ts'

type Active = NonNullable<Scene['active']>

/** Who tells this much of their business at once registers it: with fewer words nobody does. */
const STORY = 3
const STORY_WORDS = 6

/** Whether words told a whole business, and its registration went on with it. */
export async function tellsBusiness(text: string, scene: Scene): Promise<boolean> {
  const { active } = scene
  if (text.split(/\s+/).length < STORY_WORDS || (active && isChange(active.flow, active.run))) return false
  return registers(text, scene, STORY)
}

/** Whether words answered the question of the registration, and others with it: `15 juta, omset 9 juta sebulan`. */
export async function tellsMore(text: string, active: Active, scene: Scene, texts: Texts): Promise<boolean> {
  const { flow, run } = active
  const { today } = scene.context()
  const isAsked = run.asked !== null && promptOf(flow, run.asked).review !== true && !isChange(flow, run)
  const found = isAsked ? besides(text, run.asked!, today) : null
  if (!found) return false
  const told = found.told.filter(({ step }) => !run.answers.some((answer) => answer.step === step))
  const ctx = await scene.surroundings()
  const answer = answerTo(found.rest, active, ctx, { language: scene.language, texts, at: 'question' })
  if (!answer) return false
  scene.note(told)
  await scene.advance(answer, told.length > 0 ? [noted(told, today)] : [])
  return true
}

/** Begins or continues the registration with what words tell of the business, if it is enough. */
export async function registers(text: string, scene: Scene, least: number): Promise<boolean> {
  if (!scene.knows('registration')) return false
  const { today } = scene.context()
  const told = toldOf(text, today)
  if (tellingOf(told) < least) return false
  await scene.tell('registration', told, [noted(told, today)])
  return true
}
