import { EXPORTED } from './registration-export.ts'
import { countSql, pageSql, statementOf, type Asked } from './registration-sql.ts'
import { countedAlready } from './registration-counts.ts'
import { arms, type Condition, type Sort } from './registration-filter.ts'
import { maskName, maskNik } from './registrations.ts'
import type { Words } from './registration-words.ts'
import type { Cursor, Page } from '../store/page.ts'
import type { Reader } from '../store/reader.ts'
import type { registrations } from './registration-schema.ts'
import type { Scope } from '../office/scope.ts'
import { records } from '../store/store.ts'
import type { Vault } from '../vault.ts'

type Stored = typeof registrations.$inferSelect

/** What is asked of a list. Words are looked for in business names, products and numbers; all must be found. */
export interface Query {
  readonly conditions: readonly Condition[]
  readonly words: readonly Words[]
}

const LISTED = [...EXPORTED, 'ownerNameSealed', 'nikSealed', 'assignee', 'version'] as const

/** A registration in a list: the personal fields are masked. */
export interface Listed extends Readonly<Pick<Stored, (typeof EXPORTED)[number] | 'assignee' | 'version'>> {
  readonly ownerName: string
  readonly nik: string | null
}

export interface RegistrationLists {
  /** With words, the order is the one they came in: forwards or backwards, whatever the column. */
  page(scope: Scope, query: Query, options: PageOptions): Promise<Page<Listed>>
  /** `exact` is false when there are more than that. */
  count(scope: Scope, query: Query): Promise<{ readonly count: number; readonly exact: boolean }>
  /** However many there are. */
  total(scope: Scope, query: Query): Promise<number>
}

export interface PageOptions {
  readonly sort: Sort
  readonly limit: number
  readonly after?: Cursor
}

/** Further than this is not counted. */
const COUNTED = 10_000

/** Reads beside the turns; names and NIKs are masked. */
export function createRegistrationLists(reader: Reader, vault: Vault): RegistrationLists {
  async function counted(scope: Scope, { conditions }: Query): Promise<number | null> {
    const known = countedAlready(arms(scope, conditions))
    if (!known) return null
    const { rows } = await reader.read(known)
    return Number(rows[0]![0] ?? 0)
  }

  async function total(scope: Scope, query: Query): Promise<number> {
    const known = query.words.length === 0 ? await counted(scope, query) : null
    if (known !== null) return known
    const counting = countSql(scope, query, Number.MAX_SAFE_INTEGER - 1)
    return counting ? Number((await reader.read(statementOf(counting))).rows[0]![0]) : 0
  }

  return {
    async page(scope, query, options) {
      const limit = options.limit + 1
      const found = pageSql({ ...options, columns: LISTED, scope, query, limit } satisfies Asked)
      if (!found) return { items: [], next: null }
      const rows = records<Row>(await reader.read(statementOf(found)))
      const last = rows.length === limit ? rows[options.limit - 1]! : null
      return {
        items: rows.slice(0, options.limit).map((row) => listedOf(row, vault)),
        next: last && [last.position, last.id],
      }
    },

    async count(scope, query) {
      const known = query.words.length === 0 ? await counted(scope, query) : null
      if (known !== null) return { count: known, exact: true }
      const counting = countSql(scope, query, COUNTED)
      if (!counting) return { count: 0, exact: true }
      const { rows } = await reader.read(statementOf(counting))
      const count = Number(rows[0]![0])
      return { count: Math.min(count, COUNTED), exact: count <= COUNTED }
    },

    total,
  }
}

type Row = Omit<Listed, 'ownerName' | 'nik'> & {
  readonly ownerNameSealed: Uint8Array
  readonly nikSealed: Uint8Array | null
  readonly position: number
  readonly id: string
}

function listedOf({ ownerNameSealed, nikSealed, position: _p, id: _id, ...rest }: Row, vault: Vault): Listed {
  return {
    ...rest,
    ownerName: maskName(vault.open(ownerNameSealed)),
    nik: nikSealed && maskNik(vault.open(nikSealed)),
  }
}
