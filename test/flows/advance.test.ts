import { describe, expect, it } from 'vitest'
import { migrate } from '../../src/flows/advance.ts'
import { defineFlow, type Flow } from '../../src/flows/define.ts'
import { choice, yesNo } from '../../src/flows/prompts/choice.ts'
import { given } from '../../src/flows/prompts/given.ts'
import { review } from '../../src/flows/prompts/review.ts'
import { text } from '../../src/flows/prompts/text.ts'
import { choicesOf } from '../../src/flows/steps.ts'
import type { Answer, Input, TurnContext } from '../../src/flows/types.ts'
import { talk } from '../talk.ts'
import { stall } from './stall.ts'

const HALF = ['Sri', '[craft]', 'banyuwangi', 'genteng', '[yes]', '3'] as const
const ALL = [...HALF, '2jt sebulan', '[2]'] as const
const says = (inputs: readonly (string | Input)[], flow: Flow = stall, setting = {}) =>
  talk(flow, inputs, setting).transcript.at(-1)!.replace('bot: ', '')

const changed = (steps: Record<string, unknown>, more: object = {}): Flow =>
  ({ ...stall, steps, ...more }) as unknown as Flow

describe('the next question', () => {
  it('is the first one that applies and has no answer', () => {
    expect(talk(stall, ['Sri', '[food]']).run.asked).toBe('dish')
    expect(talk(stall, ['Sri', '[craft]']).run.asked).toBe('town')
  })

  it('passes over what is known at the start', () => {
    expect(talk(stall, [], { known: [{ step: 'name', value: 'Sri' }] }).run.asked).toBe('kind')
  })

  it('forgets what is known of steps that the flow does not have', () => {
    expect(talk(stall, [], { known: [{ step: 'shoeSize', value: 41 }] }).run.answers).toEqual([])
  })

  it('ends the flow when nothing is left to ask', () => {
    const { run, transcript, effects } = talk(stall, [...ALL, '[submit]'])
    expect(run).toMatchObject({ status: 'completed', asked: null })
    expect(transcript.at(-1)).toBe('bot: done')
    expect(effects.at(-1)).toEqual({ type: 'book', name: 'Sri' })
  })

  it('is repeated on request', () => expect(says([...HALF, '/repeat'])).toBe('takings'))

  it('comes with its help on request', () => {
    expect(says([...HALF, '/help'])).toBe('takings.help | takings')
    expect(talk(stall, [...HALF, '/help']).events.at(-2)).toEqual({ type: 'helped', step: 'takings' })
  })
})

describe('an answer', () => {
  it('has its effects at once', () => {
    expect(talk(stall, HALF).effects).toEqual([{ type: 'order', power: true }])
  })

  it('fills other steps that the same words answer, and is read back', () => {
    const { transcript, answers, events } = talk(stall, [...HALF, '2jt sebulan'])
    expect(answers).toMatchObject({ takings: 2_000_000, per: 'month' })
    expect(transcript.at(-1)).toBe('bot: said.month | table')
    expect(events.slice(-3)).toEqual([
      { type: 'answered', step: 'takings' },
      { type: 'answered', step: 'per' },
      { type: 'asked', step: 'table' },
    ])
  })

  it('is asked for anew when another answer changed and it no longer fits', () => {
    expect(says([...ALL, '[change]', '[~2]', 'garut'])).toBe('part')
  })

  it('is asked for anew when what it picked is no longer there', () => {
    const { run: from } = talk(stall, ALL)
    const { transcript } = talk(stall, ['/repeat', '[check:submit]'], { from, facts: { tables: ['7', '8'] } })
    expect(transcript.at(-1)).toBe('bot: table')
  })

  it('may be passed over where that is allowed', () => {
    const { answers, transcript } = talk(stall, [...HALF.slice(0, -1), '[!skip]'])
    expect(answers['helpers']).toBeNull()
    expect(transcript.at(-1)).toBe('bot: takings')
    expect(says(['/skip'])).toBe('reasons.cannotSkip | name.help | name')
  })

  it('may end the flow early, kindly', () => {
    const { run, transcript, screen } = talk(stall, ['Sri', '[other]'])
    expect(run.status).toBe('cancelled')
    expect(transcript.at(-1)).toBe('bot: sorry')
    expect(screen).toEqual(['go home', 'go officer'])
  })
})

describe('a deploy in the middle of a conversation', () => {
  const { name, kind, ...rest } = stall.steps
  const { run: from } = talk(stall, ['Sri'])

  it('that inserts a question before the one asked does not shift the reply on its way', () => {
    const newer = changed({ nick: text({ min: 1, max: 9 }), name, kind, ...rest })
    const { run } = talk(newer, ['[kind:craft]'], { from })
    expect(run.answers).toEqual([
      { step: 'name', value: 'Sri' },
      { step: 'kind', value: 'craft' },
    ])
    expect(run.asked).toBe('nick')
  })

  it('that removes the question asked goes on with the next', () => {
    expect(says(['whatever'], changed({ name, ...rest }), { from })).toBe('town')
  })

  it('that removes an answered question keeps the answer out of the way', () => {
    const { run } = talk(changed({ kind, ...rest }), ['[kind:craft]', 'banyuwangi'], { from })
    expect(run.asked).toBe('part')
    expect(run.answers[0]).toEqual({ step: 'name', value: 'Sri' })
  })

  it('that renames a question keeps its answer', () => {
    const renamed = changed(
      { owner: name, kind, ...rest },
      {
        version: 2,
        migrations: {
          2: (answers: readonly Answer[]) =>
            answers.map((answer) => (answer.step === 'name' ? { ...answer, step: 'owner' } : answer)),
        },
      },
    )
    const { run } = talk(renamed, ['[kind:craft]'], { from })
    expect(run).toMatchObject({ version: 2, asked: 'town' })
    expect(run.answers[0]).toEqual({ step: 'owner', value: 'Sri' })
    expect(says(['/back', '/back'], renamed, { from: run })).toBe('owner')
  })

  it('of several versions applies their migrations in order, to answers taken back too', () => {
    const newer = changed(stall.steps, { version: 4, migrations: { 2: add('b'), 4: add('d') } })
    const run = migrate(newer, { ...from, undone: [{ step: 'kind', value: 'x' }] })
    expect(run.answers).toEqual([{ step: 'name', value: 'Sribd' }])
    expect(run.undone).toEqual([{ step: 'kind', value: 'xbd' }])
    expect(migrate(newer, run)).toBe(run)
  })

  it('that removes a question offered for change shows the review again', () => {
    const { run: offering } = talk(stall, [...ALL, '[change]'])
    const { transcript } = talk(changed({ kind, ...rest }), ['[check:~0]'], { from: offering })
    expect(transcript.at(-1)).toMatch(/^bot: kind\.label.+check$/)
  })

  it('that drops the values of a choice asks for the choice anew', () => {
    const { run: answered } = talk(stall, ['Sri', '[craft]'])
    expect(
      says(['/repeat'], changed({ ...stall.steps, kind: choice('food', 'drink') }), { from: answered }),
    ).toBe('town')
    expect(
      says(['banyuwangi', 'genteng'], changed({ ...stall.steps, kind: choice('food', 'drink') }), {
        from: answered,
      }),
    ).toMatch('kind')
  })
})

describe('a late tap', () => {
  it('on an older question changes nothing and is explained', () => {
    const { transcript, answers, events } = talk(stall, [...HALF, '[kind:other]'])
    expect(transcript.at(-1)).toBe('bot: reasons.stale | takings')
    expect(answers['kind']).toBe('craft')
    expect(events.at(-2)).toEqual({ type: 'rejected', step: 'takings', reason: 'stale' })
  })

  it('on another conversation is explained', () => {
    expect(says(['Sri', { type: 'choice', flow: 'home', step: 'kind', value: 'craft' }])).toMatch(
      'reasons.stale',
    )
  })

  it('on a meaning that is no longer offered is explained', () => {
    expect(says(['Sri', '[craft]', 'malang', 'banyuwangi', '[town:~1]'])).toBe('reasons.stale | part')
    expect(says(['Sri', '[craft]', '[town:~1]'])).toBe('reasons.stale | town')
  })
})

describe('back', () => {
  it('takes the newest answer, past a question that was not asked', () => {
    expect(says(['Sri', '[craft]', '/back'])).toBe('kind')
    expect(says(['Sri', '[food]', 'soto', '/back', '/back'])).toBe('kind')
  })

  it('past an answer that no longer counts', () => {
    const { transcript } = talk(stall, [
      'Sri',
      '[food]',
      'soto',
      '/back',
      '/back',
      '[craft]',
      '/back',
      '/back',
    ])
    expect(transcript.slice(-4)).toEqual(['owner: /back', 'bot: kind', 'owner: /back', 'bot: name'])
  })

  it('at the first question says so', () => expect(says(['/back'])).toBe('reasons.firstQuestion | name'))

  it('keeps what was answered after the question mended', () => {
    const { transcript, answers } = talk(stall, [
      'Sri',
      '[craft]',
      'banyuwangi',
      '/back',
      '/back',
      '/back',
      'Siti',
    ])
    expect(transcript.at(-1)).toBe('bot: part')
    expect(answers).toMatchObject({ name: 'Siti', kind: 'craft', town: '35.10' })
  })

  it('never takes an answer that the flow was started with and does not ask', () => {
    const told = defineFlow({
      name: 'told',
      version: 1,
      steps: { what: given<string>(), sure: yesNo(), check: review() },
      complete: () => ({ replies: [] }),
    })
    const known = [{ step: 'what', value: 'x' }]
    expect(says(['/back'], told, { known })).toBe('reasons.firstQuestion | sure')
    expect(talk(told, ['[yes]', '[change]'], { known }).screen).toEqual(['~0'])
  })

  it('from meanings offered asks the question plainly', () => {
    expect(says(['Sri', '[craft]', 'malang', '/back'])).toBe('town')
  })
})

describe('undo', () => {
  it('restores what back took, step by step', () => {
    expect(says([...HALF, '/back', '/back', '/undo'])).toBe('helpers')
    expect(says([...HALF, '/back', '/back', '/undo', '/undo'])).toBe('takings')
  })

  it('has nothing to restore after a new answer', () => {
    expect(says(['Sri', '/back', 'Siti', '/undo'])).toBe('reasons.nothingToUndo | kind')
  })
})

describe('a review', () => {
  it('offers every answer for change, a page at a time', () => {
    expect(talk(stall, [...ALL, '[change]']).screen).toEqual(ALL_LINES)
  })

  it('changes one and comes back', () => {
    expect(says([...ALL, '[change]', '[~0]', 'Siti'])).toMatch(/^name\.label = Siti; .+ \| check$/)
  })

  it('leaves the answer when the owner goes back', () => {
    expect(says([...ALL, '[change]', '[~0]', '/back'])).toMatch(/^name\.label = Sri; .+ \| check$/)
  })

  it('leaves the answer when the owner goes back after a bad or an unclear one', () => {
    expect(says([...ALL, '[change]', '[~0]', 'x', '/back'])).toMatch(/^name\.label = Sri; /)
    expect(says([...ALL, '[change]', '[~2]', 'malang', '/back'])).toBe('town')
    expect(says([...ALL, '[change]', '[~2]', 'malang', '/back', '/back'])).toMatch(
      'town.label = Kabupaten Banyuwangi;',
    )
  })

  it('takes a clear answer after an unclear one', () => {
    expect(says([...ALL, '[change]', '[~2]', 'malang', 'banyuwangi'])).toMatch(
      'town.label = Kabupaten Banyuwangi;',
    )
  })

  it('is shown again when the list of what to change is left', () => {
    expect(says([...ALL, '[change]', '/back'])).toMatch(/^name\.label = Sri; .+ \| check$/)
  })

  it('asks for a tap when words came near both of its buttons', () => {
    expect(says([...ALL, { type: 'candidates', values: ['submit', 'change'] }])).toMatch(
      /^reasons\.needChoice \| check$/,
    )
  })

  it('hides nothing that a skipped question left open', () => {
    expect(says([...HALF.slice(0, -1), '/skip', '2jt sebulan', '[1]'])).toMatch('helpers.label = notGiven')
  })

  const ALL_LINES = ['~0', '~1', '~2', '~3', '~4', '~5', '~6', '~7', '~8']
})

describe('several meanings', () => {
  it('are offered, and a tap is the answer', () => {
    const { transcript, screen, turns } = talk(stall, ['Sri', '[craft]', 'malang'])
    expect(transcript.at(-1)).toBe('bot: whichOne | town')
    expect(screen).toEqual(['~0', '~1'])
    expect(turns.at(-1)!.replies[0]!.list).toBe(true)
    expect(talk(stall, ['Sri', '[craft]', 'malang', '[~1]']).answers['town']).toMatch(/^35\.(07|73)$/)
  })

  it('of typed words are offered with the labels of their choices', () => {
    const near: Input = { type: 'candidates', values: ['no', 'yes'] }
    const { turns, answers } = talk(stall, [...HALF.slice(0, 4), near, '[~0]'])
    expect(turns.at(-2)!.replies[0]!.choices!.map(({ label }) => label)).toEqual([
      { key: 'stall:power.no' },
      { key: 'stall:power.yes' },
    ])
    expect(answers['power']).toBe(false)
  })

  it('that are not on offer are refused', () => {
    expect(says(['Sri', { type: 'candidates', values: ['gone'] }])).toBe('reasons.needChoice | kind')
    expect(says([{ type: 'candidates', values: ['gone'] }])).toBe('reasons.needChoice | name.help | name')
  })
})

describe('a long list', () => {
  it('is shown whole when it fits, and ten at a time when not', () => {
    expect(page(12)).toHaveLength(12)
    expect(page(13)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '!next'])
  })

  it('is turned there and back, and no further than it goes', () => {
    expect(page(13, '[!next]')).toEqual(['10', '11', '12', '!previous'])
    expect(page(25, '[!next]')).toHaveLength(12)
    expect(page(13, '[!next]', '[!previous]')[0]).toBe('0')
    expect(page(13, '[table:!next]', '[table:!next]', '[table:!next]')[0]).toBe('10')
    expect(page(13, '[table:!previous]')[0]).toBe('0')
  })

  it('that became shorter shows its last page', () => {
    const { run: from } = talk(stall, [...HALF, '2jt sebulan', '[!next]', '[!next]'], many(25))
    expect(talk(stall, ['/repeat'], { from, ...many(14) }).screen).toEqual([
      '10',
      '11',
      '12',
      '13',
      '!previous',
    ])
  })

  it('has all its choices for typed numbers, whatever page is shown', () => {
    const ctx: TurnContext = { today: '2026-11-22', code: 'X', ...many(25) }
    const { run } = talk(stall, [...HALF, '2jt sebulan', '[!next]'], many(25))
    expect(choicesOf(stall, run, ctx)).toHaveLength(25)
  })

  it('of nothing is not turned', () => {
    const { run, transcript } = talk(stall, ['[name:!next]'])
    expect(run.page).toBe(0)
    expect(transcript.at(-1)).toBe('bot: name')
  })
})

/** Facts with so many tables to pick from. */
const many = (count: number) => ({ facts: { tables: Array.from({ length: count }, (_, at) => `${at}`) } })

/** A migration that leaves a trace in every answer. */
const add = (letter: string) => (answers: readonly Answer[]) =>
  answers.map(({ step, value }) => ({ step, value: `${String(value)}${letter}` }))

/** What is on the screen at the list of tables, after some turns of its pages. */
const page = (count: number, ...turns: readonly string[]) =>
  talk(stall, [...HALF, '2jt sebulan', ...turns], many(count)).screen
