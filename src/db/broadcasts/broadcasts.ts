import type { Wording } from '../../flows/types.ts'
import type { Audit } from '../office/audit.ts'
import { broadcastOf, COLUMNS, type Row } from './broadcast-rows.ts'
import { type BroadcastFile, fileStatement } from './broadcast-files.ts'
import type { broadcasts } from './broadcast-schema.ts'
import { enqueueStatements } from '../turns/outbox.ts'
import type { Reader } from '../store/reader.ts'
import type { Condition } from '../registrations/registration-filter.ts'
import { type Cursor, type Page, pageFrom } from '../store/page.ts'
import type { Words } from '../registrations/registration-words.ts'
import { placesIn, type Scope } from '../office/scope.ts'
import { records, type Argument, type Store } from '../store/store.ts'
import type { OutboxRow } from '../turns/turns.ts'
import type { Vault } from '../vault.ts'
import { audited } from '../office/audited.ts'

/** Whom it is for: as it was asked, and as it was understood. */
export interface BroadcastAudience {
  readonly filters: { readonly [name: string]: string }
  readonly conditions: readonly Condition[]
  readonly words: readonly Words[]
}

/** What it says, in the languages that it has; one that it lacks is said in Indonesian. */
export interface BroadcastMessage {
  readonly text: Wording
  readonly buttons: readonly BroadcastButton[]
  /** An image or a PDF. */
  readonly file: BroadcastFile | null
}

/** A button that leads into a conversation, which may be about something (a training). */
export interface BroadcastButton {
  readonly label: Wording
  readonly opens: string
  readonly about: string | null
}

/** Hours of the recipient's own clock in which nothing is sent: from 20 until 7. */
export interface QuietHours {
  readonly from: number
  readonly to: number
}

type Stored = typeof broadcasts.$inferSelect
export type BroadcastState = Stored['state']
export interface Broadcast extends Readonly<Omit<Stored, 'channels' | 'updatedAt'>> {
  readonly channels: readonly string[]
}

/** What an author writes. */
export type BroadcastDraft = Pick<
  Broadcast,
  'name' | 'audience' | 'message' | 'channels' | 'pace' | 'quiet' | 'validUntil'
>

/** How many recipients are in a state, on a channel, for a reason. */
export interface RecipientCount {
  readonly state: string
  readonly channel: string | null
  readonly reason: string | null
  readonly count: number
}

/** A change of a broadcast that somebody has read: from one of these states, at this version. */
export interface BroadcastChange {
  readonly broadcast: Pick<Broadcast, 'serial' | 'id' | 'version' | 'region'>
  readonly actor: string
  readonly at: number
  /** What the audit log calls it. */
  readonly type: string
  readonly from: readonly BroadcastState[]
  readonly set: Partial<Omit<Stored, 'serial' | 'id' | 'version' | 'channels'>> & {
    readonly channels?: readonly string[]
  }
  /** A file that comes with it, in the same commit. */
  readonly file?: BroadcastFile & { readonly bytes: Buffer }
}

/** Broadcasts as the office works with them. Whatever lies outside the scope is not there. */
export interface Broadcasts {
  /** Newest first. */
  page(
    scope: Scope,
    query: { readonly state?: BroadcastState; readonly limit: number; readonly after?: Cursor },
  ): Promise<Page<Broadcast>>
  byId(scope: Scope, id: string): Promise<Broadcast | null>
  create(
    broadcast: BroadcastDraft & Pick<Broadcast, 'id' | 'region' | 'needsApproval' | 'createdBy' | 'resendOf'>,
    at: number,
  ): Promise<void>
  /** `changed`: somebody else was first, and nothing was written. */
  change(change: BroadcastChange): Promise<'done' | 'changed'>
  counts(serial: number): Promise<RecipientCount[]>
  /** Owes somebody a trial of it. */
  test(broadcast: Pick<Broadcast, 'id'>, row: OutboxRow, actor: string, at: number): Promise<void>
}

/** Seals names and audiences; recipients are counted beside the turns. */
export function createBroadcasts(store: Store, reader: Reader, audit: Audit, vault: Vault): Broadcasts {
  const find = async (where: string, ...args: Argument[]) =>
    records<Row>(await store.read({ sql: `select ${COLUMNS} from broadcasts where ${where}`, args })).map(
      (row) => broadcastOf(row, vault),
    )
  const argument = ([name, value]: [string, unknown]): Argument =>
    SEALED_FIELDS.has(name) ? vault.sealText(plain(value) as string) : plain(value)

  return {
    async page(scope, { state, limit, after }) {
      const found = await find(
        `${inside(scope)} and (?2 is null or state = ?2) and (?3 is null or (created_at, id) < (?3, ?4))
          order by created_at desc, id desc limit ?5`,
        placesIn(scope),
        state ?? null,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      return pageFrom(found, limit, (last) => [last.createdAt, last.id])
    },

    async byId(scope, id) {
      return (await find(`${inside(scope)} and id = ?2`, placesIn(scope), id))[0] ?? null
    },

    async create(draft, at) {
      const row = { ...draft, state: 'draft', createdAt: at, updatedAt: at }
      const names = Object.keys(row)
      const insert = {
        sql: `insert into broadcasts (${names.map(snake).join(', ')}) values (${names.map((_, n) => `?${n + 1}`).join(', ')})`,
        args: Object.entries(row).map(argument),
      }
      const detail = { name: draft.name, region: draft.region, resendOf: draft.resendOf }
      const entry = { actor: draft.createdBy, action: 'broadcast.created', subject: draft.id, detail }
      await audit.append(entry, at, [insert])
    },

    async change({ broadcast, actor, at, type, from, set, file }) {
      const fields = Object.entries({ ...set, updatedAt: at })
      const change = {
        sql: `update broadcasts set ${fields.map(([name], n) => `${snake(name)} = ?${n + 4}`).join(', ')},
          version = version + 1
          where serial = ?1 and version = ?2 and state in (select value from json_each(?3))`,
        args: [broadcast.serial, broadcast.version, JSON.stringify(from), ...fields.map(argument)],
      }
      const detail = { version: broadcast.version, ...(set.state && { state: set.state }) }
      const entry = { actor, action: `broadcast.${type}`, subject: broadcast.id, detail }
      const kept = file ? [fileStatement(file, { region: broadcast.region, by: actor, at }, vault)] : []
      return audited(audit, entry, at, change, kept)
    },

    async counts(serial) {
      const { rows } = await reader.read({
        sql: `select state, channel, reason, count(*) from broadcast_recipients where broadcast = ?1 group by 1, 2, 3`,
        args: [serial],
      })
      return rows.map(([state, channel, reason, count]) => ({
        state: state as string,
        channel: channel as string | null,
        reason: reason as string | null,
        count: Number(count),
      }))
    },

    async test({ id }, row, actor, at) {
      const entry = { actor, action: 'broadcast.tested', subject: id, detail: { contactId: row.contactId } }
      await audit.append(entry, at, enqueueStatements([row], at, vault))
    },
  }
}

/** What an officer wrote or searched for. */
const SEALED_FIELDS: ReadonlySet<string> = new Set(['name', 'audience'])

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function plain(value: unknown): Argument {
  if (Array.isArray(value)) return value.join(',')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : ((value ?? null) as Argument)
}

/** The places of a broadcast as rows: it is seen by whom nothing of them is hidden from. */
const PLACES = `json_each('["' || replace(region, ',', '","') || '"]') g`

/** The condition that keeps a query within the scope, which stands as ?1. */
function inside({ type }: Scope): string {
  switch (type) {
    case 'nation':
      return '?1 is null'
    case 'province':
      return `(region is not null and not exists (select 1 from ${PLACES} where substr(g.value, 1, 2) <> ?1))`
    case 'regencies':
      return `(region is not null
        and not exists (select 1 from ${PLACES} where g.value not in (select value from json_each(?1))))`
    case 'cluster':
      return `region = 'cluster:' || ?1`
  }
}
