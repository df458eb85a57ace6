import { stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { createLogger } from '../logger.ts'
import { UsageError } from './usage-error.ts'

/** `parked`: messages given up after a fault, newest first, without their words. `parked replay`: owes one its turn again. */
export async function parked(
  args: readonly string[],
  env: Record<string, string | undefined>,
): Promise<number> {
  const [action, channel, externalId, ...rest] = parseArgs({
    args: [...args],
    allowPositionals: true,
  }).positionals
  if (action !== undefined && (action !== 'replay' || !channel || !externalId || rest.length > 0)) {
    throw new UsageError('parked alone lists them; parked replay CHANNEL ID takes one up again.')
  }
  const { openDatabase } = await import('../database.ts')
  const database = await openDatabase(readConfig(env), { logger: createLogger('warn'), onPoisoned: () => {} })
  try {
    if (channel && externalId) {
      const found = await database.inbox.replay({ channel, externalId })
      stdout.write(found ? 'It is taken up at the next start.\n' : 'No such message is parked.\n')
      return found ? 0 : 1
    }
    const dead = await database.inbox.dead()
    if (dead.length === 0) stdout.write('No message is parked.\n')
    for (const { channel, externalId, receivedAt, error } of dead) {
      stdout.write(
        `${channel} ${externalId} ${new Date(receivedAt).toISOString()} ${error?.split('\n')[0] ?? ''}\n`,
      )
    }
    return 0
  } finally {
    await database.close()
  }
}
