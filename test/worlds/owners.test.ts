import { describe, expect, test } from 'vitest'
import words from '../../locales/id/registration.json' with { type: 'json' }
import { registrationOf } from './owner/dialogue.ts'
import { expectedOf, planOwner } from './owner/plan.ts'
import { questionIn, STEPS } from './owner/questions.ts'
import { Owners } from './owners.ts'
import type { OwnersWorld } from './owners.ts'

const WORDS: Readonly<Record<string, string>> = words
const typist = planOwner(7)

/** What a bot says that asks these questions one after the other; a string in brackets refuses the last answer. */
function bot(...says: string[]): OwnersWorld {
  return {
    account: String,
    act: async () => undefined,
    async next(index, timeoutMs) {
      const text = says.shift()
      if (text === undefined) throw new Error(`nothing more for ${index} within ${timeoutMs > 0}`)
      return { text: WORDS[text] ?? text, buttons: [] }
    },
    format: () => '',
  }
}

describe('simulated owners', () => {
  test('know every question by its own words', () => {
    for (const step of STEPS)
      expect(questionIn({ text: WORDS[step] ?? '', buttons: [] })).toEqual({ step, refused: false })
  })

  test('are the same every time and share no NIK', () => {
    expect(planOwner(123)).toEqual(planOwner(123))
    const niks = Array.from({ length: 30_000 }, (_, index) => planOwner(index).nik).filter(
      (nik) => nik !== null,
    )
    expect(new Set(niks).size).toBe(niks.length)
  })

  test('slip once, and then give the true answer', () => {
    const dialogue = registrationOf(typist)
    dialogue.open()
    expect(dialogue.hear({ text: words.nik, buttons: [] })).toMatchObject({ move: { text: '12345' } })
    const again = `NIK terdiri dari 16 angka; yang Anda tulis 5 angka. ${words.nik}`
    expect(dialogue.hear({ text: again, buttons: [] })).toMatchObject({ move: { text: typist.nik } })
  })

  test('count what comes twice, and tell what is not as they said', async () => {
    const owners = new Owners(
      bot('language', 'consent', 'consent', 'ownerName', `${words.submitted} NK-7F3K-9Q2M`),
      1,
      1,
    )
    await owners.register(1000)
    const [story] = owners.stories
    expect(story).toMatchObject({ repeated: 1, sent: 4, wrong: [] })
    const expected = expectedOf(planOwner(1))
    expect(await owners.problems(async () => [expected])).toEqual([])
    const [problem, ...others] = await owners.problems(async () => [{ ...expected, workers: 99 }])
    expect(problem).toContain('stored is 99')
    expect(others).toEqual([])
    expect(await owners.problems(async () => [expected, expected])).toHaveLength(1)
  })

  test('who are never answered are named', async () => {
    const owners = new Owners(bot('language'), 1)
    await expect(owners.register(1000)).rejects.toThrow('nothing more')
    expect(await owners.problems(async () => [])).toHaveLength(2)
  })
})
