import { type Language, LANGUAGES } from './channel.ts'
import type { Texts } from './texts.ts'

/** One line of the menu that Telegram shows beside the text field. */
export interface MenuCommand {
  readonly command: string
  readonly description: string
}

const SHOWN = ['home', 'registration', 'status', 'link', 'language', 'officer'] as const

/** The menu of commands in each language: those that begin with a slash among the words that work anywhere. */
export function commandMenu(texts: Texts): Record<Language, MenuCommand[]> {
  const menu = (language: Language) =>
    SHOWN.map((name) => ({
      command: slashed(texts.label(language, { key: `common:commands.${name}` })),
      description: texts.label(language, { key: `common:go.${name}` }),
    }))
  return Object.fromEntries(LANGUAGES.map((language) => [language, menu(language)])) as ReturnType<
    typeof commandMenu
  >
}

function slashed(words: string): string {
  const word = words.split('|').find((word) => /^\/[a-z0-9_]{1,32}$/.test(word))
  if (!word) throw new Error(`None of "${words}" is a command`)
  return word.slice(1)
}
