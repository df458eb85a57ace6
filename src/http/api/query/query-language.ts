import type { Condition } from '../../../db/registrations/registration-filter.ts'
import { foldedWords } from '../../../db/registrations/registration-words.ts'
import { FIELDS, SEALED } from './query-fields.ts'
import { conditionOf, type IsTraining, OPERATORS, type Operator, ValueError } from './query-values.ts'

/** Words to look for: each by itself, or side by side. */
export interface Term {
  readonly type: 'word' | 'phrase'
  readonly words: readonly string[]
}

export interface Parsed {
  readonly conditions: readonly Condition[]
  readonly terms: readonly Term[]
}

/** What is wrong with a query, and at which character. */
export class QueryError extends Error {
  readonly position: number

  constructor(message: string, position: number) {
    super(message)
    this.name = 'QueryError'
    this.position = position
  }
}

const MOST_PARTS = 20
const PART = /\s*(?:"([^"]*)"|(-?)(\p{L}+)(>=|<=|[><:=])((?:"[^"]*"|[^\s"])*)|([^\s"]+))/uy

/**
 * Reads `sector:coffee regency:35.10 sales>500jt created>=2026-01-01 -status:rejected "warung sri"`: all of it must
 * hold; values with commas are alternatives. Throws QueryError.
 */
export function parseQuery(text: string, isTraining?: IsTraining): Parsed {
  const conditions: Condition[] = []
  const terms: Term[] = []
  for (let at = 0; text.slice(at).trim() !== '';) {
    PART.lastIndex = at
    const found = PART.exec(text)
    const start = at + (text.slice(at).length - text.slice(at).trimStart().length)
    if (!found) throw new QueryError('this quotation mark is not closed', start)
    const [, quoted, minus, name, operator, value, word] = found
    if (conditions.length + terms.length === MOST_PARTS)
      throw new QueryError(`more than ${MOST_PARTS} parts`, start)
    if (quoted !== undefined) terms.push(term(quoted, 'phrase', start))
    else if (word !== undefined) terms.push(term(word, 'word', start))
    else
      conditions.push(
        compared(
          { minus: minus!, name: name!, operator: operator as Operator, value: value! },
          start,
          isTraining,
        ),
      )
    at = PART.lastIndex
  }
  return { conditions, terms }
}

interface Compared {
  readonly minus: string
  readonly name: string
  readonly operator: Operator
  readonly value: string
}

function compared(
  { minus, name, operator, value }: Compared,
  start: number,
  isTraining?: IsTraining,
): Condition {
  const key = name.toLowerCase()
  const at = start + minus.length
  if (Object.hasOwn(SEALED, key)) throw new QueryError(SEALED[key]!, at)
  if (!Object.hasOwn(FIELDS, key)) {
    throw new QueryError(`"${name}" cannot be filtered by; there are ${Object.keys(FIELDS).join(', ')}`, at)
  }
  const valueAt = at + name.length + operator.length
  try {
    return conditionOf(FIELDS[key]!, operator, value.replaceAll('"', ''), minus === '-', isTraining)
  } catch (error) {
    if (error instanceof ValueError) throw new QueryError(error.message, valueAt + error.at)
    throw error
  }
}

/** Words as the index knows them; what is written as one (`NK-7F3K`) stands side by side. */
export function term(text: string, type: Term['type'], at: number): Term {
  const words = foldedWords(text)
  if (type === 'word' && text.startsWith('-')) throw new QueryError('only filters can be negated', at)
  const operator = OPERATORS.find((sign) => text.includes(sign))
  if (operator && type === 'word') {
    throw new QueryError(`put a name before ${operator}, or quotation marks around it`, at)
  }
  if (words.join('').length < 2) throw new QueryError('two letters or digits are needed to look for', at)
  return { type: words.length > 1 ? 'phrase' : type, words }
}
