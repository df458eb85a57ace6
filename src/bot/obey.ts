import { isDear } from '../flows/registration/leave.ts'
import type { Text } from '../flows/types.ts'
import { finishTalk } from './attended.ts'
import type { Command } from './commands.ts'
import type { Scene } from './scene.ts'

/** Does what a command says, or opens what it names. */
export async function obey(command: Command, scene: Scene): Promise<void> {
  const { active } = scene
  const busy = active !== null && !active.flow.idle
  switch (command) {
    case 'back':
    case 'undo':
    case 'skip':
    case 'repeat':
      return busy ? scene.advance({ type: command }) : scene.open('home')
    case 'cancel':
      if (!busy) return scene.open('home', [], [{ key: 'common:nothingToCancel' }])
      return isDear(active.flow, active.run)
        ? scene.open('leave', [{ step: 'flow', value: active.flow.name }])
        : scene.advance({ type: 'cancel' })
    case 'help':
      return busy
        ? scene.advance({ type: 'help' }, [{ key: 'common:help' }])
        : scene.open('home', [], [{ key: 'common:help' }])
    case 'continue': {
      const left = busy ? scene.activeFlow : scene.waiting[0]
      return scene.open(left ?? 'home')
    }
    case 'finish':
      return finishTalk(scene)
    case 'stop':
      scene.messagesStopped = true
      return aside({ key: 'common:stopped' }, busy, scene)
    case 'messages':
      scene.messagesStopped = false
      return aside({ key: 'common:started' }, busy, scene)
    default:
      return scene.open(command)
  }
}

/** Says what was done, and what was open meanwhile. */
const aside = async (said: Text, busy: boolean, scene: Scene): Promise<void> =>
  busy ? scene.advance({ type: 'repeat', brief: true }, [said]) : scene.say(said)
