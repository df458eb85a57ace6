import { isChange } from '../flows/advance.ts'
import { noted, tellingOf, toldOf } from '../flows/registration/told.ts'
import type { Scene } from './scene.ts'

/** Who tells this much of their business at once registers it: with fewer words nobody does. */
const STORY = 3
const STORY_WORDS = 6

/** Whether words told a whole business, and its registration went on with it. */
export async function tellsBusiness(text: string, scene: Scene): Promise<boolean> {
  const { active } = scene
  if (text.split(/\s+/).length < STORY_WORDS || (active && isChange(active.flow, active.run))) return false
  return registers(text, scene, STORY)
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
