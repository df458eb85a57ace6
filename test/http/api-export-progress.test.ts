import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prune } from '../../src/db/upkeep/maintenance.ts'
import { createSheets } from '../../src/http/api/sheets/sheets.ts'
import { listen } from '../../src/http/server.ts'
import { KINDS } from '../db/stores.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

const ROWS = 1001
const DAY = 86_400_000

type Shown = Record<string, unknown>

async function read<T = Shown>(house: ApiHouse, key: string, path: string): Promise<T> {
  const response = await house.call(key, 'GET', path)
  expect(response.status).toBe(200)
  return (await response.json()) as T
}

describe.each(KINDS)('how far an export is ($kind)', ({ open }) => {
  let house: ApiHouse
  let officer: { id: string; key: string }
  beforeAll(async () => {
    house = await apiHouse(open)
    officer = await house.key('officer', '35')
    await house.register({ businessName: 'Sri Rejeki' })
    const numbers = JSON.stringify(Array.from({ length: ROWS - 1 }, (_, n) => n))
    await house.database.store.write([
      {
        sql: `insert into contacts (id, created_at, last_inbound_at) select 'C' || value, ?2, ?2 from json_each(?1)`,
        args: [numbers, Date.now()],
      },
      {
        sql: `insert into registrations (id, contact_id, number, status, business_name, product, sector, class, province,
            regency, district, annual_sales, created_at, updated_at, owner_name_sealed, year_started, capital, workers,
            export, channel)
          select 'R' || value, 'C' || value, 'NK-' || value, status, business_name, product, sector, class, province,
            regency, district, annual_sales, 1, 1, owner_name_sealed, year_started, capital, workers, export, channel
          from json_each(?1), (select * from registrations limit 1)`,
        args: [numbers],
      },
    ])
  })
  afterAll(() => house.drop())

  it.each(['csv', 'xlsx'])('is told with the file (%s), in rows, and at its end', async (format) => {
    const response = await house.call(
      officer.key,
      'GET',
      `/registrations/export?format=${format}&class=micro`,
    )
    const id = response.headers.get('x-export-id')!
    expect(response.headers.get('x-total-rows')).toBe(String(ROWS))
    const running = await read(house, officer.key, `/exports/${id}`)
    expect(running).toMatchObject({ state: 'running', rows: ROWS, rowsWritten: 0, endedAt: null })
    await response.arrayBuffer()
    const finished = await read(house, officer.key, `/exports/${id}`)
    expect(finished).toEqual({
      id,
      of: 'registrations',
      broadcast: null,
      format,
      filters: { class: 'micro' },
      rows: ROWS,
      rowsWritten: ROWS,
      state: 'finished',
      startedAt: running['startedAt'],
      endedAt: expect.any(String),
      actor: officer.id,
      actorName: 'officer 35',
    })
    const { rows } = await house.database.store.read({
      sql: `select e.total, e.written, e.state, a.action, a.actor from exports e join audit a on a.id = e.audit_id
        where e.id = ?1`,
      args: [id],
    })
    expect(rows.map((row) => [...row])).toEqual([
      [ROWS, ROWS, 'finished', 'registrations.exported', officer.id],
    ])
  })

  it('says that it was broken off, and after how many rows', async () => {
    const response = await house.call(officer.key, 'GET', '/registrations/export')
    const reader = response.body!.getReader()
    for (let piece = 0; piece < 4; piece++) await reader.read()
    await reader.cancel()
    const id = response.headers.get('x-export-id')
    const shown = await read(house, officer.key, `/exports/${id}`)
    expect(shown).toMatchObject({ state: 'brokenOff', rows: ROWS, rowsWritten: 1000 })
    expect(shown['endedAt']).not.toBeNull()
  })

  it('does not run for ever when the process that made it is gone', async () => {
    const begin = (at: number) =>
      house.office.exports.begin(
        {
          actor: officer.id,
          of: 'registrations',
          subject: null,
          detail: { format: 'csv', region: '35' },
          total: 5,
        },
        at,
      )
    const [old, young] = [await begin(Date.now() - 61_000), await begin(Date.now() - 30_000)]
    const states = async (query: string) =>
      (await read<{ items: Shown[] }>(house, officer.key, `/exports${query}`)).items.map(({ id }) => id)
    expect(await read(house, officer.key, `/exports/${old}`)).toMatchObject({ state: 'brokenOff' })
    expect(await states('?state=running')).toEqual([young])
    expect(await states('?state=brokenOff')).toContain(old)
    await house.office.exports.note(young, { written: 5, state: 'finished' }, Date.now())
  })

  it('is one’s own, and to an admin that of everybody within what the admin sees', async () => {
    const local = await house.key('officer', '35.10')
    const response = await house.call(local.key, 'GET', '/registrations/export?format=csv')
    await response.arrayBuffer()
    const id = response.headers.get('x-export-id')!
    const asks = {
      'its maker': [local, 200],
      'another officer there': [await house.key('officer', '35.10'), 404],
      'the officer of the province': [officer, 404],
      'the nation’s officer': [await house.key('officer'), 404],
      'the province’s admin': [await house.key('admin', '35'), 200],
      'the nation’s admin': [await house.key('admin'), 200],
      'an admin elsewhere': [await house.key('admin', '34'), 404],
      'an admin of a part': [await house.key('admin', '35.09'), 404],
      'a leader': [await house.key('admin', 'cluster:none'), 404],
    } as const
    for (const [who, [{ key }, status]] of Object.entries(asks)) {
      const one = await house.call(key, 'GET', `/exports/${id}`)
      expect([who, one.status]).toEqual([who, status])
      const { items } = await read<{ items: Shown[] }>(house, key, '/exports')
      expect([who, items.some((item) => item['id'] === id)]).toEqual([who, status === 200])
    }
  })

  it('is listed page by page, newest first', async () => {
    const [first, second] = [
      await read<{ items: Shown[]; next: string }>(house, officer.key, '/exports?limit=1'),
      await read<{ items: Shown[] }>(house, officer.key, '/exports?limit=200'),
    ]
    const rest = await read<{ items: Shown[]; next: string | null }>(
      house,
      officer.key,
      `/exports?limit=100&after=${first.next}`,
    )
    expect([...first.items, ...rest.items]).toEqual(second.items)
    expect(rest.next).toBeNull()
  })

  it('is forgotten after 90 days, but not that it was made', async () => {
    const before = await house.office.audit.verify()
    await prune(house.database.store, Date.now() + 91 * DAY)
    expect((await read<{ items: Shown[] }>(house, officer.key, '/exports')).items).toEqual([])
    expect(await house.office.audit.verify()).toEqual(before)
  })
})

describe('an export over the wire', () => {
  it('is broken off when the connection is', async () => {
    let dropped = 0
    const house = await apiHouse(undefined, () => ({
      async *make() {
        try {
          for (let rows = 0; ; rows += 500) yield { bytes: new Uint8Array(65_536), rows }
        } finally {
          dropped++
        }
      },
      close: async () => {},
    }))
    const officer = await house.key('officer')
    const server = await listen(house.app, { host: '127.0.0.1', port: 0 })
    const asked = get(`${server.url}/api/v1/registrations/export`, {
      headers: { authorization: `Bearer ${officer.key}` },
    })
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    await once(response, 'data')
    response.on('error', () => undefined)
    asked.destroy()
    const id = response.headers['x-export-id'] as string
    await expect
      .poll(() => read(house, officer.key, `/exports/${id}`))
      .toMatchObject({ state: 'brokenOff', endedAt: expect.any(String) })
    expect(dropped).toBe(1)
    await server.close()
    await house.drop()
  })

  it('is broken off when the process ends, which it holds up no longer', async () => {
    const house = await apiHouse()
    const sheets = createSheets(house.database)
    const query = { conditions: [], words: [] }
    const source = { type: 'registrations', scope: { type: 'nation' }, query } as const
    const pieces = sheets.make({ format: 'csv', source })[Symbol.asyncIterator]()
    await pieces.next()
    const closing = sheets.close()
    await pieces.return!()
    await closing
    await house.drop()
  })

  it('is broken off when the rows cannot be read', async () => {
    const house = await apiHouse(undefined, () => createSheets({ url: 'file:/nowhere/there-is.db' }))
    const officer = await house.key('officer')
    const response = await house.call(officer.key, 'GET', '/registrations/export')
    await expect(response.arrayBuffer()).rejects.toThrow()
    const id = response.headers.get('x-export-id')
    expect(await read(house, officer.key, `/exports/${id}`)).toMatchObject({ state: 'brokenOff' })
    await house.drop()
  })
})
