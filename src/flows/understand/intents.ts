import { entitiesIn, type Entities } from './entities.ts'
import { evidenceIn, type Evidence } from './evidence.ts'
import { lexiconOf, type Lexicon } from './lexicon.ts'
import { isParted, weigh, type Scores } from './scoring.ts'
import { extended, ownVocabulary, type Intent, type Vocabulary } from './vocabulary.ts'

/** What a message outside any question means. */
export interface Understanding {
  /** One wish is likely; two or three are, so ask; or nothing of ours is. */
  readonly decision: 'go' | 'ask' | 'none'
  /** Best first; those to offer when the decision is to ask; `out_of_scope` alone when there is none. */
  readonly intents: readonly { readonly intent: Intent; readonly confidence: number }[]
  /** How likely it is (0–1) that nothing of ours is meant. */
  readonly other: number
  readonly entities: Entities
  /** What spoke for what, for people. */
  readonly why: readonly string[]
}

/** What speaks against us before anything is said, and for each unknown word, as log-odds. */
const NOTHING = 1.1
const UNKNOWN = 0.5
const MOST_UNKNOWN = 2.8
/** So much less an unknown word speaks against us when every other word is mistyped: it is likely one of ours. */
const MISTYPED = 0.7

const CERTAIN = 0.8
/** A wish without a rival, told by a word that is plainly meant, is opened sooner: a choice of one is no help. */
const ALONE = { certain: 0.74, rival: 0.1, sureness: 0.85 }
/** A word as unsure as this may as well be another one mistyped. */
const DOUBTFUL = 0.7
const WORTH_OFFERING = 0.05
const OFFERED = 3
/** A wish with this much evidence besides another, parted by *dan* or *sama*, is a second wish. */
const SECOND_WISH = 3.4

/**
 * What an owner wants, told from any sentence; `extra` are words that officers added. Words that come `unasked` answer no
 * question, so a wish that is told alone in them need not be as certain.
 */
export function understand(
  text: string,
  {
    today,
    extra,
    unasked = false,
  }: { readonly today: string; readonly extra?: Partial<Vocabulary>; readonly unasked?: boolean },
): Understanding {
  const lexicon = lexiconFor(extra)
  const evidence = evidenceIn(text, lexicon)
  const scores = weigh(evidence, lexicon.vocabulary)
  const totals = withoutSmallTalk(scores.totals)
  const nothing = againstUs(evidence)
  const ranked = shares(totals, nothing)
  const other = ranked.find(({ intent }) => intent === 'out_of_scope')?.confidence ?? 0
  const known = ranked.filter(({ intent }) => intent !== 'out_of_scope')
  const ours = isGuessedErasure(known, scores) ? [] : known
  const certain = unasked && isAlone(ours, scores) ? ALONE.certain : CERTAIN
  const decision = decide(ours, other, certain, secondWish(ours, scores, totals, evidence.tokens))
  const offered = ours
    .slice(0, OFFERED)
    .filter(({ confidence }, at) => at === 0 || confidence >= WORTH_OFFERING)
  const intents =
    decision === 'none'
      ? [{ intent: 'out_of_scope' as const, confidence: other }]
      : decision === 'go'
        ? ours
        : offered
  return {
    decision,
    intents,
    other,
    get why() {
      const lines: string[] = []
      weigh(evidence, lexicon.vocabulary, (line) => lines.push(line))
      return [...lines, ...evidence.unknown.map((word) => `“${word}” is unknown`)]
    },
    // Most who ask want to know the wish alone.
    get entities() {
      return entitiesIn(text, evidence, lexicon.vocabulary, today)
    },
  }
}

type Ranked = readonly { readonly intent: Intent; readonly confidence: number }[]

function againstUs({ unknown, common, slipped }: Evidence): number {
  const foreign = (unknown.length + common) * UNKNOWN * (1 - MISTYPED * slipped)
  return NOTHING + Math.min(MOST_UNKNOWN, foreign)
}

function decide(ours: Ranked, other: number, certain: number, second: boolean): Understanding['decision'] {
  const [first] = ours
  if (first === undefined || first.confidence < 0.2) return 'none'
  if (other >= 0.75) return 'none'
  if (second) return 'ask'
  return first.confidence >= certain ? 'go' : 'ask'
}

/** To be erased is not understood from a word alone that may as well be another one (`kapan dibuak`, a place). */
const isGuessedErasure = ([first, next]: Ranked, scores: Scores): boolean =>
  first?.intent === 'delete_data' &&
  (next?.confidence ?? 0) < WORTH_OFFERING &&
  (first.confidence < CERTAIN || surenessOf(first.intent, scores) < DOUBTFUL)

const surenessOf = (intent: Intent, { best }: Scores): number => best.get(intent)?.sureness ?? 0

/** Whether the likeliest is a wish without a rival, and its word was not guessed. A mere `iya` is no thanks. */
function isAlone([first, next]: Ranked, scores: Scores): boolean {
  if (first === undefined || first.intent === 'thanks' || first.intent === 'greeting') return false
  return (next?.confidence ?? 0) < ALONE.rival && surenessOf(first.intent, scores) >= ALONE.sureness
}

function secondWish(
  ours: Ranked,
  { best }: Scores,
  totals: ReadonlyMap<Intent, number>,
  tokens: readonly string[],
): boolean {
  const [first, next] = ours
  if (first === undefined || next === undefined || (totals.get(next.intent) ?? 0) < SECOND_WISH) return false
  const hits = [best.get(first.intent), best.get(next.intent)].filter((hit) => hit !== undefined)
  return hits.length === 2 && hits[0] !== hits[1] && isParted(tokens, hits)
}

/** A greeting before a wish is not the wish; nor is an introduction such as `mau tanya`. */
function withoutSmallTalk(totals: ReadonlyMap<Intent, number>): ReadonlyMap<Intent, number> {
  const small: readonly Intent[] = ['greeting', 'thanks', 'menu']
  const strongest = Math.max(
    0,
    ...[...totals].filter(([intent]) => !small.includes(intent)).map(([, total]) => total),
  )
  if (strongest < 1.4) return totals
  return new Map(
    [...totals].map(([intent, total]) => {
      if (intent === 'menu') return [intent, strongest >= 2.8 ? total * 0.4 : total]
      return [intent, small.includes(intent) ? 0.2 * total : total]
    }),
  )
}

/** Log-odds become shares of one; what is not ours counts as out of scope. */
function shares(totals: ReadonlyMap<Intent, number>, nothing: number): Ranked {
  const raised = new Map(
    [...totals].filter(([, total]) => total > 0).map(([intent, total]) => [intent, Math.exp(total)]),
  )
  raised.set('out_of_scope', (raised.get('out_of_scope') ?? 0) + Math.exp(nothing))
  const sum = [...raised.values()].reduce((all, one) => all + one, 0)
  return [...raised]
    .map(([intent, one]) => ({ intent, confidence: Math.round((one / sum) * 1000) / 1000 }))
    .toSorted((a, b) => b.confidence - a.confidence)
}

let own: Lexicon | null = null
const withExtra = new WeakMap<object, Lexicon>()

function lexiconFor(extra: Partial<Vocabulary> | undefined): Lexicon {
  if (extra === undefined) return (own ??= lexiconOf(ownVocabulary()))
  const known = withExtra.get(extra)
  if (known !== undefined) return known
  const made = lexiconOf(extended(ownVocabulary(), extra))
  withExtra.set(extra, made)
  return made
}
