import { CONCERNS, countStatement, LEFT_OUT } from './announcements.ts'
import type { announcementRules } from './announcement-schema.ts'
import type { Audit } from '../office/audit.ts'
import type { Reader } from '../store/reader.ts'
import { records, type Store } from '../store/store.ts'
import { TAUGHT } from '../training/seats.ts'
import { type By, ONE_CHANGED, unlessChanged } from '../office/audited.ts'

type Stored = typeof announcementRules.$inferSelect

/** What an admin says of a rule. */
export type RuleFields = Omit<Stored, 'id' | 'version' | 'updatedAt' | 'onSince' | 'sectors'> & {
  readonly sectors: readonly string[]
}
export interface Rule extends RuleFields {
  readonly id: string
  readonly version: number
  readonly updatedAt: number
}

export interface AnnouncementRules {
  list(): Promise<Rule[]>
  byId(id: string): Promise<Rule | null>
  create(rule: RuleFields & { readonly id: string }, by: By): Promise<void>
  /** `changed`: somebody else was first, and nothing was written. */
  change(before: Rule, fields: RuleFields, by: By): Promise<'done' | 'changed'>
  /** How many owners the rule would tell of a session, and how many it leaves out for what. Null without the session. */
  preview(rule: Rule, session: string, at: number): Promise<Preview | null>
}

export interface Preview {
  /** Whether the rule is about that session at all; otherwise it tells nobody. */
  readonly concerns: boolean
  readonly told: number
  readonly leftOut: { readonly [why in (typeof LEFT_OUT)[number]]: number }
}

const COLUMNS = 'name, topic, training, region, sectors, reach, every_days, "on", on_since, updated_at'
const CREATE = `
insert into announcement_rules (id, ${COLUMNS}) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, iif(?9, ?10, null), ?10)`
// Switched on, it is about what comes from now on.
const CHANGE = `
update announcement_rules set version = version + 1,
  (${COLUMNS}) = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, iif(?9, iif("on", on_since, ?10), null), ?10)
where id = ?1 and version = ?11`
const SESSION = `
select s.training, s.regency, ${CONCERNS} from announcement_rules u, training_sessions s ${TAUGHT}
where u.id = ?1 and s.id = ?2`

/** Whom a rule would reach is counted beside the turns. */
export function createAnnouncementRules(store: Store, reader: Reader, audit: Audit): AnnouncementRules {
  const read = async (where: string, ...args: string[]): Promise<Rule[]> =>
    records<Row>(await store.read({ sql: `select * from announcement_rules ${where}`, args })).map(ruleOf)

  return {
    list: () => read('order by name, id'),
    async byId(id) {
      return (await read('where id = ?1', id))[0] ?? null
    },
    async create({ id, ...fields }, { actor, at }) {
      const entry = { actor, action: 'announcement-rule.added', subject: id, detail: { on: fields.on } }
      await audit.append(entry, at, [{ sql: CREATE, args: [id, ...valuesOf(fields), at] }])
    },
    async change({ id, version }, fields, { actor, at }) {
      const entry = { actor, action: 'announcement-rule.changed', subject: id, detail: { on: fields.on } }
      return unlessChanged(
        audit.append(entry, at, [{ sql: CHANGE, args: [id, ...valuesOf(fields), at, version] }, ONE_CHANGED]),
      )
    },
    async preview({ id, reach, sectors, everyDays }, session, at) {
      const { rows } = await store.read({ sql: SESSION, args: [id, session] })
      if (!rows[0]) return null
      const [training, regency, concerned] = rows[0] as unknown as [string, string | null, number | null]
      const concerns = Number(concerned) === 1
      const audience = { session, training, regency, reach, everyDays, sectors: JSON.stringify(sectors) }
      const counted = concerns ? (await reader.read(countStatement(audience, at))).rows : []
      const counts = new Map(counted.map(([why, n]) => [why as string, Number(n)]))
      return {
        concerns,
        told: counts.get('told') ?? 0,
        leftOut: Object.fromEntries(LEFT_OUT.map((why) => [why, counts.get(why) ?? 0])) as Preview['leftOut'],
      }
    },
  }
}

const valuesOf = ({ name, topic, training, region, sectors, reach, everyDays, on }: RuleFields) => [
  name,
  topic,
  training,
  region,
  JSON.stringify(sectors),
  reach,
  everyDays,
  on,
]

interface Row extends Omit<Rule, 'sectors' | 'everyDays' | 'updatedAt'> {
  readonly sectors: string
  readonly every_days: unknown
  readonly updated_at: unknown
}

const ruleOf = (row: Row): Rule => ({
  id: row.id,
  name: row.name,
  topic: row.topic,
  training: row.training,
  region: row.region,
  sectors: JSON.parse(row.sectors) as string[],
  reach: row.reach,
  everyDays: Number(row.every_days),
  on: Number(row.on) === 1,
  version: Number(row.version),
  updatedAt: Number(row.updated_at),
})
