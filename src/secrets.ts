import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Config, ConfigError, decodeKey } from './config.ts'

/** A secret of the data directory, and whether it was made just now. */
export interface Secret<T> {
  readonly value: T
  readonly path: string | null
  readonly isNew: boolean
}

/**
 * The key that personal data is encrypted under: the one that is set, or one kept in the data directory. A lost key is
 * never replaced while there is data under it.
 */
export async function dataKey({ dataDir, dataKey, database }: Config): Promise<Secret<Buffer>> {
  if (dataKey) return { value: dataKey, path: null, isNew: false }
  const path = join(dataDir, 'data.key')
  const file = database.url.startsWith('file:') ? database.url.slice('file:'.length) : null
  if (file && existsSync(file) && !existsSync(path)) {
    throw new ConfigError([
      `DATA_KEY: ${file} exists but its key, ${path}, does not. Put the key back, or set DATA_KEY to it:` +
        ' without it the personal data cannot be read.',
    ])
  }
  const { text, isNew } = await readOrMake(path, () => randomBytes(32).toString('base64')).catch(
    (error: NodeJS.ErrnoException) => {
      throw new ConfigError([`DATA_DIR: ${dataDir} cannot be used (${error.code ?? error.message})`])
    },
  )
  const value = decodeKey(text)
  if (!value) throw new ConfigError([`DATA_KEY: ${path} does not hold 32 bytes in base64`])
  return { value, path, isNew }
}

/** What Telegram must show with each delivery: the one that is set, or one kept in the data directory. */
export async function webhookSecret(dataDir: string, set: string | undefined): Promise<string> {
  if (set) return set
  const made = await readOrMake(join(dataDir, 'telegram-webhook.secret'), () =>
    randomBytes(32).toString('base64url'),
  )
  return made.text
}

/** The file's text; a file that is missing is written whole and durably, for its owner only. */
async function readOrMake(path: string, make: () => string): Promise<{ text: string; isNew: boolean }> {
  const present = await readFile(path, 'utf8').catch(absent)
  if (present !== null) return { text: present.trim(), isNew: false }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(4).toString('hex')}`
  await writeDurably(draft, `${make()}\n`)
  // Of two processes that start together, one makes the file and both use it.
  const isNew = await link(draft, path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false
      throw error
    },
  )
  await unlink(draft)
  return { text: (await readFile(path, 'utf8')).trim(), isNew }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
