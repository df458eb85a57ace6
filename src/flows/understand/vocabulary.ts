import combinations from './vocabulary/combinations.json' with { type: 'json' }
import everyday from './vocabulary/everyday.json' with { type: 'json' }
import offTopic from './vocabulary/off-topic.json' with { type: 'json' }
import signals from './vocabulary/signals.json' with { type: 'json' }
import trades from './vocabulary/trades.json' with { type: 'json' }
import wishes from './vocabulary/wishes.json' with { type: 'json' }

/** What an owner may want outside any question. */
export const INTENTS = [
  'register',
  'status',
  'cluster',
  'cooperative',
  'financing',
  'guarantee',
  'pirt',
  'training',
  'partnership',
  'programmes',
  'profile',
  'delete_data',
  'unsubscribe',
  'officer',
  'language',
  'greeting',
  'thanks',
  'menu',
  'cancel',
  'out_of_scope',
] as const
export type Intent = (typeof INTENTS)[number]

/** How much something speaks for each intent, as log-odds: 1 is a hint, 3 is telling, 6 is as good as certain. */
export type Weights = { readonly [intent in Intent]?: number }

/** Words that mean the same to us, and what they speak for. */
interface Concept {
  /** Words and phrases in any language, parted by commas. */
  readonly words: string
  readonly weights?: Weights
  /** Counts only in a message that says nothing else (`kak`, `oke`). */
  readonly alone?: boolean
  /** Counts as the first word of a longer message too (`malam kak, mau tanya`). */
  readonly opens?: boolean
  /** The sector (a value of the registration's step) that these words name. */
  readonly sector?: string
}

/** Concepts, or groups of them (`*topic`), that mean more together than each by itself. */
export interface Combination {
  readonly all: readonly string[]
  readonly weights: Weights
}

/** All that intents are read from. Data: officers may add to it while the product runs. */
export interface Vocabulary {
  readonly concepts: { readonly [name: string]: Concept }
  readonly combinations: readonly Combination[]
  readonly groups: { readonly [name: string]: readonly string[] }
  /** Words that are known but speak for nothing, parted by commas. */
  readonly plain: string
  /** Everyday words of other things, parted by spaces: no typos of ours, and they speak against us as unknown words do. */
  readonly common: string
  /** Abbreviations and the word that each stands for. */
  readonly spellings: { readonly [short: string]: string }
}

/** The vocabulary that comes with the product. */
export function ownVocabulary(): Vocabulary {
  return {
    concepts: { ...wishes, ...offTopic, ...signals, ...tradeConcepts() },
    combinations: combinations.combinations,
    groups: combinations.groups,
    plain: everyday.plain,
    common: everyday.common,
    spellings: everyday.spellings,
  }
}

/** A vocabulary with more words, weights and combinations; words are added to concepts of the same name. */
export function extended(own: Vocabulary, extra: Partial<Vocabulary>): Vocabulary {
  const concepts: { [name: string]: Concept } = { ...own.concepts }
  for (const [name, concept] of Object.entries(extra.concepts ?? {})) {
    const known = own.concepts[name]
    concepts[name] = known
      ? {
          ...known,
          words: `${known.words}, ${concept.words}`,
          weights: { ...known.weights, ...concept.weights },
        }
      : concept
  }
  return {
    concepts,
    combinations: [...own.combinations, ...(extra.combinations ?? [])],
    groups: { ...own.groups, ...extra.groups },
    plain: extra.plain ? `${own.plain}, ${extra.plain}` : own.plain,
    common: extra.common ? `${own.common} ${extra.common}` : own.common,
    spellings: { ...own.spellings, ...extra.spellings },
  }
}

/** One concept for each sector of a trade: `food.culinary` is also `food`. */
function tradeConcepts(): { readonly [name: string]: Concept } {
  return Object.fromEntries(
    Object.entries(trades).flatMap(([trade, { weights, sectors }]) =>
      Object.entries(sectors).map(([sector, words]) => [`${trade}.${sector}`, { words, weights, sector }]),
    ),
  )
}
