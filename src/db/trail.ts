import type { TurnCommit } from './turns/turns.ts'

type Event = TurnCommit['events'][number]

/*
 * What happened in a turn, as the inbox keeps it until it is gathered: `profile,!nik:nikLength,?nik` is the flow (none
 * stands for registration, which most are), then each event by a sign and its step, with the reason behind a colon.
 * Every message of the last days has one, so that each byte counts. What does not fit (two flows in one turn) is
 * JSON: [[flow, step, type, reason], …], as all trails once were.
 */
const MOST = 'registration'

const SIGNS: { readonly [type in Event['type']]: string } = {
  started: '+',
  asked: '?',
  answered: '=',
  rejected: '!',
  offered: '%',
  reverted: '<',
  restored: '>',
  changed: '~',
  helped: '@',
  completed: '.',
  cancelled: '-',
}

const WORD = /^[\w./-]*$/

/** What the inbox keeps of a turn’s events; null for a turn without any. */
export function trailOf(events: readonly Event[]): string | null {
  if (events.length === 0) return null
  const [{ flow }] = events as [Event]
  const fits = events.every(
    (event) =>
      event.flow === flow && [flow, event.step ?? '', event.reason ?? ''].every((word) => WORD.test(word)),
  )
  if (fits) return [flow === MOST ? '' : flow, ...events.map(short)].join(',')
  return JSON.stringify(
    events.map(({ flow, step, type, reason }) => [flow, step, type, ...(reason ? [reason] : [])]),
  )
}

function short({ type, step, reason }: Event): string {
  return `${SIGNS[type]}${step ?? ''}${reason ? `:${reason}` : ''}`
}

const LONG = `i.trail like '[%'`
const TYPES = Object.entries(SIGNS).map(([type, sign]) => `when '${sign}' then '${type}'`)
const COLON = `instr(e.value, ':')`
const STEP = `iif(${COLON}, substr(e.value, 2, ${COLON} - 2), substr(e.value, 2))`

/** For queries: the events of the trail of a row `i` as rows `e`, and their flow, step, type and reason. */
export const TRAIL = {
  events: `json_each(iif(${LONG}, i.trail, '["' || replace(i.trail, ',', '","') || '"]')) e`,
  isEvent: `(${LONG} or e.key > 0)`,
  columns: `
  iif(${LONG}, e.value->>'$[0]', coalesce(nullif(substr(i.trail, 1, instr(i.trail, ',') - 1), ''), '${MOST}')),
  iif(${LONG}, e.value->>'$[1]', nullif(${STEP}, '')),
  iif(${LONG}, e.value->>'$[2]', case substr(e.value, 1, 1) ${TYPES.join(' ')} end),
  iif(${LONG}, e.value->>'$[3]', iif(${COLON}, substr(e.value, ${COLON} + 1), null))`,
}
