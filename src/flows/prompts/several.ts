import { words as wordsOf } from '../understand/text.ts'
import { type Prompt, unread, value, words } from './prompt.ts'

/** What may be had, by its name on a button, and the folded words for it. */
export interface Named {
  readonly name: string
  readonly words: readonly string[]
}

/** None, one or several of a few: a tap picks one, and words may name more (`halal sama SNI`). */
export function several<const T extends string>(named: { readonly [one in T]: Named }): Prompt<readonly T[]> {
  const all = Object.keys(named) as T[]
  return {
    options: () => [
      { value: 'none' },
      ...all.map((one) => ({ value: one, label: { text: named[one].name } })),
    ],
    read(input) {
      if (input.type === 'choice') {
        if (input.value === 'none') return value([])
        const found = all.find((one) => one === input.value)
        return found ? value([found]) : unread('needChoice')
      }
      const read = words(input)
      if ('unread' in read) return unread(input.type === 'unsupported' ? 'unsupported' : 'needChoice')
      const said = wordsOf(read.text)
      const found = all.filter((one) => named[one].words.some((word) => said.includes(word)))
      return found.length > 0 ? value(found) : unread('needChoice')
    },
    show: (picked, at) =>
      picked.length === 0
        ? { key: `${at.flow}:${at.step}.none` }
        : { text: picked.map((one) => named[one].name).join(', ') },
    list: true,
  }
}
