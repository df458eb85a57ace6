import { defineFlow, goTo } from '../define.ts'
import { choice, yesNo } from '../prompts/choice.ts'
import { type Prompt, unread, value, words } from '../prompts/prompt.ts'

/** How long a code can be typed in the other channel. */
const MINUTES = 15

interface LinkFact {
  readonly valid: boolean
  readonly owner: string | null
}

/** Joins a person's Telegram, WhatsApp and web chat: a one-time code from one is typed in the other. */
export const link = defineFlow({
  name: 'link',
  version: 1,
  steps: { way: choice('give', 'enter'), code: linkCode(), same: yesNo() },
  when: {
    code: (answers) => answers.way === 'enter',
    same: (answers) => answers.way === 'enter',
  },
  params: {
    same: (_, ctx) => ({ owner: (ctx.facts['linkCode'] as unknown as LinkFact | null)?.owner ?? '—' }),
  },
  needs: ({ code }, asked) => (asked === 'same' && code ? [{ fact: 'linkCode', argument: code }] : []),
  complete({ way, code, same }, ctx) {
    if (way === 'give') {
      const given = `${ctx.code.slice(0, 3)}-${ctx.code.slice(3, 6)}`
      return {
        replies: [
          {
            text: [{ key: 'link:given', params: { code: given, minutes: MINUTES } }],
            choices: [goTo('home')],
          },
        ],
        effects: [{ type: 'createLinkCode', code: ctx.code.slice(0, 6), minutes: MINUTES }],
      }
    }
    return same && code
      ? {
          replies: [{ text: [{ key: 'link:linked' }], choices: [goTo('status'), goTo('home')] }],
          effects: [{ type: 'linkAddress', code }],
        }
      : { replies: [{ text: [{ key: 'link:notLinked' }], choices: [goTo('home')] }] }
  },
})

/** Six characters, with or without the dash; the fact `linkCode` says whether it is still good. */
function linkCode(): Prompt<string> {
  return {
    needs: (input) => (input.type === 'text' ? [{ fact: 'linkCode', argument: bare(input.text) }] : []),
    read(input, at) {
      const read = words(input)
      if ('unread' in read) return read.unread
      const known = at.facts['linkCode'] as unknown as LinkFact | null | undefined
      return known?.valid ? value(bare(read.text)) : unread('linkCode')
    },
    show: (code) => ({ text: code }),
  }
}

const bare = (text: string): string => text.toUpperCase().replace(/[^0-9A-Z]/g, '')
