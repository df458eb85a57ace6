import { promptOf } from '../steps.ts'
import type { Answer } from '../types.ts'
import { registration } from './registration.ts'
import { answering, CAPITAL, NEXT, SALES, SINCE } from './told.ts'

const named = (words: string): RegExp =>
  new RegExp(
    `(?<!\\p{L})(?:${words})(?:nya|e|ipun|na|ku)?(?:\\s+(?:saya|kami|adalah|itu))?\\s*[:=]?\\s+(.+)`,
    'iu',
  )

/** How each answer is announced by who gives it unasked. A place only follows a comma: `salon rambut, di surabaya`. */
const ANNOUNCED: { readonly [step: string]: RegExp } = {
  adult: named('umur|usia|yuswa|age'),
  businessName: named('nama (?:usaha|toko|warung)|nami usaha|jeneng usaha'),
  yearStarted: SINCE,
  capital: CAPITAL,
  sales: SALES,
  workers: named('karyawan|pegawai|tenaga kerja'),
  province: /(?<=,)\s*(?:lokasi(?:nya)?\s+|alamat(?:nya)?\s+)?(?:di|ning|ing|neng|nang|wonten|in)\s+(.+)/i,
}
/** What stands between an answer and the next one. */
const JOINS =
  /(?:[\s,.;&+]|(?<!\p{L})(?:dan|terus|trus|lalu|sama|kalau|kalo|untuk|and|lan|sareng)(?=\s*$))+$/iu

/**
 * What words tell of other steps besides the answer to the question `asked`, and what is left of them for that: `15 juta,
 * omset 9 juta sebulan`. Null where they tell of nothing else, or of that alone. Nothing is told of how many work there:
 * who says so unasked leaves themselves out.
 */
export function besides(
  text: string,
  asked: string,
  today: string,
): { readonly rest: string; readonly told: readonly Answer[] } | null {
  const found = Object.entries(ANNOUNCED)
    .filter(([step]) => step !== asked)
    .flatMap(([step, announced]) => {
      const match = announced.exec(text)
      if (!match) return []
      const told = answering(step, step === 'province' ? match[1]! : match[1]!.split(NEXT)[0]!, today)
      const isPlain = told.length > 0 && told[0]!.value !== false
      return isPlain ? [{ at: match.index, told: step === 'workers' ? [] : told }] : []
    })
  if (found.length === 0) return null
  const before = text.slice(0, Math.min(...found.map(({ at }) => at)))
  const rest = before.replace(JOINS, '')
  const isParted = before.trimEnd() !== rest || promptOf(registration, asked).free !== true
  return rest === '' || !isParted ? null : { rest, told: found.flatMap(({ told }) => told) }
}
