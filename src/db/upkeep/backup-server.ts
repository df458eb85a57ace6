import { chmod } from 'node:fs/promises'
import type { Transaction, Value } from '@libsql/client'
import Database from 'libsql'
import { connect } from '../store/server.ts'

const PAGE = 500

/**
 * Copies a server's database into a new file: every table in one read transaction, so that it is the state of one
 * moment. Rows pass through this process in pages. (On the server's own machine, `VACUUM INTO` on its data file is
 * faster.)
 */
export async function copyServer(source: { url: string; authToken?: string }, file: string): Promise<void> {
  const client = connect(source)
  const copy = new Database(file)
  try {
    const reading = await client.transaction('read')
    const { rows } = await reading.execute(
      `select type, name, sql from sqlite_master where sql is not null and name not glob 'sqlite_*'
        and name not glob '_litestream_*' and name not glob 'libsql_*'`,
    )
    const schema = rows.map(({ type, name, sql }) => ({
      kind: kindOf(type, sql),
      name: `${name}`,
      sql: `${sql}`,
    }))
    const indexes = schema.filter(({ kind }) => kind === 'virtual')
    const isPart = (name: string) => indexes.some((index) => name.startsWith(`${index.name}_`))
    copy.exec('pragma foreign_keys = off; pragma synchronous = off; begin')
    for (const kind of KINDS) {
      for (const { name, sql } of schema.filter((one) => one.kind === kind)) {
        // A full-text index makes the tables that it consists of, with rows of its own.
        if (isPart(name)) copy.exec(`delete from "${name}"`)
        else copy.exec(sql)
        if (kind === 'table') await copyTable(reading, copy, name)
      }
    }
    copy.exec('commit')
    reading.close()
  } finally {
    copy.close()
    client.close()
  }
  await chmod(file, 0o600)
}

/** In the order in which they are made: a trigger must not see the rows that are copied. */
const KINDS = ['virtual', 'table', 'index', 'trigger'] as const

function kindOf(type: unknown, sql: unknown): unknown {
  return type === 'table' && /^create virtual /i.test(`${sql}`) ? 'virtual' : type
}

async function copyTable(reading: Transaction, copy: Database.Database, table: string): Promise<void> {
  const { rows: keys } = await reading.execute({
    sql: `select name from pragma_table_info(?) where pk > 0 order by pk`,
    args: [table],
  })
  const key = keys.map(({ name }) => `"${String(name)}"`).join(', ') || 'rowid'
  const width = keys.length || 1
  for (let after: Value[] | null = null; ;) {
    const marks = Array.from({ length: width }, () => '?').join(', ')
    const from = after ? `where (${key}) > (${marks})` : ''
    const page = await reading.execute({
      sql: `select ${key}, * from "${table}" ${from} order by ${key} limit ${PAGE}`,
      args: after ?? [],
    })
    const rows = page.rows.map((row) => Array.from(row))
    if (rows.length === 0) return
    const places = Array.from({ length: rows[0]!.length - width }, () => '?').join(', ')
    const insert = copy.prepare(`insert into "${table}" values (${places})`)
    for (const row of rows) insert.run(row.slice(width).map(bound))
    after = rows.at(-1)!.slice(0, width).map(whole)
  }
}

function bound(value: Value): unknown {
  return value instanceof ArrayBuffer ? Buffer.from(value) : whole(value)
}

// A number would be bound as REAL.
function whole(value: Value): Value {
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value
}
