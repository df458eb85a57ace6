import { SCHEMAS } from '../../../src/db/content/schemas.ts'
import { SEED } from '../../../src/db/seed.ts'
import type { ContentKind } from '../../../src/flows/content.ts'
import type { ApiHouse } from '../api-house.ts'
import type { Access, AccessRequest } from './access.ts'

const KINDS = Object.keys(SCHEMAS) as ContentKind[]
const PLACED: readonly ContentKind[] = ['programmes', 'pirtVariations']
const ID = 'contoh'

/** One of the kind; of what holds in places, one for Kabupaten Banyuwangi. */
const sample = (kind: ContentKind) => ({
  ...(SEED[kind][0] as object),
  id: ID,
  ...(PLACED.includes(kind) && { regions: ['35.10'] }),
})

function requestsOf(kind: ContentKind): { readonly [operation: string]: AccessRequest } {
  const elsewhere = PLACED.includes(kind) ? 'absent' : 'served'
  return {
    [`get /api/v1/content/${kind}`]: {},
    [`post /api/v1/content/${kind}`]: { body: { ...sample(kind), id: 'lain' } },
    [`get /api/v1/content/${kind}/{item}`]: { elsewhere },
    [`put /api/v1/content/${kind}/{item}`]: { body: sample(kind), elsewhere },
  }
}

async function item({ office }: ApiHouse): Promise<string> {
  if (await office.content.find('faqs', ID)) return ID
  const edits = KINDS.map((kind) => ({ kind, item: sample(kind), version: 0 }))
  await office.content.write(edits, { actor: 'test', action: 'content.added', subject: null, detail: {} })
  return ID
}

export default {
  requests: {
    ...Object.assign({}, ...KINDS.map(requestsOf)),
    'post /api/v1/content/products/{item}/affected': {
      body: { item: sample('products') },
      elsewhere: 'served',
    },
    'post /api/v1/content/guarantees/{item}/affected': {
      body: { item: sample('guarantees') },
      elsewhere: 'served',
    },
    'post /api/v1/content/{kind}/{item}/publish': { body: { verifiedAt: '2026-11-28' } },
    'post /api/v1/content/{kind}/{item}/unpublish': { body: {} },
    'get /api/v1/content/{kind}/{item}/history': {},
  },
  parameters: { kind: async () => 'pirtVariations', item },
} satisfies Access
