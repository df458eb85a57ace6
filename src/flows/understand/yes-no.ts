import type { Reading } from '../types.ts'
import { withoutClitic } from './affixes.ts'
import { nearIndex, type NearIndex } from './near.ts'
import { fold } from './text.ts'
import picks from './vocabulary/picks.json' with { type: 'json' }
import vocabulary from './vocabulary/yes-no.json' with { type: 'json' }

/** A sentence with more words that say neither yes nor no than this is no plain answer, unless it begins with one. */
const OTHER_WORDS = 2

/** Whether all is well: `masih ada yang keliru` is a no, and denied (`gak ada yang salah`) a yes. */
const FAULT =
  / (tidak )?(?:(?:ada|ana|ono|aya|wonten|ado|yang|yg|sing|nu|ingkang|nan|nang) )+(?:salah|keliru|kliru|kleru|klentu|lepat|luput|masalah|kurang|kelewat) /

interface Words {
  readonly yes: ReadonlySet<string>
  readonly no: ReadonlySet<string>
  readonly stillYes: readonly string[]
  readonly unsure: readonly string[]
  readonly question: ReadonlySet<string>
  readonly filler: ReadonlySet<string>
  readonly typos: NearIndex
}

let memo: Words | null = null

/** True for yes and false for no, in Indonesian, Javanese, Sundanese and English, slang and signs; hesitation is unread. */
export function readYesNo(text: string): Reading<boolean> {
  const list = lists()
  const asks = /\?/.test(text)
  let plain = ` ${tokens(text).join(' ')} `
  if (list.unsure.some((words) => plain.includes(words))) return { type: 'unread', reason: 'vague' }
  const fault = FAULT.exec(plain)
  if (fault !== null && !asks) return { type: 'value', value: fault[1] !== undefined }
  const agreed = list.stillYes.filter((words) => plain.includes(words))
  const agreesFirst = agreed.some((words) => plain.startsWith(words))
  for (const words of agreed) plain = plain.replace(words, ' ')
  const rest = plain
    .trim()
    .split(' ')
    .filter(Boolean)
    .map((word) => known(word, list))
  const said = rest.map((word) => (list.no.has(word) ? false : list.yes.has(word) ? true : null))
  const other = rest.filter((word, at) => said[at] === null && !list.filler.has(word)).length
  const questioned = rest.some((word) => list.question.has(word)) || (asks && rest.length > 1)
  const begins = agreesFirst || (said[0] ?? null) !== null
  if (questioned || (other > OTHER_WORDS && !begins)) return { type: 'unread', reason: 'needChoice' }
  if (said.includes(false)) return { type: 'value', value: false }
  if (agreed.length > 0) return { type: 'value', value: true }
  if (!said.includes(true) || (other > OTHER_WORDS * 2 && rest.length > 6))
    return { type: 'unread', reason: 'needChoice' }
  return { type: 'value', value: true }
}

/** Words without held letters, and the signs among them; ways to say no are read as one: `ga papa` is `tidak papa`. */
function tokens(text: string): readonly string[] {
  const folded = fold(text).replace(/'/g, '')
  return (folded.match(/\p{L}+|\p{N}+|\p{Extended_Pictographic}/gu) ?? [])
    .map(single)
    .map((word) => (denials.has(word) ? NO : word))
}

const single = (word: string): string => word.replace(/(\p{L})\1+/gu, '$1')

const NO = 'tidak'
const denials = new Set(picks.denials.map(single))

function known(word: string, list: Words): string {
  if (list.yes.has(word) || list.no.has(word) || list.filler.has(word)) return word
  const host = withoutClitic(word) ?? ''
  if (list.yes.has(host) || list.no.has(host)) return host
  const near = list.typos.near(word)
  return near.length === 1 && !isAnother(word, near[0]!.word) ? near[0]!.word : word
}

/** Of short words, one other letter makes another word: `sales` is no `sanes`, and `bulan` no `bukan`. */
const isAnother = (word: string, near: string): boolean =>
  near.length <= 5 && word.length === near.length && sorted(word) !== sorted(near)

const sorted = (word: string): string => [...word].toSorted().join('')

const each = (list: readonly string[]) => new Set(list.map((words) => words.split(' ').map(single).join(' ')))

const padded = (list: readonly string[]) => list.map((words) => ` ${tokens(words).join(' ')} `)

function lists(): Words {
  if (memo !== null) return memo
  const yes = each(vocabulary.yes)
  const no = each(vocabulary.no)
  const typos = nearIndex([...yes, ...no], (length) => (length >= 5 ? 1 : 0))
  memo = {
    yes,
    no,
    stillYes: padded(vocabulary.stillYes),
    unsure: padded(vocabulary.unsure),
    question: each(vocabulary.question),
    filler: each(vocabulary.filler),
    typos,
  }
  return memo
}
