import type { Prompt } from './prompts/prompt.ts'
import type {
  Answer,
  Choice,
  Effect,
  FactRequest,
  Facts,
  FileRef,
  Params,
  Reply,
  Text,
  Turn,
  TurnContext,
} from './types.ts'

type Steps = { readonly [step: string]: Prompt }
type AnswerOf<P> = P extends Prompt<infer T> ? T : never
/** Every answer may still be missing: it was not asked, or not yet. */
export type AnswersOf<S extends Steps> = { readonly [K in keyof S]?: AnswerOf<S[K]> }

/** What a finished flow says, and what it changes. */
export interface Completion {
  readonly replies: readonly Reply[]
  readonly effects?: readonly Effect[]
  readonly next?: Turn['next']
}

interface Definition<S extends Steps> {
  readonly name: string
  /** Raised when the meaning of a stored answer changes; `migrations[n]` brings answers from n - 1 to n. */
  readonly version: number
  /** Its question waits without insisting: words that are no answer to it are understood as a new wish. */
  readonly idle?: boolean
  /** In the order they are asked. */
  readonly steps: S
  /** The step that a button from elsewhere answers: what it is about (goTo). */
  readonly about?: keyof S & string
  /** Steps asked only under a condition. */
  readonly when?: { readonly [K in keyof S]?: (answers: AnswersOf<S>, facts: Facts) => boolean }
  /** What the words of a question need. */
  readonly params?: { readonly [K in keyof S]?: (answers: AnswersOf<S>, ctx: TurnContext) => Params }
  /** A long question in short, for asking it again right after words that were no answer to it. */
  readonly again?: { readonly [K in keyof S]?: Text }
  /** Where a file goes that is sent while this waits, with the answers that name what it is for. */
  readonly files?: (answers: AnswersOf<S>, file: FileRef) => Turn['next']
  /** Picks that lead to another conversation first, by step: this one waits for it to come back. */
  readonly detours?: { readonly [K in keyof S]?: { readonly [pick: string]: string } }
  /** What is said about an answer just given, the last of several, before the next question. */
  readonly says?: { readonly [K in keyof S]?: (answers: AnswersOf<S>) => Text | null }
  /** What an answer changes at once, without waiting for the end. */
  readonly effects?: { readonly [K in keyof S]?: (answers: AnswersOf<S>) => readonly Effect[] }
  /** The kind words with which a flow stops early, or null to go on. */
  readonly ends?: (answers: AnswersOf<S>, ctx: TurnContext) => Text | null
  /** What follows from the answers, under the lines of the review. */
  readonly summary?: (answers: AnswersOf<S>, ctx: TurnContext) => readonly Text[]
  readonly migrations?: { readonly [version: number]: (answers: readonly Answer[]) => readonly Answer[] }
  /** Facts that a turn needs, given the answers and the step asked (null at the start). */
  readonly needs?: (answers: AnswersOf<S>, asked: string | null) => readonly FactRequest[]
  /** Answers that are known already when the flow starts. */
  readonly prefill?: (facts: Facts, today: string) => readonly Answer[]
  readonly complete: (answers: AnswersOf<S>, ctx: TurnContext) => Completion
}

/** A conversation as the engine sees it: its answers are checked by the prompts that read them. */
export type Flow = Definition<Steps>

/**
 * Declares a conversation with the types of its answers inferred from its prompts.
 * The engine only ever hands a flow answers that its own prompts have read, so forgetting their types is safe.
 */
export function defineFlow<const S extends Steps>(definition: Definition<S>): Flow {
  return definition as unknown as Flow
}

/** A button that opens another conversation from anywhere; `about` is the one thing that it is about, when it has one. */
export function goTo(flow: string, label = flow, about = '-'): Choice {
  return { flow: 'go', step: flow, value: about, label: { key: `common:go.${label}` }, action: true }
}
