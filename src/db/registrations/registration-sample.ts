import type { Condition, Sort } from './registration-filter.ts'
import type { Cursor } from '../store/page.ts'
import type { Query, RegistrationLists } from './registration-lists.ts'
import { pageSql, statementOf } from './registration-sql.ts'
import type { Reader } from '../store/reader.ts'
import type { Scope } from '../office/scope.ts'
import { records } from '../store/store.ts'
import type { Vault } from '../vault.ts'

/** What a registration tells about an applicant. Names nobody: the NIK is not for showing. */
export interface Sampled {
  readonly number: string
  readonly yearStarted: number
  readonly nib: string | null
  readonly nik: string | null
}

/** How many there are, and handfuls of them, each when it is wanted: whoever works on them lets others go between. */
export interface Sample {
  readonly total: number
  readonly handfuls: AsyncIterable<readonly Sampled[]>
}

/**
 * Up to `most` of the registrations for which something is still done, from all times alike; all of them when there are
 * no more.
 */
export type TakeSample = (scope: Scope, most: number) => Promise<Sample>

const STANDING: Condition = {
  type: 'in',
  field: 'status',
  values: ['submitted', 'verified', 'returned', 'rejected'],
}
const QUERY: Query = { conditions: [STANDING], words: [] }
const COLUMNS = ['number', 'yearStarted', 'nib', 'nikSealed'] as const
const HANDFUL = 50

/** Reads beside the turns, from both ends of the list. */
export function createSample(reader: Reader, vault: Vault, lists: RegistrationLists): TakeSample {
  async function read(scope: Scope, sort: Sort, limit: number, after?: Cursor): Promise<Row[]> {
    const found = pageSql({ columns: COLUMNS, scope, query: QUERY, sort, limit, ...(after && { after }) })
    return found ? records<Row>(await reader.read(statementOf(found))) : []
  }

  async function* all(scope: Scope): AsyncGenerator<Sampled[]> {
    for (let after: Cursor | undefined; ;) {
      const rows: Row[] = await read(scope, '-createdAt', HANDFUL, after)
      yield rows.map((row) => sampledOf(row, vault))
      const last = rows.at(-1)
      if (!last || rows.length < HANDFUL) return
      after = [Number(last.position), last.id]
    }
  }

  /** At even distances of time, from the first registration to the last. */
  async function* spread(scope: Scope, handfuls: number): AsyncGenerator<Sampled[]> {
    const end = async (sort: Sort) => Number((await read(scope, sort, 1))[0]?.position ?? 0)
    const [first, last] = [await end('createdAt'), await end('-createdAt')]
    const seen = new Set<string>()
    for (let nth = 1; nth <= handfuls; nth++) {
      const at = first + Math.ceil((nth / handfuls) * (last - first)) + 1
      const rows = (await read(scope, '-createdAt', HANDFUL, [at, ''])).filter(({ id }) => !seen.has(id))
      for (const { id } of rows) seen.add(id)
      yield rows.map((row) => sampledOf(row, vault))
    }
  }

  return async (scope, most) => {
    const total = await lists.total(scope, QUERY)
    return { total, handfuls: total <= most ? all(scope) : spread(scope, Math.ceil(most / HANDFUL)) }
  }
}

interface Row {
  readonly number: string
  readonly yearStarted: unknown
  readonly nib: string | null
  readonly nikSealed: Uint8Array | null
  readonly position: unknown
  readonly id: string
}

const sampledOf = ({ number, yearStarted, nib, nikSealed }: Row, vault: Vault): Sampled => ({
  number,
  yearStarted: Number(yearStarted),
  nib,
  nik: nikSealed && vault.open(nikSealed),
})
