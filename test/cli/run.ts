import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** What a command line printed and how it ended. */
export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs `naik-kelas` to its end, with nothing from this process's environment. */
export async function run(args: readonly string[], { env = {}, input = '' } = {}): Promise<Ran> {
  const child = spawn(process.execPath, ['src/cli.ts', ...args], {
    env: { PATH: process.env['PATH'], ...env },
  })
  child.stdin.end(input)
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code: code as number | null, out, err }
}
