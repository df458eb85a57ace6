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
    redact: { paths: PERSONAL.flatMap((path) => [path, `*.${path}`]), censor: '[redacted]' },
  }
  return destination ? pino(options, destination) : pino(options)
}
