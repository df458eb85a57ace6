import { describe, expect, it } from 'vitest'
import { render } from '../../src/bot/render.ts'
import { texts } from './house.ts'

const EXPLANATION = {
  id: 'Datang ke kantor dinas dengan KTP dan surat usaha.',
  en: 'Come to the office with your ID.',
}
const title = { key: 'pirtSteps:paper', params: { paper: { wording: { id: 'KTP' } } } }
const inside = { key: 'pirtSteps:prepare', params: { papers: [title, { wording: EXPLANATION }] } }

describe('an explanation from data', () => {
  it.each(['id', 'en'] as const)('is said in %s, which it has', (language) => {
    expect(render({ text: [{ wording: EXPLANATION }] }, language, texts).text).toBe(EXPLANATION[language])
  })

  it.each(['jv', 'su'] as const)(
    'is said in Indonesian where it lacks %s, with a line that says so, once',
    (language) => {
      const lacking = texts.say(language, { key: 'common:onlyIndonesian' })
      const { text } = render({ text: [{ wording: EXPLANATION }, inside] }, language, texts)
      expect(text.split('\n\n').slice(0, 2)).toEqual([lacking, EXPLANATION.id])
      expect(text.split(lacking)).toHaveLength(2)
    },
  )

  it('is not missed in a name, which is the same in any language', () => {
    expect(render({ text: [title] }, 'jv', texts).text).not.toContain(
      texts.say('jv', { key: 'common:onlyIndonesian' }),
    )
  })
})
