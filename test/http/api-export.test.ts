import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csvLine } from '../../src/http/api/sheets/csv.ts'
import { xlsx } from '../../src/http/api/sheets/xlsx.ts'
import { zip } from '../../src/http/api/sheets/zip.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

let house: ApiHouse
let officer: string
beforeAll(async () => {
  house = await apiHouse()
  officer = (await house.key('officer', '35')).key
})
afterAll(() => house.drop())

const download = (query: string) => house.call(officer, 'GET', `/registrations/export?${query}`)

describe('exports', () => {
  it('hold every row of the scope once, over many chunks, and nothing that is sealed', async () => {
    const numbers = []
    for (let n = 0; n < 501; n++) numbers.push(await house.register({ ownerName: 'Rahasia' }))
    const outside = await house.register({ province: '11', regency: '11.04' })
    const response = await download('format=csv')
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    const text = bytes.toString()
    const rows = text.trim().split('\r\n').slice(1)
    expect(rows.map((row) => row.split(',')[0]).sort()).toEqual(numbers.sort())
    expect(text).not.toContain(outside)
    expect(text).not.toContain('Rahasia')
    expect(response.headers.get('content-disposition')).toMatch(
      /attachment; filename="registrations-.*\.csv"/,
    )
    expect((await house.office.audit.list(1))[0]).toMatchObject({
      action: 'registrations.exported',
      detail: { format: 'csv', region: '35', requestId: response.headers.get('x-request-id') },
    })
  })

  it('leave no word that was searched for readable in the database', async () => {
    const response = await download('format=csv&q=suparmi%20081234567890')
    await response.arrayBuffer()
    const [entry] = await house.office.audit.list(1)
    expect(entry!.detail).toMatchObject({ q: 'suparmi 081234567890' })
    const shown = await house.call(officer, 'GET', `/exports/${response.headers.get('x-export-id')}`)
    expect(await shown.json()).toMatchObject({ filters: { q: 'suparmi 081234567890' } })
    const { store } = house.database
    const tables = (
      await store.read({ sql: `select name from sqlite_master where type = 'table'`, args: [] })
    ).rows
    for (const [table] of tables) {
      const { rows } = await store.read({ sql: `select * from "${table as string}"`, args: [] })
      const kept = rows.flat().filter((value) => typeof value === 'string')
      expect([table, kept.filter((value) => value.includes('suparmi'))]).toEqual([table, []])
    }
  })

  it('are workbooks that open', async () => {
    await house.register({ businessName: '=HYPERLINK("http://evil") & <b>"\u0001' })
    const response = await download('format=xlsx&q=hyperlink')
    const files = unzip(Buffer.from(await response.arrayBuffer()))
    expect(Object.keys(files)).toContain('xl/worksheets/sheet1.xml')
    const sheet = files['xl/worksheets/sheet1.xml']!
    expect(sheet).toContain('=HYPERLINK("http://evil") &amp; &lt;b&gt;"</t>')
    expect(sheet).not.toContain('<f>')
    expect(sheet.match(/<row>/g)).toHaveLength(2)
  })
})

describe('CSV', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+62', "'+62"],
    ['-5', "'-5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['  =1', "'  =1"],
    ['Toko "Jaya", Malang', '"Toko ""Jaya"", Malang"'],
    ['two\nlines', '"two\nlines"'],
    ['Warung', 'Warung'],
  ])('writes %j harmlessly', (text, cell) => {
    expect(csvLine([text, null, 5])).toBe(`${cell},,5\r\n`)
  })
})

describe('archives', () => {
  it('hold the bytes that went in, however many', async () => {
    const long = Array.from({ length: 3000 }, (_, n) => `${n} ${'x'.repeat(n % 97)}é`)
    const files = unzip(
      await all(
        zip([
          { path: 'a', texts: long },
          { path: 'b/c', texts: ['1'] },
        ]),
      ),
    )
    expect(files).toEqual({ a: long.join(''), 'b/c': '1' })
  })

  it('fail as a whole when a row cannot be read', async () => {
    const rows = (async function* () {
      yield [['a']]
      throw new Error('the database is gone')
    })()
    await expect(all(xlsx(rows))).rejects.toThrow('the database is gone')
  })
})

async function all(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(pieces))
}

/** Reads an archive by its directory, as programs do. */
function unzip(bytes: Buffer): Record<string, string> {
  const end = bytes.length - 22
  expect(bytes.readUInt32LE(end)).toBe(0x06054b50)
  const files: Record<string, string> = {}
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50)
    const [packed, nameLength, head] = [
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
      bytes.readUInt32LE(at + 42),
    ]
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString()
    const from = head + 30 + bytes.readUInt16LE(head + 26)
    const text = inflateRawSync(bytes.subarray(from, from + packed))
    expect(text.length).toBe(bytes.readUInt32LE(at + 24))
    files[name] = text.toString()
    at += 46 + nameLength
  }
  return files
}
