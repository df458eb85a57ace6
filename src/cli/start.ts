import process, { stdout } from 'node:process'
import type { Logger } from 'pino'
import { readConfig } from '../config.ts'
import { createLogger } from '../logger.ts'
import type { Application } from '../main.ts'
import { noArguments } from './usage-error.ts'

/** However the stop goes, the process is gone after this, in milliseconds. */
const LONGEST_STOP = 9500

/** Runs the product until it is told to stop. */
export async function start(
  args: readonly string[],
  env: Record<string, string | undefined>,
): Promise<number> {
  noArguments(args)
  const config = readConfig(env)
  const logger = createLogger(config.logLevel)
  const ended = Promise.withResolvers<number>()
  const { startApplication } = await import('../main.ts')
  const application = await startApplication(config, {
    logger,
    print: (text) => void stdout.write(text),
    onPoisoned(error) {
      logger.fatal({ err: error }, 'the database can no longer be trusted')
      process.exit(1)
    },
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop(application, logger, signal).then(ended.resolve))
  }
  return ended.promise
}

async function stop(application: Application, logger: Logger, signal: string): Promise<number> {
  logger.info({ signal }, 'stopping')
  const late = setTimeout(() => {
    logger.error('stopping took too long; what is left is taken up at the next start')
    process.exit(1)
  }, LONGEST_STOP)
  try {
    await application.stop()
    logger.info('stopped')
    return 0
  } catch (error) {
    logger.error({ err: error }, 'stopping failed')
    return 1
  } finally {
    clearTimeout(late)
  }
}
