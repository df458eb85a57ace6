import type { Json } from '../../flows/types.ts'
import { certificateKey } from './certificates.ts'
import type { FactOf, Found } from '../fact.ts'
import { SESSION } from './seats.ts'
import { inOrder, ranked } from '../store/ordered.ts'
import type { Vault } from '../vault.ts'

/** How many sessions a list can hold; the nearest and soonest ones. */
const LISTED = 60
const YEAR = 365 * 86_400_000

const COMING = `s.status = 'open' and s.closes_at > k.value->>'$[0]' and s.starts_at > k.value->>'$[0]'`

/*
 * - `trainingSessions` (`{ topic, place, from, until }` as JSON, each or null): the sessions that can still be joined,
 *   the owner's own place first, and all trainings that have one
 * - `trainingSession` (an id): one session with the contact's own state in it, and the same taught within a year
 * - `trainingWish` (a training): whether the contact waits to be told of a date
 * - `mySignups`: the contact's own sign-ups, what is coming first
 * - `checkIn` (a code as typed): the session it opens for the contact, or why not
 */
export const TRAINING_FACTS = {
  trainingSessions: {
    sql: `select place, ${ranked('nth', 'json(session)')} filter (where fits and nth <= ${LISTED}) as sessions,
        json_group_array(distinct training) as scheduled
      from (select *, row_number() over (partition by place, fits order by own desc, near desc, starts_at) as nth from (
        select k.key as place, s.training, s.starts_at, json_object(${SESSION}) as session,
          coalesce(s.regency = r.regency, 0) as own, coalesce(s.province = r.province, 0) as near,
          coalesce(k.value->>'$[2]' in (c.data->>'$.topic', 'all')
            and (k.value->>'$[3]' = 'any' or iif(k.value->>'$[3]' = 'online', s.link is not null,
              k.value->>'$[3]' in (s.regency, s.province)))
            and s.starts_at between k.value->>'$[4]' and k.value->>'$[5]', 0) as fits
        from json_each(?1) k
        join training_sessions s on ${COMING}
        left join content c on c.kind = 'trainings' and c.id = s.training
        left join registrations r on r.contact_id = k.value->>'$[1]'))
      group by place`,
    row: ({ contactId, argument }: FactOf, _: Vault, at: number): Json => {
      const wanted = JSON.parse(argument) as { topic: string; place: string; from: number; until: number }
      return [at, contactId ?? '', wanted.topic, wanted.place, wanted.from, wanted.until]
    },
    answer: ({ sessions, scheduled }: Found): Json => ({
      sessions: inOrder(sessions),
      scheduled: JSON.parse(scheduled as string) as Json,
    }),
  },
  trainingSession: {
    sql: `select k.key as place, json_object(${SESSION}, 'open', json(iif(${COMING}, 'true', 'false')),
        'waiting', (select count(*) from signups w where w.session_id = s.id and w.state = 'waiting'),
        'mine', (select g.state from signups g where g.session_id = s.id and g.contact_id = k.value->>'$[2]'),
        'named', json(iif(exists (select 1 from signups n where n.contact_id = k.value->>'$[2]'
          and n.name_sealed is not null), 'true', 'false')),
        'before', (select json_object('training', o.training, 'at', o.starts_at) from signups g
          join training_sessions o on o.id = g.session_id
          join content b on b.kind = 'trainings' and b.id = o.training
          where g.contact_id = k.value->>'$[2]' and o.id <> s.id and g.state in ('signed', 'attended')
            and b.data->>'$.theme' = c.data->>'$.theme' and o.starts_at > s.starts_at - ${YEAR}
          order by o.starts_at desc limit 1)) as session
      from json_each(?1) k join training_sessions s on s.id = k.value->>'$[1]'
      left join content c on c.kind = 'trainings' and c.id = s.training`,
    row: ({ contactId, argument }: FactOf, _: Vault, at: number): Json => [at, argument, contactId ?? ''],
    answer: ({ session }: Found): Json => {
      const { before, ...rest } = JSON.parse(session as string) as { readonly [field: string]: Json }
      return { ...rest, before: typeof before === 'string' ? (JSON.parse(before) as Json) : (before ?? null) }
    },
  },
  trainingWish: {
    sql: `select k.key as place from json_each(?1) k
      join training_wishes w on w.contact_id = k.value->>'$[0]' and w.training = k.value->>'$[1]'
        and w.told_at is null`,
    row: ({ contactId, argument }: FactOf): Json => [contactId ?? '', argument],
    answer: (): Json => true,
  },
  mySignups: {
    sql: `select place, json_group_array(json(signup)) as signups from (
        select k.key as place, json_object(${SESSION}, 'state', g.state, 'link', s.link, 'offerUntil', g.offer_until,
          'cancelled', json(iif(s.status = 'open', 'false', 'true')),
          'ended', json(iif(s.ends_at < k.value->>'$[0]', 'true', 'false')),
          'begun', json(iif(s.starts_at < k.value->>'$[0]', 'true', 'false')),
          'position', (select count(*) from signups q where q.session_id = s.id and q.state = 'waiting'
            and (q.queued_at, q.contact_id) <= (g.queued_at, g.contact_id)),
          'rated', json(iif(f.rating is null, 'false', 'true')),
          'certificate', iif(s.ends_at < k.value->>'$[0]', t.number, null)) as signup
        from json_each(?1) k join signups g on g.contact_id = k.value->>'$[1]' and g.state <> 'cancelled'
        join training_sessions s on s.id = g.session_id
        left join training_feedback f on f.session_id = s.id and f.contact_id = g.contact_id
        left join training_certificates t on t.session_id = s.id and t.contact_id = g.contact_id and t.revoked_at is null
        order by g.state = 'offered' desc, s.ends_at < k.value->>'$[0]',
          abs(s.starts_at - k.value->>'$[0]'))
      group by place`,
    row: ({ contactId }: FactOf, _: Vault, at: number): Json => [at, contactId ?? ''],
    answer({ signups }: Found, vault: Vault): Json {
      const all = JSON.parse(signups as string) as { readonly certificate: string | null }[]
      return all.map((signup) => ({
        ...signup,
        key: signup.certificate && certificateKey(signup.certificate, vault),
      }))
    },
  },
  checkIn: {
    sql: `select k.key as place, s.id, s.training, s.starts_at, s.ends_at, s.time_zone, g.state
      from json_each(?1) k join training_sessions s on s.check_in_code = k.value->>'$[0]' and s.status = 'open'
      left join signups g on g.session_id = s.id and g.contact_id = k.value->>'$[1]'`,
    row: ({ contactId, argument }: FactOf): Json => [argument, contactId ?? ''],
    answer({ id, training, starts_at, ends_at, time_zone, state }: Found, _: Vault, at: number): Json {
      const day = (time: unknown) => dayIn(String(time_zone), Number(time))
      const today = day(at)
      const onTime = today >= day(starts_at) && today <= day(ends_at)
      const verdict =
        state === 'attended' ? 'already' : state !== 'signed' ? 'noSeat' : onTime ? 'open' : 'otherDay'
      return {
        session: String(id),
        training: String(training),
        verdict,
        startsAt: Number(starts_at),
        timeZone: String(time_zone),
      }
    },
  },
}

const dayIn = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone }).format(at)
