import { goTo } from '../flows/define.ts'
import { answering, clockOf } from '../flows/office-hours.ts'
import { finish } from '../flows/officer.ts'
import type { Input } from '../flows/types.ts'
import type { Incoming } from './channel.ts'
import type { ReadCommand } from './commands.ts'
import type { Scene } from './scene.ts'

/**
 * A message while an officer attends to the owner: it is the officer's to answer, and the bot is silent. Only the
 * words and buttons that are meant for the bot are answered by it.
 */
export async function attend(
  { input }: Incoming,
  handover: string,
  scene: Scene,
  commands: ReadCommand,
): Promise<void> {
  const words = wordsOf(input)
  const command = input.type === 'text' ? commands(input.text, scene.language) : null
  if (command === 'finish' || isTap(input, finish.step)) return finishTalk(scene)
  if (command === 'home' || input.type === 'choice')
    return void scene.replies.push({ text: [{ key: 'officer:attended' }], choices: [finish] })
  if (words === null) return scene.say({ key: 'officer:onlyWords' })
  const { due } = answering(clockOf(scene.facts))
  scene.effects.push({ type: 'tellOfficer', handover, body: words, dueAt: due })
}

/** The owner is done with the officer: the bot goes on where it was. */
export async function finishTalk(scene: Scene): Promise<void> {
  if (!scene.handover) return scene.open('home')
  scene.effects.push({ type: 'closeHandover', handover: scene.handover.id })
  scene.handover = null
  await resume(scene)
}

/** Says that the talk with the officer has ended, and asks what was open once more. */
export async function resume(scene: Scene): Promise<void> {
  const closed = { key: 'officer:closed' }
  if (scene.active) return scene.advance({ type: 'repeat' }, [closed])
  scene.replies.push({ text: [closed], choices: [goTo('home')] })
}

const isTap = (input: Input, step: string): boolean =>
  input.type === 'choice' && input.flow === 'go' && input.step === step

/** What an officer can read of it. */
function wordsOf(input: Input): string | null {
  switch (input.type) {
    case 'text':
      return input.text
    case 'location':
      return `${input.latitude}, ${input.longitude}`
    case 'phone':
      return input.phone
    default:
      return null
  }
}
