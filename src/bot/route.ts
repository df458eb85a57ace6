import { type Announced, announcedButton } from '../flows/broadcast.ts'
import { goTo } from '../flows/define.ts'
import { flowOf, opening } from '../flows/intents.ts'
import { answersOf, promptOf, stepContext } from '../flows/steps.ts'
import { switchedBy } from '../flows/rights/switches.ts'
import type { Input, Reason, TurnContext } from '../flows/types.ts'
import { understand } from '../flows/understand/intents.ts'
import { asks, isOfSubject, isOpen, otherWish, strays, takesAnyWords } from './astray.ts'
import { attend, finishTalk } from './attended.ts'
import type { Incoming } from './channel.ts'
import { namedChoice, type Offer } from './choices.ts'
import type { Command, ReadCommand } from './commands.ts'
import { corrects } from './corrections.ts'
import { backFromOffer, offerElsewhere } from './elsewhere.ts'
import { obey } from './obey.ts'
import { isPaging, NOTHING, offerOf, picked } from './picked.ts'
import type { Scene } from './scene.ts'
import { tellsBusiness, tellsMore } from './story.ts'
import type { Texts } from './texts.ts'
import { productIn, wish } from './wishes.ts'

/** What routing needs to know besides the scene. */
export interface Routing {
  readonly texts: Texts
  readonly commands: ReadCommand
}

type Active = NonNullable<Scene['active']>
type Written = Extract<Input, { type: 'text' }>

/** Brings what arrived to the conversation it is meant for. */
export async function route(incoming: Incoming, scene: Scene, routing: Routing): Promise<void> {
  const { input } = incoming
  if (scene.handover?.claimed) return attend(incoming, scene.handover.id, scene, routing.commands)
  const linked = incoming.payload === undefined ? null : linkedTo(incoming.payload, scene, routing)
  if (linked !== null) return scene.open(linked)
  if (input.type !== 'choice') await backFromOffer(input, scene, routing.texts)
  switch (input.type) {
    case 'choice':
      return tapped(input, scene)
    case 'text': {
      const button = incoming.channel === 'whatsapp' ? await announced(input.text, scene) : null
      return button ? scene.openAbout(button.opens, button.about ?? '-') : written(input, scene, routing)
    }
    default:
      if (scene.active && !scene.active.flow.idle) return scene.advance(input)
      if (input.type === 'file' && (await filed(input, scene))) return
      return scene.open('home', [], [{ key: 'common:reasons.unsupported' }])
  }
}

/** What a deep link names: a wish, or a word that opens a conversation (`?start=pelatihan`). */
function linkedTo(payload: string, scene: Scene, { commands }: Routing): string | null {
  const word = commands(payload.replaceAll(/[-_]+/g, ' '), scene.language)
  return flowOf(payload) ?? (word !== null && scene.knows(word) ? word : null)
}

async function tapped(input: Extract<Input, { type: 'choice' }>, scene: Scene): Promise<void> {
  if (input.flow === 'go' && input.step === 'finish') return finishTalk(scene)
  if (input.flow === 'go') return scene.openAbout(scene.knows(input.step) ? input.step : 'home', input.value)
  if (scene.activeFlow !== input.flow && scene.has(input.flow)) scene.activeFlow = input.flow
  if (scene.active) return scene.advance(input)
  return scene.open('home', [], [{ key: 'common:reasons.stale' }])
}

/** Takes a file to what it can be for, where the screen in front has such a place. */
async function filed(input: Extract<Input, { type: 'file' }>, scene: Scene): Promise<boolean> {
  if (!scene.active) return false
  const { flow, run } = scene.active
  const next = flow.files?.(answersOf(flow, run, await scene.surroundings()), input.file)
  if (!next) return false
  await scene.open(next.flow, next.answers)
  return true
}

/** No button is labelled with more. */
const LONGEST_LABEL = 40

/** The button of the last announcement that the words pick, unless a question waits for an answer. */
async function announced(text: string, scene: Scene) {
  if (text.length > LONGEST_LABEL || (scene.active && !scene.active.flow.idle)) return null
  const last = (await scene.look('announced')) as Announced | null
  const button = last && announcedButton(text, last)
  return button && scene.knows(button.opens) ? button : null
}

/** Words. What was edited after it was answered is no answer to the question that came since. */
async function written({ text, edited }: Written, scene: Scene, routing: Routing): Promise<void> {
  const active = scene.active
  if (edited && active && !active.flow.idle && active.run.misses === 0)
    return scene.advance({ type: 'repeat' }, [{ key: 'common:editedTooLate' }])
  const ctx = await scene.surroundings()
  const reading = active === null ? null : reads(text, active, ctx)
  const read = reading !== null
  let offered: Offer | null = null
  const offer = () => (offered ??= active ? offerOf(active, ctx) : NOTHING)
  const command = commandIn(text, scene, routing)
  const free = command !== null && (!read || ANYWHERE.includes(command))
  if (free && !namedChoice(text, offer(), scene.language, routing.texts)) {
    return active && !text.trim().startsWith('/') && isAmbiguous(command, active)
      ? ask(command, text, scene)
      : obey(command, scene)
  }
  const switched = active && !active.flow.idle ? null : switchedBy(text)
  if (switched) return scene.open('switches', switched)
  if (!active) return wish(text, scene, routing.texts)
  if (active.flow.name === 'registration') {
    if (await tellsBusiness(text, scene)) return
    if (await tellsMore(text, active, scene, routing.texts)) return
  }
  if (!active.flow.idle && (await corrects(text, active, scene, routing.texts))) return
  const elsewhere = await strays(text, { ...active, read, offer }, scene, routing.texts)
  if (elsewhere !== null) return leadTo(elsewhere, text, scene)
  const whole = read || (await isWish(text, active, offer, scene, routing.texts))
  const pick = (at: 'question' | 'menu') =>
    picked(text, offer(), active, ctx, { language: scene.language, texts: routing.texts, at })
  const input = whole ? null : pick(active.flow.idle || isStrict(active) ? 'menu' : 'question')
  if (input) return scene.advance(input)
  if (active.flow.idle && !read) {
    const near = understand(text, { today: ctx.today }).decision === 'go' ? null : pick('question')
    return near && !isPaging(near) ? scene.advance(near) : wish(text, scene, routing.texts)
  }
  const isAbout = isOfSubject(text, active, scene, routing.texts)
  const isAnswer = isOpen(active) || isAbout || (reading === 'value' && !asks(text))
  const other = isAnswer ? null : await otherWish(text, scene)
  return other ? leadTo(other, text, scene) : scene.advance({ type: 'text', text })
}

/** Whether no choice of the question may be picked by a word in a sentence. */
const isStrict = ({ flow, run }: Active): boolean => flow.steps[run.asked ?? '']?.strict === true

/** Menus where a way to be financed may be named that is none of their lines. */
const ON_FINANCING = /^(?:financing|product|estimate)$/

/** Whether words at a menu say more than a line of it does: `ganti bahasa sunda`, or `syarat lpdb` at another's card. */
async function isWish(
  text: string,
  { flow }: Active,
  offer: () => Offer,
  scene: Scene,
  texts: Texts,
): Promise<boolean> {
  const isSentence = flow.name === 'home' && text.trim().split(/\s+/).length >= 3
  if (!isSentence && !ON_FINANCING.test(flow.name)) return false
  if (namedChoice(text, offer(), scene.language, texts)) return false
  const { decision, entities } = understand(text, { today: scene.context().today })
  return decision === 'go' && (isSentence || (await productIn(text, entities, scene)) !== null)
}

function leadTo(wish: string, text: string, scene: Scene): Promise<void> | void {
  if (wish === 'faq') {
    const from = { step: 'from', value: scene.activeFlow }
    return scene.open('faq', [from, { step: 'question', value: text }])
  }
  if (wish === 'help') return scene.advance({ type: 'help' })
  if (wish === 'cancel') return obey('cancel', scene)
  if (wish === 'language' && scene.active && !takesAnyWords(scene.active)) {
    const { entities } = understand(text, { today: scene.context().today })
    return scene.open('language', opening(wish, entities)!.answers)
  }
  return wish === 'unsubscribe' ? obey('stop', scene) : offerElsewhere(wish, text, scene)
}

/** Whether a word that leads elsewhere may as well be the name that is asked for. */
function isAmbiguous(command: Command, { flow, run }: Active): boolean {
  const named = run.asked !== null && run.asked in flow.steps && promptOf(flow, run.asked).anyName === true
  return named && !STEERING.includes(command)
}

/** Words that are no answer, however near to one they come: `kembali` is not the district of Kembang. */
const ANYWHERE: readonly Command[] = ['back', 'undo', 'skip', 'cancel', 'repeat']

/** Words that steer the conversation in hand are never taken for a name. */
const STEERING: readonly Command[] = [...ANYWHERE, 'continue', 'stop', 'finish']

/** Asks whether a word is the answer, or what it opens. */
async function ask(command: Command, text: string, scene: Scene): Promise<void> {
  await scene.advance({ type: 'perhaps', text }, command === 'help' ? [{ key: 'common:help' }] : [])
  if (scene.knows(command)) scene.alsoOffer(goTo(command))
}

/** The word that ends a talk with an officer means nothing where there is none. */
function commandIn(text: string, scene: Scene, { commands }: Routing): Command | null {
  const command = commands(text, scene.language)
  return command === 'finish' && !scene.handover ? null : command
}

/** Why words that were understood are no answer yet: they were meant for the question. */
const BEYOND: readonly Reason[] = ['tooSmall', 'tooLarge', 'negative', 'inFuture', 'tooLongAgo']

/**
 * Whether the question in front understands the words by itself (a place, an amount), and not just because it takes any:
 * as its answer, or as one that is beyond what it takes.
 */
function reads(text: string, { flow, run }: Active, ctx: TurnContext): 'value' | 'beyond' | null {
  if (run.asked === null || !(run.asked in flow.steps)) return null
  const prompt = promptOf(flow, run.asked)
  if (prompt.free || prompt.needs) return null
  const at = stepContext(flow, run.asked, answersOf(flow, run, ctx), ctx)
  const reading = prompt.read({ type: 'text', text }, at)
  if (reading.type === 'value') return 'value'
  return reading.type === 'unread' && BEYOND.includes(reading.reason) ? 'beyond' : null
}
