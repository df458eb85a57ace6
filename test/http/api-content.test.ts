import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SEED, seedContent } from '../../src/db/seed.ts'
import { type ApiHouse, apiHouse } from './api-house.ts'

interface Item {
  readonly version: number
  readonly item: { readonly [field: string]: unknown }
}

let house: ApiHouse
let admin: string
let viewer: string
let local: string
beforeAll(async () => {
  house = await apiHouse()
  await seedContent(house.database.store)
  admin = (await house.key('admin')).key
  viewer = (await house.key('viewer', '34.04')).key
  local = (await house.key('admin', '35')).key
})
afterAll(() => house.drop())

const match = (version: number) => ({ 'if-match': `"${version}"` })
const get = async <T>(path: string, key = viewer): Promise<T> => {
  const response = await house.call(key, 'GET', `/content${path}`)
  expect([path, response.status]).toEqual([path, 200])
  return (await response.json()) as T
}
const faq = { ...(SEED.faqs[0] as Item['item']), id: 'baru' }
const fields = async (response: Response) =>
  ((await response.json()) as { errors: { field: string }[] }).errors.map(({ field }) => field)
const post = (kind: string, body: object) => house.call(admin, 'POST', `/content/${kind}`, { body })

describe('reading content', () => {
  it('lists each kind page by page, by status and by words', async () => {
    const first = await get<{ items: Item[]; next: string }>('/faqs?limit=2')
    const second = await get<{ items: Item[] }>(`/faqs?limit=2&after=${first.next}`)
    expect(new Set([...first.items, ...second.items].map(({ item }) => item['id'])).size).toBe(4)
    const unsure = await get<{ items: Item[] }>('/products?status=needs+verification&limit=200')
    expect(unsure.items.length).toBe(
      SEED.products.filter((one) => (one as { status: string }).status === 'needs verification').length,
    )
    const found = await get<{ items: Item[] }>('/programmes?text=banyuwangi')
    expect(found.items.length).toBeGreaterThan(0)
    expect((await house.call(viewer, 'GET', '/content/faqs?after=nobody')).status).toBe(400)
  })

  it('does not show what holds only elsewhere', async () => {
    expect(await get<{ items: Item[] }>('/pirtVariations')).toEqual({ items: [], next: null })
    expect((await house.call(viewer, 'GET', '/content/pirtVariations/banyuwangi-pkp')).status).toBe(404)
    expect((await get<Item>('/pirtVariations/banyuwangi-pkp', local)).version).toBe(1)
  })

  it('describes each kind with its own schema', async () => {
    const { paths } = (await (await house.app.request('/openapi.json')).json()) as {
      paths: { [path: string]: { post: { requestBody: { content: object } } } }
    }
    const body = (kind: string) => JSON.stringify(paths[`/api/v1/content/${kind}`]!.post.requestBody.content)
    expect(body('faqs')).toContain('"topic"')
    expect(body('products')).toContain('"rules"')
    expect(body('faqs')).not.toContain('"rules"')
  })
})

describe('keeping content', () => {
  it('adds, replaces over the version that was read, and keeps what was said before', async () => {
    const added = await house.call(admin, 'POST', '/content/faqs', { body: faq })
    expect([added.status, added.headers.get('etag')]).toEqual([201, '"1"'])
    expect((await house.call(admin, 'POST', '/content/faqs', { body: faq })).status).toBe(409)
    const changed = { ...faq, text: { id: 'Jawaban baru.' } }
    const put = (version: number) =>
      house.call(admin, 'PUT', '/content/faqs/baru', { body: changed, headers: match(version) })
    expect((await house.call(admin, 'PUT', '/content/faqs/baru', { body: changed })).status).toBe(428)
    expect((await put(1)).status).toBe(200)
    expect((await put(1)).status).toBe(412)
    expect((await house.office.audit.list(1))[0]).toMatchObject({
      action: 'content.changed',
      subject: 'faqs/baru',
    })
    const { items } = await get<{ items: (Item & { actor: string })[] }>(
      '/faqs/baru/history',
      (await house.key('officer')).key,
    )
    expect(items.map(({ version, item }) => [version, item['text']])).toEqual([
      [2, { id: 'Jawaban baru.' }],
      [1, faq['text' as never]],
    ])
  })

  it('keeps the seed’s own words as the first version', async () => {
    const { item } = await get<Item>('/guarantees/' + (SEED.guarantees[0] as { id: string }).id)
    const path = `/content/guarantees/${item['id'] as string}`
    const response = await house.call(admin, 'PUT', path, {
      body: { ...item, source: 'Buku pedoman' },
      headers: match(1),
    })
    expect(response.status).toBe(200)
    const { items } = await get<{ items: (Item & { actor: string; actorName: string | null })[] }>(
      `${path.slice('/content'.length)}/history`,
      (await house.key('officer')).key,
    )
    expect(items.map(({ actorName }) => actorName)).toEqual(['admin null', null])
    expect(items.map(({ actor, item }) => [actor === 'seed', item])).toEqual([
      [false, { ...item, source: 'Buku pedoman' }],
      [true, item],
    ])
  })

  it('names the fields that are wrong, and what they point at in vain', async () => {
    expect(await fields(await post('faqs', { ...faq, id: 'x', topic: 'weather', colour: 1 }))).toEqual(
      expect.arrayContaining(['topic', 'colour']),
    )
    const unknown = { id: 'Teks', jw: 'Teks' }
    expect(await fields(await post('faqs', { ...faq, id: 'x', text: unknown }))).toContain('text')
    const programme = { ...(SEED.programmes[0] as object), id: 'baru' }
    const wrong = { agency: 'none', sectors: ['wind'], regions: ['99'], overlaps: ['baru'] }
    expect(await fields(await post('programmes', { ...programme, ...wrong }))).toEqual(
      expect.arrayContaining(['agency', 'sectors', 'regions', 'overlaps']),
    )
    const rules = (SEED.products[0] as { rules: object[] }).rules
    const product = { ...(SEED.products[0] as object), id: 'baru', rules: [...rules, ...rules] }
    expect(await fields(await post('products', product))).toContain('rules')
  })

  it('publishes only what somebody has read in its source', async () => {
    const unsure = { ...faq, id: 'ragu', status: 'needs verification', confidence: 'GK', verifiedAt: null }
    expect((await house.call(admin, 'POST', '/content/faqs', { body: unsure })).status).toBe(201)
    const publish = (body: object, version: number) =>
      house.call(admin, 'POST', '/content/faqs/ragu/publish', { body, headers: match(version) })
    expect(await fields(await publish({ verifiedAt: '2026-11-28' }, 1))).toEqual(['confidence'])
    const read = { verifiedAt: '2026-11-28', confidence: 'V', source: 'Permen 1/2026' }
    expect((await publish(read, 1)).status).toBe(200)
    expect((await get<Item>('/faqs/ragu')).item).toMatchObject({ ...read, status: 'published' })
    const unpublish = { body: {}, headers: match(2) }
    expect((await house.call(admin, 'POST', '/content/faqs/ragu/unpublish', unpublish)).status).toBe(200)
    expect((await get<Item>('/faqs/ragu')).item).toMatchObject({ status: 'needs verification' })
  })

  it('leaves to a province what holds in it, and no more', async () => {
    const variation = { ...(SEED.pirtVariations[0] as Item['item']), id: 'malang', regions: ['35.07'] }
    const add = (body: object) => house.call(local, 'POST', '/content/pirtVariations', { body })
    expect((await add(variation)).status).toBe(201)
    expect(await fields(await add({ ...variation, id: 'sleman', regions: ['34.04'] }))).toEqual(['regions'])
    const change = (key: string, id: string, regions: string[]) =>
      house.call(key, 'PUT', `/content/pirtVariations/${id}`, {
        body: { ...variation, id, regions },
        headers: match(1),
      })
    expect((await change(local, 'malang', ['34.04'])).status).toBe(400)
    expect((await change(admin, 'banyuwangi-pkp', ['34.04'])).status).toBe(200)
    expect((await change(local, 'banyuwangi-pkp', ['35.10'])).status).toBe(404)
    const faqs = { body: {}, headers: match(1) }
    expect((await house.call(local, 'POST', '/content/faqs/ragu/unpublish', faqs)).status).toBe(403)
  })
})
