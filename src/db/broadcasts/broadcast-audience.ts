import { sql, type SQL } from 'drizzle-orm'
import type { Broadcast } from './broadcasts.ts'
import type { Reader } from '../store/reader.ts'
import { arms } from '../registrations/registration-filter.ts'
import { anywhere, statementOf } from '../registrations/registration-sql.ts'
import { wordsSql } from '../registrations/registration-words.ts'
import { scopeOf } from '../office/scope.ts'
import type { Statement } from '../store/store.ts'

/** Whom a broadcast would reach, and why not everybody. */
export interface Reach {
  readonly matched: number
  readonly channels: { readonly [channel: string]: number }
  readonly leftOut: { readonly [reason: string]: number }
  /** A few that it would reach, from all over the audience. */
  readonly sample: readonly { readonly contactId: string; readonly channel: string }[]
}

type Targeted = Pick<Broadcast, 'audience' | 'channels' | 'region' | 'resendOf'>

/** Registrations looked at in one question: other questions wait for no more than that. */
const WINDOW = 2_000
const SAMPLE = 10

export interface Audiences {
  reach(broadcast: Targeted, at: number): Promise<Reach>
}

/** Reads beside the turns, a window of registrations at a time. */
export function createAudiences(reader: Reader): Audiences {
  return {
    async reach(broadcast, at) {
      const channels: { [channel: string]: number } = {}
      const leftOut: { [reason: string]: number } = {}
      const sample: Reach['sample'][number][] = []
      const last = await lastRegistration(reader)
      for (let from = 0; from < last; from += WINDOW) {
        const asked = reachSql(broadcast, { from, to: from + WINDOW, at })
        if (!asked) break
        const [counts, some] = (await reader.read(asked)).rows[0]! as [string, string]
        for (const [reason, channel, count] of JSON.parse(counts) as [
          string | null,
          string | null,
          number,
        ][]) {
          const [into, name] = reason === null ? [channels, channel!] : [leftOut, reason]
          into[name] = (into[name] ?? 0) + count
        }
        for (const [contactId, channel] of JSON.parse(some) as [string, string][])
          sample.push({ contactId, channel })
      }
      const matched = [...Object.values(channels), ...Object.values(leftOut)].reduce((sum, n) => sum + n, 0)
      return { matched, channels, leftOut, sample: spread(sample) }
    },
  }
}

/** The number that the newest registration has. */
export async function lastRegistration(reader: Reader): Promise<number> {
  const { rows } = await reader.read({ sql: 'select coalesce(max(seq), 0) from registration_seqs', args: [] })
  return Number(rows[0]![0])
}

/** Ten of them, evenly from the first to the last. */
const spread = <T>(all: readonly T[]): T[] =>
  all.length <= SAMPLE
    ? [...all]
    : Array.from({ length: SAMPLE }, (_, n) => all[Math.floor((n * all.length) / SAMPLE)]!)

/** Registrations by their numbers: after `from`, up to `to`. */
interface Window {
  readonly from: number
  readonly to: number
  readonly at: number
}

/**
 * One window of the audience as rows for `json_each`: contact, number, reason (or null), channel, address, zone, rank;
 * and how many they are. Null when there is nowhere to look.
 */
export function recipientsSql(broadcast: Targeted, window: Window): Statement | null {
  const judged = judgedSql(broadcast, window)
  return (
    judged &&
    statementOf(sql`${judged}
      select json_group_array(json_array(contact, n, reason, channel, address, zone, rank)), count(*) from judged`)
  )
}

function reachSql(broadcast: Targeted, window: Window): Statement | null {
  const judged = judgedSql(broadcast, window)
  return (
    judged &&
    statementOf(sql`${judged} select
      (select json_group_array(json_array(reason, channel, many))
        from (select reason, iif(reason is null, channel, null) as channel, count(*) as many from judged group by 1, 2)),
      (select json_group_array(json_array(contact, channel))
        from (select contact, channel from judged where reason is null limit ${SAMPLE}))`)
  )
}

/** Whom WhatsApp has not seen write for so long counts as somebody new. */
const KNOWN_FOR = 30 * 86_400_000

function judgedSql(broadcast: Targeted, { from, to, at }: Window): SQL | null {
  const wanted = wantedSql(broadcast)
  if (!wanted) return null
  const address = addressOf(sql`page.contact`, broadcast.channels)
  return sql`with page as (
      select registration_seqs.seq as n, registrations.contact_id as contact, registrations.status as status,
        registrations.province as province
      from registration_seqs cross join registrations on registrations.id = registration_seqs.id
      where registration_seqs.seq > ${from} and registration_seqs.seq <= ${to} and ${wanted}
    ), placed as (
      select page.*, ${address} as address, c.messages_stopped as stopped, c.last_inbound_at as wrote, ${zoneOf} as zone
      from page cross join contacts c on c.id = page.contact
    ), judged as materialized (
      select contact, n, address, substr(address, 1, instr(address, ':') - 1) as channel, zone,
        iif(address like 'whatsapp:%' and wrote < ${at - KNOWN_FOR}, 1, 0) as rank,
        case when status = 'withdrawn' then 'withdrawn'
          when stopped then 'optedOut'
          when not ${consents(sql`contact`)} then 'noConsent'
          when address is null and ${isBlocked(sql`contact`, broadcast.channels)} then 'blocked'
          when address is null then 'noAddress'
          when ${comesEarlier(broadcast, wanted)} then 'samePerson' end as reason
      from placed
    )`
}

/** What the audience is, within what its author sees. A broadcast to the failed of another one is for just these. */
function wantedSql({ audience, region, resendOf }: Targeted): SQL | null {
  const places = arms(scopeOf(region), audience.conditions)
  if (places.length === 0) return null
  const words =
    audience.words.length > 0 ? sql` and registration_seqs.seq in (${wordsSql(audience.words)})` : sql``
  const failed =
    resendOf === null
      ? sql``
      : sql` and exists (select 1 from broadcasts b join broadcast_recipients f on f.broadcast = b.serial
          where b.id = ${resendOf} and f.contact_id = registrations.contact_id and f.state = 'failed')`
  return sql`${anywhere(places)}${words}${failed}`
}

/** Telegram before WhatsApp before the web: where it does least harm. */
const addressOf = (contact: SQL, channels: readonly string[]): SQL => sql`(
  select a.address from addresses a where a.contact_id = ${contact} and a.alias_of is null and a.blocked_at is null
    and a.channel in ${channels}
  order by case a.channel when 'telegram' then 0 when 'whatsapp' then 1 else 2 end, a.created_at desc limit 1)`

const isBlocked = (contact: SQL, channels: readonly string[]): SQL => sql`exists (
  select 1 from addresses a where a.contact_id = ${contact} and a.blocked_at is not null and a.channel in ${channels})`

/** Whether the last word on messages was yes. */
const consents = (contact: SQL): SQL => sql`coalesce((
  select given from consents where contact_id = ${contact} and purpose = 'messages' order by at desc limit 1), 0)`

/** Somebody else in the audience has the same telephone number, came earlier, and is written to. */
const comesEarlier = ({ channels }: Targeted, wanted: SQL): SQL => sql`exists (
  select 1 from addresses mine
  cross join addresses other on other.phone_index = mine.phone_index and other.contact_id <> mine.contact_id
  cross join contacts oc on oc.id = other.contact_id
  cross join registrations on registrations.contact_id = other.contact_id
  cross join registration_seqs on registration_seqs.id = registrations.id
  where mine.contact_id = placed.contact and mine.phone_index is not null and registration_seqs.seq < placed.n
    and oc.messages_stopped = 0 and registrations.status <> 'withdrawn' and ${consents(sql`oc.id`)}
    and ${addressOf(sql`oc.id`, channels)} is not null and ${wanted})`

/** Hours ahead of UTC: WIB, WITA, WIT. The contact's own zone, or that of the province. */
const zoneOf = sql`case when c.time_zone is not null
    then case c.time_zone when 'Asia/Makassar' then 8 when 'Asia/Jayapura' then 9 else 7 end
  when cast(page.province as integer) >= 81 then 9
  when cast(page.province as integer) >= 63 or cast(page.province as integer) between 51 and 53 then 8
  else 7 end`
