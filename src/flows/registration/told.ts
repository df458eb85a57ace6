import { promptOf } from '../steps.ts'
import type { Answer, Text } from '../types.ts'
import { understand } from '../understand/intents.ts'
import { registration } from './registration.ts'

/** The parts of a place, and how long the code of each is. */
const PLACES = { province: 2, regency: 5, district: 8 } as const

const SELLS =
  /\b(?:(?:men|ber)?jual(?:an)?|(?:mem)?buat|bikin|(?:mem)?produksi|(?:ber)?dagang|dodol(?:an)?|sade(?:an)?|damel|ngical|icalan|sell|make)\s+(?!(?:apa|opo|menapa|naon|mana|what)\b)(.+)/i
export const SINCE =
  /\b(?:sejak|semenjak|mulai|dari|dr|berdiri|wiwit|saking|ti|since)\s+((?:(?:tahun|thn|th|taun)\s+)?(?:19|20)\d\d\b|\d{1,2}\s*(?:tahun|thn|th|taun|years?)\b)/i
export const SALES =
  /\b(?:om[sz]e?t|penjualan|pendapatan|pemasukan|hasil jualan|sales)(?:nya|e|ipun|na)?\s+(.+)/i
export const CAPITAL =
  /(?<!\b(?:pinjam(?:an)?|minjam|pinjem|butuh|perlu|cari|tambah(?:an)?|nambah|minta|dapat|ajukan)\s)\bmodal(?:nya|e|ipun|na|ku)?(?:\s+(?:awal|usaha|saya))?\s+(.+)/i
/** Where one part of a story ends and the next begins. */
export const NEXT =
  /\s+(?:di|dari|sejak|semenjak|mulai|berdiri|sudah|udah|om[sz]e?t|penjualan|pendapatan|pemasukan|modal|karyawan|pegawai|pekerja|tenaga|nib|wonten|ing|nang|neng|wiwit|sampun|parantos|ti|in|since|with)\p{L}{0,4}(?=\s|$)|[,;](?=\s)|\.(?=\s|$)|\n/iu

/** What an owner who tells of the business in one go has answered already, as far as it is plain. */
export function toldOf(text: string, today: string): readonly Answer[] {
  const { product, region: code = '' } = understand(text, { today }).entities
  const read = (step: string, said = '') => answering(step, said, today)
  return [
    ...read('product', part(SELLS.exec(text)) ?? product),
    ...Object.entries(PLACES)
      .filter(([, length]) => code.length >= length)
      .map(([step, length]) => ({ step, value: code.slice(0, length) })),
    ...read('yearStarted', SINCE.exec(text)?.[1]),
    ...read('capital', part(CAPITAL.exec(text))),
    ...read('sales', part(SALES.exec(text))),
  ]
}

/** The answers that words give to a step, and to those that go with it. */
export function answering(step: string, said: string, today: string): readonly Answer[] {
  if (said === '') return []
  const reading = promptOf(registration, step).read({ type: 'text', text: said }, at(step, today))
  if (reading.type !== 'value') return []
  return Object.entries({ [step]: reading.value, ...reading.fills })
    .filter(([, value]) => value !== null)
    .map(([step, value]) => ({ step, value }))
}

/** The part of a story that begins with what was found. */
const part = (found: RegExpExecArray | null): string | undefined => found?.[1]!.split(NEXT)[0]

/** Of how many things an owner told: a place and a time of sales are parts of one. */
export const tellingOf = (answers: readonly Answer[]): number =>
  answers.filter(({ step }) => ['product', 'province', 'yearStarted', 'sales'].includes(step)).length

/** Reads back what was understood. */
export const noted = (answers: readonly Answer[], today: string): Text => {
  const lines = answers.map(({ step, value }) => ({
    key: 'common:line',
    params: {
      label: { key: `registration:${step}.label` },
      value: promptOf(registration, step).show(value, at(step, today)),
    },
  }))
  return { key: 'registration:noted', params: { lines: { key: 'common:lines', params: { lines } } } }
}

const at = (step: string, today: string) => ({ flow: registration.name, step, answers: {}, today, facts: {} })
