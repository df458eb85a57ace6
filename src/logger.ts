import { type DestinationStream, type Logger, pino } from 'pino'

/** Fields that could name or reach a person. They never belong in a log; this is the net below the rope. */
const PERSONAL = [
  'text',
  'name',
  'phone',
  'nik',
  'token',
  'key',
  'secret',
  'authorization',
  'cookie',
  'body',
  'message.text',
  'input.text',
  'headers.authorization',
  'headers.cookie',
]

/** Writes JSON lines: ids, outcomes and durations, never what somebody said or who they are. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: undefined,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: serialized },
    redact: { paths: PERSONAL.flatMap((path) => [path, `*.${path}`]), censor: '[redacted]' },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** A query that failed is told of by why it did: its own message holds what it was asked with. */
function serialized(error: Error): unknown {
  const asked = error instanceof Error && 'params' in error && error.cause instanceof Error
  return pino.stdSerializers.err(asked ? (error.cause as Error) : error)
}
