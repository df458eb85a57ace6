import type { ExportedRow } from '../../../db/exports/export-rows.ts'
import { zip } from './zip.ts'

/** The most rows that a sheet holds, the heading among them. */
export const MOST_ROWS = 1_048_576

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const SHEETS = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const part = (name: string, type: string) =>
  `<Override PartName="/xl/${name}.xml" ContentType="${TYPE}.${type}+xml"/>`
const relation = (type: string, target: string) =>
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${RELATIONS}/${type}" Target="${target}"/></Relationships>`

const FRAME: { readonly [path: string]: string } = {
  '[Content_Types].xml':
    `${HEAD}<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `${part('workbook', 'sheet.main')}${part('worksheets/sheet1', 'worksheet')}</Types>`,
  '_rels/.rels': relation('officeDocument', 'xl/workbook.xml'),
  'xl/workbook.xml':
    `${HEAD}<workbook xmlns="${SHEETS}" xmlns:r="${RELATIONS}">` +
    '<sheets><sheet name="Pendaftaran" sheetId="1" r:id="r1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': relation('worksheet', 'worksheets/sheet1.xml'),
}

/** A workbook of one sheet, written as its rows come. Texts are texts: nothing in them is run as a formula. */
export function xlsx(rows: AsyncIterable<readonly ExportedRow[]>): AsyncGenerator<Buffer> {
  return zip([
    ...Object.entries(FRAME).map(([path, text]) => ({ path, texts: [text] })),
    { path: 'xl/worksheets/sheet1.xml', texts: sheet(rows) },
  ])
}

async function* sheet(rows: AsyncIterable<readonly ExportedRow[]>): AsyncGenerator<string> {
  yield `${HEAD}<worksheet xmlns="${SHEETS}"><sheetData>`
  for await (const some of rows) yield some.map((row) => `<row>${row.map(cell).join('')}</row>`).join('')
  yield '</sheetData></worksheet>'
}

function cell(value: string | number | null): string {
  if (value === null) return '<c/>'
  if (typeof value === 'number') return `<c><v>${value}</v></c>`
  const text = SPECIAL.test(value) ? escaped(value) : value
  const kept = /^\s|\s$/.test(text) ? ' xml:space="preserve"' : ''
  return `<c t="inlineStr"><is><t${kept}>${text}</t></is></c>`
}

/** Most texts hold none of it. */
const SPECIAL = /[^\t\n\r\u0020-%'-;=?-\ud7ff\ue000-\ufffd]/

// XML knows no control characters, not even escaped ones, and no halves of characters.
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
