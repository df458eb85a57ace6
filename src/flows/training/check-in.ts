import { contentNeeds } from '../content.ts'
import { defineFlow, goTo } from '../define.ts'
import { type Prompt, unread, value, words } from '../prompts/prompt.ts'
import { momentText, nameOf } from './sessions.ts'
import type { Facts } from '../types.ts'

interface Door {
  readonly session: string
  readonly training: string
  readonly verdict: 'open' | 'otherDay' | 'noSeat' | 'already'
  readonly startsAt: number
  readonly timeZone: string
}

const doorOf = (facts: Facts) => (facts['checkIn'] ?? null) as unknown as Door | null

/** "I am here": the code that is shown at the venue, on the day itself. */
export const checkIn = defineFlow({
  name: 'checkIn',
  version: 1,
  steps: { code: venueCode() },
  needs: () => contentNeeds('trainings'),
  complete: (_, { facts, code }) => {
    const door = doorOf(facts)!
    return {
      replies: [
        {
          text: [{ key: 'checkIn:welcome', params: { title: nameOf(facts, door) } }],
          choices: [goTo('myTrainings'), goTo('home')],
        },
      ],
      effects: [
        { type: 'attend', session: door.session, number: `NKP-${code.slice(0, 4)}-${code.slice(4, 8)}` },
      ],
    }
  },
})

/** A code typed in any case, with or without its dash; the fact `checkIn` tells what it opens. */
function venueCode(): Prompt<string> {
  return {
    needs: (input) => (input.type === 'text' ? [{ fact: 'checkIn', argument: bare(input.text) }] : []),
    read(input, { facts }) {
      const read = words(input)
      if ('unread' in read) return read.unread
      const door = doorOf(facts)
      switch (door?.verdict) {
        case 'open':
          return value(bare(read.text))
        case 'otherDay':
          return unread('checkInDay', { date: momentText(door.startsAt, door.timeZone) })
        case 'noSeat':
          return unread('checkInNoSeat')
        case 'already':
          return unread('checkInAlready')
        default:
          return unread('checkInCode')
      }
    },
    show: (code) => ({ text: code }),
  }
}

const bare = (text: string): string => text.toUpperCase().replace(/[^0-9A-Z]/g, '')
