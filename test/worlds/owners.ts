import { registrationOf } from './owner/dialogue.ts'
import { expectedOf, planOwner } from './owner/plan.ts'
import type { ExpectedRegistration, OwnerPlan } from './owner/plan.ts'
import type { Seen } from './owner/questions.ts'
import type { Move } from './owner/script.ts'
import type { TelegramWorld } from './telegram/world.ts'
import type { WhatsAppWorld } from './whatsapp/world.ts'

/** Where simulated owners live: a world, seen by number instead of by account. */
export interface OwnersWorld {
  /** The account of the owner with this number, as the platform names it. */
  account(index: number): string
  act(index: number, move: Move): Promise<unknown>
  /** The next message from the bot. */
  next(index: number, timeoutMs: number): Promise<Seen>
  /** The chat as lines. */
  format(index: number): string
}

/** Owners in a local Telegram: half tap buttons, half type. */
export function onTelegram(world: TelegramWorld): OwnersWorld {
  return {
    account: (index) => String(telegramId(index)),
    act: (index, move) => world.send(telegramId(index), 'tap' in move ? { tap: move.tap } : move),
    next: (index, timeoutMs) => world.waitReply(telegramId(index), undefined, timeoutMs),
    format: (index) => world.format(telegramId(index)),
  }
}

/** Owners in a local WhatsApp: half answer with numbers, half type. */
export function onWhatsApp(world: WhatsAppWorld): OwnersWorld {
  return {
    account: phoneNumber,
    act: (index, move) => world.send(phoneNumber(index), 'tap' in move ? { tap: move.label } : move),
    next: (index, timeoutMs) => world.waitReply(phoneNumber(index), undefined, timeoutMs),
    format: (index) => world.format(phoneNumber(index)),
  }
}

const telegramId = (index: number) => 5_000_000 + index

const phoneNumber = (index: number) => `62813${String(index).padStart(8, '0')}`

/** What one owner went through. */
export interface OwnerStory {
  readonly plan: OwnerPlan
  readonly account: string
  /** The registration number they were told. */
  number: string | undefined
  /** Messages they sent. */
  sent: number
  /** Questions that came once more after they were answered: allowed only for replies in flight at a kill. */
  repeated: number
  /** Anything else that did not fit, in words. */
  readonly wrong: string[]
}

/**
 * A population of owners who each register once. They answer what they are asked and otherwise wait, however often
 * the bot is killed meanwhile: what is not answered in the end was lost.
 */
export class Owners {
  readonly stories: readonly OwnerStory[]
  readonly #world: OwnersWorld

  constructor(world: OwnersWorld, count: number, first = 0) {
    this.#world = world
    this.stories = Array.from({ length: count }, (_, at) => ({
      plan: planOwner(first + at),
      account: world.account(first + at),
      number: undefined,
      sent: 0,
      repeated: 0,
      wrong: [],
    }))
  }

  /** Everybody registers at once; rejects with the first owner who was left without an answer. */
  async register(timeoutMs: number): Promise<void> {
    const until = Date.now() + timeoutMs
    await Promise.all(this.stories.map((story) => this.#live(story, until)))
  }

  /** Owners who have got their number. */
  get registered(): readonly OwnerStory[] {
    return this.stories.filter(({ number }) => number !== undefined)
  }

  /**
   * What is wrong in the end, in words; empty when everybody has exactly one registration with exactly the answers
   * given. `stored` gives all registrations of an account, as the product has them.
   */
  async problems(stored: (story: OwnerStory) => Promise<readonly ExpectedRegistration[]>): Promise<string[]> {
    const all = await Promise.all(
      this.stories.map(async (story) => {
        const rows = await stored(story)
        const [row] = rows
        const about = [
          ...(story.number ? [] : ['was never told a number']),
          ...(rows.length === 1 ? [] : [`has ${rows.length} registrations`]),
          ...(row ? differences(expectedOf(story.plan), row) : []),
          ...story.wrong,
        ]
        return about.map((problem) => `owner ${story.plan.index} (${story.account}) ${problem}`)
      }),
    )
    return all.flat()
  }

  async #live(story: OwnerStory, until: number): Promise<void> {
    const { index } = story.plan
    const dialogue = registrationOf(story.plan)
    await this.#do(story, dialogue.open())
    for (;;) {
      const seen = await this.#world.next(index, until - Date.now())
      const outcome = dialogue.hear(seen)
      if (outcome.type === 'done') {
        story.number = /NK-\w{4}-\w{4}/u.exec(seen.text)?.[0]
        return
      }
      if (outcome.type === 'next') {
        if (dialogue.misread) story.wrong.push(dialogue.misread)
        await this.#do(story, outcome.move)
      } else if (outcome.odd === 'repeated') story.repeated += 1
      else story.wrong.push(`was told ${JSON.stringify(seen.text.slice(0, 200))}`)
    }
  }

  async #do(story: OwnerStory, move: Move): Promise<void> {
    story.sent += 1
    await this.#world.act(story.plan.index, move)
  }
}

/** Where a stored registration is not what the owner said. */
export function differences(expected: ExpectedRegistration, stored: ExpectedRegistration): string[] {
  return Object.entries(expected).flatMap(([field, value]) => {
    const found = stored[field as keyof ExpectedRegistration]
    return found === value
      ? []
      : [`said ${field} ${JSON.stringify(value)}, stored is ${JSON.stringify(found)}`]
  })
}
