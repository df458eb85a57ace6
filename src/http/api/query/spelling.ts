import type { Vocabulary, Words } from '../../../db/registrations/registration-words.ts'
import { slips } from '../../../flows/understand/distance.ts'
import type { Term } from './query-language.ts'

/** Words that nobody wrote like that, each with those that were looked for instead. */
export type Spelled = { [typed: string]: string[] }

const MOST_SPELLINGS = 6

/** Looks for words that are there: one that no registration has stands for those that differ by a slip or two. */
export async function spelled(
  terms: readonly Term[],
  vocabulary: Vocabulary,
): Promise<{ readonly words: readonly Words[]; readonly spelled: Spelled }> {
  const found = await Promise.all(terms.map((term) => wordsOf(term, vocabulary)))
  const corrected = found.flatMap((words, at) =>
    words.type === 'word' && words.any[0] !== terms[at]!.words[0] ? [[terms[at]!.words[0]!, words.any]] : [],
  )
  return { words: found, spelled: Object.fromEntries(corrected) as Spelled }
}

async function wordsOf({ type, words }: Term, vocabulary: Vocabulary): Promise<Words> {
  if (type === 'phrase') return { type, words }
  const typed = words[0]!
  const limit = slipsAllowed(typed)
  if (limit === 0 || (await vocabulary.has(typed))) return { type, any: [typed] }
  const known = await vocabulary.like(typed[0]!)
  const near = nearest(typed, known, limit)
  return { type, any: near.length > 0 ? near : [typed] }
}

/** The nearest first. There are thousands to look at: what is far off costs no more than the look. */
function nearest(typed: string, known: readonly string[], limit: number): string[] {
  const near: { readonly word: string; readonly far: number }[] = []
  for (const word of known) {
    const far = slips(typed, word, limit)
    if (far <= limit) near.push({ word, far })
  }
  near.sort((a, b) => a.far - b.far)
  return near.slice(0, MOST_SPELLINGS).map(({ word }) => word)
}

// Short words differ by a letter and mean something else.
const slipsAllowed = ({ length }: string): number => (length < 4 ? 0 : length < 8 ? 1 : 2)
