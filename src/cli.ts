#!/usr/bin/env node
import process, { argv, exit, stderr } from 'node:process'
import { ConfigError } from './config.ts'
import { UsageError } from './cli/usage-error.ts'

/** A command takes what follows its name and resolves to the exit code. What it needs is loaded when it is called. */
interface Command {
  readonly usage: string
  readonly does: string
  run(args: readonly string[], env: Record<string, string | undefined>): Promise<number>
}

const COMMANDS: { readonly [name: string]: Command } = {
  start: {
    usage: 'start',
    does: 'runs the bot, its web chat and its API',
    run: async (...given) => (await import('./cli/start.ts')).start(...given),
  },
  chat: {
    usage: 'chat',
    does: 'has the conversation in the terminal',
    run: async (...given) => (await import('./cli/chat.ts')).chat(...given),
  },
  understand: {
    usage: 'understand [--as intent|rupiah|region|date|yesno|nik|phone] [--today YYYY-MM-DD]',
    does: 'reads lines and prints what each means, as JSON',
    run: async (...given) => (await import('./cli/understand.ts')).understand(...given),
  },
  officer: {
    usage:
      'officer create --name NAME | officer invite --name NAME --email EMAIL [--role viewer|officer|admin] [--region CODE]',
    does: 'makes an API key, or a code with which a person sets a password; printed once, while the bot is stopped',
    run: async (...given) => (await import('./cli/officer.ts')).officer(...given),
  },
  parked: {
    usage: 'parked [replay CHANNEL ID]',
    does: 'lists messages that failed, or takes one up again at the next start, while the bot is stopped',
    run: async (...given) => (await import('./cli/parked.ts')).parked(...given),
  },
  demo: {
    usage: 'demo [--owners 200] [--seed 1]',
    does: 'fills an empty database with made-up owners, each marked as an example',
    run: async (...given) => (await import('./cli/demo.ts')).demo(...given),
  },
  export: {
    usage: 'export FILE',
    does: 'writes all content (products, rules, programmes, questions, …) to a file, while the bot is stopped',
    run: async (...given) => (await import('./cli/content.ts')).exportContent(...given),
  },
  import: {
    usage: 'import FILE [--dry-run]',
    does: 'checks content in such a file, and writes what is new or different, while the bot is stopped',
    run: async (...given) => (await import('./cli/content.ts')).importContent(...given),
  },
  backup: {
    usage: 'backup FILE',
    does: 'writes the database to a new file, also while the bot runs',
    run: async (...given) => (await import('./cli/backup.ts')).backup(...given),
  },
  restore: {
    usage: 'restore FILE',
    does: 'puts a backup in the place of the database, while the bot is stopped',
    run: async (...given) => (await import('./cli/backup.ts')).restore(...given),
  },
}

/** Runs one command line; 2 says that it was not understood, 1 that it failed. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(usage())
    return name === undefined ? 2 : 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) {
    stderr.write(`There is no command "${name}".\n\n${usage()}`)
    return 2
  }
  try {
    return await command.run(args, process.env)
  } catch (error) {
    if (isMisuse(error)) {
      stderr.write(`${(error as Error).message}\n\nUsage: naik-kelas ${command.usage}\n`)
      return 2
    }
    if (error instanceof ConfigError || isExpected(error)) {
      stderr.write(`${error.message}\n`)
      return 1
    }
    throw error
  }
}

function usage(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length)) + 2
  const lines = Object.entries(COMMANDS).map(
    ([name, { usage, does }]) => `  ${name.padEnd(width)}${does}\n  ${' '.repeat(width)}naik-kelas ${usage}`,
  )
  return `Usage: naik-kelas <command>\n\n${lines.join('\n')}\n`
}

function isMisuse(error: unknown): boolean {
  return (
    error instanceof UsageError || String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
  )
}

/** Faults whose message says all there is to know: a port that is taken, a database that another process has open. */
function isExpected(error: unknown): error is Error {
  return error instanceof Error && ['StoreLocked', 'StoreUnreachable', 'CannotListen'].includes(error.name)
}

exit(await main(argv.slice(2)))
