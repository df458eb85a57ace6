import { contentOf } from '../flows/content.ts'
import { isAnswered } from '../flows/faq.ts'
import { isAbout } from '../flows/intents.ts'
import { promptOf } from '../flows/steps.ts'
import { understand, type Understanding } from '../flows/understand/intents.ts'
import { words } from '../flows/understand/text.ts'
import { namedChoice, type Offer } from './choices.ts'
import type { Scene } from './scene.ts'
import type { Texts } from './texts.ts'

type Active = NonNullable<Scene['active']>

/** The question in front: whether it can read the words, and what it offers to pick. */
interface Question extends Active {
  readonly read: boolean
  readonly offer: () => Offer
}

/**
 * What a sentence that asks, or says what is wanted, leads to, before it is taken for an answer by a part of it. One
 * that only asks about the question in front is explained to: it must not refuse a consent by its "ga".
 */
export async function strays(
  text: string,
  question: Question,
  scene: Scene,
  texts: Texts,
): Promise<string | null> {
  if (question.flow.idle || isOpen(question)) return null
  if (!question.read && wantsLanguage(text, question, scene)) return 'language'
  const why = BARE.test(text)
  const isQuestion = why || asks(text) || TAGGED.test(text)
  if (!isQuestion && !WANTS.test(text)) return null
  const offer = question.offer()
  if (namedChoice(text, offer, scene.language, texts)) return null
  const isLong = text.trim().split(/\s+/).length >= 3
  const isFaq = isQuestion && isLong && !question.read && (await asksFaq(text, null, {}, scene))
  if (isFaq) return 'faq'
  if (isQuestion && isLong && isOfSubject(text, question, scene, texts)) return 'help'
  const isYesNo = offer.choices.some(({ value }) => value === 'yes')
  const other = isLong && (isQuestion || !isYesNo) ? await otherWish(text, scene, true) : null
  if (other !== null || !isQuestion || question.read) return other
  if (takesAnyWords(question)) return isLong && ENDS_ASKING.test(text) ? 'help' : null
  const isOwn = question.run.shown !== undefined || question.run.offered !== undefined
  return !isOwn && (isLong || why) ? 'help' : null
}

/** Whether words name what the question in front asks for (`modal itu termasuk sawah ga?`). */
export function isOfSubject(text: string, { flow, run }: Active, { language }: Scene, texts: Texts): boolean {
  const named = texts.names(language, { key: `${flow.name}:${run.asked}.label` })
  const subjects = named.map((name) => words(name)[0])
  return words(text).some((word) => subjects.includes(word))
}

/** Cheap to look for: hardly any answer names a language. */
const LANGUAGE = /\b(?:bahasa|bhs|basa|boso|language|english|inggris|jawa|jowo|sunda)\b/i
/** How words begin that ask for one where any words would be an answer: a course in English is a business. */
const SPEAK = /^(?:tolong\s+)?(?:g[ae]nt[io]s?|ubah|pak(?:ai|e)|ngang?g[oe]|ngagem|switch|use)\b/i

/** Whether words ask to be spoken to in another language, where it is not that which is asked. */
function wantsLanguage(text: string, { offer, ...active }: Question, scene: Scene): boolean {
  if (!LANGUAGE.test(text) || (takesAnyWords(active) && !SPEAK.test(text))) return false
  const { decision, intents, entities } = understand(text, { today: scene.context().today })
  if (decision !== 'go' || intents[0]!.intent !== 'language') return false
  return !offer().choices.some(({ value }) => value === entities.language)
}

/** A clear wish for another conversation in the middle of a question that cannot read these words as its answer. */
export async function otherWish(text: string, scene: Scene, isClear = false): Promise<string | null> {
  if (text.trim().split(/\s+/).length < 2) return null
  const { decision, intents } = understand(text, { today: scene.context().today })
  const likeliest = intents[0]
  if (decision !== 'go' || !likeliest || ['greeting', 'thanks', 'out_of_scope'].includes(likeliest.intent))
    return null
  if (isAbout(scene.activeFlow ?? '', likeliest.intent)) return null
  if (isClear) return likeliest.intent
  const turn = await scene.preview({ type: 'text', text })
  const unread = turn?.events.some(({ type }) => type === 'rejected') ?? false
  return unread || asks(text) ? likeliest.intent : null
}

/** Whether words ask rather than answer. */
export const asks = (text: string): boolean => ASKS.test(text)

/** Wishes about which owners also ask questions that have a short answer. */
const TOPICS = [
  'financing',
  'guarantee',
  'pirt',
  'cluster',
  'cooperative',
  'training',
  'partnership',
  'programmes',
  'officer',
  'menu',
  'profile',
  'register',
]

/** Whether a sentence is a frequent question rather than a wish. One that names a sum wants it reckoned. */
export async function asksFaq(
  text: string,
  intent: string | null,
  { amount }: Understanding['entities'],
  scene: Scene,
): Promise<boolean> {
  if (amount !== undefined || (intent !== null && !TOPICS.includes(intent)) || !scene.knows('faq'))
    return false
  return isAnswered(text, contentOf({ faqs: await scene.look('faqs') }, 'faqs'))
}

/** Whether any words answer the question in front. */
export const isOpen = ({ flow, run }: Active): boolean =>
  run.asked !== null && run.asked in flow.steps && promptOf(flow, run.asked).open === true

/** Whether any words would do as an answer, so that doing so does not show that they were meant for one. */
export const takesAnyWords = ({ flow, run }: Active): boolean =>
  run.asked !== null && run.asked in flow.steps && promptOf(flow, run.asked).free === true

/** Words that begin a wish. */
const WANTS =
  /^(?:(?:saya|aku|kami|sy|eh|kula|abdi|i)\s+)?(?:mau|pengen|pengin|pingin|kepengen|ingin|butuh|minta|tolong|cari|arep|badhe|kepingin|hoyong|want|need|would like)\b/i

const ASKS =
  /\?|^(?:eh|oh ya|btw|ngomong)\b|^apa(?:kah)?\b(?!\s*(?:saja|aja))|\b(?:gimana|gmn|gmana|bagaimana|bgmn|caranya|piye|pripun|kumaha|how|berapa|brp|pinten|piro|sabaraha|kenapa|knp|mengapa|why|maksudnya|maksud(?:e|te|ipun|na)|apa maksud|apa itu|itu apa|what is|what do you mean)\b/i

/** A question by its end: nothing that is sold ends so, and who is called so writes it as a name (`Ahmad Gimana`). */
const ENDS_ASKING =
  /(?:\?|(?<!\p{L})(?:gimana|gmn|gmana|bagaimana|bgmn|piye|pripun|kumaha|(?:itu|iku|eta) (?:apa|opo|naon)))[\s.!]*$/u

/** A question by its last word: `datanya dijual gak`. */
const TAGGED =
  /\S+\s+\S+\s+(?:ga|gak|nggak|ngga|enggak|engga|ndak|ora|teu)(?:\s+(?:ya|sih|kak|pak|bu|min))?\s*$/i

/** Nothing but a question about the question: `kenapa?`, `maksudnya`, or a whole one that begins and ends as one. */
const BARE =
  /^(?:eh\s+|lho\s+|loh\s+)?(?:kenapa|knp|knapa|ngapain|mengapa|napa|(?:buat|untuk|utk|kanggo|kangge)\s+(?:apa|opo|napa|menapa|naon)|apa\s+(?:itu|maksud\w*)|maksud\w*|why|what\s?for|what|lapo|naha|kunaon|menapa)\b(?:[^?]*\?|(?:\s+(?:ya|sih|kok|kak|pak|bu|min))*)\s*$/i
