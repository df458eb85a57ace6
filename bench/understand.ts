/** Prints how well and how fast everyday messages are understood: `node bench/understand.ts`. See UNDERSTAND.md. */
import { readFileSync } from 'node:fs'
import { readAs, type Kind } from '../src/flows/understand/explain.ts'
import { readNib } from '../src/flows/understand/ids.ts'
import { readNumber } from '../src/flows/understand/numbers.ts'
import { readPick } from '../src/flows/understand/picks.ts'
import type { Reading } from '../src/flows/types.ts'

const TODAY = '2026-11-22'
const PARTS = [
  'develop',
  'develop-2',
  'develop-6',
  'develop-7',
  'develop-8',
  'measure',
  'measure-2',
  'measure-4',
  'measure-5',
  'measure-6',
  'measure-7',
] as const
/** Parts that hold sentences only. */
const WITHOUT_VALUES: readonly string[] = ['develop-8', 'measure-2', 'measure-5']

export interface Labelled {
  readonly text: string
  readonly labels: readonly string[]
}

interface Figures {
  readonly sentences: number
  /** Shares of all sentences, 0–1. */
  readonly first: number
  readonly offered: number
  /** Another conversation was opened without asking. */
  readonly wrong: number
  /** A wish of ours was taken for none. */
  readonly missed: number
  /** Of the sentences that are none of ours, how many were recognised as that, or offered it. */
  readonly outOfScope: number
}

/** The labelled sentences of one part of the corpus. */
export function sentencesOf(part: string): readonly Labelled[] {
  return rows(`intents.${part}.tsv`).map(([text, labels]) => ({ text: text!, labels: labels!.split('|') }))
}

/** How the sentences are understood. */
export function measure(sentences: readonly Labelled[]): Figures {
  let [first, offered, wrong, missed, foreign, recognised] = [0, 0, 0, 0, 0, 0]
  for (const { text, labels } of sentences) {
    const read = readAs('intent', text, TODAY)
    const said = read['value'] as string | undefined
    const options = said === undefined ? (read['ask'] as readonly string[]) : [said]
    const hit = options.some((option) => labels.includes(option))
    if (labels.includes('out_of_scope')) {
      foreign++
      recognised += hit ? 1 : 0
    }
    first += said !== undefined && hit ? 1 : 0
    offered += hit ? 1 : 0
    if (hit || said === undefined) continue
    if (said === 'out_of_scope') missed++
    else wrong++
  }
  const share = (count: number) => count / sentences.length
  return {
    sentences: sentences.length,
    first: share(first),
    offered: share(offered),
    wrong: share(wrong),
    missed: share(missed),
    outOfScope: recognised / Math.max(1, foreign),
  }
}

/** The same seed makes the same numbers. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0
    return ((state ^ (state >>> 13)) >>> 0) % below
  }
}

/** The sentence with one random slip in each word of over four letters. */
export function mistyped(text: string, seed: number): string {
  const random = randomOf(seed)
  return text.replace(/\p{L}{5,}/gu, (word) => {
    const at = random(word.length)
    const letter = String.fromCharCode(97 + random(26))
    switch (random(4)) {
      case 0:
        return word.slice(0, at) + word.slice(at + 1)
      case 1:
        return word.slice(0, at) + letter + word.slice(at)
      case 2:
        return word.slice(0, at) + letter + word.slice(at + 1)
      default: {
        const from = Math.min(at, word.length - 2)
        return word.slice(0, from) + word[from + 1] + word[from] + word.slice(from + 2)
      }
    }
  })
}

/** The sentence as it is typed in a hurry: vowels left out, neighbours swapped, `-nya` and spaces shortened away. */
export function hurried(text: string, seed: number): string {
  const random = randomOf(seed)
  const hurry = (word: string) => {
    const inner = word.slice(1, -1)
    switch (random(6)) {
      case 0:
        return word[0] + inner.replace(/[aeiou]/g, '') + word.at(-1)
      case 1:
        return word[0] + inner.replace(/[aeiou]/, '') + word.at(-1)
      case 2: {
        const at = 1 + random(word.length - 2)
        return word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)
      }
      case 3:
        return word.replace(/nya$/, random(2) === 0 ? 'ny' : 'x')
      case 4:
        return word[0] + inner.replace(/([aeiou])(?!.*[aeiou])/, '') + word.at(-1)
      default:
        return word
    }
  }
  return text
    .replace(/\p{L}{4,}/gu, hurry)
    .replace(/(?<=\p{L}{4}) (?=\p{L}{4})/gu, () => (random(12) === 0 ? '' : ' '))
}

/** The labelled values of one part: how many of each kind are read right, and which are not. */
export function measureValues(part: string): {
  right: Map<string, [number, number]>
  wrong: readonly string[]
} {
  const right = new Map<string, [number, number]>()
  const wrong: string[] = []
  for (const [kind, text, expected] of rows(`values.${part}.tsv`)) {
    const said = valueOf(kind!, text!)
    const [good, all] = right.get(kind!) ?? [0, 0]
    right.set(kind!, [good + (said === expected ? 1 : 0), all + 1])
    if (said !== expected) wrong.push(`${kind} ${text}: ${said}, not ${expected}`)
  }
  return { right, wrong }
}

function valueOf(kind: string, text: string): string {
  if (kind === 'number') return shown(readNumber(text))
  if (kind === 'nib') return shown(readNib(text))
  if (kind.startsWith('pick/')) return shown(readPick(text, Number(kind.slice(5))))
  const read = readAs(kind as Kind, text, TODAY)
  if ('ask' in read) return '?'
  const value = read['value'] as string | number | null | { readonly nik: string }
  if (value === null) return '-'
  return typeof value === 'object' ? value.nik : String(value)
}

function shown(reading: Reading<unknown>): string {
  return reading.type === 'value' ? String(reading.value) : reading.type === 'ask' ? '?' : '-'
}

function rows(file: string): readonly (readonly string[])[] {
  const text = readFileSync(new URL(`corpus/${file}`, import.meta.url), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

function print(name: string, figures: Figures): void {
  const { sentences, first, offered, wrong, missed, outOfScope } = figures
  console.log(
    `| ${name} | ${sentences} | ${percent(first)} | ${percent(offered)} | ${percent(wrong)} | ${percent(missed)} | ${percent(outOfScope)} |`,
  )
}

function printTimes(): void {
  const sentences = PARTS.flatMap(sentencesOf).map(({ text }) => text)
  const messages = Array.from({ length: 8 }, (_, seed) =>
    sentences.map((text) => mistyped(text, seed + 100)),
  ).flat()
  for (const text of sentences) readAs('intent', text, TODAY)
  const times = messages.map((text) => {
    const start = performance.now()
    readAs('intent', text, TODAY)
    return performance.now() - start
  })
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(times.length * share)]!.toFixed(3)
  console.log(
    `\n${times.length} messages: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${times.at(-1)!.toFixed(1)} ms`,
  )
}

function printShares(): void {
  console.log('\n| part | sentences | first | within offered | wrong | missed | out of scope |')
  console.log('|---|---|---|---|---|---|---|')
  for (const part of PARTS) {
    const sentences = sentencesOf(part)
    const typed = sentences.map(({ text, labels }, at) => ({ text: mistyped(text, at + 1), labels }))
    print(part, measure(sentences))
    print(`${part}, mistyped`, measure(typed))
    const hasty = sentences.map(({ text, labels }, at) => ({ text: hurried(text, at + 1), labels }))
    print(`${part}, hurried`, measure(hasty))
  }
  console.log('')
  for (const part of PARTS.filter((name) => !WITHOUT_VALUES.includes(name))) {
    const { right, wrong } = measureValues(part)
    const kinds = [...right].map(([kind, [good, all]]) => `${kind} ${good}/${all}`)
    console.log(`values, ${part}: ${kinds.join(', ')}`)
    if (process.argv.includes('--wrong')) for (const line of wrong) console.log(`  ${line}`)
  }
}

function main(): void {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const start = performance.now()
  readAs('intent', 'mau daftar', TODAY)
  readAs('region', 'banyuwangi', TODAY)
  console.log(`First message: ${(performance.now() - start).toFixed(0)} ms`)
  printShares()
  printTimes()
  globalThis.gc?.()
  const held = (process.memoryUsage().heapUsed - before) / 1_048_576
  console.log(`Memory held for it: ${held.toFixed(0)} MB of heap`)
}

if (import.meta.main) main()
