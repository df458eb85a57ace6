import { contentOf } from '../flows/content.ts'
import { isAbout, opening, productNamed } from '../flows/intents.ts'
import { understand, type Understanding } from '../flows/understand/intents.ts'
import type { Intent } from '../flows/understand/vocabulary.ts'
import { asksFaq } from './astray.ts'
import { obey } from './obey.ts'
import type { Scene } from './scene.ts'
import { agrees } from './picked.ts'
import { agree, stay } from './stay.ts'
import { registers, tellsBusiness } from './story.ts'
import type { Texts } from './texts.ts'

/** Words outside any question: what does the owner want? */
export async function wish(text: string, scene: Scene, texts: Texts): Promise<void> {
  const { decision, intents, entities } = understand(text, { today: scene.context().today, unasked: true })
  if (await asksFaq(text, decision === 'go' ? intents[0]!.intent : null, entities, scene))
    return scene.open('faq', [{ step: 'question', value: text }])
  if (decision !== 'go' && (await tellsBusiness(text, scene))) return
  if (scene.active && decision !== 'go' && agrees(text)) return agree(text, scene.active, scene)
  if (decision === 'none') return stay(text, scene)
  if (decision === 'go') return grant(text, intents[0]!.intent, entities, scene, texts)
  const all = intents.slice(0, 3).map(({ intent }) => intent)
  const plain = plainest(all, entities, scene)
  if (plain) return grant(text, plain, entities, scene, texts)
  return scene.open('clarify', [
    { step: 'intents', value: all.filter((intent) => !isSmallTalk(intent)) },
    { step: 'entities', value: { ...entities } },
  ])
}

/** Of several meanings the one that need not be asked about, if there is one. */
function plainest(all: readonly Intent[], entities: Understanding['entities'], scene: Scene): Intent | null {
  const here = all.find((intent) => isHere(intent, entities, scene))
  if (here) return here
  const isWish = (intent: Intent) => !isSmallTalk(intent) && intent !== 'menu'
  if (isSmallTalk(all[0]!) || !all.some(isWish)) return all.find(isSmallTalk) ?? all[0]!
  return all.includes('language') && entities.language !== undefined ? 'language' : null
}

/** What is said in passing: nobody is asked whether they meant it. */
const isSmallTalk = (intent: string): boolean => intent === 'greeting' || intent === 'thanks'

/** Whether a wish leads on from the list or menu in front, which decides where words could mean several. */
const isHere = (intent: string, entities: Understanding['entities'], { activeFlow }: Scene): boolean =>
  activeFlow !== null &&
  activeFlow !== 'home' &&
  isAbout(activeFlow, intent) &&
  opening(intent, entities, activeFlow)?.flow !== activeFlow

/** In more words than this nobody calls off what is not under way: `sudah bayar tapi belum keluar`. */
const CALLED_OFF = 4

async function grant(
  text: string,
  intent: string,
  entities: Understanding['entities'],
  scene: Scene,
  texts: Texts,
): Promise<void> {
  switch (intent) {
    case 'cancel':
      return text.trim().split(/\s+/).length > CALLED_OFF ? stay(text, scene) : obey('cancel', scene)
    case 'unsubscribe':
      return obey('stop', scene)
    case 'greeting':
    case 'thanks':
      return scene.open('home', [], [{ key: `common:${intent}` }])
    case 'out_of_scope':
      return scene.open('home', [], [{ key: 'common:outOfScope' }])
    default: {
      const product = intent === 'financing' ? await productIn(text, entities, scene) : null
      if (product) return scene.openAbout('product', product)
      const opened = opening(intent, entities, scene.activeFlow)
      if (opened?.flow === 'registration' && (await registers(text, scene, 1))) return
      if (opened && opened.flow !== 'officer') return scene.open(opened.flow, opened.answers)
      const said = [{ step: 'said', value: text }]
      if (opened) return scene.open('officer', said)
      const name = { key: `common:intent.${texts.has(`common:intent.${intent}`) ? intent : 'other'}` }
      return scene.open('officer', said, [{ key: 'common:notYet', params: { name } }])
    }
  }
}

/** The way to be financed that a sentence asks about, unless it wants to know more than what that is. */
export async function productIn(
  text: string,
  { amount, aspects }: Understanding['entities'],
  scene: Scene,
): Promise<string | null> {
  if (amount !== undefined || aspects !== undefined || !scene.knows('product')) return null
  return productNamed(text, contentOf({ products: await scene.look('products') }, 'products'))
}
