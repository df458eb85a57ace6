import { advance, start } from '../src/flows/advance.ts'
import type { Flow } from '../src/flows/define.ts'
import { needsOf } from '../src/flows/steps.ts'
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
} from '../src/flows/types.ts'

const COMMANDS = ['back', 'undo', 'skip', 'cancel', 'repeat', 'help'] as const

/** What is known around a conversation that is played. */
export interface Setting {
  readonly today?: string
  readonly code?: string
  readonly facts?: Facts
  /** Looks up what a turn needs besides. */
  readonly look?: (request: FactRequest) => Json
  /** Answers that the flow is opened with. */
  readonly known?: readonly Answer[]
  /** A run stored earlier, to go on with instead of starting. */
  readonly from?: Run
}

export interface Talk {
  /** `owner: …` and `bot: …`, one line a message. Words appear by their keys, without the name of the flow. */
  readonly transcript: readonly string[]
  readonly run: Run
  readonly answers: { readonly [step: string]: Json }
  readonly turns: readonly Turn[]
  readonly events: readonly FlowEvent[]
  readonly effects: readonly Effect[]
  /** What may be tapped at the end. */
  readonly screen: readonly string[]
  readonly next: Turn['next']
}

/**
 * Plays a conversation. The run is written to JSON and read back between all turns, so every talk is a restart test.
 * What the owner does: `text` typed, `[value]` a tap on a button on the screen, `[step:value]` a tap on an older one,
 * `/back`, `/undo`, `/skip`, `/cancel`, `/repeat`, `/help`, or any other input as it is.
 */
export function talk(flow: Flow, inputs: readonly (string | Input)[], setting: Setting = {}): Talk {
  const around = (requests: readonly FactRequest[]): TurnContext => ({
    today: setting.today ?? '2026-11-22',
    code: setting.code ?? '7F3K9Q2MXW5T',
    facts: { ...setting.facts, ...looked(requests, setting.look) },
  })
  const known = around([])
  const begun: readonly Turn[] = setting.from
    ? []
    : [start(flow, around(needsOf(flow, null, { type: 'repeat' }, known, setting.known)), setting.known)]
  const turns = inputs.reduce<readonly Turn[]>((turns, what) => {
    const run = stored(turns.at(-1)?.run ?? setting.from!)
    const input = typeof what === 'string' ? meant(what, flow, choicesOf(turns.at(-1))) : what
    return [...turns, advance(flow, run, input, around(needsOf(flow, run, input, known)))]
  }, begun)
  const last = turns.at(-1)!
  return {
    transcript: transcriptOf(flow, inputs, turns, setting.from === undefined),
    run: last.run,
    answers: Object.fromEntries(last.run.answers.map(({ step, value }) => [step, value])),
    turns,
    events: turns.flatMap(({ events }) => events),
    effects: turns.flatMap(({ effects }) => effects),
    screen: choicesOf(last).map(({ flow: name, step, value }) => (name === 'go' ? `go ${step}` : value)),
    next: last.next,
  }
}

/** What a run is after a restart. */
export function stored(run: Run): Run {
  return JSON.parse(JSON.stringify(run)) as Run
}

const choicesOf = (turn: Turn | undefined): readonly Choice[] =>
  turn?.replies.flatMap(({ choices = [] }) => choices) ?? []

function looked(requests: readonly FactRequest[], look?: Setting['look']): Facts {
  return Object.fromEntries(requests.map((request) => [request.fact, look?.(request) ?? null]))
}

function meant(what: string, flow: Flow, shown: readonly Choice[]): Input {
  const command = COMMANDS.find((command) => what === `/${command}`)
  if (command) return { type: command }
  const [, step, value] = /^\[(?:(\w+):)?(.+)\]$/.exec(what) ?? []
  if (value === undefined) return { type: 'text', text: what }
  if (step !== undefined) return { type: 'choice', flow: flow.name, step, value }
  const choice = shown.find((choice) => choice.value === value)
  if (!choice)
    throw new Error(`No ${what} on the screen, only [${shown.map(({ value }) => value).join('] [')}]`)
  return { type: 'choice', flow: choice.flow, step: choice.step, value }
}

function transcriptOf(
  flow: Flow,
  inputs: readonly (string | Input)[],
  turns: readonly Turn[],
  started: boolean,
): readonly string[] {
  return turns.flatMap((turn, index) => {
    const what = inputs[started ? index - 1 : index]
    const said = typeof what === 'object' ? `(${what.type})` : what
    return [
      ...(said === undefined ? [] : [`owner: ${said}`]),
      ...turn.replies.map((reply) => spoken(flow, reply)),
    ]
  })
}

const spoken = (flow: Flow, reply: Reply): string =>
  `bot: ${reply.text.map((text) => worded(flow, text)).join(' | ')}`

function worded(flow: Flow, text: Text): string {
  if ('text' in text) return text.text
  if ('wording' in text) return text.wording.id
  const params = Object.values(text.params ?? {}).map((param) => {
    if (typeof param !== 'object') return String(param)
    return Array.isArray(param)
      ? param.map((line: Text) => worded(flow, line)).join('; ')
      : worded(flow, param as Text)
  })
  if (text.key === 'common:lines') return params.join()
  if (text.key === 'common:line') return params.join(' = ')
  const key = text.key.replace(new RegExp(`^(?:${flow.name}|common):`), '')
  return params.length > 0 ? `${key}(${params.join(', ')})` : key
}
