import { readFile, writeFile } from 'node:fs/promises'
import { stderr, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { faultsOf } from '../db/content/faults.ts'
import { SCHEMAS } from '../db/content/schemas.ts'
import type { ContentEdits, Edit, Versioned } from '../db/content/content-edits.ts'
import type { ContentKind } from '../flows/content.ts'
import { createLogger } from '../logger.ts'
import { UsageError } from './usage-error.ts'

type Env = Record<string, string | undefined>
type Items = { readonly [kind: string]: readonly unknown[] }

const KINDS = Object.keys(SCHEMAS) as ContentKind[]

/** `export FILE`: all content as JSON, by kind. */
export async function exportContent(args: readonly string[], env: Env): Promise<number> {
  const { file } = readArgs(args)
  return withContent(env, async (content) => {
    const all = await Promise.all(
      KINDS.map(async (kind) => [kind, (await content.all(kind)).map(({ item }) => item)] as const),
    )
    await writeFile(file, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`)
    stdout.write(`${all.reduce((sum, [, items]) => sum + items.length, 0)} items are in ${file}.\n`)
    return 0
  })
}

/** `import FILE`: writes what is new or different, all or nothing; with `--dry-run` only says what that would be. */
export async function importContent(args: readonly string[], env: Env): Promise<number> {
  const { file, dryRun } = readArgs(args)
  return withContent(env, async (content) => {
    const items = JSON.parse(await readFile(file, 'utf8')) as Items
    const stored = new Map<ContentKind, readonly Versioned[]>(
      await Promise.all(KINDS.map(async (kind) => [kind, await content.all(kind)] as const)),
    )
    const faults = faultsIn(items, stored)
    if (faults.length > 0) {
      stderr.write(`${faults.join('\n')}\n`)
      return 1
    }
    const edits = editsOf(items, stored)
    const added = edits.filter(({ version }) => version === 0).length
    const told = `${added} new, ${edits.length - added} changed`
    if (dryRun) stdout.write(`Nothing was written: it would be ${told}.\n`)
    else {
      const entry = {
        actor: 'import',
        action: 'content.imported',
        subject: null,
        detail: { count: edits.length },
      }
      if (edits.length > 0 && (await content.write(edits, entry)) === 'changed') {
        stderr.write('Somebody changed the content meanwhile: try again.\n')
        return 1
      }
      stdout.write(`${told}.\n`)
    }
    return 0
  })
}

/** A line for each thing that is wrong: where, and why. */
function faultsIn(items: Items, stored: ReadonlyMap<ContentKind, readonly Versioned[]>): string[] {
  const known = (kind: ContentKind) =>
    new Set([
      ...(stored.get(kind) ?? []).map(({ item }) => item['id'] as string),
      ...(items[kind] ?? []).map(idOf),
    ])
  return Object.entries(items).flatMap(([kind, all]) => {
    if (!Object.hasOwn(SCHEMAS, kind)) return [`${kind}: there is no such kind of content`]
    const ids = all.map(idOf)
    return all.flatMap((item, at) => {
      const where = `${kind}/${idOf(item) || at}`
      const read = SCHEMAS[kind as ContentKind].safeParse(item)
      const twice = ids.indexOf(idOf(item)) === at ? [] : [`${where}: stands here twice`]
      const faults = read.success
        ? faultsOf(kind as ContentKind, read.data as never, known)
        : read.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }))
      return [...twice, ...faults.map(({ field, message }) => `${where}: ${field}: ${message}`)]
    })
  })
}

function editsOf(items: Items, stored: ReadonlyMap<ContentKind, readonly Versioned[]>): Edit[] {
  return KINDS.flatMap((kind) => {
    const before = new Map((stored.get(kind) ?? []).map((one) => [one.item['id'], one]))
    return (items[kind] ?? []).flatMap((given): Edit[] => {
      const item = SCHEMAS[kind].parse(given)
      const known = before.get(item.id)
      return known && same(known.item, item) ? [] : [{ kind, item, version: known?.version ?? 0 }]
    })
  })
}

const same = (one: unknown, other: unknown): boolean => sorted(one) === sorted(other)

/** As text, whatever order the fields are in. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

const idOf = (item: unknown): string => String((item as { readonly id?: unknown } | null)?.id ?? '')

function readArgs(args: readonly string[]) {
  const { positionals, values } = parseArgs({
    args: [...args],
    options: { 'dry-run': { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [file, ...rest] = positionals
  if (file === undefined || rest.length > 0) throw new UsageError('Name one file.')
  return { file, dryRun: values['dry-run'] }
}

async function withContent(env: Env, work: (content: ContentEdits) => Promise<number>): Promise<number> {
  const config = readConfig(env)
  const { openDatabase } = await import('../database.ts')
  const database = await openDatabase(config, { logger: createLogger('warn'), onPoisoned: () => {} })
  try {
    return await work(database.office.content)
  } catch (error) {
    if (!(error instanceof SyntaxError) && !Object.hasOwn(error as object, 'syscall')) throw error
    stderr.write(`${(error as Error).message}\n`)
    return 1
  } finally {
    await database.close()
  }
}
