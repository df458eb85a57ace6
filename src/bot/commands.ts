import { LANGUAGES } from './channel.ts'
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
  'stop',
  'messages',
  'registration',
  'status',
  'link',
  'financing',
  'fit',
  'simulator',
  'guarantee',
  'bankable',
  'programmes',
  'faq',
] as const
/** What a word that works anywhere asks for. */
export type Command = (typeof COMMANDS)[number]

/** Reads words that work anywhere, whichever of the four languages they are in, when they are all that was said. */
export function createCommands(texts: Texts): (text: string) => Command | null {
  const words = new Map<string, Command>()
  for (const command of COMMANDS) {
    for (const language of LANGUAGES) {
      for (const word of texts.label(language, { key: `common:commands.${command}` }).split('|')) {
        words.set(bare(word), command)
      }
    }
  }
  return (text) => words.get(bare(text)) ?? null
}

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}/?]+/gu, ' ')
    .replace(/(?<=.)\?+$/u, '')
    .trim()
