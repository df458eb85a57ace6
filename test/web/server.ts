import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../free-port.ts'

/** The product as a process of its own, as `npm start` runs it. */
export interface ServerProcess {
  readonly url: string
  /** What it has printed. */
  output(): string
  start(): Promise<void>
  /** Ends it at once, in the middle of whatever it does. */
  kill(): Promise<void>
  /** Asks it to stop, and resolves with its exit code. */
  stop(): Promise<number | null>
}

/** A server on a port of its own, which it keeps over restarts. */
export async function serverProcess(env: Record<string, string>): Promise<ServerProcess> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  let child: ChildProcess | null = null
  let output = ''

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const exited = once(child, 'exit')
    child.kill(signal)
    const [code] = (await exited) as [number | null]
    return code
  }

  return {
    url,
    output: () => output,
    async start() {
      child = spawn(process.execPath, ['src/cli.ts', 'start'], {
        env: { PATH: process.env['PATH'], PORT: String(port), LOG_LEVEL: 'warn', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      for (const stream of [child.stdout!, child.stderr!]) {
        stream.on('data', (data: Buffer) => (output += data.toString()))
      }
      await isReady(url, child, () => output)
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  }
}

async function isReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (const since = Date.now(); Date.now() - since < 30_000; await wait(50)) {
    if (child.exitCode !== null) break
    const response = await fetch(`${url}/readyz`).catch(() => null)
    if (response?.ok && output().includes('NaikKelas is running.')) return
  }
  throw new Error(`The server is not ready:\n${output()}`)
}
