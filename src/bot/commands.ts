import { type Language, LANGUAGES } from './channel.ts'
import type { Texts } from './texts.ts'

export const COMMANDS = [
  'home',
  'back',
  'undo',
  'skip',
  'cancel',
  'help',
  'repeat',
  'continue',
  'language',
  'officer',
  'finish',
  'stop',
  'messages',
  'switches',
  'registration',
  'status',
  'link',
  'profile',
  'financing',
  'fit',
  'simulator',
  'guarantee',
  'bankable',
  'programmes',
  'training',
  'myTrainings',
  'checkIn',
  'faq',
  'pirt',
  'pirtNumber',
  'pirtLabel',
  'partnership',
  'cards',
  'applications',
  'contracts',
  'nomination',
  'nominate',
  'cluster',
  'clusterDesk',
  'cooperative',
] as const
/** What a word that works anywhere asks for. */
export type Command = (typeof COMMANDS)[number]

/** What a text asks for when a word that works anywhere, in that language or in Indonesian, is all of it. */
export type ReadCommand = (text: string, language: Language) => Command | null

/** Loads the words once. */
export function createCommands(texts: Texts): ReadCommand {
  const words = new Map(LANGUAGES.map((language) => [language, wordsOf(language, texts)]))
  return (text, language) => {
    const said = bare(text)
    return words.get(language)?.get(said) ?? words.get('id')?.get(said) ?? null
  }
}

function wordsOf(language: Language, texts: Texts): ReadonlyMap<string, Command> {
  return new Map(
    COMMANDS.flatMap((command) =>
      texts
        .label(language, { key: `common:commands.${command}` })
        .split('|')
        .map((word) => [bare(word), command] as const),
    ),
  )
}

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}/?]+/gu, ' ')
    .replace(/(?<=.)\?+$/u, '')
    .trim()
