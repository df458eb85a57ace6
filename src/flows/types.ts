/** The vocabulary of every conversation. Pure: no channel, no language, no database and no clock is named here. */

/** What an answer may hold: it is stored as JSON and read back before every turn. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/**
 * Words for a contact: a key of `locales/`, literal text that came from data (a place, a name), or what data says in
 * several languages.
 */
export type Text =
  | { readonly key: string; readonly params?: Params }
  | { readonly text: string; readonly bold?: boolean }
  | { readonly wording: Wording }

/** What data says in each language; one that it lacks is said in Indonesian. */
export type Wording = { readonly id: string; readonly [language: string]: string }

/** What is put into a text. Nested texts are put into the contact's language too; a list becomes lines. */
export type Params = { readonly [name: string]: string | number | boolean | Text | readonly Text[] }

/** What a contact may choose. It carries its flow and step, so that a late tap on an older question is recognised. */
export interface Choice {
  readonly flow: string
  readonly step: string
  /** ASCII, at most 30 bytes: it travels in a button. */
  readonly value: string
  readonly label: Text
  /** Beside the question (skip, more): never picked by a number, which may be an answer. */
  readonly action?: boolean
}

/** One message owed to a contact: what to say, never how it is worded or drawn. */
export interface Reply {
  /** Paragraphs. */
  readonly text: readonly Text[]
  readonly choices?: readonly Choice[]
  /** Asks the platform for a button that shares the contact's own phone number or place, or a file. */
  readonly request?: 'phone' | 'location' | 'file'
  /** Choices are many and short (a list to page through), not a handful of actions. */
  readonly list?: boolean
}

/** A photo or document as the platform names it. The bytes are fetched by the channel, outside the turn. */
export interface FileRef {
  readonly kind: 'photo' | 'document'
  readonly id: string
  readonly mime: string
  /** Bytes, when the platform tells. */
  readonly size: number | null
  readonly name: string | null
}

/** What arrived from a contact, whatever the channel. */
export type Input =
  /** `edited`: it stands in the place of words that were read before. */
  | { readonly type: 'text'; readonly text: string; readonly edited?: true }
  | { readonly type: 'choice'; readonly flow: string; readonly step: string; readonly value: string }
  /** Typed words that came near several choices of the question asked. */
  | { readonly type: 'candidates'; readonly values: readonly string[] }
  /** Typed words that would answer the question asked, and may well be meant otherwise. */
  | { readonly type: 'perhaps'; readonly text: string }
  /** What was meant by an answer that was given already. */
  | { readonly type: 'correct'; readonly step: string; readonly answer: Input }
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number }
  /** `own` is true only when the platform vouches that the number is the sender's. */
  | { readonly type: 'phone'; readonly phone: string; readonly own: boolean }
  | { readonly type: 'file'; readonly file: FileRef }
  /** A kind of message no conversation can read: the contact is asked for text. */
  | { readonly type: 'unsupported'; readonly kind: 'voice' | 'video' | 'sticker' | 'contact' | 'other' }
  | { readonly type: 'back' | 'undo' | 'skip' | 'cancel' | 'help' }
  /** `brief`: after something was said aside, a long question need not be read again. */
  | { readonly type: 'repeat'; readonly brief?: true }

export const REASONS = [
  'unreadable',
  'needText',
  'needChoice',
  'needLocation',
  'needFile',
  'needOwnPhone',
  'tooShort',
  'tooLong',
  'notANumber',
  'notWhole',
  'tooSmall',
  'tooLarge',
  'negative',
  'range',
  'vague',
  'unitMissing',
  'noUnit',
  'notADate',
  'notAPlace',
  'placeElsewhere',
  'placeWanted',
  'nikLength',
  'nikBirthDate',
  'nikProvince',
  'nikSerial',
  'nikTaken',
  'nibLength',
  'pirtNumber',
  'notAPhone',
  'phoneElsewhere',
  'underage',
  'inFuture',
  'tooLongAgo',
  'fileType',
  'fileSize',
  'unsupported',
  'stale',
  'notMsme',
  'cannotSkip',
  'nothingToUndo',
  'firstQuestion',
  'linkCode',
  'checkInCode',
  'checkInDay',
  'checkInNoSeat',
  'checkInAlready',
  'nomineeUnknown',
  'nomineeTaken',
  'nomineeFull',
  'invalid',
] as const
/** Why an answer could not be read. Each has its words in `locales/<language>/common.json` under `reasons`. */
export type Reason = (typeof REASONS)[number]

/** What a reader made of an input: a value, a question back, or a reason why not. */
export type Reading<T> =
  /** `fills` are values for other steps that the same words held; `narrows` what they left to choose from there. */
  | {
      readonly type: 'value'
      readonly value: T
      readonly fills?: { readonly [name: string]: Json }
      readonly narrows?: { readonly [name: string]: readonly Json[] }
    }
  /** Several meanings are likely: the contact picks one. Best first. `doubt` says more of it than "which one?". */
  | {
      readonly type: 'ask'
      readonly options: readonly T[]
      readonly fills?: { readonly [name: string]: Json }
      readonly doubt?: Text
    }
  | { readonly type: 'unread'; readonly reason: Reason; readonly params?: Params }

export type Answers = { readonly [step: string]: Json | undefined }
export interface Answer {
  readonly step: string
  readonly value: Json
}

/** One contact's journey through one flow. The answers are the state: there is no program counter. */
export interface Run {
  readonly flow: string
  readonly version: number
  readonly status: 'open' | 'completed' | 'cancelled'
  /** The step the contact is looking at: a reply sent just before a deploy still answers the question it was meant for. */
  readonly asked: string | null
  readonly answers: readonly Answer[]
  /** Answers taken back, newest last, until the next answer: "undo" restores them. */
  readonly undone: readonly Answer[]
  /** Unread answers in a row to the question asked. */
  readonly misses: number
  /** Meanings offered after an ambiguous answer; a pick among them is the answer. */
  readonly offered?: readonly Json[]
  /** What a list that may change meanwhile showed, in its order: a typed number counts these lines. */
  readonly shown?: readonly string[]
  /** The page of a long list that is on the screen, from 0. */
  readonly page?: number
  /** The question is asked to change one answer: back leaves that answer as it was. */
  readonly changing?: boolean
}

/** A fact about a turn. Stored as rows, they are the funnel of every flow. */
export interface FlowEvent {
  readonly type:
    | 'started'
    | 'asked'
    | 'answered'
    | 'rejected'
    | 'offered'
    | 'reverted'
    | 'restored'
    | 'changed'
    | 'helped'
    | 'completed'
    | 'cancelled'
  readonly step: string | null
  readonly reason?: Reason
}

/** What a question may know besides its answers: loaded by the shell before the turn. */
export interface Facts {
  readonly [name: string]: Json | undefined
}

/** What the shell hands to a turn. */
export interface TurnContext {
  /** The contact's date, `YYYY-MM-DD`. */
  readonly today: string
  readonly facts: Facts
  /** A fresh, unguessable code for what this turn may create (a registration number). */
  readonly code: string
}

/** A change to the world that a finished flow asks for; written in the commit of its turn. */
export interface Effect {
  readonly type: string
  readonly [field: string]: Json
}

/** A question about stored facts, answered by the shell before the turn. */
export interface FactRequest {
  readonly fact: string
  readonly argument: string
}

export interface Turn {
  readonly run: Run
  readonly replies: readonly Reply[]
  readonly events: readonly FlowEvent[]
  readonly effects: readonly Effect[]
  /** The flow that follows by itself, with answers known already. */
  readonly next?: {
    readonly flow: string
    readonly answers: readonly Answer[]
    /** Asks again, in the same message, what stood open there, if anything: it is never started anew. */
    readonly resume?: boolean | 'brief'
  }
}
