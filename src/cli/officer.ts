import { stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { readConfig } from '../config.ts'
import type { Database } from '../database.ts'
import { Region } from '../http/api/people/keys.ts'
import { ROLES, type Role } from '../http/auth.ts'
import { createLogger } from '../logger.ts'
import { UsageError } from './usage-error.ts'

interface Wanted {
  readonly name: string
  readonly role: Role
  readonly region: string | null
}

/** `officer create`: an API key for a program. `officer invite`: a person's code. Either is printed this once. */
export async function officer(
  args: readonly string[],
  env: Record<string, string | undefined>,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      name: { type: 'string' },
      email: { type: 'string' },
      role: { type: 'string', default: 'officer' },
      region: { type: 'string' },
    },
    allowPositionals: true,
  })
  const make = { create: createKey, invite: invite(values.email) }[positionals.join(' ')]
  if (!make) throw new UsageError('officer knows two actions: create and invite.')
  const wanted = wantedOf(values)
  const { openDatabase } = await import('../database.ts')
  const database = await openDatabase(readConfig(env), { logger: createLogger('warn'), onPoisoned: () => {} })
  try {
    const [there] = await database.office.reach.within({ type: 'nation' }, [wanted.region])
    if (!there) throw new UsageError(`There is no ${wanted.region}.`)
    stdout.write(`${await make(database, wanted)}\n`)
    return 0
  } finally {
    await database.close()
  }
}

async function createKey({ apiKeys }: Database, wanted: Wanted): Promise<string> {
  return (await apiKeys.create(wanted, { actor: 'operator', at: Date.now() })).key
}

function invite(given: string | undefined) {
  return async ({ office: { people } }: Database, wanted: Wanted): Promise<string> => {
    const email = z.email().safeParse(given?.trim())
    if (!email.success) throw new UsageError('--email is missing, or no e-mail address.')
    const by = { actor: 'operator', at: Date.now() }
    const id = await people.invite({ ...wanted, email: email.data }, by)
    if (id === null) throw new UsageError('Somebody has this e-mail already.')
    return (await people.issueCode((await people.byId(id))!, false, by)).code
  }
}

function wantedOf(values: {
  readonly name?: string
  readonly role: string
  readonly region?: string
}): Wanted {
  const name = values.name?.trim()
  const role = ROLES.find((known) => known === values.role)
  if (!name) throw new UsageError('--name is missing.')
  if (!role) throw new UsageError(`--role must be one of ${ROLES.join(', ')}.`)
  const region = values.region ?? null
  if (region !== null && !Region.safeParse(region).success) {
    throw new UsageError(
      '--region must be Kemendagri codes that there are: a province (35), regencies (35.10,35.09), or cluster:ID.',
    )
  }
  return { name, role, region }
}
