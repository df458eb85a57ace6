import type { Effect, FlowEvent, Run } from '../flows/types.ts'

/** What a turn needs to know before it starts, read for a whole group of messages in one query. */
export interface TurnKey {
  readonly channel: string
  readonly externalId: string
  readonly address: string
}

export interface StoredRun {
  readonly run: Run
  readonly startedAt: number
  readonly updatedAt: number
}

export interface TurnState {
  /** The message is in the inbox already: `done` means that it must not take effect again. */
  readonly seen: 'received' | 'done' | 'failed' | 'dead' | null
  readonly attempts: number
  /** Null for a contact who never wrote before. */
  readonly contact: {
    readonly id: string
    readonly lock: number
    readonly language: string
    readonly activeFlow: string | null
    readonly failures: number
    readonly messagesStopped: boolean
    readonly timeZone: string | null
    readonly lastInboundAt: number
    readonly address: string
    readonly blocked: boolean
    readonly phone: string | null
  } | null
  readonly runs: readonly StoredRun[]
  readonly registration: { readonly number: string; readonly status: string } | null
}

/** Everything one turn changes. Written with others in one batch, wholly or not at all. */
export interface TurnCommit {
  readonly key: TurnKey
  readonly at: number
  readonly contact: {
    readonly id: string
    /** The lock that was read; null creates the contact and its address. */
    readonly lock: number | null
    readonly language: string
    readonly activeFlow: string | null
    readonly failures: number
    readonly messagesStopped: boolean
    readonly timeZone: string | null
    readonly aliases: readonly string[]
    /** E.164, when the platform vouched for it in this turn. */
    readonly phone: string | null
  }
  /** Runs to keep as they now stand, and flows whose run has ended. */
  readonly runs: readonly StoredRun[]
  readonly endedFlows: readonly string[]
  readonly events: readonly (FlowEvent & { readonly flow: string })[]
  readonly effects: readonly Effect[]
  readonly outbox: readonly OutboxRow[]
}

export interface OutboxRow {
  readonly id: string
  readonly address: string
  readonly contactId: string
  readonly kind: 'reply' | 'broadcast' | 'reminder'
  /** The message as JSON; sealed where it is stored. */
  readonly body: string
}
