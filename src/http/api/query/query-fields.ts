import type { NumberField, SetField } from '../../../db/registrations/registration-filter.ts'
import type { HistoryField } from '../../../db/registrations/registration-history.ts'
import { SECTORS } from '../../../flows/sectors.ts'

/** What a value of a field looks like. */
export type Kind = 'code' | 'word' | 'amount' | 'date' | 'yesNo' | 'history'

export interface Field {
  readonly name: SetField | NumberField | HistoryField | 'nib'
  readonly kind: Kind
  /** The words it takes, each with what it stands for. */
  readonly words?: { readonly [word: string]: string }
}

const same = (words: readonly string[]) => Object.fromEntries(words.map((word) => [word.toLowerCase(), word]))

const SECTOR_WORDS = {
  ...same(SECTORS),
  padi: 'rice',
  beras: 'rice',
  jagung: 'corn',
  kopi: 'coffee',
  buah: 'fruit',
  singkong: 'cassava',
  bambu: 'bamboo',
  udang: 'shrimp',
  kambing: 'goats',
  domba: 'goats',
  susu: 'dairy',
  mebel: 'furniture',
  busana: 'fashion',
  makanan: 'foodProducts',
  kuliner: 'culinary',
  wisata: 'tourism',
  kerajinan: 'crafts',
  lainnya: 'other',
}
const CLASS_WORDS = {
  ...same(['micro', 'small', 'medium']),
  mikro: 'micro',
  kecil: 'small',
  menengah: 'medium',
}
const STATUS_WORDS = {
  ...same(['submitted', 'verified', 'returned', 'rejected', 'withdrawn']),
  masuk: 'submitted',
  diterima: 'verified',
  dikembalikan: 'returned',
  ditolak: 'rejected',
  ditarik: 'withdrawn',
}

const word = (name: SetField, words: Field['words']): Field => ({ name, kind: 'word', words })
const code = (name: SetField): Field => ({ name, kind: 'code' })
const amount = (name: NumberField): Field => ({ name, kind: 'amount' })
const date = (name: NumberField): Field => ({ name, kind: 'date' })
const history = (name: HistoryField): Field => ({ name, kind: 'history' })

/** What can be filtered by, under the names that officers type. */
export const FIELDS: { readonly [name: string]: Field } = {
  province: code('province'),
  provinsi: code('province'),
  regency: code('regency'),
  kabupaten: code('regency'),
  kota: code('regency'),
  district: code('district'),
  kecamatan: code('district'),
  sector: word('sector', SECTOR_WORDS),
  sektor: word('sector', SECTOR_WORDS),
  class: word('class', CLASS_WORDS),
  kelas: word('class', CLASS_WORDS),
  status: word('status', STATUS_WORDS),
  export: word('export', same(['never', 'tried', 'regularly'])),
  ekspor: word('export', same(['never', 'tried', 'regularly'])),
  channel: word('channel', same(['telegram', 'whatsapp', 'web'])),
  nib: { name: 'nib', kind: 'yesNo' },
  sales: amount('annualSales'),
  omzet: amount('annualSales'),
  capital: amount('capital'),
  modal: amount('capital'),
  workers: amount('workers'),
  started: amount('yearStarted'),
  created: date('createdAt'),
  updated: date('updatedAt'),
  took: history('took'),
  pelatihan: history('took'),
  pirt: history('pirt'),
  financing: history('financing'),
  pembiayaan: history('financing'),
  cluster: history('cluster'),
  klaster: history('cluster'),
  programme: history('programme'),
  program: history('programme'),
}

/** What is sealed, and where to ask for it instead. */
export const SEALED: { readonly [name: string]: string } = {
  nik: 'NIKs are sealed. Look one up with POST /api/v1/registrations/lookup, which is audited.',
  owner: 'Owners’ names are sealed: nobody can search them. Search the business name, product or number.',
  name: 'Owners’ names are sealed: nobody can search them. Search the business name, product or number.',
  phone: 'Phone numbers are sealed: nobody can search them.',
}

/** The code of a place at the level that the field asks for. */
export const CODE_PATTERNS: { readonly [name: string]: RegExp } = {
  province: /^\d{2}$/,
  regency: /^\d{2}\.\d{2}$/,
  district: /^\d{2}\.\d{2}\.\d{2}$/,
}
