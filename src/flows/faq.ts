import { contentNeeds, contentOf, type Faq, FAQ_TOPICS, sourceLine, titleOf } from './content.ts'
import { type Completion, defineFlow, goTo } from './define.ts'
import { choiceOf } from './prompts/choice.ts'
import { type Prompt, unread, value, words } from './prompts/prompt.ts'
import { searchFaqs } from './search.ts'
import type { Answers, Facts } from './types.ts'

/** Where in the product a topic is dealt with. */
const FLOW_OF: { readonly [topic: string]: string } = {
  registration: 'registration',
  financing: 'financing',
  guarantee: 'guarantee',
  programmes: 'programmes',
}
/** A question that matches this much better than the next is answered at once. */
const CLEAR = 1.35

/** Frequent questions: searched by words, typos forgiven, or looked through by topic; what is not found, a person answers. */
export const faq = defineFlow({
  name: 'faq',
  version: 1,
  steps: {
    question: question(),
    pick: choiceOf(({ answers, facts }) => [
      ...possible(answers, facts).map((faq) => ({ value: faq.id, label: titleOf(faq) })),
      { value: 'none', action: true },
    ]),
  },
  when: { pick: (answers, facts) => possible(answers, facts).length > 1 },
  needs: () => contentNeeds('faqs'),
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
    const flow = FLOW_OF[answer.topic]
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
    }
  },
})

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
