import { registrationFor } from '../../test/worlds/owner/dialogue.ts'
import type { Dialogue } from '../../test/worlds/owner/dialogue.ts'
import type { Move } from '../../test/worlds/owner/script.ts'

/** A conversation that a bot under load can hold. */
export type DialogueKind = 'registration' | 'echo'

/** The dialogue of the owner with this number. */
export const dialogueFor = (kind: DialogueKind, index: number): Dialogue =>
  kind === 'echo' ? echo(index) : registrationFor(index)

/** How many messages an owner sends until the end, on average. */
export const TURNS_PER_DIALOGUE: Readonly<Record<DialogueKind, number>> = { registration: 21, echo: 21 }

/** For a bot that says anything to anything. */
function echo(index: number): Dialogue {
  let said = 0
  const move = (): Move => ({ text: `message ${index} ${said}` })
  return {
    misread: undefined,
    open: move,
    hear: () =>
      ++said < TURNS_PER_DIALOGUE.echo ? { type: 'next', move: move(), step: 'echo' } : { type: 'done' },
  }
}
