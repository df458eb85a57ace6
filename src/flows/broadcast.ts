import type { Choice, Reply, Wording } from './types.ts'

/** What the office may put into a message in braces: `{name}`. */
const PLACEHOLDERS = ['name', 'business', 'place', 'number'] as const
export type Recipient = Readonly<Record<(typeof PLACEHOLDERS)[number], string>>

/** What an announcement says, and where its buttons lead. */
export interface Announcement {
  readonly text: Wording
  readonly buttons: readonly AnnouncementButton[]
}

export interface AnnouncementButton {
  readonly label: Wording
  readonly opens: string
  /** What the conversation is about: a training's session, a topic, a product. */
  readonly about: string | null
}

const BRACES = /\{(\w*)\}/g

/** Words in braces that stand for nothing. */
export function unknownPlaceholders(text: string): readonly string[] {
  const known: readonly string[] = PLACEHOLDERS
  return [...new Set(Array.from(text.matchAll(BRACES), ([, name]) => name!))].filter(
    (name) => !known.includes(name),
  )
}

/** The message for one owner, with the way to have no more of them. */
export function announcement({ text, buttons }: Announcement, recipient: Recipient): Reply {
  const choices = buttons.map(({ label, opens, about }): Choice => ({
    flow: 'go',
    step: opens,
    value: about ?? '-',
    label: { wording: label },
  }))
  return {
    text: [{ wording: filled(text, recipient) }, { key: 'broadcast:stop' }],
    ...(choices.length > 0 && { choices }),
  }
}

function filled(text: Wording, recipient: Recipient): Wording {
  const fill = (words: string) =>
    words.replaceAll(BRACES, (gap, name: keyof Recipient) => recipient[name] ?? gap)
  return Object.fromEntries(
    Object.entries(text).map(([language, words]) => [language, fill(words)]),
  ) as Wording
}

/** Conversations that a button may open; about one thing where they say so (`about`). */
export const OPENED = [
  'session',
  'signUp',
  'product',
  'training',
  'programmes',
  'financing',
  'pirt',
  'faq',
  'registration',
  'status',
  'home',
] as const
/** Conversations that are nothing without what they are about. */
export const ABOUT_SOMETHING: readonly string[] = ['session', 'signUp', 'product']

/** The last announcement that an owner got. */
export interface Announced {
  /** Nothing was said since: a number picks one of its buttons. */
  readonly latest: boolean
  readonly buttons: readonly AnnouncementButton[]
}

/** The button that typed words pick: by its number or its label, where buttons are drawn as text. */
export function announcedButton(text: string, { latest, buttons }: Announced): AnnouncementButton | null {
  const said = text.trim().toLowerCase()
  const number = latest ? /^([1-9])[.)]?$/.exec(said)?.[1] : undefined
  if (number) return buttons[Number(number) - 1] ?? null
  return (
    buttons.find(({ label }) => Object.values(label).some((words) => words.toLowerCase() === said)) ?? null
  )
}
