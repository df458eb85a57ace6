import { stderr, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import * as copies from '../db/upkeep/backup.ts'
import { UsageError } from './usage-error.ts'

type Env = Record<string, string | undefined>

/** `backup FILE`: the database as one file, also while the bot runs. */
export function backup(args: readonly string[], env: Env): Promise<number> {
  const file = onlyFile(args)
  const { database } = readConfig(env)
  return orMessage(async () => {
    await copies.backup(database, file)
    return `${file} holds the database as it was just now. The data key is not in it: keep that elsewhere.`
  })
}

/** `restore FILE`: a backup takes the place of the database, which is kept beside it. */
export function restore(args: readonly string[], env: Env): Promise<number> {
  const file = onlyFile(args)
  const { database } = readConfig(env)
  return orMessage(async () => {
    const aside = await copies.restore(file, database.url)
    return `${file} is the database now.${aside ? ` What was there is kept as ${aside}.` : ''}`
  })
}

function onlyFile(args: readonly string[]): string {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true })
  const [file, ...rest] = positionals
  if (file === undefined || rest.length > 0) throw new UsageError('Name one file.')
  return file
}

/** Whatever stops a copy, its message says what to do about it. */
async function orMessage(work: () => Promise<string>): Promise<number> {
  try {
    stdout.write(`${await work()}\n`)
    return 0
  } catch (error) {
    stderr.write(`${(error as Error).message}\n`)
    return 1
  }
}
