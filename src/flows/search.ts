import type { Faq } from './content.ts'
import { nearIndex, type NearIndex } from './understand/near.ts'
import { squeeze, words } from './understand/text.ts'

/** A question found, and how much (0–1) of what was typed it holds, the telling words weighing most. */
export interface Found {
  readonly faq: Faq
  readonly score: number
}

/** Below this share a question is not what was asked. */
const ENOUGH = 0.47
const SHOWN = 5
/** What a word is worth in the question itself, in its other words, in the answer. */
const WEIGHT = { title: 1, words: 0.9, text: 0.45 } as const
/** What is left of it for a word with typos. */
const MISSPELT = 0.75
/** How much it counts that the question asks no more than was typed. */
const TITLE = 0.2

/** Words of every question: they tell nothing. */
const COMMON = new Set(
  (
    'apa apakah itu ini yang yg di ke dari dan atau untuk utk buat saya sy aku kami anda bisa bs boleh ada gimana gmn ' +
    'bagaimana berapa brp kalau kalo kl kah ya min kak pak bu mau mo saja aja aj sih dong tolong dengan dgn tidak ga gak ' +
    'nggak sekarang skrg saiki sakniki ayeuna now sudah udah udh belum blm harus jadi jd klo tp bikin org orang cara hari bukan bkn nih tuh loh lho kok deh mana kemana kmn dimana the is a an what how can do i my to of for in it'
  ).split(' '),
)

interface Index {
  readonly weights: readonly ReadonlyMap<string, number>[]
  readonly titles: readonly (readonly string[])[]
  readonly rarity: ReadonlyMap<string, number>
  readonly near: NearIndex
}

type Near = ReturnType<NearIndex['near']>[number]

const indexes = new WeakMap<readonly Faq[], Index>()

/** The questions nearest to what was typed, best first, with typos forgiven. */
export function searchFaqs(text: string, faqs: readonly Faq[]): readonly Found[] {
  const index = indexOf(faqs)
  const asked = tokens(text).map((token) =>
    index.rarity.has(token) ? [{ word: token, slips: 0 }] : index.near.near(token),
  )
  const most = Math.log(faqs.length + 1)
  const worth = (word: string) => index.rarity.get(word) ?? most
  const total = asked.reduce((sum, near) => sum + worth(near[0]?.word ?? ''), 0)
  if (total === 0) return []
  return faqs
    .map((faq, at) => {
      const gained = asked.map((near) => gain(near, index.weights[at]!, worth))
      const score = gained.reduce((sum, one) => sum + one, 0) / total
      return { faq, score, title: titleShare(asked, index.titles[at]!) }
    })
    .filter(({ score }) => score >= ENOUGH)
    .toSorted((a, b) => b.score + TITLE * b.title - (a.score + TITLE * a.title))
    .slice(0, SHOWN)
}

/** What one typed word finds in a question. */
function gain(
  near: readonly Near[],
  weights: ReadonlyMap<string, number>,
  worth: (word: string) => number,
): number {
  const found = near.map(
    ({ word, slips }) => (weights.get(word) ?? 0) * worth(word) * (slips > 0 ? MISSPELT : 1),
  )
  return Math.max(0, ...found)
}

/** How much of the question itself was typed: of two that hold all words, the one that asks no more is meant. */
function titleShare(asked: readonly (readonly Near[])[], title: readonly string[]): number {
  const typed = new Set(asked.flat().map(({ word }) => word))
  return title.filter((word) => typed.has(word)).length / Math.max(1, title.length)
}

const tokens = (text: string): readonly string[] => [
  ...new Set(
    words(text)
      .map(stem)
      .filter((word) => word.length > 1 && !COMMON.has(word)),
  ),
]

/** A word without the endings and prefix that owners add to anything. */
function stem(word: string): string {
  const bare = squeeze(word)
  const short = bare.length > 5 ? bare.replace(/(nya|kah|lah)$/, '') : bare
  return short.length > 6 ? short.replace(/^(di|nge)/, '') : short
}

function indexOf(faqs: readonly Faq[]): Index {
  const known = indexes.get(faqs)
  if (known) return known
  const weights = faqs.map(weightsOf)
  const counts = new Map<string, number>()
  for (const word of weights.flatMap((one) => [...one.keys()])) counts.set(word, (counts.get(word) ?? 0) + 1)
  const rarity = new Map([...counts].map(([word, count]) => [word, Math.log((faqs.length + 1) / count)]))
  const near = nearIndex(counts.keys(), (length) => (length >= 8 ? 2 : length >= 4 ? 1 : 0))
  const titles = faqs.map(({ title }) => tokens(title.id))
  const made = { weights, titles, rarity, near }
  indexes.set(faqs, made)
  return made
}

function weightsOf({ title, text, words }: Faq): ReadonlyMap<string, number> {
  const weights = new Map<string, number>()
  const add = (from: string, weight: number) => {
    for (const word of tokens(from)) weights.set(word, Math.max(weights.get(word) ?? 0, weight))
  }
  for (const said of Object.values(title)) add(said, WEIGHT.title)
  for (const said of words) add(said, WEIGHT.words)
  for (const said of Object.values(text)) add(said, WEIGHT.text)
  return weights
}
