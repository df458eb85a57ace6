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
  /** A label as it may be typed, in lower case: in this language, in Indonesian, and by the words of its `.words`. */
  names(language: Language, label: Text): readonly string[]
  has(key: string): boolean
  /** Whether it has an explanation from data that this language lacks. A name or two are the same in any. */
  lacks(language: Language, text: Text): boolean
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
    initAsync: false,
  })
  // i18next finds the words of a key in a language, with their fall-back.
  const template = onceForEach((lng, key) => i18n.t(key, { lng, skipInterpolation: true }))
  /** Of words with gaps: what stands between these, and their names in turn. */
  const pieces = onceForEach((language, key) => template(language, key).split(/\{\{(\w+)\}\}/))
  const put = (language: Language, text: Text, literal: (text: string) => string): string => {
    if ('text' in text) return literal(text.text)
    if ('wording' in text) return literal(text.wording[language] ?? text.wording.id)
    return text.params === undefined
      ? template(language, text.key)
      : fill(pieces(language, text.key), text.params, (value) => spoken(language, value, literal))
  }
  const spoken = (language: Language, value: Params[string], literal: (text: string) => string): string => {
    if (typeof value === 'string') return literal(value)
    if (typeof value !== 'object') return String(value)
    const texts = Array.isArray(value) ? (value as readonly Text[]) : [value as Text]
    return texts.map((text) => put(language, text, literal)).join('\n')
  }
  const label = (language: Language, text: Text) => put(language, text, (literal) => literal)
  const namesOf = (language: Language, text: Text): readonly string[] => {
    const languages = [...new Set([language, 'id' as const])]
    const shown = languages.map((lng) => label(lng, text).toLowerCase())
    if (!('key' in text)) return [...new Set(shown)]
    const key = `${text.key}.words`
    const lists = languages.filter((lng) => own.get(lng)?.has(key))
    return [...new Set([...shown, ...lists.flatMap((lng) => template(lng, key).split('|'))])]
  }
  const namesOfKey = onceForEach((language, key) => namesOf(language, { key }))
  return {
    say: (language, text) => put(language, text, escape),
    label,
    names: (language, text) =>
      'key' in text && !text.params ? namesOfKey(language, text.key) : namesOf(language, text),
    has: (key) => i18n.exists(key),
    lacks,
  }
}

/** Reads each key of a language once. */
function onceForEach<T>(read: (language: Language, key: string) => T) {
  const known = { id: new Map<string, T>(), en: new Map(), jv: new Map(), su: new Map() }
  return (language: Language, key: string): T => {
    let found = known[language].get(key)
    if (found === undefined) known[language].set(key, (found = read(language, key)))
    return found
  }
}

/** Shorter words of data are names. */
const EXPLAINS = 6

function lacks(language: Language, text: Text): boolean {
  if ('text' in text) return false
  if ('wording' in text) {
    return text.wording[language] === undefined && text.wording.id.split(/\s+/).length >= EXPLAINS
  }
  return Object.values(text.params ?? {})
    .flat()
    .some((value) => typeof value === 'object' && lacks(language, value as Text))
}

/** Puts params where a template names them; what it does not name is left out, what is missing stays visible. */
const fill = (pieces: readonly string[], params: Params, spoken: (value: Params[string]) => string): string =>
  pieces
    .map((piece, at) => {
      if (at % 2 === 0) return piece
      const value = params[piece]
      return value === undefined ? `{{${piece}}}` : spoken(value)
    })
    .join('')

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
