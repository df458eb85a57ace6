import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/bot/channel.ts'
import { createAudit } from '../../src/db/office/audit.ts'
import { createContent } from '../../src/db/content/content.ts'
import { createContentEdits } from '../../src/db/content/content-edits.ts'
import { SCHEMAS } from '../../src/db/content/schemas.ts'
import { createFacts } from '../../src/db/facts.ts'
import { SEED, seedContent } from '../../src/db/seed.ts'
import type { ContentKind, ContentOf } from '../../src/flows/content.ts'
import { SECTORS } from '../../src/flows/sectors.ts'
import { isRegion } from '../../src/flows/understand/regions.ts'
import { KINDS, type TestDatabase } from './stores.ts'

const kinds = Object.keys(SEED) as ContentKind[]
const seeded = kinds.flatMap((kind) =>
  SEED[kind].map((item) => [kind, (item as { id: string }).id, item] as const),
)
const parsed = <K extends ContentKind>(kind: K) =>
  SEED[kind].map((item) => SCHEMAS[kind].parse(item) as ContentOf<K> & { confidence: string })

type Words = { readonly [language: string]: string }

/** Whatever an owner reads: objects with an Indonesian text and nothing but languages beside it. */
function wordingsIn(data: unknown): readonly Words[] {
  if (typeof data !== 'object' || data === null) return []
  const names = Object.keys(data)
  const isWording = names.includes('id') && names.every((name) => LANGUAGES.some((one) => one === name))
  return isWording ? [data as Words] : Object.values(data).flatMap(wordingsIn)
}

describe('the seed', () => {
  it.each(seeded)('%s/%s is whole, with its source and date', (kind, _, item) => {
    const { source, status, verifiedAt, ask, ...rest } = SCHEMAS[kind].parse(item)
    const { confidence } = rest as unknown as { confidence: string }
    expect(source).not.toBe('')
    if (status === 'published') {
      expect(['V', 'V1']).toContain(confidence)
      expect(verifiedAt).toMatch(/^2026-/)
    } else if (kind !== 'agencies') expect(ask).not.toBeNull()
  })

  it('names every item once in its kind', () => {
    for (const kind of kinds) {
      const ids = parsed(kind).map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
    }
  })

  it('says everything in all four languages', () => {
    const missing = wordingsIn(SEED).flatMap((wording) =>
      LANGUAGES.filter((language) => !wording[language]).map((language) => `${language}: ${wording['id']}`),
    )
    expect(missing).toEqual([])
  })

  it('answers at least sixty frequent questions that somebody has read in a source', () => {
    expect(parsed('faqs').filter(({ status }) => status === 'published').length).toBeGreaterThanOrEqual(60)
  })

  it('points programmes at agencies, sectors, places and programmes that exist', () => {
    const agencies = parsed('agencies').map(({ id }) => id)
    const programmes = parsed('programmes')
    expect(programmes.length).toBeGreaterThanOrEqual(27)
    for (const { agency, sectors, regions, overlaps, id } of programmes) {
      expect(agencies).toContain(agency)
      for (const sector of sectors) expect(SECTORS).toContain(sector)
      for (const region of regions) expect(isRegion(region)).toBe(true)
      for (const other of overlaps) expect(programmes.map(({ id }) => id)).toContain(other)
      expect(overlaps).not.toContain(id)
    }
  })
})

describe.each(KINDS)('content on a $kind', ({ open }) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database?.drop())
  const put = async (
    kind: ContentKind,
    item: unknown,
    version: number,
    content = createContent(database.store),
  ) =>
    createContentEdits(database.store, createAudit(database.store, database.vault), content).write(
      [{ kind, item, version }],
      {
        actor: 'key',
        action: 'content.changed',
        subject: kind,
        detail: {},
      },
    )

  it('is seeded once, and what an officer edited stays', async () => {
    const { store } = database
    expect(await seedContent(store)).toBe(seeded.length)
    const content = createContent(store)
    const [faq] = await content.list('faqs')
    expect(await put('faqs', { ...faq, text: { id: 'Diubah petugas.' } }, 1, content)).toBe('done')
    expect(await seedContent(store)).toBe(0)
    expect((await content.list('faqs'))[0]!.text).toEqual({ id: 'Diubah petugas.' })
    expect(await put('faqs', faq, 1)).toBe('changed')
  })

  it('adds what a database lacks, and refuses what is not whole', async () => {
    const content = createContent(database.store)
    const [faq] = await content.list('faqs')
    expect(await put('faqs', { ...faq, id: 'baru' }, 0, content)).toBe('done')
    expect((await content.list('faqs')).map(({ id }) => id)).toContain('baru')
    expect(await put('faqs', { ...faq, id: 'baru' }, 0)).toBe('changed')
    await expect(put('faqs', { ...faq, topic: 'weather' }, 1)).rejects.toThrow()
  })

  it('sees another process’s edit within a second', async () => {
    let now = 1_000_000
    const ours = createContent(database.store, () => now)
    const [guarantee] = await ours.list('guarantees')
    await put('guarantees', { ...guarantee, text: { id: 'Baru.' } }, 1)
    expect((await ours.list('guarantees'))[0]!.text).not.toEqual({ id: 'Baru.' })
    now += 1_000
    expect((await ours.list('guarantees'))[0]!.text).toEqual({ id: 'Baru.' })
  })

  it('is handed to conversations as facts, beside those of the contact', async () => {
    const facts = createFacts(database.store, database.vault)
    const [products, answers] = await facts.load([
      { contactId: 'nobody', fact: 'products', argument: '' },
      { contactId: 'nobody', fact: 'registrationAnswers', argument: '' },
    ])
    expect(products).toHaveLength(SEED.products.length)
    expect(answers).toBeNull()
  })
})
