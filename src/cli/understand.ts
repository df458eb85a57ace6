import { once } from 'node:events'
import { stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { dayIn } from '../bot/turn.ts'
import { readConfig } from '../config.ts'
import { type Kind, KINDS, readAs } from '../flows/understand/explain.ts'
import { UsageError } from './usage-error.ts'

/** Prints one JSON object for each line of the standard input: what the product understands. */
export async function understand(
  args: readonly string[],
  env: Record<string, string | undefined>,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { as: { type: 'string', default: 'intent' }, today: { type: 'string' } },
  })
  const kind = KINDS.find((known): known is Kind => known === values.as)
  if (!kind) throw new UsageError(`--as must be one of ${KINDS.join(', ')}.`)
  const today = values.today ?? dayIn(readConfig(env).timeZone, Date.now())
  if (!isDay(today)) throw new UsageError('--today must be a day, such as 2026-01-31.')
  for await (const line of createInterface({ input: stdin, crlfDelay: Infinity })) {
    if (!stdout.write(`${JSON.stringify(readAs(kind, line, today))}\n`)) await once(stdout, 'drain')
  }
  return 0
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
