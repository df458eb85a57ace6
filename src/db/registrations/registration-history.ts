import { not, sql, type SQL } from 'drizzle-orm'
import { registrations } from './registration-schema.ts'

/** What an owner has done with the product, beside the registration itself. */
const HISTORY_FIELDS = ['took', 'pirt', 'financing', 'programme', 'cluster'] as const
export type HistoryField = (typeof HISTORY_FIELDS)[number]

export interface History {
  readonly type: 'history'
  readonly field: HistoryField
  readonly values: readonly string[]
  readonly not?: boolean
}

/** Whether any of the values holds, looked up for each registration. */
export function historySql({ field, values, not: negated }: History): SQL {
  const found = sql`(${sql.join(
    values.map((value) => HOLDS[field](value)),
    sql` or `,
  )})`
  return negated ? not(found) : found
}

const owner = registrations.contactId

const HOLDS: { readonly [field in HistoryField]: (value: string) => SQL } = {
  took: (value) =>
    value === 'pkp'
      ? sql`(${attended(value)} or ${caseWith(sql`k.verified like '%"training"%'`)})`
      : attended(value),
  pirt(value) {
    if (value === 'yes') return caseWith(sql`k.number is not null`)
    if (value === 'no') return not(caseWith(sql`k.number is not null`))
    return caseWith(sql`k.number is null and k.step = ${value}`)
  },
  financing(value) {
    const any = sql`exists (select 1 from interests i where i.contact_id = ${owner})`
    if (value === 'yes') return any
    if (value === 'no') return not(any)
    return sql`exists (select 1 from interests i where i.contact_id = ${owner} and i.product = ${value})`
  },
  cluster(value) {
    const member = sql`select 1 from cluster_members m where m.contact_id = ${owner} and m.state = 'member'`
    if (value === 'yes') return sql`exists (${member})`
    if (value === 'no') return sql`not exists (${member})`
    return sql`exists (${member} and m.cluster_id = ${value})`
  },
  /** Whom the programme is for: nowhere and no sector named stand for everywhere and all. */
  programme: (value) => sql`exists (select 1 from content p where p.kind = 'programmes' and p.id = ${value}
    and (p.data->>'$.sectors' = '[]' or ${registrations.sector} in (select value from json_each(p.data->'$.sectors')))
    and (p.data->>'$.regions' = '[]' or exists (select 1 from json_each(p.data->'$.regions') g
      where ${registrations.regency} || '.' like g.value || '.%' or g.value like ${registrations.regency} || '.%')))`,
}

/** Was at a training: named by its id or the beginning of it, its topic or its theme. */
const attended = (value: string): SQL => sql`exists (select 1 from signups g
  join training_sessions t on t.id = g.session_id
  left join content c on c.kind = 'trainings' and c.id = t.training
  where g.contact_id = ${owner} and g.state = 'attended' and (t.training = ${value} or t.training like ${`${value}-%`}
    or c.data->>'$.topic' = ${value} or c.data->>'$.theme' = ${value}))`

const caseWith = (condition: SQL): SQL =>
  sql`exists (select 1 from pirt_cases k where k.contact_id = ${owner} and ${condition})`
