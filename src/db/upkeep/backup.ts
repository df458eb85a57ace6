import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { copyServer } from './backup-server.ts'
import { lockFile } from '../store/file-lock.ts'

/**
 * Writes the whole database as one SQLite file of mode 0600, checked before it gets its name. A file is copied by
 * `VACUUM INTO` in a thread of its own while turns go on; a server is read table by table in one transaction.
 * Throws when something of that name exists. The data key is not in it: without that, personal data stays sealed.
 */
export async function backup(source: { url: string; authToken?: string }, file: string): Promise<void> {
  if (await exists(file)) throw new Error(`${file} exists already. Choose another name.`)
  await mkdir(dirname(file), { recursive: true })
  const partial = `${file}.partial`
  await rm(partial, { force: true })
  try {
    if (source.url.startsWith('file:'))
      await work({ task: 'copy', from: source.url.slice('file:'.length), to: partial })
    else await copyServer(source, partial)
    await work({ task: 'check', file: partial, name: file })
    await flush(partial)
    await rename(partial, file)
  } finally {
    await rm(partial, { force: true })
  }
}

/**
 * Puts a backup in the place of the database at `url`, which must be a file. What was there is kept beside it, under
 * the name that is returned; null when there was nothing. Throws StoreLocked while a process uses the database, and
 * when the backup is damaged or not ours.
 */
export async function restore(file: string, url: string, now = Date.now()): Promise<string | null> {
  if (!url.startsWith('file:')) {
    throw new Error(
      'Only a database file can be restored. For a server, start it on a directory made from the backup.',
    )
  }
  const target = url.slice('file:'.length)
  await mkdir(dirname(target), { recursive: true })
  const lock = lockFile(target)
  const partial = `${target}.restoring`
  try {
    if (!(await exists(file))) throw new Error(`There is no file ${file}.`)
    await copyFile(file, partial)
    await work({ task: 'check', file: partial, name: file })
    const aside = (await exists(target))
      ? `${target}.before-${new Date(now).toISOString().replaceAll(':', '-')}`
      : null
    if (aside) for (const part of ['', '-wal', '-shm']) await move(target + part, aside + part)
    await flush(partial)
    await rename(partial, target)
    return aside
  } finally {
    await rm(partial, { force: true })
    lock.release()
  }
}

export type Task =
  | { readonly task: 'copy'; readonly from: string; readonly to: string }
  /** `name` is what the file is called in messages. */
  | { readonly task: 'check'; readonly file: string; readonly name: string }

// A damaged or busy file must not stop the event loop, nor leave a broken connection behind.
async function work(task: Task): Promise<void> {
  const worker = new Worker(new URL('./backup-worker.ts', import.meta.url), { workerData: task })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  worker.once('error', reject)
  worker.once('exit', (code) =>
    code === 0 ? resolve() : reject(new Error(`the ${task.task} ended with code ${code}`)),
  )
  await promise
}

/** On the disk before it gets its name. */
async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.sync()
  await handle.close()
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

async function move(from: string, to: string): Promise<void> {
  if (await exists(from)) await rename(from, to)
}
