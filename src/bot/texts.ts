import { readdirSync, readFileSync } from 'node:fs'
import { createInstance } from 'i18next'
import type { Params, Text } from '../flows/types.ts'
import { type Language, LANGUAGES } from './channel.ts'

/** Puts texts into a language. */
export interface Texts {
  /** Marked text for a message: what came from people or data is escaped. */
  say(language: Language, text: Text): string
  /** Plain text for a label. */
  label(language: Language, text: Text): string
  /** Words that mean the same in this language or in Indonesian, from a key's `.words`. */
  synonyms(language: Language, text: Text): readonly string[]
  has(key: string): boolean
}

interface Namespaces {
  readonly [namespace: string]: { readonly [key: string]: string }
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/**
 * Loads `locales/<language>/<namespace>.json` from a directory. A key that a language lacks falls back to Indonesian.
 * Throws when a file is missing or no JSON.
 */
export function loadTexts(directory: URL): Texts {
  const resources = Object.fromEntries(
    LANGUAGES.map((language) => [language, namespaces(directory, language)]),
  )
  const own = new Map(LANGUAGES.map((language) => [language, keysOf(resources[language]!)]))
  const i18n = createInstance()
  void i18n.init({
    resources,
    fallbackLng: 'id',
    keySeparator: false,
    interpolation: { escapeValue: false, skipOnVariables: true },
    initAsync: false,
  })
  // Most texts have nothing to put in: i18next is asked for each of them once.
  const fixed = new Map<string, string>()
  const fixedText = (language: Language, key: string): string => {
    const name = `${language}:${key}`
    let text = fixed.get(name)
    if (text === undefined) fixed.set(name, (text = i18n.t(key, { lng: language })))
    return text
  }
  const put = (language: Language, text: Text, literal: (text: string) => string): string => {
    if ('text' in text) return literal(text.text)
    if ('wording' in text) return literal(text.wording[language] ?? text.wording.id)
    if (text.params === undefined) return fixedText(language, text.key)
    return i18n.t(text.key, { lng: language, ...spoken(language, text.params, literal) }) as string
  }
  const spoken = (language: Language, params: Params = {}, literal: (text: string) => string) =>
    Object.fromEntries(
      Object.entries(params).map(([name, value]) => {
        if (typeof value === 'string') return [name, literal(value)]
        if (typeof value !== 'object') return [name, value]
        const texts = Array.isArray(value) ? (value as readonly Text[]) : [value as Text]
        return [name, texts.map((text) => put(language, text, literal)).join('\n')]
      }),
    )
  return {
    say: (language, text) => put(language, text, escape),
    label: (language, text) => put(language, text, (literal) => literal),
    synonyms(language, text) {
      if (!('key' in text)) return []
      const key = `${text.key}.words`
      const lists = [...new Set([language, 'id' as const])].filter((lng) => own.get(lng)?.has(key))
      return lists.flatMap((lng) => fixedText(lng, key).split('|'))
    },
    has: (key) => i18n.exists(key),
  }
}

const keysOf = (namespaces: Namespaces): ReadonlySet<string> =>
  new Set(
    Object.entries(namespaces).flatMap(([namespace, texts]) =>
      Object.keys(texts).map((key) => `${namespace}:${key}`),
    ),
  )

function namespaces(directory: URL, language: Language): Namespaces {
  const folder = new URL(`${language}/`, directory)
  return Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [
        file.slice(0, -'.json'.length),
        JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
      ]),
  )
}
