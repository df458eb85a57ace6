import type { ExportedRow } from '../../../db/exports/export-rows.ts'

/** Told apart from other encodings by spreadsheets. */
const BOM = '\uFEFF'

/** A file that spreadsheets open. */
export async function* csv(rows: AsyncIterable<readonly ExportedRow[]>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(BOM)
  for await (const some of rows) yield Buffer.from(some.map(csvLine).join(''))
}

/** One line. What a spreadsheet would run as a formula begins with an apostrophe. */
export function csvLine(row: ExportedRow): string {
  return `${row.map(cell).join(',')}\r\n`
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = harmless(value)
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A text that no spreadsheet takes for a formula, nor a number of its own (a NIB, a code) for a sum. */
export function harmless(text: string): string {
  return /^\s*[=+\-@|%\t\r]/.test(text) ? `'${text}` : text
}
