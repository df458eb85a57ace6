import { chmodSync, existsSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import Database from 'libsql'
import type { Task } from './backup.ts'

/* Runs as a thread: copies a database, or checks one. Throws where something is wrong. */

const task = workerData as Task
if (task.task === 'copy') copy(task.from, task.to)
else check(task.file, task.name)

function copy(from: string, to: string): void {
  if (!existsSync(from)) throw new Error(`There is no database at ${from}.`)
  const database = new Database(from, { timeout: 10_000 })
  try {
    database.prepare('vacuum into ?').run([to])
  } finally {
    database.close()
  }
  chmodSync(to, 0o600)
}

function check(file: string, name: string): void {
  const database = new Database(file)
  try {
    const [found] = faults(database)
    if (found !== 'ok') throw new Error(`${name} is damaged: ${found}`)
    const ours = all(
      database,
      `select count(*) from sqlite_master where name in ('migrations', 'contacts', 'outbox')`,
    )
    if (ours[0] !== 3) throw new Error(`${name} is no backup of this product.`)
    if (all(database, 'pragma foreign_key_check').length > 0)
      throw new Error(`${name} has rows that point nowhere.`)
  } finally {
    database.close()
  }
}

// An error of SQLite's own loses its words on its way out of the thread.
function faults(database: Database.Database): unknown[] {
  try {
    return all(database, 'pragma integrity_check')
  } catch (error) {
    return [(error as Error).message]
  }
}

function all(database: Database.Database, sql: string): unknown[] {
  const rows = database.prepare(sql).raw(true).all([]) as unknown[][]
  return rows.map(([first]) => first)
}
