import type { StoredRun, TurnState } from '../db/turns/turns.ts'
import { advance, start } from '../flows/advance.ts'
import { type Flow, goTo } from '../flows/define.ts'
import { needsOf } from '../flows/steps.ts'
import type {
  Answer,
  Choice,
  Effect,
  FactRequest,
  Facts,
  FlowEvent,
  Input,
  Json,
  Reply,
  Run,
  Text,
  Turn,
  TurnContext,
} from '../flows/types.ts'
import type { Language } from './channel.ts'

/** Looks facts up for one contact; in the order asked. */
export type LoadFacts = (contactId: string, requests: readonly FactRequest[]) => Promise<readonly Json[]>

interface Surroundings {
  readonly flows: { readonly [name: string]: Flow }
  readonly contactId: string
  readonly state: TurnState
  readonly language: Language
  readonly at: number
  readonly today: string
  readonly timeZone: string
  readonly code: string
  /** Where the contact finds the product's own pages; null: nowhere. */
  readonly site: string | null
  readonly load: LoadFacts
}

/**
 * One contact's conversations during one turn: which are open, which is in front, and all that the turn changes.
 * Nothing is written here; what it gathers is committed as a whole.
 */
export class Scene {
  language: Language
  /** Empty until the contact has chosen. */
  chosenLanguage: string
  messagesStopped: boolean
  activeFlow: string | null
  /** The conversation with an officer that is open. */
  handover: TurnState['handover']
  readonly replies: Reply[] = []
  readonly events: (FlowEvent & { flow: string })[] = []
  readonly effects: Effect[] = []
  readonly #runs = new Map<string, StoredRun>()
  readonly #touched = new Set<string>()
  readonly #ended = new Set<string>()
  /** Facts looked up in this turn, each once. */
  readonly #found = new Map<string, Json>()
  /** What the prompts may know, for as long as nothing of it changes: under one context answers are counted once. */
  #known: { readonly run: Run | null; readonly handover: unknown; readonly ctx: TurnContext } | null = null
  readonly #around: Surroundings

  constructor(around: Surroundings) {
    this.#around = around
    this.language = around.language
    this.chosenLanguage = around.state.contact?.language ?? ''
    this.messagesStopped = around.state.contact?.messagesStopped ?? false
    this.activeFlow = around.state.contact?.activeFlow ?? null
    this.handover = around.state.handover
    for (const stored of around.state.runs) this.#runs.set(stored.run.flow, stored)
  }

  /** The run whose question is in front of the contact. */
  get active(): { readonly flow: Flow; readonly run: Run } | null {
    const run = this.activeFlow === null ? undefined : this.#runs.get(this.activeFlow)?.run
    const flow = run && this.#around.flows[run.flow]
    return run && flow ? { flow, run } : null
  }

  /** Runs left unfinished that are worth coming back to, newest first. */
  get waiting(): readonly string[] {
    return this.#unfinished(this.activeFlow)
  }

  #unfinished(front: string | null): readonly string[] {
    return [...this.#runs.values()]
      .filter(({ run }) => !this.#around.flows[run.flow]?.idle && run.flow !== front)
      .toSorted((a, b) => b.updatedAt - a.updatedAt)
      .map(({ run }) => run.flow)
  }

  /** Whether a run of the flow is open. */
  has(flow: string): boolean {
    return this.#runs.has(flow)
  }

  /** Whether there is such a flow: a button may be older than the product. */
  knows(flow: string): boolean {
    return Object.hasOwn(this.#around.flows, flow)
  }

  get runs(): readonly StoredRun[] {
    return [...this.#runs.values()].filter(({ run }) => this.#touched.has(run.flow))
  }

  get endedFlows(): readonly string[] {
    return [...this.#ended]
  }

  /** Says something that belongs to no question. */
  say(...text: readonly Text[]): void {
    this.replies.push({ text })
  }

  /** Adds a way out to what is said last. */
  alsoOffer(choice: Choice): void {
    const last = this.replies.pop()
    if (last) this.replies.push({ ...last, choices: [...(last.choices ?? []), choice] })
  }

  /** Opens a flow, or comes back to it where it was. */
  async open(
    name: string,
    known: readonly Answer[] = [],
    lead: readonly Text[] = [],
    resume: NonNullable<Turn['next']>['resume'] = false,
  ): Promise<void> {
    const flow = this.#around.flows[name]
    if (!flow) throw new Error(`There is no flow '${name}'`)
    const left = this.#runs.get(name)
    if (resume && !left) return this.open('home', [], lead)
    if (left && (resume || (!flow.idle && known.length === 0))) {
      this.activeFlow = name
      const again: Input = { type: 'repeat', ...(resume === 'brief' && { brief: true }) }
      await this.advance(again, lead.length > 0 ? lead : [{ key: 'common:resumed' }])
      return
    }
    const ctx = await this.#context(flow, null, { type: 'repeat' }, known)
    await this.#take(flow, start(flow, ctx, known), lead)
  }

  /** Opens a flow from a button: about one thing, when the button says which (`-` for none). */
  openAbout(name: string, value: string): Promise<void> {
    const about = this.#around.flows[name]?.about
    return this.open(name, about === undefined || value === '-' ? [] : [{ step: about, value }])
  }

  /** Opens a flow, or comes back to it, knowing these besides what was answered there. */
  async tell(name: string, told: readonly Answer[], lead: readonly Text[]): Promise<void> {
    const run = this.#runs.get(name)?.run
    if (!run) return this.open(name, told, lead)
    const isOpen = ({ step }: Answer) => !run.answers.some((answer) => answer.step === step)
    this.#keep({ ...run, asked: null, answers: [...run.answers, ...told.filter(isOpen)] })
    await this.advance({ type: 'repeat' }, lead)
  }

  /** Knows these besides what was answered in the run in front. */
  note(told: readonly Answer[]): void {
    if (this.active) this.#keep({ ...this.active.run, answers: [...this.active.run.answers, ...told] })
  }

  /** What the run in front makes of an input, without taking the turn. */
  async preview(input: Input): Promise<Turn | null> {
    if (!this.active) return null
    const { flow, run } = this.active
    return advance(flow, run, input, await this.#context(flow, run, input))
  }

  /** Takes the run in front one turn further. */
  async advance(input: Input, lead: readonly Text[] = []): Promise<void> {
    const turn = await this.preview(input)
    if (turn && this.active) await this.#take(this.active.flow, turn, lead)
  }

  /** The facts that are known without asking. */
  get facts(): Facts {
    return {
      registration: this.#around.state.registration,
      site: this.#around.site,
      languageChosen: (this.#around.state.contact?.language ?? '') !== '',
      handover: this.handover,
      messagesStopped: this.messagesStopped,
      unfinished: this.#unfinished(null),
      clock: { at: this.#around.at, timeZone: this.#around.timeZone },
      doing: this.active && { flow: this.active.run.flow, step: this.active.run.asked },
    }
  }

  /** What the prompts of the question in front may know. */
  context(): TurnContext {
    const { active, handover } = this
    const run = active?.run ?? null
    if (this.#known?.run !== run || this.#known.handover !== handover) {
      const ctx = { today: this.#around.today, code: this.#around.code, facts: this.facts }
      this.#known = { run, handover, ctx }
    }
    return this.#known.ctx
  }

  /** What the question in front may know, with what its choices and answers are made of looked up. */
  async surroundings(): Promise<TurnContext> {
    return this.active ? this.#context(this.active.flow, this.active.run, { type: 'repeat' }) : this.context()
  }

  /** One fact that is nobody's own (a kind of content). */
  async look(fact: string): Promise<Json> {
    const known = this.#found.get(name({ fact, argument: '' }))
    if (known !== undefined) return known
    const [found] = await this.#around.load(this.#around.contactId, [{ fact, argument: '' }])
    this.#found.set(name({ fact, argument: '' }), found!)
    return found!
  }

  async #context(
    flow: Flow,
    run: Run | null,
    input: Input,
    known: readonly Answer[] = [],
  ): Promise<TurnContext> {
    const ctx = this.context()
    const requests = needsOf(flow, run, input, ctx, known)
    if (requests.length === 0) return ctx
    const missing = requests.filter((request) => !this.#found.has(name(request)))
    if (missing.length > 0) {
      const found = await this.#around.load(this.#around.contactId, missing)
      for (const [index, request] of missing.entries()) this.#found.set(name(request), found[index]!)
    }
    const loaded = Object.fromEntries(
      requests.map((request) => [request.fact, this.#found.get(name(request))]),
    )
    return { ...ctx, facts: { ...ctx.facts, ...loaded } }
  }

  async #take(flow: Flow, turn: Turn, lead: readonly Text[]): Promise<void> {
    this.events.push(...turn.events.map((event) => ({ ...event, flow: flow.name })))
    this.#apply(turn.effects)
    const [first, ...rest] = turn.replies
    if (first) this.replies.push({ ...first, text: [...lead, ...first.text] }, ...rest)
    this.#keep(turn.run)
    if (turn.next) {
      const { flow: name, answers, resume = false } = turn.next
      const said = resume && first ? this.replies.pop()!.text : null
      return this.open(name, answers, said ?? (first ? [] : lead), resume)
    }
    if (turn.run.status !== 'open') this.#remind()
  }

  #apply(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === 'setLanguage') {
        this.language = effect['language'] as Language
        this.chosenLanguage = this.language
      } else if (effect.type === 'dropRun') this.#drop(effect['flow'] as string)
      else if (effect.type === 'stopMessages') this.messagesStopped = effect['stopped'] === true
      else this.effects.push(effect)
    }
  }

  #keep(run: Run): void {
    const { at } = this.#around
    if (run.status === 'open') {
      this.activeFlow = run.flow
      this.#runs.set(run.flow, { run, startedAt: this.#runs.get(run.flow)?.startedAt ?? at, updatedAt: at })
      this.#touched.add(run.flow)
      this.#ended.delete(run.flow)
      return
    }
    this.activeFlow = null
    if (this.#runs.delete(run.flow)) this.#ended.add(run.flow)
  }

  /** Calls another conversation off. */
  #drop(flow: string): void {
    const left = this.#runs.get(flow)
    if (!left) return
    this.#runs.delete(flow)
    this.#ended.add(flow)
    this.events.push({ flow, type: 'cancelled', step: left.run.asked })
  }

  /** After one conversation ends: the way back to the one it interrupted. */
  #remind(): void {
    const [left] = this.waiting
    const last = this.replies.at(-1)
    if (!left || !last) return
    this.replies[this.replies.length - 1] = {
      ...last,
      text: [...last.text, { key: 'common:unfinished', params: { name: { key: `common:flow.${left}` } } }],
      choices: [goTo(left, 'continue'), ...(last.choices ?? []).filter((choice) => choice.step !== left)],
    }
  }
}

const name = ({ fact, argument }: FactRequest): string => `${fact} ${argument}`
