import { createClient } from '@libsql/client'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cpuUsage } from 'node:process'
import { pause } from '../../test/worlds/loopback.ts'
import { BotProcess } from './bot-process.ts'
import { TURNS_PER_DIALOGUE } from './dialogues.ts'
import type { DialogueKind } from './dialogues.ts'
import { Harness } from './harness.ts'
import { bytesIn, cpuOf, machineCpu, memoryOf } from './proc.ts'
import type { Summary } from './stats.ts'

/** A bot to be measured, and the conversation it can hold. */
export interface Contestant {
  readonly name: string
  readonly command: string
  readonly kind: DialogueKind
}

export interface LoadOptions {
  readonly owners: number
  readonly turns: number
  readonly rate?: number
  readonly apiLatencyMs?: number
  readonly maxSeconds: number
}

export interface Load extends Summary {
  readonly name: string
  readonly owners: number
  readonly cpuPer1000: number
  readonly peakMiB: number
  /** Memory over time, for a soak: turns answered, MiB, and what of them are mapped files. */
  readonly memory: readonly { readonly turns: number; readonly rss: number; readonly mapped: number }[]
  /** Shares of one core: the bot, this harness, everything else on the machine. */
  readonly cores: { readonly bot: number; readonly harness: number; readonly foreign: number }
  readonly cut: boolean
}

/** Turns a second, latency, CPU and memory under owners who never pause. */
export async function load(contestant: Contestant, options: LoadOptions, soak = false): Promise<Load> {
  return withBot(contestant, options.apiLatencyMs ?? 0, async ({ harness, bot }) => {
    const { owners, turns, rate, maxSeconds } = options
    const conversationsOf = (count: number, places: number) =>
      Math.max(1, Math.round(count / TURNS_PER_DIALOGUE[contestant.kind] / places))
    await harness.ask('run', { owners: 50, conversations: conversationsOf(4000, 50), maxSeconds: 60 })
    await pause(300)
    const before = { cpu: cpuOf(bot.group), machine: machineCpu(), own: cpuUsage() }
    const running = harness.ask('run', {
      owners,
      conversations: conversationsOf(turns, owners),
      rate,
      maxSeconds,
    })
    const memory = soak ? await watch(harness, bot.group, running) : []
    const result = await running
    const cpu = cpuOf(bot.group) - before.cpu
    const { user, system } = cpuUsage(before.own)
    const foreign = machineCpu() - before.machine - cpu - result.cpu - (user + system) / 1e6
    const share = (spent: number) => Math.round((spent / result.seconds) * 100) / 100
    return {
      ...result,
      name: contestant.name,
      owners,
      cpuPer1000: Math.round((cpu / result.turns) * 1e6) / 1000,
      peakMiB: memoryOf(bot.group).peak,
      memory,
      cores: { bot: share(cpu), harness: share(result.cpu), foreign: share(foreign) },
    }
  })
}

async function watch(harness: Harness, group: number, running: Promise<unknown>) {
  const memory: { turns: number; rss: number; mapped: number }[] = []
  const over = running.then(() => true)
  while (!(await Promise.race([over, pause(5000).then(() => false)]))) {
    const { turns } = await harness.ask('look')
    const { rss, mapped } = memoryOf(group)
    memory.push({ turns, rss, mapped })
  }
  return memory
}

export interface Durability {
  readonly name: string
  readonly answeredBefore: number
  readonly waitingAtKill: number
  readonly restartMs: number
  /** Owners whose message was never answered; what they say again is answered or not. */
  readonly lost: number
  readonly deadAfterSayingAgain: number
  readonly odd: Summary['odd']
  readonly samples: Summary['samples']
  readonly completed: number
  /** Registrations in the bot's own database. */
  readonly stored: number | undefined
}

/** Kills the bot in mid-load, starts it again over the same folder and counts what is missing or twice. */
export async function durability(
  contestant: Contestant,
  owners: number,
  killAfterMs: number,
): Promise<Durability> {
  return withBot(contestant, 0, async ({ harness, bot, folder, restart }) => {
    await harness.ask('begin', { owners, conversations: 1_000_000 })
    await pause(killAfterMs)
    await bot.stop('SIGKILL')
    const { waiting: waitingAtKill } = await harness.ask('down')
    const { turns: answeredBefore } = await harness.ask('look')
    const start = performance.now()
    const again = await restart()
    const restartMs = Math.round(performance.now() - start)
    const { waiting: lost } = await harness.ask('settle', { quietMs: 3000 })
    await harness.ask('sayAgain')
    const { waiting: dead } = await harness.ask('settle', { quietMs: lost ? 3000 : 0 })
    const { odd, samples, conversations } = await harness.ask('look')
    await again.stop()
    const stored = await count(folder, 'registrations')
    const found = { odd, samples, completed: conversations, stored }
    return {
      name: contestant.name,
      answeredBefore,
      waitingAtKill,
      restartMs,
      lost,
      deadAfterSayingAgain: dead,
      ...found,
    }
  })
}

export interface StateSize {
  readonly name: string
  readonly owners: number
  /** Bytes in the data folder for each owner who stopped before the last answer. */
  readonly bytesPerOwner: number
  /** Of these, what the open run itself takes. */
  readonly runBytes: number | undefined
  /** The largest tables with their indexes, in bytes for each owner. */
  readonly tables: Readonly<Record<string, number>>
  readonly odd: Summary['odd']
}

/** How much is kept for an owner who is about to submit. */
export async function stateSize(
  contestant: Contestant,
  owners: number,
  maxSeconds: number,
): Promise<StateSize> {
  return withBot(contestant, 0, async ({ harness, bot, folder, restart }) => {
    await bot.stop()
    const empty = await settledBytes(folder)
    await harness.ask('down')
    const again = await restart()
    const { odd } = await harness.ask('run', { owners, conversations: 1, stopAt: 'confirm', maxSeconds })
    await again.stop()
    const bytesPerOwner = Math.round(((await settledBytes(folder)) - empty) / owners)
    const runBytes = await first(folder, 'select round(avg(length(state_sealed))) from runs')
    const sizes = await rows(folder, TABLE_SIZES)
    const tables = Object.fromEntries(
      sizes.map(([table, bytes]) => [table, Math.round(Number(bytes) / owners)]),
    )
    return { name: contestant.name, owners, bytesPerOwner, runBytes, tables, odd }
  })
}

/** Bytes of the folder once the write-ahead log has gone into the database. */
async function settledBytes(folder: string): Promise<number> {
  await first(folder, 'pragma wal_checkpoint(truncate)')
  return bytesIn(folder)
}

const TABLE_SIZES = `select tbl_name, sum(pgsize) from dbstat join sqlite_schema using (name)
  group by tbl_name order by 2 desc limit 6`

const count = (folder: string, table: string) => first(folder, `select count(*) from ${table}`)

/** The first value that a query finds in the bot's stopped database. */
async function first(folder: string, query: string): Promise<number | undefined> {
  const [row] = await rows(folder, query)
  return row && Number(row[0])
}

async function rows(folder: string, query: string): Promise<unknown[][]> {
  const file = join(folder, 'naik-kelas.db')
  if (!existsSync(file)) return []
  const client = createClient({ url: `file:${file}` })
  try {
    const result = await client.execute(query)
    return result.rows.map((row) => result.columns.map((_, at) => row[at]))
  } finally {
    client.close()
  }
}

interface Running {
  readonly harness: Harness
  readonly bot: BotProcess
  readonly folder: string
  /** Starts the bot once more over the same folder. */
  restart(): Promise<BotProcess>
}

async function withBot<T>(
  { kind, command }: Contestant,
  apiLatencyMs: number,
  measure: (running: Running) => Promise<T>,
): Promise<T> {
  const parent = await mkdtemp(join(tmpdir(), 'bench-inbound-'))
  const folder = join(parent, 'data')
  await mkdir(folder)
  const harness = await Harness.start(kind, apiLatencyMs)
  const started: BotProcess[] = []
  const restart = async () => {
    const bot = await BotProcess.start(command, folder, harness)
    started.push(bot)
    return bot
  }
  try {
    return await measure({ harness, bot: await restart(), folder, restart })
  } finally {
    await Promise.all(started.map((bot) => bot.stop()))
    harness.close()
    await rm(parent, { recursive: true, force: true })
  }
}
