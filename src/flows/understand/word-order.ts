import type { Hit } from './evidence.ts'
import { numberParts } from './number-words.ts'

const SPAN = /^(?:hari|minggu|pekan|bulan|bln|hr|mgg|ari|wulan|dinten|dino|dina|poe|days?|weeks?|months?)$/
const ONE_SPAN = /^s[ae](?:hari|minggu|pekan|bulan|wulan|ari|dino|poe)$/
/** So many words may stand between the halves of `sudah masuk atau belum` or `sudah daftar dua minggu`. */
const HALVES = 2
/** So many words may follow it (`ya kak`). */
const AFTER = 2

/** What words mean by their order alone: how long something has been waited for, and whether it is done. */
export function hitsByOrder(tokens: readonly string[], hits: readonly Hit[]): readonly Hit[] {
  return hits.flatMap((hit) => {
    if (hit.concept !== 'done') return []
    for (let at = hit.to; at <= hit.to + HALVES; at++) {
      const length = spanAt(tokens, at)
      if (length > 0) return [between('since', tokens, hit.from, at + length)]
    }
    const notYet = hits.find(
      ({ concept, from }) => concept === 'notYet' && from > hit.to && from - hit.to <= HALVES,
    )
    if (notYet === undefined || tokens.length - notYet.to > AFTER) return []
    const isOther = hits.some(
      ({ concept, from }) =>
        (concept === 'allowed' && from === hit.to) ||
        (concept === 'turn' && from > hit.to && from < notYet.from),
    )
    return isOther ? [] : [between('waiting', tokens, hit.from, notYet.to)]
  })
}

const between = (concept: string, tokens: readonly string[], from: number, to: number): Hit => ({
  concept,
  text: tokens.slice(from, to).join(' '),
  from,
  to,
  sureness: 1,
})

/** How many words name a length of time: `dua minggu`, `sebulan`. */
function spanAt(tokens: readonly string[], at: number): number {
  const [first = '', second = ''] = tokens.slice(at, at + 2)
  if (ONE_SPAN.test(first)) return 1
  const isCount = /^\d{1,2}$/.test(first) || numberParts(first) !== null
  return isCount && SPAN.test(second) ? 2 : 0
}
