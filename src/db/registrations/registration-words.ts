import { sql, type SQL } from 'drizzle-orm'
import type { Arm } from './registration-filter.ts'
import type { Reader } from '../store/reader.ts'

/** Something to look for: any of several spellings, each also as the beginning of a word, or words side by side. */
export type Words =
  | { readonly type: 'word'; readonly any: readonly string[] }
  | { readonly type: 'phrase'; readonly words: readonly string[] }

/** The words that registrations are found by, folded (`fold`). */
export interface Vocabulary {
  /** Whether a word of some registration begins like this. */
  has(beginning: string): Promise<boolean>
  /** The words with this first letter; those that came in the last minute may be missing. */
  like(letter: string): Promise<readonly string[]>
}

/** Spellings that sound alike. The triggers of the full-text index fold the same way (migrations). */
const FOLDS: readonly (readonly [from: string, to: string])[] = [
  ['oe', 'u'],
  ['tj', 'c'],
  ['dj', 'j'],
  ['sj', 'sy'],
  ['nj', 'ny'],
  ...Array.from('aeiklmnoprst', (letter) => [letter + letter, letter] as const),
]

/** The words of a text as the index knows them: `Toko Soerabaja` and `toko surabaya` differ less then. */
export function foldedWords(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const folded = FOLDS.reduce((so, [from, to]) => so.replaceAll(from, to), plain)
  return folded.match(/[\p{L}\p{N}]+/gu) ?? []
}

/** From and where: the registrations with all these words, looked for within the arms' places. */
export function matching(words: readonly Words[], arms: readonly Arm[]): SQL {
  const wanted = words.map((one) => `words : ${expression(one)}`)
  const facets = facetsOf(arms).map((any) => `facets : (${any.join(' OR ')})`)
  return sql`from registration_words
    cross join registration_seqs on registration_seqs.seq = registration_words.rowid
    cross join registrations on registrations.id = registration_seqs.id
    where registration_words match ${[...wanted, ...facets].join(' AND ')}`
}

/** The numbers of the registrations with all these words. */
export function wordsSql(words: readonly Words[]): SQL {
  const wanted = words.map((one) => `words : ${expression(one)}`)
  return sql`select rowid from registration_words where registration_words match ${wanted.join(' AND ')}`
}

// Words hold letters and digits only, so that nothing in them is read as an operator.
function expression(words: Words): string {
  return words.type === 'phrase'
    ? `"${words.words.join(' ')}"`
    : `(${words.any.map((word) => `"${word}"*`).join(' OR ')})`
}

const FACETS = { province: 'p', sector: 's', class: 'c' } as const

// What the index can narrow by itself; whatever it cannot is compared afterwards.
function facetsOf(arms: readonly Arm[]): string[][] {
  const regencies = arms.flatMap(({ regency }) => (regency === null ? [] : [`r${regency.replace('.', '')}`]))
  const others = (arms[0]?.conditions ?? []).flatMap((condition) => {
    if (condition.type !== 'in' || condition.not || !Object.hasOwn(FACETS, condition.field)) return []
    const letter = FACETS[condition.field as keyof typeof FACETS]
    return [condition.values.map((value) => letter + (value ?? '').replaceAll(/[^a-zA-Z0-9]/g, ''))]
  })
  return regencies.length > 0 ? [regencies, ...others] : others
}

/** Letters whose words are remembered: counting how often each is used takes the index a while. */
const LETTERS = 8

/** Reads beside the turns, and remembers for a minute. */
export function createVocabulary(reader: Reader): Vocabulary {
  const lately = new Map<string, { readonly words: readonly string[]; readonly until: number }>()
  return {
    async has(beginning) {
      const { rows } = await reader.read({
        sql: 'select 1 from registration_words where registration_words match ?1 limit 1',
        args: [`words : "${beginning}"*`],
      })
      return rows.length > 0
    },
    async like(letter) {
      const known = lately.get(letter)
      if (known && known.until > Date.now()) return known.words
      const { rows } = await reader.read({
        sql: `select term from registration_terms where term >= ?1 and term < ?1 || char(0x10ffff) and col = 'words'`,
        args: [letter],
      })
      const words = rows.map(([term]) => term as string)
      if (lately.size >= LETTERS) lately.clear()
      lately.set(letter, { words, until: Date.now() + 60_000 })
      return words
    },
  }
}
