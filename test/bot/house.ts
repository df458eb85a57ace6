import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import type { Address, ChannelName, Incoming, Message } from '../../src/bot/channel.ts'
import { createCommands } from '../../src/bot/commands.ts'
import { createDispatch, type Dispatch } from '../../src/bot/dispatch.ts'
import { createIds } from '../../src/bot/ids.ts'
import { loadTexts } from '../../src/bot/texts.ts'
import type { TurnTools } from '../../src/bot/turn.ts'
import { createFacts } from '../../src/db/facts.ts'
import { createTurns, type OutboxRow, type Turns } from '../../src/db/turns/turns.ts'
import type { Flow } from '../../src/flows/define.ts'
import { FLOWS } from '../../src/flows/index.ts'
import type { Input } from '../../src/flows/types.ts'
import type { TestDatabase } from '../db/stores.ts'

export const texts = loadTexts(new URL('../../locales/', import.meta.url))

export interface House {
  readonly dispatch: Dispatch
  /** Says something as one contact and gives what was answered. `[label]` taps the button with that label. */
  say(address: Address, what: string | Input, more?: Partial<Incoming>): Promise<Message[]>
  /** What a contact was told last. */
  last(address: Address): Message | undefined
  /** How often the database took no turns. */
  failures(): number
}

/** The bot with its real database, without a platform: what it owes is gathered by address. */
export function openHouse(
  database: TestDatabase,
  {
    flows = FLOWS,
    now = Date.now,
    unreachableTimes = 0,
    site = toolsOf(database).site,
  }: {
    flows?: { readonly [name: string]: Flow }
    now?: () => number
    unreachableTimes?: number
    site?: TurnTools['site']
  } = {},
): House {
  const told = new Map<string, Message[]>()
  let failures = 0
  const turns = failing(createTurns(database.store, database.vault), unreachableTimes)
  const deliver = (rows: readonly OutboxRow[]) => {
    for (const row of rows)
      told.set(row.address, [...(told.get(row.address) ?? []), JSON.parse(row.body) as Message])
  }
  const dispatch = createDispatch({
    turns: {
      load: turns.load,
      commit: (group, holder) =>
        turns.commit(group, holder).catch((error: unknown) => {
          failures += 1
          throw error
        }),
    },
    tools: { ...toolsOf(database, flows), site },
    deliver,
    onEffects: () => {},
    reachability: async () => {},
    owed: async () => [],
    holder: 'test',
    logger: pino({ level: 'silent' }),
    now,
  })
  const last = (address: Address) => told.get(address)?.at(-1)
  return {
    dispatch,
    last,
    failures: () => failures,
    async say(address, what, more = {}) {
      const before = told.get(address)?.length ?? 0
      await dispatch.receive({
        channel: address.split(':')[0] as ChannelName,
        externalId: randomUUID(),
        address,
        sentAt: now(),
        input: typeof what === 'string' ? read(what, last(address)) : what,
        ...more,
      })
      return told.get(address)?.slice(before) ?? []
    },
  }
}

/** What turns are taken with. */
export function toolsOf(database: TestDatabase, flows: { readonly [name: string]: Flow } = FLOWS): TurnTools {
  const facts = createFacts(database.store, database.vault)
  return {
    flows,
    texts,
    commands: createCommands(texts),
    loadFacts: (contactId, requests) =>
      facts.load(requests.map(({ fact, argument }) => ({ contactId, fact, argument }))),
    newId: createIds(),
    timeZone: 'Asia/Jakarta',
    site: () => 'https://naik.example',
  }
}

/** Fails the second and following commits a few times, as a database does that is away for a moment. */
function failing(turns: Turns, times: number): Turns {
  let commits = 0
  return {
    load: turns.load,
    async commit(group, holder) {
      commits += 1
      if (commits > 1 && commits <= 1 + times) throw new Error('unreachable')
      return turns.commit(group, holder)
    },
  }
}

function read(what: string, shown: Message | undefined): Input {
  const label = /^\[(.+)\]$/.exec(what)?.[1]
  if (label === undefined) return { type: 'text', text: what }
  const button = shown?.buttons?.find((button) => button.label === label)
  if (!button)
    throw new Error(`No button "${label}" among ${shown?.buttons?.map(({ label }) => label).join(', ')}`)
  const [flow, step, ...value] = button.data.split(':') as [string, string, ...string[]]
  return { type: 'choice', flow, step, value: value.join(':') }
}
