import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Hono } from 'hono'
import { createIds } from '../src/bot/ids.ts'
import { loadTexts } from '../src/bot/texts.ts'
import { openStore } from '../src/db/store/client.ts'
import { migrate } from '../src/db/migrate.ts'
import { createOffice } from '../src/db/office/office.ts'
import { createReader } from '../src/db/store/reader.ts'
import { createTurns } from '../src/db/turns/turns.ts'
import { createVault } from '../src/db/vault.ts'
import { SECTORS } from '../src/flows/sectors.ts'
import { regionsWithin } from '../src/flows/understand/regions.ts'
import { createSheets } from '../src/http/api/sheets/sheets.ts'
import { apiRoutes } from '../src/http/api/api.ts'
import { Problem, problemResponse } from '../src/http/problem.ts'
import { sampleCommit, sampleKey } from '../test/db/turn-samples.ts'

/*
 * What officers' questions cost with many registrations in an embedded file, and what they cost the bot's turns
 * meanwhile. `node bench/api.ts [--rows 1000000] [--rounds 60] [--only questions|beside|exports]
 * [--directory DIR to keep and use again]`
 */

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '60' },
    only: { type: 'string' },
    directory: { type: 'string' },
  },
})
const rows = Number(values.rows)
const directory = values.directory ?? (await mkdtemp(join(tmpdir(), 'bench-api-')))
const url = `file:${join(directory, 'bench.db')}`
const store = await openStore({ url })
await migrate(store)
const vault = createVault(Buffer.alloc(32, 1))
const reader = createReader(store, url)
const sheets = createSheets({ url })
const office = createOffice(store, reader, vault)
const turns = createTurns(store, vault)
const newId = createIds()
const regencies = regionsWithin(null).flatMap((province) => regionsWithin(province))
const NAMES =
  'warung kopi keripik batik tempe sri rejeki barokah jaya makmur sari rasa bunda ibu mbak bu toko usaha'
const WORDS = [...NAMES.split(' '), ...Array.from({ length: 20_000 }, (_, n) => word(n))]

await fill()
const by = { actor: 'bench', at: Date.now() }
const { key } = await office.apiKeys.create({ name: 'bench', role: 'admin', region: null }, by)
const provincial = await office.apiKeys.create({ name: 'bench', role: 'officer', region: '35' }, by)
const local = await office.apiKeys.create({ name: 'bench', role: 'officer', region: '35.10,35.09' }, by)
const app = build()
console.log(`${rows} registrations, ${((await stat(join(directory, 'bench.db'))).size / 1e6).toFixed(0)} MB`)

await turnsBeside('bot turns alone', async () => void (await pause(4000)))
const QUESTIONS: readonly (readonly [name: string, path: () => Promise<string> | string, key?: string])[] = [
  ['page, no filter', () => '/registrations'],
  ['page of a province and sector', () => `/registrations?province=${province()}&sector=${sector()}`],
  [
    'page by the query language',
    () => `/registrations?q=sector:${sector()}+class:micro+sales>100jt+created>2026-01-01`,
  ],
  ['page of a regency, by status', () => `/registrations?regency=${pick(regencies)}&status=submitted`],
  ['page, by sales', () => '/registrations?sort=-annualSales'],
  ['page in a province (its officer)', () => `/registrations?class=small`, provincial.key],
  ['page in two regencies (their officer)', () => `/registrations?sector=coffee`, local.key],
  ['deep page', async () => `/registrations?after=${await deep()}`],
  ['search: common words', () => '/registrations?q=warung+sri'],
  ['search: a rare word', () => `/registrations?q=${word(Math.floor(Math.random() * 20_000))}`],
  ['search: a misspelt word', () => `/registrations?q=kripikk`],
  ['search: common word in two regencies', () => '/registrations?q=warung', local.key],
  ['count, no filter', () => '/registrations/count'],
  ['count of a sector in a province', () => `/registrations/count?province=${province()}&sector=${sector()}`],
  ['count of common words', () => '/registrations/count?q=warung+sri'],
  ['statistics by month', () => '/statistics/registrations?by=month'],
  ['statistics by regency', () => '/statistics/registrations?by=regency'],
  ['statistics by sector', () => '/statistics/registrations?by=sector'],
  ['statistics by sector (two regencies)', () => '/statistics/registrations?by=sector', local.key],
  ['statistics: funnel', () => '/statistics/funnel'],
]
const wanted = (part: string): boolean => values.only === undefined || values.only === part
if (wanted('questions')) for (const [name, path, by] of QUESTIONS) await measure(name, path, by ?? key)
if (wanted('beside')) {
  await turnsBeside('bot turns beside all of them', async () => {
    for (let round = 0; round < Number(values.rounds); round++)
      for (const [, path, by] of QUESTIONS) await ask(await path(), by ?? key)
  })
}
if (wanted('exports')) {
  for (const format of ['csv', 'xlsx'])
    await turnsBeside(`bot turns beside a ${format} export`, () => download(format))
}
await sheets.close()
await reader.close()
await store.close()
if (!values.directory) await rm(directory, { recursive: true })

async function measure(name: string, path: () => Promise<string> | string, by: string): Promise<void> {
  const times: number[] = []
  for (let round = 0; round < Number(values.rounds); round++) {
    const asked = await path()
    const started = performance.now()
    await ask(asked, by)
    times.push(performance.now() - started)
  }
  console.log(`${name.padEnd(40)} ${spread(times)}`)
}

async function ask(path: string, by: string): Promise<string> {
  const response = await app.request(`/api/v1${path}`, { headers: { authorization: `Bearer ${by}` } })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`)
  return text
}

/** A whole export, read at the pace at which it comes. */
async function download(format: string): Promise<void> {
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let [bytes, most] = [0, 0]
  const started = performance.now()
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50)
  const response = await app.request(`/api/v1/registrations/export?format=${format}`, {
    headers: { authorization: `Bearer ${key}` },
  })
  for await (const piece of response.body!) bytes += piece.length
  clearInterval(watch)
  const seconds = (performance.now() - started) / 1000
  console.log(
    `${format} export: ${mb(bytes)} MB in ${seconds.toFixed(1)} s, memory ${mb(before)} MB before, ` +
      `${mb(most)} MB at most (${mb(most - before)} MB more)`,
  )
}

/** One turn after the other by contacts of their own, as long as the work goes on. */
async function turnsBeside(name: string, work: () => Promise<void>): Promise<void> {
  const times: number[] = []
  const over = new AbortController()
  const talking = (async () => {
    while (!over.signal.aborted) {
      const turn = sampleKey(`telegram:bench${Math.floor(Math.random() * 1000)}`)
      const started = performance.now()
      const [state] = await turns.load([turn])
      const commit = sampleCommit(turn, state!, { at: Date.now() })
      // A database that is used again knows the sample's own ids.
      const outbox = commit.outbox.map((row) => ({ ...row, id: newId() }))
      const [outcome] = await turns.commit([{ ...commit, outbox }], 'bench')
      if (outcome !== 'committed') throw outcome
      times.push(performance.now() - started)
      await pause(5)
    }
  })()
  await work()
  over.abort()
  await talking
  console.log(`${name.padEnd(40)} ${spread(times)}`)
}

function spread(times: number[]): string {
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(times.length * share)]!.toFixed(1)
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms (${times.length})`
}

async function deep(): Promise<string> {
  const { rows: found } = await store.read({
    sql: 'select created_at, id from registrations order by created_at limit 1 offset ?1',
    args: [Math.floor(Math.random() * Math.min(rows, 20_000))],
  })
  const [at, id] = found[0]!
  return Buffer.from(JSON.stringify(['-createdAt', Number(at), id])).toString('base64url')
}

function build(): Hono {
  const plenty = { take: () => 0, check: () => 0 }
  const routes = apiRoutes(
    {
      office,
      sheets,
      whatsapp: null,
      notify: () => [],
      handoverNotices: { claimed: () => [], answered: () => [], closed: async () => [] },
      wakeOutbox: () => {},
      wakeNotices: () => undefined,
      broadcasts: {
        texts: loadTexts(new URL('../locales/', import.meta.url)),
        newId: createIds(),
        site: 'https://naik.example',
        needApproval: false,
        wake: () => {},
      },
      secondFactorRequired: true,
      webhookLoopback: false,
      origins: [],
    },
    {
      findKey: (given) => office.apiKeys.find(given, Date.now()),
      caller: () => 'bench',
      findPerson: async () => null,
      guesses: plenty,
      refused: () => {},
      requests: plenty,
    },
  )
  const all = new Hono().route('/', routes)
  all.onError((error, c) => {
    if (error instanceof Problem) return problemResponse(c, error)
    throw error
  })
  return all
}

/** Contacts and registrations, straight into the tables: the triggers index and count them as always. */
async function fill(): Promise<void> {
  const { rows: counted } = await store.read({ sql: 'select count(*) from registrations', args: [] })
  const started = performance.now()
  const name = vault.seal('Siti Aminah').toString('hex')
  for (let from = Number(counted[0]![0]); from < rows; from += 1000) {
    const made = Array.from({ length: Math.min(1000, rows - from) }, (_, n) => registration(from + n))
    await store.write([
      {
        sql: `insert into contacts (id, created_at, last_inbound_at)
          select value->>'$[0]', value->>'$[11]', value->>'$[11]' from json_each(?1)`,
        args: [JSON.stringify(made)],
      },
      {
        sql: `insert into registrations (id, contact_id, number, status, business_name, product, sector, class, province,
            regency, district, annual_sales, created_at, updated_at, owner_name_sealed, year_started, capital, workers,
            export, channel, nib)
          select value->>'$[0]', value->>'$[0]', value->>'$[1]', value->>'$[2]', value->>'$[3]', value->>'$[4]',
            value->>'$[5]', value->>'$[6]', value->>'$[7]', value->>'$[8]', value->>'$[9]', value->>'$[10]',
            value->>'$[11]', value->>'$[11]', unhex(?2), 2015, 25000000, 3, 'never', 'whatsapp', value->>'$[12]'
          from json_each(?1)`,
        args: [JSON.stringify(made), name],
      },
    ])
  }
  console.log(`filled in ${((performance.now() - started) / 1000).toFixed(0)} s`)
}

function registration(n: number): readonly (string | number | null)[] {
  const regency = pick(regencies)
  const id = randomBytes(12).toString('hex').toUpperCase()
  const serial = n.toString(36).toUpperCase().padStart(8, '0')
  const number = `NK-${serial.slice(0, 4)}-${serial.slice(4)}`
  const sales = Math.floor(Math.exp(Math.random() * 10 + 14))
  const size = sales <= 2e9 ? 'micro' : sales <= 15e9 ? 'small' : 'medium'
  const status = pick(['submitted', 'submitted', 'verified', 'verified', 'verified', 'returned', 'rejected'])
  const at = Date.UTC(2025, 0, 1) + Math.floor((n / rows) * 680 * 86_400_000)
  const name = `${pick(WORDS.slice(0, 18))} ${pick(WORDS)} ${pick(WORDS)}`
  const nib = Math.random() < 0.3 ? String(1e12 + n) : null
  return [
    id,
    number,
    status,
    name,
    pick(WORDS),
    sector(),
    size,
    regency.slice(0, 2),
    regency,
    `${regency}.01`,
    sales,
    at,
    nib,
  ]
}

function word(n: number): string {
  const [consonants, vowels] = ['bcdghjklmnprstwy', 'aeiou']
  let [text, rest] = ['', n + 400]
  for (; rest > 0; rest = Math.floor(rest / 80))
    text += consonants[rest % 16]! + vowels[Math.floor(rest / 16) % 5]!
  return `${text}n`
}

function pick<T>(from: readonly T[]): T {
  return from[Math.floor(Math.random() * from.length)]!
}

function sector(): string {
  return pick(SECTORS)
}

function province(): string {
  return pick(regionsWithin(null))
}

function mb(value: number): string {
  return (value / 1e6).toFixed(0)
}
