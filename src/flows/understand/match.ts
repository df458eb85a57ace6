import type { Reading } from '../types.ts'
import { slips } from './distance.ts'
import { remembered, squeeze, words } from './text.ts'
import vocabulary from './vocabulary/picks.json' with { type: 'json' }

/** A choice as it may be typed: its label in every language and its synonyms. */
export interface Labelled {
  readonly value: string
  readonly words: readonly string[]
}

/** Below this likeness (0–1) typed text is not taken for a choice. */
const ENOUGH = 0.45
/** So much of what was typed must be in a choice: at a menu, where any wish may be written, more than half. */
const SHARE = { question: 0, menu: 0.55 }
/** Choices as close as this to the best are offered with it. */
const CLOSE = 0.12

const filler = new Set(vocabulary.filler)
/** Ways to say no, all read as one: `ga usah` is `tidak usah`. */
const NO = 'tidak'
const denials = new Set(vocabulary.denials)
const DENIAL = /^(bukan|bkn|selain|kecuali|dudu|sanes|lain|not|except|jangan)$/

/** The choice that typed text names: whole, shortened, by a telling word or with typos. Several close ones are asked. */
export function matchLabel(
  text: string,
  labels: readonly Labelled[],
  at: keyof typeof SHARE = 'question',
): Reading<string> {
  const typed = tokens(text)
  const unread = { type: 'unread', reason: 'needChoice' } as const
  if (typed.length === 0 || typed.some((token) => DENIAL.test(token))) return unread
  const named = labels.map(({ value, words }) => ({ value, names: words.map(tokensOfLabel) }))
  let rarity: ReadonlyMap<string, number> | null = null
  const weight = (token: string) => (rarity ??= rarities(named)).get(token) ?? 1
  const scored = named
    .map(({ value, names }) => ({
      value,
      score: Math.max(
        0,
        ...names.map((name) => (denies(typed, name) ? 0 : likeness(typed, name, weight, SHARE[at]))),
      ),
    }))
    .filter(({ score }) => score >= ENOUGH)
    .toSorted((a, b) => b.score - a.score)
  const [best] = scored
  if (best === undefined || (best.score < 1 && agreesFirst(typed, named))) return unread
  const close = scored.filter(({ score }) => (best.score >= 1 ? score >= 1 : best.score - score < CLOSE))
  if (close.length === 1) return { type: 'value', value: best.value }
  return { type: 'ask', options: close.slice(0, 4).map(({ value }) => value) }
}

/** Words that say no are never taken for a choice that does not; a mere no only for one that begins with it. */
const denies = (typed: readonly string[], name: readonly string[]): boolean =>
  typed.includes(NO) && (typed.every((word) => word === NO) ? name[0] !== NO : !name.includes(NO))

/** Whether words begin with a choice that they deny later on: `setuju, tapi ga usah kirim info` says both. */
const agreesFirst = (
  typed: readonly string[],
  named: readonly { readonly names: readonly (readonly string[])[] }[],
): boolean =>
  typed[0] !== NO &&
  named.some(({ names }) => names.some((name) => name[0] === typed[0] && denies(typed, name)))

function tokens(text: string): readonly string[] {
  const all = words(text).map((word, at, words) => (isDenial(word, words[at + 1]) ? NO : squeeze(word)))
  const telling = all.filter((word) => !filler.has(word))
  return telling.length > 0 ? telling : all
}

const tokensOfLabel = remembered(tokens)

/** `no` before a number is short for one. */
const isDenial = (word: string, next: string | undefined): boolean =>
  denials.has(word) && !(word === 'no' && /^\d/.test(next ?? ''))

/** How telling each word of the labels is: words of one label weigh most. */
function rarities(labels: readonly { readonly names: readonly (readonly string[])[] }[]) {
  const counts = new Map<string, number>()
  for (const { names } of labels) {
    for (const token of new Set(names.flat())) counts.set(token, (counts.get(token) ?? 0) + 1)
  }
  return new Map([...counts].map(([token, count]) => [token, 1 / count]))
}

function likeness(
  typed: readonly string[],
  label: readonly string[],
  weight: (token: string) => number,
  share: number,
): number {
  const whole = typed.join('')
  const name = label.join('')
  if (whole === name) return 1
  if (name.length >= 5 && slips(whole, name, 1) === 1) return 0.95
  const found = typed.map((token) => nearest(token, label))
  if (found.every(({ alike }) => alike === 0)) return 0
  let matched = 0
  let asked = 0
  for (const [at, { word, alike }] of found.entries()) {
    matched += alike * weight(word)
    asked += weight(alike > 0 ? word : typed[at]!)
  }
  const full = label.reduce((sum, token) => sum + weight(token), 0)
  if (matched / asked < share) return 0
  return 0.92 * (0.6 * Math.min(1, matched / asked) + 0.4 * Math.min(1, matched / full))
}

/** The word of a label that is most like what was typed, the first of several. */
function nearest(typed: string, label: readonly string[]): { readonly word: string; readonly alike: number } {
  let best = { word: '', alike: 0 }
  for (const word of label) {
    const near = alike(typed, word)
    if (near > best.alike) best = { word, alike: near }
  }
  return best
}

/** 1 for the same word, less for a beginning of it or one with typos, 0 for another. */
function alike(typed: string, word: string): number {
  if (typed === word) return 1
  if (typed.length >= 3 && word.startsWith(typed)) return 0.9
  if (word.length >= 4 && typed.startsWith(word) && typed.length - word.length <= 3) return 0.9
  const limit = word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0
  const count = limit === 0 || typed.length < 4 ? 3 : slips(typed, word, limit)
  return count <= limit ? 0.9 - 0.15 * (count - 1) : 0
}
