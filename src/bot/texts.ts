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

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/**
 * Loads `locales/<language>/<namespace>.json` from a directory. A key that a language lacks falls back to Indonesian.
 * Throws when a file is missing or no JSON.
 */
export function loadTexts(directory: URL): Texts {
  const i18n = createInstance()
  void i18n.init({
    resources: Object.fromEntries(LANGUAGES.map((language) => [language, namespaces(directory, language)])),
    fallbackLng: 'id',
    keySeparator: false,
    showSupportNotice: false,
    interpolation: { escapeValue: false, skipOnVariables: true },
    initAsync: false,
  })
  const put = (language: Language, text: Text, literal: (text: string) => string): string =>
    'key' in text
      ? i18n.t(text.key, { lng: language, ...spoken(language, text.params, literal) })
      : literal('text' in text ? text.text : (text.wording[language] ?? text.wording.id))
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
      const lists = [...new Set([language, 'id' as const])].filter((lng) =>
        i18n.exists(key, { lng, fallbackLng: [] }),
      )
      return lists.flatMap((lng) => i18n.t(key, { lng }).split('|'))
    },
    has: (key) => i18n.exists(key),
  }
}

function namespaces(directory: URL, language: Language): { [namespace: string]: { [key: string]: string } } {
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
