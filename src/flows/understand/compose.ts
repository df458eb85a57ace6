import type { Part } from './number-words.ts'

/** What parts of a number amount to. */
export interface Composed {
  readonly values: readonly number[]
  /** A word for a size stood alone (`jutaan`, `belasan`): no number was said. */
  readonly vague: boolean
  /** The last number had a unit such as *ribu* or *juta*, or is a whole word (`sejuta`). */
  readonly scaled: boolean
}

interface Sum {
  total: number
  group: number | null
  last: number
  scale: number | null
}

const empty = (): Sum => ({ total: 0, group: null, last: 0, scale: null })

/**
 * Adds up parts that stand side by side. More than one value means that numbers were put next to each other
 * (`dua tiga juta`); whoever asked decides what that means.
 */
export function compose(parts: readonly Part[]): Composed {
  const values: number[] = []
  let sum = empty()
  let vague = false
  const close = () => {
    if (sum.group !== null || sum.scale !== null) values.push(finish(sum))
    sum = empty()
  }
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!
    if (part.type === 'point') {
      const fraction = decimals(parts, at + 1)
      sum.group = (sum.group ?? 0) + fraction.value
      at += fraction.length
      continue
    }
    if (isAlone(sum, part)) vague = true
    else {
      if (startsAnew(sum, part)) {
        const carried = part.type === 'scale' ? sum.group : null
        if (part.type === 'scale') sum.group = null
        close()
        sum.group = carried
      }
      addTo(sum, part)
    }
  }
  const scaled = sum.scale !== null
  close()
  return { values, vague: vague && values.length === 0, scaled }
}

/** A size without a number before it: `jutaan`, `belasan`. */
function isAlone(sum: Sum, part: Part): boolean {
  if (part.type === 'scale') return sum.group === null && sum.scale === null
  return (part.type === 'teen' || part.type === 'times') && sum.group === null
}

/** Whether a part cannot belong to the number so far: `dua` + `tiga`, `1 juta` + `2 juta`. */
function startsAnew(sum: Sum, part: Part): boolean {
  if (part.type === 'value') return !fits(sum, part.value)
  if (part.type === 'whole') return sum.group !== null || (sum.scale !== null && sum.scale <= part.value)
  return part.type === 'scale' && sum.scale !== null && part.value >= sum.scale && sum.group !== null
}

function addTo(sum: Sum, part: Part): void {
  switch (part.type) {
    case 'half':
      return half(sum, part.value)
    case 'value':
      sum.group = (sum.group ?? 0) + part.value
      sum.last = part.value
      return
    case 'whole':
      sum.total += part.value
      sum.scale = part.value
      return
    case 'scale':
      return scaleBy(sum, part.value)
    case 'teen':
    case 'times': {
      const grown = part.type === 'teen' ? 10 : sum.last * (part.value - 1)
      sum.group! += grown
      sum.last += grown
      return
    }
    case 'point':
  }
}

function half(sum: Sum, value: number): void {
  if (sum.group === null && sum.scale !== null) sum.total += sum.scale * value
  else {
    sum.group = (sum.group ?? 0) + value
    // `setengah lusin` is six, and `dua setengah ratus` 250.
    if (sum.group < 10) sum.last = sum.group
  }
}

function fits(sum: Sum, value: number): boolean {
  if (sum.group === null) return true
  if (!Number.isInteger(sum.group) || !Number.isInteger(value) || sum.group === 0 || value === 0) return false
  return (sum.group % 100 === 0 && value < 100) || (sum.group % 10 === 0 && sum.last >= 20 && value < 10)
}

function scaleBy(sum: Sum, scale: number): void {
  if (sum.group === null) sum.total *= scale
  else sum.total += sum.group * scale
  sum.group = null
  sum.scale = scale
}

/** `2 juta 500` and `2jt5` are 2,5 million: a small number after millions counts parts of the unit before. */
function finish({ total, group, scale }: Sum): number {
  if (group === null) return total
  if (scale !== null && scale >= 1e6 && group < 10) return total + (group * scale) / 10
  return scale !== null && scale >= 1e6 && group < 1000 ? total + (group * scale) / 1000 : total + group
}

function decimals(parts: readonly Part[], from: number): { value: number; length: number } {
  let text = ''
  let length = 0
  for (const part of parts.slice(from)) {
    if (part.type !== 'value' || part.value > 99) break
    text += part.digits ?? String(part.value)
    length++
  }
  return { value: text === '' ? 0 : Number(`0.${text}`), length }
}
