import type { Effect, FlowEvent, Run } from '../../flows/types.ts'
import type { Store } from '../store/store.ts'
import { StorePoisoned, StoreRefused, StoreUnreachable } from '../store/store-error.ts'
import { loadStatement, turnStates } from './turn-load.ts'
import { createTurnMemory } from './turn-memory.ts'
import { turnStatements } from './turn-statements.ts'
import type { Vault } from '../vault.ts'

/** What a turn needs to know before it starts, read for a whole group of messages in one query. */
export interface TurnKey {
  readonly channel: string
  readonly externalId: string
  readonly address: string
  /** Other names of the address: one that is known tells the contact of one that is not. */
  readonly aliases?: readonly string[]
}

export interface StoredRun {
  readonly run: Run
  readonly startedAt: number
  readonly updatedAt: number
}

export interface TurnState {
  /**
   * The message is in the inbox already: `done` means that it must not take effect again. Null too for a contact who
   * is held in memory: then the commit tells that a message is a duplicate.
   */
  readonly seen: 'received' | 'done' | 'dead' | null
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
  /** The conversation with an officer that is open. Claimed, it is the officer who answers. */
  readonly handover: { readonly id: string; readonly claimed: boolean } | null
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
    /** The address that stands for its aliases, as it was read; left out, the message's own. */
    readonly address?: string
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
  /** The turn only apologises: its message is kept, dead, for an operator to replay. */
  readonly parked?: { readonly error: string; readonly body: string }
}

export interface OutboxRow {
  readonly id: string
  readonly address: string
  readonly contactId: string
  readonly kind: 'reply' | 'broadcast' | 'reminder'
  /** The message as JSON; sealed where it is stored. */
  readonly body: string
}

/**
 * What became of a turn: `duplicate` when its message had taken effect before; `conflict` when somebody else was
 * first (the contact moved on, its address, its NIK or its code was taken): load it again and repeat the turn.
 * An error is a fault of this turn alone, and nothing of it was written.
 */
export type Outcome = 'committed' | 'duplicate' | 'conflict' | Error

/** The hot path: one read before a group of turns, one write after it. */
export interface Turns {
  /** In the order of the keys. What is held in memory may be out of date; its commit is a conflict then. */
  load(keys: readonly TurnKey[]): Promise<TurnState[]>
  /**
   * Writes each turn wholly or not at all; `holder` names the process that sends the replies now. Rejects with
   * StoreUnreachable or StorePoisoned only; it may be asked again for the same turns.
   */
  commit(commits: readonly TurnCommit[], holder: string): Promise<Outcome[]>
}

/** Contacts kept in memory between their messages, a few kilobytes each. */
const REMEMBERED = 10_000

/** `remembered` contacts are kept in memory between their messages. */
export function createTurns(store: Store, vault: Vault, remembered = REMEMBERED): Turns {
  const memory = createTurnMemory(remembered)

  async function load(keys: readonly TurnKey[]): Promise<TurnState[]> {
    const states = keys.map((key) => memory.recall(key))
    const missing = keys.filter((_, at) => states[at] === null)
    if (missing.length > 0) {
      const read = turnStates(missing.length, await store.read(loadStatement(missing)), vault)
      for (const [at, key] of missing.entries()) memory.learn(key, read[at]!)
      return states.map((state) => state ?? read.shift()!)
    }
    return states.map((state) => state!)
  }

  async function write(commits: readonly TurnCommit[], holder: string): Promise<void> {
    const light = commits.map((commit) => memory.lighten(commit))
    const plain = new Set(light.filter(({ plain }) => plain).map(({ commit }) => commit))
    const statements = turnStatements(
      light.map(({ commit }) => commit),
      plain,
      holder,
      vault,
    )
    try {
      await store.write(statements, { idempotent: true })
    } catch (error) {
      for (const commit of commits) memory.forget(commit)
      throw error
    }
    for (const { commit } of light) memory.follow(commit)
  }

  async function commit(commits: readonly TurnCommit[], holder: string): Promise<Outcome[]> {
    if (commits.length === 0) return []
    try {
      await write(commits, holder)
      return commits.map(() => 'committed')
    } catch (error) {
      if (error instanceof StoreUnreachable || error instanceof StorePoisoned) throw error
      if (commits.length === 1) return [await outcomeOf(commits[0]!, error as Error)]
    }
    // One turn of the group was refused, and took the others with it: each half by itself, until it stands alone.
    const half = Math.ceil(commits.length / 2)
    return [...(await commit(commits.slice(0, half), holder)), ...(await commit(commits.slice(half), holder))]
  }

  async function outcomeOf({ key, contact, outbox }: TurnCommit, error: Error): Promise<Outcome> {
    if (!(error instanceof StoreRefused && error.someoneElse)) return error
    const { rows } = await store.read({
      sql: `select exists (select 1 from outbox where id = ?3 and contact_id = ?4)
        from inbox where channel = ?1 and external_id = ?2 and state in ('done', 'dead')`,
      args: [key.channel, key.externalId, outbox[0]?.id ?? null, contact.id],
    })
    if (rows.length === 0) return 'conflict'
    // Our own write, whose answer was lost: the replies still wait for us.
    return Number(rows[0]![0]) === 1 ? 'committed' : 'duplicate'
  }

  return { load: async (keys) => (keys.length === 0 ? [] : load(keys)), commit }
}
