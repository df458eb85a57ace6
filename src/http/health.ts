import { Hono } from 'hono'
import type { Channel } from '../bot/channel.ts'

export interface HealthDependencies {
  /** Writes to the database and reads it back: a server that answers reads may still hang every write. */
  readonly probeDatabase: () => Promise<void>
  readonly channels: readonly Pick<Channel, 'name' | 'state'>[]
}

const PROBE_TIMEOUT = 3000
/** However often it is asked for, the probe writes at most once in this time. */
const PROBE_INTERVAL = 1000

/** `/healthz`: the process is alive. `/readyz`: it can do its work; if not, it says what is down. */
export function healthRoutes({ probeDatabase, channels }: HealthDependencies): Hono {
  const routes = new Hono()
  const database = remembered(() => verdict(probeDatabase))

  routes.get('/healthz', (c) => c.json({ status: 'ok' }))

  routes.get('/readyz', async (c) => {
    const states = Object.fromEntries(channels.map((channel) => [channel.name, channel.state()]))
    const down = Object.entries(states)
      .filter(([, { state }]) => state !== 'online' && state !== 'off')
      .map(([name]) => name)
    const databaseState = await database()
    if (databaseState.state === 'down') down.unshift('database')
    const body = {
      status: down.length === 0 ? 'ready' : 'not ready',
      down,
      database: databaseState,
      channels: states,
    }
    return c.json(body, down.length === 0 ? 200 : 503, { 'cache-control': 'no-store' })
  })

  return routes
}

interface Verdict {
  readonly state: 'up' | 'down'
  readonly detail?: string
}

async function verdict(probe: () => Promise<void>): Promise<Verdict> {
  const { promise: late, resolve } = Promise.withResolvers<Verdict>()
  const timer = setTimeout(
    () => resolve({ state: 'down', detail: `no answer to a write within ${PROBE_TIMEOUT} ms` }),
    PROBE_TIMEOUT,
  )
  const answer = probe().then<Verdict, Verdict>(
    () => ({ state: 'up' }),
    () => ({ state: 'down', detail: 'a write failed' }),
  )
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null
  return () => {
    if (!answer) {
      answer = ask()
      const forget = () => void setTimeout(() => (answer = null), PROBE_INTERVAL).unref()
      answer.then(forget, forget)
    }
    return answer
  }
}
