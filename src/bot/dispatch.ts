import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { OutboxRow, TurnCommit, Turns, TurnState } from '../db/turns/turns.ts'
import type { Address, Incoming, Inlet, Reachability } from './channel.ts'
import { apologise, takeTurn, type TurnTools } from './turn.ts'

/** Messages of different contacts that share one read and one commit. */
const GROUP = 64
/** How often a turn is taken anew because somebody else changed the contact meanwhile. */
const REPEATS = 5
/** A turn that throws is tried once more. */
const ATTEMPTS = 2
/** Pause before the database is asked again, in milliseconds. */
const OUTAGE_PAUSE = 500

/** What became of turns, for the metrics. */
export interface Observer {
  turn(turn: { readonly channel: string; readonly outcome: TurnOutcome; readonly ms: number }): void
}
export type TurnOutcome = 'committed' | 'duplicate' | 'failed'

interface Dependencies {
  readonly turns: Turns
  readonly tools: TurnTools
  /** Hands on what a commit owes; it is written already. */
  readonly deliver: (rows: readonly OutboxRow[]) => void
  /** Turns changed something, of which others may have to be told. */
  readonly onEffects: () => void
  readonly reachability: (change: Reachability) => Promise<void>
  /** Messages taken in by an earlier process that have had no effect yet, oldest first. */
  readonly owed: () => Promise<readonly Incoming[]>
  /** Names this process in what it is about to send. */
  readonly holder: string
  readonly logger: Logger
  readonly observer?: Observer
  readonly now?: () => number
}

interface Pending {
  readonly incoming: Incoming
  readonly since: number
  readonly done: () => void
  repeats: number
  /** Why it is answered with an apology and parked. */
  fault: string | null
  finished: boolean
}

interface Taken {
  readonly pending: Pending
  readonly commit: TurnCommit
  /** Who writes can be reached again. */
  readonly wasBlocked: boolean
}

export interface Dispatch extends Inlet {
  /** Takes up what an earlier process left. */
  start(): Promise<void>
  /** Takes nothing new; resolves when every turn in hand is committed. */
  stop(): Promise<void>
  readonly waiting: () => number
}

/**
 * Takes messages one after the other for each contact and many contacts at a time: a group shares one read and one
 * commit. A message that throws is tried once more, then answered with an apology and parked; it holds up nobody else.
 */
export function createDispatch(dependencies: Dependencies): Dispatch {
  const {
    turns,
    tools,
    deliver,
    onEffects,
    reachability,
    holder,
    logger,
    observer,
    now = Date.now,
  } = dependencies
  const lanes = new Map<Address, Pending[]>()
  let ready: Pending[] = []
  let stopping = false
  let loop: Promise<void> | null = null

  function receive(incoming: Incoming): Promise<void> {
    if (stopping) return new Promise(() => {})
    return new Promise((done) => {
      const pending: Pending = { incoming, since: now(), done, repeats: 0, fault: null, finished: false }
      const lane = lanes.get(incoming.address)
      if (lane) lane.push(pending)
      else {
        lanes.set(incoming.address, [pending])
        ready.push(pending)
      }
      loop ??= run()
    })
  }

  /** While one group is on its way to the disk the turns of the next are taken. */
  async function run(): Promise<void> {
    let writing: Promise<unknown> = Promise.resolve()
    do {
      await writing
      while (ready.length > 0) {
        const group = ready.slice(0, GROUP)
        ready = ready.slice(GROUP)
        const taken = await orAgain(group, () => takeAll(group))
        await writing
        if (taken) writing = orAgain(group, () => write(taken))
      }
      await writing
    } while (ready.length > 0)
    loop = null
  }

  /** What the database did not take comes first when it is asked again. */
  async function orAgain<T>(group: readonly Pending[], work: () => Promise<T>): Promise<T | null> {
    try {
      return await work()
    } catch (error) {
      logger.error({ err: error, turns: group.length }, 'the database does not take turns; trying again')
      ready = [...group.filter(({ finished }) => !finished), ...ready]
      await wait(OUTAGE_PAUSE)
      return null
    }
  }

  async function takeAll(group: readonly Pending[]): Promise<Taken[]> {
    const states = await turns.load(group.map(({ incoming }) => incoming))
    const taken = await Promise.all(group.map((pending, index) => take(pending, states[index]!)))
    return taken.filter((turn) => turn !== null)
  }

  async function write(commits: readonly Taken[]): Promise<void> {
    const outcomes = await turns.commit(
      commits.map(({ commit }) => commit),
      holder,
    )
    if (commits.some(({ commit }, at) => outcomes[at] === 'committed' && commit.effects.length > 0))
      onEffects()
    for (const [index, { pending, commit, wasBlocked }] of commits.entries()) {
      const outcome = outcomes[index]!
      if (outcome === 'committed') {
        deliver(commit.outbox)
        if (wasBlocked) await welcomeBack(pending.incoming.address)
        finish(pending, pending.fault === null ? 'committed' : 'failed')
      } else if (outcome === 'duplicate') finish(pending, 'duplicate')
      else again(pending, outcome)
    }
  }

  async function welcomeBack(address: Address): Promise<void> {
    const change = { address, reachable: true, at: now() }
    await reachability(change).catch((err: unknown) => logger.error({ err }, 'an address stays blocked'))
  }

  /** Null for a message that took effect before, or was parked. */
  async function take(pending: Pending, state: TurnState): Promise<Taken | null> {
    const { incoming } = pending
    if (state.seen === 'done' || state.seen === 'dead') {
      finish(pending, 'duplicate')
      return null
    }
    const wasBlocked = state.contact?.blocked ?? false
    for (let attempt = 1; attempt <= ATTEMPTS && pending.fault === null; attempt += 1) {
      try {
        return { pending, wasBlocked, commit: await takeTurn(incoming, state, now(), tools) }
      } catch (error) {
        logger.error({ err: error, channel: incoming.channel, id: incoming.externalId }, 'a turn threw')
        if (attempt === ATTEMPTS) pending.fault = String((error as Error).stack ?? error)
      }
    }
    return { pending, wasBlocked, commit: apologise(incoming, state, now(), pending.fault ?? '', tools) }
  }

  /** Somebody else was first, or the write itself is at fault: the turn is taken anew, a few times. */
  function again(pending: Pending, outcome: 'conflict' | Error): void {
    const { channel, externalId } = pending.incoming
    pending.repeats += 1
    if (outcome instanceof Error) {
      logger.error({ err: outcome, channel, id: externalId }, 'a turn could not be written')
    }
    if (pending.repeats >= REPEATS) pending.fault ??= `${outcome} after ${pending.repeats} tries`
    ready.push(pending)
  }

  function finish(pending: Pending, outcome: TurnOutcome): void {
    const { channel, address } = pending.incoming
    const ms = now() - pending.since
    observer?.turn({ channel, outcome, ms })
    logger.debug({ channel, outcome, ms, input: pending.incoming.input.type }, 'turn')
    pending.finished = true
    pending.done()
    const lane = lanes.get(address)!
    lane.shift()
    if (lane[0]) ready.push(lane[0])
    else lanes.delete(address)
  }

  return {
    receive,
    reachability,
    async start() {
      for (const incoming of await dependencies.owed()) void receive(incoming)
    },
    async stop() {
      stopping = true
      await loop
    },
    waiting: () => lanes.size,
  }
}
