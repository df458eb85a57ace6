import { describe, expect, it } from 'vitest'
import { SEED } from '../../src/db/seed.ts'
import { clusterCard, clusterLeave } from '../../src/flows/clusters/cluster-card.ts'
import {
  clusterAnnounce,
  clusterDesk,
  clusterQueue,
  clusterRequest,
} from '../../src/flows/clusters/cluster-desk.ts'
import { clusterJoin, clusterPropose } from '../../src/flows/clusters/cluster-join.ts'
import { cluster, clusterFind, clusterList } from '../../src/flows/clusters/cluster.ts'
import { cooperative, cooperativeSteps } from '../../src/flows/clusters/cooperative.ts'
import {
  founding,
  foundingDocument,
  foundingDone,
  foundingStep,
  foundingSteps,
} from '../../src/flows/clusters/founding.ts'
import { opening } from '../../src/flows/intents.ts'
import type { Answer, Json } from '../../src/flows/types.ts'
import { understand } from '../../src/flows/understand/intents.ts'
import { talk, type Setting } from '../talk.ts'

const REGISTRATION = { number: 'NK-1', status: 'submitted' }
const KOPI = {
  id: 'c1',
  name: 'Klaster Kopi',
  kind: 'holding',
  sector: 'coffee',
  province: '35',
  regency: '35.10',
  stage: 'active',
  capacity: 20_000,
  members: 12,
  waiting: 0,
  reported: null,
  accepting: true,
  closed: false,
  sells: { id: 'Kopi sangrai' },
  buyers: null,
  gives: null,
  asks: null,
  anchor: null,
  exportingSince: null,
  source: 'Dinas Koperasi',
  sourceOn: '2026-11',
  status: 'published',
  leaders: ['Kopi Bu Sri'],
  requests: 0,
  mine: null,
}
const MINE = { id: 'm1', state: 'member', role: 'member', reason: null, group: null, position: 0 }
const LEADER = { ...MINE, role: 'leader' }
const OWN = { ...KOPI, state: 'member', role: 'leader' }
const ASKING = {
  id: 'm2',
  state: 'asked',
  askedAt: Date.parse('2026-11-20T03:00:00Z'),
  name: 'Siti Aminah',
  business: 'Kopi Siti',
  product: 'kopi bubuk',
  sector: 'coffee',
  regency: '35.10',
  district: '35.10.09',
  class: 'micro',
}
const FOUNDING = {
  id: 'k1',
  name: null,
  establishedOn: null,
  secondary: null,
  founders: 8,
  mine: null,
  steps: [{ step: 'need', doneOn: '2026-11-01', number: null, responsible: 'Kopi Siti', own: false }],
  documents: [],
}

const around = (
  facts: { readonly [fact: string]: unknown },
  known: { readonly [step: string]: Json } = {},
): Setting => ({
  facts: { registration: REGISTRATION },
  look: ({ fact }) => (facts[fact] ?? (SEED as { [kind: string]: unknown })[fact] ?? null) as Json,
  known: Object.entries(known).map(([step, value]): Answer => ({ step, value })),
})
const ABOUT = { cluster: 'c1' }
const waysIn = (more: object) =>
  talk(clusterCard, [], around({ cluster: { ...KOPI, ...more } }, ABOUT)).screen

const said = (text: string) => understand(text, { today: '2026-11-28' })
const cardOf = (more: Partial<Record<keyof typeof KOPI, Json>>) =>
  talk(clusterCard, [], around({ cluster: { ...KOPI, ...more } }, ABOUT)).transcript[0]

describe('clusters from a sentence', () => {
  it('are looked for by the trade and place that it names', () => {
    const kopi = said('pengen gabung klaster kopi di banyuwangi')
    expect([kopi.decision, kopi.intents[0]?.intent]).toEqual(['go', 'cluster'])
    expect(opening('cluster', kopi.entities)).toEqual({
      flow: 'clusterFind',
      answers: [
        { step: 'sector', value: 'coffee' },
        { step: 'place', value: '35.10' },
      ],
    })
    expect(opening('cluster', {})).toEqual({ flow: 'cluster', answers: [] })
    expect(opening('cooperative', {})).toEqual({ flow: 'cooperative', answers: [] })
  })
})

describe('finding a cluster', () => {
  const registered = [
    { step: 'sector', value: 'coffee' },
    { step: 'regency', value: '35.10' },
  ]

  it('asks a registered owner for nothing, and others for trade and place, in words as well', () => {
    const known = talk(clusterFind, [], around({ registrationAnswers: registered }))
    expect(known.next).toEqual({
      flow: 'clusterList',
      answers: [
        { step: 'sector', value: 'coffee' },
        { step: 'place', value: '35.10' },
      ],
    })
    const stranger = talk(clusterFind, ['entah', '[coffee]', 'banyuwangi'], around({}))
    expect(stranger.transcript.slice(0, 5)).toEqual([
      'bot: sector',
      'owner: entah',
      'bot: reasons.needChoice | sector',
      'owner: [coffee]',
      'bot: place',
    ])
    expect(stranger.next?.answers.at(-1)).toEqual({ step: 'place', value: '35.10' })
  })

  it('lists what is found, asks one part anew, and offers to propose where there is none', () => {
    const wanted = { sector: 'coffee', place: '35.10' }
    const { screen } = talk(clusterList, [], around({ clustersFound: [KOPI] }, wanted))
    expect(screen).toEqual(['c1', 'otherSector', 'otherPlace', 'propose'])
    const anew = talk(clusterList, ['[otherPlace]'], around({ clustersFound: [] }, wanted))
    expect(anew.transcript[0]).toContain('none')
    expect(anew.next).toEqual({
      flow: 'clusterFind',
      answers: [
        { step: 'sector', value: 'coffee' },
        { step: 'place', value: '35.10' },
        { step: 'place', value: null },
      ],
    })
  })

  it('puts the owner’s own clusters first in the menu', () => {
    const own = [{ ...OWN, requests: 3 }]
    const menu = talk(cluster, ['[c1]'], around({ myClusters: own }))
    expect(menu.screen).toEqual([])
    expect(menu.next).toEqual({ flow: 'clusterCard', answers: [{ step: 'cluster', value: 'c1' }] })
    expect(talk(cluster, [], around({})).screen).toEqual(['find', 'propose', 'cooperative'])
  })
})

describe('the page of a cluster', () => {
  it('offers what this owner can do about it', () => {
    expect(waysIn({})).toEqual(['join', 'terms', 'others'])
    expect(waysIn({ members: 20_000 })).toEqual(['wait', 'terms', 'others'])
    expect(waysIn({ accepting: false })).toEqual(['terms', 'others'])
    expect(waysIn({ closed: true })).toEqual(['others'])
    expect(waysIn({ mine: { ...MINE, state: 'asked' } })).toEqual(['withdraw', 'others'])
    expect(waysIn({ mine: { ...MINE, state: 'refused' } })).toEqual(['join', 'terms', 'others'])
    expect(waysIn({ mine: MINE })).toEqual(['cooperative', 'leave', 'others'])
    expect(waysIn({ mine: LEADER })).toEqual(['desk', 'announce', 'cooperative', 'leave', 'others'])
    expect(waysIn({ mine: LEADER, stage: 'proposed' })).toEqual(['withdraw', 'others'])
  })

  it('names the day of its source only where there is one', () => {
    expect(cardOf({ sourceOn: null })).not.toContain('sourceOn')
    expect(cardOf({ sourceOn: '2026-11-02' })).toContain('sourceOn(date(2, month.11, 2026))')
  })

  it('tells the stage, what comes next, how many members, who leads, and the source', () => {
    const [card] = talk(clusterCard, [], around({ cluster: KOPI }, ABOUT)).transcript
    for (const words of [
      'stage.active',
      'next.cooperative',
      'members(12, 20.000)',
      'leaders(Kopi Bu Sri)',
      'source(Dinas Koperasi',
    ])
      expect(card).toContain(words)
  })

  it('is left after one more question', () => {
    const stay = talk(clusterLeave, ['hmm', 'tidak'], around({ cluster: { ...KOPI, mine: LEADER } }, ABOUT))
    expect(stay.transcript[0]).toContain('alone')
    expect(stay.effects).toEqual([])
    const leave = talk(clusterLeave, ['ya'], around({ cluster: { ...KOPI, mine: MINE } }, ABOUT))
    expect(leave.effects).toEqual([{ type: 'leaveCluster', cluster: 'c1' }])
  })
})

describe('joining and proposing', () => {
  it('takes consent first, and a change of mind', () => {
    const { effects, transcript } = talk(clusterJoin, ['[agree]'], around({ cluster: KOPI }, ABOUT))
    expect(transcript[0]).toBe('bot: consent(Klaster Kopi)')
    expect(effects).toEqual([
      {
        type: 'recordConsent',
        purpose: 'cluster',
        given: true,
        wordingKey: 'clusterJoin:consent',
        wordingVersion: 1,
      },
      { type: 'joinCluster', cluster: 'c1', claim: 'asked' },
    ])
    const full = talk(clusterJoin, ['[agree]'], around({ cluster: { ...KOPI, members: 20_000 } }, ABOUT))
    expect(full.effects.at(-1)).toEqual({ type: 'joinCluster', cluster: 'c1', claim: 'waiting' })
    const no = talk(clusterJoin, ['[decline]'], around({ cluster: KOPI }, ABOUT))
    expect(no.effects).toMatchObject([{ type: 'recordConsent', given: false }])
  })

  it('waits for whoever is not registered to do so, or goes back to the cluster', () => {
    const around_ = { ...around({ cluster: KOPI }, ABOUT), facts: {} }
    const stranger = talk(clusterJoin, ['[register]'], around_)
    expect(stranger.transcript).toEqual(['bot: first(Klaster Kopi)', 'owner: [register]'])
    expect(stranger.next).toEqual({ flow: 'registration', answers: [] })
    expect(stranger.run.status).toBe('open')
    const back = talk(clusterJoin, ['/repeat'], { ...around({ cluster: KOPI }, ABOUT), from: stranger.run })
    expect(back.transcript.at(-1)).toBe('bot: consent(Klaster Kopi)')
    expect(talk(clusterJoin, ['[later]'], around_).next).toEqual({
      flow: 'clusterCard',
      answers: [{ step: 'cluster', value: 'c1' }],
    })
  })

  it('asks whoever is in it already for nothing', () => {
    const inside = talk(clusterJoin, [], around({ cluster: { ...KOPI, mine: MINE } }, ABOUT))
    expect(inside.transcript).toEqual(['bot: cannot'])
  })

  it('proposes with what is known already, after going back and a bad answer', () => {
    const registrationAnswers = [
      { step: 'sector', value: 'bamboo' },
      { step: 'regency', value: '35.10' },
    ]
    const { effects, transcript } = talk(
      clusterPropose,
      ['x', 'Klaster Bambu', 'anyaman', '/back', 'anyaman bambu', '/skip', '[submit]'],
      around({ registrationAnswers }),
    )
    expect(transcript[2]).toContain('tooShort')
    expect(effects).toEqual([
      {
        type: 'proposeCluster',
        id: '7F3K9Q2MXW5T',
        name: 'Klaster Bambu',
        sector: 'bamboo',
        regency: '35.10',
        sells: 'anyaman bambu',
        buyers: null,
      },
    ])
    const again = talk(clusterPropose, [], around({ myClusters: [{ ...OWN, stage: 'proposed' }] }))
    expect(again.transcript).toEqual(['bot: already'])
  })
})

const desk = (more: object = {}, requests: readonly unknown[] = [ASKING]) =>
  around(
    { myClusters: [OWN], cluster: { ...KOPI, mine: LEADER, ...more }, clusterRequests: requests },
    { cluster: 'c1', request: 'm2' },
  )
describe('the leader’s desk', () => {
  it('opens the one cluster that is led, asks which of several, and turns others away', () => {
    const one = talk(clusterDesk, [], around({ myClusters: [OWN] }))
    expect(one.next).toEqual({ flow: 'clusterQueue', answers: [{ step: 'cluster', value: 'c1' }] })
    const two = talk(clusterDesk, ['[c2]'], around({ myClusters: [OWN, { ...OWN, id: 'c2' }] }))
    expect(two.next?.answers).toEqual([{ step: 'cluster', value: 'c2' }])
    expect(talk(clusterDesk, [], around({ myClusters: [{ ...OWN, role: 'member' }] })).transcript).toEqual([
      'bot: notLeader',
    ])
  })

  it('lists who asks, and says when nobody does', () => {
    expect(
      talk(clusterQueue, [], around({ cluster: KOPI, clusterRequests: [ASKING] }, ABOUT)).screen,
    ).toEqual(['m2'])
    expect(talk(clusterQueue, [], around({ cluster: KOPI }, ABOUT)).transcript).toEqual(['bot: none'])
  })

  it('accepts, or refuses with a reason; nobody is accepted into a full cluster', () => {
    const yes = talk(clusterRequest, ['[accept]'], desk())
    expect(yes.transcript[0]).toContain('Siti Aminah')
    expect(yes.effects).toEqual([{ type: 'decideRequest', member: 'm2', accept: true, reason: null }])
    const no = talk(clusterRequest, ['[refuse]', 'x', '/back', '[refuse]', 'bukan kopi'], desk())
    expect(no.effects).toEqual([{ type: 'decideRequest', member: 'm2', accept: false, reason: 'bukan kopi' }])
    expect(talk(clusterRequest, [], desk({ members: 20_000 })).screen).toEqual(['refuse', 'later'])
    expect(talk(clusterRequest, ['[later]'], desk()).effects).toEqual([])
  })

  it('finds a request gone that somebody else decided', () => {
    expect(talk(clusterRequest, [], desk({}, [])).transcript).toEqual(['bot: decided'])
  })

  it('sends an announcement only after a look at it', () => {
    const led = around({ myClusters: [OWN] })
    const sent = talk(clusterAnnounce, ['Rapat hari Sabtu', 'ya'], led)
    expect(sent.transcript[2]).toBe('bot: sure(Rapat hari Sabtu, 11)')
    expect(sent.effects).toEqual([{ type: 'announce', cluster: 'c1', body: 'Rapat hari Sabtu' }])
    expect(talk(clusterAnnounce, ['Rapat hari Sabtu', 'tidak'], led).effects).toEqual([])
  })
})

const found = (more: object = {}, mine: object = LEADER, known: { readonly [step: string]: Json } = {}) =>
  around(
    { myClusters: [OWN], cluster: { ...KOPI, mine }, founding: { ...FOUNDING, ...more } },
    { cluster: 'c1', ...known },
  )
const act = (step: string, more: object = {}, mine: object = LEADER) =>
  talk(foundingStep, [], found(more, mine, { step })).screen

describe('founding a cooperative', () => {
  it('is explained with the least number of founders, and its steps one by one', () => {
    const menu = talk(cooperative, ['[secondary]'], around({ myClusters: [OWN] }))
    expect(menu.transcript[0]).toContain('paling sedikit 9')
    const steps = talk(cooperativeSteps, ['[deed]'], around({}, { level: 'secondary' }))
    expect(steps.transcript[0]).toContain('paling sedikit 3')
    expect(steps.transcript.at(-1)).toContain('NPAK')
  })

  it('is begun by the leader alone', () => {
    const begin = (mine: object) =>
      talk(foundingSteps, [], around({ myClusters: [OWN], cluster: { ...KOPI, mine } }, ABOUT)).screen
    expect(begin(LEADER)).toEqual(['begin', 'back'])
    expect(begin(MINE)).toEqual(['back'])
    expect(talk(founding, [], around({})).transcript).toEqual(['bot: noCluster'])
  })

  it('waits for nine founders before the deed, and counts those who tap', () => {
    const { transcript, screen } = talk(foundingSteps, [], found())
    expect(transcript[0]).toContain('founders(8, 9)')
    expect(transcript[0]).toContain('progress(1, 9)')
    expect(screen).toContain('confirm')
    expect(act('counselling')).toContain('done')
    expect(act('deed')).not.toContain('done')
    expect(act('deed', { founders: 9 })).toContain('done')
    expect(act('deed', { founders: 9 }, MINE)).toEqual(['take', 'document', 'back'])
    const tap = talk(foundingSteps, ['[confirm]'], found({}, MINE))
    expect(tap.effects).toEqual([{ type: 'foundCooperative', cluster: 'c1', confirmed: true }])
  })

  it('asks for the number and day of a paper, and for the name that the meeting gave', () => {
    const deed = talk(foundingDone, ['12/AKTA/2026', 'besok', 'kemarin'], found({}, LEADER, { step: 'deed' }))
    expect(deed.transcript.join('\n')).toContain('inFuture')
    expect(deed.effects).toMatchObject([
      { step: 'deed', number: '12/AKTA/2026', doneOn: '2026-11-21', name: null },
    ])
    const meeting = talk(
      foundingDone,
      ['Koperasi Kopi Jaya', '20 november 2026'],
      found({}, LEADER, { step: 'meeting' }),
    )
    expect(meeting.effects).toMatchObject([{ step: 'meeting', name: 'Koperasi Kopi Jaya', number: null }])
  })

  it('takes a paper, and words in its place kindly', () => {
    const file = { kind: 'photo', id: 'f1', mime: 'image/jpeg', size: 1000, name: null } as const
    const sent = talk(foundingDocument, ['nanti', { type: 'file', file }], found({}, MINE, { step: 'deed' }))
    expect(sent.transcript[2]).toContain('needFile')
    expect(sent.effects).toMatchObject([{ type: 'receiveFoundingDocument', cluster: 'c1', step: 'deed' }])
  })

  it('tells the way to the secondary cooperative once it stands', () => {
    const stands = { establishedOn: '2026-11-20', founders: 9 }
    expect(talk(foundingSteps, [], found(stands)).transcript[0]).toContain('secondaryNext(3)')
    expect(talk(foundingSteps, [], found(stands)).screen).not.toContain('confirm')
    const secondary = { name: 'Induk Kopi', establishedOn: null, cooperatives: 2 }
    expect(talk(foundingSteps, [], found({ ...stands, secondary })).transcript[0]).toContain(
      'secondaryForming(Induk Kopi, 2, 3)',
    )
  })
})
