/** Each letter counts for this power of its place; odd, so that it has an inverse among the 32-bit numbers. */
const STEP = 0x01000193
const BACK = 0x359c449b
/** Numbers of so many bits need no memory of their own. */
const SMALL = 0x3fffffff

/**
 * A number for a word, and for what remains of it without each one of its letters: the same letters have the same
 * number, and others seldom. Told from the numbers, as making and looking up each rest as a text would take far longer.
 */
export function restsOf(word: string): readonly number[] {
  let whole = 0
  for (let at = 0, power = 1; at < word.length; at++, power = Math.imul(power, STEP)) {
    whole = (whole + Math.imul(word.charCodeAt(at), power)) | 0
  }
  const found = [whole & SMALL]
  let before = 0
  for (let at = 0, power = 1; at < word.length; at++, power = Math.imul(power, STEP)) {
    const letter = word.charCodeAt(at)
    const upTo = (before + Math.imul(letter, power)) | 0
    // Of two that are the same, either leaves the same.
    if (letter !== word.charCodeAt(at - 1)) found.push((before + Math.imul(whole - upTo, BACK)) & SMALL)
    before = upTo
  }
  return found
}
