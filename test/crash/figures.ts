import type { Books } from '../e2e/books.ts'
import type { Owners, OwnerStory } from '../worlds/owners.ts'
import type { Deaths } from './lives.ts'

/** How a run went. */
export interface Figures {
  readonly kills: number
  readonly moments: Readonly<Record<string, number>>
  readonly owners: number
  /** Owners with exactly one registration, in every answer what they said. */
  readonly right: number
  /** Messages that owners sent. */
  readonly messages: number
  /** Messages that owners sent and that took no effect. */
  readonly lost: number
  /** Messages or replies that are still owed. */
  readonly unanswered: number
  readonly replies: number
  /** Replies sent more than once. */
  readonly twice: number
  /** Replies in flight at a kill, whose answer was lost on the way, or that a phone asked for: only so often may one be sent again. */
  readonly inFlight: number
  readonly seconds: number
  /** What went wrong on the platform on purpose, and how often. */
  readonly faults?: Readonly<Record<string, number>>
  /** How often the platform asked to wait. */
  readonly waits?: number
  /** Everything that must not be, in words. */
  readonly problems: readonly string[]
}

/** What happened in a run. */
export interface Run {
  readonly owners: Owners
  /** Null where nobody was killed. */
  readonly deaths: Deaths | null
  readonly since: number
  /** Whoever was left without an answer, in words. */
  readonly stuck: readonly string[]
}

/** How an owner is seen on a platform. */
export interface Sight {
  readonly addresses: (story: OwnerStory) => readonly string[]
  /** Messages that the platform took for this owner once, and how often it took one of them again. */
  readonly taken: (story: OwnerStory, owed: number) => { readonly once: number; readonly again: number }
  /** How often it may have taken one again: messages in flight at a kill, whose answer was lost, or that were asked for. */
  readonly mayRepeat: (story: OwnerStory) => number
}

const SENT = new Set(['sent', 'delivered', 'read'])

/** Weighs what the platform saw against what the product has stored. */
export async function judge(
  books: Books,
  run: Run,
  { addresses, taken, mayRepeat }: Sight,
): Promise<Figures> {
  const { owners, deaths, since, stuck } = run
  const { stories } = owners
  const wrong = await owners.problems((story) => books.registrations(addresses(story)))
  const outbox = await books.outbox()
  const inbox = await books.inbox()
  const registrations = await books.registrationCount()
  const messages = sum(stories.map(({ sent }) => sent))
  const unsent = outbox.filter(({ state }) => !SENT.has(state)).length
  const perOwner = stories.map((story) => {
    const own = new Set(addresses(story))
    // Each message of a registration gets one reply.
    const owed = sum([...own].map((address) => inbox.doneAt.get(address) ?? 0))
    const { once, again } = taken(story, owed)
    return { account: story.account, owed, missing: owed - once, again, inFlight: mayRepeat(story) }
  })
  const problems = [
    ...stuck,
    ...wrong,
    ...(registrations === stories.length ? [] : [`${registrations} registrations are stored`]),
    ...perOwner.flatMap(({ account, missing, again, inFlight }) => [
      ...(missing === 0 ? [] : [`owner ${account} misses ${missing} replies`]),
      ...(again <= inFlight ? [] : [`owner ${account} got ${again} twice, ${inFlight} were in flight`]),
    ]),
  ]
  const faulty = new Set(wrong.map((problem) => problem.split(' ')[1]))
  return {
    kills: deaths?.count ?? 0,
    moments: Object.fromEntries(deaths?.moments ?? []),
    owners: stories.length,
    right: stories.length - faulty.size,
    messages,
    lost: messages - inbox.done - inbox.open,
    unanswered: inbox.open + unsent,
    replies: sum(perOwner.map(({ owed }) => owed)),
    twice: sum(perOwner.map(({ again }) => again)),
    inFlight: sum(perOwner.map(({ inFlight }) => inFlight)),
    seconds: Math.round((Date.now() - since) / 1000),
    problems,
  }
}

/** The figures as lines to read. */
export function report(title: string, { moments, faults = {}, problems, ...figures }: Figures): string {
  return [
    title,
    ...(figures.kills > 0 ? [line('kills', `${figures.kills} (${counted(moments)})`)] : []),
    ...(figures.waits === undefined ? [] : [line('faults', counted(faults))]),
    ...(figures.waits ? [line('times asked to wait', figures.waits)] : []),
    line('owners', figures.owners),
    line('registrations exactly right', figures.right),
    line('messages of owners', figures.messages),
    line('  without effect (lost)', figures.lost),
    line('  or replies unanswered', figures.unanswered),
    line('replies', figures.replies),
    line('  sent again', figures.twice),
    line('  in flight at a kill, or lost', figures.inFlight),
    line('seconds', figures.seconds),
    line('problems', problems.length),
    ...problems.slice(0, 20).map((problem) => `    ${problem}`),
  ].join('\n')
}

const line = (name: string, value: unknown) => `  ${name.padEnd(34)}${String(value)}`

const counted = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
