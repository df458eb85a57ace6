import type { Evidence, Hit } from './evidence.ts'
import type { Intent, Vocabulary } from './vocabulary.ts'

/** A word that speaks less for every wish is a hint, not a wish. */
const WISH = 2.4
/** What a message turns to must be told as plainly as a second wish. */
const PLAIN = 3.4
/** Nobody turns from a wish to these: `sudah daftar tapi belum ada kabar` is about the wish that was done. */
const ABOUT_IT: ReadonlySet<Intent> = new Set(['status', 'cancel', 'greeting', 'thanks', 'menu'])

interface Wish {
  readonly hit: Hit
  readonly intent: Intent
  readonly weight: number
}

/**
 * What a message says is done or not wanted before it turns to another wish (`sudah daftar, sekarang mau pinjam`,
 * `bukan hapus data tapi ganti nomor`): that is told, but not asked for.
 */
export function setAside({ hits }: Evidence, vocabulary: Vocabulary): ReadonlySet<Hit> {
  const aside = new Set<Hit>()
  const marks = hits.filter(({ concept }) => concept === 'done' || concept === 'unwanted')
  if (marks.length === 0) return aside
  const wishes = hits.flatMap((hit) => wishOf(hit, vocabulary))
  for (const mark of marks) {
    const turn = turnAfter(mark, hits, wishes)
    const next = wishes.filter(({ hit, weight }) => turn !== undefined && hit.from >= turn && weight >= PLAIN)
    if (turn === undefined || !next.some(({ intent }) => !ABOUT_IT.has(intent))) continue
    for (const { hit, intent } of wishes) {
      const isMarked = hit.from < turn && (hit.from >= mark.from || hit.to === mark.from)
      if (isMarked && !next.some((wish) => wish.intent === intent)) aside.add(hit)
    }
  }
  return aside
}

/** Where a message turns: at a word such as *tapi* or *sekarang*, or where something is wanted once a wish was named. */
function turnAfter(mark: Hit, hits: readonly Hit[], wishes: readonly Wish[]): number | undefined {
  const isNamed = (before: number) => wishes.some(({ hit }) => hit.from >= mark.to && hit.to <= before)
  return hits.find(
    ({ concept, from }) => from >= mark.to && (concept === 'turn' || (concept === 'want' && isNamed(from))),
  )?.from
}

function wishOf(hit: Hit, { concepts }: Vocabulary): readonly Wish[] {
  const weights = Object.entries(concepts[hit.concept]?.weights ?? {}) as [Intent, number][]
  const [first] = weights.toSorted(([, a], [, b]) => b - a)
  return first !== undefined && first[1] >= WISH ? [{ hit, intent: first[0], weight: first[1] }] : []
}
