import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, start } from '../../src/flows/advance.ts'
import type { Flow } from '../../src/flows/define.ts'
import { FLOWS } from '../../src/flows/index.ts'
import { answersOf, needsOf } from '../../src/flows/steps.ts'
import type { Answer, Facts, Input, Json, Run, Turn, TurnContext } from '../../src/flows/types.ts'
import { stored } from '../talk.ts'
import { stall } from './stall.ts'

/** What an owner does next: any input, or a tap on whatever is shown at some place of the screen. */
type Deed = Input | { readonly type: 'tap'; readonly place: number }

const WORDS = `Sri|x||3|ya|gak|malang|banyuwangi|genteng|garut|2jt sebulan|5|5-10|500rb|0|2015|3510014508900003
  |1234567890123|lumayan|2 tahun lalu|jawa timur|ABC234`
const STRAY: readonly Input[] = [
  { type: 'unsupported', kind: 'voice' },
  { type: 'location', latitude: 1, longitude: 2 },
  { type: 'phone', phone: '+6281234567890', own: true },
  { type: 'candidates', values: ['craft', 'food'] },
  { type: 'candidates', values: ['yes', 'no', 'gone'] },
  { type: 'candidates', values: ['submit', 'change'] },
  { type: 'file', file: { kind: 'photo', id: 'x', mime: 'image/png', size: 1, name: null } },
]

const tap = fc.record({ type: fc.constant('tap' as const), place: fc.nat(12) })
const typed = fc
  .oneof(fc.constantFrom(...WORDS.split('|').map((word) => word.trim())), fc.string({ maxLength: 12 }))
  .map((text): Deed => ({ type: 'text', text }))
const command = fc
  .constantFrom<('back' | 'undo' | 'skip' | 'repeat' | 'help')[]>('back', 'undo', 'skip', 'repeat', 'help')
  .map((type): Deed => ({ type }))
const forged = fc
  .record({
    step: fc.constantFrom('name', 'kind', 'town', 'check', 'confirm', 'constructor', 'gone'),
    value: fc.constantFrom(
      '~0',
      '~9',
      '~',
      '!next',
      '!previous',
      '!skip',
      'change',
      'submit',
      '35.10',
      '__proto__',
    ),
  })
  .map(({ step, value }): Deed => ({ type: 'choice', flow: 'stall', step, value }))
const deeds = fc.array(
  fc.oneof<fc.WeightedArbitrary<Deed>[]>(
    { weight: 6, arbitrary: tap },
    { weight: 5, arbitrary: typed },
    { weight: 4, arbitrary: command },
    { weight: 2, arbitrary: fc.constantFrom(...STRAY) },
    { weight: 1, arbitrary: forged },
  ),
  { maxLength: 60 },
)

interface Around {
  readonly facts?: Facts
  readonly known?: readonly Answer[]
}
type Judge = (turn: Turn, before: Run, ctx: TurnContext) => void

/** Plays deeds with a restart between all of them, and hands each turn over to be judged. */
function play(flow: Flow, deeds: readonly Deed[], { facts = {}, known = [] }: Around, judge: Judge): void {
  let turn = start(flow, contextOf(flow, null, { type: 'repeat' }, facts), known)
  for (const deed of deeds) {
    if (turn.run.status !== 'open') return
    const before = stored(turn.run)
    const input = inputOf(deed, turn)
    const ctx = contextOf(flow, before, input, facts)
    turn = advance(flow, before, input, ctx)
    judge(turn, before, ctx)
  }
}

function inputOf(deed: Deed, { run, replies }: Turn): Input {
  if (deed.type !== 'tap') return deed
  const shown = replies.flatMap(({ choices = [] }) => choices).filter(({ flow }) => flow !== 'go')
  const choice = shown[deed.place % Math.max(shown.length, 1)]
  return choice
    ? { type: 'choice', flow: choice.flow, step: choice.step, value: choice.value }
    : { type: 'choice', flow: run.flow, step: run.asked ?? '-', value: '~0' }
}

function contextOf(flow: Flow, run: Run | null, input: Input, facts: Facts): TurnContext {
  const ctx: TurnContext = { today: '2026-11-22', code: '7F3K9Q2MXW5T', facts }
  const looked = needsOf(flow, run, input, ctx).map(({ fact }): [string, Json] => [
    fact,
    fact === 'linkCode' ? { valid: true, owner: 'S•••' } : null,
  ])
  return { ...ctx, facts: { ...facts, ...Object.fromEntries(looked) } }
}

const REGISTERED = {
  consent: 'agree',
  sharing: true,
  messages: true,
  ownerName: 'Sri',
  nik: null,
  adult: true,
  businessName: 'Sri',
  product: 'keripik',
  sector: 'rice',
  province: '35',
  regency: '35.10',
  district: '35.10.09',
  yearStarted: 2015,
  capital: 1,
  sales: 1,
  salesPeriod: 'day',
  workers: 1,
  nib: null,
  export: 'never',
}
const flow = (name: string): Flow => FLOWS[name]!
const CASES: readonly [name: string, flow: Flow, around: Around][] = [
  ['a stall', stall, {}],
  ['registration', flow('registration'), {}],
  [
    'a registration at its review',
    flow('registration'),
    {
      facts: { languageChosen: true },
      known: Object.entries(REGISTERED).map(([step, value]) => ({ step, value })),
    },
  ],
  ['link', flow('link'), {}],
  ['home', flow('home'), {}],
  ['clarify', flow('clarify'), { known: [{ step: 'intents', value: ['register', 'pirt'] }] }],
  ['language', flow('language'), {}],
]

/** A sum told anew takes its period away: what the new one is for is not known. */
const PERIOD_OF: { readonly [step: string]: string } = { per: 'takings', salesPeriod: 'sales' }

const always = (flow: Flow, around: Around, judge: Judge) =>
  fc.assert(fc.property(deeds, (deeds) => play(flow, deeds, around, judge)))

describe('whatever an owner does', () => {
  it.each(CASES)('%s never throws, and ends in a question or an end', (_, flow, around) => {
    always(flow, around, ({ run, replies, next }) => {
      if (run.status === 'open') {
        expect(Object.keys(flow.steps)).toContain(run.asked)
        expect(replies.at(-1)!.text.length).toBeGreaterThan(0)
      } else {
        expect(run.asked).toBeNull()
        expect(replies.length > 0 || next !== undefined).toBe(true)
      }
    })
  })

  it.each(CASES)('%s loses no accepted answer but to its own newer one', (_, flow, around) => {
    always(flow, around, ({ run, events }, before) => {
      const renewed = new Set(events.flatMap(({ type, step }) => (type === 'answered' ? [step] : [])))
      for (const { step, value } of [...before.answers, ...before.undone]) {
        const kept = [...run.undone, ...run.answers].findLast((answer) => answer.step === step)
        expect(kept).toBeDefined()
        if (!renewed.has(step) && !renewed.has(PERIOD_OF[step] ?? '')) expect(kept!.value).toEqual(value)
      }
      expect(new Set(run.answers.map(({ step }) => step)).size).toBe(run.answers.length)
    })
  })

  it.each(CASES)('%s stays where it was at an answer that it cannot read', (_, flow, around) => {
    always(flow, around, ({ run, events }, before) => {
      if (events.every(({ type }) => type !== 'rejected')) return
      expect(run).toEqual({ ...before, misses: before.misses + 1 })
    })
  })

  it('as many undos as backs bring back the same question and answers', () => {
    fc.assert(
      fc.property(deeds, fc.integer({ min: 1, max: 6 }), (deeds, wanted) => {
        play(stall, deeds, {}, ({ run }, _, ctx) => {
          if (run.status !== 'open' || run.offered || run.changing || run.undone.length > 0) return
          const counted = answersOf(stall, run, ctx)
          const times = Math.min(wanted, Object.keys(counted).length)
          const deeds = [...Array<'back'>(times).fill('back'), ...Array<'undo'>(times).fill('undo')]
          const again = deeds.reduce(
            (run, type) => stored(advance(stall, run, { type }, ctx).run),
            stored(run),
          )
          expect(answersOf(stall, again, ctx)).toEqual(counted)
          expect(again.asked).toBe(run.asked)
        })
      }),
    )
  })
})
