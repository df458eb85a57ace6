import type { Audit } from './audit.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import { type Handover, handoverOf, type Row } from './handover-rows.ts'
import { enqueueStatements } from '../turns/outbox.ts'
import { placesIn, type Scope, within } from './scope.ts'
import { records, type Argument, type Result, type Store } from '../store/store.ts'
import { loadStatement, turnStates } from '../turns/turn-load.ts'
import type { OutboxRow, TurnState } from '../turns/turns.ts'
import type { Vault } from '../vault.ts'
import { ONE_CHANGED, unlessChanged } from './audited.ts'

/** What was said in it. */
export interface HandoverWords {
  readonly topic: string | null
  readonly messages: readonly {
    readonly from: 'owner' | 'officer'
    readonly text: string
    readonly at: number
  }[]
}

export const HANDOVER_STATES = ['open', 'waiting', 'claimed', 'closed'] as const
export type HandoverState = (typeof HANDOVER_STATES)[number]

/** What an officer does with one that they have read. */
export interface HandoverChange {
  readonly handover: Handover
  readonly actor: string
  readonly at: number
  readonly type: 'claimed' | 'answered' | 'closed'
  /** The answer, when it is one. */
  readonly text?: string
  /** What the owner is told, in the same commit. */
  readonly notices: readonly OutboxRow[]
}

/** Conversations with officers. Whatever lies outside the scope is not there. */
export interface Handovers {
  /** Whom an answer is owed first comes first; what is closed, the newest first. */
  page(
    scope: Scope,
    query: { readonly state: HandoverState; readonly limit: number; readonly after?: Cursor },
  ): Promise<Page<Handover>>
  count(
    scope: Scope,
    at: number,
  ): Promise<{ readonly waiting: number; readonly claimed: number; readonly overdue: number }>
  byId(scope: Scope, id: string): Promise<Handover | null>
  /** Whoever asks writes it to the audit log first. */
  words(id: string): Promise<HandoverWords>
  /** What the bot knows of whoever writes from there. */
  state(address: string): Promise<TurnState>
  /** `changed`: somebody else was first, and nothing was written. */
  change(change: HandoverChange): Promise<'done' | 'changed'>
}

const WHERE: { readonly [state in HandoverState]: string } = {
  open: 'closed_at is null',
  waiting: 'closed_at is null and claimed_at is null',
  claimed: 'closed_at is null and claimed_at is not null',
  closed: 'closed_at is not null',
}

/** Those to whom nothing is owed come last. */
const POSITION = `coalesce(due_at, ${Number.MAX_SAFE_INTEGER})`

const inside = (scope: Scope): string => within(scope, 'region', 1, 'contact_id')

const CHANGES: { readonly [type in HandoverChange['type']]: string } = {
  claimed: `update handovers set claimed_by = ?2, claimed_at = ?3
    where id = ?1 and closed_at is null and claimed_by is ?4`,
  answered: `update handovers set due_at = null, answered_at = coalesce(answered_at, ?3)
    where id = ?1 and closed_at is null and claimed_by = ?2 and claimed_by is ?4`,
  closed: `update handovers set due_at = null, closed_at = ?3, closed_by = 'officer'
    where id = ?1 and closed_at is null and ?2 is not null and claimed_by is ?4`,
}

// A turn goes by whether it is open and claimed: the lock rises, so that one under way starts again.
const LOCK = 'update contacts set lock = lock + 1 where id = ?1'

const SAY = `
insert into handover_messages (handover_id, sender, body_sealed, at) values (?1, 'officer', ?2, ?3)`

/** The words are opened as they are read; each change is in the audit log by the same commit. */
export function createHandovers(store: Store, audit: Audit, vault: Vault): Handovers {
  const read = async (sql: string, ...args: Argument[]): Promise<Result> => store.read({ sql, args })

  return {
    async page(scope, { state, limit, after }) {
      const closed = state === 'closed'
      const [position, beyond, order] = closed ? ['closed_at', '<', 'desc'] : [POSITION, '>', 'asc']
      const from = after ? `and (${position}, id) ${beyond} (?3, ?4)` : ''
      const found = await read(
        `select *, ${position} as position from handovers where ${WHERE[state]} and ${inside(scope)} ${from}
          order by ${position} ${order}, id ${order} limit ?2`,
        placesIn(scope),
        limit + 1,
        ...(after ?? []),
      )
      const { items, next } = pageFrom(records<Row>(found), limit, (last) => [
        Number(last['position']),
        last['id'] as string,
      ])
      return { items: items.map(handoverOf), next }
    },

    async count(scope, at) {
      const { rows } = await read(
        `select count(*) filter (where claimed_at is null), count(*) filter (where claimed_at is not null),
          count(*) filter (where due_at < ?2)
          from handovers where closed_at is null and ${inside(scope)}`,
        placesIn(scope),
        at,
      )
      const [waiting, claimed, overdue] = rows[0]!.map(Number) as [number, number, number]
      return { waiting, claimed, overdue }
    },

    async byId(scope, id) {
      const found = await read(
        `select * from handovers where id = ?2 and ${inside(scope)}`,
        placesIn(scope),
        id,
      )
      const [row] = records<Row>(found)
      return row ? handoverOf(row) : null
    },

    async words(id) {
      const [topics, messages] = await store.readAll([
        { sql: 'select topic_sealed from handovers where id = ?1', args: [id] },
        {
          sql: 'select sender, body_sealed, at from handover_messages where handover_id = ?1 order by id',
          args: [id],
        },
      ])
      const topic = topics!.rows[0]?.[0] ?? null
      return {
        topic: topic === null ? null : vault.open(topic as Uint8Array),
        messages: messages!.rows.map(([sender, sealed, at]) => ({
          from: sender as 'owner' | 'officer',
          text: vault.open(sealed as Uint8Array),
          at: Number(at),
        })),
      }
    },

    async state(address) {
      const result = await store.read(loadStatement([{ channel: '', externalId: '', address }]))
      return turnStates(1, result, vault)[0]!
    },

    async change({ handover, actor, at, type, text = '', notices }) {
      const { id, contactId, claimedBy } = handover
      const writes = [
        { sql: CHANGES[type], args: [id, actor, at, claimedBy] },
        ONE_CHANGED,
        type === 'answered'
          ? { sql: SAY, args: [id, vault.seal(text), at] }
          : { sql: LOCK, args: [contactId] },
        ...enqueueStatements(notices, at, vault),
      ]
      return unlessChanged(
        audit.append({ actor, action: `handover.${type}`, subject: id, detail: {} }, at, writes),
      )
    },
  }
}
