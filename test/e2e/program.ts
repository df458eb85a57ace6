import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pause } from '../worlds/loopback.ts'

/** What an admin calls the API with. */
export const ADMIN_KEY = 'the-admin-key-of-these-tests-0001'

/** The production program as a process of its own, with a data directory and a port that it keeps over restarts. */
export interface Program {
  readonly url: string
  readonly dataDir: string
  /** What it has printed. */
  output(): string
  /** Starts it; what it is started with stays the same unless something is given. */
  launch(more?: Readonly<Record<string, string>>): void
  /** Resolves once it says that it is ready, or that nothing but these is down. */
  ready(butFor?: readonly string[]): Promise<void>
  /** Ends it at once, in the middle of whatever it does. */
  kill(): Promise<void>
  /** Asks it to stop; resolves with its exit code. */
  stop(): Promise<number | null>
  /** Ends it and deletes what it has stored. */
  remove(): Promise<void>
}

/** Compiled code is kept between starts, as on a machine that restarts a program. */
const COMPILED = join(tmpdir(), 'naik-kelas-compiled')
const PATIENCE = 90_000
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A program with this environment, not started yet. */
export async function program(env: Readonly<Record<string, string>>, port?: number): Promise<Program> {
  const dataDir = await mkdtemp(join(tmpdir(), 'naik-kelas-'))
  const own = { PORT: String(port ?? (await freePort())), DATA_DIR: dataDir, BOOTSTRAP_ADMIN_KEY: ADMIN_KEY }
  const url = `http://127.0.0.1:${own.PORT}`
  let given = env
  let child: ChildProcess | null = null
  let output = ''

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const current = child
    if (!current || hasEnded(current)) return current?.exitCode ?? null
    const exited = once(current, 'exit')
    current.kill(signal)
    const [code] = (await exited) as [number | null]
    return code
  }

  return {
    url,
    dataDir,
    output: () => output,
    launch(more) {
      if (child && !hasEnded(child)) throw new Error('it runs already')
      given = { ...given, ...more }
      child = spawn(process.execPath, ['src/cli.ts', 'start'], {
        cwd: ROOT,
        env: {
          PATH: process.env['PATH'],
          LOG_LEVEL: 'warn',
          NODE_COMPILE_CACHE: COMPILED,
          ...own,
          ...given,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      for (const stream of [child.stdout!, child.stderr!]) {
        stream.on('data', (data: Buffer) => (output = (output + data.toString()).slice(-100_000)))
      }
    },
    async ready(butFor = []) {
      for (const since = Date.now(); Date.now() - since < PATIENCE; await pause(30)) {
        const down = await whatIsDown(url)
        if (down?.every((part) => butFor.includes(part))) return
        if (!child || hasEnded(child)) break
      }
      throw new Error(`The program is not ready:\n${output}`)
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    async remove() {
      await end('SIGKILL')
      await rm(dataDir, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null

/** Null while there is no answer. */
async function whatIsDown(url: string): Promise<readonly string[] | null> {
  try {
    const response = await fetch(`${url}/readyz`)
    const { down } = (await response.json()) as { readonly down: readonly string[] }
    return down
  } catch {
    return null
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
