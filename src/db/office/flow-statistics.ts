import { sql, type SQL } from 'drizzle-orm'
import { pageSql, statementOf } from '../registrations/registration-sql.ts'
import type { Reader } from '../store/reader.ts'
import type { Store } from '../store/store.ts'
import { createEvents, type FunnelCell } from '../turns/events.ts'
import type { Scope } from './scope.ts'

/** How owners get on in conversations, as far as single ones are looked at: up to `owners` of them. */
export interface FlowStatistics {
  /**
   * For each step of a flow, how long those took to answer it who registered last within the scope; of the nation, also
   * those who are at it.
   */
  stepTimes(scope: Scope, flow: string, owners: number): Promise<readonly StepTime[]>
  /** A flow's events counted by step, of those who registered last within the scope, from one time to another. */
  funnel(scope: Scope, flow: string, times: Times, owners: number): Promise<readonly FunnelCell[]>
}

export interface StepTime {
  readonly step: string
  readonly medianSeconds: number
  readonly answers: number
}

interface Times {
  readonly from: number
  readonly to: number
}

/** Reads beside the turns, after what happened was gathered from the inbox. */
export function createFlowStatistics(store: Store, reader: Reader): FlowStatistics {
  const { gather } = createEvents(store)
  return {
    async stepTimes(scope, flow, most) {
      const owners = scope.type === 'nation' ? nation(flow, most) : registered(scope, most)
      if (!owners) return []
      const { rows } = await reader.read(statementOf(stepTimes(owners, flow)))
      return rows.map(([step, seconds, answers]) => ({
        step: step as string,
        medianSeconds: Number(seconds),
        answers: Number(answers),
      }))
    },

    async funnel(scope, flow, { from, to }, most) {
      await gather()
      const owners = registered(scope, most)
      if (!owners) return []
      const counted = sql`select step, type, reason, count(*) from (${owners}) owners cross join events
        on events.contact_id = owners.contact_id and events.at >= ${from} and events.at <= ${to} and flow = ${flow}
        group by step, type, reason order by step, type, reason`
      const { rows } = await reader.read(statementOf(counted))
      return rows.map(([step, type, reason, count]) => ({
        step: step as string | null,
        type: type as string,
        reason: reason as string | null,
        count: Number(count),
      }))
    },
  }
}

/** Null when there is nowhere to look. */
function registered(scope: Scope, most: number): SQL | null {
  const query = { conditions: [], words: [] }
  const found = pageSql({ columns: ['contactId'], scope, query, sort: '-createdAt', limit: most })
  return found && sql`select "contactId" as contact_id from (${found})`
}

function nation(flow: string, most: number): SQL {
  return sql`select contact_id from (select contact_id from registrations order by created_at desc limit ${most})
    union select contact_id from (select contact_id from runs where flow = ${flow} order by rowid desc limit ${most})`
}

/** Between asking and answering; a pause of an hour is no thinking. */
function stepTimes(owners: SQL, flow: string): SQL {
  return sql`with owners as (${owners}),
  waits as (
    select step, type, at - lag(at) over (partition by contact_id, step order by at, turn, n) as wait,
      lag(type) over (partition by contact_id, step order by at, turn, n) as before
    from events join owners using (contact_id) where flow = ${flow} and type in ('asked', 'answered')),
  ranked as (
    select step, wait, row_number() over (partition by step order by wait) as place,
      count(*) over (partition by step) as n
    from waits where type = 'answered' and before = 'asked' and wait < 3600000)
  select step, wait / 1000.0, n from ranked where place = (n + 1) / 2 order by step`
}
