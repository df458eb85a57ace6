import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { env, execPath, kill } from 'node:process'
import { fileURLToPath } from 'node:url'
import { listen, pause, shut } from '../../test/worlds/loopback.ts'
import { TOKEN } from './bot-api.ts'
import type { Harness } from './harness.ts'
import { processGroup } from './proc.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A bot under load: a command in a process group of its own, over a folder that outlives it. */
export class BotProcess {
  readonly group: number
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
    this.group = child.pid ?? 0
  }

  /** Starts the command and waits until it asks for updates. */
  static async start(command: string, folder: string, harness: Harness): Promise<BotProcess> {
    const log = join(folder, '..', 'bot.log')
    const ready = harness.ready()
    const output = openSync(log, 'a')
    const child = spawn(command, {
      shell: true,
      detached: true,
      cwd: ROOT,
      stdio: ['ignore', output, output],
      env: {
        ...env,
        PATH: `${join(execPath, '..')}${delimiter}${env.PATH}`,
        NODE_ENV: 'production',
        TELEGRAM_BOT_TOKEN: TOKEN,
        TELEGRAM_API_ROOT: harness.apiRoot,
        DATA_DIR: folder,
        PORT: String(await freePort()),
        LOG_LEVEL: 'warn',
      },
    })
    const ended = once(child, 'exit').then(() => {
      throw new Error(`the bot ended before it was ready:\n${readFileSync(log, 'utf8').slice(-2000)}`)
    })
    await Promise.race([ready, ended])
    ended.catch(() => undefined)
    return new BotProcess(child)
  }

  /** Ends the whole group and waits until it is gone. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.#send(signal)
    for (let waited = 0; processGroup(this.group).length; waited += 10) {
      if (waited > 12_000) this.#send('SIGKILL')
      await pause(10)
    }
  }

  #send(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#child.pid && processGroup(this.group).length) kill(-this.#child.pid, signal)
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await shut(server)
  return port
}
