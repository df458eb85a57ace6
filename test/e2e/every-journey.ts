import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBooks } from './books.ts'
import {
  askForMoney,
  changeTheirMind,
  eraseEverything,
  findWhatFits,
  goForPirt,
  growACluster,
  learn,
  type Manner,
  supply,
  talkToAnOfficer,
  waitForASeat,
} from './journeys.ts'
import type { Person } from './people.ts'
import type { Program } from './program.ts'

/** The production program on one platform, and the people there. */
interface Place {
  readonly bot: Program
  person(number: number): Person
  close(): Promise<void>
}

const MANNERS: readonly Manner[] = ['tapping', 'typing']

/** What owners come for after they have registered, all at once on one program: everybody gets their own. */
export function everyJourney(platform: string, open: () => Promise<Place>): void {
  let place: Place
  let people = 0
  const somebody = () => place.person(++people)
  beforeAll(async () => void (place = await open()), 120_000)
  afterAll(() => place?.close())

  describe.concurrent(`on ${platform}, over the wire`, { timeout: 240_000 }, () => {
    // The longest first: they wait for the clock, and not for the machine.
    it('one waits for the seat that another gives up', () =>
      waitForASeat([somebody(), somebody()], place.bot))
    it('an owner learns, and has a certificate for it', () => learn(somebody(), place.bot))
    it('owners grow a cluster', () => growACluster([somebody(), somebody()], place.bot))
    it('an owner talks to an officer', () => talkToAnOfficer(somebody(), place.bot))
    it.each(MANNERS)('an owner asks for money and sees what fits, %s', async (manner) => {
      const owner = somebody()
      await askForMoney(owner, manner)
      await findWhatFits(owner, manner)
    })
    it.each(MANNERS)('an owner goes for P-IRT and sends papers, %s', (manner) =>
      goForPirt(somebody(), manner),
    )
    it.each(MANNERS)('an owner answers what a company needs, %s', (manner) =>
      supply(somebody(), manner, place.bot),
    )
    it.each(MANNERS)('somebody changes the language and their mind, %s', (manner) =>
      changeTheirMind(somebody(), manner),
    )
    it.each(MANNERS)('an owner has everything erased, %s', (manner) => eraseEverything(somebody(), manner))
  })

  describe(`on ${platform}, in the end`, () => {
    it('the books say the same, and nothing is owed', async () => {
      expect(await place.bot.stop()).toBe(0)
      const books = await openBooks(place.bot.dataDir)
      expect(await books.rows('select product, amount, recipient from interests')).toEqual(
        MANNERS.map(() => ['kur-mikro', 50_000_000, 'bank']),
      )
      expect(await books.rows('select kind, state from documents order by kind, state')).toEqual(
        ['commitment', 'nib', 'picture'].flatMap((kind) =>
          MANNERS.map(() => [kind, kind === 'nib' ? 'rejected' : 'checked']),
        ),
      )
      expect(
        await books.rows(`select count(*) from data_requests where kind = 'erase' and done_at is not null`),
      ).toEqual([[MANNERS.length]])
      const owed = ['pending', 'sending', 'failed', 'unknown']
      expect((await books.outbox()).filter(({ state }) => owed.includes(state))).toEqual([])
      expect((await books.inbox()).open).toBe(0)
      await books.close()
    })
  })
}
