import { type Completion, defineFlow, goTo } from '../define.ts'
import { nomineeIn, type Represented, REPRESENTED, representedIn } from './nominations.ts'
import { yesNo } from '../prompts/choice.ts'
import { type Prompt, unread, value, words } from '../prompts/prompt.ts'
import type { Facts, Text } from '../types.ts'
import { regionName } from '../understand/regions.ts'

/** An organisation's representative proposes an owner by the number of their registration. */
export const nominate = defineFlow({
  name: 'nominate',
  version: 1,
  steps: { number: registrationNumber(), sure: yesNo() },
  when: {
    number: (_, facts) => representedIn(facts) !== null,
    sure: (_, facts) => representedIn(facts) !== null,
  },
  params: {
    number: (_, { facts }) => ({ standing: { key: 'common:lines', params: { lines: standing(facts) } } }),
    sure: (_, { facts }) => ({
      business: nomineeIn(facts)?.business ?? '',
      place: regionName(nomineeIn(facts)?.regency ?? ''),
    }),
  },
  needs: ({ number }) => [REPRESENTED, ...(number === undefined ? [] : [nomineeOf(number)])],
  complete({ number = '', sure }, { facts, code }): Completion {
    if (!representedIn(facts)) return notYours
    if (!sure) return said({ key: 'nominate:kept' })
    return {
      ...said({ key: 'nominate:proposed', params: { business: nomineeIn(facts)?.business ?? '' } }),
      effects: [{ type: 'proposeNomination', id: code, number }],
    }
  },
})

const nomineeOf = (number: string) => ({ fact: 'nominee', argument: number })

/** `NK-7F3K-9Q2M` in any case, with or without its dashes; the fact `nominee` tells whose it is. */
function registrationNumber(): Prompt<string> {
  return {
    needs: (input) => (input.type === 'text' ? [nomineeOf(numberIn(input.text))] : []),
    read(input, { facts }) {
      const read = words(input)
      if ('unread' in read) return read.unread
      const nominee = nomineeIn(facts)
      switch (nominee?.verdict) {
        case 'open':
          return value(numberIn(read.text))
        case 'taken':
          return unread('nomineeTaken')
        case 'full':
          return unread('nomineeFull', { province: regionName(nominee.regency.slice(0, 2)) })
        default:
          return unread('nomineeUnknown')
      }
    },
    show: (number) => ({ text: number }),
  }
}

function numberIn(text: string): string {
  const bare = text.toUpperCase().replace(/[^0-9A-Z]/g, '')
  const [, first, last] = /^(?:NK)?([0-9A-Z]{4})([0-9A-Z]{4})$/.exec(bare) ?? []
  return first === undefined ? text.trim().toUpperCase() : `NK-${first}-${last}`
}

/** The organisation's places in each province, and whom it has proposed. */
function standing(facts: Facts): readonly Text[] {
  const known = representedIn(facts)
  if (!known) return []
  const { organisation, quotas, nominations }: Represented = known
  return [
    { key: 'nominate:organisation', params: { organisation } },
    ...(quotas.length === 0 ? [{ key: 'nominate:noQuota' }] : []),
    ...quotas.map(({ province, quota, used }) => ({
      key: 'nominate:quota',
      params: { province: regionName(province), quota, left: Math.max(0, quota - used) },
    })),
    ...nominations.map(({ business, regency, state }) => ({
      key: 'nominate:nominated',
      params: { business, place: regionName(regency), stage: { key: `nomination:stage.${state}` } },
    })),
  ]
}

const notYours: Completion = {
  replies: [{ text: [{ key: 'nominate:notYours' }], choices: [goTo('officer'), goTo('home')] }],
}

const said = (text: Text): Completion => ({
  replies: [{ text: [text], choices: [goTo('nominate'), goTo('home')] }],
})
