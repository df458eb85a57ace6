import { offerOf } from './picked.ts'
import type { Scene } from './scene.ts'

type Active = NonNullable<Scene['active']>

/** A yes to a menu picks its only line, and none of several. */
export async function agree(text: string, active: Active, scene: Scene): Promise<void> {
  const { choices } = offerOf(active, await scene.surroundings())
  const [only, ...more] = choices.filter(({ action, value }) => !action && value !== 'other')
  return scene.advance(only && more.length === 0 ? { ...only, type: 'choice' } : { type: 'text', text })
}

/**
 * Words that lead nowhere cost nobody their place: what can be picked of the menu or card in front is shown again. Who
 * waits for a person is told so.
 */
export function stay(text: string, scene: Scene): Promise<void> {
  const lead = [{ key: 'common:notUnderstood' }]
  if (scene.active === null || scene.activeFlow === 'home')
    return scene.handover ? scene.open('officer') : scene.open('home', [], lead)
  return scene.advance({ type: 'text', text }, lead)
}
