import { contentNeeds, contentOf, type Faq, FAQ_TOPICS, sourceLine, titleOf } from './content.ts'
import { type Completion, defineFlow, goTo } from './define.ts'
import { flowOf } from './intents.ts'
import { choiceOf } from './prompts/choice.ts'
import { given } from './prompts/given.ts'
import { optional, type Prompt, unread, value, words } from './prompts/prompt.ts'
import { searchFaqs } from './search.ts'
import type { Answers, Facts } from './types.ts'

/** Topics that an intent of another name opens. */
const INTENT_OF: { readonly [topic: string]: string } = {
  registration: 'register',
  permit: 'pirt',
  halal: 'pirt',
  data: 'profile',
}
/** A question that matches this much better than the next is answered at once. */
const CLEAR = 1.35
/** This much of a sentence must be found for its question to be answered where nobody asked for questions. */
const SURE = 0.75
/** Words that ask for an answer rather than for a conversation. */
const ASKING =
  /\?|\b(?:apa|apakah|berapa|brp|bisa|bs|boleh|kapan|kpn|kenapa|knp|siapa|ada|how|what|can|when|who|why|is there|pinten|napa|pira|naon|sabaraha|iraha)\b/

/** Frequent questions: searched by words, typos forgiven, or looked through by topic; what is not found, a person answers. */
export const faq = defineFlow({
  name: 'faq',
  version: 1,
  steps: {
    /** The conversation in which it was asked: it goes on at once. */
    from: optional(given<string>()),
    question: question(),
    pick: choiceOf(({ answers, facts }) => [
      ...possible(answers, facts).map((faq) => ({ value: faq.id, label: titleOf(faq) })),
      { value: 'none', action: true },
    ]),
  },
  when: { pick: (answers, facts) => possible(answers, facts).length > 1 },
  needs: () => contentNeeds('faqs'),
  prefill: () => [{ step: 'from', value: null }],
  complete(answers, { facts }): Completion {
    const [only, ...others] = possible(answers, facts)
    const picked = contentOf(facts, 'faqs').find(({ id }) => id === answers.pick)
    const answer = picked ?? (others.length === 0 ? only : undefined)
    if (!answer) {
      return {
        replies: [
          {
            text: [{ key: 'faq:unanswered' }],
            choices: [goTo('officer'), goTo('faq', 'askAgain'), goTo('home')],
          },
        ],
      }
    }
    const flow = flowOf(INTENT_OF[answer.topic] ?? answer.topic)
    return {
      replies: [
        {
          text: [
            { key: 'content:heading', params: { title: titleOf(answer) } },
            { wording: answer.text },
            sourceLine(answer),
          ],
          choices: [goTo('faq', 'askAgain'), ...(flow ? [goTo(flow)] : []), goTo('officer'), goTo('home')],
        },
      ],
      ...(answers.from != null && { next: { flow: answers.from, answers: [], resume: 'brief' as const } }),
    }
  },
})

/** Whether words outside any question are one of these, so clearly that it is answered before anything is opened. */
export function isAnswered(text: string, faqs: readonly Faq[]): boolean {
  if (text.trim().split(/\s+/).length < 3 || !ASKING.test(text.toLowerCase())) return false
  const [best, next] = searchFaqs(text, faqs)
  return best !== undefined && best.score >= SURE && best.score >= (next?.score ?? 0) * CLEAR
}

/** The questions of the topic chosen, or those nearest to what was typed. */
function possible({ question }: Answers, facts: Facts): readonly Faq[] {
  const faqs = contentOf(facts, 'faqs')
  if (typeof question !== 'string') return []
  const topic = /^#(\w+)$/.exec(question)?.[1]
  if (topic !== undefined) return faqs.filter((faq) => faq.topic === topic)
  const [best, next, ...rest] = searchFaqs(question, faqs)
  if (!best) return []
  return next && best.score < next.score * CLEAR ? [best, next, ...rest].map(({ faq }) => faq) : [best.faq]
}

/** Any words that ask something, or a topic, kept as `#topic`. */
function question(): Prompt<string> {
  return {
    open: true,
    options: () => FAQ_TOPICS.map((topic) => ({ value: topic, label: { key: `faq:question.${topic}` } })),
    read(input) {
      if (input.type === 'choice') {
        const topic = FAQ_TOPICS.find((topic) => topic === input.value)
        return topic ? value(`#${topic}`) : unread('needChoice')
      }
      const read = words(input)
      if ('unread' in read) return read.unread
      return /\p{L}{3}/u.test(read.text) ? value(read.text.slice(0, 300)) : unread('tooShort', { min: 3 })
    },
    show: (asked) => (asked.startsWith('#') ? { key: `faq:question.${asked.slice(1)}` } : { text: asked }),
    list: true,
  }
}
