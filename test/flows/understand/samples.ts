import { readFileSync } from 'node:fs'

/** The rows of a sample file: what an owner typed, and what it means. */
export function samples(file: string): readonly (readonly [string, string])[] {
  const text = readFileSync(new URL(`samples/${file}.tsv`, import.meta.url), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t') as [string, string])
}

/** All words that one slip of the fingers makes of a word, with these letters. */
export function oneSlip(word: string, letters: string): readonly string[] {
  const made = new Set<string>()
  for (let at = 0; at <= word.length; at++) {
    for (const letter of letters) {
      made.add(word.slice(0, at) + letter + word.slice(at))
      if (at < word.length) made.add(word.slice(0, at) + letter + word.slice(at + 1))
    }
    if (at < word.length) made.add(word.slice(0, at) + word.slice(at + 1))
    if (at < word.length - 1) made.add(word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2))
  }
  made.delete(word)
  return [...made]
}
