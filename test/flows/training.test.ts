import { describe, expect, it } from 'vitest'
import { SEED } from '../../src/db/seed.ts'
import { checkIn } from '../../src/flows/training/check-in.ts'
import { feedback } from '../../src/flows/training/feedback.ts'
import { opening } from '../../src/flows/intents.ts'
import { myTrainings } from '../../src/flows/training/my-trainings.ts'
import { session } from '../../src/flows/training/session.ts'
import { signUp } from '../../src/flows/training/sign-up.ts'
import { sessions, training } from '../../src/flows/training/training.ts'
import { offerUntil } from '../../src/flows/training/training-notices.ts'
import type { Json } from '../../src/flows/types.ts'
import { understand } from '../../src/flows/understand/intents.ts'
import { talk, type Setting } from '../talk.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const STARTS = Date.parse('2026-12-01T02:00:00Z')

const PLANNED = {
  id: 's1',
  training: 'pkp-dinkes',
  startsAt: STARTS,
  endsAt: STARTS + 3 * HOUR,
  closesAt: STARTS - HOUR,
  timeZone: 'Asia/Jakarta',
  venue: 'Aula Dinkes',
  map: null,
  regency: '35.10',
  online: false,
  quota: 20,
  left: 3,
}
const ONLINE = { ...PLANNED, venue: null, regency: null, online: true }
const OFFERED = { ...PLANNED, open: true, waiting: 0, mine: null, named: false, before: null }
const MINE = {
  ...PLANNED,
  link: null,
  offerUntil: null,
  position: 1,
  cancelled: false,
  begun: false,
  ended: false,
}
const PAPUA = [{ step: 'regency', value: '91.71' }]

const around = (facts: { readonly [fact: string]: unknown }, known: Setting['known'] = []): Setting => ({
  look: ({ fact }) => (facts[fact] ?? (SEED as { [kind: string]: unknown })[fact] ?? null) as Json,
  known,
})
const wanted = [
  { step: 'topic', value: 'pirt' },
  { step: 'place', value: 'any' },
  { step: 'date', value: 'any' },
]
const picked = [{ step: 'pick', value: 's1' }]

const waysOf = (more: object) =>
  talk(session, [], around({ trainingSession: { ...OFFERED, ...more } }, picked)).screen
const rated = (words: string) => talk(feedback, ['[5]', words], around({}, picked)).effects

describe('finding a training', () => {
  it('takes topic, place and date from the sentence', () => {
    const { entities } = understand('pelatihan halal di banyuwangi tanggal 28 november', {
      today: '2026-11-22',
    })
    expect(opening('training', entities)).toEqual({
      flow: 'training',
      answers: [
        { step: 'topic', value: 'halal' },
        { step: 'place', value: '35.10' },
        { step: 'date', value: '2026-11-28/2026-11-28' },
      ],
    })
  })

  it('asks only for the topic, and hands the filters on', () => {
    const { transcript, next } = talk(training, ['apa ya', '[pirt]'], around({}))
    expect(transcript).toEqual([
      'bot: topic',
      'owner: apa ya',
      'bot: reasons.needChoice | topic',
      'owner: [pirt]',
    ])
    expect(next).toEqual({ flow: 'sessions', answers: wanted })
  })

  it('asks a place or a date anew, in words as well', () => {
    const place = talk(training, ['bandung'], around({}, [...wanted, { step: 'place', value: null }]))
    expect(place.screen.length).toBeGreaterThan(1)
    const date = talk(training, ['[nextMonth]'], around({}, [...wanted, { step: 'date', value: null }]))
    expect(date.next?.answers.at(-1)).toEqual({ step: 'date', value: '2026-12-01/2026-12-31' })
  })

  it('lists sessions with day, place and seats left, then trainings without a date', () => {
    const list = { sessions: [PLANNED, { ...ONLINE, id: 's2', left: 0 }], scheduled: ['pkp-dinkes'] }
    const { screen } = talk(sessions, [], around({ trainingSessions: list }, wanted))
    expect(screen).toEqual(['s1', 's2', 't.pirt-pnm', 'otherTopic', 'otherPlace', 'otherDate', 'myTrainings'])
  })

  it('says when it is by the clock of the place, or the owner’s own for an online session', () => {
    const there = talk(session, [], around({ trainingSession: OFFERED, registrationAnswers: PAPUA }, picked))
    expect(there.transcript.at(-1)).toContain('09.00, WIB')
    const online = { ...OFFERED, ...ONLINE }
    const here = talk(session, [], around({ trainingSession: online, registrationAnswers: PAPUA }, picked))
    expect(here.transcript.at(-1)).toContain('11.00, WIT')
  })

  it('offers the queue when full, and nothing once closed', () => {
    expect(waysOf({})).toEqual(['signUp', 'others'])
    expect(waysOf({ left: 0 })).toEqual(['wait', 'others'])
    expect(waysOf({ open: false })).toEqual(['others'])
    expect(waysOf({ mine: 'waiting', left: 0 })).toEqual(['mine', 'others'])
  })
})

describe('signing up', () => {
  const before = { training: 'pirt-pnm', at: STARTS - 60 * DAY }

  it('asks for consent before the name, and takes a change of mind', () => {
    const { transcript, effects } = talk(
      signUp,
      ['[agree]', '/back', '[agree]', '7', 'Siti Aminah'],
      around({ trainingSession: OFFERED }, picked),
    )
    expect(transcript.slice(0, -2)).toEqual([
      'bot: consent',
      'owner: [agree]',
      'bot: name',
      'owner: /back',
      'bot: consent',
      'owner: [agree]',
      'bot: name',
      'owner: 7',
      'bot: reasons.unreadable | name.help | name',
    ])
    expect(effects.at(-1)).toMatchObject({
      type: 'signUp',
      session: 's1',
      claim: 'signed',
      name: 'Siti Aminah',
    })
  })

  it('notices the same training by another agency, and leaves the seat to others', () => {
    const { transcript, effects } = talk(
      signUp,
      ['[no]'],
      around({ trainingSession: { ...OFFERED, named: true, before } }, picked),
    )
    expect(transcript[0]).toContain('PNM')
    expect(effects).toEqual([])
  })

  it('asks nothing of who is known, and queues when there is no seat', () => {
    const { effects } = talk(
      signUp,
      [],
      around({ trainingSession: { ...OFFERED, named: true, left: 0 } }, picked),
    )
    expect(effects).toEqual([{ type: 'signUp', session: 's1', claim: 'waiting', name: null }])
  })
})

describe('my trainings', () => {
  it.each([
    ['signed', ['checkIn', 'cancel', 'others']],
    ['waiting', ['cancel', 'others']],
    ['offered', ['accept', 'decline', 'others']],
    ['absent', ['others']],
  ])('%s can be %j', (state, ways) => {
    const mine = [{ ...MINE, state, rated: false, certificate: null, key: null }]
    expect(talk(myTrainings, [], around({ mySignups: mine })).screen).toEqual(ways)
  })

  it('gives the seat back only after asking once more', () => {
    const mine = [{ ...MINE, state: 'signed', rated: false, certificate: null, key: null }]
    const play = (answer: string) =>
      talk(myTrainings, ['[cancel]', answer], around({ mySignups: mine })).effects
    expect(play('[no]')).toEqual([])
    expect(play('[yes]')).toEqual([{ type: 'cancelSignup', session: 's1' }])
  })
})

it('reads the code at the venue in any writing', () => {
  const door = {
    session: 's1',
    training: 'pkp-dinkes',
    verdict: 'open',
    startsAt: STARTS,
    timeZone: 'Asia/Jakarta',
  }
  const { effects } = talk(checkIn, ['k7m-2qx'], around({ checkIn: door }))
  expect(effects).toEqual([{ type: 'attend', session: 's1', number: 'NKP-7F3K-9Q2M' }])
})

it('takes feedback with or without words', () => {
  expect(rated('/skip')).toEqual([{ type: 'giveFeedback', session: 's1', rating: 5, words: null }])
  expect(rated('bagus sekali')).toMatchObject([{ words: 'bagus sekali' }])
})

describe('what happens by itself', () => {
  it.each([
    ['a day', 10 * DAY, DAY],
    ['until two hours before', 10 * HOUR, 8 * HOUR],
    ['half an hour at least', 2 * HOUR, HOUR / 2],
    ['never past the beginning', HOUR / 4, HOUR / 4],
  ])('holds an offered seat %s', (_, ahead, held) => {
    expect(offerUntil(STARTS - ahead, STARTS) - (STARTS - ahead)).toBe(held)
  })
})
