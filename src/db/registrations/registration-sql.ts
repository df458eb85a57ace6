import { and, sql, type SQL } from 'drizzle-orm'
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core'
import { armSql, arms, type Arm, type Sort } from './registration-filter.ts'
import type { Cursor } from '../store/page.ts'
import type { Query } from './registration-lists.ts'
import { matching } from './registration-words.ts'
import { registrations } from './registration-schema.ts'
import type { Scope } from '../office/scope.ts'
import type { Argument, Statement } from '../store/store.ts'

export interface Asked {
  readonly columns: readonly (keyof typeof registrations.$inferSelect)[]
  readonly scope: Scope
  readonly query: Query
  readonly sort: Sort
  readonly limit: number
  readonly after?: Cursor
}

const dialect = new SQLiteAsyncDialect({ casing: 'snake_case' })

/** SQL put together with drizzle, for whoever runs statements. */
export function statementOf(query: SQL): Statement {
  const { sql: text, params } = dialect.sqlToQuery(query)
  return { sql: text, args: params as Argument[] }
}

/** One page: the columns, then `position` (what it is sorted by) and `id`. Null when there is nowhere to look. */
export function pageSql(asked: Asked): SQL | null {
  const places = arms(asked.scope, asked.query.conditions)
  if (places.length === 0) return null
  const handles = asked.query.words.length > 0 ? wordHandles(asked, places) : keyHandles(asked, places)
  const columns = asked.columns.map((name) => sql`${registrations[name]} as ${sql.raw(`"${name}"`)}`)
  const order = direction(asked.sort)
  return sql`select ${sql.join(columns, sql`, `)}, handles.position, registrations.id
    from (${handles}) handles cross join registrations on registrations.rowid = handles.row
    order by handles.position ${order}, registrations.id ${order}`
}

/** Each place by its own index, and the first of all. */
function keyHandles({ sort, limit, after }: Asked, places: readonly Arm[]): SQL {
  const column = sort.endsWith('createdAt') ? registrations.createdAt : registrations.annualSales
  const order = direction(sort)
  const compare = sort.startsWith('-') ? sql`<` : sql`>`
  const beyond = after && sql`(${column}, registrations.id) ${compare} (${after[0]}, ${after[1]})`
  const each = places.map(
    (
      arm,
    ) => sql`select * from (select registrations.rowid as row, ${column} as position, registrations.id as id
      from registrations where ${and(armSql(arm, sort), beyond) ?? sql`true`}
      order by ${column} ${order}, registrations.id ${order} limit ${limit})`,
  )
  if (each.length === 1) return each[0]!
  return sql`${sql.join(each, sql` union all `)} order by position ${order}, id ${order} limit ${limit}`
}

/** In the order of the full-text index, which is the order they came in: the first ones are found without the rest. */
function wordHandles({ query, sort, limit, after }: Asked, places: readonly Arm[]): SQL {
  const beyond =
    after && sql` and registration_words.rowid ${sort.startsWith('-') ? sql`<` : sql`>`} ${after[0]}`
  return sql`select registrations.rowid as row, registration_words.rowid as position
    ${matching(query.words, places)}${beyond} and ${anywhere(places)}
    order by registration_words.rowid ${direction(sort)} limit ${limit}`
}

/** Up to `most` + 1 rows are counted. */
export function countSql(scope: Scope, { conditions, words }: Query, most: number): SQL | null {
  const places = arms(scope, conditions)
  if (places.length === 0) return null
  const each =
    words.length > 0
      ? [sql`select 1 ${matching(words, places)} and ${anywhere(places)}`]
      : places.map((arm) => sql`select 1 from registrations where ${armSql(arm) ?? sql`true`}`)
  return sql`select count(*) from (${sql.join(each, sql` union all `)} limit ${most + 1})`
}

/** What must hold in any of the places. Compared, not looked up: another index leads. */
export function anywhere(places: readonly Arm[]): SQL {
  const [first] = places
  const regencies = places.flatMap(({ regency }) => (regency === null ? [] : [regency]))
  const here = regencies.length === 0 ? undefined : sql`+registrations.regency in ${regencies}`
  return and(here, armSql({ regency: null, conditions: first!.conditions }, 'annualSales')) ?? sql`true`
}

const direction = (sort: Sort): SQL => (sort.startsWith('-') ? sql`desc` : sql`asc`)
