import { createHash } from 'node:crypto'
import { setImmediate as turnOfEvents } from 'node:timers/promises'
import type { Json } from '../../flows/types.ts'
import { records, type Statement, type Store } from '../store/store.ts'
import { StoreRefused } from '../store/store-error.ts'
import type { Vault } from '../vault.ts'

/** Something an officer or a program saw or changed. */
export interface AuditEntry {
  readonly actor: string
  readonly action: string
  readonly subject: string | null
  readonly detail: Json
}

export interface Audited extends AuditEntry {
  readonly id: number
  readonly at: number
  readonly hash: string
}

/** The end of the chain: kept elsewhere, it shows later that nothing was cut off. */
export interface ChainHead {
  readonly entries: number
  readonly hash: string
}

/**
 * The append-only log: each row's hash covers the one before, so that no row can change or vanish unseen. Details are
 * sealed: officers write into them whom they searched for, and why they looked. The hash covers them as they are stored.
 */
export interface Audit {
  /** With what it tells of in the same commit. Rejects with StoreRefused when the database refuses that. */
  append(entry: AuditEntry, at?: number, writes?: readonly Statement[]): Promise<void>
  /** Newest first. */
  list(limit: number, beforeId?: number): Promise<Audited[]>
  /** Walks the whole chain. `brokenAt` is the id of the first row that does not follow from the one before. */
  verify(): Promise<ChainHead & { readonly brokenAt: number | null }>
}

const START = ''
/** Rows checked at once: turns go on between. */
const PAGE = 100
const TRIES = 20

const APPEND = `
insert into audit (id, at, actor, action, subject, detail, hash)
select ?1, ?2, ?3, ?4, ?5, ?6, ?7`
const STILL_LAST = `
insert into guards select 0 where coalesce((select hash from audit order by id desc limit 1), '') <> ?1`

/** What was written before details were sealed is read, and follows in the chain, as well. */
export function createAudit(store: Store, vault: Vault): Audit {
  async function last(): Promise<{ id: number; hash: string }> {
    const { rows } = await store.read({
      sql: 'select id, hash from audit order by id desc limit 1',
      args: [],
    })
    return rows[0] ? { id: Number(rows[0][0]), hash: rows[0][1] as string } : { id: 0, hash: START }
  }

  async function page(where: string, ...args: number[]): Promise<Audited[]> {
    const sql = `select id, at, actor, action, subject, detail, hash from audit where ${where}`
    return records<Columns>(await store.read({ sql, args })).map(auditedOf)
  }

  return {
    async append({ detail, ...entry }, at = Date.now(), writes = []) {
      const sealed = sealDetail(vault, detail)
      for (let attempt = 1; ; attempt++) {
        const before = await last()
        const row = { ...entry, detail: sealed, at, id: before.id + 1 }
        try {
          const chained = [{ sql: STILL_LAST, args: [before.hash] }, insert(row, hashOf(row, before.hash))]
          await store.write([...chained, ...writes])
          return
        } catch (error) {
          // Somebody else wrote meanwhile: the chain is taken up at its new end.
          if (!(error instanceof StoreRefused) || attempt === TRIES) throw error
          if ((await last()).id === before.id) throw error
        }
      }
    },

    async list(limit, beforeId = Number.MAX_SAFE_INTEGER) {
      const rows = await page('id < ?1 order by id desc limit ?2', beforeId, limit)
      return rows.map((row) => ({ ...row, detail: openDetail(vault, row.detail) }))
    },

    async verify() {
      let head: ChainHead = { entries: 0, hash: START }
      for (;;) {
        await turnOfEvents()
        const rows = await page('id > ?1 order by id limit ?2', head.entries, PAGE)
        for (const row of rows) {
          const detail = coveredDetail(vault, row.detail)
          const follows = row.id === head.entries + 1 && row.hash === hashOf({ ...row, detail }, head.hash)
          if (!follows) return { ...head, brokenAt: row.id }
          head = { entries: row.id, hash: row.hash }
        }
        if (rows.length < PAGE) return { ...head, brokenAt: null }
      }
    },
  }
}

type Entry = Omit<Audited, 'hash'>

interface Columns {
  readonly [column: string]: unknown
}

function insert(row: Entry, hash: string): Statement {
  const { id, at, actor, action, subject } = row
  return { sql: APPEND, args: [id, at, actor, action, subject, JSON.stringify(row.detail), hash] }
}

function hashOf({ id, at, actor, action, subject, detail }: Entry, before: string): string {
  const covered = JSON.stringify([before, id, at, actor, action, subject, detail])
  return createHash('sha256').update(covered).digest('hex')
}

function auditedOf(row: Columns): Audited {
  return {
    id: Number(row['id']),
    at: Number(row['at']),
    actor: row['actor'] as string,
    action: row['action'] as string,
    subject: row['subject'] as string | null,
    detail: JSON.parse(row['detail'] as string) as Json,
    hash: row['hash'] as string,
  }
}

/*
 * A row's detail is a text, which is sealed, and its hash covers that text. What was written in clear once is an object,
 * until it is sealed as well: then it is a text in brackets, and its hash covers what it says.
 */
const sealDetail = (vault: Vault, detail: Json): string => vault.sealText(JSON.stringify(detail))

/** A detail that lies in clear (its JSON), as the row holds it from now on. */
export const sealedLater = (vault: Vault, json: string): string => JSON.stringify([vault.sealText(json)])

/** What a row's detail says. Of one that was tampered with: only that. */
export function openDetail(vault: Vault, stored: Json): Json {
  const sealed = Array.isArray(stored) ? (stored[0] as Json) : stored
  if (typeof sealed !== 'string') return stored
  try {
    return JSON.parse(vault.openText(sealed)) as Json
  } catch {
    return { unreadable: true }
  }
}

const coveredDetail = (vault: Vault, stored: Json): Json =>
  Array.isArray(stored) ? openDetail(vault, stored) : stored
