import { isDue, moveFor, ENTRY } from '../../test/worlds/owner/script.ts'
import type { Move } from '../../test/worlds/owner/script.ts'
import { expectedOf, planOwner } from '../../test/worlds/owner/plan.ts'
import { questionIn, STEPS } from '../../test/worlds/owner/questions.ts'
import type { Question, Seen } from '../../test/worlds/owner/questions.ts'

/** What a reply means to the owner who waits for it. */
export type Outcome =
  | { readonly type: 'next'; readonly move: Move; readonly step: string }
  | { readonly type: 'done' }
  /** Not the answer that was due: `odd` names what is wrong with it. */
  | { readonly type: 'odd'; readonly odd: 'repeated' | 'wrong'; readonly move: Move | undefined }

/** One owner's side of a conversation, from the first word to the last. */
export interface Dialogue {
  open(): Move
  /** `strict` is false when the owner has given up waiting for a better reply and goes on from this one. */
  hear(seen: Seen, strict?: boolean): Outcome
  /** What the last reply got wrong about the owner's data. */
  readonly misread: string | undefined
}

/** Makes the dialogue of the owner with this number. */
export type DialogueKind = 'registration' | 'echo'

export const dialogueFor = (kind: DialogueKind, index: number): Dialogue =>
  kind === 'echo' ? echo(index) : registration(index)

/** About how many messages an owner sends until the end. */
export const TURNS_PER_DIALOGUE: Readonly<Record<DialogueKind, number>> = { registration: 21.5, echo: 21 }

function registration(index: number): Dialogue {
  const plan = planOwner(index)
  let answered: Question = { step: 'other', refused: false }
  let slipped = false
  let misread: string | undefined
  const fits = ({ step, refused }: Question): boolean => {
    if (slipped) return step === answered.step && refused
    return !refused && isDue(plan, { step, refused }) && placeOf(step) > placeOf(answered.step)
  }
  return {
    get misread() {
      return misread
    },
    open() {
      answered = { step: 'other', refused: false }
      slipped = false
      return { text: ENTRY }
    },
    hear(seen, strict = true) {
      const question = questionIn(seen)
      const move = moveFor(plan, seen, question)
      if (!fits(question) && strict)
        return { type: 'odd', odd: question.step === answered.step ? 'repeated' : 'wrong', move }
      misread = question.step === 'confirm' ? missingIn(seen.text, plan) : undefined
      if (question.step === 'registered') return { type: 'done' }
      if (!move) return { type: 'odd', odd: 'wrong', move: undefined }
      answered = question
      slipped = !question.refused && isSlip(plan, question)
      return { type: 'next', move, step: question.step }
    },
  }
}

const isSlip = (plan: ReturnType<typeof planOwner>, { step }: Question): boolean =>
  (step === 'nik' && plan.badNik) || (step === 'capital' && plan.badAmount)

const placeOf = (step: Question['step']): number =>
  step === 'other' ? -1 : step === 'registered' ? STEPS.length : STEPS.indexOf(step)

/** Which of the owner's answers a summary does not show. */
function missingIn(summary: string, plan: ReturnType<typeof planOwner>): string | undefined {
  const { ownerName, businessName, product, nik } = expectedOf(plan)
  const due = [ownerName, businessName, product, plan.place.district[1], ...(nik ? [nik.slice(-4)] : [])]
  const missing = due.filter((answer) => !summary.includes(answer))
  return missing.length ? `${missing.join(', ')} not in ${JSON.stringify(summary.slice(0, 300))}` : undefined
}

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
