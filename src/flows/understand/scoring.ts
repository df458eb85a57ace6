import { setAside } from './aside.ts'
import type { Evidence, Hit } from './evidence.ts'
import type { Combination, Intent, Vocabulary, Weights } from './vocabulary.ts'

/** How much speaks for each intent. */
export interface Scores {
  readonly totals: ReadonlyMap<Intent, number>
  /** The best single piece of evidence for each intent. */
  readonly best: ReadonlyMap<Intent, Hit>
}

/** Words that part one wish from another. */
const CONJUNCTION =
  /^(?:sama|dan|sekalian|sekaligus|lalu|kemudian|then|terus|trus|sambil|plus|juga|serta|lan|jeung|sareng|karo|and|also|tapi|tp)$/
/** Words that part wishes, but not the state of a thing from it: `sudah daftar tapi belum ada kabar`. */
const SOFT = /^(?:tapi|tp|juga)$/
/** What is set aside for another wish speaks so much less. */
const ASIDE = 0.3
const DENIAL = new Set(['bukan', 'dudu', 'sanes', 'selain'])

/** What is not to be done to anyone who refused it. */
const REFUSABLE: ReadonlySet<string> = new Set(['delete', 'withdraw', 'stop'])
/** `tidak mau dihapus` refuses; `tidak mau, hapus saja` asks for it. */
const SUFFERED = /^(?:di|ka)/

type Put = (weights: Weights, share: number, reason: string) => void

/** Weighs what a sentence holds: each concept once, then the combinations of concepts. `note` is told what counted. */
export function weigh(evidence: Evidence, vocabulary: Vocabulary, note?: (line: string) => void): Scores {
  const totals = new Map<Intent, number>()
  const put: Put = (weights, share, reason) => {
    for (const [intent, weight] of Object.entries(weights) as [Intent, number][]) {
      const part = weight * share
      totals.set(intent, (totals.get(intent) ?? 0) + part)
      if (note && Math.abs(weight) >= 1)
        note(`${reason} → ${intent} ${part > 0 ? '+' : ''}${part.toFixed(1)}`)
    }
  }
  const aside = setAside(evidence, vocabulary)
  const meant = undenied(evidence).map((hit) =>
    aside.has(hit) ? { ...hit, sureness: hit.sureness * ASIDE } : hit,
  )
  const hits = strongest(meant)
  const best = weighConcepts(hits, saysNothingElse(evidence, vocabulary), vocabulary, put)
  for (const combination of possible(vocabulary.combinations, hits)) {
    const together = togetherIn(combination, hits, vocabulary.groups)
    if (together === null) continue
    const isState = (combination.weights.status ?? 0) > 0
    const parted = isParted(evidence.tokens, together, isState)
    const sureness = Math.min(...together.map(({ sureness }) => sureness))
    const weights = parted ? onlyGains(combination.weights) : combination.weights
    put(weights, parted ? sureness / 2 : sureness, combination.all.join(' + '))
  }
  return { totals, best }
}

/** Combinations by the first concept that each needs; `*` holds those of groups alone. */
const byConcept = new WeakMap<readonly Combination[], ReadonlyMap<string, readonly number[]>>()

function indexOf(combinations: readonly Combination[]): ReadonlyMap<string, readonly number[]> {
  const known = byConcept.get(combinations)
  if (known !== undefined) return known
  const found = new Map<string, number[]>()
  for (const [at, { all }] of combinations.entries()) {
    const needed = all.find((part) => !part.startsWith('*')) ?? '*'
    found.set(needed, [...(found.get(needed) ?? []), at])
  }
  byConcept.set(combinations, found)
  return found
}

/** The combinations whose first concept there is, in their order: most have none of theirs. */
function possible(
  combinations: readonly Combination[],
  hits: ReadonlyMap<string, Hit>,
): readonly Combination[] {
  const known = indexOf(combinations)
  const found = [...(known.get('*') ?? [])]
  for (const name of hits.keys()) found.push(...(known.get(name) ?? []))
  return found.toSorted((a, b) => a - b).map((at) => combinations[at]!)
}

/** Each concept once, of a trade's sectors one; gives the best hit for each intent. */
function weighConcepts(
  hits: ReadonlyMap<string, Hit>,
  bare: boolean,
  { concepts }: Vocabulary,
  put: Put,
): ReadonlyMap<Intent, Hit> {
  const best = new Map<Intent, Hit>()
  const trades = new Set<string>()
  for (const [name, hit] of hits) {
    const { weights = {}, alone = false, opens = false } = concepts[name] ?? {}
    const [trade, sector] = name.split('.') as [string, string | undefined]
    if ((alone && !bare && !(opens && hit.from === 0)) || (sector !== undefined && trades.has(trade)))
      continue
    trades.add(trade)
    // What may be one of several words is seldom the one that we have nothing to do with.
    const share = weights.out_of_scope && hit.sureness < 0.75 ? hit.sureness / 2 : hit.sureness
    put(weights, share, `“${hit.text}” (${name})`)
    for (const [intent, weight] of Object.entries(weights) as [Intent, number][]) {
      const known = best.get(intent)
      if (weight > (known ? (concepts[known.concept]?.weights?.[intent] ?? 0) : 0)) best.set(intent, hit)
    }
  }
  return best
}

/** Whether all words are such as only count alone. */
function saysNothingElse({ hits, tokens }: Evidence, vocabulary: Vocabulary): boolean {
  const alone = hits.filter(({ concept }) => vocabulary.concepts[concept]?.alone)
  return tokens.every((_, at) => alone.some(({ from, to }) => from <= at && at < to))
}

/** Whether words such as *dan* stand between two pieces of evidence. */
export function isParted(tokens: readonly string[], hits: readonly Hit[], isState = false): boolean {
  const from = Math.min(...hits.map(({ to }) => to))
  const to = Math.max(...hits.map(({ from }) => from))
  return tokens.slice(from, to).some((token) => CONJUNCTION.test(token) && !(isState && SOFT.test(token)))
}

/** The hits that are meant: `jangan dihapus` asks for no deletion, nor forbids anything else. */
function undenied({ tokens, hits }: Evidence): readonly Hit[] {
  const refused = hits.filter(
    (hit) => REFUSABLE.has(hit.concept) && hits.some((other) => refuses(other, hit)),
  )
  return hits.filter(
    (hit) =>
      !isDenied(tokens, hit) &&
      !refused.some(({ from, to }) => (hit.from < to && from < hit.to) || hit.to === from),
  )
}

function isDenied(tokens: readonly string[], { from }: Hit): boolean {
  return (
    DENIAL.has(tokens[from - 1] ?? '') ||
    (DENIAL.has(tokens[from - 2] ?? '') && /^(mau|soal|untuk|buat|yang)$/.test(tokens[from - 1]!))
  )
}

const refuses = (refusal: Hit, { from, text }: Hit): boolean =>
  refusal.to === from &&
  (refusal.concept === 'dont' || (refusal.concept === 'unwanted' && SUFFERED.test(text)))

/** One hit for each part of a combination, no two of them the same word; null when a part is missing. */
function togetherIn(
  { all }: Combination,
  hits: ReadonlyMap<string, Hit>,
  groups: Vocabulary['groups'],
): readonly Hit[] | null {
  if (all.some((part) => !part.startsWith('*') && !hits.has(part))) return null
  const found: Hit[] = []
  for (const part of all) {
    const hit = part.startsWith('*') ? memberIn(groups[part.slice(1)] ?? [], all, hits) : hits.get(part)
    if (hit === undefined || found.includes(hit)) return null
    found.push(hit)
  }
  return found
}

function memberIn(
  group: readonly string[],
  all: readonly string[],
  hits: ReadonlyMap<string, Hit>,
): Hit | undefined {
  const name = group.find((name) => hits.has(name) && !all.includes(name))
  return name === undefined ? undefined : hits.get(name)
}

/** The surest hit of each concept, and of each trade by its own name: `food.culinary` is also `food`. */
function strongest(hits: readonly Hit[]): ReadonlyMap<string, Hit> {
  const found = new Map<string, Hit>()
  for (const hit of hits) {
    const [trade] = hit.concept.split('.')
    for (const name of new Set([hit.concept, trade!])) {
      const known = found.get(name)
      if (known === undefined || hit.sureness > known.sureness) found.set(name, hit)
    }
  }
  return found
}

const onlyGains = (weights: Weights): Weights =>
  Object.fromEntries(Object.entries(weights).filter(([, weight]) => weight > 0))
