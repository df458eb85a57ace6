import { defineFlow } from '../define.ts'
import { NOTICE_CATEGORIES, type NoticeCategory } from '../notice.ts'
import { choiceOf } from '../prompts/choice.ts'
import { given } from '../prompts/given.ts'
import type { Answer, Effect, FactRequest } from '../types.ts'

/** Asks the shell for the categories that the owner has switched off. */
const SWITCHES: FactRequest = { fact: 'noticeSwitches', argument: '' }

/** What this owner is told unasked, each kind by itself, and all of it at once. Each tap turns one over. */
export const switches = defineFlow({
  name: 'switches',
  version: 1,
  idle: true,
  steps: {
    /** Categories that are off, as this conversation has just left them. */
    off: given<readonly string[]>(),
    stopped: given<boolean>(),
    pick: choiceOf(({ answers }) => {
      const off = (answers['off'] ?? []) as readonly string[]
      const stopped = answers['stopped'] === true
      const one = (category: string) => ({
        value: `${category}.${off.includes(category) ? 'on' : 'off'}`,
        label: {
          key: `switches:${off.includes(category) ? 'isOff' : 'isOn'}`,
          params: { what: { key: `switches:category.${category}` } },
        },
      })
      return [
        ...(stopped ? [] : NOTICE_CATEGORIES.map(one)),
        stopped
          ? { value: 'all.on', label: { key: 'switches:startAll' } }
          : { value: 'all.off', label: { key: 'switches:stopAll' } },
        { value: 'ready', label: { key: 'common:go.home' }, action: true },
      ]
    }),
  },
  params: {
    pick: ({ stopped }) => ({ standing: { key: stopped ? 'switches:allOff' : 'switches:some' } }),
  },
  needs: () => [SWITCHES],
  prefill: (facts) => [
    { step: 'off', value: (facts[SWITCHES.fact] ?? []) as readonly string[] },
    { step: 'stopped', value: facts['messagesStopped'] === true },
  ],
  complete({ off = [], stopped = false, pick = 'ready' }) {
    const [what, to] = pick.split('.') as [string, string?]
    if (to === undefined) return { replies: [], next: { flow: 'home', answers: [] } }
    const effect: Effect =
      what === 'all'
        ? { type: 'stopMessages', stopped: to === 'off' }
        : { type: 'switchNotices', category: what, on: to === 'on' }
    const others = off.filter((one) => one !== what)
    const now = {
      off: what === 'all' ? off : to === 'off' ? [...others, what] : others,
      stopped: what === 'all' ? to === 'off' : stopped,
    }
    return { replies: [], effects: [effect], next: { flow: 'switches', answers: known(now) } }
  },
})

const known = (now: { readonly off: readonly string[]; readonly stopped: boolean }): readonly Answer[] => [
  { step: 'off', value: now.off },
  { step: 'stopped', value: now.stopped },
]

const NAMED =
  /\b(?:pengingat|peringatan|reminders?|pemberitahuan|notif\w*|pangeling\w*|panginget|pang[eé]mut|pangeling-eling)\b/i
/** News in general: reminders are meant only where a kind of them is named. */
const NEWS = /\b(?:info\w*|informasi|kabar\w*|pesan|berita|warta|news|messages?)\b/i
const OFF =
  /\b(?:(?:ga|gak|nggak|tidak|mboten|teu|ora) (?:mau|usah|perlu|purun|sisah|hoyong|kedah|gelem)(?! (?:ke(?:tinggal|lewat)|terlewat))|gausah|matikan|mati(?:in)?|stop|berhenti\w*|hentikan|jangan|nonaktif\w*|turn off|switch off|dipejah\w*|pejah\w*|pateni|pareuman|dipareum\w*|eureun\w*)\b/i
const ON =
  /\b(?:nyalakan|nyalain|hidupkan|aktifkan|mulai|turn on|switch on|dipunuripaken|urip\w*|hurungkeun|diaktipkeun)\b/i
/** News of what begins is not news to begin. */
const BEGINS = /\bmulai\b/i
const CATEGORIES: { readonly [category in NoticeCategory]: RegExp } = {
  registration: /\b(?:pendaftaran|registrasi|registration|pandaftaran|pendaptaran)\b/i,
  training: /\b(?:pelatihan|palatihan|training)\b/i,
  pirt: /\bp-?irt\b/i,
  cluster: /\b(?:klaster|cluster|koperasi)\b/i,
  partnership: /\b(?:kemitraan|kontrak|partnership|contracts?)\b/i,
  announcements: /\b(?:pengumuman|program|announcements?|wara-wara)\b/i,
}

/**
 * What a sentence about reminders asks for ("matikan pengingat pelatihan"): the answers that the switches open with.
 * Null for a sentence about something else.
 */
export function switchedBy(text: string): readonly Answer[] | null {
  const category = NOTICE_CATEGORIES.find((one) => CATEGORIES[one].test(text))
  const to = OFF.test(text) ? 'off' : ON.test(text) ? 'on' : null
  const isNews = NEWS.test(text) && category !== undefined && to !== null && !BEGINS.test(text)
  if (!NAMED.test(text) && !isNews) return null
  if (to === null) return []
  return [{ step: 'pick', value: `${category ?? 'all'}.${to}` }]
}
