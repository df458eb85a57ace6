import type { Answers, FactRequest, Facts, Input, Json, Reading, Text } from '../types.ts'

/** Where a prompt stands: its step, what was answered so far, and what the shell loaded. */
export interface StepContext {
  readonly flow: string
  readonly step: string
  readonly answers: Answers
  readonly today: string
  readonly facts: Facts
}

/** What may be picked. Without a label its words are `<flow>:<step>.<value>`. */
export interface Option {
  readonly value: string
  readonly label?: Text
  readonly action?: boolean
}

/** How one kind of answer is asked for, read, and read back. */
export interface Prompt<T extends Json = Json> {
  read(input: Input, at: StepContext): Reading<T>
  /** How an answer is shown to the owner: masked where it must be. */
  show(value: T, at: StepContext): Text
  /** How it is offered as one of several meanings, where that is clearer than how it is shown. */
  offers?(value: T): Text
  options?(at: StepContext): readonly Option[]
  /** False when an earlier answer no longer fits the others (a district of another regency): it is asked again. */
  stands?(value: T, at: StepContext): boolean
  /** What must be looked up before this input can be read. */
  needs?(input: Input, at: StepContext): readonly FactRequest[]
  readonly request?: 'phone' | 'location' | 'file'
  /** May be passed over; the answer is then null. */
  readonly optional?: boolean
  /** Many options: drawn as one column and paged. */
  readonly list?: boolean
  /** Its options come from data, which may change between the question and the answer. */
  readonly varies?: boolean
  /** Reads everything back; its answers can be changed one by one. */
  readonly review?: boolean
  /** Any words are an answer, also those that would be a wish elsewhere. */
  readonly open?: boolean
  /** Never asked: the flow is started with its answer, and back does not take it. */
  readonly given?: boolean
  /** Asks for a name that may be any word, also one that leads elsewhere: "Menu", "Admin", "Bantuan". */
  readonly anyName?: boolean
  /** No choice of it is picked by a word in a sentence: it is what the law wants to be plain. */
  readonly strict?: boolean
  /** Takes any words, so that taking them does not show that they were meant for it. */
  readonly free?: boolean
}

/** An answer that cannot be read: `reason` is a text under `common:reasons`, with its params. */
export const unread = (
  reason: Extract<Reading<never>, { type: 'unread' }>['reason'],
  params?: Extract<Reading<never>, { type: 'unread' }>['params'],
): Reading<never> => ({ type: 'unread', reason, ...(params && { params }) })

/** An answer that was understood. */
export const value = <T>(value: T): Reading<T> => ({ type: 'value', value })

/**
 * The words of a written answer, or why there are none: a photo, a voice note, a tap that is not ours.
 */
export function words(input: Input): { readonly text: string } | { readonly unread: Reading<never> } {
  if (input.type === 'text') return { text: input.text.trim() }
  if (input.type === 'unsupported') return { unread: unread('unsupported') }
  return { unread: unread('needText') }
}

/** Lets a step be passed over. */
export function optional<T extends Json>(prompt: Prompt<T>): Prompt<T | null> {
  return { ...prompt, optional: true } as Prompt<T | null>
}
