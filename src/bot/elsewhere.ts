import { opening } from '../flows/intents.ts'
import { answersOf } from '../flows/steps.ts'
import type { Input } from '../flows/types.ts'
import { understand } from '../flows/understand/intents.ts'
import { readChoice } from './choices.ts'
import { offerOf } from './picked.ts'
import type { Scene } from './scene.ts'
import type { Texts } from './texts.ts'

/** Asks whether a sentence leads to another conversation, which then knows what it told. */
export function offerElsewhere(wish: string, text: string, scene: Scene): Promise<void> {
  const { entities } = understand(text, { today: scene.context().today })
  const { flow, answers } = opening(wish, entities) ?? { flow: 'officer', answers: [] }
  const doing = { step: 'doing', value: scene.facts['doing'] ?? null }
  const from = { step: 'from', value: scene.activeFlow }
  const told = flow === 'officer' ? [{ step: 'said', value: text }, doing] : [...answers, from]
  return scene.open('elsewhere', [
    { step: 'here', value: scene.activeFlow },
    { step: 'wish', value: wish },
    { step: 'flow', value: flow },
    { step: 'told', value: Object.fromEntries(told.map(({ step, value }) => [step, value])) },
  ])
}

/** The offer is answered by its own words only: all others are for the question that it came up at. */
export async function backFromOffer(input: Input, scene: Scene, texts: Texts): Promise<void> {
  const { active } = scene
  if (active?.flow.name !== 'elsewhere') return
  const ctx = await scene.surroundings()
  const how = { language: scene.language, texts, at: 'question' } as const
  if (input.type === 'text' && readChoice(input.text, offerOf(active, ctx), how)) return
  const here = String(answersOf(active.flow, active.run, ctx)['here'])
  scene.activeFlow = scene.has(here) ? here : null
}
