import { dialogueFor } from './dialogues.ts'
import type { DialogueKind } from './dialogues.ts'
import { Stats } from './stats.ts'
import type { Dialogue } from '../../test/worlds/owner/dialogue.ts'
import type { Move } from '../../test/worlds/owner/script.ts'
import type { Seen } from '../../test/worlds/owner/questions.ts'

/** A message as it reached an owner. */
export interface Shown extends Seen {
  readonly messageId: number
  readonly markup: unknown
}

/** An owner who sends the next message the moment the last one is answered. */
export interface Owner {
  readonly chat: number
  readonly dialogue: Dialogue
  move: Move
  /** The last message they saw: a tap belongs to it. */
  seen: Shown | undefined
  sentAt: number
  waiting: boolean
  /** Odd replies acted on; whoever gets too many gives up. */
  oddities: number
  /** An odd reply, acted on only when nothing better follows. */
  odd: { readonly shown: Shown; readonly move: Move | undefined; readonly at: number } | undefined
}

/** How many owners at once, how many conversations each place among them has, and where they stop. */
export interface Work {
  readonly owners: number
  readonly conversations: number
  /** Stop before answering this step. */
  readonly stopAt?: string
  /** Messages a second over all owners; absent: as fast as replies come. */
  readonly rate?: number
}

interface Options {
  readonly kind: DialogueKind
  readonly emit: (owner: Owner) => void
  /** How long an owner looks at an odd reply before acting on it. */
  readonly graceMs?: number
}

const FIRST_CHAT = 700_000_000
const PATIENCE = 4

/** A closed loop of simulated owners; whoever has finished makes place for the next. */
export class Population {
  readonly #options: Options
  readonly #owners = new Map<number, Owner>()
  readonly #left = new Map<Owner, number>()
  #deferred: (() => void)[] = []
  #queue: Owner[] = []
  #nextIndex = 0
  #stopAt: string | undefined
  #rate: number | undefined
  #idle: (() => void) | undefined
  readonly #timer: NodeJS.Timeout
  stats = new Stats()
  lastReply = performance.now()

  constructor(options: Options) {
    this.#options = options
    this.#timer = setInterval(() => this.#look(), 100)
  }

  /** Resolves when everybody has finished or stopped. */
  run({ owners, conversations, stopAt, rate }: Work): Promise<void> {
    this.stats = new Stats()
    this.#stopAt = stopAt
    this.#rate = rate
    const feeder = rate ? this.#feed(rate) : undefined
    const done = new Promise<void>((resolve) => (this.#idle = resolve)).finally(() => clearInterval(feeder))
    this.stats.begin()
    for (let place = 0; place < owners; place++) this.#arrive(conversations)
    return done
  }

  /** Nobody begins another conversation. */
  drain(): void {
    for (const owner of this.#left.keys()) this.#left.set(owner, 1)
  }

  /** Owners without an answer. */
  get waiting(): Owner[] {
    return [...this.#owners.values()].filter((owner) => owner.waiting)
  }

  /** Everybody without an answer says the last thing once more. */
  sayAgain(): number {
    const { waiting } = this
    for (const owner of waiting) this.#send(owner)
    return waiting.length
  }

  show(chat: number, shown: Shown): void {
    const owner = this.#owners.get(chat)
    this.lastReply = performance.now()
    if (!owner) return this.stats.odd('late', `to a chat that is over: ${shown.text.slice(0, 120)}`)
    if (!owner.waiting) return this.stats.odd('unasked', shown.text.slice(0, 120))
    const outcome = owner.dialogue.hear(shown)
    if (outcome.type === 'odd') {
      this.stats.odd(outcome.odd, `after ${said(owner.move)}: ${shown.text.slice(0, 160)}`)
      owner.odd = { shown, move: outcome.move, at: this.lastReply }
      return
    }
    owner.waiting = false
    owner.odd = undefined
    owner.seen = shown
    this.stats.turn(this.lastReply, this.lastReply - owner.sentAt)
    if (owner.dialogue.misread) this.stats.odd('misread', owner.dialogue.misread)
    // next moves run after the bot's own request has been answered
    this.#later(() =>
      outcome.type === 'done' ? this.#finish(owner) : this.#goOn(owner, outcome.move, outcome.step),
    )
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #arrive(conversations: number): void {
    const index = this.#nextIndex++
    const dialogue = dialogueFor(this.#options.kind, index)
    const owner: Owner = {
      chat: FIRST_CHAT + index,
      dialogue,
      move: dialogue.open(),
      seen: undefined,
      sentAt: 0,
      waiting: false,
      oddities: 0,
      odd: undefined,
    }
    this.#owners.set(owner.chat, owner)
    this.#left.set(owner, conversations)
    this.#send(owner)
  }

  #finish(owner: Owner): void {
    this.stats.conversations += 1
    this.#leave(owner)
  }

  /** Makes place for the next. */
  #leave(owner: Owner): void {
    const left = (this.#left.get(owner) ?? 1) - 1
    this.#forget(owner)
    if (left > 0) this.#arrive(left)
  }

  #forget(owner: Owner): void {
    this.#owners.delete(owner.chat)
    this.#left.delete(owner)
    if (!this.#owners.size) this.#idle?.()
  }

  #goOn(owner: Owner, move: Move, step: string): void {
    if (step === this.#stopAt) return this.#forget(owner)
    owner.move = move
    this.#send(owner)
  }

  #send(owner: Owner): void {
    owner.waiting = true
    owner.odd = undefined
    owner.sentAt = Infinity
    if (this.#rate) this.#queue.push(owner)
    else this.#emit(owner)
  }

  #emit(owner: Owner): void {
    owner.sentAt = performance.now()
    this.#options.emit(owner)
  }

  #feed(rate: number): NodeJS.Timeout {
    let [owed, before] = [0, performance.now()]
    return setInterval(() => {
      const now = performance.now()
      owed = Math.min(owed + ((now - before) * rate) / 1000, rate / 10 + 1)
      before = now
      for (; owed >= 1 && this.#queue.length; owed--)
        for (const owner of this.#queue.splice(0, 1)) this.#emit(owner)
    }, 1)
  }

  #later(work: () => void): void {
    this.#deferred.push(work)
    if (this.#deferred.length > 1) return
    setImmediate(() => {
      const due = this.#deferred
      this.#deferred = []
      for (const one of due) one()
    })
  }

  /** Owners who saw only an odd reply act on it after a while. */
  #look(): void {
    const now = performance.now()
    for (const owner of this.#owners.values()) {
      const { odd } = owner
      if (!odd || now - odd.at < (this.#options.graceMs ?? 1000)) continue
      if (++owner.oddities > PATIENCE) {
        this.stats.odd('gave up', odd.shown.text.slice(0, 160))
        this.#leave(owner)
        continue
      }
      owner.seen = odd.shown
      const outcome = owner.dialogue.hear(odd.shown, false)
      if (outcome.type === 'done') this.#finish(owner)
      else this.#goOn(owner, outcome.move ?? owner.dialogue.open(), '')
    }
  }
}

const said = (move: Move): string => ('text' in move ? move.text : `[${move.label}]`)
