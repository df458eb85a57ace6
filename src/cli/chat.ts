import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stdin, stdout } from 'node:process'
import { terminalChat } from '../bot/terminal-chat.ts'
import { type Config, readConfig } from '../config.ts'
import { createLogger } from '../logger.ts'
import { noArguments } from './usage-error.ts'

/** The web chat's conversation in the terminal: with the bot that runs here, or with one of its own for as long. */
export async function chat(
  args: readonly string[],
  env: Record<string, string | undefined>,
): Promise<number> {
  noArguments(args)
  const config = readConfig(env)
  const running = await findServer(config)
  if (running) {
    await talk(config, running)
    return 0
  }
  const { startApplication } = await import('../main.ts')
  const own = await startApplication(
    {
      ...config,
      http: { ...config.http, host: '127.0.0.1', port: 0 },
      telegram: undefined,
      whatsapp: undefined,
    },
    {
      logger: createLogger(config.logLevel === 'info' ? 'error' : config.logLevel),
      print: () => {},
      onPoisoned: (error) => {
        throw error
      },
    },
  )
  try {
    await talk(config, own.url)
  } finally {
    await own.stop()
  }
  return 0
}

async function findServer({ http }: Config): Promise<string | null> {
  const url = `http://localhost:${http.port}`
  const response = await fetch(`${url}/healthz`).catch(() => null)
  return response?.ok ? url : null
}

async function talk({ dataDir }: Config, url: string): Promise<void> {
  const path = join(dataDir, 'terminal-chat.cookie')
  await terminalChat({
    url,
    cookie: await readFile(path, 'utf8').catch(() => null),
    async keepCookie(cookie) {
      await mkdir(dataDir, { recursive: true, mode: 0o700 })
      await writeFile(path, cookie, { mode: 0o600 })
    },
    input: stdin,
    output: stdout,
    styled: stdout.isTTY,
  })
}
