import { contentOf } from '../content.ts'
import type { PirtGroup } from './pirt-content.ts'
import { type Option, type Prompt, type StepContext, unread, value, words } from '../prompts/prompt.ts'
import type { Facts, Text } from '../types.ts'

/** The group of what is not on our list at all. */
const OTHER = 'other'

/** The group with this id. */
export const groupOf = (facts: Facts, id: unknown): PirtGroup | undefined =>
  contentOf(facts, 'pirtGroups').find((group) => group.id === id)

/** The groups that the name of a product speaks for: those with the longest of their words in it. */
export function groupsNamed(name: string, groups: readonly PirtGroup[]): readonly PirtGroup[] {
  const said = ` ${name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}-]+/gu, ' ')
    .trim()} `
  const found = groups
    .map((group) => ({ group, length: Math.max(0, ...group.words.map((word) => lengthIn(said, word))) }))
    .filter(({ length }) => length > 0)
  const longest = Math.max(...found.map(({ length }) => length))
  return found.filter(({ length }) => length === longest).map(({ group }) => group)
}

const lengthIn = (said: string, word: string): number => (said.includes(` ${word} `) ? word.length : 0)

/** The one group that a name tells, or null when it tells none or several. */
export function onlyGroup(name: unknown, facts: Facts): PirtGroup | null {
  if (typeof name !== 'string') return null
  const [group, ...others] = groupsNamed(name, contentOf(facts, 'pirtGroups'))
  return group && others.length === 0 ? group : null
}

/** A group of foods: from the list, those that fit the product first, or by the name of a food. */
export function foodGroup(product: string): Prompt<string> {
  return {
    list: true,
    options: (at) => options(at, at.answers[product]),
    read(input, at) {
      if (input.type === 'choice') {
        const found = options(at, null).find((option) => option.value === input.value)
        return found ? value(found.value) : unread('needChoice')
      }
      const read = words(input)
      if ('unread' in read) return read.unread
      const found = groupsNamed(read.text, contentOf(at.facts, 'pirtGroups'))
      if (found.length === 0) return unread('needChoice')
      return found.length === 1 ? value(found[0]!.id) : { type: 'ask', options: found.map(({ id }) => id) }
    },
    show: (id, at) => groupText(id, at.facts),
    stands: (id, at) => options(at, null).some((option) => option.value === id),
  }
}

/** The name of a group in the owner's words. */
export function groupText(id: unknown, facts: Facts): Text {
  const group = groupOf(facts, id)
  return group ? { wording: group.title } : { key: 'pirtCheck:group.other' }
}

function options({ facts }: StepContext, product: unknown): readonly Option[] {
  const groups = contentOf(facts, 'pirtGroups')
  const near = typeof product === 'string' ? groupsNamed(product, groups) : []
  const rest = groups.filter((group) => !near.includes(group)).toSorted((a, b) => rank(a) - rank(b))
  return [
    ...[...near, ...rest].map((group) => ({ value: group.id, label: { wording: group.title } })),
    { value: OTHER, label: { key: 'pirtCheck:group.other' } },
  ]
}

/** Those on the list come first. */
const rank = ({ listed }: PirtGroup): number => (listed ? 0 : 1)
