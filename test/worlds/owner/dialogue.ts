import { expectedOf, planOwner } from './plan.ts'
import type { OwnerPlan } from './plan.ts'
import { questionIn, STEPS } from './questions.ts'
import type { Question, Seen } from './questions.ts'
import { ENTRY, isDue, moveFor, slipOf } from './script.ts'
import type { Move } from './script.ts'

/** What a reply means to the owner who waits for it. */
export type Outcome =
  | { readonly type: 'next'; readonly move: Move; readonly step: string }
  | { readonly type: 'done' }
  /** Not the answer that was due: a question that was answered before, or any other. */
  | { readonly type: 'odd'; readonly odd: 'repeated' | 'wrong'; readonly move: Move | undefined }

/** One owner's side of a conversation, from the first word to the last. */
export interface Dialogue {
  open(): Move
  /** `strict` is false when the owner has given up waiting for a better reply and goes on from this one. */
  hear(seen: Seen, strict?: boolean): Outcome
  /** What the last reply got wrong about the owner's answers. */
  readonly misread: string | undefined
}

/** The registration of the owner with this plan. */
export function registrationOf(plan: OwnerPlan): Dialogue {
  let answered: Question = { step: 'other', refused: false }
  let slipped = false
  let misread: string | undefined
  const fits = ({ step, refused }: Question): boolean => {
    if (slipped) return step === answered.step && refused
    return !refused && isDue(plan, step) && orderOf(step) > orderOf(answered.step)
  }
  // Two replies may have been under way at a kill: the older comes again after the newer was answered.
  const wasAsked = ({ step }: Question): boolean =>
    step !== 'other' && orderOf(step) <= orderOf(answered.step)
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
        return { type: 'odd', odd: wasAsked(question) ? 'repeated' : 'wrong', move }
      misread = question.step === 'confirm' ? missingIn(seen.text, plan) : undefined
      if (question.step === 'registered') return { type: 'done' }
      if (!move) return { type: 'odd', odd: 'wrong', move: undefined }
      answered = question
      slipped = slipOf(plan, question) !== undefined
      return { type: 'next', move, step: question.step }
    },
  }
}

/** The registration of the owner with this number. */
export const registrationFor = (index: number): Dialogue => registrationOf(planOwner(index))

function orderOf(step: Question['step']): number {
  if (step === 'other') return -1
  return step === 'registered' ? STEPS.length : STEPS.indexOf(step)
}

/** Which of the owner's answers a summary does not show. */
function missingIn(summary: string, plan: OwnerPlan): string | undefined {
  const { ownerName, businessName, product, nik } = expectedOf(plan)
  const due = [ownerName, businessName, product, plan.place.district[1], ...(nik ? [nik.slice(-4)] : [])]
  const missing = due.filter((answer) => !summary.includes(answer))
  return missing.length ? `${missing.join(', ')} not in ${JSON.stringify(summary.slice(0, 300))}` : undefined
}
