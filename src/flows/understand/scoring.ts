import type { Evidence, Hit } from './evidence.ts'
import type { Combination, Intent, Vocabulary, Weights } from './vocabulary.ts'

/** How much speaks for each intent, and what it was. */
export interface Scores {
  readonly totals: ReadonlyMap<Intent, number>
  readonly why: readonly string[]
  /** The best single piece of evidence for each intent. */
  readonly best: ReadonlyMap<Intent, Hit>
}

/** Words that part one wish from another. */
const CONJUNCTION = new Set([
  'sama',
  'dan',
  'sekalian',
  'terus',
  'trus',
  'sambil',
  'plus',
  'juga',
  'serta',
  'lan',
  'jeung',
  'sareng',
  'karo',
  'and',
  'also',
  'tapi',
  'tp',
])
const DENIAL = new Set(['bukan', 'dudu', 'sanes', 'selain'])

/** Weighs what a sentence holds: each concept once, then the combinations of concepts. */
export function weigh(evidence: Evidence, vocabulary: Vocabulary): Scores {
  const totals = new Map<Intent, number>()
  const best = new Map<Intent, Hit>()
  const why: string[] = []
  const hits = strongest(evidence.hits.filter((hit) => !denied(evidence.tokens, hit)))
  const put = (weights: Weights, share: number, reason: string) => {
    for (const [intent, weight] of Object.entries(weights) as [Intent, number][]) {
      totals.set(intent, (totals.get(intent) ?? 0) + weight * share)
      if (Math.abs(weight) >= 1)
        why.push(`${reason} → ${intent} ${weight > 0 ? '+' : ''}${(weight * share).toFixed(1)}`)
    }
  }
  const bare = saysNothingElse(evidence, vocabulary)
  const seen = new Set<string>()
  for (const [name, hit] of hits) {
    const { weights = {}, alone = false } = vocabulary.concepts[name] ?? {}
    if (alone && !bare) continue
    const share = weights.out_of_scope && hit.sureness < 0.9 ? hit.sureness / 2 : hit.sureness
    const [trade] = name.split('.')
    if (!seen.has(trade!)) put(weights, share, `“${hit.text}” (${name})`)
    seen.add(trade!)
    for (const [intent, weight] of Object.entries(weights) as [Intent, number][]) {
      const known = best.get(intent)
      if (known === undefined || weight > (vocabulary.concepts[known.concept]?.weights?.[intent] ?? 0))
        best.set(intent, hit)
    }
  }
  for (const combination of vocabulary.combinations) {
    const together = togetherIn(combination, hits, vocabulary)
    if (together === null) continue
    const parted = isParted(evidence.tokens, together)
    const sureness = Math.min(...together.map(({ sureness }) => sureness))
    const weights = parted ? onlyGains(combination.weights) : combination.weights
    put(weights, parted ? sureness / 2 : sureness, combination.all.join(' + '))
  }
  return { totals, why, best }
}

/** Whether all words are such as only count alone. */
function saysNothingElse({ hits, tokens }: Evidence, vocabulary: Vocabulary): boolean {
  const alone = hits.filter(({ concept }) => vocabulary.concepts[concept]?.alone)
  return tokens.every((_, at) => alone.some(({ from, to }) => from <= at && at < to))
}

/** Whether words such as *dan* stand between two pieces of evidence. */
export function isParted(tokens: readonly string[], hits: readonly Hit[]): boolean {
  const from = Math.min(...hits.map(({ to }) => to))
  const to = Math.max(...hits.map(({ from }) => from))
  return tokens.slice(from, to).some((token) => CONJUNCTION.has(token))
}

function strongest(hits: readonly Hit[]): ReadonlyMap<string, Hit> {
  const found = new Map<string, Hit>()
  for (const hit of hits) {
    const known = found.get(hit.concept)
    if (known === undefined || hit.sureness > known.sureness) found.set(hit.concept, hit)
  }
  return found
}

function denied(tokens: readonly string[], { from }: Hit): boolean {
  return (
    DENIAL.has(tokens[from - 1] ?? '') ||
    (DENIAL.has(tokens[from - 2] ?? '') && /^(mau|soal|untuk|buat|yang)$/.test(tokens[from - 1]!))
  )
}

/** One hit for each part of a combination, no two of them the same word; null when a part is missing. */
function togetherIn(
  { all }: Combination,
  hits: ReadonlyMap<string, Hit>,
  vocabulary: Vocabulary,
): readonly Hit[] | null {
  const found: Hit[] = []
  for (const part of all) {
    const names = part.startsWith('*')
      ? (vocabulary.groups[part.slice(1)] ?? []).filter((name) => !all.includes(name))
      : [part]
    const hit = names
      .map((name) => hitOf(hits, name))
      .find((hit) => hit !== undefined && !found.includes(hit))
    if (hit === undefined) return null
    found.push(hit)
  }
  return found
}

function hitOf(hits: ReadonlyMap<string, Hit>, name: string): Hit | undefined {
  const exact = hits.get(name)
  if (exact !== undefined || (name !== 'food' && name !== 'product')) return exact
  return [...hits].find(([concept]) => concept.startsWith(`${name}.`))?.[1]
}

const onlyGains = (weights: Weights): Weights =>
  Object.fromEntries(Object.entries(weights).filter(([, weight]) => weight > 0))
