import { z } from '@hono/zod-openapi'
import type { Query } from '../../../db/registrations/registration-lists.ts'
import type { Condition } from '../../../db/registrations/registration-filter.ts'
import type { Office } from '../../../db/office/office.ts'
import { type Training, TRAINING_TOPICS } from '../../../flows/content.ts'
import { Problem } from '../../problem.ts'
import { FIELDS } from './query-fields.ts'
import { parseQuery, QueryError, term, type Term } from './query-language.ts'
import { conditionOf, type IsTraining, type Operator, ValueError } from './query-values.ts'
import { type Spelled, spelled } from './spelling.ts'

const list = (example: string) =>
  z.string().max(300).optional().openapi({ example, description: 'Several with commas between them' })

/** The filters of every list, count and export of registrations. */
export const FilterQuery = z.strictObject({
  q: z
    .string()
    .max(500)
    .optional()
    .openapi({
      example: 'sector:coffee regency:35.10 class:micro sales>500jt created>2026-01-01 "warung sri"',
      description:
        'A query: words and "phrases" of names, products and numbers, and filters: province, regency, district, sector,' +
        ' class, status, export, channel, nib, sales, capital, workers, started, created, updated; took (a training, its' +
        ' topic or theme), pirt (yes, no or the step reached), financing (yes, no or a product), cluster (yes, no' +
        ' or which), programme (whom it is for). A minus negates: -took:pkp',
    }),
  text: z
    .string()
    .max(100)
    .optional()
    .openapi({ description: 'Words of business names, products and numbers' }),
  province: list('35'),
  regency: list('35.10,35.09'),
  district: list('35.10.01'),
  sector: list('coffee'),
  class: list('micro'),
  status: list('submitted'),
  export: list('regularly'),
  channel: list('whatsapp'),
  cluster: z
    .string()
    .max(24)
    .optional()
    .openapi({ description: 'The id of a cluster: registrations of its members' }),
  hasNib: z.enum(['yes', 'no']).optional(),
  assignee: z.string().max(60).optional().openapi({ description: '`me`, `none`, or the id of a key' }),
  registeredFrom: z.string().max(10).optional().openapi({ example: '2026-01-01' }),
  registeredTo: z.string().max(10).optional().openapi({ example: '2026-12-31', description: 'Included' }),
})
export type FilterParams = z.infer<typeof FilterQuery>

const PARAMS: readonly (readonly [keyof FilterParams, field: string, Operator])[] = [
  ...(['province', 'regency', 'district', 'sector', 'class', 'status', 'export', 'channel'] as const).map(
    (name) => [name, name, ':'] as const,
  ),
  ['hasNib', 'nib', ':'],
  ['registeredFrom', 'created', '>='],
  ['registeredTo', 'created', '<='],
]

/** The filters as a query. Misspelt words are looked for as words that are there; `spelled` says which. */
export async function readFilters(
  params: FilterParams,
  keyId: string,
  { vocabulary, content }: Pick<Office, 'vocabulary' | 'content'>,
): Promise<{ readonly query: Query; readonly spelled: Spelled }> {
  const { q = '' } = params
  const asked = inField('q', () => parseQuery(q))
  const namesTrainings = asked.conditions.some((one) => one.type === 'history' && one.field === 'took')
  const isTraining = namesTrainings ? await trainings(content) : undefined
  const parsed = isTraining ? inField('q', () => parseQuery(q, isTraining)) : asked
  const text = params.text?.trim() ? textTerms(params.text) : []
  const corrected = await spelled([...parsed.terms, ...text], vocabulary)
  return {
    query: { conditions: [...parsed.conditions, ...named(params, keyId)], words: corrected.words },
    spelled: corrected.spelled,
  }
}

/** What trainings are called: by their ids or the beginnings of these, their topics and themes. */
async function trainings(content: Office['content']): Promise<IsTraining> {
  const items = (await content.all('trainings')).map(({ item }) => item as unknown as Training)
  const topics: readonly string[] = TRAINING_TOPICS
  return (name) =>
    topics.includes(name) ||
    items.some(({ id, theme }) => id === name || id.startsWith(`${name}-`) || theme === name)
}

function textTerms(text: string): Term[] {
  return inField('text', () =>
    text
      .trim()
      .split(/\s+/)
      .slice(0, 10)
      .map((word) => term(word.replaceAll(/[<>:="]/g, ' '), 'word', 0)),
  )
}

function named(params: FilterParams, keyId: string): Condition[] {
  const conditions = PARAMS.flatMap(([name, field, operator]) => {
    const value = params[name]
    return value === undefined
      ? []
      : [inField(name, () => conditionOf(FIELDS[field]!, operator, value, false))]
  })
  if (params.cluster !== undefined) conditions.push({ type: 'cluster', id: params.cluster })
  if (params.assignee === undefined) return conditions
  const assignee =
    { me: keyId, none: null }[params.assignee] ?? (params.assignee === 'none' ? null : params.assignee)
  return [...conditions, { type: 'in', field: 'assignee', values: [assignee] }]
}

function inField<T>(field: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof QueryError) && !(error instanceof ValueError)) throw error
    const position = error instanceof QueryError ? error.position : undefined
    const where = position === undefined ? '' : ` (at character ${position + 1})`
    throw new Problem(400, 'Bad request', `${field}: ${error.message}${where}`, {
      errors: [{ field, message: error.message, position }],
    })
  }
}
