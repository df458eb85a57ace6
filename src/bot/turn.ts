import type { OutboxRow, TurnCommit, TurnState } from '../db/turns/turns.ts'
import type { Flow } from '../flows/define.ts'
import { timeZoneOf } from '../flows/understand/regions.ts'
import type { Effect, Reply, Text } from '../flows/types.ts'
import { type ChannelName, type Incoming, type Language, LANGUAGES, type Message } from './channel.ts'
import type { ReadCommand } from './commands.ts'
import { randomCode } from './ids.ts'
import { plainText } from './plain-text.ts'
import { render } from './render.ts'
import { route } from './route.ts'
import { type LoadFacts, Scene } from './scene.ts'
import type { Texts } from './texts.ts'

/** A message that waited longer than this is answered with a word of regret first. */
const LATE = 3_600_000

export interface TurnTools {
  readonly flows: { readonly [name: string]: Flow }
  readonly texts: Texts
  readonly commands: ReadCommand
  readonly loadFacts: LoadFacts
  readonly newId: () => string
  readonly timeZone: string
  /** Where whoever writes on a channel finds the product's own pages, without a slash at the end; null: nowhere. */
  readonly site: (channel: ChannelName) => string | null
}

/** One message and what was known when it came, turned into everything that is to be written. Writes nothing itself. */
export async function takeTurn(
  incoming: Incoming,
  state: TurnState,
  at: number,
  tools: TurnTools,
): Promise<TurnCommit> {
  const contactId = state.contact?.id ?? tools.newId()
  const timeZone = state.contact?.timeZone ?? tools.timeZone
  const scene = new Scene({
    flows: tools.flows,
    contactId,
    state,
    language: languageOf(incoming, state),
    at,
    today: dayIn(timeZone, at),
    timeZone,
    code: randomCode(),
    site: tools.site(incoming.channel),
    load: tools.loadFacts,
  })
  await route(plain(incoming), scene, tools)
  const late = at - incoming.sentAt > LATE
  return {
    ...frame(incoming, at),
    contact: {
      ...contactOf(incoming, state, contactId),
      language: scene.chosenLanguage,
      activeFlow: scene.activeFlow,
      messagesStopped: scene.messagesStopped,
      timeZone: zoneOf(scene.effects) ?? state.contact?.timeZone ?? null,
    },
    runs: scene.runs,
    endedFlows: scene.endedFlows,
    events: scene.events,
    effects: scene.effects.map((effect) => worded(effect, scene.language, tools.texts)),
    outbox: owed(scene.replies, late ? [{ key: 'common:late' }] : []).map((reply) =>
      row(render(reply, scene.language, tools.texts), incoming, contactId, tools.newId()),
    ),
  }
}

/** The one apology for a turn that threw: nothing of the turn is kept but its message, for an operator to replay. */
export function apologise(
  incoming: Incoming,
  state: TurnState,
  at: number,
  fault: string,
  tools: TurnTools,
): TurnCommit {
  const contactId = state.contact?.id ?? tools.newId()
  const message = render({ text: [{ key: 'common:apology' }] }, languageOf(incoming, state), tools.texts)
  const contact = contactOf(incoming, state, contactId)
  return {
    ...frame(incoming, at),
    contact: { ...contact, failures: contact.failures + 1 },
    runs: [],
    endedFlows: [],
    events: [],
    effects: [],
    outbox: [row(message, incoming, contactId, tools.newId())],
    parked: { error: fault, body: JSON.stringify(incoming) },
  }
}

function frame({ channel, externalId, address, aliases = [] }: Incoming, at: number) {
  return { key: { channel, externalId, address, aliases }, at }
}

function contactOf({ aliases = [], phone }: Incoming, { contact }: TurnState, id: string) {
  return {
    id,
    lock: contact?.lock ?? null,
    language: contact?.language ?? '',
    activeFlow: contact?.activeFlow ?? null,
    failures: 0,
    messagesStopped: contact?.messagesStopped ?? false,
    timeZone: contact?.timeZone ?? null,
    ...(contact && { address: contact.address }),
    aliases,
    phone: phone ?? null,
  }
}

/** Without what does not show in the words. */
function plain(incoming: Incoming): Incoming {
  const { input } = incoming
  return input.type === 'text' ? { ...incoming, input: { ...input, text: plainText(input.text) } } : incoming
}

/** The language chosen, or that of the contact's app when it is one of ours, or Indonesian. */
function languageOf({ locale }: Incoming, { contact }: TurnState): Language {
  const wanted = contact?.language || locale?.slice(0, 2)
  return LANGUAGES.find((language) => language === wanted) ?? 'id'
}

const days = new Map<string, { quarter: number; day: string }>()
const QUARTER = 900_000

/** The day, `YYYY-MM-DD`, that it is in a time zone. Days begin on a quarter of an hour everywhere. */
export function dayIn(timeZone: string, at: number): string {
  const quarter = Math.floor(at / QUARTER)
  const known = days.get(timeZone)
  if (known?.quarter === quarter) return known.day
  const day = new Intl.DateTimeFormat('en-CA', { timeZone }).format(at)
  days.set(timeZone, { quarter, day })
  return day
}

/** An owner lives in the zone of the regency that the business is in. */
function zoneOf(effects: readonly Effect[]): string | null {
  const registered = effects.find(({ type }) => type === 'submitRegistration')
  return registered ? timeZoneOf(String(registered['regency'])) : null
}

/** A consent is kept with the very words it was given to. */
function worded(effect: Effect, language: Language, texts: Texts): Effect {
  const { wordingKey, ...rest } = effect
  return typeof wordingKey === 'string'
    ? { ...rest, type: effect.type, wording: texts.label(language, { key: wordingKey }), language }
    : effect
}

const owed = (replies: readonly Reply[], lead: readonly Text[]): readonly Reply[] =>
  replies.map((reply, index) =>
    index === 0 && lead.length > 0 ? { ...reply, text: [...lead, ...reply.text] } : reply,
  )

const row = (message: Message, { address }: Incoming, contactId: string, id: string): OutboxRow => ({
  id,
  address,
  contactId,
  kind: 'reply',
  body: JSON.stringify(message),
})
