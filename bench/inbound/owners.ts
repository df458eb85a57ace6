import { argv } from 'node:process'
import { pause } from '../../test/worlds/loopback.ts'
import { BotApi } from './bot-api.ts'
import type { DialogueKind } from './dialogues.ts'
import { Population } from './population.ts'
import type { Work } from './population.ts'
import type { Summary } from './stats.ts'

/*
 * The process of the simulated owners and their Bot API. Forked by harness.ts and told over IPC what to do:
 * node owners.ts registration|echo [latency of the API in ms]
 */

/** What the harness may ask for. */
export interface Commands {
  /** Owners work until all is done. */
  run(work: Work & { maxSeconds: number }): Promise<Summary & { cut: boolean; cpu: number }>
  /** Starts owners and returns. */
  begin(work: Work): Promise<void>
  /** How it stands, without ending anything. */
  look(): Promise<Summary & { waiting: number; calls: Record<string, number> }>
  /** The bot was killed. */
  down(): Promise<{ waiting: number }>
  /** Nobody begins anew; resolves when nothing has come for so long. */
  settle(args: { quietMs: number }): Promise<{ waiting: number }>
  /** Everybody without an answer repeats their last message. */
  sayAgain(): Promise<{ waiting: number }>
}

export type Request = {
  [Name in keyof Commands]: { id: number; name: Name; args: Parameters<Commands[Name]>[0] }
}[keyof Commands]

const [, , kind = 'registration', latency = '0'] = argv
const population: Population = new Population({
  kind: kind as DialogueKind,
  emit: (owner) => api.deliver(owner),
})
const api = new BotApi(
  {
    shown: (chat, message) => population.show(chat, message),
    ready: () => process.send?.({ event: 'ready' }),
  },
  Number(latency),
)

const commands: Commands = {
  async run({ maxSeconds, ...work }) {
    const before = process.cpuUsage()
    const late = Symbol('late')
    const timer = pause(maxSeconds * 1000).then(() => late)
    const cut = (await Promise.race([population.run(work), timer])) === late
    const { user, system } = process.cpuUsage(before)
    const summary = population.stats.summary()
    if (cut) population.drain()
    return { ...summary, cut, cpu: (user + system) / 1e6 }
  },
  async begin(work) {
    void population.run(work)
  },
  async look() {
    const calls = Object.fromEntries(api.calls)
    return { ...population.stats.summary(), waiting: population.waiting.length, calls }
  },
  async down() {
    api.down()
    return { waiting: population.waiting.length }
  },
  async settle({ quietMs }) {
    population.drain()
    population.lastReply = performance.now()
    while (performance.now() - population.lastReply < quietMs) await pause(50)
    return { waiting: population.waiting.length }
  },
  async sayAgain() {
    return { waiting: population.sayAgain() }
  },
}

process.on('message', ({ id, name, args }: Request) => {
  const command = commands[name] as (args: unknown) => Promise<unknown>
  command(args).then(
    (result) => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
process.send?.({ event: 'listening', port: await api.listen() })
