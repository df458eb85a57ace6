import { stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { REGION } from '../db/scope.ts'
import { ROLES } from '../http/auth.ts'
import { createLogger } from '../logger.ts'
import { UsageError } from './usage-error.ts'

/** `officer create`: an API key for a person or a program. It is printed this once. */
export async function officer(
  args: readonly string[],
  env: Record<string, string | undefined>,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      name: { type: 'string' },
      role: { type: 'string', default: 'officer' },
      region: { type: 'string' },
    },
    allowPositionals: true,
  })
  if (positionals.join(' ') !== 'create') throw new UsageError('officer knows one action: create.')
  const name = values.name?.trim()
  const role = ROLES.find((known) => known === values.role)
  if (!name) throw new UsageError('--name is missing.')
  if (!role) throw new UsageError(`--role must be one of ${ROLES.join(', ')}.`)
  const region = values.region ?? null
  if (region !== null && !REGION.test(region)) {
    throw new UsageError(
      '--region must be Kemendagri codes: a province (35), regencies (35.10,35.09), or cluster:ID.',
    )
  }
  const config = readConfig(env)
  const logger = createLogger('warn')
  const { openDatabase } = await import('../database.ts')
  const database = await openDatabase(config, { logger, onPoisoned: () => {} })
  try {
    const { key } = await database.apiKeys.create({ name, role, region }, Date.now())
    stdout.write(`${key}\n`)
    return 0
  } finally {
    await database.close()
  }
}
