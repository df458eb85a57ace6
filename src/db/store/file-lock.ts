import { pid } from 'node:process'
import Database from 'libsql'
import { StoreLocked } from './store-error.ts'

/**
 * Keeps a database file for this process. The lock is SQLite's own, held by an open transaction on a small
 * database beside the file: the kernel lets go of it however the process ends, and a reused pid means nothing.
 * Throws StoreLocked while another process holds it.
 */
export function lockFile(path: string): { release(): void } {
  const lock = new Database(`${path}.lock`)
  try {
    claim(lock)
  } catch (error) {
    const holder = holderOf(lock)
    lock.close()
    if (!(error instanceof Database.SqliteError) || error.code !== 'SQLITE_BUSY') throw error
    throw new StoreLocked(
      `${path} is already open in another process${holder}. Stop that one first: only one process may own the file.`,
    )
  }
  return {
    release() {
      lock.exec('rollback')
      lock.close()
    },
  }
}

// Committed first, so that a process that comes later can read who holds the lock.
function claim(lock: Database.Database): void {
  lock.exec('begin immediate')
  lock.exec('create table if not exists holder (only integer primary key check (only = 1), pid integer)')
  lock.exec(`insert or replace into holder values (1, ${pid})`)
  lock.exec('commit')
  lock.exec('begin immediate')
}

function holderOf(lock: Database.Database): string {
  try {
    const [row] = lock.prepare('select pid from holder').raw(true).all([]) as [number][]
    return row ? ` (pid ${row[0]})` : ''
  } catch {
    return ''
  }
}
